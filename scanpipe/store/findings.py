"""
Findings over the runs of a check: the same finding keeps its name, and with it what a person said to it.

What the newest run did not find again is *fixed*; an answer never changes the report, it stands beside it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from scanpipe.store.checks import changed
from scanpipe.store.errors import NotFoundError
from scanpipe.store.keys import Keys
from scanpipe.store.rows import Answer, FindingResult, FindingRow, FindingState
from scanpipe.store.tables import Finding


def findings_of(session: Session, keys: Keys, check_id: str) -> tuple[FindingRow, ...]:
    """All findings: those of the newest report in its order, then those that are fixed."""
    rows = [_row_of(keys, one) for one in _all(session, check_id)]
    return tuple(sorted(rows, key=lambda row: (row.number is None, row.number or 0, row.id)))


def answer(
    session: Session,
    keys: Keys,
    check_id: str,
    finding_id: str,
    said: Answer | None,
    *,
    value: str | None = None,
    now: dt.datetime,
) -> FindingRow:
    """
    What a person answers to a question, with what stands on the paper if it is something else; None takes it back.

    *Yes* means that the paper is right; *no* and *unsure* leave the finding open. Raises NotFoundError.
    """
    finding = _held(session, check_id, finding_id, now=now)
    finding.answer = None if said is None else said.value
    finding.answered_at = None if said is None else now
    keep = said is not None and value is not None
    finding.answer_sealed = keys.sealed_text(value or "", _label(finding)) if keep else None
    return _settled(keys, finding)


def dispute(
    session: Session, keys: Keys, check_id: str, finding_id: str, disputed: bool, *, now: dt.datetime
) -> FindingRow:
    """A person thinks that the finding is wrong (or no longer does): an officer looks. Raises NotFoundError."""
    finding = _held(session, check_id, finding_id, now=now)
    finding.disputed_at = (finding.disputed_at or now) if disputed else None
    return _settled(keys, finding)


def override(
    session: Session, keys: Keys, check_id: str, finding_id: str, overridden: bool, *, now: dt.datetime
) -> FindingRow:
    """An officer sets the finding aside, or takes that back. Raises NotFoundError."""
    finding = _held(session, check_id, finding_id, now=now)
    finding.overridden_at = (finding.overridden_at or now) if overridden else None
    return _settled(keys, finding)


def take_over(session: Session, check_id: str, results: Sequence[FindingResult]) -> None:
    """The findings of a run, for those who hold the check: known ones keep what was said, absent ones are fixed."""
    known = {finding.id: finding for finding in _all(session, check_id)}
    for finding in known.values():
        finding.number = None
    for result in results:
        finding = known.get(result.id) or Finding(check_id=check_id, id=result.id)
        finding.code = result.code
        finding.severity = result.severity
        finding.page_id = result.page_id
        finding.paper = result.paper
        finding.key = result.key
        finding.number = result.number
        if result.id not in known:
            known[result.id] = finding
            session.add(finding)
    for finding in known.values():
        finding.state = _state_of(finding).value
    session.flush()


def _state_of(finding: Finding) -> FindingState:
    """The state follows from what is known; nothing else decides it."""
    if finding.number is None:
        return FindingState.FIXED
    if finding.overridden_at is not None:
        return FindingState.OVERRIDDEN
    if finding.disputed_at is not None:
        return FindingState.DISPUTED
    if finding.answer == Answer.YES:
        return FindingState.CONFIRMED_OK
    return FindingState.OPEN


def _all(session: Session, check_id: str) -> Sequence[Finding]:
    return session.scalars(select(Finding).where(Finding.check_id == check_id)).all()


def _held(session: Session, check_id: str, finding_id: str, *, now: dt.datetime) -> Finding:
    changed(session, check_id, now=now)
    finding = session.get(Finding, (check_id, finding_id))
    if finding is None:
        raise NotFoundError("There is no such finding.")
    return finding


def _settled(keys: Keys, finding: Finding) -> FindingRow:
    finding.state = _state_of(finding).value
    return _row_of(keys, finding)


def _label(finding: Finding) -> str:
    return f"findings.answer/{finding.check_id}/{finding.id}"


def _row_of(keys: Keys, finding: Finding) -> FindingRow:
    sealed = finding.answer_sealed
    return FindingRow(
        check_id=finding.check_id,
        id=finding.id,
        code=finding.code,
        severity=finding.severity,
        page_id=finding.page_id,
        paper=finding.paper,
        key=finding.key,
        state=FindingState(finding.state),
        number=finding.number,
        answer=Answer(finding.answer) if finding.answer is not None else None,
        answer_value=None if sealed is None else keys.opened_text(sealed, _label(finding)),
        answered_at=finding.answered_at,
        disputed_at=finding.disputed_at,
    )
