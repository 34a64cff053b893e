"""
field.sex_mismatch, field.birth_year_mismatch, field.id_copied: a personal number against what stands beside it.

What it checks   the fourth to sixth digits of a twelve-digit number against the sex and the year of birth of the same
                 person (fields of one group or one key prefix), and one number given to two people.
Why it matters   a copied number is the commonest slip on family papers.
How to fix       look at the card again. A number keeps its digits when sex or birth were corrected later, so this
                 only ever asks.
"""

from __future__ import annotations

from collections.abc import Iterator

from scanpipe.catalog import FieldSpec
from scanpipe.checks.paper import Paper
from scanpipe.model import Finding, Reading
from scanpipe.text import same_words
from scanpipe.validators import citizen_id, date, identity_document, sex
from scanpipe.validators.refusals import Refusal

_READ = 0.8


def check(paper: Paper) -> Iterator[Finding]:
    """Yield questions about numbers that do not go with the sex, the birth or the person beside them."""
    numbers: dict[str, FieldSpec] = {}
    for spec, reading in paper.fields():
        number = _number(spec, reading)
        if number is None:
            continue
        other = numbers.setdefault(number, spec)
        if other is not spec and _two_people(paper, other, spec):
            yield paper.finding(
                "field.id_copied", spec, reading, reading.confidence, label_a=other.label, label_b=spec.label
            )
        yield from _beside(paper, spec, reading, number)


def _beside(paper: Paper, spec: FieldSpec, reading: Reading, number: str) -> Iterator[Finding]:
    said = citizen_id.parts(number)
    for other, near in paper.fields():
        if _person(other) != _person(spec) or not near.text or near.confidence < _READ:
            continue
        sure = min(reading.confidence, near.confidence)
        try:
            if other.type == "sex" and sex.validate(near.text) != said.sex:
                yield paper.finding("field.sex_mismatch", spec, reading, sure, other=other.label)
            if _is_birth(other) and date.parse(near.text).year != said.birth_year:
                yield paper.finding("field.birth_year_mismatch", spec, reading, sure, other=other.label)
        except Refusal:
            continue  # the value itself is another check's business


def _two_people(paper: Paper, one: FieldSpec, other: FieldSpec) -> bool:
    """Whether the names beside two numbers are surely different: often one person stands in two places of a form."""
    names = []
    for person in (_person(one), _person(other)):
        near = [r for s, r in paper.fields() if s.type == "person_name" and _person(s) == person]
        names += [r.text for r in near[:1] if r.text and r.confidence >= _READ]
    return _person(one) != _person(other) and len(names) == 2 and not same_words(*names)


def _number(spec: FieldSpec, reading: Reading) -> str | None:
    if spec.type not in ("citizen_id", "identity_document") or not reading.text or reading.confidence < _READ:
        return None
    # The line of an identity paper also holds the day of issue, whose digits belong to no number.
    said = identity_document.parts(reading.text)
    return said.number if said.kind == "citizen_id" else None


def _is_birth(spec: FieldSpec) -> bool:
    return spec.type == "date" and ("dob" in spec.key or "birth_year" in spec.key)


def _person(spec: FieldSpec) -> str:
    """Whose field it is: its group, or the first word of its key."""
    return spec.group or spec.key.split("_")[0]
