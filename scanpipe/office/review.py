"""
The review of one dossier: opened and held, looked at, decided point by point, accepted.

An officer sees the dossiers of their own Center only; another's is not found, like one that is not there. Every act is
one transaction with its line in the audit.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from scanpipe.intake.desk import Desk
from scanpipe.intake.errors import NotFoundError, StateError
from scanpipe.office import accepting, deciding, holding
from scanpipe.office.accepting import FinalField, Tell, final_of
from scanpipe.office.deciding import engine_of
from scanpipe.office.errors import DecisionError, HeldError
from scanpipe.office.guards import LONGEST_NOTE, SECOND_EVERY, wish_of
from scanpipe.office.loaded import Loaded, load, own
from scanpipe.office.people import EVERY_UNIT, Actor, Right
from scanpipe.office.queue import code_in
from scanpipe.office.views import ReviewView
from scanpipe.store import audit, checks, listing, rechecking
from scanpipe.store.errors import NotFoundError as GoneError
from scanpipe.store.rows import AT_THE_CENTER

LONGEST_WAIT = dt.timedelta(days=31)


class Reviews:
    """
    Reviews of dossiers. `second_every`: one accepted dossier in so many is typed once more (0: none). `tell` is called
    within the transaction of an acceptance, that of the desk where none is given.
    """

    def __init__(self, desk: Desk, *, second_every: int = SECOND_EVERY, tell: Tell | None = None) -> None:
        self.desk = desk
        self.second_every = second_every
        self.tell = tell or desk.tell

    # ---- seeing --------------------------------------------------------------------------------------------------

    def open(self, actor: Actor, ref: str) -> ReviewView:
        """
        Open a dossier by its id or a code, and hold it; when somebody else has it, or it was accepted, it is shown to
        be read. Raises NotAllowedError, NotFoundError.
        """
        actor.need(Right.READ)
        check_id = self._found(actor, ref)
        if Right.REVIEW in actor.rights:
            try:
                with self._writing() as session:
                    if (check := own(session, actor, check_id)).state in AT_THE_CENTER:
                        deciding.take(self.desk, session, actor, check)
                        rechecking.hasten(session, check_id)
            except HeldError:
                pass  # the view says who has it
            else:
                self.desk.bell.ring(check_id)
        return self.view(actor, check_id)

    def view(self, actor: Actor, check_id: str) -> ReviewView:
        """The dossier as it stands, without holding it. Raises NotAllowedError, NotFoundError."""
        actor.need(Right.READ)
        with self.desk.store.database.reading() as session:
            loaded = load(self.desk, session, own(session, actor, check_id), actor.id)
            mine = loaded.holder is not None and loaded.holder[0] == actor.id
            can_undo = mine and deciding.last_own(session, actor, loaded) is not None
        return _view(loaded, actor, mine=mine, can_undo=can_undo)

    def final_fields(self, actor: Actor, check_id: str) -> tuple[FinalField, ...]:
        """The values that hold, numbers unmasked. Raises NotAllowedError, NotFoundError."""
        actor.need(Right.READ)
        with self.desk.store.database.reading() as session:
            return final_of(load(self.desk, session, own(session, actor, check_id)))

    def reveal(self, actor: Actor, check_id: str, point: str) -> str:
        """
        The value of a point whose number is masked; that it was seen is written down.

        Raises NotAllowedError, NotFoundError also for a point without a value.
        """
        actor.need(Right.READ)
        with self._writing() as session:
            check = own(session, actor, check_id)
            loaded = load(self.desk, session, check)
            found = loaded.laid.point(point)
            place = (found.document, found.key) if found else (None, None)
            about = next((one for one in loaded.fields if one.place == place), None)
            value = loaded.laid.values[about.place].text if about else None
            if value is None:
                raise NotFoundError
            edition = deciding.edition_of(loaded, about.document if about else None)
            note = audit.Note(
                actor.id,
                "revealed",
                unit=check.unit,
                check_id=check_id,
                about=point,
                edition=edition,
                engine=engine_of(loaded),
            )
            audit.write(session, self.desk.store.keys, note, at=self.desk.now())
        return value

    # ---- deciding ------------------------------------------------------------------------------------------------

    def decide(
        self,
        actor: Actor,
        check_id: str,
        point: str,
        kind: str,
        *,
        value: str | None = None,
        reason: str | None = None,
        note: str | None = None,
        seen_ms: int = 0,
        if_match: str | None = None,
    ) -> ReviewView:
        """
        Decide about one point: `kind` is accept | edit | override | illegible | not_applicable | retake.

        Accepting needs `seen_ms` of at least 300; an override its `reason` (OverrideReason), and for *other* a `note`.
        `if_match` is the etag of what was looked at. Raises NotAllowedError, NotFoundError, HeldError, DecisionError,
        StateError (accepted before), ChangedError.
        """
        wish = wish_of(kind, value=value, reason=reason, note=note, seen_ms=seen_ms)
        with self._writing() as session:
            deciding.decide(self.desk, session, actor, check_id, point, wish, if_match)
        return self._after(actor, check_id)

    def undo(self, actor: Actor, check_id: str, *, if_match: str | None = None) -> ReviewView:
        """Take back one's own last decision since the dossier was opened. Raises as `decide`."""
        with self._writing() as session:
            deciding.undo(self.desk, session, actor, check_id, if_match)
        return self._after(actor, check_id)

    def accept(
        self, actor: Actor, check_id: str, *, official_code: str | None = None, if_match: str | None = None
    ) -> ReviewView:
        """Accept the dossier. Raises as `decide`, and OpenPointsError while something is open or unseen."""
        with self._writing() as session:
            accepting.accept(
                self.desk,
                session,
                actor,
                check_id,
                official_code=official_code,
                if_match=if_match,
                every=self.second_every,
                tell=self.tell,
            )
        return self._after(actor, check_id)

    def set_official_code(self, actor: Actor, check_id: str, official_code: str) -> ReviewView:
        """Note the code that the authority's own system gave; an empty one takes it away. Raises as `decide`."""
        with self._writing() as session:
            accepting.set_official_code(self.desk, session, actor, check_id, official_code)
        return self._after(actor, check_id)

    # ---- leaving -------------------------------------------------------------------------------------------------

    def release(self, actor: Actor, check_id: str) -> None:
        """Leave the dossier: others may open it at once. Raises NotAllowedError, NotFoundError."""
        actor.need(Right.REVIEW)
        with self._writing() as session:
            own(session, actor, check_id)
            holding.leave(session, self.desk.store.keys, actor, check_id, self.desk.now())
        self.desk.bell.ring(check_id)

    def postpone(self, actor: Actor, check_id: str, until: dt.datetime | dt.timedelta, why: str) -> None:
        """
        Put the dossier off until then, or for that long, saying why.

        Raises NotAllowedError, NotFoundError, HeldError, StateError (accepted before), DecisionError.
        """
        actor.need(Right.REVIEW)
        if not why.strip() or len(why) > LONGEST_NOTE:
            raise DecisionError("Say why the dossier is put off, in a few words.")
        now = self.desk.now()
        until = now + until if isinstance(until, dt.timedelta) else until
        if not now < until <= now + LONGEST_WAIT:
            raise DecisionError("Put the dossier off until a moment to come, and not for longer than a month.")
        with self._writing() as session:
            if own(session, actor, check_id).state not in AT_THE_CENTER:
                raise StateError("The dossier was accepted; there is nothing to put off.")
            holding.postpone(session, self.desk.store.keys, actor, check_id, until, why.strip(), self.desk.now())
        self.desk.bell.ring(check_id)

    # ---- below ---------------------------------------------------------------------------------------------------

    def _found(self, actor: Actor, ref: str) -> str:
        """The id that an id or a code stands for."""
        with self.desk.store.database.reading() as session:
            if checks.by_id(session, ref) is not None:
                return ref
            unit = None if actor.unit == EVERY_UNIT else actor.unit
            found = listing.find(session, unit=unit, code=code_in(ref), official_code=ref.strip())
        if found is None:
            raise NotFoundError
        return found

    def _after(self, actor: Actor, check_id: str) -> ReviewView:
        """What an act has made of the dossier; whoever watches it is woken."""
        self.desk.bell.ring(check_id)
        return self.view(actor, check_id)

    @contextmanager
    def _writing(self) -> Iterator[Any]:
        try:
            with self.desk.store.database.writing() as session:
                yield session
        except GoneError:
            raise NotFoundError from None


def _view(loaded: Loaded, actor: Actor, *, mine: bool, can_undo: bool) -> ReviewView:
    check, seen, laid = loaded.check, loaded.seen, loaded.laid
    holder = loaded.holder
    writable = check.state in AT_THE_CENTER and Right.REVIEW in actor.rights
    return ReviewView(
        id=check.id,
        code=check.code,
        unit=check.unit,
        state=check.state.value,
        verdict=check.verdict or "review",
        headline=seen.headline,
        procedure=seen.procedure,
        as_of=seen.as_of,
        sent_at=check.sent_at or check.touched_at,
        due_at=check.due_at,
        pages=seen.pages,
        documents=seen.documents,
        checklist=seen.checklist,
        points=laid.points,
        fields=laid.all,
        comparison=loaded.comparison(),
        slips=loaded.slips,
        may_write=mine and writable,
        held_by=holder[1] if holder and not mine else None,
        can_undo=can_undo and writable,
        open_must=laid.open_must,
        unseen=laid.unseen,
        official_code=check.official_code,
        etag=loaded.etag,
        form_change=seen.form_change,
    )
