"""Working time: half days, weekends, holidays, and what happens at the edges."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanpipe.office.calendar import Calendar, Hours, Span
from scanpipe.service import VIETNAM

MORNING = Span(dt.time(7, 30), dt.time(11, 30))
AFTERNOON = Span(dt.time(13, 30), dt.time(17, 0))
DAY: Hours = (MORNING, AFTERNOON)
CENTER = Calendar(
    week=(DAY, DAY, DAY, DAY, DAY, (MORNING,), ()),
    days={
        dt.date(2027, 2, 5): (),
        dt.date(2027, 2, 6): (),
        dt.date(2027, 2, 8): (),
        dt.date(2027, 1, 3): (MORNING,),
    },
    every_year=frozenset({(1, 1), (4, 30), (5, 1), (9, 2)}),
)
HOUR = dt.timedelta(hours=1)


def at(day: int, hour: int, minute: int = 0, month: int = 11, year: int = 2026) -> dt.datetime:
    """A moment in Vietnam; 23/11/2026 is a Monday."""
    return dt.datetime(year, month, day, hour, minute, tzinfo=VIETNAM)


@pytest.mark.parametrize(
    ("sent", "hours", "due"),
    [
        (at(23, 8), 2, at(23, 10)),
        (at(23, 11), 1, at(23, 14)),
        (at(23, 11, 30), 1, at(23, 14, 30)),
        (at(23, 12), 3.5, at(23, 17)),
        (at(23, 16), 2, at(24, 8, 30)),
        (at(23, 22), 1, at(24, 8, 30)),
        (at(27, 16), 1, at(27, 17)),
        (at(27, 16), 2, at(28, 8, 30)),
        (at(28, 11), 1, at(30, 8)),
        (at(29, 9), 1, at(30, 8, 30)),
        (at(31, 16, month=12), 2, at(2, 8, 30, month=1, year=2027)),
        (at(4, 16, month=2, year=2027), 2, at(9, 8, 30, month=2, year=2027)),
        (at(3, 9, month=1, year=2027), 1, at(3, 10, month=1, year=2027)),
    ],
    ids=[
        "within the morning",
        "over noon",
        "from the end of the morning",
        "sent at noon, due when the day ends",
        "over the night",
        "sent at night",
        "due when the week's last afternoon ends",
        "into Saturday morning",
        "over the weekend",
        "sent on a Sunday",
        "over New Year into Saturday",
        "over a holiday of its year",
        "on a Sunday that is worked",
    ],
)
def test_a_deadline_falls_where_the_clock_on_the_wall_says(sent: dt.datetime, hours: float, due: dt.datetime) -> None:
    """Counted by hand."""
    assert CENTER.after(sent, hours * HOUR) == due
    assert CENTER.between(sent, due) == hours * HOUR


def test_nothing_passes_while_nobody_works() -> None:
    """From Saturday noon to Monday morning there is no working time."""
    assert CENTER.between(at(28, 11, 30), at(30, 7, 30)) == dt.timedelta(0)


def test_what_is_overdue_is_counted_in_working_time_too() -> None:
    """Due on Friday at five, looked at on Monday at eight: half an hour and Saturday's morning."""
    assert CENTER.between(at(30, 8), at(27, 17)) == -4.5 * HOUR


def test_a_calendar_without_working_time_is_told() -> None:
    """It would look for ever."""
    with pytest.raises(ValueError, match="no working time"):
        Calendar(week=((),) * 7).after(at(23, 8), HOUR)
    with pytest.raises(ValueError, match="forwards"):
        CENTER.after(at(23, 8), -HOUR)


_moments = st.datetimes(dt.datetime(2025, 12, 1), dt.datetime(2028, 2, 1)).map(lambda d: d.replace(tzinfo=VIETNAM))
_working = st.timedeltas(dt.timedelta(0), dt.timedelta(hours=400))


@st.composite
def _hours(draw: st.DrawFn) -> Hours:
    """Up to three spans of a day."""
    minutes = sorted(draw(st.sets(st.integers(0, 24 * 60 - 1), max_size=6)))
    edges = [dt.time(m // 60, m % 60) for m in minutes]
    return tuple(Span(a, b) for a, b in zip(edges[::2], edges[1::2], strict=False))


@st.composite
def _calendars(draw: st.DrawFn) -> Calendar:
    """Any week in which somebody works at some time, with some days of their own."""
    week = [draw(_hours()) for _ in range(7)]
    week[draw(st.integers(0, 6))] = (MORNING,)
    days = draw(st.dictionaries(st.dates(dt.date(2025, 12, 1), dt.date(2028, 3, 1)), _hours(), max_size=5))
    return Calendar(tuple(week), days, frozenset({(1, 1), (9, 2)}))


@given(_calendars(), _moments, _working)
def test_measuring_what_was_added_gives_it_back(calendar: Calendar, moment: dt.datetime, working: dt.timedelta) -> None:
    """To the microsecond, over weekends, holidays and years."""
    assert calendar.between(moment, calendar.after(moment, working)) == working


@given(_calendars(), _moments, _working)
def test_a_deadline_never_falls_outside_working_time(
    calendar: Calendar, moment: dt.datetime, working: dt.timedelta
) -> None:
    """Nobody has to answer at night."""
    due = calendar.after(moment, working)
    assert calendar.is_open(due)
    assert due >= moment


@given(_calendars(), _moments, _moments, _moments)
def test_time_adds_up(calendar: Calendar, a: dt.datetime, b: dt.datetime, c: dt.datetime) -> None:
    """From a to c is from a to b and from b to c, in any order."""
    assert calendar.between(a, c) == calendar.between(a, b) + calendar.between(b, c)


@given(_calendars(), _moments, _working, _working)
def test_more_time_is_never_due_earlier(
    calendar: Calendar, moment: dt.datetime, one: dt.timedelta, other: dt.timedelta
) -> None:
    """A longer answer time never shortens the deadline."""
    shorter, longer = sorted((one, other))
    assert calendar.after(moment, shorter) <= calendar.after(moment, longer)
