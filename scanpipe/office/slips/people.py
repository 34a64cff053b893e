"""Whose dossier it is: from the form that somebody signed, by `people:` of its data, and only what was read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from scanpipe.cross.people import READ, Fact, Person, edition_of, people_of
from scanpipe.intake.law import Law
from scanpipe.model import Document, Ink, Reading

SURE = 0.9
"""An address or a telephone is printed only when it was read at least so surely (0-1)."""


@dataclass(frozen=True, slots=True)
class Applicant:
    """What a request says of a person; empty where nothing was read well enough."""

    name: str = field(default="", repr=False)
    address: str = field(default="", repr=False)
    phone: str = field(default="", repr=False)
    email: str = field(default="", repr=False)


def applicant(documents: Sequence[Document], law: Law, typed: Mapping[tuple[int, str], str]) -> Applicant:
    """
    Who signs the first form of the dossier that somebody signs; several signers together.

    `typed` are the values that hold by an officer's word, by paper and key; they go before what was read.
    """
    for index, document in enumerate(documents):
        signing = [p for p in people_of(document, index, law.catalog, law.kinds.names) if p.spec.signs]
        if not signing:
            continue
        names = [name for person in signing if (name := _name(person, typed))]
        one = signing[0] if len(signing) == 1 else None
        return Applicant(
            name=" và ".join(names) if len(names) == len(signing) else "",
            address=_text(one.address) if one else "",
            phone=_only(document, index, law, "phone", typed),
            email=_only(document, index, law, "email", typed),
        )
    return Applicant()


def _name(person: Person, typed: Mapping[tuple[int, str], str]) -> str:
    for key in person.spec.name:
        if said := typed.get((person.document, key)):
            return said
    return (person.name.reading.text or "") if person.name and person.name.sure >= READ else ""


def _text(fact: Fact | None) -> str:
    return fact.value if fact and fact.sure >= SURE else ""


def _only(document: Document, index: int, law: Law, kind: str, typed: Mapping[tuple[int, str], str]) -> str:
    """The value of the one field of that type; of several nobody knows whose they are."""
    edition = edition_of(document, law.catalog)
    keys = [f.key for f in edition.fields if f.type == kind] if edition else []
    if len(keys) != 1:
        return ""
    read = next((r.text or "" for r in document.readings if r.key == keys[0] and _sure(r)), "")
    return typed.get((index, keys[0]), read)


def _sure(reading: Reading) -> bool:
    return reading.ink is Ink.WRITTEN and reading.confidence >= SURE
