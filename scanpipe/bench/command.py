"""`scanpipe bench` from its options to the page and the numbers: what has to be there, progress, output."""

from __future__ import annotations

import datetime as dt
import json
import sys
import time

from samples.sources import Source, open_sources
from scanpipe.bench.machine import machine
from scanpipe.bench.measure import Bench, Tell, measure
from scanpipe.bench.options import SOURCES, Options
from scanpipe.bench.peers import peers_here
from scanpipe.bench.results import Results, to_json
from scanpipe.bench.table import markdown
from scanpipe.console.terminal import complain, settings_of_this_machine, write
from scanpipe.errors import EngineError, UsageError
from scanpipe.imaging.load import Limits
from scanpipe.service import catalog_of, engine_of

_QUIET_S = 20.0
"""Where stderr is no terminal, progress is told this often."""


def bench(options: Options) -> int:
    """Run, print the page on stdout, write what was asked for; 0 also where a bar is missed: it is a measurement."""
    settings = settings_of_this_machine()
    engine = engine_of(settings.engine, settings.ocr_timeout_s)
    about = machine(engine.name)
    sources, notes = _sources(options)
    peers, missing = peers_here() if options.peers else ([], [])
    for folder in (path.parent for path in (options.out, options.json) if path):
        folder.mkdir(parents=True, exist_ok=True)  # a folder that cannot be written is told before the work
    work = Bench(options, sources, catalog_of(settings.forms_dir), engine, Limits.of(settings), peers, shown_progress())
    _deliver(options, measure(work, [*notes, *missing]), about)
    return 0


def _sources(options: Options) -> tuple[dict[str, Source], list[str]]:
    """
    The blanks asked for, or all that this machine can offer and a sentence for each that it cannot.

    Raises UsageError for one that was asked for and does not work.
    """
    opened: dict[str, Source] = {}
    notes = []
    for name in options.sources or SOURCES:
        try:
            opened |= open_sources([name], shared_data=options.shared_data)
        except (EngineError, FileNotFoundError, ValueError) as error:
            if options.sources:
                raise UsageError(f"--source {name}: {error}") from error
            notes.append(f"No papers of the source {name}: {str(error).rstrip('.')}.")
    return opened, notes


def shown_progress() -> Tell:
    """Progress on stderr with the time left of the part that is going on."""
    on_terminal = sys.stderr.isatty()
    part, began, told = "", 0.0, 0.0

    def tell(what: str, done: int, of: int) -> None:
        nonlocal part, began, told
        now = time.monotonic()
        if what != part:
            part, began, told = what, now, 0.0
        line = f"{what}: {done} of {of}{_left(now - began, done, of)}"
        if on_terminal:
            sys.stderr.write(f"\r\x1b[K{line}" + ("\n" if done == of else ""))
            sys.stderr.flush()
        elif done == of or now - told >= _QUIET_S:
            complain(line)
            told = now

    return tell


def _left(elapsed_s: float, done: int, of: int) -> str:
    """The clock begins with the first that is done: it says nothing about the time left yet."""
    if done < 2 or done >= of:
        return ""
    left_s = elapsed_s / (done - 1) * (of - done)
    return f", about {left_s / 60:.0f} min left" if left_s >= 90 else f", about {left_s:.0f} s left"


def _deliver(options: Options, results: Results, about: dict[str, str]) -> None:
    day = dt.date.today().isoformat()
    page = markdown(results, command=options.command, day=day, machine=about)
    if options.out:
        options.out.write_text(page, encoding="utf-8")
    if options.json:
        head = {"schema": "scanpipe.bench/v1", "day": day, "command": options.command, "machine": about}
        told = json.dumps({**head, **to_json(results)}, ensure_ascii=False, indent=1)
        options.json.write_text(told + "\n", encoding="utf-8")
    write(page)
