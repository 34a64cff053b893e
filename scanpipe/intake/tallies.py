"""What was examined, counted: anonymous, only growing, and all that is left of checks that were deleted."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from scanpipe.catalog import Catalog
from scanpipe.jobs.outcome import Outcome
from scanpipe.office.statistics import counting
from scanpipe.store import checks, counters
from scanpipe.store.rows import CheckRow

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
    runs, spent = _by(session, "stage.runs"), _by(session, "stage.cpu_ms")
    return Tallies(
        pages=_by(session, "pages").total(),
        verdicts=_by(session, "verdicts"),
        findings=_by(session, "findings"),
        outdated=_by(session, "outdated"),
        stages={stage: (n, spent[stage] / _MILLI) for stage, n in runs.items()},
    )


def _by(session: Any, name: str) -> Counter[str]:
    """One counter by its only label."""
    return Counter({next(iter(labels.values()), ""): n for labels, n in counters.totals(session, name)})


def noting(catalog: Catalog) -> Callable[..., None]:
    """`note` with the catalogue, which tells how many days after a new edition a paper came."""
    return partial(note, catalog=catalog)


def note(
    session: Any,
    outcome: Outcome,
    pages_read: int,
    day: dt.date,
    before: CheckRow | None = None,
    *,
    catalog: Catalog | None = None,
) -> None:
    """
    Count one examination, in the transaction that took it over. `before` is the check as it stood when the examination
    began: when it had no first verdict then and has one now, this was its first complete check.
    """
    counters.count(session, "pages", day=day, n=pages_read)
    counters.count(session, "verdicts", day=day, labels={"verdict": outcome.verdict})
    for code, n in Counter(f.code for f in outcome.findings).items():
        counters.count(session, "findings", day=day, n=n, labels={"code": code})
    for form, n in Counter(d.form for d in outcome.documents if d.edition_status == "outdated" and d.form).items():
        counters.count(session, "outdated", day=day, n=n, labels={"form": form})
    for stage, seconds in outcome.stages_cpu_s.items():
        counters.count(session, "stage.runs", day=day, labels={"stage": stage})
        counters.count(session, "stage.cpu_ms", day=day, n=round(seconds * _MILLI), labels={"stage": stage})
    counting.pages_timed(session, outcome.seconds, pages_read, day)
    if before is not None and before.first_verdict is None:
        after = checks.by_id(session, before.id)
        if after is not None and after.first_verdict is not None:
            counting.first_checked(session, after, outcome, day, catalog)
