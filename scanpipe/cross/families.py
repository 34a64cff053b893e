"""
cross.parent_age: a parent who would have been a child, or not yet born, at the birth of the child.

What it checks   the birth of each child of a form against that of its mother and father, on their card where one is
                 there, else on the form.
Why it matters   the years of parent and child are exchanged, or a grandparent's card was copied.
How to fix       look at both dates again.

This only ever asks: no law gives a least age of a parent.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from scanpipe.cross.differences import Pair
from scanpipe.cross.people import Fact, Person
from scanpipe.cross.slips import ASKED, SURE
from scanpipe.model import Finding
from scanpipe.validators import date

YOUNGEST_YEARS = 12
"""A parent who was younger at the birth is asked about; a common-sense bound, not a rule of law."""


def families(people: Sequence[Person], cards: Mapping[int, Person]) -> Iterator[Finding]:
    """Yield a question for every parent who is too young. `cards` holds the card of a person, by place in `people`."""
    by_role = {(p.document, p.role): (p, cards.get(i)) for i, p in enumerate(people)}
    for child in people:
        if not _surely(child.dob):
            continue
        for role in child.spec.parents:
            parent, card = by_role.get((child.document, role), (None, None))
            if parent is None or child.dob is None:
                continue
            dob = card.dob if card and card.dob else parent.dob
            if dob is None or not _surely(dob) or _years(dob, child.dob) >= YOUNGEST_YEARS:
                continue
            about = {"a": str(date.parse(dob.value).year), "b": str(date.parse(child.dob.value).year)}
            yield Pair(child, card or parent).finding("cross.parent_age", child.dob, ASKED, **about)


def _surely(fact: Fact | None) -> bool:
    return fact is not None and fact.sure >= SURE


def _years(parent: Fact, child: Fact) -> int:
    return date.parse(child.value).year - date.parse(parent.value).year
