"""What one run of the benchmark measured, and the same as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from statistics import median
from typing import Any

from scanpipe.bench.cost import Memory
from scanpipe.bench.score import ACCUSATIONS, Miss, Tally
from scanpipe.bench.service_results import ServiceResults

OWN = "scanpipe"
CPU = "CPU a page, seconds"
SKEW = "skew error of crooked scans, degrees"
TILT = "tilt added to straight scans, degrees"
UNBROKEN = "examined without an error of our own"


@dataclass(frozen=True, slots=True)
class Comparison:
    """
    One paper that every tool read: CPU seconds of the whole paper by tool, and how many of its typed numbers, dates
    and names (`values`) each found letter by letter. A tool that failed has neither.
    """

    paper: str
    picture: str
    pages: int
    values: int
    cpu_s: Mapping[str, float]
    found: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Results:
    """
    Everything measured. `tally` is the sum over all papers and laid pages, `by_source` the papers of each source;
    `pages` counts the pages of the papers, `dossiers` the whole dossiers asked for.
    `notes` say what this machine could not do; `service` is there where a service was measured, and nothing else.
    """

    papers: int
    pages: int
    tally: Tally
    by_source: Mapping[str, Tally] = field(default_factory=dict)
    comparisons: tuple[Comparison, ...] = ()
    peers: Mapping[str, str] = field(default_factory=dict)
    memory: tuple[Memory, ...] = ()
    notes: tuple[str, ...] = ()
    dossiers: int = 0
    service: ServiceResults | None = None

    def accusations(self) -> list[Miss]:
        """The misses in which a good paper was wronged."""
        return [miss for miss in self.tally.misses if miss.name in ACCUSATIONS]

    def ratios(self, peer: str) -> list[float]:
        """Our CPU seconds over those of the peer, paper by paper."""
        return [c.cpu_s[OWN] / c.cpu_s[peer] for c in self.comparisons if c.cpu_s.get(peer)]

    def cpu_a_page_s(self, tool: str) -> float | None:
        """The median of the CPU seconds a page; None when the tool read nothing."""
        costs = [c.cpu_s[tool] / c.pages for c in self.comparisons if tool in c.cpu_s]
        return median(costs) if costs else None


def to_json(results: Results) -> dict[str, Any]:
    """All numbers and misses as plain dicts, lists, text and numbers."""
    return {
        "papers": results.papers,
        "pages": results.pages,
        "dossiers": results.dossiers,
        "notes": list(results.notes),
        **_tally(results.tally),
        "by_source": {source: _tally(tally) for source, tally in results.by_source.items()},
        "peers": dict(results.peers),
        "comparisons": [asdict(c) for c in results.comparisons],
        "memory": [asdict(m) for m in results.memory],
        "service": asdict(results.service) if results.service else None,
        "wrong_accusations": [miss._asdict() for miss in results.accusations()],
        "misses": [miss._asdict() for miss in results.tally.misses],
    }


def _tally(tally: Tally) -> dict[str, Any]:
    return {
        "counts": {name: {"hits": tally.hits[name], "tries": n} for name, n in sorted(tally.tries.items())},
        "numbers": {name: [round(v, 4) for v in values] for name, values in sorted(tally.numbers.items())},
    }
