"""
The audit for those who read it: the timeline of a dossier, the lines of a Center, and all of it for an export.

Officers see the dossiers of their Center; the lines of the whole Center take the right to audit. Numbers of people are
masked. Who reads the timeline of a dossier that is not in their hands is written down in it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from scanpipe.intake.desk import Desk
from scanpipe.intake.errors import NotFoundError
from scanpipe.model import Report
from scanpipe.office.people import EVERY_UNIT, Actor, Right
from scanpipe.office.trail_lines import By, Known, Names, TrailLine, timeline, told_of
from scanpipe.report.parse import report_of
from scanpipe.store import audit, checks, events, findings, pages, results
from scanpipe.store import office as desks
from scanpipe.store import trail as trails
from scanpipe.store.audit import AuditRow
from scanpipe.store.errors import NotFoundError as GoneError
from scanpipe.store.opening import Store
from scanpipe.store.rows import AT_THE_CENTER, RECEIVED, CheckRow

PAGE_LINES = 100
"""Lines on one page of the audit."""
_MOST_EVENTS = 5000


@dataclass(frozen=True, slots=True)
class TrailView:
    """The timeline of one dossier, newest first."""

    id: str
    code: str
    lines: tuple[TrailLine, ...]


@dataclass(frozen=True, slots=True)
class AuditView:
    """
    One line of the audit. `told` are the particulars, masked; they are gone with the dossier, and so is its `code`.
    `subject` is `about` with the login of the account that it names.
    """

    seq: int
    at: dt.datetime
    unit: str
    dossier: str | None
    code: str | None
    actor: str
    by: By
    who: str
    action: str
    about: str | None
    subject: str
    reason: str | None
    edition: str | None
    engine: str | None
    told: Mapping[str, str] = field(repr=False)
    hash: str


@dataclass(frozen=True, slots=True)
class AuditPage:
    """Lines, and the number after (or before) which the next ones stand; None at the end."""

    lines: tuple[AuditView, ...]
    next: int | None


class Trail:
    """What was done at the Center."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    def of(self, actor: Actor, check_id: str) -> TrailView:
        """The timeline of a dossier. Raises NotAllowedError, NotFoundError."""
        check = self._opened(actor, check_id)
        with self._reading() as session:
            known = self._known(session, check)
        return TrailView(check.id, check.code, timeline(known))

    def audit_of(self, actor: Actor, check_id: str) -> tuple[AuditView, ...]:
        """The lines of the audit about a dossier, oldest first. Raises NotAllowedError, NotFoundError."""
        check = self._opened(actor, check_id)
        with self._reading() as session:
            rows = tuple(audit.lines(session, self.desk.store.keys, check_id=check.id))
            return _views(session, rows)

    def lines(self, actor: Actor, *, after: int = 0, limit: int = PAGE_LINES) -> AuditPage:
        """The lines of the Center after a number, oldest first, without particulars. Raises NotAllowedError."""
        actor.need(Right.AUDIT)
        with self._reading() as session:
            found = audit.lines(session, self.desk.store.keys, unit=_unit(actor), after=after)
            rows = tuple(islice(found, limit))
            views = _views(session, rows, particulars=False)
        return AuditPage(views, rows[-1].seq if len(rows) == limit else None)

    def newest(self, actor: Actor, *, before: int | None = None, limit: int = PAGE_LINES) -> AuditPage:
        """The newest lines of the Center below a number, newest first, without particulars. Raises NotAllowedError."""
        actor.need(Right.AUDIT)
        unit = _unit(actor)
        with self._reading() as session:
            start = trails.before_newest(session, unit=unit, before=before, limit=limit)
            rows = tuple(islice(audit.lines(session, self.desk.store.keys, unit=unit, after=start), limit))
            rows = tuple(row for row in reversed(rows) if before is None or row.seq < before)
            views = _views(session, rows, particulars=False)
        return AuditPage(views, rows[-1].seq if start and rows else None)

    # ---- below ---------------------------------------------------------------------------------------------------

    def _reading(self) -> AbstractContextManager[Any]:
        return self.desk.store.database.reading()

    def _opened(self, actor: Actor, check_id: str) -> CheckRow:
        """
        A dossier whose trail somebody may read. Whose it is has opened it, and that is written already; anybody else
        may see its values here for the first time. Raises NotAllowedError, NotFoundError.
        """
        if Right.AUDIT not in actor.rights:
            actor.need(Right.READ)
        store = self.desk.store
        with self._reading() as session:
            check = checks.by_id(session, check_id)
        if check is None or check.state not in AT_THE_CENTER | RECEIVED or not actor.sees(check.unit):
            raise NotFoundError
        if check.officer_id != actor.id:
            note = audit.Note(actor.id, "trail_read", unit=check.unit, check_id=check.id)
            with store.database.writing() as session:
                audit.write(session, store.keys, note, at=self.desk.now())
        return check

    def _known(self, session: Any, check: CheckRow) -> Known:
        keys = self.desk.store.keys
        rows = tuple(audit.lines(session, keys, check_id=check.id))
        return Known(
            check=check,
            audit=rows,
            events=events.since(session, check.id, 0, limit=_MOST_EVENTS),
            findings=findings.findings_of(session, keys, check.id),
            readings=results.readings_of(session, keys, check.id),
            papers=results.papers_of(session, check.id),
            pages=pages.pages_of(session, check.id),
            report=self._report(check),
            names=_names(session, rows),
            catalog=self.desk.law.catalog,
        )

    def _report(self, check: CheckRow) -> Report | None:
        if check.report_blob is None:
            return None
        try:
            return report_of(self.desk.store.blobs.get(check.report_blob))
        except GoneError:
            return None  # erased while we look


def exported(store: Store, *, details: bool) -> Iterator[dict[str, Any]]:
    """Every line as plain values for a file, oldest first; `details` with what was seen, before and after, unmasked."""
    known: dict[str, str | None] = {}
    with store.database.reading() as session:
        for row in audit.lines(session, store.keys):
            if row.note.actor not in known:
                known[row.note.actor] = _names(session, (row,)).of(row.note.actor)[1] or None
            yield _plain(row, known[row.note.actor]) | ({"detail": row.note.detail} if details else {})


def _plain(row: AuditRow, who: str | None) -> dict[str, Any]:
    note = row.note
    return {
        "seq": row.seq,
        "at": row.at.isoformat(timespec="microseconds"),
        "unit": note.unit,
        "dossier": note.check_id,
        "actor": note.actor,
        "who": who,
        "action": note.action,
        "about": note.about,
        "reason": note.reason,
        "edition": note.edition,
        "engine": note.engine,
        "hash": row.hash,
    }


def _names(session: Any, rows: tuple[AuditRow, ...]) -> Names:
    actors = {row.note.actor for row in rows}
    named = {row.note.about.split(" ", 1)[0] for row in rows if row.note.about}
    logins = desks.logins_of(session, actors | named)
    return Names(logins, trails.programs_of(session, actors - logins.keys()))


def _views(session: Any, rows: tuple[AuditRow, ...], *, particulars: bool = True) -> tuple[AuditView, ...]:
    names = _names(session, rows)
    codes = trails.codes_of(session, {row.note.check_id for row in rows if row.note.check_id})
    return tuple(_view(row, names, codes, particulars) for row in rows)


def _view(row: AuditRow, names: Names, codes: Mapping[str, str], particulars: bool) -> AuditView:
    note = row.note
    by, who = names.of(note.actor)
    return AuditView(
        seq=row.seq,
        at=row.at,
        unit=note.unit,
        dossier=note.check_id,
        code=codes.get(note.check_id or ""),
        actor=note.actor,
        by=by,
        who=who,
        action=note.action,
        about=note.about,
        subject=names.told(note.about or ""),
        reason=note.reason,
        edition=note.edition,
        engine=note.engine,
        told=told_of(note.detail) if particulars else {},
        hash=row.hash,
    )


def _unit(actor: Actor) -> str | None:
    return None if actor.unit == EVERY_UNIT else actor.unit
