"""Counters by day: all that is left of a check that was erased, and nobody can be told from them."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from scanpipe.store.dialect import insert_into
from scanpipe.store.tables import Counter


@dataclass(frozen=True, slots=True)
class Count:
    """How often something happened on a day."""

    day: dt.date
    name: str
    labels: Mapping[str, str]
    n: int


def count(session: Session, name: str, *, day: dt.date, n: int = 1, labels: Mapping[str, str] | None = None) -> None:
    """Count something. Labels come from a closed list (a code, a form, a verdict), never from a paper or a person."""
    written = json.dumps(dict(labels or {}), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    fresh = insert_into(session, Counter).values(day=day, name=name, labels=written, n=n)
    session.execute(
        fresh.on_conflict_do_update(index_elements=["day", "name", "labels"], set_={"n": Counter.n + fresh.excluded.n})
    )


def counts(session: Session, name: str | None = None, *, since: dt.date | None = None) -> tuple[Count, ...]:
    """The counters, by day, name and labels."""
    wanted = select(Counter).order_by(Counter.day, Counter.name, Counter.labels)
    if name is not None:
        wanted = wanted.where(Counter.name == name)
    if since is not None:
        wanted = wanted.where(Counter.day >= since)
    return tuple(Count(one.day, one.name, json.loads(one.labels), one.n) for one in session.scalars(wanted))


def totals(session: Session, name: str) -> tuple[tuple[Mapping[str, str], int], ...]:
    """All days of one counter together: labels and how often."""
    summed = select(Counter.labels, func.sum(Counter.n)).where(Counter.name == name).group_by(Counter.labels)
    return tuple((json.loads(labels), int(n)) for labels, n in session.execute(summed.order_by(Counter.labels)))
