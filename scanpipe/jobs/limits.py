"""What a process may cost, and that it does not outlive the one it works for."""

from __future__ import annotations

import contextlib
import ctypes
import math
import os
import resource
import signal
import threading
from pathlib import Path

from scanpipe.jobs.order import Budgets

_MB = 1_000_000
_OPEN_FILES = 256
_PR_SET_PDEATHSIG = 1
"""linux/prctl.h: the signal that a process gets when the thread that started it ends."""


def lower(budgets: Budgets) -> None:
    """Hold this process, and each that it starts, to its budgets. What is used up already is granted on top."""
    used = os.times()
    cpu_s = math.ceil(used.user + used.system + budgets.cpu_s)
    _limit(resource.RLIMIT_CPU, cpu_s)  # SIGXCPU
    _limit(resource.RLIMIT_AS, address_space_bytes() + budgets.memory_mb * _MB)
    _limit(resource.RLIMIT_FSIZE, budgets.file_mb * _MB)
    _limit(resource.RLIMIT_NOFILE, _OPEN_FILES)
    _limit(resource.RLIMIT_CORE, 0)  # a core would hold what people wrote


def address_space_bytes() -> int:
    """How much address space this process has taken."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    return pages * resource.getpagesize()


def die_with_parent() -> None:
    """Be killed as soon as the thread that started this process ends."""
    with contextlib.suppress(OSError, AttributeError):  # not on Linux: the closed pipe tells it too
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)


def end_with(tether: int) -> None:
    """
    Kill this process and its whole group, engine processes too, as soon as nobody holds the other end of the pipe.

    A signal on the parent's death would kill this process alone, and what it called would work on for nobody.
    """
    threading.Thread(target=_wait_for_the_end, args=(tether,), name="scanpipe-tether", daemon=True).start()


def _wait_for_the_end(tether: int) -> None:
    with contextlib.suppress(OSError):
        os.read(tether, 1)
    os.killpg(0, signal.SIGKILL)


def _limit(which: int, value: int) -> None:
    hard = resource.getrlimit(which)[1]
    allowed = value if hard == resource.RLIM_INFINITY else min(value, hard)
    # A second above the soft limit of CPU time comes SIGKILL, whatever is done about SIGXCPU.
    above = (
        allowed + 1 if which == resource.RLIMIT_CPU and (hard == resource.RLIM_INFINITY or allowed < hard) else allowed
    )
    resource.setrlimit(which, (allowed, above))
