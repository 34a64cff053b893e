"""
Who is who: the card of each person on a form, and the same person on two forms.

Every thing that two papers say of a person speaks for or against their being one. A name alone never decides: brothers
differ in one mark, father and son in one word. A number is read wrong, or copied from the line above; so nothing alone
decides, and what was not surely read has no voice. The weights are those that kept apart families of invented people
(tests/cross); they are in steps of how much rarer the likeness is among two people than in one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from scanpipe.cross import births, names, numbers
from scanpipe.cross.names import Likeness
from scanpipe.cross.people import READ, Fact, Person

ENOUGH = 3.0
"""Two persons of less likeness are two people."""
_CLEARLY = 2.0
_NAME = {
    Likeness.SAME: 5.0,
    Likeness.MARKS: 4.0,
    Likeness.LETTER: 3.0,
    Likeness.WORD: 0.5,
    Likeness.DIFFERENT: -6.0,
}
_NUMBER_SAME, _NUMBER_NEAR, _NUMBER_OTHER = 8.0, 4.0, -2.0
_BIRTH_SAME, _BIRTH_YEAR_SAME, _BIRTH_NEAR, _BIRTH_OTHER = 3.0, 1.0, 0.0, -3.0
_SEX_OTHER = -1.0


def likeness(one: Person, other: Person) -> float:
    """How much speaks for two persons being one: from about -12 to 16; `ENOUGH` is enough, 0 says nothing."""
    total = 0.0
    if (pair := _read(one.number, other.number)) is not None:
        compared = numbers.compare(*pair)
        total += _NUMBER_SAME if not compared.digits else _NUMBER_NEAR if compared.near else _NUMBER_OTHER
    if one.name and other.name and _read(one.name, other.name):
        total += _NAME[names.compare(one.name, other.name).likeness]
    if (pair := _read(one.dob, other.dob)) is not None:
        total += _birth(births.compare(*pair))
    if (pair := _read(one.sex, other.sex)) is not None and pair[0] != pair[1]:
        total += _SEX_OTHER
    return total


def cards_of(people: Sequence[Person], cards: Sequence[Person]) -> Mapping[int, int]:
    """
    The card (its place in `cards`) of each person (their place in `people`) for whom one is there.

    A person has one card, the likest. A card may be that of several persons of a form: the mother is often the
    requester too. It is not that of a person who is much less like it than another one of the same form is.
    """
    scores = [[likeness(person, card) for card in cards] for person in people]
    found: dict[int, int] = {}
    for i, person in enumerate(people):
        enough = sorted((j for j in range(len(cards)) if scores[i][j] >= ENOUGH), key=lambda j: -scores[i][j])
        for j in enough:
            rivals = [
                rival
                for k, rival in enumerate(people)
                if k != i and rival.document == person.document and scores[k][j] >= scores[i][j] + _CLEARLY
            ]
            if not rivals or (
                all(likeness(person, rival) >= ENOUGH for rival in rivals)
                and not any(_named_better(person, cards[other], cards[j]) for other in enough)
            ):
                found[i] = j
                break
    return found


def _named_better(person: Person, card: Person, other: Person) -> bool:
    """Whether one card has the name of a person where another one only has a name like it: a number was copied."""
    if not (person.name and card.name and other.name):
        return False
    return names.compare(person.name, card.name).likeness > names.compare(person.name, other.name).likeness


def _birth(compared: births.Comparison) -> float:
    if compared.same:
        return _BIRTH_SAME if compared.compared == 3 else _BIRTH_YEAR_SAME if compared.compared else 0.0
    return _BIRTH_NEAR if compared.compared == 3 and compared.parts == 1 else _BIRTH_OTHER


def _read(one: Fact | None, other: Fact | None) -> tuple[str, str] | None:
    """Both values, where both were read."""
    if one is None or other is None or min(one.sure, other.sure) < READ:
        return None
    return one.value, other.value
