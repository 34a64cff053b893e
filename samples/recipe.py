"""What a sample shall be, drawn by chance: form and edition, day of filing, how it is filled in, taken and spoiled."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Final

from samples.deck import Card
from samples.pictures.severe import CODES as SEVERE_CODES
from samples.plan import VALUE_FAULTS
from scanpipe.catalog.catalog import Catalog
from scanpipe.catalog.schema import Edition, Grade, Kind
from scanpipe.catalog.tell_apart import told_apart
from scanpipe.model import EditionStatus

HELD_OUT: Final = ("marriage_registration", "death_registration", "hkd_suspension", "land_change")
"""Forms that no rule or threshold is chosen on: only the judging half shows them."""
LATEST: Final = dt.date(2026, 11, 20)
"""The last day on which a sample is handed in: law that came after it is not known here."""
FEWEST_FIELDS: Final = 4
"""Editions known by little more than their title (grade D) cannot be drawn as papers."""

_NOW, _NOW_GOOD, _NOW_WRONG = 0.6, 0.08, 0.95
"""
How often a paper is handed in lately, whatever its edition. In judging runs good papers are mostly handed in in their
time and the others lately: there have to be enough papers that can be wronged, and enough that are outdated.
"""
_ACCUSING = 0.92


@dataclass(frozen=True, slots=True)
class Recipe:
    """
    One sample to make. `picture`: "scan", "phone", "severe", or one kind of device ("flatbed300", "fax", …); `severe`
    names the kind of severe damage. `leave_out`, `unsigned`, `fault` and `drop_page` plant what is wrong. `typed`
    forces print or handwriting (None leaves it to chance); `real_digits`: who writes by hand puts digits that somebody
    really wrote in the boxes; `mark` prints a light "MẪU THỬ" across the paper; `forwarded` sends photos through a
    messenger, which makes them smaller.
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
    real_digits: bool = False


def deal(rng: Random, catalog: Catalog, source: str, card: Card) -> Recipe:
    """
    A judging recipe by its card, the rest by chance. Papers with nothing wrong are mostly of editions that may accuse
    and in force on their day: only these can be wronged, and there have to be enough of them.
    """
    good = card.wrong == "nothing" and card.picture != "severe"
    fit = {form: _fillable(catalog, form, boxed=card.boxed) for form in sorted(catalog.forms)}
    if card.alike:
        fit = {form: [e for e in editions if printed_alike(e, catalog)] for form, editions in fit.items()}
    elif good and rng.random() < _ACCUSING:
        fit = {form: [e for e in editions if e.accuses] for form, editions in fit.items()}
    if not any(fit.values()):  # in a catalogue without such editions
        fit = {form: _fillable(catalog, form) for form in sorted(catalog.forms)}
    edition = rng.choice(rng.choice([editions for editions in fit.values() if editions]))
    return Recipe(
        edition,
        source=source,
        picture=card.picture,
        severe=card.severe,
        leave_out=rng.randint(2, 3) if card.wrong == "left_out" else 0,
        unsigned=card.wrong == "unsigned",
        fault=rng.choice(VALUE_FAULTS) if card.wrong == "fault" else None,
        as_of=_day_of_filing(rng, catalog, edition, now=_NOW_GOOD if good else _NOW_WRONG),
        typed=False if card.boxed else None,
        drop_page=card.wrong == "page",
        forwarded=rng.random() < 0.2,
        judge=True,
        real_digits=card.boxed,
    )


def draw(rng: Random, catalog: Catalog, source: str, *, split: str, held_out: Sequence[str] = HELD_OUT) -> Recipe:
    """A recipe by chance, to develop on. Half of the papers have nothing wrong: they are what must not be accused."""
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


def printed_alike(edition: Edition, catalog: Catalog) -> tuple[str, ...]:
    """The other editions of the form that nothing printed tells from this one (see `told_apart`), in their order."""
    others = catalog.forms[edition.form].editions
    return tuple(o.edition for o in others if o.edition != edition.edition and not told_apart(edition, o))


def _fillable(catalog: Catalog, form: str, *, boxed: bool = False) -> list[Edition]:
    """The editions of a form that can be drawn as papers; `boxed`: that have boxes for the digits of a number."""
    known = [e for e in catalog.forms[form].editions if e.provenance.grade != Grade.D]
    known = [edition for edition in known if len(edition.fields) >= FEWEST_FIELDS]
    return [e for e in known if any(spec.kind is Kind.BOXES for spec in e.fields)] if boxed else known


def _day_of_filing(rng: Random, catalog: Catalog, edition: Edition, *, now: float = _NOW) -> dt.date:
    """In a share `now` of the cases one of the last days; else a day on which the edition was in force."""
    lately = LATEST - dt.timedelta(days=rng.randint(0, 60))
    begin = edition.effective_from
    if rng.random() < now or begin is None:
        return lately
    end = min(catalog.ended_on(edition) or LATEST, LATEST)
    day = begin + dt.timedelta(days=rng.randint(0, max(0, (end - begin).days)))
    return day if catalog.status(edition, on=day) == EditionStatus.CURRENT else lately
