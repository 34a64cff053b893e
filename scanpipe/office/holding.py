"""
Who has a dossier open: taken when it is opened, kept with every act, left, put off.

Each is done within the transaction of the act that it goes with; whether somebody may do it at all is asked before.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from scanpipe.office.errors import HeldError
from scanpipe.office.people import Actor
from scanpipe.store import audit
from scanpipe.store import office as desks
from scanpipe.store.keys import Keys
from scanpipe.store.office import HOLD_S, Hold
from scanpipe.store.rows import CheckRow


def hold(session: Any, check_id: str, officer_id: str, now: dt.datetime, for_s: float = HOLD_S) -> CheckRow:
    """
    Take a dossier or keep it, before anything is written to it: every act of an officer begins here.

    Raises HeldError when somebody else has it, the store's NotFoundError when it is not at the Center.
    """
    return _had(desks.hold(session, check_id, officer_id, now, for_s)).check


def take(session: Any, keys: Keys, actor: Actor, check_id: str, now: dt.datetime, for_s: float = HOLD_S) -> CheckRow:
    """As `hold`, for opening a dossier: that it was opened is written down, once for as long as they have it."""
    had = _had(desks.hold(session, check_id, actor.id, now, for_s))
    if had.begun:
        _write(session, keys, actor, had.check, "opened", now)
    return had.check


def leave(session: Any, keys: Keys, actor: Actor, check_id: str, now: dt.datetime) -> CheckRow:
    """Let others open it; when somebody else has it by now there is nothing to leave. Raises NotFoundError."""
    left = desks.release(session, check_id, actor.id, now)
    if left.begun:
        _write(session, keys, actor, left.check, "released", now)
    return left.check


def postpone(
    session: Any, keys: Keys, actor: Actor, check_id: str, until: dt.datetime, why: str, now: dt.datetime
) -> CheckRow:
    """Put it off until then, and say why. Raises HeldError, NotFoundError."""
    put_off = _had(desks.postpone(session, check_id, actor.id, until, now)).check
    _write(session, keys, actor, put_off, "postponed", now, {"until": until.isoformat(), "note": why})
    return put_off


def _had(asked: Hold) -> Hold:
    if asked.by is not None:
        raise HeldError(asked.by)
    return asked


def _write(
    session: Any,
    keys: Keys,
    actor: Actor,
    check: CheckRow,
    action: str,
    now: dt.datetime,
    detail: dict[str, Any] | None = None,
) -> None:
    note = audit.Note(actor.id, action, unit=check.unit, check_id=check.id, detail=detail)
    audit.write(session, keys, note, at=now)
