"""
What an operator does with drafts of editions: look, change, take back, throw away. Each act with its line in the audit.

A draft is saved after every change of its page. Saves of one person that follow each other on one draft are one line
every ten minutes: the line says that they worked on it; every step stands in the draft's own undo.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import TypeVar

from scanpipe.catalog.schema import Edition
from scanpipe.catalog.write import yaml_of
from scanpipe.errors import EngineError
from scanpipe.intake.desk import Desk
from scanpipe.intake.errors import NotFoundError
from scanpipe.office.catalogue import blank_pages, presence
from scanpipe.office.catalogue.blank_pages import BlankPage, PrintedLines
from scanpipe.office.catalogue.presence import Here
from scanpipe.office.people import Actor, Right
from scanpipe.publishing.changes import Change, EditError
from scanpipe.publishing.draft_file import DraftFile
from scanpipe.publishing.drafts import Draft, Drafts, NoDraft
from scanpipe.publishing.edits import changed, touched
from scanpipe.store import audit, lately

T = TypeVar("T")

ONE_LINE = dt.timedelta(minutes=10)
"""Saves of one person in a row are told once in this time."""
SAVED = "draft_saved"


class Drafting:
    """The drafts in forms/, for those who may edit the catalogue. All methods raise NotAllowedError for others."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    @property
    def drafts(self) -> Drafts:
        """The drafts as files."""
        return Drafts(self.desk.settings.forms_dir)

    def all(self, actor: Actor) -> tuple[Draft, ...]:
        """Every draft."""
        actor.need(Right.CATALOGUE)
        return self.drafts.all()

    def get(self, actor: Actor, form: str, edition: str) -> Draft:
        """One draft as it is now, also when somebody changed its file by hand. Raises NotFoundError."""
        actor.need(Right.CATALOGUE)
        return _found(lambda: self.drafts.get(form, edition))

    def begin(self, actor: Actor, text: str, about: DraftFile, files: Mapping[str, bytes]) -> Draft:
        """A new draft. Raises DraftExists."""
        return self._noted(
            actor, "draft_begun", about.form, about.edition, lambda: self.drafts.begin(text, about, files)
        )

    def save(self, actor: Actor, form: str, edition: str, text: str, *, etag: str) -> Draft:
        """
        The draft with that YAML, when it is still the one of `etag`.

        Raises NotFoundError, Conflict, and FormDataError naming the line where the YAML is no edition.
        """

        def save() -> Draft:
            draft = self.drafts.save(form, edition, text, etag=etag, by=actor.login)
            presence.saved(draft.folder, actor.login, now=self.desk.now())
            return draft

        return self._noted(actor, SAVED, form, edition, save)

    def edit(self, actor: Actor, form: str, edition: str, changes: Sequence[Change], *, etag: str) -> Draft:
        """
        The draft with these changes made one after the other: one step of its undo. Guesses about the fields that were
        changed are seen by that. Raises as `save`, and EditError where a change cannot be made.
        """
        draft = self.get(actor, form, edition)
        if draft.edition is None:
            raise EditError("", "broken")
        after = changed(draft.edition, changes, before=self.previous(draft))
        saved = self.save(actor, form, edition, yaml_of(after), etag=etag)
        about = {touched(change) for change in changes}
        return (
            self.see(actor, form, edition, about) if any((g.key or "") in about for g in saved.about.unseen) else saved
        )

    def undo(self, actor: Actor, form: str, edition: str, *, etag: str) -> Draft:
        """The draft as it was before the last change, to the byte. Raises as `save`."""
        return self._noted(
            actor, "draft_undone", form, edition, lambda: self.drafts.undo(form, edition, etag=etag, by=actor.login)
        )

    def redo(self, actor: Actor, form: str, edition: str, *, etag: str) -> Draft:
        """The draft as it was before the last undo, to the byte. Raises as `save`."""
        return self._noted(
            actor, SAVED, form, edition, lambda: self.drafts.redo(form, edition, etag=etag, by=actor.login)
        )

    def see(self, actor: Actor, form: str, edition: str, keys: Collection[str]) -> Draft:
        """Guesses about these fields ("" for those about the whole) were looked at. Raises NotFoundError."""
        actor.need(Right.CATALOGUE)
        return _found(lambda: self.drafts.see(form, edition, keys, by=actor.login))

    def drop(self, actor: Actor, form: str, edition: str) -> None:
        """Throw the draft away. Raises NotFoundError."""
        self._noted(actor, "draft_dropped", form, edition, lambda: self.drafts.drop(form, edition, by=actor.login))

    def picture(self, actor: Actor, form: str, edition: str, page: int) -> BlankPage:
        """A page (from 1) of the draft's blank at 150 dpi. Raises NotFoundError, EngineError."""
        return self.page(actor, self.get(actor, form, edition), page)

    def lines(self, actor: Actor, form: str, edition: str, page: int) -> PrintedLines:
        """What is printed there that a box may snap to. Raises as `picture`."""
        return blank_pages.printed_lines(self.get(actor, form, edition), page)

    def page(self, actor: Actor, draft: Draft, page: int) -> BlankPage:
        """The same of a draft that is at hand."""
        actor.need(Right.CATALOGUE)
        return blank_pages.page_of(draft, page)

    def pages(self, actor: Actor, draft: Draft) -> int:
        """How many pages the blank has; those that the edition says where it cannot be opened."""
        actor.need(Right.CATALOGUE)
        try:
            return blank_pages.page_count(draft)
        except EngineError:
            return draft.edition.pages if draft.edition else 0

    def here(self, actor: Actor, draft: Draft) -> tuple[Here, ...]:
        """Say that they have the draft open; who else has."""
        actor.need(Right.CATALOGUE)
        now = self.desk.now()
        presence.come(draft.folder, actor.id, actor.login, now=now)
        return presence.others(draft.folder, actor.id, now=now)

    def leave(self, actor: Actor, draft: Draft) -> None:
        """Say that they have it open no more."""
        actor.need(Right.CATALOGUE)
        presence.leave(draft.folder, actor.id)

    def saver(self, actor: Actor, draft: Draft) -> Here | None:
        """Who saved it last here, and when; None where that was by hand, or by a program on this machine."""
        actor.need(Right.CATALOGUE)
        return presence.saver(draft.folder)

    def previous(self, draft: Draft) -> Edition | None:
        """The edition that the draft was made from, as long as it is in the catalogue."""
        form = self.desk.law.catalog.forms.get(draft.form)
        named = draft.about.previous
        return next((one for one in form.editions if one.edition == named), None) if form and named else None

    def _noted(self, actor: Actor, action: str, form: str, edition: str, act: Callable[[], T]) -> T:
        """What the act gives, and its line in the audit: neither without the other."""
        actor.need(Right.CATALOGUE)
        now, store, about = self.desk.now(), self.desk.store, f"{form}@{edition}"
        with store.database.writing() as session:
            told = action == SAVED and lately.last_about(session, about, since=now - ONE_LINE) == (actor.id, SAVED)
            if not told:
                note = audit.Note(actor.id, action, unit=actor.unit, about=about)
                audit.write(session, store.keys, note, at=now)
            return _found(act)


def _found(act: Callable[[], T]) -> T:
    """What the act gives; a draft that is not there is told like all that is not there."""
    try:
        return act()
    except NoDraft as error:
        raise NotFoundError from error
