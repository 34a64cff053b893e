"""Findings that ask instead of accusing, and what became of the findings of a dossier."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from scanpipe.store.dialect import insert_into
from scanpipe.store.office_tables import AskInstead, Decision, Slip
from scanpipe.store.tables import Dossier, Finding


@dataclass(frozen=True, slots=True)
class AskInsteadRow:
    """A code that asks, who said so, when and why."""

    code: str
    why: str
    officer_id: str
    at: dt.datetime


@dataclass(frozen=True, slots=True)
class SettledFinding:
    """A finding that was shown: what the citizen thought of it, and why an officer set it aside (None: nobody did)."""

    code: str
    severity: str
    disputed: bool
    set_aside: str | None

    @property
    def outcome(self) -> str:
        """One of upheld | misread | allowed | original_seen | other | settled | disputed | stood."""
        if self.set_aside is not None:
            return "upheld" if self.disputed else self.set_aside
        return "disputed" if self.disputed else "stood"


def asking(session: Session) -> tuple[AskInsteadRow, ...]:
    """The codes that ask, in order."""
    found = session.scalars(select(AskInstead).order_by(AskInstead.code))
    return tuple(AskInsteadRow(one.code, one.why, one.officer_id, one.at) for one in found)


def codes(session: Session) -> frozenset[str]:
    """The codes that ask, for an examiner."""
    return frozenset(session.scalars(select(AskInstead.code)))


def ask(session: Session, code: str, why: str, officer_id: str, *, now: dt.datetime) -> bool:
    """From now on the code asks; False when it did already: then nothing is changed."""
    values = {"code": code, "why": why, "officer_id": officer_id, "at": now}
    known = session.get(AskInstead, code) is not None
    session.execute(insert_into(session, AskInstead).values(values).on_conflict_do_nothing(index_elements=["code"]))
    return not known


def accuse(session: Session, code: str) -> bool:
    """From now on the code accuses again; False when it did already."""
    known = session.get(AskInstead, code) is not None
    session.execute(delete(AskInstead).where(AskInstead.code == code))
    session.expire_all()
    return known


def settled_of(session: Session, check_id: str) -> tuple[SettledFinding, ...]:
    """Every finding that any examination of the dossier has shown, those that were mended among them."""
    given = select(Decision).where(Decision.check_id == check_id, Decision.undone_at.is_(None)).order_by(Decision.seq)
    reasons = {one.point: one.reason for one in session.scalars(given) if one.reason}
    found = session.scalars(select(Finding).where(Finding.check_id == check_id).order_by(Finding.id)).all()
    of_places = {_place(one): reasons[one.id] for one in found if one.id in reasons} | reasons
    return tuple(
        SettledFinding(
            code=one.code,
            severity=one.severity,
            disputed=one.disputed_at is not None,
            set_aside=None if one.overridden_at is None else _why(one, reasons, of_places),
        )
        for one in found
    )


def answers(session: Session, check_id: str) -> int:
    """How often the Center has answered about a dossier: requests for a supplement, and acceptance."""
    asked = session.scalar(select(func.count()).select_from(Slip).where(Slip.check_id == check_id))
    accepted = session.scalar(select(Dossier.accepted_at).where(Dossier.id == check_id))
    return int(asked or 0) + (accepted is not None)


def _place(finding: Finding) -> str:
    """The point of the field that a finding is about, as officers' decisions name it."""
    return f"v:{finding.paper}:{finding.key}"


def _why(finding: Finding, reasons: Mapping[str, str], of_places: Mapping[str, str]) -> str:
    """
    Why a finding is set aside: its own reason; that it was misread, when its field was typed anew for that reason; else
    it was settled by a value.
    """
    own = reasons.get(finding.id)
    if own is not None:
        return own
    return "misread" if of_places.get(_place(finding)) == "misread" else "settled"
