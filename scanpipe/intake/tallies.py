"""What was examined, counted: anonymous, only growing, and all that is left of checks that were deleted."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from scanpipe.jobs.outcome import Outcome
from scanpipe.store import counters

_MILLI = 1000


@dataclass(frozen=True, slots=True)
class Tallies:
    """Pages examined, verdicts, findings by code, outdated papers by form, and stages: how often, CPU seconds."""

    pages: int
    verdicts: Mapping[str, int]
    findings: Mapping[str, int]
    outdated: Mapping[str, int]
    stages: Mapping[str, tuple[int, float]]


def tallies_of(session: Any) -> Tallies:
    """The counters summed over the days."""
    by: dict[str, Counter[str]] = {}
    for one in counters.counts(session):
        by.setdefault(one.name, Counter())[next(iter(one.labels.values()), "")] += one.n
    runs = by.get("stage.runs", Counter())
    spent = by.get("stage.cpu_ms", Counter())
    return Tallies(
        pages=by.get("pages", Counter()).total(),
        verdicts=by.get("verdicts", {}),
        findings=by.get("findings", {}),
        outdated=by.get("outdated", {}),
        stages={stage: (n, spent[stage] / _MILLI) for stage, n in runs.items()},
    )


def note(session: Any, outcome: Outcome, pages_read: int, day: dt.date) -> None:
    """Count one examination."""
    counters.count(session, "pages", day=day, n=pages_read)
    counters.count(session, "verdicts", day=day, labels={"verdict": outcome.verdict})
    for code, n in Counter(f.code for f in outcome.findings).items():
        counters.count(session, "findings", day=day, n=n, labels={"code": code})
    for form, n in Counter(d.form for d in outcome.documents if d.edition_status == "outdated" and d.form).items():
        counters.count(session, "outdated", day=day, n=n, labels={"form": form})
    for stage, seconds in outcome.stages_cpu_s.items():
        counters.count(session, "stage.runs", day=day, labels={"stage": stage})
        counters.count(session, "stage.cpu_ms", day=day, n=round(seconds * _MILLI), labels={"stage": stage})
