"""
From counters to what is told: each series as rows, ready for a table, a chart and a file, which so say the same.

The definitions stand in `definitions.py`, what is held back in `small_cells.py`. Names of rows and columns are keys;
doors have the words for them.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from scanpipe.office.statistics import buckets, counting
from scanpipe.office.statistics.definitions import FIRST_DAY, LAST_DAY, PASSING, STEP_DAYS
from scanpipe.office.statistics.small_cells import Share, Told, gives_away, part_told, share_told, told
from scanpipe.store.counters import Count

WEEK = dt.timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Bound:
    """A quantile from buckets: at most `most` (infinite beyond the last bucket), in `unit` s | h | times."""

    most: float
    unit: str


Cell: TypeAlias = Told | Share | Bound | int | None
"""A number of dossiers, a share, a quantile, a number of something that is no dossier; None where there is nothing."""


@dataclass(frozen=True, slots=True)
class Row:
    """`name` is a day (Monday, ISO), a bucket, a code, a form, a field, or a span of days; "" for the whole."""

    name: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Series:
    """One chart: its key, the keys of its columns after the name, its rows, and all of them together."""

    key: str
    of: str
    """What a row is: week | times | code | form | field | days."""
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    whole: Row | None = None


@dataclass(frozen=True, slots=True)
class Period:
    """Whole weeks from Monday `first` to Sunday `last`."""

    first: dt.date
    last: dt.date

    @property
    def weeks(self) -> tuple[dt.date, ...]:
        """The Mondays."""
        return tuple(self.first + n * WEEK for n in range((self.last - self.first).days // 7 + 1))


@dataclass(frozen=True, slots=True)
class View:
    """The counters of a period that somebody may see, by name; `filtered` when they chose a part of them."""

    period: Period
    counts: Callable[[str], Sequence[Count]]
    filtered: bool = False

    def of(self, name: str, **labels: str) -> Iterator[Count]:
        """The counts of one name with these labels."""
        wanted = labels.items()
        return (c for c in self.counts(name) if all(c.labels.get(k) == v for k, v in wanted))


def monday(day: dt.date) -> dt.date:
    """The Monday of a day's week."""
    return day - dt.timedelta(days=day.weekday())


def first_time_right(view: View) -> Series:
    """Dossiers that passed at once, of those with a complete check, by week."""
    return _passing(view, "first", view.of(counting.FIRST), lambda count: count.labels["verdict"] in PASSING)


def passing_when_sent(view: View) -> Series:
    """Dossiers that passed when they were sent, of those sent, by week."""
    return _passing(view, "sent", view.of(counting.SENT), lambda count: count.labels["verdict"] in PASSING)


def late_answers(view: View) -> Series:
    """Dossiers that were answered after their deadline, of those with one, by week."""
    with_deadline = (c for c in view.of(counting.ANSWERED) if c.labels["late"] != "unset")
    return _passing(view, "late", with_deadline, lambda count: count.labels["late"] == "yes")


def mends(view: View) -> Series:
    """How many dossiers with how many replaced pages; the whole has median and 90th percentile."""
    by = _summed(view.of(counting.MENDS), "times")
    names = [f"{edge:g}" for edge in buckets.TIMES] + [buckets.MORE]
    last = max((i for i, name in enumerate(names) if by[name]), default=-1)
    rows = tuple(Row(name, (told(by[name], about=True), None, None)) for name in names[: last + 1])
    whole = told(by.total(), about=True)
    quantiles = (None, None) if whole.hidden else tuple(_bound(by, q, buckets.TIMES, "times") for q in (0.5, 0.9))
    return Series("mends", "times", ("dossiers", "median", "p90"), rows, Row("", (whole, *quantiles)))


def outdated(view: View) -> Series:
    """The share of dossiers on an outdated form, by days since its new edition, in steps of seven."""
    papers, old = Counter[int](), Counter[int]()
    for count in view.of(counting.EDITION):
        step = (int(count.labels["days"]) // STEP_DAYS) * STEP_DAYS
        papers[step] += count.n
        old[step] += count.n if count.labels["outdated"] == "yes" else 0
    steps = range(FIRST_DAY, LAST_DAY + 1, STEP_DAYS)
    rows = tuple(Row(_span(step), _share_cells(old[step], papers[step], about=True)) for step in steps)
    return Series("outdated", "days", ("outdated", "papers", "share"), rows if papers else ())


def page_seconds(view: View) -> Series:
    """Seconds per page, by week; pages are no dossiers."""
    weeks = _weekly(view, view.of(counting.PAGES), "s")
    rows = []
    for week in view.period.weeks:
        by = weeks.get(week, Counter())
        quantiles = (_bound(by, q, buckets.SECONDS, "s") for q in (0.5, 0.95))
        rows.append(Row(week.isoformat(), (by.total(), *quantiles)))
    return Series("pages", "week", ("pages", "median", "p95"), tuple(rows))


def waits(view: View) -> Series:
    """Hours until an officer opened a dossier for the first time, by week."""
    weeks = _weekly(view, view.of(counting.OPENED), "h")
    rows = []
    for week in view.period.weeks:
        by = weeks.get(week, Counter())
        opened = told(by.total(), about=view.filtered)
        quantiles = (None if opened.hidden else _bound(by, q, buckets.HOURS, "h") for q in (0.5, 0.9))
        rows.append(Row(week.isoformat(), (opened, *quantiles)))
    return Series("waits", "week", ("opened", "median", "p90"), tuple(rows))


def saved_minutes(view: View, minutes_per_supplement: int | None) -> Series | None:
    """Dossiers that were put right before they were sent, and the minutes that saves; None until minutes are set."""
    if minutes_per_supplement is None:
        return None
    mended = sum(
        c.n for c in view.of(counting.SENT) if c.labels["verdict"] in PASSING and c.labels["first"] not in PASSING
    )
    dossiers = told(mended, about=True)
    minutes = None if dossiers.hidden else dossiers.n * minutes_per_supplement
    row = Row("", (dossiers, minutes_per_supplement, minutes))
    return Series("saved", "whole", ("mended", "minutes_each", "minutes"), (), row)


def _passing(view: View, key: str, counted: Iterable[Count], passes: Callable[[Count], bool]) -> Series:
    parts, wholes = Counter[dt.date](), Counter[dt.date]()
    for count in counted:
        wholes[monday(count.day)] += count.n
        parts[monday(count.day)] += count.n if passes(count) else 0
    rows = [
        Row(week.isoformat(), _share_cells(parts[week], wholes[week], about=view.filtered))
        for week in view.period.weeks
    ]
    about = view.filtered or gives_away([cell for row in rows for cell in row.cells if isinstance(cell, Told)])
    whole = Row("", _share_cells(parts.total(), wholes.total(), about=about))
    return Series(key, "week", (key, f"{key}_of", "share"), tuple(rows), whole)


def _share_cells(part: int, whole: int, *, about: bool) -> tuple[Cell, Cell, Cell]:
    return (
        part_told(part, whole, about=about),
        told(whole, about=about),
        share_told(part, whole, about=about),
    )


def _summed(counts: Iterable[Count], label: str) -> Counter[str]:
    by: Counter[str] = Counter()
    for count in counts:
        by[count.labels[label]] += count.n
    return by


def _weekly(view: View, counts: Iterable[Count], label: str) -> Mapping[dt.date, Counter[str]]:
    weeks: dict[dt.date, Counter[str]] = {}
    for count in counts:
        weeks.setdefault(monday(count.day), Counter())[count.labels[label]] += count.n
    return weeks


def _bound(by: Mapping[str, int], share: float, edges: Sequence[float], unit: str) -> Bound | None:
    most = buckets.quantile(by, share, edges)
    return None if most is None else Bound(most, unit)


def _span(step: int) -> str:
    return f"{step}..{min(step + STEP_DAYS - 1, LAST_DAY)}"
