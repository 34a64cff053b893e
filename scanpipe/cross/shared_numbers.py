"""
cross.id_shared: one personal number given to two people of the dossier.

What it checks   every number on every paper against those beside other names. Within one form `field.id_copied` asks.
Why it matters   a number copied from another line is the commonest slip on family papers.
How to fix       each person has a number of their own: copy it from their card.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from itertools import combinations

from scanpipe.cross import names
from scanpipe.cross.differences import Pair
from scanpipe.cross.names import Likeness
from scanpipe.cross.people import Fact, Person
from scanpipe.model import Finding

_READ = 0.8
"""Number and name have to be read so surely; both are compared with something that may be another person's."""


def shared_numbers(
    people: Sequence[Person], asked: Collection[tuple[int, str]], one_and_same: Collection[tuple[int, str, int]]
) -> Iterator[Finding]:
    """
    Yield a question for every person who has the number of another one on another paper.

    `asked` holds paper and key of the numbers that another finding already speaks of: nobody is asked twice.
    `one_and_same`: paper and role of a person, and the paper that is their card.
    """
    told: set[tuple[int, str]] = set(asked)
    for one, other in combinations(people, 2):
        # The paper that a citizen wrote is the one to mend, not the card.
        person, holder = (other, one) if one.card else (one, other)
        if person.document == holder.document or person.number is None or not _two_people(person, holder):
            continue
        if (person.document, person.role, holder.document) in one_and_same:
            continue  # a wrong name beside a right number
        place = (person.document, person.number.reading.key)
        if place in told:
            continue
        told.add(place)
        sure = min(f.sure for p in (person, holder) for f in (p.name, p.number) if f)
        yield Pair(person, holder).finding("cross.id_shared", person.number, sure, a=_name(person), b=_name(holder))


def _two_people(one: Person, other: Person) -> bool:
    """Whether two persons have one number and surely not one name."""
    facts = (one.number, other.number, one.name, other.name)
    if not all(_surely_read(fact) for fact in facts):
        return False
    if not (one.number and other.number and one.name and other.name) or one.number.value != other.number.value:
        return False
    return names.comparable(one.name, other.name) and names.compare(one.name, other.name).likeness <= Likeness.WORD


def _surely_read(fact: Fact | None) -> bool:
    return fact is not None and fact.sure >= _READ


def _name(person: Person) -> str:
    return person.name.value if person.name else ""
