"""
The comparison of a form with the identity card of its person: what pictures say, held side by side.

It compares pictures and proves nobody's identity. The code of a card is believed before its print, the zone between
them. Case, Unicode and the place of the tone never count ("Hoà" is "Hòa"); a mark does ("Hoa" is not "Hòa"), and is
told as one. A card keeps the address of the day it was made, so an old district is normal.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from scanpipe.catalog import Catalog
from scanpipe.cross.people import HOLDER, Person, people_of
from scanpipe.cross.who import cards_of
from scanpipe.intake.views import Words
from scanpipe.model import Document, Ink, Reading, Source
from scanpipe.office.alike import likeness
from scanpipe.office.views import Comparison
from scanpipe.text import nfc

Place = tuple[int, str]
"""A field: index of its paper, and key."""

PARTS: Mapping[str, Words] = {
    "number": {"vi": "Số định danh", "en": "Personal number"},
    "name": {"vi": "Họ và tên", "en": "Full name"},
    "dob": {"vi": "Ngày sinh", "en": "Date of birth"},
    "sex": {"vi": "Giới tính", "en": "Sex"},
    "address": {"vi": "Nơi cư trú", "en": "Residence"},
}
_KEYS = {"number": "number", "name": "name", "dob": "date_of_birth", "sex": "sex", "address": "residence"}


@dataclass(frozen=True, slots=True)
class Pair:
    """Somebody on a form, and their card."""

    person: Person
    card: Person


def as_held(documents: Sequence[Document], values: Mapping[Place, str | None]) -> tuple[Document, ...]:
    """The papers with the values that hold now in the place of those that were read."""
    return tuple(
        replace(document, readings=tuple(_held(reading, values.get((i, reading.key))) for reading in document.readings))
        if document.form is not None
        else document
        for i, document in enumerate(documents)
    )


def pairs_of(
    documents: Sequence[Document], catalog: Catalog, kind_names: Mapping[str, Mapping[str, str]]
) -> tuple[Pair, ...]:
    """
    Each person of a form with their card. When no card is anybody's, the first card stands beside who signs: that it
    is another's is what an officer has to see.
    """
    people = [person for i, d in enumerate(documents) for person in people_of(d, i, catalog, kind_names)]
    cards = [p for p in people if p.card and p.known]
    named = [p for p in people if not p.card]
    own = cards_of(named, cards)
    found = [Pair(named[i], cards[j]) for i, j in sorted(own.items())]
    if not found and cards:
        found = [Pair(person, cards[0]) for person in named if person.spec.signs][:1]
    return tuple(found)


def card_values(pairs: Sequence[Pair], documents: Sequence[Document]) -> Mapping[Place, str]:
    """What the card says for a field of a form, by field; an address of several pieces is not taken apart."""
    said: dict[Place, str] = {}
    for pair in pairs:
        for part, keys in pair.person.spec.said().items():
            card = _of_card(documents[pair.card.document], part) if part in PARTS else None
            if card is None or (part == "address" and len(keys) > 1):
                continue
            present = {r.key for r in documents[pair.person.document].readings}
            said.update({(pair.person.document, key): card.text or "" for key in keys if key in present})
    return said


def comparisons(pairs: Sequence[Pair], documents: Sequence[Document]) -> tuple[Comparison, ...]:
    """A line for each thing that a card says of its holder; of several persons one after the other."""
    return tuple(
        line for number, pair in enumerate(pairs, start=1) for line in _lines(pair, documents, number, len(pairs))
    )


def _lines(pair: Pair, documents: Sequence[Document], number: int, of: int) -> Iterator[Comparison]:
    whose = f" – {pair.person.name.value}" if of > 1 and pair.person.name else ""
    said = pair.person.spec.said()
    for part, label in PARTS.items():
        if part not in said:
            continue
        paper = _of_paper(documents[pair.person.document], said[part])
        front, code = _sides(documents[pair.card.document], part)
        best = code or front
        found = likeness(part, paper, best.text if best else None, zone=bool(best and best.source is Source.MRZ))
        yield Comparison(
            key=_KEYS[part] if number == 1 else f"{_KEYS[part]}_{number}",
            label={lang: f"{words}{whose}" for lang, words in label.items()},
            paper=paper,
            front=front.text if front else None,
            qr=code.text if code else None,
            outcome=found.outcome,
            told=found.told,
            differing=found.differing,
        )


def part_of(pairs: Sequence[Pair], place: Place) -> str | None:
    """What a field says of a person who has a card: number, name, dob, sex or address; None for any other field."""
    document, key = place
    for pair in pairs:
        if pair.person.document == document:
            for part, keys in pair.person.spec.said().items():
                if key in keys and part in PARTS:
                    return part
    return None


def _held(reading: Reading, value: str | None) -> Reading:
    if value is None or value == reading.text:
        return reading
    return replace(reading, text=value, ink=Ink.WRITTEN, confidence=1.0)


def _of_paper(document: Document, keys: Sequence[str]) -> str | None:
    """What a form says, as written; an address with its pieces joined."""
    by_key = {r.key: r.text for r in document.readings if r.text}
    pieces = [nfc(by_key[key]) for key in keys if key in by_key]
    return ", ".join(pieces) or None


def _sides(card: Document, part: str) -> tuple[Reading | None, Reading | None]:
    """What the print of a card says, and its code; where no code was read, its zone."""
    key = HOLDER.said()[part][0]
    said = [r for r in card.readings if r.key == key and r.text]
    by_source = {r.source: r for r in sorted(said, key=lambda r: r.confidence)}
    front = next((by_source[s] for s in (Source.OCR, Source.TEXT_LAYER) if s in by_source), None)
    return front, by_source.get(Source.QR) or by_source.get(Source.MRZ)


def _of_card(card: Document, part: str) -> Reading | None:
    front, code = _sides(card, part) if part in HOLDER.said() else (None, None)
    return code or front
