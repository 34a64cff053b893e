"""
Invented people: names from common parts, numbers, addresses, phones and dates that agree with each other.

Nobody here exists. A personal number is built as the law builds one (province of birth, century and sex, birth year,
six random digits; Thông tư 07/2016/TT-BCA, article 7), so that a sample without a planted fault has none.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from scanpipe.text import without_marks


def _words(text: str, *, between: str | None = None) -> tuple[str, ...]:
    return tuple(text.split(between))


SURNAMES = _words("Nguyễn Trần Lê Phạm Hoàng Huỳnh Phan Vũ Võ Đặng Bùi Đỗ Hồ Ngô Dương Lý Đinh Trương Mai Tạ")
MIDDLE_MEN = _words("Văn Hữu Đức Thanh Minh Quốc Gia Công Xuân Đình")
MIDDLE_WOMEN = _words("Thị Thị Ngọc Thùy Bảo Khánh Như Thanh Diệu Kim")
GIVEN_MEN = _words(
    "Bình Châu Dũng Giang Khôi Phúc Sơn Tuấn Thắng Trường Hiếu Hùng Nghĩa Lộc Quân Vinh Thịnh Đạt Khoa Long"
)
GIVEN_WOMEN = _words("Anh Hạnh Hương Lan Linh Mỹ Nga Oanh Quỳnh Thảo Uyên Vân Yến Phượng Ánh Trang Huệ Ngân Thủy Diễm")
ETHNIC_GROUPS = ("Kinh", "Kinh", "Kinh", "Kinh", "Tày", "Mường", "Hoa", "Khmer", "Ê Đê", "Nùng")
STREETS = _words(
    "Lê Lợi;Trần Hưng Đạo;Nguyễn Huệ;Điện Biên Phủ;Hai Bà Trưng;Lý Thường Kiệt;Phan Đình Phùng;Võ Thị Sáu;"
    "Cách Mạng Tháng Tám;Quang Trung;Hoàng Văn Thụ;Ngô Quyền",
    between=";",
)

# Communes of 2025 with the province they belong to since 01/07/2025 (two levels, no district).
COMMUNES: tuple[tuple[str, str], ...] = (
    ("Phường Hoàn Kiếm", "Thành phố Hà Nội"),
    ("Phường Cầu Giấy", "Thành phố Hà Nội"),
    ("Phường Sài Gòn", "Thành phố Hồ Chí Minh"),
    ("Phường Thủ Đức", "Thành phố Hồ Chí Minh"),
    ("Phường Hải Châu", "Thành phố Đà Nẵng"),
    ("Phường Thuận Hóa", "Thành phố Huế"),
    ("Phường Ninh Kiều", "Thành phố Cần Thơ"),
    ("Phường Vinh Lộc", "Tỉnh Nghệ An"),
    ("Xã Quỳnh Lưu", "Tỉnh Nghệ An"),
    ("Phường Từ Sơn", "Tỉnh Bắc Ninh"),
    ("Xã Long Thành", "Tỉnh Đồng Nai"),
    ("Phường Hạ Long", "Tỉnh Quảng Ninh"),
    ("Xã Đức Trọng", "Tỉnh Lâm Đồng"),
    ("Phường Long Châu", "Tỉnh Vĩnh Long"),
)
# Province of birth registration: the 63 codes of Thông tư 07/2016/TT-BCA, some of them.
BIRTH_PROVINCES = ("001", "079", "048", "046", "092", "040", "027", "075", "022", "068", "086", "031")


@dataclass(frozen=True, slots=True)
class Address:
    """A place in two levels, as written since July 2025."""

    street: str
    commune: str
    province: str

    @property
    def one_line(self) -> str:
        """The whole address on one line, units in lower case as people write them."""
        return f"{self.street}, {_lower_first(self.commune)}, {_lower_first(self.province)}"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who does not exist. `number` agrees with `sex` ("Nam", "Nữ") and `born`."""

    name: str
    sex: str
    born: dt.date
    number: str
    ethnic_group: str
    address: Address
    phone: str
    email: str
    card_issued: dt.date


@dataclass(frozen=True, slots=True)
class Cast:
    """All people of one paper. `signed` is the day on which it was signed, `filed` the day it is handed in."""

    filer: Person
    spouse: Person
    elder: Person
    child: Person
    newborn: Person
    signed: dt.date
    filed: dt.date


def cast(rng: Random, *, filed: dt.date) -> Cast:
    """The people of one paper, living at one address. Adults are of age on the day of filing."""
    home = _address(rng)
    year = filed.year - rng.randint(26, 52)
    sex = rng.choice(("Nam", "Nữ"))
    filer = _person(rng, sex, _day(rng, year), home)
    spouse = _person(rng, "Nữ" if sex == "Nam" else "Nam", _day(rng, year + rng.randint(-3, 3)), home)
    father = filer if filer.sex == "Nam" else spouse
    surname = father.name.split()[0]
    elder = _person(rng, rng.choice(("Nam", "Nữ")), _day(rng, year - rng.randint(22, 32)), home, surname=surname)
    child_year = min(filed.year - 1, year + rng.randint(20, 25))
    child = _person(rng, rng.choice(("Nam", "Nữ")), _day(rng, child_year), home, surname=surname)
    born = filed - dt.timedelta(days=rng.randint(8, 55))
    newborn = _person(rng, rng.choice(("Nam", "Nữ")), born, home, surname=surname)
    return Cast(filer, spouse, elder, child, newborn, filed - dt.timedelta(days=rng.randint(0, 6)), filed)


def number_of(rng: Random, sex: str, born: dt.date) -> str:
    """A twelve-digit personal number for that sex and birth year (century digit: 0/1 = 1900s, 2/3 = 2000s)."""
    century = (born.year - 1900) // 100 * 2 + (sex == "Nữ")
    return f"{rng.choice(BIRTH_PROVINCES)}{century}{born.year % 100:02d}{rng.randint(0, 999_999):06d}"


def stranger(rng: Random, *, filed: dt.date, sex: str | None = None) -> Person:
    """An adult who is not of the family."""
    sex = sex or rng.choice(("Nam", "Nữ"))
    return _person(rng, sex, _day(rng, filed.year - rng.randint(24, 60)), _address(rng))


def _person(rng: Random, sex: str, born: dt.date, home: Address, *, surname: str | None = None) -> Person:
    men = sex == "Nam"
    surname = surname or rng.choice(SURNAMES)
    middle, given = rng.choice(MIDDLE_MEN if men else MIDDLE_WOMEN), rng.choice(GIVEN_MEN if men else GIVEN_WOMEN)
    extra = f"{rng.choice(GIVEN_WOMEN)} " if not men and rng.random() < 0.25 else ""
    name = f"{surname} {middle} {extra}{given}"
    mailbox = without_marks(f"{given}{surname}").lower() + str(rng.randint(2, 99))
    phone = rng.choice(("032", "056", "070", "083", "090", "091", "097")) + f"{rng.randint(0, 9_999_999):07d}"
    issued = dt.date(rng.randint(2021, 2024), rng.randint(1, 12), rng.randint(1, 28))
    number = number_of(rng, sex, born)
    group = rng.choice(ETHNIC_GROUPS)
    return Person(name, sex, born, number, group, home, phone, f"{mailbox}@example.vn", issued)


def _address(rng: Random) -> Address:
    commune, province = rng.choice(COMMUNES)
    number = rng.randint(1, 299)
    if commune.startswith("Xã"):
        street = f"{rng.choice(('Thôn', 'Xóm', 'Ấp'))} {rng.choice(('Đông', 'Tân Lập', 'Hòa Bình', '3', '5'))}"
    else:
        street = f"{_prefix(rng)}{number} {rng.choice(('đường', 'phố'))} {rng.choice(STREETS)}"
    return Address(street, commune, province)


def _prefix(rng: Random) -> str:
    return rng.choice(("Số ", "", "Nhà số "))


def _day(rng: Random, year: int) -> dt.date:
    return dt.date(year, 1, 1) + dt.timedelta(days=rng.randint(0, 364))


def _lower_first(text: str) -> str:
    return text[:1].lower() + text[1:]


_UNITS = ["không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"]


def money_words(amount: int) -> str:
    """
    An amount of đồng in words as officials write it.

    >>> money_words(150_000_000)
    'Một trăm năm mươi triệu đồng'
    >>> money_words(21_005_000)
    'Hai mươi mốt triệu không trăm linh năm nghìn đồng'
    """
    groups: list[str] = []
    rest = amount
    for scale in ("", " nghìn", " triệu", " tỷ"):
        rest, group = divmod(rest, 1000)
        if group:
            groups.insert(0, _three(group, leading=rest > 0) + scale)
    text = " ".join(groups) or "không"
    return f"{text[:1].upper()}{text[1:]} đồng"


def money_figures(amount: int) -> str:
    """
    An amount in figures with dots between thousands.

    >>> money_figures(150_000_000)
    '150.000.000'
    """
    return f"{amount:,}".replace(",", ".")


def day_words(day: dt.date) -> str:
    """
    A date in words, as on a birth declaration.

    >>> day_words(dt.date(2026, 9, 21))
    'Ngày hai mươi mốt tháng chín năm hai nghìn không trăm hai mươi sáu'
    """
    year = _number(day.year)
    return f"Ngày {_two(day.day)} tháng {'tư' if day.month == 4 else _two(day.month)} năm {year}"


def _number(value: int) -> str:
    thousands, rest = divmod(value, 1000)
    return f"{_UNITS[thousands]} nghìn {_three(rest, leading=True)}" if rest else f"{_UNITS[thousands]} nghìn"


def _three(value: int, *, leading: bool) -> str:
    hundreds, rest = divmod(value, 100)
    parts: Sequence[str] = [f"{_UNITS[hundreds]} trăm"] if hundreds or leading else []
    if rest and rest < 10 and parts:
        return " ".join([*parts, "linh", _UNITS[rest]])
    return " ".join([*parts, *([_two(rest)] if rest else [])])


def _two(value: int) -> str:
    tens, unit = divmod(value, 10)
    if tens == 0:
        return _UNITS[unit]
    head = "mười" if tens == 1 else f"{_UNITS[tens]} mươi"
    if unit == 0:
        return head
    word = {1: "mốt" if tens > 1 else "một", 5: "lăm"}.get(unit, _UNITS[unit])
    return f"{head} {word}"
