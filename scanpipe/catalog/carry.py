"""
Values read from one edition, carried into another: what may be written into the new blank, and what has to be asked.

A value is carried only when the new edition asks for the same thing, the value was read surely, no finding doubts it,
and it is such a value as the new field takes. Signatures, and the place and day of signing, are never carried: the
citizen signs the new paper, on the day it is signed. What was carried is to be confirmed by the citizen.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from scanpipe.catalog.blank import field_names, fill, typeset
from scanpipe.catalog.diff import matched
from scanpipe.catalog.schema import Choose, Edition, FieldSpec, Kind
from scanpipe.catalog.typeset.setting import option_name
from scanpipe.model import Ink, Reading, Source
from scanpipe.text import base_letters, digits, nfc
from scanpipe.validators.registry import VALIDATORS

SEPARATOR = ";"
"""Between the ticked options of a choice, in the text of its reading."""
EXACT = 0.9
"""Confidence (0-1) from which a value is taken that nobody had to recognise (form field, text layer, QR, MRZ)."""
USUAL = 0.92
"""
Confidence (0-1) from which a value read by OCR is taken, where its type has no threshold of its own. On development
papers dates, phones and addresses were wrong at 0.92 and below (a tone, an O for a 0) and not above.
"""
BY_TYPE: Mapping[str, float] = MappingProxyType(
    {
        # A wrong digit makes another person's number, and nothing on the paper shows it: two readers have to agree.
        "citizen_id": 0.95,
        "identity_document": 0.95,
        "old_id": 0.95,
        "passport": 0.95,
        "tax_code": 0.95,
        # A wrong digit is another sum, and there is no check digit.
        "money": 0.95,
        "number": 0.95,
        # A name read wrongly falls apart into letters that no dictionary knows, and its confidence with it.
        "person_name": 0.9,
        # No list and no rule tells a wrong letter from a right one.
        "email": 0.95,
        "url": 0.95,
        "text": 0.95,
        # A closed list: a slip would be a word that is not in it, and that is refused below.
        "sex": 0.8,
        "ethnic_group": 0.8,
        "nationality": 0.8,
    }
)
_FEWEST_LETTERS = 2
"""Free text of fewer letters may be what is left of a longer one: "3" of "Ấp 3", read with 0.97."""
_DISTRICT, _UNITS = "_district", ("_commune", "_province")
_UNIT_DOUBTS = frozenset({"district_level", "province_defunct"})
_NEVER = (Kind.SIGNATURE, Kind.PLACE_DATE, Kind.PHOTO, Kind.OFFICE_USE)


class Why(StrEnum):
    """Why something that was written is not carried."""

    SIGNED_ANEW = "signed_anew"
    """Signature, place and day of signing: of the new paper."""
    NOT_ASKED = "not_asked"
    """The new edition does not ask for it."""
    UNREAD = "unread"
    """It is written, and nobody could read it; tables are not read cell by cell."""
    UNSURE = "unsure"
    """It was read below the threshold of its type."""
    DOUBTED = "doubted"
    """A finding says that it is wrong, or asks about it."""
    OLD_UNIT = "old_unit"
    """It names administrative units that were merged: the citizen writes today's."""
    UNFIT = "unfit"
    """It is no such value as the new field takes."""


@dataclass(frozen=True, slots=True)
class Carried:
    """One value for the new blank, and where it comes from. It is to be confirmed by the citizen."""

    old: FieldSpec
    new: FieldSpec
    reading: Reading
    text: str


@dataclass(frozen=True, slots=True)
class Left:
    """Something that is written on the old paper and is not carried; `new` is the field to fill in by hand."""

    old: FieldSpec
    new: FieldSpec | None
    reading: Reading
    why: Why


@dataclass(frozen=True, slots=True)
class Handover:
    """All that was written on a paper: what is carried into the new edition, and what is not."""

    old: Edition
    new: Edition
    values: tuple[Carried, ...]
    left: tuple[Left, ...]


def carry(
    old: Edition, new: Edition, readings: Sequence[Reading], *, doubted: Collection[str] = (), on: dt.date
) -> Handover:
    """
    What of the readings of a paper of edition `old` goes into the blank of `new`.

    `doubted` are the keys that an open finding is about; `on` is the day by whose law values are judged.
    """
    partner = {a.key: b for a, b in matched(old, new)}
    under = _Under(frozenset(doubted), _units_renamed(old, new), on)
    by_key = {reading.key: reading for reading in readings}
    values: list[Carried] = []
    left: list[Left] = []
    for spec in old.fields:
        reading = by_key.get(spec.key)
        if reading is None or reading.ink is Ink.BLANK or spec.kind in (Kind.PHOTO, Kind.OFFICE_USE):
            continue
        following = partner.get(spec.key)
        fate = _fate(spec, following, reading, under)
        if isinstance(fate, Why):
            left.append(Left(spec, following, reading, fate))
        elif following is not None:
            values.append(Carried(spec, following, reading, fate))
    return Handover(old, new, tuple(values), tuple(left))


def filled(handover: Handover) -> bytes:
    """The blank of the new edition as a fillable PDF with the carried values. EngineError when fonts are missing."""
    pdf = typeset(handover.new).pdf
    names = frozenset(field_names(pdf))
    values: dict[str, str | bool] = {}
    for one in handover.values:
        values |= _as_typed(one.new, one.text, names)
    return fill(pdf, values)


def threshold(kind: str, source: Source) -> float:
    """The confidence (0-1) from which a value of that type is taken over, by where it comes from."""
    return BY_TYPE.get(kind, USUAL) if source is Source.OCR else EXACT


@dataclass(frozen=True, slots=True)
class _Under:
    """What holds for all fields of a paper: the keys in doubt, those that name old units, and the day."""

    doubted: frozenset[str]
    renamed: frozenset[str]
    on: dt.date


def _fate(spec: FieldSpec, following: FieldSpec | None, reading: Reading, under: _Under) -> str | Why:
    """The text to carry, or why none is."""
    if spec.kind in _NEVER or (following is not None and following.kind in _NEVER):
        return Why.SIGNED_ANEW
    if following is None:
        return Why.NOT_ASKED
    text = nfc(reading.text or "").strip()
    if reading.ink is not Ink.WRITTEN or not text or Kind.TABLE in (spec.kind, following.kind):
        return Why.UNREAD
    if spec.key in under.doubted:
        return Why.DOUBTED
    kind = "choice" if spec.kind in (Kind.CHOICE, Kind.CHECKBOX) else spec.type
    if reading.confidence < threshold(kind, reading.source):
        return Why.UNSURE
    if kind == "text" and reading.source is Source.OCR and len(base_letters(text)) < _FEWEST_LETTERS:
        return Why.UNSURE
    if _names_old_unit(spec, text, under):
        return Why.OLD_UNIT
    return _fitting(spec, following, text, under.on) or Why.UNFIT


def _units_renamed(old: Edition, new: Edition) -> frozenset[str]:
    """
    The lines for commune and province beside one for the district that the new edition no longer has: since districts
    are gone (01/07/2025), most communes and half of the provinces have other names.
    """
    kept = {spec.key for spec in new.fields}
    stems = [s.key.removesuffix(_DISTRICT) for s in old.fields if s.key.endswith(_DISTRICT) and s.key not in kept]
    return frozenset(stem + unit for stem in stems for unit in _UNITS)


def _names_old_unit(spec: FieldSpec, text: str, under: _Under) -> bool:
    """Whether an address, or a part of one, is written as before the districts were given up."""
    if spec.key in under.renamed:
        return True
    return spec.type == "place" and bool(_UNIT_DOUBTS & {*VALIDATORS["place"].doubts(text, on=under.on)})


def _fitting(old: FieldSpec, new: FieldSpec, text: str, on: dt.date) -> str | None:
    """The text as the new field takes it, None when it does not."""
    ticks = (Kind.CHOICE, Kind.CHECKBOX)
    if old.kind in ticks and new.kind is Kind.CHECKBOX:
        return text if old.kind is new.kind else None
    if new.kind is Kind.CHOICE:
        options = _options(new, text)
        return f"{SEPARATOR} ".join(options) or None
    if old.kind is Kind.CHECKBOX:
        return None  # a cross is no text
    validator = VALIDATORS.get(new.type)
    if validator is not None and not validator.is_valid(text, on=on):
        return None
    if new.kind is Kind.BOXES:
        number = digits(text)
        return number if len(number) == new.boxes else None
    return text


def _options(new: FieldSpec, text: str) -> list[str]:
    """The options of the new field that are meant; empty when one is unknown, or two are ticked where one may be."""
    known = {base_letters(option): option for option in new.options}
    said = [known.get(base_letters(part)) for part in text.split(SEPARATOR)]
    options = [option for option in said if option is not None]
    too_many = new.choose is Choose.EXACTLY_ONE and len(options) != 1
    return [] if len(options) != len(said) or too_many else options


def _as_typed(spec: FieldSpec, text: str, names: Collection[str]) -> dict[str, str | bool]:
    """The form fields of the blank that hold a value."""
    if spec.kind is Kind.CHOICE:
        return {f"{spec.key}.{option_name(option.strip())}": True for option in text.split(SEPARATOR)}
    if spec.kind is Kind.CHECKBOX:
        return {name: True for name in names if name == spec.key or name.startswith(f"{spec.key}.")}
    return {spec.key: text}
