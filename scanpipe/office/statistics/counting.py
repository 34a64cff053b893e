"""
Counting what happens, in the transaction in which it happens.

Labels come from closed lists only: verdicts, finding codes, forms and fields of the catalogue, procedures, Centers,
buckets. Nothing here can be led back to a dossier. What is counted means is written in `definitions.py`.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from scanpipe.catalog import Catalog
from scanpipe.catalog.schema import Edition
from scanpipe.jobs.outcome import Outcome
from scanpipe.model import EditionStatus, Severity
from scanpipe.office.statistics import buckets
from scanpipe.office.statistics.definitions import FIRST_DAY, LAST_DAY, PASSING
from scanpipe.service import VIETNAM
from scanpipe.store import counters, steering
from scanpipe.store.rows import CheckRow

FIRST = "stat.first"
FAULT, FAULT_FORM, FAULT_FIELD = "stat.fault", "stat.fault_form", "stat.fault_field"
BOX = "stat.box"
EDITION = "stat.edition"
SENT, MENDS = "stat.sent", "stat.mends"
PAGES = "stat.page_s"
OPENED, ANSWERED = "stat.opened", "stat.answered"
SETTLED, SETTLED_IN = "stat.settled", "stat.settled_in"

WRONG = frozenset({"misread", "upheld"})
"""Outcomes of a finding that was a false alarm."""
SHOWN, ALARM = "shown", "alarm"
_LONGEST_LABELS = 255
_HOUR_S = 3600


def pages_timed(session: Any, seconds: float, pages: int, day: dt.date) -> None:
    """An examination read so many pages in so many seconds of wall time."""
    if pages > 0:
        _count(session, PAGES, day, {"s": buckets.bucket(seconds / pages, buckets.SECONDS)}, n=pages)


def first_checked(session: Any, check: CheckRow, outcome: Outcome, day: dt.date, catalog: Catalog | None) -> None:
    """
    The first complete check of a dossier, once for each. Without the catalogue the days since a new edition are left
    out.
    """
    place = _place(check)
    _count(session, FIRST, day, {"verdict": outcome.verdict, **place})
    forms = [document.form or "" for document in outcome.documents]
    found = {
        (f.code, "" if f.document is None else forms[f.document], f.key or "", f.severity) for f in outcome.findings
    }
    musts = {(code, form, key) for code, form, key, severity in found if severity == Severity.MUST}
    for code in {code for code, _, _ in musts}:
        _count(session, FAULT, day, {"code": code, **place})
    for code, form in {(code, form) for code, form, _ in musts}:
        _count(session, FAULT_FORM, day, {"code": code, "form": form, **place})
    for code, form, key in musts:
        _count(session, FAULT_FIELD, day, {"code": code, "form": form, "key": key, **place})
    places = {(form, key) for _, form, key, severity in found if form and key and severity != Severity.INFO}
    for form, key in places:
        _count(session, BOX, day, {"form": form, "key": key, **place})
    if catalog is not None:
        _editions(session, check, outcome, day, catalog)


def sent(session: Any, check: CheckRow, now: dt.datetime) -> None:
    """A dossier was sent, for the first time."""
    place, verdict, day = _place(check), check.verdict or "", day_of(now)
    _count(session, SENT, day, {"verdict": verdict, "first": check.first_verdict or "", **place})
    if verdict in PASSING:
        _count(session, MENDS, day, {"times": buckets.bucket(check.mends, buckets.TIMES), **place})


def opened(session: Any, check: CheckRow, now: dt.datetime) -> None:
    """An officer has a dossier open, for the first time."""
    if check.sent_at is not None:
        hours = max(0.0, (now - check.sent_at).total_seconds() / _HOUR_S)
        _count(session, OPENED, day_of(now), {"h": buckets.bucket(hours, buckets.HOURS), **_place(check)})


def answered(session: Any, check: CheckRow, now: dt.datetime) -> None:
    """The Center has just asked for a supplement or accepted; only the first answer is counted."""
    if steering.answers(session, check.id) == 1:
        late = "unset" if check.due_at is None else "yes" if now > check.due_at else "no"
        _count(session, ANSWERED, day_of(now), {"late": late, **_place(check)})


def settled(session: Any, check: CheckRow, now: dt.datetime) -> None:
    """A dossier was accepted: now it is known what became of every finding that was ever shown of it."""
    day, place = day_of(now), _place(check)
    seen: set[tuple[str, str, str]] = set()
    for finding in steering.settled_of(session, check.id):
        if finding.severity == Severity.INFO:
            continue
        outcome = finding.outcome
        labels = {"code": finding.code, "severity": finding.severity}
        _count(session, SETTLED, day, {"outcome": outcome, **labels, **place})
        seen.add((finding.code, finding.severity, SHOWN))
        if outcome in WRONG:
            seen.add((finding.code, finding.severity, ALARM))
    for code, severity, what in sorted(seen):
        _count(session, SETTLED_IN, day, {"code": code, "severity": severity, "what": what, **place})


def day_of(now: dt.datetime) -> dt.date:
    """The day in Vietnam."""
    return now.astimezone(VIETNAM).date()


def _editions(session: Any, check: CheckRow, outcome: Outcome, day: dt.date, catalog: Catalog) -> None:
    """Each form of the dossier of which a new edition came or comes, and whether it was on an outdated one."""
    on = check.as_of or day
    came: dict[str, bool] = {}
    for document in outcome.documents:
        if (
            document.form is not None
            and document.form in catalog.forms
            and document.edition_status != EditionStatus.UNKNOWN
        ):
            old = document.edition_status == EditionStatus.OUTDATED
            came[document.form] = came.get(document.form, False) or old
    for form, outdated in came.items():
        for edition in _new_editions(catalog.forms[form].editions):
            assert edition.effective_from is not None
            days = (on - edition.effective_from).days
            if FIRST_DAY <= days <= LAST_DAY:
                labels = {"form": form, "days": str(days), "outdated": "yes" if outdated else "no"}
                _count(session, EDITION, day, {**labels, **_place(check)})


def _new_editions(editions: Iterable[Edition]) -> Iterator[Edition]:
    """Editions of the whole country that took the place of another on a known day."""
    before = None
    for edition in editions:
        if edition.province is None:
            if before is not None and edition.effective_from is not None:
                yield edition
            before = edition


def _place(check: CheckRow) -> dict[str, str]:
    return {"procedure": check.procedure or "", "unit": check.unit}


def _count(session: Any, name: str, day: dt.date, labels: Mapping[str, str], *, n: int = 1) -> None:
    """Labels that the column does not hold lose their longest: a number in the wrong row is better than no report."""
    kept = dict(labels)
    while len(json.dumps(kept, ensure_ascii=False, separators=(",", ":"))) > _LONGEST_LABELS:
        longest = max(kept, key=lambda label: len(kept[label]))
        kept[longest] = ""
    counters.count(session, name, day=day, n=n, labels=kept)
