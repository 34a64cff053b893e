"""
The shape of forms/office.yaml: when the Center works, and in how much working time it answers.

How long an answer may take is law or the Center's promise: where a number stands, its basis stands beside it.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator

from scanpipe.catalog.load import read_file
from scanpipe.catalog.strict import Key, Strict, Text
from scanpipe.errors import FormDataError
from scanpipe.office.calendar import Calendar, Hours, Span

FILE_NAME = "office.yaml"

Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
WEEK: tuple[Weekday, ...] = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

_SPAN = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)")
_DAY_OF_YEAR = re.compile(r"(\d\d)-(\d\d)")


def _hours(value: Any) -> Hours:
    """Spans written as "07:30-11:30"."""
    if not isinstance(value, list):
        raise ValueError('write a list of spans such as ["07:30-11:30", "13:30-17:00"], [] for none')
    spans = tuple(_span(one) for one in value)
    if any(before.ends > after.begins for before, after in pairwise(spans)):
        raise ValueError("the spans of a day follow each other")
    return spans


def _span(value: Any) -> Span:
    written = _SPAN.fullmatch(value) if isinstance(value, str) else None
    if written is None:
        raise ValueError(f'{value!r} is no span of a day; write it as "07:30-11:30"')
    hour, minute, end_hour, end_minute = (int(digits) for digits in written.groups())
    span = Span(dt.time(hour, minute), dt.time(end_hour, end_minute))
    if span.begins >= span.ends:
        raise ValueError(f"{value} ends before it begins")
    return span


def _day_of_year(value: Any) -> tuple[int, int]:
    """A day of every year, written as "09-02" (month, then day)."""
    written = _DAY_OF_YEAR.fullmatch(value) if isinstance(value, str) else None
    if written is None:
        raise ValueError(f'{value!r} is no day of the year; write month and day as "09-02"')
    month, day = (int(digits) for digits in written.groups())
    dt.date(2024, month, day)  # a leap year; raises ValueError for a day that no year has
    return month, day


HoursOfDay = Annotated[Hours, BeforeValidator(_hours)]


class YearlyHoliday(Strict):
    """A holiday that is on the same day every year."""

    day: Annotated[tuple[int, int], BeforeValidator(_day_of_year)]
    name: Text


class SpecialDay(Strict):
    """A day with hours of its own: none for a holiday, some for a day that is worked instead of another."""

    day: dt.date
    name: Text
    hours: HoursOfDay = ()


class AnswerTime(Strict):
    """Hours of working time until the answer, and the instrument or promise that says so. None: nobody has said it."""

    hours: Annotated[float, Field(gt=0, le=2000)] | None = None
    basis: Text | None = None

    @model_validator(mode="after")
    def _with_its_basis(self) -> AnswerTime:
        if (self.hours is None) != (self.basis is None):
            raise ValueError("hours and basis stand together: a time without its legal basis binds nobody")
        return self


class AnswerTimes(AnswerTime):
    """The time for every procedure, and for those that have one of their own."""

    by_procedure: dict[Key, AnswerTime] = Field(default_factory=dict)


class OfficeFile(Strict):
    """`forms/office.yaml`."""

    hours: dict[Weekday, HoursOfDay]
    every_year: tuple[YearlyHoliday, ...] = ()
    days: tuple[SpecialDay, ...] = ()
    answer: AnswerTimes = AnswerTimes()

    @model_validator(mode="after")
    def _makes_sense(self) -> OfficeFile:
        if not any(self.hours.values()):
            raise ValueError("hours: somebody works on some day of the week")
        twice = {one.day for one in self.days if sum(one.day == other.day for other in self.days) > 1}
        if twice:
            raise ValueError(f"days that stand twice: {', '.join(f'{day:%Y-%m-%d}' for day in sorted(twice))}")
        return self


@dataclass(frozen=True, slots=True)
class OfficeTime:
    """
    When the Center works, and the working time that it has for its answer: by procedure, at None for all that are not
    named; a time that is None is not set.
    """

    calendar: Calendar
    answer: Mapping[str | None, dt.timedelta | None]

    def due(self, sent_at: dt.datetime, procedure: str | None) -> dt.datetime | None:
        """When the answer to a dossier is due (UTC); None when no time is set for it."""
        working = self.answer.get(procedure, self.answer.get(None))
        return None if working is None else self.calendar.after(sent_at, working)


_EVERY_HOUR = Calendar(week=((Span(dt.time.min, dt.time.max),),) * 7)


@lru_cache(maxsize=4)
def office_time(folder: Path, law: str) -> OfficeTime:
    """The Center's time under a law, by its folder and id; read once. Raises FormDataError."""
    return load_office(folder)


def load_office(folder: Path) -> OfficeTime:
    """
    The Center's time as `folder`/office.yaml says it; where there is no such file every hour counts and nothing is due.

    Raises FormDataError naming file, line and the mend.
    """
    path = folder / FILE_NAME
    if not path.is_file():
        return OfficeTime(_EVERY_HOUR, {})
    written = read_file(path, OfficeFile)
    for key in written.answer.by_procedure:
        if not (folder / "procedures" / f"{key}.yaml").is_file():
            raise FormDataError(f"{path}: answer.by_procedure.{key}: there is no such procedure in procedures/.")
    calendar = Calendar(
        week=tuple(written.hours.get(day, ()) for day in WEEK),
        days={one.day: one.hours for one in written.days},
        every_year=frozenset(one.day for one in written.every_year),
    )
    return OfficeTime(calendar, _answers(written.answer))


def _answers(written: AnswerTimes) -> Mapping[str | None, dt.timedelta | None]:
    answers: dict[str | None, dt.timedelta | None] = {None: _working(written)}
    for key, time in written.by_procedure.items():
        answers[key] = _working(time)
    return answers


def _working(time: AnswerTime) -> dt.timedelta | None:
    return None if time.hours is None else dt.timedelta(hours=time.hours)
