"""Checks: made, found by id, code or token, changed, and wanted to be examined."""

from __future__ import annotations

import datetime as dt
from enum import Enum
from typing import Final

from sqlalchemy import ColumnElement, delete, select
from sqlalchemy.orm import Session

from scanpipe.store import ids
from scanpipe.store.errors import NotFoundError, StoreError
from scanpipe.store.rows import AT_THE_CENTER, RECEIVED, CheckRow, NewCheck, State
from scanpipe.store.tables import Dossier, NotNeeded, Proof
from scanpipe.store.work import RECHECKED


class Keep(Enum):
    """Leave a value as it is; None means none."""

    KEEP = "keep"


KEEP: Final = Keep.KEEP


def create(session: Session, new: NewCheck, *, now: dt.datetime) -> tuple[CheckRow, str]:
    """A new check and its token, which is told this once: only its hash is kept."""
    token = ids.new_token()
    dossier = Dossier(
        id=ids.new_check_id(),
        code=_fresh_code(session),
        token_hash=ids.token_hash(token),
        state=State.DRAFT.value,
        lang=new.lang,
        procedure=new.procedure,
        as_of=new.as_of,
        helper=new.helper,
        team=new.team,
        created_at=now,
        touched_at=now,
        wanted=0,
        done=0,
        lane=new.lane,
        unit=new.unit,
        attempts=0,
        last_seq=0,
    )
    session.add(dossier)
    session.flush()
    return row_of(dossier), token


def by_id(session: Session, check_id: str) -> CheckRow | None:
    """The check of that id, None when it is unknown or erased."""
    return _one(session, Dossier.id == check_id)


def by_code(session: Session, code: str) -> CheckRow | None:
    """The check of that code: for officers who logged in, never for the public."""
    return _one(session, Dossier.code == code)


def by_token(session: Session, token: str) -> CheckRow | None:
    """The check that the token opens."""
    return _one(session, Dossier.token_hash == ids.token_hash(token))


def opened_by(session: Session, ref: str, token: str) -> CheckRow | None:
    """
    The check of that id or code when the token is its own, else None.

    An unknown check, an erased one and a wrong token take the same steps.
    """
    by = Dossier.code == ref if ids.is_code(ref) else Dossier.id == ref
    dossier = session.scalar(select(Dossier).where(by, Dossier.deleted_at.is_(None)))
    fits = ids.same_token(token, dossier.token_hash if dossier else ids.token_hash(""))
    return row_of(dossier) if dossier and fits else None


def consent(session: Session, check_id: str, *, now: dt.datetime) -> CheckRow:
    """The person has read the notice and agrees; the first time counts."""
    dossier = changed(session, check_id, now=now)
    dossier.consented_at = dossier.consented_at or now
    return row_of(dossier)


def choose(
    session: Session,
    check_id: str,
    *,
    now: dt.datetime,
    procedure: str | Keep | None = KEEP,
    as_of: dt.date | Keep | None = KEEP,
    lang: str | Keep = KEEP,
) -> CheckRow:
    """Set the procedure, the day of filing or the language. Another procedure or day wants an examination: `want`."""
    dossier = changed(session, check_id, now=now)
    if not isinstance(procedure, Keep):
        dossier.procedure = procedure
    if not isinstance(as_of, Keep):
        dossier.as_of = as_of
    if not isinstance(lang, Keep):
        dossier.lang = lang
    return row_of(dossier)


def set_state(session: Session, check_id: str, state: State, *, now: dt.datetime) -> CheckRow:
    """Say where the check stands."""
    if state is State.DELETED:
        raise StoreError("A check is deleted by erasing it, not by saying so.")
    dossier = changed(session, check_id, now=now)
    dossier.state = state.value
    return row_of(dossier)


def set_official_code(session: Session, check_id: str, official_code: str | None, *, now: dt.datetime) -> CheckRow:
    """Note the code that the authority's own system gave to the dossier."""
    dossier = changed(session, check_id, now=now)
    dossier.official_code = official_code
    return row_of(dossier)


def let_teach(session: Session, check_id: str, may: bool, *, now: dt.datetime) -> CheckRow:
    """Whether what officers correct in it may be kept to learn from."""
    dossier = changed(session, check_id, now=now)
    dossier.may_teach = may
    return row_of(dossier)


def touch(session: Session, check_id: str, *, now: dt.datetime) -> CheckRow:
    """Somebody is still busy with it: the clock of its deletion begins anew."""
    return row_of(changed(session, check_id, now=now))


def send(session: Session, check_id: str, *, now: dt.datetime, due_at: dt.datetime | None = None) -> CheckRow:
    """Give it to the officers, who answer until `due_at`; a second time changes nothing."""
    dossier = changed(session, check_id, now=now)
    if dossier.state not in AT_THE_CENTER | RECEIVED:
        dossier.state = State.SENT.value
        dossier.sent_at = dossier.sent_at or now
        dossier.due_at = dossier.due_at or due_at
    return row_of(dossier)


def want(session: Session, check_id: str, *, now: dt.datetime, lane: int | None = None) -> CheckRow:
    """
    Ask for an examination of the check as it is now, in a lane of the queue; without one in that of the check.

    Its place in the queue is that of the first change that nobody examines yet: more pages do not set it back.
    """
    dossier = changed(session, check_id, now=now)
    waits = dossier.wanted > max(dossier.done, dossier.leased_version or 0)
    lane = dossier.lane % RECHECKED if lane is None else lane  # who hands something in waits for it again
    dossier.lane = min(dossier.lane, lane) if waits else lane
    dossier.wanted_at = dossier.wanted_at if waits else now
    dossier.wanted += 1
    dossier.attempts = 0
    if dossier.state not in AT_THE_CENTER:
        dossier.state = State.CHECKING.value
    return row_of(dossier)


def set_not_needed(session: Session, check_id: str, paper: str, not_needed: bool, *, now: dt.datetime) -> None:
    """The person says that this dossier does not need that paper of the procedure, or takes it back."""
    changed(session, check_id, now=now)
    session.execute(delete(NotNeeded).where(NotNeeded.check_id == check_id, NotNeeded.paper == paper))
    if not_needed:
        session.add(NotNeeded(check_id=check_id, paper=paper))
        session.flush()


def not_needed(session: Session, check_id: str) -> frozenset[str]:
    """The papers of which the person says that this dossier does not need them."""
    return frozenset(session.scalars(select(NotNeeded.paper).where(NotNeeded.check_id == check_id)))


def locked(session: Session, check_id: str) -> Dossier:
    """
    The check, held against others until the transaction ends: whoever writes to a check begins here.

    Raises NotFoundError when it is unknown or being erased.
    """
    dossier = session.scalar(
        select(Dossier)
        .where(Dossier.id == check_id, Dossier.deleted_at.is_(None))
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if dossier is None:
        raise NotFoundError("There is no such check.")
    return dossier


def changed(session: Session, check_id: str, *, now: dt.datetime) -> Dossier:
    """The check, held like `locked`, and touched."""
    dossier = locked(session, check_id)
    dossier.touched_at = max(dossier.touched_at, now)
    return dossier


def row_of(dossier: Dossier) -> CheckRow:
    """What a row of the table says, as a value."""
    return CheckRow(
        id=dossier.id,
        code=dossier.code,
        state=State(dossier.state),
        lang=dossier.lang,
        procedure=dossier.procedure,
        form=dossier.form,
        as_of=dossier.as_of,
        helper=dossier.helper,
        team=dossier.team,
        official_code=dossier.official_code,
        consented_at=dossier.consented_at,
        created_at=dossier.created_at,
        touched_at=dossier.touched_at,
        wanted=dossier.wanted,
        done=dossier.done,
        lane=dossier.lane,
        wanted_at=dossier.wanted_at,
        examining=dossier.leased_version,
        lease_until=dossier.lease_until if dossier.lease_owner else None,
        attempts=dossier.attempts,
        verdict=dossier.verdict,
        report_blob=dossier.report_blob,
        sent_at=dossier.sent_at,
        last_seq=dossier.last_seq,
        unit=dossier.unit,
        officer_id=dossier.officer_id,
        held_until=dossier.held_until,
        opened_at=dossier.opened_at,
        due_at=dossier.due_at,
        postponed_until=dossier.postponed_until,
        accepted_at=dossier.accepted_at,
        points=dossier.points,
        old_form=dossier.old_form,
        first_verdict=dossier.first_verdict,
        mends=dossier.mends,
        may_teach=dossier.may_teach,
    )


def _one(session: Session, by: ColumnElement[bool]) -> CheckRow | None:
    dossier = session.scalar(select(Dossier).where(by, Dossier.deleted_at.is_(None)))
    return row_of(dossier) if dossier else None


def _fresh_code(session: Session) -> str:
    """A code that no check has and none that was erased had: a receipt never leads to another's papers."""
    for _ in range(20):
        code = ids.new_code()
        taken = session.scalar(select(Dossier.id).where(Dossier.code == code))
        if taken is None and session.scalar(select(Proof.seq).where(Proof.code_hash == ids.code_hash(code))) is None:
            return code
    raise StoreError("No free code was found in twenty draws: try again.")
