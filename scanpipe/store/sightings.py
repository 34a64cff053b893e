"""
Papers of no known edition, as dossiers show them; they go with their dossier.

Which groups were set aside is what the audit says of them last: it is told there anyway, and holds for everybody.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from scanpipe.store.catalogue_tables import Sighting
from scanpipe.store.office_tables import AuditLine
from scanpipe.store.tables import Dossier

SET_ASIDE, TAKEN_BACK = "radar_set_aside", "radar_taken_back"
"""Actions of the audit; `about` is the group."""
_GROUPS_KNOWN = 400
"""So many groups, the ones seen last, are held against a new paper."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What is printed at the head of a paper, and what it looks most like; `likeness` 0-1."""

    citation: str | None
    code: str | None
    title: str | None
    form: str | None
    edition: str | None
    likeness: float
    pages: int


@dataclass(frozen=True, slots=True)
class Sighted:
    """One paper of a dossier in its group; `unit` and `may_teach` are those of the dossier."""

    check_id: str
    paper: int
    group: str
    seen: Seen
    seen_at: dt.datetime
    unit: str
    may_teach: bool


def replace(session: Session, check_id: str, papers: Iterable[tuple[int, str, Seen]], *, now: dt.datetime) -> None:
    """
    The papers (index in the report, group, what is printed) of the newest examination instead of those before; one of
    a group that the dossier had already was seen when it was seen first.
    """
    old = select(Sighting.group, func.min(Sighting.seen_at)).where(Sighting.check_id == check_id)
    since: dict[str, dt.datetime] = {}
    for group, at in session.execute(old.group_by(Sighting.group)):
        since[group] = at
    session.execute(delete(Sighting).where(Sighting.check_id == check_id))
    for paper, group, seen in papers:
        session.add(
            Sighting(
                check_id=check_id,
                paper=paper,
                group=group,
                citation=seen.citation,
                code=seen.code,
                title=seen.title,
                form=seen.form,
                edition=seen.edition,
                likeness=seen.likeness,
                pages=seen.pages,
                seen_at=since.get(group, now),
            )
        )
    session.flush()


def known_groups(session: Session) -> tuple[tuple[str, Seen], ...]:
    """One paper of each group, the groups seen last first."""
    newest = (
        select(Sighting.group, func.max(Sighting.seen_at).label("at"))
        .group_by(Sighting.group)
        .order_by(func.max(Sighting.seen_at).desc(), Sighting.group)
        .limit(_GROUPS_KNOWN)
        .subquery()
    )
    wanted = (
        select(Sighting)
        .join(newest, (Sighting.group == newest.c.group) & (Sighting.seen_at == newest.c.at))
        .order_by(newest.c.at.desc(), Sighting.group, Sighting.check_id, Sighting.paper)
    )
    found: dict[str, Seen] = {}
    for row in session.scalars(wanted):
        found.setdefault(row.group, _seen(row))
    return tuple(found.items())


def all_sighted(session: Session) -> tuple[Sighted, ...]:
    """Every paper of no known edition in dossiers that are there, the newest first."""
    wanted = (
        select(Sighting, Dossier.unit, Dossier.may_teach)
        .join(Dossier, Dossier.id == Sighting.check_id)
        .where(Dossier.deleted_at.is_(None))
        .order_by(Sighting.seen_at.desc(), Sighting.check_id, Sighting.paper)
    )
    return tuple(
        Sighted(row.check_id, row.paper, row.group, _seen(row), row.seen_at, unit, may_teach)
        for row, unit, may_teach in session.execute(wanted)
    )


def set_aside(session: Session) -> frozenset[str]:
    """The groups that somebody set aside and nobody took back."""
    last = (
        select(AuditLine.about, func.max(AuditLine.seq).label("seq"))
        .where(AuditLine.action.in_((SET_ASIDE, TAKEN_BACK)))
        .group_by(AuditLine.about)
        .subquery()
    )
    wanted = select(AuditLine.about).join(last, AuditLine.seq == last.c.seq).where(AuditLine.action == SET_ASIDE)
    return frozenset(about for about in session.scalars(wanted) if about)


def _seen(row: Sighting) -> Seen:
    return Seen(row.citation, row.code, row.title, row.form, row.edition, row.likeness, row.pages)
