"""Who plays which part on a paper, and what one field of it can hold."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from random import Random

from samples.people import Cast, Person, stranger
from scanpipe.catalog.schema import Edition, FieldSpec


@dataclass(frozen=True, slots=True)
class Answer:
    """
    What is written in one field.

    `parts` are the pieces of a line printed in pieces ("ngày … tháng … năm …"), `options` the numbers (from 0) of
    the boxes ticked, `rows` the cells of a table by column key, `signed` a signature.
    """

    text: str = ""
    parts: tuple[str, ...] = ()
    options: tuple[int, ...] = ()
    rows: tuple[dict[str, str], ...] = ()
    signed: bool = False


@dataclass(frozen=True, slots=True)
class Scene:
    """The people of a paper by the part they play, and a source of chance."""

    form: str
    cast: Cast
    roles: dict[str, Person]
    capital_dong: int
    rng: Random

    def who(self, spec: FieldSpec) -> Person:
        """Whose field this is: by the first word of its key, else the one who files."""
        return self.roles.get(spec.key.split("_")[0], self.cast.filer)


def scene(edition: Edition, cast: Cast, rng: Random) -> Scene:
    """Who plays which part on a paper of that form."""
    filer, spouse = cast.filer, cast.spouse
    men, women = (filer, spouse) if filer.sex == "Nam" else (spouse, filer)
    roles = {"father": men, "mother": women, "groom": men, "bride": women, "deceased": cast.elder, "head": men}
    roles["child"] = cast.newborn
    if edition.form == "birth_reregistration":
        roles["child"] = filer
        roles["father"] = _older(stranger(rng, filed=cast.filed, sex="Nam"), filer)
        roles["mother"] = _older(stranger(rng, filed=cast.filed, sex="Nữ"), filer)
    return Scene(edition.form, cast, roles, rng.randint(4, 90) * 5_000_000, rng)


def _older(person: Person, than: Person) -> Person:
    born = person.born.replace(year=than.born.year - 25, day=min(person.born.day, 28))
    return replace(
        person,
        born=born,
        number=person.number[:3] + str(int(person.sex == "Nữ")) + f"{born.year % 100:02d}" + person.number[6:],
    )


def date_text(day: dt.date) -> str:
    """A date as people write it: 05/09/1985."""
    return f"{day.day:02d}/{day.month:02d}/{day.year}"


def date_answer(day: dt.date) -> Answer:
    """A date that fits one line as well as "ngày … tháng … năm …"."""
    return Answer(text=date_text(day), parts=(f"{day.day:02d}", f"{day.month:02d}", str(day.year)))
