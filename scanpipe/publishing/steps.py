"""
The steps of a draft: the bytes of its edition after each change, so that undo and redo give them back to the byte.

`undo/` holds one file a state, numbered in order, and `undo/at` the number of the state that the edition is in. An
edition that is in no such state was changed by hand: that is a step like any other, kept as soon as the next is made.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from scanpipe.publishing.candidate import write_whole

STEPS = 100
"""How many steps can be undone."""
_FOLDER, _AT = "undo", "at"


@dataclass(frozen=True, slots=True)
class Steps:
    """The numbers of all states, in order, and where the edition is among them (None before the first)."""

    home: Path
    states: tuple[int, ...]
    at: int | None

    def bytes_of(self, number: int) -> bytes:
        """One state, to the byte."""
        return self._path(number).read_bytes()

    def in_a_state(self, now: bytes) -> bool:
        """Whether the edition is as it was last left; else somebody changed it by hand."""
        return self.at is not None and self.bytes_of(self.at) == now

    def back(self, now: bytes) -> int | None:
        """The state before that of the edition, None where there is none."""
        if not self.in_a_state(now):
            return self.at
        return max((n for n in self.states if self.at is not None and n < self.at), default=None)

    def forth(self, now: bytes) -> int | None:
        """The state that was undone last, None where there is none."""
        if not self.in_a_state(now):
            return None
        return min((n for n in self.states if self.at is not None and n > self.at), default=None)

    def kept(self, *contents: bytes) -> Steps:
        """These states put after that of the edition; what was undone before is gone. It is left where it was."""
        for number in self.states:
            if self.at is None or number > self.at:
                self._path(number).unlink()
        before = tuple(n for n in self.states if self.at is not None and n <= self.at)
        first = (self.at or 0) + 1
        added = tuple(range(first, first + len(contents)))
        for number, content in zip(added, contents, strict=True):
            self.home.mkdir(exist_ok=True)
            write_whole(self._path(number), content)
        return Steps(self.home, before + added, self.at)

    def moved(self, number: int) -> Steps:
        """The edition is now in that state; states older than the last hundred steps are let go."""
        old = [n for n in self.states if n < number - STEPS]
        for gone in old:
            self._path(gone).unlink()
        write_whole(self.home / _AT, f"{number}\n".encode())
        return Steps(self.home, tuple(n for n in self.states if n not in old), number)

    def _path(self, number: int) -> Path:
        return self.home / f"{number:06d}.yaml"


def steps_of(draft: Path) -> Steps:
    """The steps of the draft in a folder."""
    home = draft / _FOLDER
    states = tuple(sorted(int(path.stem) for path in home.glob("*.yaml") if path.stem.isdecimal()))
    try:
        at: int | None = int((home / _AT).read_text("ascii"))
    except (OSError, ValueError):
        at = states[-1] if states else None
    return Steps(home, states, at if at in states else (states[-1] if states else None))
