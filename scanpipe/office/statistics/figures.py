"""The statistics of a Center as its people may see them: the counters of their Center, of a period, of a procedure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from scanpipe.errors import UsageError
from scanpipe.intake.desk import Desk
from scanpipe.intake.errors import NotFoundError
from scanpipe.office.people import EVERY_UNIT, Actor, Right
from scanpipe.office.statistics import counting, faults, series
from scanpipe.office.statistics.faults import Alarms
from scanpipe.office.statistics.heat import HeatPage, heat_page, pages_of, sheet
from scanpipe.office.statistics.series import Period, Series, View, monday
from scanpipe.office.steering import Steering
from scanpipe.service import VIETNAM
from scanpipe.store import figures
from scanpipe.store.counters import Count

WEEKS = 12
"""What is shown when nobody says otherwise: this week and the eleven before."""
MOST_WEEKS = 156
_YEARS = range(2000, 2101)

_BY_WEEK = frozenset({counting.FIRST, counting.SENT, counting.OPENED, counting.ANSWERED, counting.PAGES})
"""Of all others only the sum over the period is told."""
_OF_NO_CENTER = frozenset({counting.PAGES})
"""Counted by the machine, for all Centers together."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants to see: whole weeks that hold these days, one procedure, one Center (for those of all)."""

    first: dt.date | None = None
    last: dt.date | None = None
    procedure: str | None = None
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class Shown:
    """What they see: the period, what can be chosen, and the counters behind it."""

    period: Period
    procedures: tuple[str, ...]
    units: tuple[str, ...]
    view: View


class Statistics:
    """What was counted, told."""

    def __init__(self, desk: Desk, minutes_per_supplement: int | None = None) -> None:
        self.desk = desk
        self.minutes_per_supplement = minutes_per_supplement
        self.steering = Steering(desk)

    def shown(self, actor: Actor, wish: Wish) -> Shown:
        """
        The counters that somebody may see. Raises NotAllowedError, NotFoundError for another Center, UsageError for
        days that are no period.
        """
        actor.need(Right.STATISTICS)
        if wish.unit is not None and not actor.sees(wish.unit):
            raise NotFoundError
        period = self._period(wish)

        @cache
        def counts(name: str) -> tuple[Count, ...]:
            return tuple(c for c in self._counts(name, period, actor) if name in _OF_NO_CENTER or _fits(c, wish))

        checked = self._counts(counting.FIRST, period, actor)
        return Shown(
            period=period,
            procedures=_labels(checked, "procedure"),
            units=_labels(checked, "unit") if actor.unit == EVERY_UNIT else (),
            view=View(
                period,
                counts,
                filtered=wish.procedure is not None or (wish.unit is not None and wish.unit != actor.unit),
            ),
        )

    def series(self, shown: Shown, key: str, *, code: str | None = None, form: str | None = None) -> Series | None:
        """
        One series by its key; `code` and `form` go further down in `faults`, `boxes` needs a form. None for minutes
        that nobody has set. Raises NotFoundError for a key that nobody knows.
        """
        view = shown.view
        match key:
            case "faults" if code is not None and form is not None:
                return faults.faults_by_field(view, code, form)
            case "faults" if code is not None:
                return faults.faults_by_form(view, code)
            case "faults":
                return faults.faults(view)
            case "boxes" if form is not None:
                return faults.boxes(view, form)
            case "boxes":
                return Series("boxes", "field", ("dossiers",), ())
            case "alarms":
                return faults.alarm_series(faults.alarms(view))
            case "saved":
                return series.saved_minutes(view, self.minutes_per_supplement)
        simple = {
            "first": series.first_time_right,
            "sent": series.passing_when_sent,
            "mends": series.mends,
            "outdated": series.outdated,
            "pages": series.page_seconds,
            "waits": series.waits,
            "late": series.late_answers,
        }
        if key not in simple:
            raise NotFoundError
        return simple[key](view)

    def alarms(self, shown: Shown) -> tuple[Alarms, ...]:
        """How often each code was wrong, with what is proposed."""
        return faults.alarms(shown.view)

    def forms(self, shown: Shown) -> tuple[str, ...]:
        """Forms that have a map of difficult fields."""
        today = self._today()
        return tuple(form for form in faults.forms_with_boxes(shown.view) if pages_of(self.desk.law, form, today))

    def heat(self, shown: Shown, form: str, page: int) -> HeatPage:
        """The map of one page of a form's blank in force. Raises NotFoundError, EngineError."""
        return heat_page(self.desk.law, form, self._today(), page, faults.boxes(shown.view, form))

    def sheet(self, actor: Actor, form: str, page: int) -> bytes:
        """One page of a form's blank in force as PNG. Raises NotAllowedError, NotFoundError, EngineError."""
        actor.need(Right.STATISTICS)
        return sheet(self.desk.law, form, self._today(), page)

    def _counts(self, name: str, period: Period, actor: Actor) -> tuple[Count, ...]:
        read = figures.by_day if name in _BY_WEEK else figures.summed
        with self.desk.store.database.reading() as session:
            found = read(session, name, period.first, period.last)
        return tuple(c for c in found if name in _OF_NO_CENTER or actor.sees(c.labels.get("unit", "")))

    def _period(self, wish: Wish) -> Period:
        today = self._today()
        last = wish.last or today
        if not all(day is None or day.year in _YEARS for day in (wish.first, last)):
            raise UsageError("Choose days of this century.")
        first = wish.first or monday(last) - (WEEKS - 1) * series.WEEK
        if first > last or (last - first).days > MOST_WEEKS * 7:
            raise UsageError("Choose a first day that is not after the last, and at most three years.")
        return Period(monday(first), monday(last) + dt.timedelta(days=6))

    def _today(self) -> dt.date:
        return self.desk.now().astimezone(VIETNAM).date()


def _fits(count: Count, wish: Wish) -> bool:
    wanted = {"procedure": wish.procedure, "unit": wish.unit}
    return all(v is None or count.labels.get(k) == v for k, v in wanted.items())


def _labels(counts: Iterable[Count], label: str) -> tuple[str, ...]:
    return tuple(sorted({count.labels.get(label, "") for count in counts} - {""}))
