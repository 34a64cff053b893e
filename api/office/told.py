"""
Time in the few letters that a table has room for: "40p", "1g20", "3 ng"; in English "40m", "1h20", "3 d".

`g` is giờ, `p` is phút, `ng` is ngày. A working day has eight hours here too, but a deadline is told in hours until
it is further away than a day of 24.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from scanpipe.findings import Lang
from scanpipe.service import VIETNAM

_MINUTE, _HOUR, _DAY = 60, 3600, 24 * 3600
_UNITS: dict[Lang, tuple[str, str]] = {"vi": ("g", "ng"), "en": ("h", "d")}
SOON = dt.timedelta(hours=1)
"""With less than this left a deadline is marked."""


@dataclass(frozen=True, slots=True)
class Due:
    """How a deadline is told: `tone` (over | soon | calm | unset) and a shape repeat each other, `time` is the rest."""

    tone: str
    shape: str
    time: str


def age(delta: dt.timedelta, lang: Lang) -> str:
    """
    A span of time: hours and minutes below a day, whole days from there on. What is below zero counts as none.

    >>> age(dt.timedelta(hours=1, minutes=20), "vi"), age(dt.timedelta(days=3, hours=5), "vi")
    ('1g20', '3 ng')
    """
    seconds = max(0, int(delta.total_seconds()))
    hour, day = _UNITS[lang]
    if seconds >= _DAY:
        return f"{seconds // _DAY} {day}"
    return f"{seconds // _HOUR}{hour}{seconds % _HOUR // _MINUTE:02d}"


def due(left: dt.timedelta | None, lang: Lang) -> Due:
    """
    What is left until the deadline, or how long ago it was.

    >>> due(dt.timedelta(minutes=-25), "vi")
    Due(tone='over', shape='⏰', time='0g25')
    """
    if left is None:
        return Due("unset", "", "")
    if left < dt.timedelta(0):
        return Due("over", "⏰", age(-left, lang))
    return Due("soon", "▲", age(left, lang)) if left < SOON else Due("calm", "", age(left, lang))


def moment(when: dt.datetime) -> str:
    """
    Day and time in Vietnam: "23/11/2026 09:42".

    >>> moment(dt.datetime(2026, 11, 23, 2, 42, tzinfo=dt.UTC))
    '23/11/2026 09:42'
    """
    return f"{when.astimezone(VIETNAM):%d/%m/%Y %H:%M}"
