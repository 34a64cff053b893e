"""
The second entry: somebody else types the critical fields of an accepted dossier from its pictures, blind.

Two people who type the same thing wrong are rare, so what differs is a true rate of errors (product §6.2). Spelling
that means the same (case, the place of a tone, separators of a number) never differs.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from scanpipe.intake.desk import Desk
from scanpipe.intake.errors import NotFoundError
from scanpipe.intake.views import ProcedureView
from scanpipe.model import Box
from scanpipe.office.accepting import critical_of
from scanpipe.office.deciding import engine_of
from scanpipe.office.errors import DecisionError
from scanpipe.office.guards import LONGEST_VALUE
from scanpipe.office.loaded import Loaded, load, own
from scanpipe.office.people import EVERY_UNIT, Actor, Right
from scanpipe.service import VIETNAM
from scanpipe.store import audit, counters, second_entries
from scanpipe.store.errors import NotFoundError as GoneError
from scanpipe.store.second_entries import SecondRow
from scanpipe.text import nfc
from scanpipe.validators.refusals import Refusal
from scanpipe.validators.registry import VALIDATORS
from scanpipe.validators.spelling import without_separators
from scanpipe.validators.tones import place_tone


@dataclass(frozen=True, slots=True)
class SecondTask:
    """A dossier that waits for its second entry."""

    id: str
    code: str
    procedure: ProcedureView | None
    asked_at: dt.datetime


@dataclass(frozen=True, slots=True)
class SecondField:
    """A field to type, without what was typed before. `id` is what `submit` calls it."""

    id: str
    document: int
    key: str
    label: str
    type: str
    page_id: str
    page_number: int
    box: Box | None


@dataclass(frozen=True, slots=True)
class SecondForm:
    """What somebody has to type of a dossier."""

    id: str
    code: str
    fields: tuple[SecondField, ...]


@dataclass(frozen=True, slots=True)
class SecondResult:
    """How many fields were typed, and how many of them differ from what was accepted."""

    fields: int
    differing: int


class SecondEntries:
    """Second entries of the dossiers of a Center."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    def list(self, actor: Actor) -> tuple[SecondTask, ...]:
        """Those that wait for this officer: of their Center, accepted by somebody else. Raises NotAllowedError."""
        actor.need(Right.REVIEW)
        unit = None if actor.unit == EVERY_UNIT else actor.unit
        with self.desk.store.database.reading() as session:
            found = second_entries.waiting(session, unit=unit, but_not=actor.id)
        return tuple(
            SecondTask(
                one.check_id,
                one.code,
                self.desk.law.procedure_view(one.procedure) if one.procedure else None,
                one.asked_at,
            )
            for one in found
        )

    def form(self, actor: Actor, check_id: str) -> SecondForm:
        """What there is to type. Raises NotAllowedError, NotFoundError when it does not wait for this officer."""
        actor.need(Right.REVIEW)
        with self.desk.store.database.reading() as session:
            row = self._waiting(session, actor, check_id)
            loaded = load(self.desk, session, own(session, actor, check_id))
        return SecondForm(check_id, row.code, _fields(loaded))

    def submit(self, actor: Actor, check_id: str, values: Mapping[str, str]) -> SecondResult:
        """
        Keep what was typed, every field of the form by its id, and tell how much differs.

        Raises as `form`; DecisionError when a field is left out, unknown or too long.
        """
        actor.need(Right.REVIEW)
        try:
            with self.desk.store.database.writing() as session:
                self._waiting(session, actor, check_id)
                loaded = load(self.desk, session, own(session, actor, check_id))
                result = _compared(loaded, values)
                self._keep(session, actor, loaded, values, result)
        except GoneError:
            raise NotFoundError from None
        return result

    def _waiting(self, session: Any, actor: Actor, check_id: str) -> SecondRow:
        row = second_entries.of_check(session, self.desk.store.keys, check_id)
        if row is None or row.done_at is not None or row.first_id == actor.id or not actor.sees(row.unit):
            raise NotFoundError
        return row

    def _keep(
        self, session: Any, actor: Actor, loaded: Loaded, values: Mapping[str, str], result: SecondResult
    ) -> None:
        now, keys = self.desk.now(), self.desk.store.keys
        check = loaded.check
        second_entries.submit(session, keys, check.id, actor.id, values, differing=result.differing, now=now)
        day = now.astimezone(VIETNAM).date()
        counters.count(session, "second.fields", day=day, n=result.fields)
        counters.count(session, "second.differing", day=day, n=result.differing)
        note = audit.Note(
            actor.id,
            "second_entry",
            unit=check.unit,
            check_id=check.id,
            engine=engine_of(loaded),
            detail={"fields": result.fields, "differing": result.differing},
        )
        audit.write(session, keys, note, at=now)


def same(kind: str, one: str, other: str) -> bool:
    """
    Whether two people typed the same value of a type.

    >>> same("date", "5/9/1985", "05-09-1985"), same("person_name", "Trần Thị Hoà", "TRẦN THỊ HÒA")
    (True, True)
    >>> same("text", "Hoa", "Hòa"), same("citizen_id", "079 190 000 123", "079190000123")
    (False, True)
    """
    return _norm(kind, one) == _norm(kind, other)


def _norm(kind: str, text: str) -> str:
    rule = VALIDATORS.get(kind)
    plain = " ".join(place_tone(word) for word in nfc(text).casefold().split())
    if rule is None:
        return plain
    try:
        return rule.validate(text).casefold()
    except Refusal:
        return without_separators(plain)


def _fields(loaded: Loaded) -> tuple[SecondField, ...]:
    return tuple(
        SecondField(
            one.id, one.document, one.key, one.label, one.type, one.page_id or "", one.page_number or 1, one.reading.box
        )
        for one in critical_of(loaded)
    )


def _compared(loaded: Loaded, values: Mapping[str, str]) -> SecondResult:
    asked = critical_of(loaded)
    if set(values) != {one.id for one in asked}:
        raise DecisionError("Type every field of the form, and no other.")
    if any(len(value) > LONGEST_VALUE for value in values.values()):
        raise DecisionError("A value is too long.")
    differing = [one for one in asked if not same(one.type, loaded.laid.values[one.place].text or "", values[one.id])]
    return SecondResult(len(asked), len(differing))
