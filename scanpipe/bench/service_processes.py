"""The processes of a service that runs on this machine, and their memory, as Linux tells it."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

_PROC = Path("/proc")
_NURSERY = "scanpipe.jobs.nursery"


@dataclass(frozen=True, slots=True)
class Process:
    """One process: its number, that of its parent, and the words it was started with."""

    pid: int
    parent: int
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Examiners:
    """The warm nurseries of a service, and the children that examine a document just now."""

    nurseries: tuple[int, ...]
    children: tuple[int, ...]


def family(pid: int) -> tuple[Process, ...]:
    """A process and everything that it started, directly or not; empty when it is gone."""
    everybody = {p.pid: p for p in _everybody()}
    found = [everybody[pid]] if pid in everybody else []
    for one in found:  # grows while it is walked
        found += [p for p in everybody.values() if p.parent == one.pid]
    return tuple(found)


def examiners(processes: Sequence[Process]) -> Examiners:
    """Which of these are nurseries and their children. A child is a copy of its nursery, with the same words."""
    # Walls around a nursery name it in their own words, too: Python itself is who examines.
    own = {p.pid: p for p in processes if _NURSERY in p.words and "python" in Path(p.words[0]).name}
    children = tuple(p.pid for p in own.values() if p.parent in own)
    return Examiners(tuple(pid for pid in own if pid not in children), children)


def rss_bytes(pid: int) -> int:
    """What a process holds in memory, shared libraries included; 0 when it is gone."""
    with suppress(OSError, IndexError, ValueError):
        pages = int((_PROC / str(pid) / "statm").read_text(encoding="ascii").split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE")
    return 0


def pss_bytes(pid: int) -> int:
    """What a process holds in memory, with its part of what it shares: these add up. 0 when it is gone."""
    with suppress(OSError, ValueError):
        for line in (_PROC / str(pid) / "smaps_rollup").read_text(encoding="ascii").splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    return 0


def cpu_s(pid: int) -> float:
    """User and system seconds of a process and of its children that it has buried; 0 when it is gone."""
    with suppress(OSError, IndexError, ValueError):
        told = (_PROC / str(pid) / "stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
        return sum(map(int, told[11:15])) / os.sysconf("SC_CLK_TCK")
    return 0.0


def _everybody() -> Iterator[Process]:
    for folder in _PROC.iterdir():
        if folder.name.isdigit():
            with suppress(OSError, IndexError, ValueError):
                # The name stands in brackets and may hold anything: what follows the last bracket counts.
                parent = (folder / "stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()[1]
                words = (folder / "cmdline").read_bytes().decode("utf-8", "replace").rstrip("\0").split("\0")
                yield Process(int(folder.name), int(parent), tuple(words))
