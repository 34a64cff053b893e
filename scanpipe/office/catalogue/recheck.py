"""
Rechecks: dossiers that were examined are examined again when the law changes under them, or when its day comes.

Which dossiers. Whatever was examined and is not received yet. What the Center has received keeps the edition that it
came with (the law protects what was accepted); a dossier that an officer has open, or that waits for a supplement, was
not accepted: it would else be accepted on a form that is no longer taken, and its citizen would be asked twice. So
`reviewing` and `supplement_requested` are examined again like all others; they stay where they are, the officer's
decisions stand, and the officer cannot accept before the result is there.

What it costs. What was read of a page is kept, so nothing is read again; rechecks wait behind everybody else.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from scanpipe.catalog import Catalog
from scanpipe.errors import UsageError
from scanpipe.intake.desk import Desk
from scanpipe.intake.errors import NotFoundError
from scanpipe.intake.law import Law
from scanpipe.intake.views import Words
from scanpipe.jobs.outcome import Outcome
from scanpipe.office.catalogue.affected import affected
from scanpipe.office.people import Actor, Right
from scanpipe.office.webhooks.hooks import RECHECKED
from scanpipe.service import VIETNAM
from scanpipe.store import audit, checks, events, rechecking, rechecks
from scanpipe.store import office as desks
from scanpipe.store.errors import NotFoundError as GoneError
from scanpipe.store.rechecking import Affected, NewRecheck, Seen, Standing
from scanpipe.store.rechecks import Effect, ListedRow, RecheckedRow, RecheckRow
from scanpipe.store.rows import CheckRow, NewEvent

CAUSES = ("published", "rolled_back", "changed", "day", "asked")
EVENT = "check.rechecked"
"""What the citizen's own page is told; a webhook hears `recheck.completed`."""
NOBODY = "scanpipe"
"""Who asks when the law or the day does."""


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


class Rechecks:
    """The rechecks of one service."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    # ---- asked for by the law and the day ------------------------------------------------------------------------

    def due(
        self,
        cause: str,
        *,
        law_before_id: str | None = None,
        form: str | None = None,
        edition: str | None = None,
        by: str = NOBODY,
    ) -> RecheckRow | None:
        """
        Ask for every dossier that does not stand as it was found to under the law and the day of now; None when there
        is none. It may be called at any time, by several servers at once, and as often as somebody likes: what was
        asked for waits, and what was examined again stands as it should.

        `form` and `edition` are what was published or rolled back. Papers of no known edition are examined again once
        under each new law; not at all where the law is still that of `law_before_id`.
        """
        law, today = self.desk.law, self._today()
        with self.desk.store.database.reading() as session:
            papers = rechecking.standings(session)
        unknown = self._other_law(law, form) if law_before_id != law.id else lambda _: False
        found = affected(papers, law.catalog, today, other_law=unknown)
        one_form = {one.form for one in found}
        about = form or (next(iter(one_form)) if len(one_form) == 1 else None)
        return self._begin(NewRecheck(cause, law.id, today, by, about, edition), found)

    def would(self, actor: Actor, catalog: Catalog, on: dt.date) -> int:
        """How many dossiers would be examined again if that catalogue were the law of that day."""
        actor.need(Right.CATALOGUE)
        with self.desk.store.database.reading() as session:
            papers = rechecking.standings(session)
        return len(affected(papers, catalog, on, other_law=lambda _: False))

    # ---- asked for by an operator --------------------------------------------------------------------------------

    def ask(self, actor: Actor, form: str, since: dt.date) -> RecheckRow | None:
        """
        Examine again all dossiers with a paper of that form that were begun since that day, as far as nobody has
        received them; None when there is none. Raises UsageError for an unknown form.
        """
        actor.need(Right.CATALOGUE)
        found, law = self._asked(form, since), self.desk.law
        new = NewRecheck("asked", law.id, self._today(), actor.id, form)
        return self._begin(new, found, actor=actor, reason=f"{form} {since.isoformat()}")

    def would_ask(self, actor: Actor, form: str, since: dt.date) -> int:
        """How many dossiers `ask` would examine again. Raises UsageError."""
        actor.need(Right.CATALOGUE)
        return len(self._asked(form, since))

    # ---- seeing --------------------------------------------------------------------------------------------------

    def all(self, actor: Actor) -> tuple[RecheckView, ...]:
        """The rechecks, the newest first."""
        actor.need(Right.CATALOGUE)
        with self.desk.store.database.reading() as session:
            return self._views(session, rechecks.all_of(session))

    def one(self, actor: Actor, recheck_id: str) -> RecheckWhole:
        """
        One recheck, with the dossiers of the actor's Center; only who may read dossiers is told how to open them.
        Raises NotFoundError.
        """
        actor.need(Right.CATALOGUE)
        with self.desk.store.database.reading() as session:
            row = rechecks.by_id(session, recheck_id)
            if row is None:
                raise NotFoundError
            (view,) = self._views(session, [row])
            listed = rechecks.dossiers_of(session, recheck_id)
        law, opens = self.desk.law, Right.READ in actor.rights
        return RecheckWhole(view, tuple(_line(one, law, opens=opens) for one in listed if actor.sees(one.unit)))

    # ---- below ---------------------------------------------------------------------------------------------------

    def _today(self) -> dt.date:
        return self.desk.now().astimezone(VIETNAM).date()

    def _begin(
        self, new: NewRecheck, found: Sequence[Affected], *, actor: Actor | None = None, reason: str | None = None
    ) -> RecheckRow | None:
        now, store = self.desk.now(), self.desk.store
        with store.database.writing() as session:
            rechecking.close_over(session, now=now)
            row = rechecking.begin(session, new, found, now=now) if found else None
            if row is not None:
                who, unit = (actor.id, actor.unit) if actor else ("machine", "")
                about = f"{row.form}@{row.edition}" if row.form and row.edition else row.form
                why = reason or new.cause
                audit.write(session, store.keys, audit.Note(who, "recheck_begun", unit, None, about, why), at=now)
        if row is not None:
            self.desk.wake()
        return row

    def _asked(self, form: str, since: dt.date) -> tuple[Affected, ...]:
        if form not in self.desk.law.catalog.forms:
            raise UsageError(f"There is no form {form!r}; `scanpipe forms list` names them.")
        begin = dt.datetime.combine(since, dt.time.min, VIETNAM)
        with self.desk.store.database.reading() as session:
            papers = rechecking.standings_since(session, form, begin)
        of_form = {p.check_id: p for p in reversed(papers) if p.form == form}
        return tuple(Affected(p.check_id, p.done, p.form, p.edition, p.status) for p in of_form.values())

    def _other_law(self, law: Law, form: str | None) -> Callable[[Standing], bool]:
        """Whether a paper of no known edition, that may be of that form, was examined under another catalogue."""

        def other(paper: Standing) -> bool:
            like = paper.form or paper.like
            return form in (None, like) and self._examined_under(paper) not in (None, law.catalog.digest)

        return other

    def _examined_under(self, paper: Standing) -> str | None:
        """The catalogue that the newest report was made under; None when that is gone."""
        with suppress(GoneError):
            made: str = json.loads(self.desk.store.blobs.get(paper.report or ""))["made_with"]["forms"]
            return made
        return None

    def _views(self, session: Any, rows: Sequence[RecheckRow]) -> tuple[RecheckView, ...]:
        counted = rechecks.tallies(session, [row.id for row in rows])
        logins = desks.logins_of(session, {row.by for row in rows})
        return tuple(self._view(row, counted[row.id], logins.get(row.by, row.by)) for row in rows)

    def _view(self, row: RecheckRow, counted: Any, by: str) -> RecheckView:
        waiting = counted.get(None, 0)
        return RecheckView(
            id=row.id,
            cause=row.cause,
            day=row.day,
            form=row.form,
            name=self.desk.law.form_name(row.form) if row.form else None,
            edition=row.edition,
            by=by,
            count=row.count,
            unaffected=counted.get(Effect.UNAFFECTED, 0),
            new_form=counted.get(Effect.NEW_FORM, 0),
            look=counted.get(Effect.LOOK, 0),
            waiting=waiting,
            gone=max(0, row.count - sum(counted.values())),
            started_at=row.started_at,
            finished_at=row.finished_at,
        )


def note_done(desk: Desk, session: Any, outcome: Outcome, before: CheckRow) -> None:
    """
    What an examination means for the rechecks, in its transaction, after its outcome was taken over. `before` is the
    check as it was when the examination began.

    Its citizen's page is told, and webhooks when something changed. An examination that began under another law or on
    another day than those of now is asked for once more.
    """
    now = desk.now()
    papers = [Seen(d.form, d.edition, d.edition_status) for d in outcome.documents if d.kind is None]
    settled = rechecking.settle(session, before.id, before, papers, now=now)
    if settled:
        newest = max(settled, key=lambda one: one.recheck.started_at)
        events.tell(session, before.id, NewEvent(EVENT, _told(newest)), now=now)
        if newest.effect is not Effect.UNAFFECTED:
            desk.tell(session, RECHECKED, before.id)
    _ask_if_late(desk, session, papers, before, now)


def _ask_if_late(desk: Desk, session: Any, papers: Sequence[Seen], before: CheckRow, now: dt.datetime) -> None:
    """The law may have changed, or midnight come, while it was examined."""
    law, today = desk.law, now.astimezone(VIETNAM).date()
    check = checks.by_id(session, before.id)
    if check is None:
        return
    seen = [
        Standing(check.id, check.done, check.as_of, None, p.form, p.edition, p.status, sighted=False, like=None)
        for p in papers
        if p.edition is not None
    ]
    found = affected(seen, law.catalog, today, other_law=lambda _: False)
    if found and not rechecking.asked_under(session, check.id, law.id, today):
        new = NewRecheck("changed", law.id, today, NOBODY, found[0].form)
        rechecking.begin(session, new, found, now=now)


def _told(one: RecheckedRow) -> dict[str, Any]:
    return {
        "recheck": one.recheck.id,
        "effect": one.effect,
        "form": one.form,
        "edition": one.edition,
        "status": one.status_after,
        "verdict": one.verdict_after,
    }


def _line(one: ListedRow, law: Law, *, opens: bool) -> DossierLine:
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
