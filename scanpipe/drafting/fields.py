"""One place of a blank as a field of an edition: type, key and whether it is required are guessed from its label."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from scanpipe.catalog.diff import name_of
from scanpipe.catalog.schema import Column, Condition, FieldSpec, Kind
from scanpipe.drafting.sheet import Place
from scanpipe.drafting.usual import Meaning, meaning_of, person_in
from scanpipe.model import Rect
from scanpipe.publishing.draft_file import Guess
from scanpipe.text import base_letters, without_marks

TEXT = "text"
Required: TypeAlias = Literal["yes", "no"] | Condition
_TYPED = (Kind.LINE, Kind.MULTILINE, Kind.BOXES)
_DATE = re.compile(r"ngày.*tháng.*năm", re.IGNORECASE | re.DOTALL)
_NUMBER = re.compile(r"…\s*(?:m2|m²|m3|bản|tầng|người|ha|km|tấn|chiếc|trang|lần)\b", re.IGNORECASE)
_MONEY = re.compile(r"…\s*(?:đồng|vnđ)\b", re.IGNORECASE)
_IN_WORDS = re.compile(r"^\W*(?:ghi|viết)?\s*bằng chữ(?!\s*in)", re.IGNORECASE)
_IF_ANY = re.compile(r"nếu có", re.IGNORECASE)
_WHEN = re.compile(r"\(([^()]*\b(?:nếu|chỉ|trường hợp|khi)\b[^()]*)\)", re.IGNORECASE)
_STARRED = re.compile(r"\(\*+\)|\*")
_CITIZEN_DIGITS = 12
_SLUG_WORDS, _SLUG_LENGTH = 6, 40


@dataclass(frozen=True, slots=True)
class Guessed:
    """A field with what was guessed about it. `person` is whose name it asks for, None where it asks for no name."""

    spec: FieldSpec
    guesses: tuple[Guess, ...]
    person: str | None


@dataclass(slots=True)
class Keys:
    """The keys that are taken; a new one is never one of them."""

    taken: set[str] = field(default_factory=set)

    def new(self, wanted: str) -> str:
        """The key, numbered where it is taken."""
        key, number = wanted, 1
        while key in self.taken:
            number += 1
            key = f"{wanted}_{number}"
        self.taken.add(key)
        return key


def field_of(place: Place, keys: Keys, *, group: str | None, before: FieldSpec | None) -> Guessed:
    """
    The field of a place. `group` is the person that the print above it speaks of, `before` the field before it.

    Its key is new among `keys`.
    """
    label = place.label.strip() or "…"
    meaning = meaning_of(label)
    kind = _kind(place)
    own = meaning is not None and meaning.personal
    # "Quan hệ với người chết" names a person, and is none of that person's fields.
    person = person_in(label) if own or kind is Kind.SIGNATURE else None
    group = group if own else None
    type_, sure = _type(place, kind, meaning, before)
    key, key_sure = _key(place, kind, meaning, person or group, before)
    required, required_sure = _required(label, kind, type_)
    signs = kind is Kind.SIGNATURE and required == "yes"
    spec = FieldSpec(
        key=keys.new(key),
        label=label,
        kind=kind,
        type=type_,
        required=required,
        page=place.page,
        group=_group(kind, person, group),
        critical=signs,
        same_line=place.same_line,
        dotted_lines=min(12, max(1, place.dotted_lines)),
        boxes=place.boxes if kind is Kind.BOXES else None,
        options=place.options if kind is Kind.CHOICE else (),
        columns=tuple(_columns(place)) if kind is Kind.TABLE else (),
        rows=min(40, place.rows) if kind is Kind.TABLE and place.rows else None,
        captions=place.captions,
        box_mm=_mm(place.rect),
        label_mm=_mm(place.label_rect) if place.label_rect else None,
    )
    said = _required_said(required)
    guesses = [
        Guess(key=spec.key, what="place", says=label, confidence=place.confidence),
        Guess(key=spec.key, what="key", says=spec.key, confidence=key_sure),
        Guess(key=spec.key, what="required", says=said, confidence=required_sure),
    ]
    if kind in _TYPED:
        guesses.insert(2, Guess(key=spec.key, what="type", says=type_, confidence=sure))
    return Guessed(spec, tuple(guesses), person if type_ == "person_name" else None)


def _kind(place: Place) -> Kind:
    """The kind of the place, where it was seen with all that such a field has; else a line to write on."""
    seen = {
        Kind.BOXES: (place.boxes or 0) >= 2,
        Kind.CHOICE: bool(place.options),
        Kind.TABLE: bool(place.columns),
    }
    return place.kind if seen.get(place.kind, True) else Kind.LINE


def _type(place: Place, kind: Kind, meaning: Meaning | None, before: FieldSpec | None) -> tuple[str, float]:
    """The type of value that a label asks for, and how sure that is (0-1)."""
    label = place.label
    if kind not in _TYPED:
        return TEXT, 0.9
    if _IN_WORDS.search(label) and before is not None and before.type == "date":
        return "date", 0.8
    if meaning is not None and meaning.type != TEXT:
        exact = 0.95 if meaning.share > 0.7 else 0.6 + 0.3 * meaning.share
        return meaning.type, round(exact, 2)
    if kind is Kind.BOXES and place.boxes == _CITIZEN_DIGITS:
        return "citizen_id", 0.8
    for pattern, type_ in ((_DATE, "date"), (_NUMBER, "number"), (_MONEY, "money")):
        # Several gaps with words between them are a sentence to complete, no single value.
        if pattern.search(label) and (type_ != "date" or base_letters(label).startswith(("ngay", "dangky", "cap"))):
            return type_, 0.7
    return TEXT, 0.85 if meaning is not None else 0.5


def _key(
    place: Place, kind: Kind, meaning: Meaning | None, group: str | None, before: FieldSpec | None
) -> tuple[str, float]:
    """A readable key, and how sure it is that it is the one that people would give (0-1)."""
    if kind is Kind.PLACE_DATE:
        return "place_date", 0.9
    if kind in (Kind.SIGNATURE, Kind.OFFICE_USE):
        ends = "signature" if kind is Kind.SIGNATURE else "office"
        signer = person_in(place.label) or slug(place.label)
        return f"{signer}_{ends}", 0.7
    if _IN_WORDS.search(place.label) and before is not None:
        return f"{before.key}_words", 0.8
    if meaning is None:
        return slug(place.label), 0.3
    own = meaning.key if group is None or meaning.key.startswith(group) else f"{group}_{meaning.key}"
    return own, round(0.4 + 0.5 * meaning.share, 2)


def slug(label: str) -> str:
    """
    The first words of a label as a key, without marks and signs.

    >>> slug("5. Nơi đóng dấu (nếu có):")
    'noi_dong_dau'
    """
    name = name_of_label(label)
    outside = re.sub(r"\([^()]*\)", " ", name)
    plain = without_marks(outside if base_letters(outside) else name).lower()
    words = re.findall(r"[a-z0-9]+", plain)[:_SLUG_WORDS]
    while words and not words[0][0].isalpha():
        words = words[1:]
    text = "_".join(words)[:_SLUG_LENGTH].rstrip("_")
    return text or "field"


def name_of_label(label: str) -> str:
    """A label without item number, footnote mark and leaders."""
    return name_of(FieldSpec(key="x", label=label)) if label else ""


def _group(kind: Kind, person: str | None, group: str | None) -> str | None:
    """Whose field it is; place, date and signatures are nobody's part of the form."""
    return None if kind in (Kind.PLACE_DATE, Kind.SIGNATURE, Kind.OFFICE_USE, Kind.PHOTO) else person or group


def _required(label: str, kind: Kind, type_: str) -> tuple[Required, float]:
    """Whether it has to be filled in, as far as the print says so, and how sure that is (0-1)."""
    if kind is Kind.OFFICE_USE:
        return "no", 0.95
    if _IF_ANY.search(label):
        return "no", 0.85
    if found := _WHEN.search(label):
        return Condition(note=found[1].strip()), 0.6
    if _STARRED.search(label):
        return "yes", 0.85
    if kind is Kind.SIGNATURE:
        return "yes", 0.6
    if kind is Kind.PLACE_DATE:
        return "yes", 0.7
    # That a line is printed does not say that it has to be filled in: a person decides.
    return "no", 0.25 if type_ != TEXT else 0.3


def _required_said(required: Required) -> str:
    return required if isinstance(required, str) else f"if: {required.note}"


def _columns(place: Place) -> Iterator[Column]:
    keys = Keys()
    for column in place.columns:
        header = " ".join(column.header.split()) or "…"
        meaning = meaning_of(header)
        key = meaning.key if meaning else slug(header)
        yield Column(key=keys.new(key), header=header, type=meaning.type if meaning else TEXT)


def _mm(rect: Rect) -> tuple[float, float, float, float]:
    return round(rect.left, 1), round(rect.top, 1), round(rect.right, 1), round(rect.bottom, 1)


def keys_of(specs: Collection[FieldSpec]) -> Keys:
    """The keys of these fields, all of them taken."""
    return Keys({spec.key for spec in specs})
