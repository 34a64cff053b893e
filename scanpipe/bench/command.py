"""`scanpipe bench` from its options to the page and the numbers: what has to be there, progress, output."""

from __future__ import annotations

import datetime as dt
import json
import sys
import time

from scanpipe.bench.machine import machine
from scanpipe.bench.measure import measure
from scanpipe.bench.opened import opened
from scanpipe.bench.options import Options
from scanpipe.bench.papers import Tell
from scanpipe.bench.results import Results, to_json
from scanpipe.bench.service import measure_service
from scanpipe.bench.table import markdown
from scanpipe.console.terminal import complain, write

_QUIET_S = 20.0
"""Where stderr is no terminal, progress is told this often."""


def bench(options: Options) -> int:
    """Run, print the page on stdout, write what was asked for; 0 also where a bar is missed: it is a measurement."""
    work, notes = opened(options, shown_progress())
    about = machine(work.engine.name)
    for folder in (path.parent for path in (options.out, options.json) if path):
        folder.mkdir(parents=True, exist_ok=True)  # a folder that cannot be written is told before the work
    measured = measure_service(work, notes) if options.service else measure(work, notes)
    _deliver(options, measured, about)
    return 0


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
