"""Whether `people:` of a form makes sense: the fields exist and say what they are said to say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from scanpipe.catalog.catalog import Form
from scanpipe.catalog.person_spec import PersonSpec

TYPES: Mapping[str, frozenset[str]] = {
    "name": frozenset({"person_name", "text"}),
    "number": frozenset({"citizen_id", "identity_document"}),
    "dob": frozenset({"date"}),
    "sex": frozenset({"sex"}),
    "address": frozenset({"place", "text"}),
    "relationship": frozenset({"text"}),
}
"""What the fields of each part of a person may be. Names and addresses of land users may be those of organisations."""


def unfit_people(form: Form) -> Iterator[tuple[str | None, str]]:
    """The key of a field (None: the form as a whole) and what is wrong with it, in order of the file."""
    types: dict[str, set[str]] = {}
    for edition in form.editions:
        for field in edition.fields:
            types.setdefault(field.key, set()).add(field.type)
    for role, person in form.about.people.items():
        for part, key in _named(person):
            if key not in types:
                yield key, f"people.{role}.{part} names a field that no edition has"
            elif wrong := sorted(types[key] - TYPES[part]):
                yield key, f"people.{role}.{part} names a field of type {', '.join(wrong)}"
        if person.acts_for and not person.signs:
            yield None, f"people.{role} acts for others and does not sign; set signs: true or leave out acts_for"


def unclaimed_names(form: Form) -> list[str]:
    """Fields for the name of a person that no person of the form claims, in printed order."""
    claimed = {key for person in form.about.people.values() for _, key in _named(person)}
    names = [f.key for edition in form.editions for f in edition.fields if f.type == "person_name"]
    return [key for key in dict.fromkeys(names) if key not in claimed]


def _named(person: PersonSpec) -> Iterator[tuple[str, str]]:
    for part, keys in person.said().items():
        for key in keys:
            yield part, key
