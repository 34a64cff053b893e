"""What a piece of work costs: CPU seconds of this process and its children, and peak memory of a process of its own."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from scanpipe.errors import EngineError

T = TypeVar("T")

# A child begins with the peak of the process that started it, and ours is large: a small Python stands between.
_LAUNCHER = """
import resource, subprocess, sys
done = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL)
print(done.returncode, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""
_KIB = 1024 if sys.platform != "darwin" else 1


@dataclass(frozen=True, slots=True)
class Memory:
    """The peak of the largest process, in bytes, while one file of so many pages and bytes was checked."""

    pages: int
    file_bytes: int
    peak_bytes: int


def cpu_s() -> float:
    """User and system seconds of this process and of its children that have ended."""
    own, children = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


def costed(work: Callable[[], T]) -> tuple[T, float]:
    """What the work returns, and its CPU seconds."""
    begin = cpu_s()
    result = work()
    return result, cpu_s() - begin


def memory_of_check(file: Path, pages: int) -> Memory:
    """
    The peak memory of `scanpipe check FILE` in a fresh process, its helpers included (the largest counts).

    Raises EngineError when the command fails.
    """
    size = file.stat().st_size
    roomy = {"SCANPIPE_MAX_FILE_MB": str(max(50, 2 * size // 1_000_000)), "SCANPIPE_MAX_PAGES": str(max(200, pages))}
    command = [sys.executable, "-m", "scanpipe", "check", str(file), "--format", "json", "--fail-on", "never"]
    return Memory(pages, size, peak_bytes(command, roomy))


def peak_bytes(command: Sequence[str], environment: Mapping[str, str]) -> int:
    """The peak memory of a command and its children, whichever is largest. Raises EngineError when it fails."""
    launched = [sys.executable, "-I", "-c", _LAUNCHER, *command]
    done = subprocess.run(launched, capture_output=True, text=True, check=False, env={**os.environ, **environment})
    words = done.stdout.split()
    if len(words) != 2 or words[0] != "0":
        last = (done.stderr.strip().splitlines() or ["it said nothing"])[-1]
        raise EngineError(f"{Path(command[0]).name} {' '.join(command[1:4])} failed: {last}")
    return int(words[1]) * _KIB
