"""Counters of a period, read for statistics: many rows, few columns."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from scanpipe.store.counters import Count
from scanpipe.store.tables import Counter

_SEVERAL = 20_000


def by_day(session: Session, name: str, first: dt.date, last: dt.date) -> tuple[Count, ...]:
    """One counter day by day."""
    wanted = select(Counter.day, Counter.labels, Counter.n).where(*_within(name, first, last))
    found = session.execute(wanted.order_by(Counter.day, Counter.labels))
    return tuple(Count(day, name, _read(labels), n) for day, labels, n in found)


def summed(session: Session, name: str, first: dt.date, last: dt.date) -> tuple[Count, ...]:
    """One counter, all days of the period together, as if it had all happened on the first."""
    wanted = select(Counter.labels, func.sum(Counter.n)).where(*_within(name, first, last))
    found = session.execute(wanted.group_by(Counter.labels).order_by(Counter.labels))
    return tuple(Count(first, name, _read(labels), int(n)) for labels, n in found)


def _within(name: str, first: dt.date, last: dt.date) -> tuple[ColumnElement[bool], ...]:
    return Counter.name == name, Counter.day >= first, Counter.day <= last


@lru_cache(maxsize=_SEVERAL)
def _read(labels: str) -> Mapping[str, str]:
    """The same few labels come again every day."""
    return MappingProxyType(json.loads(labels))
