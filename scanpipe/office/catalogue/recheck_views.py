"""What operators see of rechecks: counts, and the dossiers of their own Center."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from scanpipe.intake.law import Law
from scanpipe.intake.views import Words
from scanpipe.store.rechecks import Effect, ListedRow, RecheckRow


@dataclass(frozen=True, slots=True)
class RecheckView:
    """
    One recheck: why and when, which form (None: several) and how many dossiers came to what. `gone` were erased since.
    `by` is a login, or scanpipe itself.
    """

    id: str
    cause: str
    day: dt.date
    form: str | None
    name: Words | None
    edition: str | None
    by: str
    count: int
    unaffected: int
    new_form: int
    look: int
    waiting: int
    gone: int
    started_at: dt.datetime
    finished_at: dt.datetime | None


@dataclass(frozen=True, slots=True)
class DossierLine:
    """One dossier of a recheck. `id` is None for those who may not open it."""

    id: str | None
    code: str
    name: Words | None
    edition: str | None
    status_before: str | None
    status_after: str | None
    verdict_before: str | None
    verdict_after: str | None
    effect: str | None


@dataclass(frozen=True, slots=True)
class RecheckWhole:
    """A recheck with its dossiers at the actor's Center; what citizens still prepare is counted, not listed."""

    recheck: RecheckView
    lines: tuple[DossierLine, ...]


def view_of(row: RecheckRow, counted: Mapping[str | None, int], by: str, law: Law) -> RecheckView:
    """A recheck with its counts; `by` is a login."""
    return RecheckView(
        id=row.id,
        cause=row.cause,
        day=row.day,
        form=row.form,
        name=law.form_name(row.form) if row.form else None,
        edition=row.edition,
        by=by,
        count=row.count,
        unaffected=counted.get(Effect.UNAFFECTED, 0),
        new_form=counted.get(Effect.NEW_FORM, 0),
        look=counted.get(Effect.LOOK, 0),
        waiting=counted.get(None, 0),
        gone=max(0, row.count - sum(counted.values())),
        started_at=row.started_at,
        finished_at=row.finished_at,
    )


def line_of(one: ListedRow, law: Law, *, opens: bool) -> DossierLine:
    """A dossier of a recheck; how to open it is told only to who may."""
    row = one.row
    return DossierLine(
        id=row.check_id if opens else None,
        code=one.code,
        name=law.form_name(row.form) if row.form else None,
        edition=row.edition,
        status_before=row.status_before,
        status_after=row.status_after,
        verdict_before=row.verdict_before,
        verdict_after=row.verdict_after,
        effect=row.effect,
    )
