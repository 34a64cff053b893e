"""
The run itself: first what papers cost, alone and one after the other, beside the other tools; then everything that
only has to be right, on as many processes as were asked for: the other papers, dossiers, pages laid on purpose, memory
(what a process takes does not hang on what runs beside it).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from functools import partial
from multiprocessing import get_context

from scanpipe.bench.born_digital import judged_typed
from scanpipe.bench.dossier_parts import (
    DEVICES,
    judged_cards,
    judged_checklists,
    judged_heaps,
    judged_readings,
)
from scanpipe.bench.dossiers import judged_dossiers
from scanpipe.bench.glass import BLOCK
from scanpipe.bench.laid import judged_block
from scanpipe.bench.opened import bench_of
from scanpipe.bench.options import Options
from scanpipe.bench.papers import Bench, Sum, judged_papers
from scanpipe.bench.peaks import judged_peaks
from scanpipe.bench.results import Results

Job = Callable[[Bench], Sum]
"""A part of the work that hangs on no other."""
_PAPERS_A_JOB = 4


def measure(bench: Bench, notes: Sequence[str] = ()) -> Results:
    """Everything that the options ask for."""
    asked = bench.options
    alone = _spread(asked.count, asked.timed)
    total = judged_papers(bench, alone, timed=True)
    if asked.dossiers:
        total.add(judged_typed(bench))
    for part in _done(bench, list(_jobs(asked, alone))):
        total.add(part)
    return Results(
        papers=asked.count,
        pages=total.pages,
        tally=total.tally,
        by_source=total.by_source,
        comparisons=tuple(total.comparisons),
        peers={peer.name: peer.does for peer in bench.peers},
        memory=tuple(total.memory),
        notes=(*notes, *total.failed),
        dossiers=asked.dossiers,
    )


def _spread(count: int, chosen: int) -> list[int]:
    """So many of the numbers 0 to `count` - 1, evenly apart; all of them where there are no more."""
    return sorted({i * count // chosen for i in range(chosen)}) if 0 < chosen < count else list(range(count))


def _jobs(asked: Options, alone: Sequence[int]) -> Iterator[Job]:
    """What is left to do, the longest first."""
    if asked.memory_pages:
        yield judged_peaks
    yield from _dossier_jobs(asked)
    others = sorted(set(range(asked.count)) - set(alone))
    for first in range(0, len(others), _PAPERS_A_JOB):
        yield partial(judged_papers, numbers=others[first : first + _PAPERS_A_JOB], timed=False)
    for first in range(0, asked.turned, BLOCK):
        yield partial(judged_block, block=first // BLOCK, number=min(BLOCK, asked.turned - first))


def _dossier_jobs(asked: Options) -> Iterator[Job]:
    for first in range(0, asked.dossiers, _PAPERS_A_JOB):
        numbers = range(first, min(asked.dossiers, first + _PAPERS_A_JOB))
        yield partial(judged_dossiers, numbers=tuple(numbers))
    if asked.dossiers:
        yield from (partial(judged_cards, device=device) for device in range(DEVICES))
        yield from (judged_heaps, judged_readings, judged_checklists)


def _done(bench: Bench, jobs: Sequence[Job]) -> Iterator[Sum]:
    """Every job done, in the order of the jobs: the same run adds up to the same page on any number of processes."""
    if bench.options.processes <= 1 or len(jobs) <= 1:
        for number, job in enumerate(jobs, start=1):
            yield job(bench)
            bench.tell("the rest", number, len(jobs))
        return
    # A fresh interpreter each: a copy of this one would carry its threads and its memory along.
    with ProcessPoolExecutor(bench.options.processes, mp_context=get_context("spawn")) as pool:
        waiting = [pool.submit(_in_worker, bench.options, job) for job in jobs]
        for number, _ in enumerate(as_completed(waiting), start=1):
            bench.tell("the rest", number, len(jobs))
        yield from (one.result() for one in waiting)


def _in_worker(options: Options, job: Job) -> Sum:
    return job(bench_of(options))
