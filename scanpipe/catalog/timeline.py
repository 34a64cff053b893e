"""
When which edition was, is and will be in force: a bar for every edition, those of one form and one reach in a lane.

A province that issues its own edition has a lane of its own. What nobody knows is said: an edition without a first day
has no `begin`, and one of which only the month is known is not `exact`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from scanpipe.catalog.catalog import Catalog, Form
from scanpipe.catalog.schema import Edition
from scanpipe.model import EditionStatus

_DAY = dt.timedelta(days=1)


class Standing(StrEnum):
    """Where an edition stands on the day that is asked about."""

    ENDED = "ended"
    GRACE = "grace"
    """Replaced, and still taken beside the one in force."""
    IN_FORCE = "in_force"
    SCHEDULED = "scheduled"
    UNSURE = "unsure"
    """It begins or ends in this month, and nobody knows on which day."""


_STANDINGS = {
    EditionStatus.OUTDATED: Standing.ENDED,
    EditionStatus.GRACE: Standing.GRACE,
    EditionStatus.CURRENT: Standing.IN_FORCE,
    EditionStatus.NOT_YET: Standing.SCHEDULED,
    EditionStatus.UNKNOWN: Standing.UNSURE,
}


@dataclass(frozen=True, slots=True)
class Bar:
    """
    One edition. `begin` is None when nobody knows its first day; `end` is its last day in force, None while nothing
    ends it; `exact` and `end_exact` say whether these are days or only months. `taken_until` is the last day on which
    it is taken beside the next one, None without such a time.
    """

    edition: Edition
    standing: Standing
    begin: dt.date | None
    exact: bool
    end: dt.date | None
    end_exact: bool
    taken_until: dt.date | None

    @property
    def never(self) -> bool:
        """Whether it was replaced before it was in force for a single day."""
        return self.begin is not None and self.end is not None and self.end < self.begin


@dataclass(frozen=True, slots=True)
class Lane:
    """The editions of one form for one reach, oldest first; `province` is None for the whole country."""

    province: str | None
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class FormLanes:
    """One form: the lane of the country first, then those of provinces by name."""

    form: Form
    lanes: tuple[Lane, ...]

    @property
    def key(self) -> str:
        """The key of the form."""
        return self.form.about.form

    def bars(self) -> Iterator[Bar]:
        """The bars of all lanes."""
        for lane in self.lanes:
            yield from lane.bars

    @property
    def current(self) -> Bar | None:
        """The bar of the edition in force in the whole country, None when there is none."""
        return next((b for lane in self.lanes if lane.province is None for b in lane.bars if _holds(b)), None)

    @property
    def next(self) -> Bar | None:
        """The bar that begins next, of whatever reach."""
        coming = [b for b in self.bars() if b.standing is Standing.SCHEDULED]
        return min(coming, key=lambda b: b.begin or dt.date.max, default=None)


@dataclass(frozen=True, slots=True)
class Timeline:
    """Forms with their lanes as they stand on a day."""

    on: dt.date
    forms: tuple[FormLanes, ...]

    @property
    def span(self) -> tuple[dt.date, dt.date]:
        """The years that hold every day that is known, and a year to come: first day of the first, last of the last."""
        days = [self.on]
        for bar in (bar for form in self.forms for bar in form.bars()):
            days += [day for day in (bar.begin, bar.taken_until, bar.end if not bar.never else None) if day]
        return dt.date(min(days).year, 1, 1), dt.date(max(max(days).year, self.on.year + 1), 12, 31)

    @property
    def undated(self) -> bool:
        """Whether some edition has no first day that anybody knows."""
        return any(bar.begin is None for form in self.forms for bar in form.bars())


def timeline(catalog: Catalog, *, on: dt.date, form: str | None = None) -> Timeline:
    """All forms of a catalogue as they stand on a day, or the one of that key. Raises KeyError for an unknown one."""
    forms = catalog.forms.values() if form is None else (catalog.forms[form],)
    return Timeline(on, tuple(FormLanes(one, _lanes(catalog, one, on)) for one in forms))


def _lanes(catalog: Catalog, form: Form, on: dt.date) -> tuple[Lane, ...]:
    reaches = sorted({e.province for e in form.editions}, key=lambda province: province or "")
    return tuple(
        Lane(reach, tuple(_bar(catalog, e, on) for e in form.editions if e.province == reach)) for reach in reaches
    )


def _bar(catalog: Catalog, edition: Edition, on: dt.date) -> Bar:
    following = catalog.successor(edition)
    begins = following.effective_from if following else None
    ends = [day - _DAY for day in (begins, edition.withdrawn_on) if day]
    end = min(ends, default=None)
    taken = edition.accepted_until if edition.accepted_until and end and edition.accepted_until > end else None
    by_month = following is not None and following.effective_precision == "month" and begins is not None
    return Bar(
        edition=edition,
        standing=_STANDINGS[catalog.status(edition, on=on)],
        begin=edition.effective_from,
        exact=edition.effective_precision == "day",
        end=end,
        end_exact=not (by_month and begins is not None and end == begins - _DAY),
        taken_until=taken,
    )


def _holds(bar: Bar) -> bool:
    return bar.standing is Standing.IN_FORCE
