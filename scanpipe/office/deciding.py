"""
An officer decides about one point, or takes their last decision back: one transaction with its audit line.

What follows from the decisions (findings set aside, points that wait) is worked out anew from all of them each time,
and so is right after an undo and after another examination as well.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import replace
from typing import Any

from scanpipe.intake.desk import Desk
from scanpipe.intake.errors import NotFoundError, StateError
from scanpipe.office import holding
from scanpipe.office.errors import DecisionError
from scanpipe.office.guards import Kind, Wish, check_wish
from scanpipe.office.loaded import Loaded, load, own
from scanpipe.office.people import Actor, Right
from scanpipe.office.views import Certainty, OverrideReason, Point
from scanpipe.service import VIETNAM
from scanpipe.store import audit, cases, checks, counters, decisions, findings
from scanpipe.store.decisions import DecisionRow, NewDecision
from scanpipe.store.rows import AT_THE_CENTER, CheckRow, FindingState
from scanpipe.text import nfc

ACTIONS = {
    Kind.ACCEPT: "accepted_value",
    Kind.EDIT: "edited",
    Kind.OVERRIDE: "overridden",
    Kind.ILLEGIBLE: "illegible",
    Kind.NOT_APPLICABLE: "not_applicable",
    Kind.RETAKE: "retake_asked",
}
"""What the audit calls each decision."""
OPENED = "dossier.opened"
_MISSED = ("field.required_empty", "sign.signature_missing", "sign.co_signature_missing")
"""Findings that say that nothing is there: who calls them misread has seen something."""


class ChangedError(StateError):
    """The dossier is not as the one who writes has seen it: look again."""

    def __init__(self) -> None:
        super().__init__("The dossier has changed since it was looked at: look again, then decide.")


def held(desk: Desk, session: Any, actor: Actor, check_id: str, if_match: str | None) -> Loaded:
    """
    A dossier that this officer may write to, from now on held by them.

    Raises NotAllowedError, NotFoundError, HeldError; StateError when it was accepted; ChangedError when its etag is
    not `if_match`.
    """
    actor.need(Right.REVIEW)
    check = own(session, actor, check_id)
    if check.state not in AT_THE_CENTER:
        raise StateError("The dossier was accepted; nothing is changed in it any more.")
    loaded = load(desk, session, take(desk, session, actor, check))
    if if_match is not None and if_match != loaded.etag:
        raise ChangedError
    return loaded


def take(desk: Desk, session: Any, actor: Actor, check: CheckRow) -> CheckRow:
    """Hold a dossier, or go on holding it; the first time that an officer has it open is told. Raises HeldError."""
    taken = holding.take(session, desk.store.keys, actor, check.id, desk.now())
    if check.opened_at is None:
        desk.tell(session, OPENED, check.id)
    return taken


def decide(
    desk: Desk, session: Any, actor: Actor, check_id: str, point_id: str, wish: Wish, if_match: str | None = None
) -> Loaded:
    """Decide about a point. Raises as `held`, NotFoundError for a point that is not there, DecisionError."""
    before = held(desk, session, actor, check_id, if_match)
    point = before.laid.point(point_id)
    if point is None:
        raise NotFoundError
    about = next((one for one in before.fields if one.place == _place(point)), None)
    check_wish(wish, point, has_value=about is not None, has_text=about is not None and not about.wordless)
    stood = before.laid.values.get(_place(point))
    value = _typed(wish.value or "") if wish.kind is Kind.EDIT else None
    if wish.kind is Kind.ACCEPT and stood is not None:
        value = stood.text
    new = NewDecision(
        point=point_id,
        kind=wish.kind.value,
        seen_hash=before.laid.seen[point_id],
        officer_id=actor.id,
        reason=wish.reason.value if wish.reason and wish.kind is Kind.OVERRIDE else None,
        value=value,
        note=nfc(wish.note) if wish.note else None,
    )
    kept = decisions.decide(session, desk.store.keys, check_id, new, now=desk.now())
    after = load(desk, session, before.check)
    if wish.kind is Kind.EDIT and point.certainty is Certainty.MUST and point_id in after.laid.set_aside:
        # The machine accused because it had misread; statistics look for that reason.
        new = replace(new, reason=OverrideReason.MISREAD.value)
        decisions.give_reason(session, check_id, kept.seq, OverrideReason.MISREAD.value)
    _settle(desk, session, after)
    _count(session, kept, point, before, after, 1)
    told = {"before": stood.text if stood else None, "after": value, "note": new.note}
    _write(desk, session, actor, before, ACTIONS[wish.kind], point, told, new.reason)
    _teach(desk, session, after, point)
    return after


def undo(desk: Desk, session: Any, actor: Actor, check_id: str, if_match: str | None = None) -> Loaded:
    """Take back the last decision of this officer since they opened the dossier. Raises as `decide`."""
    before = held(desk, session, actor, check_id, if_match)
    last = last_own(session, actor, before)
    if last is None:
        raise DecisionError("There is nothing to undo since this dossier was opened.")
    decisions.undo(session, desk.store.keys, check_id, last.seq, now=desk.now())
    after = load(desk, session, before.check)
    _settle(desk, session, after)
    point = after.laid.point(last.said.point)
    if point is not None:
        _count(session, last, point, after, before, -1)
        _teach(desk, session, after, point)
    stood, holds = (one.laid.values.get(_place(point)) if point else None for one in (before, after))
    told = {"before": stood.text if stood else None, "after": holds.text if holds else None, "kind": last.said.kind}
    _write(desk, session, actor, before, "undone", point, told, about=last.said.point)
    return after


def last_own(session: Any, actor: Actor, loaded: Loaded) -> DecisionRow | None:
    """The decision that an undo would take back."""
    begun = decisions.opened_at(session, loaded.check.id, actor.id)
    own_ones = [d for d in loaded.decisions if d.undone_at is None and d.said.officer_id == actor.id]
    return own_ones[-1] if own_ones and begun is not None and own_ones[-1].at >= begun else None


def count_points(desk: Desk, check_id: str) -> int:
    """
    Work out anew, after an examination, which findings are set aside and how many points wait for a person.

    Returns that number; 0 for a dossier that is gone.
    """
    with desk.store.database.writing() as session:
        check = checks.by_id(session, check_id)
        if check is None:
            return 0
        loaded = load(desk, session, check)
        _settle(desk, session, loaded)
        return loaded.laid.unseen


def _settle(desk: Desk, session: Any, loaded: Loaded) -> None:
    """Bring what the store says of findings and points in line with the decisions that stand."""
    keys, check_id, now = desk.store.keys, loaded.check.id, desk.now()
    for row in findings.findings_of(session, keys, check_id):
        set_aside = row.id in loaded.laid.set_aside
        if row.number is not None and set_aside != (row.state is FindingState.OVERRIDDEN):
            findings.override(session, keys, check_id, row.id, set_aside, now=now)
    decisions.set_points(session, check_id, loaded.laid.unseen)


def _count(session: Any, one: DecisionRow, point: Point, without: Loaded, with_it: Loaded, n: int) -> None:
    """
    Count how often a finding was wrong, on the day of the decision: what was set aside with its reason, and an
    accusation that vanished with the typed value, for then the machine had misread.
    """
    day = one.at.astimezone(VIETNAM).date()
    if one.said.kind == Kind.OVERRIDE and point.code is not None:
        _counted(session, point.code, one.said.reason or OverrideReason.OTHER, day, n)
    elif one.said.kind == Kind.EDIT:
        fresh = with_it.laid.set_aside - without.laid.set_aside
        for told in _accusations(with_it, fresh):
            _counted(session, told, OverrideReason.MISREAD, day, n)


def _accusations(loaded: Loaded, ids: Collection[str]) -> list[str]:
    return [f.code for f in loaded.seen.findings if f.id in ids and f.severity == "must"]


def _counted(session: Any, code: str, reason: str, day: dt.date, n: int) -> None:
    counters.count(session, "overridden", day=day, n=n, labels={"code": code, "reason": str(reason)})


def _teach(desk: Desk, session: Any, after: Loaded, point: Point) -> None:
    """Keep what an officer says of a field to teach with it, where the person allowed that; the newest word counts."""
    if not after.check.may_teach or point.document is None or point.key is None:
        return
    check_id = after.check.id
    decided = after.laid.standing.get(point.id)
    value = after.laid.values.get(_place(point))
    if value is not None and value.source == "human" and value.text:
        truth: str | None = value.text
    elif decided is not None and decided.said.reason == OverrideReason.MISREAD and point.code in _MISSED:
        truth = None
    else:
        cases.forget(session, check_id=check_id, document=point.document, key=point.key)
        return
    cases.keep(
        session,
        desk.store.keys,
        check_id=check_id,
        document=point.document,
        key=point.key,
        truth=truth,
        now=desk.now(),
    )


def _write(
    desk: Desk,
    session: Any,
    actor: Actor,
    loaded: Loaded,
    action: str,
    point: Point | None,
    told: dict[str, str | None],
    reason: str | None = None,
    about: str | None = None,
) -> None:
    detail: dict[str, str | None] = {**told}
    if point is not None:
        detail |= {"label": point.label, "code": point.code}
    note = audit.Note(
        actor.id,
        action,
        unit=loaded.check.unit,
        check_id=loaded.check.id,
        about=about or (point.id if point else None),
        reason=reason,
        edition=edition_of(loaded, point.document if point else None),
        engine=engine_of(loaded),
        detail=detail,
    )
    audit.write(session, desk.store.keys, note, at=desk.now())


def edition_of(loaded: Loaded, document: int | None) -> str | None:
    """The edition of a paper, for the audit."""
    if document is None or not 0 <= document < len(loaded.documents):
        return None
    paper = loaded.documents[document]
    return f"{paper.form}/{paper.edition or '?'}"[:160] if paper.form else paper.kind


def engine_of(loaded: Loaded) -> str | None:
    """What made the report, for the audit."""
    if loaded.report is None:
        return None
    made = loaded.report.made_with
    return f"scanpipe {made.scanpipe}, {made.engine}"[:80]


def _typed(text: str) -> str:
    """What an officer typed: in NFC, without what cannot be printed."""
    value = "".join(c for c in nfc(text) if c.isprintable())
    if not value:
        raise DecisionError("Type the value, or mark it illegible or not applicable.")
    return value


def _place(point: Point) -> tuple[int, str]:
    return (-1 if point.document is None else point.document), point.key or ""
