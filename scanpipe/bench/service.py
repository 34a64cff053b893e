"""
The service measured as people meet it: a real server, HTTP, and fresh papers.

    idle       how soon it answers after its start, and its memory before the first paper
    wait       one clear photo at a time: when its edition is told, when its result
    pace       pages a minute with people who hand in one dossier after the other, beside the batch command
    overload   four times more than it can do
    kills      examiners and servers killed in the middle of documents
"""

from __future__ import annotations

from collections.abc import Sequence

from scanpipe.bench.options import SERVICE_PARTS
from scanpipe.bench.papers import Bench
from scanpipe.bench.results import Results
from scanpipe.bench.score import Tally
from scanpipe.bench.service_kills import examiners_killed, servers_killed
from scanpipe.bench.service_overload import overloaded
from scanpipe.bench.service_pace import block, closed_loop_s, together
from scanpipe.bench.service_papers import Handful, handfuls, photos
from scanpipe.bench.service_results import Block, Overload, ServiceResults
from scanpipe.bench.service_server import WORKERS, served
from scanpipe.bench.service_wait import started, waited
from scanpipe.jobs.sandbox import sandbox_here

BLOCKS = 3
_STARTS = 5
_KILLS = 20
_OVERLOAD_S = 180.0
_OVERLOAD_S_A_PHOTO = 4.5
BOUND = 60
"""Pages that may wait under overload: fewer than by default, so that the bound is met early and holds for long."""


def measure_service(bench: Bench, notes: Sequence[str] = ()) -> Results:
    """The parts that were asked for, one after the other."""
    asked, tally = bench.options, Tally()
    parts = asked.service_parts or SERVICE_PARTS
    papers = _made(bench, parts)
    idle = started(min(_STARTS, asked.service), tally) if "idle" in parts else None
    if "wait" in parts:
        shots = list(photos(bench, asked.service))
        with served() as server:
            waited(server, shots, tally)
    blocks = _blocks(bench, papers, tally) if "pace" in parts else ()
    load = _overloaded(bench, papers, blocks, tally) if "overload" in parts else None
    if "kills" in parts:
        _killed(bench, papers, tally)
    walls = sandbox_here()
    about = "bubblewrap" if walls.bwrap else f"limits alone ({walls.why})"
    told = ServiceResults(idle, blocks, load, about, WORKERS, tuple(parts))
    return Results(0, sum(b.pages for b in blocks), tally, notes=tuple(notes), service=told)


def _made(bench: Bench, parts: Sequence[str]) -> list[Handful]:
    """The papers that the later parts share, made before anything is measured."""
    count = BLOCKS * _in_a_block(bench) if "pace" in parts else _in_a_block(bench)
    made = []
    if set(parts) & {"pace", "overload", "kills"}:
        for paper in handfuls(bench, count):
            made.append(paper)
            bench.tell("papers made", len(made), count)
    return made


def _in_a_block(bench: Bench) -> int:
    return max(2, bench.options.service // 2)


def _blocks(bench: Bench, papers: Sequence[Handful], tally: Tally) -> tuple[Block, ...]:
    size, blocks = _in_a_block(bench), []
    with served() as server:
        for number in range(BLOCKS):
            blocks.append(block(server, papers[number * size : (number + 1) * size], number, tally))
            bench.tell("blocks of papers, three times each", number + 1, BLOCKS)
    return tuple(blocks)


def _overloaded(bench: Bench, papers: Sequence[Handful], blocks: Sequence[Block], tally: Tally) -> Overload:
    """As many times too much as was just measured to be enough; measured now, where it was not."""
    asked = bench.options
    with served({"SCANPIPE_MOST_WAITING_PAGES": str(BOUND)}) as server:
        pages, took_s = sum(b.pages for b in blocks), sum(b.together_s for b in blocks)
        if not blocks:
            few = papers[: _in_a_block(bench)]
            pages, took_s = sum(len(p.files) for p in few), closed_loop_s(server, few, together)
        return overloaded(
            server,
            papers,
            pages_a_minute=60 * pages / took_s,
            lasting_s=min(_OVERLOAD_S, _OVERLOAD_S_A_PHOTO * asked.service),
            bound=BOUND,
            seed=asked.seed,
            tally=tally,
        )


def _killed(bench: Bench, papers: Sequence[Handful], tally: Tally) -> None:
    asked = bench.options
    kills = max(1, min(_KILLS, asked.service // 2))
    with served() as server:
        done = examiners_killed(server, papers, kills, asked.seed, tally)
        bench.tell("examiners killed", done, kills)
        done = servers_killed(server, papers, kills, asked.seed, tally)
        bench.tell("servers killed", done, kills)
