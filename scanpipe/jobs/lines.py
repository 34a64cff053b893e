"""One message a line over a pipe, read without ever waiting longer than asked."""

from __future__ import annotations

import os
import select
import time

LONGEST = 65_536
"""Bytes of the longest line; an order names a few hundred pages."""
_AT_ONCE = 65_536


class Lines:
    """The lines that come out of a pipe."""

    def __init__(self, descriptor: int, longest: int = LONGEST * 16) -> None:
        self.descriptor = descriptor
        self._longest = longest
        self._begun = b""

    def next(self, wait_s: float | None = None) -> bytes | None:
        """The next line, or None when none came in that time. Raises EOFError at the end, or at a line without end."""
        until = None if wait_s is None else time.monotonic() + wait_s
        while b"\n" not in self._begun:
            if len(self._begun) > self._longest:
                raise EOFError
            left_s = None if until is None else max(0.0, until - time.monotonic())
            if not readable(self.descriptor, wait_s=left_s):
                return None
            data = os.read(self.descriptor, _AT_ONCE)
            if not data:
                raise EOFError
            self._begun += data
        line, _, self._begun = self._begun.partition(b"\n")
        return line

    @property
    def waiting(self) -> bool:
        """Whether a whole line was read already and only has to be fetched."""
        return b"\n" in self._begun


def readable(*descriptors: int, wait_s: float | None = None) -> set[int]:
    """Which of the pipes have something to say, or have ended, within that time."""
    poll = select.poll()
    for descriptor in descriptors:
        poll.register(descriptor, select.POLLIN)
    return {descriptor for descriptor, _ in poll.poll(None if wait_s is None else wait_s * 1000)}
