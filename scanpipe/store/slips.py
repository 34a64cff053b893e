"""Requests for a supplement as they were given out: numbered within their dossier, sealed, and never changed."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from scanpipe.store.checks import changed, row_of
from scanpipe.store.keys import Keys
from scanpipe.store.office_tables import Officer, Slip
from scanpipe.store.rows import CheckRow, State


@dataclass(frozen=True, slots=True)
class SlipRow:
    """One request; `by` is the login of who gave it, or their id when the account is gone. `content` is JSON."""

    check_id: str
    number: int
    template: str
    content: str = field(repr=False)
    officer_id: str
    by: str
    at: dt.datetime


def next_number(session: Session, check_id: str) -> int:
    """The number that the next request of a dossier will have, from 1: for those who hold the dossier."""
    last = session.scalar(select(func.max(Slip.number)).where(Slip.check_id == check_id))
    return (last or 0) + 1


def give(
    session: Session, keys: Keys, check_id: str, *, template: str, content: str, officer_id: str, now: dt.datetime
) -> tuple[int, CheckRow]:
    """
    Keep a request, and say that the dossier waits for the citizen; its number and the dossier.

    Raises NotFoundError when the dossier is unknown or being erased.
    """
    dossier = changed(session, check_id, now=now)
    number = next_number(session, check_id)
    sealed = keys.sealed_text(content, _label(check_id, number))
    session.add(
        Slip(check_id=check_id, number=number, template=template, content_sealed=sealed, officer_id=officer_id, at=now)
    )
    dossier.state = State.SUPPLEMENT_REQUESTED.value
    session.flush()
    return number, row_of(dossier)


def slips_of(session: Session, keys: Keys, check_id: str) -> tuple[SlipRow, ...]:
    """The requests of a dossier, in the order in which they were given."""
    wanted = _wanted().where(Slip.check_id == check_id).order_by(Slip.number)
    return tuple(_row(keys, found[0], found[1]) for found in session.execute(wanted))


def slip_of(session: Session, keys: Keys, check_id: str, number: int) -> SlipRow | None:
    """One request of a dossier; None when it does not have it."""
    found = session.execute(_wanted().where(Slip.check_id == check_id, Slip.number == number)).one_or_none()
    return _row(keys, found[0], found[1]) if found else None


def last_of(session: Session, keys: Keys, officer_id: str) -> SlipRow | None:
    """The last request that an officer gave in any dossier that is still there."""
    wanted = _wanted().where(Slip.officer_id == officer_id).order_by(Slip.at.desc(), Slip.number.desc()).limit(1)
    found = session.execute(wanted).one_or_none()
    return _row(keys, found[0], found[1]) if found else None


def _wanted() -> Select[Slip, str]:
    return select(Slip, Officer.login).join(Officer, Officer.id == Slip.officer_id, isouter=True)


def _row(keys: Keys, slip: Slip, login: str | None) -> SlipRow:
    return SlipRow(
        check_id=slip.check_id,
        number=slip.number,
        template=slip.template,
        content=keys.opened_text(slip.content_sealed, _label(slip.check_id, slip.number)),
        officer_id=slip.officer_id,
        by=login or slip.officer_id,
        at=slip.at,
    )


def _label(check_id: str, number: int) -> str:
    return f"slips.content/{check_id}/{number}"
