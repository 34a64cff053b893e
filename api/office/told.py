"""
Time in the few letters that a table has room for: "0g40", "1g20", "3 ng"; in English "0h40", "3 d".

`g` is giờ and `ng` is ngày. An age is told in days of 24 hours; what is left until a deadline is working time, and a
working day has eight hours.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from scanpipe.findings import Lang
from scanpipe.service import VIETNAM

_MINUTE_S, _HOUR_S, _DAY_S = 60, 3600, 24 * 3600
WORKING_DAY_S = 8 * 3600
"""Civil servants work eight hours a day (Labour Code 2019, article 105)."""
_UNITS: dict[Lang, tuple[str, str]] = {"vi": ("g", "ng"), "en": ("h", "d")}
SOON = dt.timedelta(hours=1)
"""With less than this left a deadline is marked."""


@dataclass(frozen=True, slots=True)
class Due:
    """How a deadline is told: `tone` (over | soon | calm | unset) is a shape and words, `time` what is left or past."""

    tone: str
    time: str


def age(delta: dt.timedelta, lang: Lang) -> str:
    """
    A span of time: hours and minutes below a day, whole days from there on. What is below zero counts as none.

    >>> age(dt.timedelta(hours=1, minutes=20), "vi"), age(dt.timedelta(days=3, hours=5), "vi")
    ('1g20', '3 ng')
    """
    return _span(delta, lang, _DAY_S)


def due(left: dt.timedelta | None, lang: Lang) -> Due:
    """
    What is left until the deadline, or how long ago it was, in working time.

    >>> due(dt.timedelta(minutes=-25), "vi")
    Due(tone='over', time='0g25')
    """
    if left is None:
        return Due("unset", "")
    if left < dt.timedelta(0):
        return Due("over", _span(-left, lang, WORKING_DAY_S))
    time = _span(left, lang, WORKING_DAY_S)
    return Due("soon" if left < SOON else "calm", time)


def moment(when: dt.datetime) -> str:
    """
    Day and time in Vietnam: "23/11/2026 09:42".

    >>> moment(dt.datetime(2026, 11, 23, 2, 42, tzinfo=dt.UTC))
    '23/11/2026 09:42'
    """
    return f"{when.astimezone(VIETNAM):%d/%m/%Y %H:%M}"


def _span(delta: dt.timedelta, lang: Lang, day_s: int) -> str:
    seconds = max(0, int(delta.total_seconds()))
    hour, day = _UNITS[lang]
    if seconds >= day_s:
        return f"{seconds // day_s} {day}"
    return f"{seconds // _HOUR_S}{hour}{seconds % _HOUR_S // _MINUTE_S:02d}"
