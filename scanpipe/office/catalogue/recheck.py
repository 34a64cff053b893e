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
from typing import Any

from scanpipe.catalog import Catalog
from scanpipe.errors import UsageError
from scanpipe.intake.desk import Desk
from scanpipe.intake.errors import NotFoundError
from scanpipe.intake.law import Law
from scanpipe.office.catalogue.affected import affected
from scanpipe.office.catalogue.announcing import announced
from scanpipe.office.catalogue.recheck_views import RecheckView, RecheckWhole, line_of, view_of
from scanpipe.office.catalogue.settling import NOBODY
from scanpipe.office.people import Actor, Right
from scanpipe.publishing.release_file import Release
from scanpipe.service import VIETNAM
from scanpipe.store import audit, rechecking, rechecks
from scanpipe.store import office as desks
from scanpipe.store.errors import NotFoundError as GoneError
from scanpipe.store.rechecking import Affected, NewRecheck, Standing
from scanpipe.store.rechecks import RecheckRow

__all__ = ["CAUSES", "RecheckView", "RecheckWhole", "Rechecks"]

CAUSES = ("published", "rolled_back", "changed", "day", "asked")


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

    def law_changed(self, cause: str) -> RecheckRow | None:
        """
        What follows when another law is in use (`changed`), a day began, or the server started (`day`): addresses are
        told of releases, dossiers asked for. Whoever publishes at the command line is heard of by that.
        """
        newest = announced(self.desk)
        if cause == "changed" and newest is not None and newest.law_after == self.desk.law.id:
            return self._after(newest, NOBODY)
        return self.due(cause)

    def released(self, release: Release, actor: Actor) -> None:
        """What follows a publication or a roll back, once its law is in use."""
        announced(self.desk)
        self._after(release, actor.id)

    def _after(self, release: Release, by: str) -> RecheckRow | None:
        cause = "rolled_back" if release.kind == "rolled_back" else "published"
        return self.due(cause, form=release.form, edition=release.edition, by=by)

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
        return RecheckWhole(view, tuple(line_of(one, law, opens=opens) for one in listed if actor.sees(one.unit)))

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
        law = self.desk.law
        return tuple(view_of(row, counted[row.id], logins.get(row.by, row.by), law) for row in rows)
