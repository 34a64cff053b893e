"""
How long the Center's list takes with many dossiers in it: a store of its own on SQLite, filled with dossiers of nobody,
and the list asked for in the ways in which officers ask.
"""

from __future__ import annotations

import datetime as dt
import random
import statistics
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from scanpipe.console.terminal import write
from scanpipe.intake.desk import Desk, open_desk
from scanpipe.office.people import Actor, Role, rights_of
from scanpipe.office.queue import Queue
from scanpipe.office.views import Filter, Sort, Tab
from scanpipe.settings import Settings
from scanpipe.store import ids
from scanpipe.store.office_tables import Officer
from scanpipe.store.tables import Dossier, Paper

DOSSIERS = 5000
ROUNDS = 40
UNIT = "bench"
_NOW = dt.datetime(2026, 11, 25, 3, 0, tzinfo=dt.UTC)
_VERDICTS = ("submit", "correct", "rescan", "review")
_FORMS = ("ct01", "hkd_registration", "birth_registration")
_OFFICERS = 20
_STATES = ("sent", "sent", "sent", "reviewing", "supplement_requested", "received", "done")


@dataclass(frozen=True, slots=True)
class Timing:
    """Seconds of one way of asking: the median, and what 95 of 100 do not exceed."""

    name: str
    p50_s: float
    p95_s: float


def measure_queue(dossiers: int = DOSSIERS, rounds: int = ROUNDS) -> tuple[Timing, ...]:
    """Each way of asking, so many times."""
    with tempfile.TemporaryDirectory(prefix="scanpipe-queue-") as folder:
        desk = open_desk(Settings(data_dir=Path(folder)), now=lambda: _NOW)
        try:
            _fill(desk, dossiers)
            officer = Actor("off_bench_0", "bench.0", "", UNIT, rights_of([Role.OFFICER]))
            queue = Queue(desk)
            return tuple(_timed(name, queue, officer, asked, rounds) for name, asked in _ways(desk))
        finally:
            desk.store.close()


def bench_queue(dossiers: int = DOSSIERS, rounds: int = ROUNDS) -> int:
    """Print a line for each way of asking; 0 also where it is too slow: it is a measurement."""
    write(f"{dossiers} dossiers on SQLite, each way asked {rounds} times\n\n")
    write(f"{'asked for':<28}{'p50 ms':>8}{'p95 ms':>8}\n")
    for one in measure_queue(dossiers, rounds):
        write(f"{one.name:<28}{one.p50_s * 1000:>8.1f}{one.p95_s * 1000:>8.1f}\n")
    return 0


def _ways(desk: Desk) -> Iterator[tuple[str, Filter]]:
    plain = Filter()
    yield "nearest deadline first", plain
    yield "the last page", replace(plain, page=10_000)
    yield "most points first", replace(plain, sort=Sort.POINTS, falling=True)
    yield "one verdict", replace(plain, verdicts=frozenset({"correct"}))
    yield "one form", replace(plain, form="ct01")
    yield "a field, from a day on", replace(plain, group="Residence", sent_from=_NOW.date() - dt.timedelta(days=3))
    yield "old forms", replace(plain, old_form=True)
    yield "my own", replace(plain, tab=Tab.MINE)
    yield "what is done, by code", replace(plain, tab=Tab.DONE, sort=Sort.CODE)


def _timed(name: str, queue: Queue, officer: Actor, asked: Filter, rounds: int) -> Timing:
    seconds = []
    for _ in range(rounds):
        begin = time.perf_counter()
        queue.view(officer, asked)
        seconds.append(time.perf_counter() - begin)
    return Timing(name, statistics.median(seconds), statistics.quantiles(seconds, n=20)[-1])


def _fill(desk: Desk, dossiers: int) -> None:
    """Dossiers of the last thirty days, some held, some put off, each with a paper; twenty officers."""
    drawn = random.Random(7)
    procedures = sorted(desk.law.procedures.by_key)
    with desk.store.database.writing() as session:
        session.add_all(_officer(desk, n) for n in range(_OFFICERS))
        made = [_dossier(drawn, procedures) for _ in range(dossiers)]
        session.add_all(made)
        session.flush()
        session.add_all(_paper(dossier) for dossier in made)


def _officer(desk: Desk, n: int) -> Officer:
    sealed = desk.store.keys.sealed_text("", "bench")
    account = {"active": True, "failures": 0, "wishes": {}, "created_at": _NOW}
    return Officer(id=f"off_bench_{n}", login=f"bench.{n}", name_sealed=sealed, unit=UNIT, roles=["officer"], **account)


def _dossier(drawn: random.Random, procedures: list[str]) -> Dossier:
    sent_at = _NOW - dt.timedelta(minutes=drawn.randrange(30 * 24 * 60))
    return Dossier(
        id=ids.new_check_id(),
        code=ids.new_code(),
        token_hash=ids.token_hash(ids.new_token()),
        state=drawn.choice(_STATES),
        lang="vi",
        helper=False,
        created_at=sent_at,
        touched_at=sent_at,
        unit=UNIT,
        procedure=drawn.choice(procedures),
        form=drawn.choice(_FORMS),
        verdict=drawn.choice(_VERDICTS),
        points=drawn.randrange(9),
        old_form=drawn.random() < 0.1,
        sent_at=sent_at,
        due_at=sent_at + dt.timedelta(days=5),
        officer_id=f"off_bench_{drawn.randrange(_OFFICERS)}" if drawn.random() < 0.4 else None,
        held_until=_NOW + dt.timedelta(minutes=5) if drawn.random() < 0.1 else None,
        postponed_until=_NOW + dt.timedelta(days=1) if drawn.random() < 0.05 else None,
    )


def _paper(dossier: Dossier) -> Paper:
    status = "outdated" if dossier.old_form else "current"
    return Paper(
        check_id=dossier.id, number=0, form=dossier.form, edition_status=status, confidence=0.99, pages=["pg_bench"]
    )
