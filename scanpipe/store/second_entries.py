"""Accepted dossiers whose critical fields somebody else types once more, without seeing what was typed before."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from scanpipe.store.errors import NotFoundError
from scanpipe.store.keys import Keys
from scanpipe.store.office_tables import SecondEntry
from scanpipe.store.tables import Dossier


@dataclass(frozen=True, slots=True)
class SecondRow:
    """One of them. `fields` of its critical fields were typed, `differing` of them differ from what was accepted."""

    check_id: str
    code: str
    unit: str
    procedure: str | None
    first_id: str
    asked_at: dt.datetime
    second_id: str | None = None
    values: Mapping[str, str] | None = field(default=None, repr=False)
    fields: int | None = None
    differing: int | None = None
    done_at: dt.datetime | None = None


def ask(session: Session, check_id: str, first_id: str, *, now: dt.datetime) -> None:
    """Somebody else than `first_id` shall type the critical fields of this dossier; asking twice is asking once."""
    if session.get(SecondEntry, check_id) is None:
        session.add(SecondEntry(check_id=check_id, first_id=first_id, asked_at=now))
        session.flush()


def waiting(session: Session, *, unit: str | None, but_not: str) -> tuple[SecondRow, ...]:
    """Those that wait, of one Center (None: of all), without those that `but_not` accepted; oldest first."""
    wanted = _joined().where(SecondEntry.done_at.is_(None), SecondEntry.first_id != but_not)
    if unit is not None:
        wanted = wanted.where(Dossier.unit == unit)
    found = session.execute(wanted.order_by(SecondEntry.asked_at, SecondEntry.check_id))
    return tuple(_row_of(entry, dossier) for entry, dossier in found)


def of_check(session: Session, keys: Keys, check_id: str) -> SecondRow | None:
    """That of a dossier, with what was typed; None when it was not drawn, or is gone."""
    found = session.execute(_joined().where(SecondEntry.check_id == check_id)).first()
    if found is None:
        return None
    entry, dossier = found
    return _row_of(entry, dossier, _opened(keys, entry))


def submit(
    session: Session,
    keys: Keys,
    check_id: str,
    second_id: str,
    values: Mapping[str, str],
    *,
    differing: int,
    now: dt.datetime,
) -> None:
    """Keep what somebody typed, and how much of it differs. Raises NotFoundError when it does not wait (any more)."""
    entry = session.get(SecondEntry, check_id, with_for_update=True, populate_existing=True)
    if entry is None or entry.done_at is not None:
        raise NotFoundError("This dossier does not wait for a second entry.")
    entry.second_id = second_id
    entry.values_sealed = keys.sealed_text(json.dumps(dict(values), ensure_ascii=False), _label(check_id))
    entry.fields = len(values)
    entry.differing = differing
    entry.done_at = now
    session.flush()


def _joined() -> Select[SecondEntry, Dossier]:
    living = Dossier.deleted_at.is_(None)
    return select(SecondEntry, Dossier).join(Dossier, SecondEntry.check_id == Dossier.id).where(living)


def _row_of(entry: SecondEntry, dossier: Dossier, values: Mapping[str, str] | None = None) -> SecondRow:
    return SecondRow(
        check_id=entry.check_id,
        code=dossier.code,
        unit=dossier.unit,
        procedure=dossier.procedure,
        first_id=entry.first_id,
        asked_at=entry.asked_at,
        second_id=entry.second_id,
        values=values,
        fields=entry.fields,
        differing=entry.differing,
        done_at=entry.done_at,
    )


def _opened(keys: Keys, entry: SecondEntry) -> Mapping[str, str] | None:
    if entry.values_sealed is None:
        return None
    opened: dict[str, str] = json.loads(keys.opened_text(entry.values_sealed, _label(entry.check_id)))
    return opened


def _label(check_id: str) -> str:
    return f"second_entries.values/{check_id}"
