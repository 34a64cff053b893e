"""What is shown of a service besides its bars: blocks of the pace, the overload, and memory."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

from scanpipe.bench.grid import grid
from scanpipe.bench.service_results import Block, Moment, Overload, ServiceResults

_MB = 1e6
_SHOWN = 12
"""Moments of memory in the page; all of them are in the JSON."""


def sections(service: ServiceResults) -> list[str]:
    """The parts that were measured, each below its heading."""
    told: list[str] = []
    if service.blocks:
        told += ["## Pace\n", _pace(service.blocks)]
    if service.overload:
        told += ["## Overload\n", _overload(service.overload), _memory(service.overload)]
    if service.idle_bytes:
        told += ["## Memory before the first paper\n", _idle(service.idle_bytes)]
    return told


def _pace(blocks: Sequence[Block]) -> str:
    heads = ("block", "pages", "batch command", "dossier by dossier", "page by page", "pages a minute")
    return grid(heads, (_block(number, one) for number, one in enumerate(blocks, start=1)))


def _block(number: int, one: Block) -> tuple[str, ...]:
    took = (one.batch_s, one.together_s, one.singly_s)
    speeds = " / ".join(f"{60 * one.pages / seconds:.1f}" for seconds in took)
    return str(number), str(one.pages), *(f"{seconds:.1f} s" for seconds in took), speeds


def _overload(load: Overload) -> str:
    retry = (
        f"{min(load.retry_s):g} to {max(load.retry_s):g} s, median {median(load.retry_s):g} s" if load.retry_s else "–"
    )
    return grid(
        ("what", "measured"),
        [
            ("offered", f"{load.rate:.0f} pages a minute for {load.lasting_s:.0f} s: {load.offered} pages"),
            ("pages that may wait", str(load.bound)),
            ("pages accepted", str(load.accepted)),
            ("requests refused (429)", str(load.refused)),
            ("Retry-After", retry),
            ("requests with another answer, or none", str(load.broken)),
            ("from the last upload until everything was examined", f"{load.drained_s:.0f} s"),
        ],
    )


def _memory(load: Overload) -> str:
    step = max(1, len(load.moments) // _SHOWN)
    heads = ("after", "the server", "all processes added up", "all, what they share once", "pages waiting")
    return grid(heads, (_moment(one) for one in load.moments[::step]))


def _moment(one: Moment) -> tuple[str, ...]:
    sizes = (f"{size / _MB:.0f} MB" for size in (one.server, one.added_up, one.together))
    return f"{one.at_s:.0f} s", *sizes, str(one.waiting)


def _idle(sizes: tuple[int, int, int]) -> str:
    names = ("the server", "all processes added up", "all, what they share once")
    return grid(("what", "memory"), ((name, f"{size / _MB:.0f} MB") for name, size in zip(names, sizes, strict=True)))
