"""
What people write in the lines of a form, by the field: first by the end of its key, then by its type.

The keys are the same on every form that asks for the same thing (`child_full_name`, `owner_personal_id`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Final

from samples.people import day_words, money_figures, money_words
from samples.stage import Answer, Scene, date_answer, date_text
from scanpipe.catalog.schema import FieldSpec

Writer = Callable[[Scene, FieldSpec], str | Answer]


def written(scene: Scene, spec: FieldSpec) -> Answer:
    """What stands on the lines or in the boxes of that field."""
    write = next((write for ending, write in WRITERS if spec.key.endswith(ending)), None)
    said = (write or BY_TYPE.get(spec.type, _something))(scene, spec)
    return said if isinstance(said, Answer) else Answer(text=said)


def _born(scene: Scene, spec: FieldSpec) -> Answer:
    return date_answer(scene.who(spec).born)


def _card(scene: Scene, spec: FieldSpec) -> str:
    who = scene.who(spec)
    if spec.key.startswith("child") and scene.roles["child"] is scene.cast.newborn:
        return f"Số định danh {who.number}"
    issuer = scene.rng.choice(("Cục CS QLHC về TTXH cấp ngày", "Bộ Công an cấp ngày", "cấp ngày"))
    return f"{scene.rng.choice(('Căn cước số', 'CCCD số'))} {who.number}, {issuer} {date_text(who.card_issued)}"


def _number_or_card(scene: Scene, spec: FieldSpec) -> str:
    return scene.who(spec).number


def _near_past(scene: Scene, spec: FieldSpec) -> Answer:
    return date_answer(scene.cast.signed - dt.timedelta(days=scene.rng.randint(400, 3000)))


def _just_past(scene: Scene, spec: FieldSpec) -> Answer:
    return date_answer(scene.cast.signed - dt.timedelta(days=scene.rng.randint(1, 12)))


def _just_after(scene: Scene, spec: FieldSpec) -> Answer:
    return date_answer(scene.cast.signed + dt.timedelta(days=scene.rng.randint(3, 20)))


def _office(scene: Scene, spec: FieldSpec) -> str:
    return f"Ủy ban nhân dân {_lower(scene.cast.filer.address.commune)}"


def _addressee(scene: Scene, spec: FieldSpec) -> str:
    home = scene.cast.filer.address
    if scene.form.startswith("ct0"):
        return f"Công an {_lower(home.commune)}"
    return f"Ủy ban nhân dân {_lower(home.commune)}, {_lower(home.province)}"


def _relationship(scene: Scene) -> str:
    if scene.form == "birth_registration":
        return "Cha" if scene.cast.filer.sex == "Nam" else "Mẹ"
    return "Con" if scene.form == "death_registration" else "Bản thân"


def _death_time(scene: Scene, spec: FieldSpec) -> Answer:
    day = scene.cast.signed - dt.timedelta(days=scene.rng.randint(1, 10))
    hour, minute = scene.rng.randint(0, 23), scene.rng.randint(0, 59)
    parts = (f"{hour:02d}", f"{minute:02d}", f"{day.day:02d}", f"{day.month:02d}", str(day.year))
    return Answer(text=f"{hour:02d} giờ {minute:02d} phút, ngày {date_text(day)}", parts=parts)


def _issuer_date(scene: Scene, spec: FieldSpec) -> Answer:
    day = scene.cast.signed - dt.timedelta(days=scene.rng.randint(1, 9))
    issuer = scene.rng.choice(("Trạm Y tế", "BV đa khoa"))
    parts = (issuer, f"{day.day:02d}", f"{day.month:02d}", str(day.year))
    return Answer(text=f"{issuer}, {date_text(day)}", parts=parts)


def _floors(scene: Scene, spec: FieldSpec) -> Answer:
    floors = str(scene.rng.randint(1, 4))
    return Answer(text=floors, parts=(floors, floors, "0"))


def _owned(scene: Scene, spec: FieldSpec) -> Answer:
    area = str(scene.rng.randint(40, 180))
    return Answer(text=area, parts=("0", area))


def _easement(scene: Scene, spec: FieldSpec) -> Answer:
    parts = (str(scene.rng.randint(2, 90)), str(scene.rng.randint(2, 40)), scene.cast.elder.name, "lối đi")
    return Answer(text="lối đi chung", parts=parts)


def _papers(scene: Scene, spec: FieldSpec) -> Answer:
    papers = ("Hợp đồng chuyển nhượng", "Trích đo bản đồ địa chính", "Tờ khai lệ phí trước bạ")
    return Answer(text=papers[0], parts=papers)


def _period(scene: Scene, spec: FieldSpec) -> Answer:
    begin = scene.cast.signed + dt.timedelta(days=5)
    end = begin + dt.timedelta(days=scene.rng.randint(60, 300))
    text = f"từ ngày {date_text(begin)} đến ngày {date_text(end)}"
    return Answer(text=text, parts=(date_text(begin), date_text(end)))


def _pick(*texts: str) -> Writer:
    return lambda scene, spec: scene.rng.choice(texts)


def _something(scene: Scene, spec: FieldSpec) -> str:
    return scene.rng.choice(("Không", "Theo hồ sơ đã nộp", "Như đã trình bày", "Đúng quy định"))


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]


def _business(scene: Scene) -> str:
    return f"{scene.cast.filer.name.split()[-1]} {scene.cast.spouse.name.split()[-1]}".upper()


# The end of a field's key, and what is written there; the first that fits wins.
WRITERS: Final[tuple[tuple[str, Writer], ...]] = (
    ("addressee", _addressee),
    ("_dob_words", lambda s, f: day_words(s.who(f).born)),
    ("birth_year", lambda s, f: str(s.who(f).born.year)),
    ("_dob", _born),
    ("gender", lambda s, f: s.who(f).sex),
    ("ethnicity", lambda s, f: s.who(f).ethnic_group),
    ("nationality", _pick("Việt Nam")),
    ("id_doc", _card),
    ("personal_id", _number_or_card),
    ("id_number", _number_or_card),
    ("id_issue_date", lambda s, f: date_answer(s.who(f).card_issued)),
    ("id_issue_place", _pick("Cục Cảnh sát QLHC về TTXH", "Bộ Công an")),
    ("id_expiry", lambda s, f: date_answer(s.who(f).card_issued.replace(year=2038))),
    ("tax_code", _number_or_card),
    ("business_code", _number_or_card),
    ("business_name_vi", lambda s, f: _business(s)),
    ("business_name_short", lambda s, f: _business(s).split()[0]),
    ("letterhead_business_name", lambda s, f: "HỘ KINH DOANH " + _business(s)),
    ("business_name_foreign", lambda s, f: "HOUSEHOLD BUSINESS"),
    ("full_name", lambda s, f: s.who(f).name),
    ("user_name", lambda s, f: s.who(f).name.upper()),
    ("phone", lambda s, f: s.who(f).phone),
    ("fax", lambda s, f: "024" + s.who(f).phone[-8:]),
    ("email", lambda s, f: s.who(f).email),
    ("website", _pick("www.example.vn")),
    ("relationship_to_head", lambda s, f: "Chủ hộ" if s.cast.filer is s.roles["head"] else "Vợ"),
    ("relationship", lambda s, f: _relationship(s)),
    ("birth_place", _pick("Bệnh viện Phụ sản Trung ương", "Bệnh viện đa khoa tỉnh")),
    ("hometown", lambda s, f: f"{s.who(f).address.commune}, {_lower(s.who(f).address.province)}"),
    ("_street", lambda s, f: s.who(f).address.street),
    ("_commune", lambda s, f: s.who(f).address.commune),
    ("_district", _pick("Quận 1", "Huyện Từ Liêm")),
    ("_province", lambda s, f: s.who(f).address.province),
    ("residence", lambda s, f: s.who(f).address.one_line),
    ("address", lambda s, f: s.who(f).address.one_line),
    ("marriage_order", _pick("Thứ nhất", "1", "01")),
    ("marital_status", _pick("Chưa kết hôn", "Hiện chưa đăng ký kết hôn với ai")),
    ("copy_count", _pick("01", "02", "3")),
    ("death_time", _death_time),
    ("death_place", _pick("Tại nhà riêng", "Bệnh viện đa khoa tỉnh")),
    ("death_cause", _pick("Bệnh già", "Bệnh tim")),
    ("issuer_date", _issuer_date),
    ("suspension_period", _period),
    ("start_date", _just_after),
    ("resume_date", _just_after),
    ("capital_number", lambda s, f: money_figures(s.capital_dong)),
    ("capital_words", lambda s, f: money_words(s.capital_dong)),
    ("capital_both", lambda s, f: f"{money_figures(s.capital_dong)} ({money_words(s.capital_dong)})"),
    ("expected_workers", _pick("2", "3", "05")),
    ("request_content", _pick("Đăng ký thường trú cùng gia đình", "Đăng ký tạm trú tại địa chỉ nêu trên", "Tách hộ")),
    ("occupation", _pick("Giáo viên, Trường THCS Lê Lợi", "Lao động tự do", "Công nhân may")),
    ("land_use_purpose", _pick("Đất ở tại nông thôn", "Đất ở tại đô thị")),
    ("purpose", _pick("Để đăng ký kết hôn", "Bổ túc hồ sơ vay vốn ngân hàng")),
    ("extract_kind", _pick("khai sinh", "kết hôn")),
    ("registered_at", _office),
    ("registration_place", _office),
    ("marriage_place", _office),
    ("_place", _office),
    ("_book", _pick("01/2014", "02", "01-2009")),
    ("cert_serial", lambda s, f: f"CK {s.rng.randint(100000, 999999)}"),
    ("notice_number", lambda s, f: f"{s.rng.randint(3, 99):02d}/GBT"),
    ("map_sheet_number", lambda s, f: str(s.rng.randint(2, 60))),
    ("parcel_number", lambda s, f: str(s.rng.randint(11, 480))),
    ("certificate_number", lambda s, f: f"41A8{s.rng.randint(100000, 999999)}"),
    ("_number", lambda s, f: str(s.rng.randint(12, 480))),
    ("ownership_area", _owned),
    ("area_private", lambda s, f: f"{s.rng.randint(40, 300)}"),
    ("area_shared", _pick("0", "12")),
    ("area", lambda s, f: f"{s.rng.randint(40, 300)},{s.rng.randint(0, 9)}"),
    ("footprint", _pick("78,5", "64")),
    ("floors", _floors),
    ("easement", _easement),
    ("land_use_since", lambda s, f: str(s.rng.randint(1980, 2012))),
    ("building_year", lambda s, f: str(s.rng.randint(1988, 2020))),
    ("land_use_origin", _pick("Nhận thừa kế", "Nhận chuyển nhượng năm 2003", "Ông cha để lại")),
    ("term", _pick("Lâu dài", "50 năm")),
    ("building_type", _pick("Nhà ở riêng lẻ", "Nhà cấp 4")),
    ("change_content", _pick("Chuyển nhượng quyền sử dụng đất", "Đổi tên người sử dụng đất")),
    ("new_certificate_wanted", _pick("Không có nhu cầu", "Có nhu cầu")),
    ("dispute_status", _pick("Không có tranh chấp")),
    ("building_origin", _pick("Tự xây dựng năm 2005", "Nhận thừa kế")),
    ("change_kind", _pick("Nhận chuyển nhượng", "Đổi tên")),
    ("reason", _pick("Sửa chữa cửa hàng", "Lý do gia đình")),
    ("attachments", _papers),
)  # fmt: skip

BY_TYPE: Final[dict[str, Writer]] = {
    "citizen_id": _number_or_card,
    "identity_document": _card,
    "person_name": lambda s, f: s.who(f).name,
    "place": lambda s, f: s.who(f).address.one_line,
    "phone": lambda s, f: s.who(f).phone,
    "email": lambda s, f: s.who(f).email,
    "sex": lambda s, f: s.who(f).sex,
    "ethnic_group": lambda s, f: s.who(f).ethnic_group,
    "nationality": _pick("Việt Nam"),
    "date": _near_past,
    "money": lambda s, f: money_figures(s.capital_dong),
    "money_words": lambda s, f: money_words(s.capital_dong),
    "url": _pick("www.example.vn"),
    "number": lambda s, f: str(s.rng.randint(1, 90)),
}
