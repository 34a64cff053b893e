"""What a sample shall be, drawn by chance: form and edition, day of filing, how it is filled in, taken and spoiled."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Final

from samples.pictures.severe import CODES as SEVERE_CODES
from samples.plan import VALUE_FAULTS
from scanpipe.catalog.catalog import Catalog
from scanpipe.catalog.schema import Edition, Grade
from scanpipe.model import EditionStatus

HELD_OUT: Final = ("marriage_registration", "death_registration", "hkd_suspension", "land_change")
"""Forms that no rule or threshold is chosen on: only the judging half shows them."""
LATEST: Final = dt.date(2026, 11, 20)
"""The last day on which a sample is handed in: law that came after it is not known here."""
FEWEST_FIELDS: Final = 4
"""Editions known by little more than their title (grade D) cannot be drawn as papers."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """
    One sample to make. `picture`: "scan", "phone", "severe", or one kind of device ("flatbed300", "fax", …); `severe`
    names the kind of severe damage. `leave_out`, `unsigned`, `fault` and `drop_page` plant what is wrong. `typed`
    forces print or handwriting (None leaves it to chance); `mark` prints a light "MẪU THỬ" across the paper;
    `forwarded` sends photos through a messenger, which makes them smaller.
    """

    edition: Edition
    source: str = "typeset"
    picture: str = "scan"
    severe: str | None = None
    leave_out: int = 0
    unsigned: bool = False
    fault: str | None = None
    as_of: dt.date = LATEST
    typed: bool | None = None
    drop_page: bool = False
    mark: bool = False
    forwarded: bool = False
    judge: bool = False


def draw(rng: Random, catalog: Catalog, source: str, *, split: str, held_out: Sequence[str] = HELD_OUT) -> Recipe:
    """A recipe by chance. Half of the papers have nothing wrong: good paper is what must not be accused."""
    judge = split == "judge"
    forms = [f for f in sorted(catalog.forms) if (judge or f not in held_out) and _fillable(catalog, f)]
    edition = rng.choice(_fillable(catalog, rng.choice(forms)))
    picture = rng.choices(("scan", "phone", "severe"), (0.55, 0.35, 0.10))[0]
    wrong = rng.choices(("nothing", "left_out", "unsigned", "fault", "page"), (0.52, 0.2, 0.1, 0.14, 0.04))[0]
    return Recipe(
        edition,
        source=source,
        picture=picture,
        severe=rng.choice(sorted(SEVERE_CODES)) if picture == "severe" else None,
        leave_out=rng.randint(1, 2) if wrong == "left_out" else 0,
        unsigned=wrong == "unsigned",
        fault=rng.choice(VALUE_FAULTS) if wrong == "fault" else None,
        as_of=_day_of_filing(rng, catalog, edition),
        drop_page=wrong == "page",
        forwarded=rng.random() < 0.2,
        judge=judge,
    )


def _fillable(catalog: Catalog, form: str) -> list[Edition]:
    known = [e for e in catalog.forms[form].editions if e.provenance.grade != Grade.D]
    return [edition for edition in known if len(edition.fields) >= FEWEST_FIELDS]


def _day_of_filing(rng: Random, catalog: Catalog, edition: Edition) -> dt.date:
    """Mostly now; sometimes a day on which the edition was in force."""
    now = LATEST - dt.timedelta(days=rng.randint(0, 60))
    begin = edition.effective_from
    if rng.random() < 0.6 or begin is None:
        return now
    end = min(catalog.ended_on(edition) or LATEST, LATEST)
    day = begin + dt.timedelta(days=rng.randint(0, max(0, (end - begin).days)))
    return day if catalog.status(edition, on=day) == EditionStatus.CURRENT else now
