"""
The seam to the queue: who examines what was handed in.

The truth about work is in the database (a check whose `done` is behind its `wanted`); a queue only brings it to a
process, and may forget everything it was told. Whoever accepts a page says `wake`; a queue looks by itself as well.
"""

from __future__ import annotations

from typing import Protocol


class Queue(Protocol):
    """Something that sees to it that work in the database is done."""

    def start(self) -> None:
        """Begin to work, with what was left by an earlier run first."""
        ...

    def wake(self) -> None:
        """There is something new to do; returns at once, from any thread."""
        ...

    def stop(self) -> None:
        """Give back what is in hand and end. Nothing that was accepted is lost."""
        ...
