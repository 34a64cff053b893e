"""
What the machine says of each field of a dossier, with what the catalogue knows of it: the raw material of points.

A value is *sure* when it was read with a confidence of 0.8 or more (what the checks call surely read), or when the
identity card says the same; below that a person looks.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from scanpipe.catalog import Catalog, FieldSpec, Kind
from scanpipe.cross.people import CARD, edition_of
from scanpipe.findings import plain_label
from scanpipe.intake.views import FindingView
from scanpipe.model import Document, Ink, Reading, Source
from scanpipe.office.views import Certainty
from scanpipe.validators.registry import VALIDATORS

SURE = 0.8
"""From this confidence (0–1) on nobody has to look at a value, unless its field is critical."""
_WORDLESS = frozenset({Kind.SIGNATURE, Kind.TABLE, Kind.PHOTO})
"""What is filled in, or not: there is no text of it."""
_NUMBERS = frozenset({"citizen_id", "identity_document", "old_id", "passport"})
_BY_SURETY = (Source.OCR, Source.TEXT_LAYER, Source.ACROFORM, Source.MRZ, Source.QR)
_ON_CARDS: Mapping[str, tuple[str, str]] = {
    "personal_id": ("Số định danh cá nhân", "citizen_id"),
    "full_name": ("Họ, chữ đệm và tên", "person_name"),
    "date_of_birth": ("Ngày, tháng, năm sinh", "date"),
    "sex": ("Giới tính", "sex"),
    "residence": ("Nơi cư trú", "place"),
    "issued_on": ("Ngày cấp", "date"),
    "expires_on": ("Có giá trị đến", "date"),
    "old_id": ("Số CMND", "old_id"),
}
"""How the values of a card are called there, and their types."""


@dataclass(frozen=True, slots=True)
class Field:
    """
    One field of one paper: its label as printed, the type of its value, what was read. `critical`: always looked at.
    `wordless`: a signature or a table, of which there is no text. `page_number` is the place of its page in the
    dossier, from 1.
    """

    document: int
    key: str
    label: str
    type: str
    critical: bool
    wordless: bool
    reading: Reading
    form: str | None
    edition: str | None
    page_id: str | None
    page_number: int | None

    @property
    def id(self) -> str:
        """The same in every examination."""
        return f"v:{self.document}:{self.key}"

    @property
    def place(self) -> tuple[int, str]:
        """Paper and key."""
        return self.document, self.key

    @property
    def is_number(self) -> bool:
        """Whether its value is a number of a person."""
        return self.type in _NUMBERS

    @property
    def certainty(self) -> Certainty:
        """How sure the machine is by itself."""
        match self.reading.ink:
            case Ink.UNCLEAR:
                return Certainty.UNREADABLE
            case Ink.BLANK:
                return Certainty.SURE
        if self.reading.text is None and not self.wordless:
            return Certainty.UNREADABLE
        return Certainty.SURE if self.reading.confidence >= SURE else Certainty.LOOK

    def fits(self, value: str | None) -> bool:
        """Whether the rule for such values accepts it without a doubt; False where there is no rule."""
        rule = VALIDATORS.get(self.type)
        return bool(value) and rule is not None and rule.is_valid(value or "") and not rule.doubts(value or "")

    def refuses(self, value: str) -> bool:
        """Whether the rule for such values says that it cannot be."""
        rule = VALIDATORS.get(self.type)
        return rule is not None and not rule.is_valid(value)

    @property
    def seen_hash(self) -> str:
        """Of what the machine says: another picture, another paper or another text gives another."""
        reading = self.reading
        return hashed(self.id, self.form, self.edition, self.page_id, reading.ink.value, reading.text)


@dataclass(frozen=True, slots=True)
class Told:
    """A finding, what fills its words, the value that the citizen gave with their answer, whether they disagree."""

    view: FindingView
    params: Mapping[str, object] = field(repr=False)
    said: str | None = field(default=None, repr=False)
    disputed: bool = False

    @property
    def answered(self) -> bool:
        """Whether the citizen settled it: a question to which they said that the paper is right."""
        if self.view.severity == "must" or self.disputed:
            return False
        return self.view.state == "confirmed_ok" or self.view.answer == "yes"

    def seen_hash(self, about: Field | None) -> str:
        """Of what the machine says: its accusation, its page, what was read. The number of a page may change."""
        view = self.view
        params = {name: str(value) for name, value in self.params.items() if name != "page"}
        read = about.seen_hash if about else None
        return hashed(view.id, view.code, view.severity, view.page_id, view.document, view.key, params, read)


def fields_of(
    documents: Sequence[Document], catalog: Catalog, pages: Mapping[int, tuple[str, int]]
) -> tuple[Field, ...]:
    """Every field that a person fills in, paper by paper; `pages` are id and place by number in the report."""
    return tuple(one for i, d in enumerate(documents) for one in _of_paper(i, d, catalog, pages))


def _of_paper(
    index: int, document: Document, catalog: Catalog, pages: Mapping[int, tuple[str, int]]
) -> Iterator[Field]:
    edition = edition_of(document, catalog)
    specs = {spec.key: spec for spec in edition.fields} if edition else {}
    births = _births(document, catalog, specs)
    for reading in _surest(document.readings):
        spec = specs.get(reading.key)
        if spec is not None and spec.kind is Kind.OFFICE_USE:
            continue
        label, kind = _ON_CARDS.get(reading.key, ("", "text")) if document.kind == CARD else ("", "text")
        page_id, place = pages.get(reading.page, (None, None))
        yield Field(
            document=index,
            key=reading.key,
            label=plain_label(spec.label) if spec else label or reading.key,
            type=spec.type if spec else kind,
            critical=bool(spec and spec.critical) or reading.key in births,
            wordless=bool(spec and spec.kind in _WORDLESS),
            reading=reading,
            form=document.form,
            edition=document.edition,
            page_id=page_id,
            page_number=place,
        )


def _births(document: Document, catalog: Catalog, specs: Mapping[str, FieldSpec]) -> frozenset[str]:
    """The dates of birth of those whose name or number is critical: as critical as these."""
    form = catalog.forms.get(document.form or "")
    if form is None:
        return frozenset()
    critical = {key for key, spec in specs.items() if spec.critical}
    people = form.about.people.values()
    return frozenset(key for one in people if critical & {*one.name, *one.number} for key in one.dob)


def _surest(readings: Sequence[Reading]) -> tuple[Reading, ...]:
    """One reading for each key, in their order: that of the surest source that says anything."""
    best: dict[str, Reading] = {}
    for reading in readings:
        held = best.get(reading.key)
        if held is None or _surety(reading) > _surety(held):
            best[reading.key] = reading
    return tuple(best.values())


def _surety(reading: Reading) -> tuple[bool, int, float]:
    return bool(reading.text), _BY_SURETY.index(reading.source), reading.confidence


def hashed(*parts: object) -> str:
    """A fingerprint of some values."""
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
