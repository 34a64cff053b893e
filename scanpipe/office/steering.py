"""
Codes that ask instead of accusing: a lead says so, with a reason, and takes it back; it holds for every Center.

Papers that were examined before stay as they are until they are examined again.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from scanpipe.findings import FINDINGS
from scanpipe.intake.desk import Desk
from scanpipe.intake.errors import NotFoundError
from scanpipe.office.errors import DecisionError
from scanpipe.office.people import Actor, Right
from scanpipe.office.statistics.definitions import FEWEST_SHOWN
from scanpipe.office.statistics.small_cells import FEW
from scanpipe.steering import can_ask
from scanpipe.store import audit, steering

LONGEST_WHY = 160
"""So that a line of the audit holds the code and the whole reason."""


@dataclass(frozen=True, slots=True)
class Asking:
    """A code that asks instead, since when and why. Who said so stands in the audit."""

    code: str
    why: str
    since: dt.datetime


class Steering:
    """Which findings accuse and which ask."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    def asking(self, actor: Actor) -> tuple[Asking, ...]:
        """The codes that ask instead, in order. Raises NotAllowedError."""
        actor.need(Right.STATISTICS)
        with self.desk.store.database.reading() as session:
            return tuple(Asking(one.code, one.why, one.at) for one in steering.asking(session))

    def ask_instead(self, actor: Actor, code: str, why: str) -> None:
        """
        From the next examination on the code asks; it is written down. A second time changes nothing.

        Raises NotAllowedError, NotFoundError for a code that cannot ask, DecisionError without a reason.
        """
        reason = _reason(actor, code, why)
        self._steer(
            actor, code, reason, "asks", lambda session, now: steering.ask(session, code, reason, actor.id, now=now)
        )

    def accuse_again(self, actor: Actor, code: str, why: str) -> None:
        """From the next examination on the code accuses again. Raises as `ask_instead`."""
        self._steer(
            actor, code, _reason(actor, code, why), "accuses", lambda session, _: steering.accuse(session, code)
        )

    def _steer(self, actor: Actor, code: str, why: str, after: str, change: Callable[[Any, dt.datetime], bool]) -> None:
        now, store = self.desk.now(), self.desk.store
        # A detail of the audit is sealed with a dossier and goes with it. This is about none: the line itself says all.
        note = audit.Note(actor.id, "steered", unit=actor.unit, about=f"{code}: {why}", reason=after)
        with store.database.writing() as session:
            if change(session, now):
                audit.write(session, store.keys, note, at=now)


def level(code: str) -> float:
    """The share of false alarms (0-1) from which on a code had better ask: what its threshold admits as doubt."""
    return round(1.0 - FINDINGS[code].threshold, 4) if code in FINDINGS else 0.2


def better_asks(code: str, accusations: int, false: int, dossiers: int) -> bool:
    """
    Whether to propose that a code asks: enough accusations to know, false alarms in more dossiers than are hidden,
    and their share above the level.
    """
    enough = accusations >= FEWEST_SHOWN and dossiers >= FEW
    return can_ask(code) and enough and false / accusations > level(code)


def _reason(actor: Actor, code: str, why: str) -> str:
    actor.need(Right.STEER)
    if not can_ask(code):
        raise NotFoundError
    said = " ".join(why.split())
    if not said:
        raise DecisionError("Say why this finding asks, or accuses again.")
    if len(said) > LONGEST_WHY:
        raise DecisionError(f"Say it in at most {LONGEST_WHY} letters.")
    return said
