"""What a run of the benchmark is asked to do."""

from __future__ import annotations

import argparse
import os
import shlex
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NoReturn

from scanpipe.errors import UsageError

SOURCES = ("typeset", "retyped", "scan")
SPLITS = ("develop", "judge")
SERVICE_PARTS = ("idle", "wait", "pace", "overload", "kills")


@dataclass(frozen=True, slots=True)
class Options:
    """
    One run. `count` papers by `seed` of a `split` of the samples; `sources` of blanks (empty: all that work here);
    `peers`: on how many pages at most the other tools run. `timed` papers, evenly through the run, are read alone and
    one after the other, and only their cost is noted; the rest is shared by `processes`. `turned` scans are laid
    crooked or turned on purpose, and `memory_pages` are the lengths of the PDFs whose memory is measured (empty: none).
    `dossiers` whole dossiers are examined, and their crafts measured in proportion (0: none of it).
    `service`: nothing of all that, but a running service, with so many photos one by one and the rest in proportion;
    `service_parts` of it (empty: all).
    `out` and `json` are written, samples with a miss are kept in `keep`.
    """

    seed: int = 1
    count: int = 300
    split: str = "judge"
    sources: tuple[str, ...] = ()
    peers: int = 40
    turned: int = 160
    memory_pages: tuple[int, ...] = (1, 20, 100)
    out: Path | None = None
    json: Path | None = None
    keep: Path | None = None
    shared_data: Path | None = None
    command: str = field(default="scanpipe bench", compare=False)
    timed: int = 48
    processes: int = min(2, os.cpu_count() or 1)
    dossiers: int = 0
    service: int = 0
    service_parts: tuple[str, ...] = ()


def parse(arguments: Sequence[str]) -> Options:
    """The options of a command line. Raises UsageError for what nobody knows."""
    told = _parser().parse_args(arguments)
    shared = told.shared_data or os.environ.get("SCANPIPE_SHARED_DATA")
    return Options(
        seed=told.seed,
        count=told.count,
        split=told.split,
        sources=tuple(dict.fromkeys(told.source or ())),
        peers=told.peers,
        turned=told.turned,
        memory_pages=tuple(told.memory_pages),
        out=told.out,
        json=told.json,
        keep=told.keep,
        shared_data=Path(shared) if shared else None,
        dossiers=told.dossiers,
        service=told.service,
        service_parts=tuple(dict.fromkeys(told.service_part or ())),
        command=shlex.join(["scanpipe", "bench", *arguments]),
    )


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise UsageError(f"bench: {message}.")


def _parser() -> argparse.ArgumentParser:
    default = Options()
    parser = _Parser(prog="scanpipe bench", add_help=False, allow_abbrev=False)
    parser.add_argument("--seed", type=int, default=default.seed)
    parser.add_argument("--count", type=_at_least_one, default=default.count)
    parser.add_argument("--split", choices=SPLITS, default=default.split)
    parser.add_argument("--source", choices=SOURCES, action="append")
    parser.add_argument("--peers", type=_natural, default=default.peers)
    parser.add_argument("--turned", type=_natural, default=default.turned)
    parser.add_argument("--memory-pages", type=lengths, default=default.memory_pages)
    parser.add_argument("--dossiers", type=_natural, default=default.dossiers)
    parser.add_argument("--service", type=_natural, default=default.service)
    parser.add_argument("--service-part", choices=SERVICE_PARTS, action="append")
    parser.add_argument("--out", type=Path)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--shared-data", type=Path)
    return parser


def _natural(text: str) -> int:
    number = int(text)
    if number < 0:
        raise ValueError(text)
    return number


def _at_least_one(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ValueError(text)
    return number


def lengths(text: str) -> tuple[int, ...]:
    """Numbers between commas, as in 1,20,100; nothing at all for none. Raises UsageError."""
    try:
        return tuple(_at_least_one(part) for part in text.split(",") if part.strip())
    except ValueError as error:
        raise UsageError(f"--memory-pages {text}: numbers of pages between commas, as in 1,20,100.") from error
