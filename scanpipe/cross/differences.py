"""
What two papers say differently of one person: cross.name_differs, cross.id_differs, cross.dob_differs,
cross.sex_differs, cross.address_differs; and between two forms without a card cross.number_unlike, cross.birth_unlike.

What it checks   name, personal number, date of birth, sex and address of a person on a form against their card, or
                 against another form.
Why it matters   the officer has to send back what does not agree, and a copied mistake goes into the register.
How to fix       write it as on the card. Where the card itself is wrong, an officer says what comes first.

Only the number ever accuses, and only when both were surely read and the person is surely the same one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from scanpipe.cross import addresses, births, names, numbers
from scanpipe.cross.name_doubt import weighed_name
from scanpipe.cross.names import Likeness
from scanpipe.cross.people import READ, Fact, Person
from scanpipe.cross.slips import ASKED, Again, Doubt, Reader, weighed
from scanpipe.cross.values import value_of
from scanpipe.model import Finding, Source
from scanpipe.text import without_marks


@dataclass(frozen=True, slots=True)
class Pair:
    """One person on two papers: `one` on a form, `other` on the card or on another form."""

    one: Person
    other: Person
    again: Again | None = None

    def weighed(self, one: Fact, other: Fact, slip: bool, reader: Reader) -> Doubt | None:
        """How sure it is that two facts differ; see `slips.weighed`."""
        return weighed(one, other, reader, slip=slip, document=self.one.document, again=self.again)

    def finding(self, code: str, fact: Fact, confidence: float, **params: object) -> Finding:
        """A finding about a fact of the form, with both papers named."""
        about = {
            "label": fact.label,
            **{f"doc_{lang}": name for lang, name in self.one.paper.items()},
            **{f"doc_a_{lang}": name for lang, name in self.one.paper.items()},
            **{f"doc_b_{lang}": name for lang, name in self.other.paper.items()},
            **params,
        }
        reading = fact.reading
        place = (self.one.document, reading.page, reading.key, reading.box)
        return Finding(code, round(confidence, 3), *place, about, self.one.basis)


def differences(pair: Pair) -> Iterator[Finding]:
    """Everything that the two papers say differently, the name first."""
    yield from _names(pair)
    yield from _numbers(pair)
    yield from _births(pair)
    yield from _sexes(pair)
    yield from _addresses(pair)


def _names(pair: Pair) -> Iterator[Finding]:
    one, other = pair.one.name, pair.other.name
    if one is None or other is None or not names.comparable(one, other):
        return
    compared = names.compare(one, other)
    if compared.likeness is Likeness.SAME:
        return
    if (doubt := weighed_name(one, other, document=pair.one.document, again=pair.again)) is not None:
        said = replace(one, value=doubt.value or one.value)
        likeness = names.compare(said, other).likeness
        zone = Source.MRZ in (one.reading.source, other.reading.source)
        a, b = (without_marks(name) if zone else name for name in (said.value, other.value))
        a, b = names.shown(a, b, likeness)
        what = f"name_{likeness.name.lower()}"
        yield pair.finding("cross.name_differs", one, doubt.sure, a=a, b=b, what=what)


def _numbers(pair: Pair) -> Iterator[Finding]:
    one, other = pair.one.number, pair.other.number
    if one is None or other is None or one.value == other.value:
        return
    compared = numbers.compare(one.value, other.value)
    doubt = pair.weighed(one, other, compared.slip, numbers.READER)
    if doubt is None:
        return
    accuses = doubt.confirmed and pair.other.card and _surely_one(pair, compared.near)
    code = "cross.id_differs" if pair.other.card else "cross.number_unlike"
    a, b = numbers.shown(one.value, other.value), numbers.shown(other.value, one.value)
    yield pair.finding(code, one, doubt.sure if accuses else min(doubt.sure, ASKED), a=a, b=b)


def _births(pair: Pair) -> Iterator[Finding]:
    one, other = pair.one.dob, pair.other.dob
    if one is None or other is None:
        return
    compared = births.compare(one.value, other.value)
    if compared.same:
        return
    if (doubt := pair.weighed(one, other, compared.slip, births.READER)) is not None:
        code = "cross.dob_differs" if pair.other.card else "cross.birth_unlike"
        yield pair.finding(code, one, doubt.sure, a=births.shown(one.value), b=births.shown(other.value))


def _sexes(pair: Pair) -> Iterator[Finding]:
    one, other = pair.one.sex, pair.other.sex
    if one is None or other is None or one.value == other.value:
        return
    # "Nam" and "Nữ" are no slip of each other, however they were read.
    if (doubt := pair.weighed(one, other, False, _SEX)) is not None:
        yield pair.finding("cross.sex_differs", one, doubt.sure, a=one.value, b=other.value)


def _addresses(pair: Pair) -> Iterator[Finding]:
    one, other = pair.one.address, pair.other.address
    if one is None or other is None or not pair.other.card or min(one.sure, other.sure) < READ:
        return
    if addresses.differ(one.value, other.value):
        yield pair.finding("cross.address_differs", one, min(one.sure, other.sure), a=one.value, b=other.value)


def _surely_one(pair: Pair, near: bool) -> bool:
    """Whether it is surely one person: the same name, and a number that is nearly the same or the same birth."""
    one, other = pair.one, pair.other
    if one.name is None or other.name is None or one.name.sure < READ:
        return False
    if names.compare(one.name, other.name).likeness < Likeness.MARKS:
        return False
    if one.dob and other.dob and min(one.dob.sure, other.dob.sure) >= READ:
        compared = births.compare(one.dob.value, other.dob.value)
        if not compared.same:
            return False
        return near or compared.compared == 3
    return near


def _says_sex(text: str, value: str) -> bool:
    said = [read for word in text.split() if (read := value_of("sex", word)) is not None]
    return said == [value]


_SEX = Reader(_says_sex, lambda word, one, other: value_of("sex", word) == one)
