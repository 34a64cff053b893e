"""
Working time: when the Center is open, how long that is between two moments, and when so much of it has passed.

Days and hours are Vietnam's (UTC+7, no summer time). A span of a day begins within it and ends within it; a moment at
which a span ends still belongs to working time, so that what is due after a morning's work is due at its end.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from scanpipe.service import VIETNAM

_LONGEST_DAYS = 3660
"""Ten years: who finds no working time in them has a calendar without any."""


@dataclass(frozen=True, slots=True)
class Span:
    """A part of a day in which people work, such as the morning."""

    begins: dt.time
    ends: dt.time


Hours = tuple[Span, ...]
"""The spans of a day in their order; none for a day on which nobody works."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """
    `week` are the hours of its seven days from Monday on; `days` are days with other hours than their weekday has
    (none on a holiday, some on a Saturday that is worked instead); `every_year` are holidays by month and day.
    """

    week: tuple[Hours, ...]
    days: Mapping[dt.date, Hours] = field(default_factory=dict)
    every_year: frozenset[tuple[int, int]] = frozenset()

    def hours_on(self, day: dt.date) -> Hours:
        """When people work on that day: what is said of the very day goes before the holidays of every year."""
        if day in self.days:
            return self.days[day]
        return () if (day.month, day.day) in self.every_year else self.week[day.weekday()]

    def is_open(self, moment: dt.datetime) -> bool:
        """Whether a moment lies in working time, the ends of a span among it."""
        day = moment.astimezone(VIETNAM).date()
        return any(begins <= moment <= ends for begins, ends in self._spans_on(day))

    def after(self, moment: dt.datetime, working: dt.timedelta) -> dt.datetime:
        """
        The first moment (UTC) by which so much working time has passed; for none of it, the first in which people work.

        Raises ValueError for a negative time, and when there is no such moment within ten years.
        """
        if working < dt.timedelta(0):
            raise ValueError("working time is counted forwards")
        left = working
        for begins, ends in self._spans_from(moment):
            begun = max(begins, moment)
            if left <= ends - begun:
                return (begun + left).astimezone(dt.UTC)
            left -= ends - begun
        raise ValueError("the calendar has no working time")

    def between(self, first: dt.datetime, last: dt.datetime) -> dt.timedelta:
        """The working time from one moment to another; negative when the other comes before it."""
        if last < first:
            return -self.between(last, first)
        passed = dt.timedelta(0)
        day, end = first.astimezone(VIETNAM).date(), last.astimezone(VIETNAM).date()
        while day <= end:
            for begins, ends in self._spans_on(day):
                passed += max(dt.timedelta(0), min(ends, last) - max(begins, first))
            day += dt.timedelta(days=1)
        return passed

    def _spans_from(self, moment: dt.datetime) -> Iterator[tuple[dt.datetime, dt.datetime]]:
        """The spans that have not ended at that moment, in order."""
        today = moment.astimezone(VIETNAM).date()
        for n in range(_LONGEST_DAYS):
            yield from (span for span in self._spans_on(today + dt.timedelta(days=n)) if span[1] >= moment)

    def _spans_on(self, day: dt.date) -> Iterator[tuple[dt.datetime, dt.datetime]]:
        for span in self.hours_on(day):
            yield (
                dt.datetime.combine(day, span.begins, VIETNAM),
                dt.datetime.combine(day, span.ends, VIETNAM),
            )
