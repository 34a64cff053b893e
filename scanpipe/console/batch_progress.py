"""How far a batch is, on stderr: a bar with the time left on a terminal, else a line now and then."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from scanpipe.batch.batch import Tell
from scanpipe.batch.summary import Row
from scanpipe.console.terminal import complain

_QUIET_S = 20.0
"""Where stderr is no terminal, progress is told this often."""


@contextmanager
def shown_progress(of: int) -> Iterator[Tell]:
    """Progress over `of` dossiers. What goes wrong is named by number and code: folders may be called by a person."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield _Lines(of)
        return
    columns = (BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[note]}"))
    with Progress(*columns, console=console, transient=True) as bar:
        shown = bar.add_task("", total=of, note="")
        pace = Pace(of)

        def tell(number: int, row: Row, before: bool) -> None:
            pace.one_more(before)
            bar.update(shown, completed=pace.done, note=pace.note())
            if row.trouble is not None:
                console.print(f"dossier {number}: {row.trouble.code}", highlight=False)

        yield tell


class _Lines:
    """One line for each trouble, one every 20 s for the rest, and the last."""

    def __init__(self, of: int) -> None:
        self._of, self._pace, self._told = of, Pace(of), time.monotonic()

    def __call__(self, number: int, row: Row, before: bool) -> None:
        self._pace.one_more(before)
        if row.trouble is not None:
            complain(f"dossier {number}: {row.trouble.code}")
        now = time.monotonic()
        if self._pace.done == self._of or now - self._told >= _QUIET_S:
            note = self._pace.note()
            complain(f"{self._pace.done} of {self._of}" + (f", {note}" if note else ""))
            self._told = now


class Pace:
    """How many are done, and how long the rest takes at the pace so far. What was done before says nothing of it."""

    def __init__(self, of: int) -> None:
        self.done = self.before = 0
        self._of, self._began = of, time.monotonic()

    def one_more(self, before: bool) -> None:
        """One is over; `before`: it had been done in an earlier run."""
        self.done += 1
        self.before += before
        if self.done == self.before:
            self._began = time.monotonic()

    def note(self) -> str:
        """As "12 done before, about 3 min left"; empty when there is nothing to say."""
        parts = [f"{self.before} done before"] if self.before else []
        fresh, left = self.done - self.before, self._of - self.done
        if fresh and left:
            left_s = (time.monotonic() - self._began) / fresh * left
            parts.append(f"about {left_s / 60:.0f} min left" if left_s >= 90 else f"about {left_s:.0f} s left")
        return ", ".join(parts)
