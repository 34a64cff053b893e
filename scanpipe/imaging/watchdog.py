"""
Stops pure Python work that takes too long or too much memory: reading the structure of a hostile PDF.

pypdf has its own limits (loops, nesting, decompression), but their sum over one file is neither a time nor a size.
A child process with rlimits would hold them as well, and costs 0.3 to 1 s a file (starting Python, importing pypdf);
this costs 0.4 ms.
"""

from __future__ import annotations

import contextlib
import ctypes
import threading
import time
from collections.abc import Iterator
from pathlib import Path

_LOOK_EVERY_S = 0.05
_LEAVING_S = 1.0
_WALL = 4.0
"""Work may last so many times its CPU time: on a busy machine a good file waits, and is no worse for it."""
_PAGE_BYTES = 4096
_STATM = Path("/proc/self/statm")


class OutOfBudget(BaseException):
    """
    The work took too long or too much memory.

    Not an `Exception`: a library that forgives every `Exception` must not forgive this one.
    """


class Patience:
    """Seconds that may still be lost on one file. Work that succeeds is not counted, work that fails is."""

    def __init__(self, seconds: float) -> None:
        self._left_s = seconds

    @property
    def left_s(self) -> float:
        """Seconds left, never below 0."""
        return max(0.0, self._left_s)

    @contextlib.contextmanager
    def spent_on_failure(self) -> Iterator[None]:
        """Count the time of the block when it ends in an error."""
        start = time.monotonic()
        try:
            yield
        except BaseException:
            self._left_s -= time.monotonic() - start
            raise


@contextlib.contextmanager
def budget(seconds: float, *, megabytes: int) -> Iterator[None]:
    """
    Raise OutOfBudget inside the block once it has taken `seconds` of CPU (or a few times as long by the clock), or the
    process has grown by `megabytes`.

    Works between two Python instructions of the calling thread: a single long call into C is only stopped after it.
    """
    thread_id = threading.get_ident()
    clock = time.pthread_getcpuclockid(thread_id)
    cpu_until = time.clock_gettime(clock) + seconds
    lock, finished = threading.Lock(), threading.Event()
    fired = False

    def watch() -> None:
        nonlocal fired
        deadline, most = time.monotonic() + _WALL * seconds, _resident_bytes() + megabytes * 1_000_000
        while not finished.wait(_LOOK_EVERY_S):
            late = time.clock_gettime(clock) >= cpu_until or time.monotonic() >= deadline
            if late or _resident_bytes() > most:
                # Where it lands in a callback of the garbage collector it is swallowed: then once more, after the time
                # that a block needs to be left.
                with lock:
                    if not finished.is_set():
                        fired = True
                        _raise_in(thread_id, OutOfBudget)
                finished.wait(_LEAVING_S)

    watcher = threading.Thread(target=watch, name="scanpipe-budget", daemon=True)
    watcher.start()
    try:
        yield
    finally:
        with lock:
            finished.set()
            if fired:  # it may still be on its way: nobody outside the block must be hit by it
                _raise_in(thread_id, None)
    if fired:
        raise OutOfBudget


def _raise_in(thread_id: int, error: type[BaseException] | None) -> None:
    """Have CPython raise `error` in a thread at its next instruction; None takes back what was not raised yet."""
    target = ctypes.py_object() if error is None else ctypes.py_object(error)
    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread_id), target)


def _resident_bytes() -> int:
    try:
        return int(_STATM.read_text().split()[1]) * _PAGE_BYTES
    except (OSError, IndexError, ValueError):  # not Linux: only the clock is watched
        return 0
