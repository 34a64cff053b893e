"""What a card of nobody says: values that agree with each other, its QR text and its machine-readable zone."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from random import Random
from typing import Literal

from samples.people import Person
from scanpipe.cards.mrz import Lines, compose

Layout = Literal["old", "2024"]


@dataclass(frozen=True, slots=True)
class CardData:
    """One card. `qr` is the text of its code (None: the card has none), `mrz` the three lines of its back."""

    layout: Layout
    number: str
    old_number: str
    name: str
    born: dt.date
    sex: str
    residence: str
    origin: str
    issued_on: dt.date
    expires_on: dt.date
    qr: str | None
    mrz: Lines


def card_of(person: Person, rng: Random, layout: Layout, filed: dt.date) -> CardData:
    """The card that this person would hold, in force on the day of filing."""
    first = dt.date(2021, 3, 1) if layout == "old" else dt.date(2024, 7, 1)
    days = (dt.date(2024, 6, 30) - first).days if layout == "old" else 700
    issued = first + dt.timedelta(days=rng.randint(0, days))
    expires = _expiry(person.born, max(issued, filed))
    old = "".join(rng.choices("0123456789", k=9)) if rng.random() < 0.6 else ""
    name = person.name.upper()
    residence = person.address.one_line
    origin = f"{person.address.commune}, {person.address.province}"
    mrz = compose(person.number, name, person.born, person.sex, expires)
    qr = _qr_text(person, old, residence, issued, rng, layout)
    return CardData(
        layout, person.number, old, name, person.born, person.sex, residence, origin, issued, expires, qr, mrz
    )


def _expiry(born: dt.date, used: dt.date) -> dt.date:
    """Cards end with the ages 14, 25, 40 and 60 (Luật Căn cước 2023 art. 21 [M]); this one after it is used."""
    ends = [_birthday(born, age) for age in (14, 25, 40, 60)]
    return next((end for end in ends if end > used), _birthday(used, 20))


def _birthday(born: dt.date, age: int) -> dt.date:
    # 29 February has no birthday in most years.
    return dt.date(born.year + age, born.month, min(born.day, 28))


def _qr_text(person: Person, old: str, residence: str, issued: dt.date, rng: Random, layout: Layout) -> str:
    """The old order; or, as the order of 2024 is not confirmed, one of two, with more fields behind."""
    born, day = f"{person.born:%d%m%Y}", f"{issued:%d%m%Y}"
    if layout == "old" or rng.random() < 0.5:
        fields = [person.number, old, person.name, born, person.sex, residence, day]
    else:
        fields = [person.number, person.name, born, person.sex, residence, day, old]
    if layout == "2024":
        fields += ["", "Nguyễn Văn Mẫu", "Trần Thị Mẫu"]
    return "|".join(fields)
