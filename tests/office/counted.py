"""Dossiers of whole weeks, counted as they would be: what happened to each is known, so that anybody can add it up."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterable
from dataclasses import dataclass

from scanpipe.catalog import Catalog
from scanpipe.intake.desk import Desk
from scanpipe.jobs.outcome import Outcome, OutcomeDocument, OutcomeFinding
from scanpipe.office.statistics import counting
from scanpipe.service import VIETNAM
from scanpipe.store import checks
from scanpipe.store.office_tables import Decision
from scanpipe.store.rows import NewCheck
from scanpipe.store.tables import Dossier, Finding

PROCEDURES = ("permanent_residence", "birth_registration")
FAULTS = (
    ("sign.signature_missing", "declarant_signature"),
    ("field.required_empty", "declarant_dob"),
    ("field.id_format", "declarant_personal_id"),
)


@dataclass(frozen=True)
class Happened:
    """One dossier: when it was checked and sent, with what verdicts, what was wrong, what became of its findings."""

    checked: dt.date
    first: str
    at_sent: str | None = None
    mends: int = 0
    faults: tuple[tuple[str, str], ...] = ()
    outdated: bool = False
    misread: tuple[str, ...] = ()
    """Codes that an officer set aside as misread when the dossier was accepted."""
    waited_h: float = 1.0
    late: bool = False
    unit: str = "hx"
    procedure: str = PROCEDURES[0]

    @property
    def accepted(self) -> bool:
        return self.at_sent is not None


def weeks_of(seed: int, first: dt.date, weeks: int, a_week: int, unit: str = "hx") -> list[Happened]:
    """So many dossiers in each week, each different, the same for the same seed."""
    dice = random.Random(seed)
    found = []
    for week in range(weeks):
        for _ in range(a_week):
            day = first + dt.timedelta(days=7 * week + dice.randrange(5))
            good = dice.random() < 0.45 + 0.03 * week
            faults = () if good else tuple(dice.sample(FAULTS, dice.choice((1, 1, 2))))
            found.append(
                Happened(
                    checked=day,
                    first=dice.choice(("submit", "review")) if good else dice.choice(("correct", "correct", "rescan")),
                    at_sent=dice.choice(("submit", "submit", "review", "correct")) if dice.random() < 0.9 else None,
                    mends=0 if good else dice.choice((1, 1, 2, 3)),
                    faults=faults,
                    outdated=not good and dice.random() < 0.2,
                    misread=tuple(code for code, _ in faults if code == "field.id_format" and dice.random() < 0.6),
                    waited_h=dice.choice((0.2, 1.2, 3.5, 7.0, 20.0)),
                    late=dice.random() < 0.15,
                    unit=unit,
                    procedure=dice.choice(PROCEDURES),
                )
            )
    return found


def count(desk: Desk, happened: Iterable[Happened], *, catalog: Catalog | None = None) -> None:
    """Let it all happen, each dossier in rows of its own."""
    with desk.store.database.writing() as session:
        for one in happened:
            row, _ = checks.create(session, NewCheck(procedure=one.procedure, unit=one.unit), now=noon(one.checked))
            dossier = session.get_one(Dossier, row.id)
            dossier.first_verdict = one.first
            session.flush()
            counting.pages_timed(session, 3.0, 2, one.checked)
            counting.first_checked(session, checks.row_of(dossier), outcome_of(one), one.checked, catalog)
            if one.at_sent is not None:
                _sent(session, dossier, one)


def outcome_of(one: Happened) -> Outcome:
    """What the examiner told of its first complete check."""
    status = "outdated" if one.outdated else "current"
    document = OutcomeDocument("ct01", "tt116_2026", status, None, one.first, (1,), 0.99)
    found = tuple(OutcomeFinding(i, code, "must", 1, 0, key, 0) for i, (code, key) in enumerate(one.faults))
    return Outcome(one.first, (), (document,), found, {}, 3.0)


def noon(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(12), VIETNAM).astimezone(dt.UTC)


def _sent(session: object, dossier: Dossier, one: Happened) -> None:
    now = noon(one.checked)
    dossier.verdict, dossier.mends = one.at_sent, one.mends
    session.flush()  # type: ignore[attr-defined]
    checks.send(session, dossier.id, now=now, due_at=now + dt.timedelta(hours=48))  # type: ignore[arg-type]
    counting.sent(session, checks.row_of(dossier), now)
    counting.opened(session, checks.row_of(dossier), now + dt.timedelta(hours=one.waited_h))
    answered = now + dt.timedelta(hours=72 if one.late else 24)
    dossier.accepted_at = answered
    session.flush()  # type: ignore[attr-defined]
    counting.answered(session, checks.row_of(dossier), answered)
    for n, (code, key) in enumerate(one.faults):
        wrong = code in one.misread
        finding = Finding(
            check_id=dossier.id, id=f"f_{n}", code=code, severity="must", page_id=None, paper=0, key=key,
            state="overridden" if wrong else "fixed", number=None, overridden_at=now if wrong else None,
        )  # fmt: skip
        session.add(finding)  # type: ignore[attr-defined]
        if wrong:
            session.add(  # type: ignore[attr-defined]
                Decision(
                    check_id=dossier.id,
                    seq=n + 1,
                    point=f"f_{n}",
                    kind="overridden",
                    reason="misread",
                    seen_hash="",
                    officer_id="off_a",
                    at=now,
                )
            )
    session.flush()  # type: ignore[attr-defined]
    counting.settled(session, checks.row_of(dossier), answered)
