"""
The dossiers at the Center: whose they are, who has one open, and the list of them. Nothing sealed is opened here.

A dossier is *held* by its officer until `held_until`; then anybody of the Center may take it over. Whose it is stays
written until somebody else takes it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from scanpipe.store.checks import locked, row_of
from scanpipe.store.errors import NotFoundError
from scanpipe.store.office_tables import Officer
from scanpipe.store.rows import AT_THE_CENTER, RECEIVED, CheckRow, State
from scanpipe.store.tables import Dossier

HOLD_S = 600.0
"""How long a dossier stays held when nobody says that they are still at it."""


@dataclass(frozen=True, slots=True)
class Hold:
    """
    What came of asking for a dossier. `by` is the login of somebody else who has it: then nothing was changed. `begun`
    when the officer did not have it until now: a renewal does not begin anything.
    """

    check: CheckRow
    by: str | None = None
    begun: bool = False


def hold(session: Session, check_id: str, officer_id: str, now: dt.datetime, for_s: float = HOLD_S) -> Hold:
    """
    Take a dossier, or keep it: it is this officer's, and nobody else writes to it for so many seconds.

    What was sent is under review from then on; what was put off is taken up again. Raises NotFoundError when it is not
    at the Center.
    """
    dossier = _at_the_center(session, check_id)
    if other := _held_by_another(session, dossier, officer_id, now):
        return Hold(row_of(dossier), by=other)
    begun = dossier.officer_id != officer_id or dossier.held_until is None or dossier.held_until <= now
    dossier.officer_id = officer_id
    dossier.held_until = now + dt.timedelta(seconds=for_s)
    dossier.opened_at = dossier.opened_at or now
    dossier.postponed_until = None
    if dossier.state == State.SENT:
        dossier.state = State.REVIEWING.value
    session.flush()
    return Hold(row_of(dossier), begun=begun)


def release(session: Session, check_id: str, officer_id: str, now: dt.datetime) -> Hold:
    """
    Leave a dossier: others may open it at once, and it stays this officer's. `begun` tells whether they had it; when
    somebody else has it nothing is changed. Raises NotFoundError.
    """
    dossier = _at_the_center(session, check_id)
    if other := _held_by_another(session, dossier, officer_id, now):
        return Hold(row_of(dossier), by=other)
    had = dossier.officer_id == officer_id and dossier.held_until is not None and dossier.held_until > now
    dossier.held_until = None
    session.flush()
    return Hold(row_of(dossier), begun=had)


def postpone(session: Session, check_id: str, officer_id: str, until: dt.datetime, now: dt.datetime) -> Hold:
    """Put a dossier off until then: it sinks to the end of the list, and nobody holds it. Raises NotFoundError."""
    dossier = _at_the_center(session, check_id)
    if other := _held_by_another(session, dossier, officer_id, now):
        return Hold(row_of(dossier), by=other)
    dossier.officer_id = dossier.officer_id or officer_id
    dossier.held_until = None
    dossier.postponed_until = until
    session.flush()
    return Hold(row_of(dossier))


def holder_of(session: Session, check: CheckRow, now: dt.datetime) -> tuple[str, str] | None:
    """Id and login of who has a dossier open at this moment; None when nobody has."""
    if check.officer_id is None or check.held_until is None or check.held_until <= now:
        return None
    return check.officer_id, logins_of(session, [check.officer_id]).get(check.officer_id, check.officer_id)


def logins_of(session: Session, officers: Collection[str]) -> Mapping[str, str]:
    """The logins of those officers who still have an account, by their ids."""
    found = session.execute(select(Officer.id, Officer.login).where(Officer.id.in_(list(officers))))
    return {row.id: row.login for row in found}


def _at_the_center(session: Session, check_id: str) -> Dossier:
    dossier = locked(session, check_id)
    if dossier.state not in AT_THE_CENTER | RECEIVED:
        raise NotFoundError("There is no such dossier at the Center.")
    return dossier


def _held_by_another(session: Session, dossier: Dossier, officer_id: str, now: dt.datetime) -> str | None:
    if dossier.officer_id == officer_id:
        return None
    holder = holder_of(session, row_of(dossier), now)
    return holder[1] if holder else None
