"""A dossier is accepted: nothing is open, its values are final, and one in some is typed once more by somebody else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from scanpipe.intake.desk import Desk
from scanpipe.intake.errors import StateError
from scanpipe.office.deciding import edition_of, engine_of, held
from scanpipe.office.errors import DecisionError
from scanpipe.office.fields import Field
from scanpipe.office.guards import SECOND_EVERY, drawn, expect_nothing_open
from scanpipe.office.loaded import Loaded, own
from scanpipe.office.people import Actor, Right
from scanpipe.store import audit, checks, decisions, second_entries

ACCEPTED = "dossier.accepted"
LONGEST_CODE = 80

Tell = Callable[[Any, str, str], None]
"""Called within the transaction with its session, the name of what happened and the id of the dossier."""


@dataclass(frozen=True, slots=True)
class FinalField:
    """
    A value that holds. `source` is where it comes from (ocr, text_layer, acroform, qr, mrz, citizen, human), `by` the
    login of the officer who decided, None when nobody had to.
    """

    document: int
    form: str | None
    edition: str | None
    key: str
    label: str
    value: str | None = field(repr=False)
    source: str
    by: str | None


def final_of(loaded: Loaded) -> tuple[FinalField, ...]:
    """The values of a dossier, paper by paper, in the order in which they are printed."""
    found = []
    for one in loaded.fields:
        value = loaded.laid.values[one.place]
        by = value.decision.said.officer_id if value.decision else None
        found.append(
            FinalField(
                document=one.document,
                form=one.form,
                edition=one.edition,
                key=one.key,
                label=one.label,
                value=value.text,
                source=value.source,
                by=loaded.logins.get(by, by) if by else None,
            )
        )
    return tuple(found)


def critical_of(loaded: Loaded) -> tuple[Field, ...]:
    """The critical fields whose value is known: those that a second entry types."""
    return tuple(
        one
        for one in loaded.fields
        if one.critical and not one.wordless and one.page_id and loaded.laid.values[one.place].text
    )


def accept(
    desk: Desk,
    session: Any,
    actor: Actor,
    check_id: str,
    *,
    official_code: str | None = None,
    if_match: str | None = None,
    every: int = SECOND_EVERY,
    tell: Tell | None = None,
) -> Loaded:
    """
    Accept a dossier. Raises as `held`; OpenPointsError; StateError while it is being examined.

    Returns it as it was: what was decided stays, and only its state is another.
    """
    before = held(desk, session, actor, check_id, if_match)
    if before.check.is_work or before.report is None:
        raise StateError("A page of the dossier is still being examined: wait for the result.")
    expect_nothing_open(open_must=before.laid.open_must, unseen=before.laid.unseen)
    now = desk.now()
    if official_code is not None:
        checks.set_official_code(session, check_id, code_of(official_code), now=now)
    decisions.receive(session, check_id, actor.id, now=now)
    if critical_of(before) and drawn(desk.store.keys.derived("second entries"), check_id, every=every):
        second_entries.ask(session, check_id, actor.id, now=now)
    _write(desk, session, actor, before, official_code)
    (tell or desk.tell)(session, ACCEPTED, check_id)
    return before


def set_official_code(desk: Desk, session: Any, actor: Actor, check_id: str, official_code: str) -> None:
    """Note the code that the authority's own system gave, also after acceptance. Raises NotFoundError, HeldError."""
    actor.need(Right.REVIEW)
    check = own(session, actor, check_id)
    if check.accepted_at is None:
        held(desk, session, actor, check_id, None)
    code = code_of(official_code)
    checks.set_official_code(session, check_id, code, now=desk.now())
    detail = {"before": check.official_code, "after": code}
    note = audit.Note(actor.id, "official_code_set", unit=check.unit, check_id=check_id, detail=detail)
    audit.write(session, desk.store.keys, note, at=desk.now())


def code_of(text: str) -> str | None:
    """A code as it is kept; None for an empty one. Raises DecisionError."""
    code = " ".join("".join(c for c in text if c.isprintable()).split())
    if len(code) > LONGEST_CODE:
        raise DecisionError(f"A code has at most {LONGEST_CODE} characters.")
    return code or None


def _write(desk: Desk, session: Any, actor: Actor, loaded: Loaded, official_code: str | None) -> None:
    editions = [e for i, d in enumerate(loaded.documents) if d.form and (e := edition_of(loaded, i))]
    states = [p.state.value for p in loaded.laid.points]
    note = audit.Note(
        actor.id,
        "accepted",
        unit=loaded.check.unit,
        check_id=loaded.check.id,
        edition=", ".join(dict.fromkeys(editions))[:160] or None,
        engine=engine_of(loaded),
        detail={
            "official_code": official_code,
            "points": {state: states.count(state) for state in sorted(set(states))},
            "fields": len(loaded.fields),
        },
    )
    audit.write(session, desk.store.keys, note, at=desk.now())
