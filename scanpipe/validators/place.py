"""
Nơi chốn: an address, or the name of a province.

Until 30/06/2025 there were 63 provinces and three levels; since 01/07/2025 there are 34 and two, province and commune
(Nghị quyết 202/2025/QH15, tables in data/provinces.yaml). Papers from before still name districts and old provinces,
and that is normal [R]: both are only doubted, and only for a day since then. Nothing is refused for naming a place we
do not know. No map from old to new communes is used.

>>> resolve("tỉnh Hà Giang")
Province(name='Hà Giang', current='Tuyên Quang')
>>> resolve("TP. HCM").name, resolve("Bà Rịa – Vũng Tàu").current, resolve("Atlantis")
('Hồ Chí Minh', 'Hồ Chí Minh', None)
>>> import datetime as dt
>>> doubts("Thôn 1, xã Tân Lập, huyện Bắc Quang, tỉnh Hà Giang", on=dt.date(2025, 7, 1))
('province_defunct', 'district_level')
>>> doubts("Thôn 1, xã Tân Lập, huyện Bắc Quang, tỉnh Hà Giang", on=dt.date(2025, 6, 30))
()
"""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from scanpipe.validators.refusals import WrongCharacters, WrongLength, accepts
from scanpipe.validators.spelling import fold, key, nfc
from scanpipe.validators.tables import table

LONGEST = 500
TWO_LEVELS_SINCE = dt.date(2025, 7, 1)
_MOST_NAME_WORDS = 6
_PROVINCE_PREFIX = re.compile(r"^(tinh|thanh pho|tp|t p|t)\b[ .]*")
_NOT_A_PROVINCE = re.compile(r"\b(xa|phuong|thi tran|thi xa|huyen|quan|thon|ap|to|duong|khu pho|pho|ngo|so)$")
_COUNTRY = re.compile(r"[ ]*\b(viet nam|vn)$")
_SEGMENT = re.compile(r"\s*[,;]\s*|\s+[-–]\s+|(?<=\w)\s*–\s*")
_DISTRICT = re.compile(r"\b(?:huyện|quận|thị xã)\s+(?!ủy|uỷ)\w[^,;–]*", re.IGNORECASE)
_SHORT_DISTRICT = re.compile(r"(?:Q\.?\s?\d{1,2}|[QH]\.\s?\w[^\d].*|TX\.?\s\w.*)", re.IGNORECASE)
_CITY = re.compile(r"(?:thành phố|TP\b\.?|T\.P\.)\s*\w.*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Province:
    """A province by its name then; `current` is the one of the 34 it belongs to, None when it was divided."""

    name: str
    current: str | None

    @property
    def defunct(self) -> bool:
        """Whether the name is none of the 34."""
        return self.name != self.current


@dataclass(frozen=True, slots=True)
class Parts:
    """What an address names: its province, and its district as written, None where none was found."""

    province: Province | None
    district: str | None


def compact(text: str) -> str:
    """The text in NFC with single spaces, without dots and lines at its ends."""
    return nfc(text).strip(" .…_-:;,|")


def validate(text: str, *, on: dt.date | None = None) -> str:
    """The place as written, tidied, or why it cannot be one."""
    place = compact(text)
    if not place:
        raise WrongLength("nothing written")
    if len(place) > LONGEST:
        raise WrongLength(f"longer than {LONGEST} characters")
    if not any(c.isalpha() for c in place):
        raise WrongCharacters("a place is written in letters")
    return place


def is_valid(text: str, *, on: dt.date | None = None) -> bool:
    """Whether the text can name a place."""
    return accepts(validate, text, on)


def resolve(name: str) -> Province | None:
    """The province of that name, old or new, with or without "tỉnh", "thành phố", "TP."; None when there is none."""
    plain = fold(name)
    return _provinces().get(key(plain)) or _provinces().get(key(_PROVINCE_PREFIX.sub("", plain)))


def parts(text: str) -> Parts:
    """Province and district of an address; the province is looked for at its end."""
    address = compact(text)
    return Parts(_province_at_end(address), _district(address))


def doubts(text: str, *, on: dt.date | None = None) -> tuple[str, ...]:
    """
    What deserves a look.

    `province_unknown`: the end names no province. Only for a day since 01/07/2025: `province_defunct`, a name of
    before, and `district_level`, a huyện, quận, thị xã or city within a province.
    """
    if not is_valid(text, on=on):
        return ()
    said = parts(text)
    two_levels = on is not None and on >= TWO_LEVELS_SINCE
    found = {
        "province_unknown": said.province is None,
        "province_defunct": two_levels and said.province is not None and said.province.defunct,
        "district_level": two_levels and said.district is not None,
    }
    return tuple(code for code, holds in found.items() if holds)


def _province_at_end(address: str) -> Province | None:
    words = re.findall(r"\w+", _COUNTRY.sub("", fold(address).strip(" .,;-")))
    for count in range(min(_MOST_NAME_WORDS, len(words)), 0, -1):
        province = _provinces().get("".join(words[-count:]))
        if province is None:
            continue
        before = " ".join(words[:-count])
        city = before.endswith("thanh pho")
        return province if city or not _NOT_A_PROVINCE.search(before) else None
    return None


def _district(address: str) -> str | None:
    if match := _DISTRICT.search(address):
        return match[0].strip()
    segments = [segment for segment in _SEGMENT.split(_without_country(address)) if segment]
    last_province = max((at for at, segment in enumerate(segments) if resolve(segment)), default=0)
    for at, segment in enumerate(segments):
        if _SHORT_DISTRICT.fullmatch(segment) or (at < last_province and _CITY.fullmatch(segment)):
            return segment
    return None


def _without_country(address: str) -> str:
    return re.sub(r"[\s,;–-]*\b(việt nam|vn)$", "", address, flags=re.IGNORECASE)


@cache
def _provinces() -> Mapping[str, Province]:
    """Province by the key of every name: the 34 win over older ones of the same name."""
    data = table("provinces")
    found = {key(row["name"]): Province(row["name"], row.get("current")) for row in data["earlier"]}
    found |= {key(row["name"]): Province(row["name"], row["current"]) for row in data["provinces_63"]}
    found |= {key(row["name"]): Province(row["name"], row["name"]) for row in data["provinces_34"]}
    aliases = {key(alias): found[key(name)] for name, listed in data["aliases"].items() for alias in listed}
    return aliases | found
