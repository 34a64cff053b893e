"""
Who is who: the card of each person on a form, and the same person on two forms.

Every thing that two papers say of a person speaks for or against their being one. A name alone never decides: brothers
differ in one mark, father and son in one word. A number is read wrong, or copied from the line above; so nothing alone
decides, and what was not surely read has no voice against it: but what agrees to the letter was not misread into
agreeing, however unsurely it was read. The weights are those that kept apart families of invented people (tests/cross);
they are in steps of how much rarer the likeness is among two people than in one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from scanpipe.cross import births, names, numbers
from scanpipe.cross.names import Likeness
from scanpipe.cross.people import READ, Fact, Person
from scanpipe.model import Source

ENOUGH = 3.0
"""Two persons of less likeness are two people."""
_CLEARLY = 2.0
_AGREES = 0.4
"""Confidence (0–1) from which a text that is the same on both papers speaks for one person."""
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
    if one.dob and other.dob:
        compared_births = births.compare(one.dob.value, other.dob.value)
        if _read(one.dob, other.dob) or (compared_births.parts == 3 and min(one.dob.sure, other.dob.sure) >= _AGREES):
            total += _birth(compared_births)
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
            better = any(_named_better(person, cards[other], cards[j]) for other in enough)
            if not rivals or (all(_may_be_one(person, rival, cards[j]) for rival in rivals) and not better):
                found[i] = j
                break
    return found


def _may_be_one(person: Person, rival: Person, card: Person) -> bool:
    """
    Whether a person may be the same one as another of their form whose card it is.

    Nobody in a family has a relative's name to the letter: when the card has this person's, the rival's was misread.
    """
    if likeness(person, rival) >= ENOUGH:
        return True
    if not (person.name and rival.name and card.name) or card.name.reading.source is Source.MRZ:
        return False
    return names.compare(person.name, card.name).likeness is Likeness.SAME and names.compare(rival.name, card.name).slip


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
    """Both values, where both were read; values that are the same need to be read less surely."""
    if one is None or other is None or min(one.sure, other.sure) < (_AGREES if one.value == other.value else READ):
        return None
    return one.value, other.value
