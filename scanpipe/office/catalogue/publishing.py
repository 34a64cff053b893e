"""
What operators and publishers do so that an edition counts, comes back, or travels: each act with its line in the audit.

An operator proposes and a publisher approves, two people. The release in forms/history/ says who did what, also where
the database is lost; its line in the audit follows at once, and does not hold the database while forms/ is worked on.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from scanpipe.catalog.catalog import Catalog
from scanpipe.intake.desk import Desk
from scanpipe.intake.errors import NotFoundError
from scanpipe.office.catalogue.publishing_views import EditionLine, FormView, PublishView
from scanpipe.office.people import Actor, Right
from scanpipe.publishing import proposals
from scanpipe.publishing.draft import Draft
from scanpipe.publishing.draft_errors import NoDraft
from scanpipe.publishing.drafts import Drafts
from scanpipe.publishing.gates import Wish, authors, gates, predecessor, same_person, standing
from scanpipe.publishing.lock import reading
from scanpipe.publishing.proposals import Proposal, RollbackProposal
from scanpipe.publishing.release_file import Release, history
from scanpipe.publishing.releases import difference, publish
from scanpipe.publishing.rollback import earlier, rollback
from scanpipe.publishing.staged import Staged
from scanpipe.publishing.words import PublishError
from scanpipe.service import VIETNAM
from scanpipe.store import audit

REASON = 40
"""Characters of a reason that the audit has room for."""
Days = tuple[dt.date | None, dt.date | None]
Would = Callable[[Actor, Catalog, dt.date], int]
"""How many dossiers would be examined again under a catalogue on a day."""


class Publishing:
    """Publications and rollbacks, for those who may; all methods raise NotAllowedError for others."""

    def __init__(
        self,
        desk: Desk,
        *,
        would: Would | None = None,
        changed: Callable[[Release, Actor], None] = lambda _release, _actor: None,
    ) -> None:
        """`changed` is told of each release after the law was taken up."""
        self.desk = desk
        self._would = would
        self._changed = changed

    # ---- publications --------------------------------------------------------------------------------------------

    def view(
        self, actor: Actor, form: str, edition: str, *, on: dt.date | None = None, until: dt.date | None = None
    ) -> PublishView:
        """A draft before it is published; its day is the one asked for, else proposed, else drafted. NotFoundError."""
        actor.need(Right.CATALOGUE)
        draft = self._draft(form, edition)
        proposal = proposals.proposed(draft)
        fits = proposal is not None and proposal.fits(draft)
        if on is None:
            drafted = draft.edition.effective_from if draft.edition else None
            on, until = (proposal.on, proposal.accepted_until) if proposal else (drafted, until)
        folder, today = self.desk.settings.forms_dir, self._today()
        alone = any(same_person(actor.login, name) for name in authors(draft))
        wish = Wish(on, until)
        with reading(folder):
            found, made = standing(folder, draft, wish, today=today)
        known = self.desk.law.catalog.forms.get(form)
        before = predecessor(known.editions, draft.edition, on) if known and draft.edition else None
        return PublishView(
            draft=draft,
            name=self.desk.law.form_name(form),
            before=before,
            on=on,
            until=until,
            gates=found,
            proposal=proposal if fits else None,
            stale=proposal is not None and not fits,
            difference=difference(folder, draft),
            rechecks=self._rechecks(actor, made, max(on or today, today)),
            may_approve=Right.PUBLISH in actor.rights and (not alone or self.may_be_alone),
            alone=alone,
            today=today,
        )

    def propose(
        self, actor: Actor, form: str, edition: str, *, on: dt.date, until: dt.date | None, etag: str
    ) -> Proposal:
        """
        Propose a draft as it was looked at. Raises NotFoundError, and PublishError where it changed, or the day cannot
        be; other gates may be closed still.
        """
        actor.need(Right.CATALOGUE)
        draft = self._draft(form, edition)
        if draft.etag != etag:
            raise PublishError("release.draft_changed")
        folder = self.desk.settings.forms_dir
        found = gates(folder, draft, on=on, today=self._today(), accepted_until=until)
        for gate in found:
            if gate.name == "date" and not gate.ok:
                raise PublishError(f"gate.{gate.why}", **gate.params)
        made = proposals.propose(folder, draft, on=on, accepted_until=until, by=actor.login, now=self.desk.now())
        self._note(actor, "law_proposed", form, edition, reason=f"{on}" + (f" / {until}" if until else ""))
        return made

    def withdraw(self, actor: Actor, form: str, edition: str) -> None:
        """Propose it no more."""
        actor.need(Right.CATALOGUE)
        proposals.withdraw(self.desk.settings.forms_dir, self._draft(form, edition))
        self._note(actor, "law_withdrawn", form, edition)

    def approve(
        self,
        actor: Actor,
        form: str,
        edition: str,
        *,
        etag: str,
        days: Days | None = None,
        alone: bool = False,
    ) -> Release:
        """
        Publish what is proposed, as the actor looked at it: `etag` is that of the draft, `days` are the first day and
        the last one of the edition before (None where nobody showed them any). `alone` says that they know that they
        made it themselves.

        Raises NotFoundError; PublishError where nothing is proposed, something changed since, or a gate is closed.
        """
        actor.need(Right.PUBLISH)
        draft = self._draft(form, edition)
        proposal = proposals.proposed(draft)
        if proposal is None:
            raise PublishError("release.not_proposed")
        if draft.etag != etag or not proposal.fits(draft):
            raise PublishError("release.draft_changed")
        if days is not None and days != (proposal.on, proposal.accepted_until):
            raise PublishError("release.proposal_changed", on=proposal.on)
        release = publish(
            self.desk.settings.forms_dir,
            draft,
            on=proposal.on,
            accepted_until=proposal.accepted_until,
            by=actor.login,
            now=self.desk.now(),
            today=self._today(),
            alone=self._alone(alone),
        )
        self._done(actor, release, "law_published")
        return release

    # ---- rollbacks -----------------------------------------------------------------------------------------------

    def form(self, actor: Actor, form: str) -> FormView:
        """A form with its editions and its history. Raises NotFoundError."""
        actor.need(Right.CATALOGUE)
        folder, catalog, today = self.desk.settings.forms_dir, self.desk.law.catalog, self._today()
        drafts = tuple(draft for draft in Drafts(folder).all() if draft.form == form)
        known = catalog.forms.get(form)
        if known is None and not drafts:
            raise NotFoundError
        asked = proposals.proposed_rollback(folder, form)
        alone = asked is not None and same_person(asked.by, actor.login)
        return FormView(
            form=form,
            name=self.desk.law.form_name(form),
            editions=tuple(
                EditionLine(edition, catalog.status(edition, on=today), catalog.ended_on(edition))
                for edition in reversed(known.editions if known else ())
            ),
            drafts=drafts,
            releases=history(folder, form),
            earlier=earlier(folder, form) if known else (),
            asked=asked,
            stale=asked is not None and not asked.fits(folder),
            may_approve=Right.PUBLISH in actor.rights and (not alone or self.may_be_alone),
            alone=alone,
        )

    def ask_back(self, actor: Actor, form: str, to: str, reason: str) -> RollbackProposal:
        """Ask that an edition come back. Raises NotFoundError; PublishError: no reason, nothing to go back to."""
        view = self.form(actor, form)
        if to not in {one.edition.edition for one in view.earlier}:
            raise PublishError(
                "rollback.unknown", edition=to, known=", ".join(one.edition.edition for one in view.earlier) or "–"
            )
        folder = self.desk.settings.forms_dir
        asked = proposals.propose_rollback(folder, form, to, reason=reason, by=actor.login, now=self.desk.now())
        self._note(actor, "law_back_proposed", form, to, reason=asked.reason)
        return asked

    def withdraw_back(self, actor: Actor, form: str) -> None:
        """Ask for it no more."""
        asked = self.form(actor, form).asked
        if asked is not None:
            proposals.withdraw_rollback(self.desk.settings.forms_dir, form)
            self._note(actor, "law_withdrawn", form, asked.to)

    def approve_back(self, actor: Actor, form: str, *, alone: bool = False) -> Release:
        """
        Do what was asked for. Raises NotFoundError; PublishError where nobody asked, the form changed since, the same
        person asked, or a file was changed by hand.
        """
        actor.need(Right.PUBLISH)
        folder = self.desk.settings.forms_dir
        asked = self.form(actor, form).asked
        if asked is None:
            raise PublishError("rollback.nobody_asked")
        if not asked.fits(folder):
            raise PublishError("rollback.moved_on")
        release = rollback(
            folder,
            form,
            asked.to,
            reason=asked.reason,
            by=actor.login,
            author=asked.by,
            now=self.desk.now(),
            today=self._today(),
            alone=self._alone(alone),
        )
        proposals.withdraw_rollback(folder, form)
        self._done(actor, release, "law_rolled_back")
        return release

    def releases(self, actor: Actor, form: str | None = None) -> tuple[Release, ...]:
        """What was released, the newest first."""
        actor.need(Right.CATALOGUE)
        return history(self.desk.settings.forms_dir, form)

    @property
    def may_be_alone(self) -> bool:
        """Whether one person may make and approve here (SCANPIPE_PUBLISH_ALONE)."""
        return self.desk.settings.publish_alone

    # ---- below ---------------------------------------------------------------------------------------------------

    def _draft(self, form: str, edition: str) -> Draft:
        try:
            return Drafts(self.desk.settings.forms_dir).get(form, edition)
        except NoDraft as error:
            raise NotFoundError from error

    def _today(self) -> dt.date:
        return self.desk.now().astimezone(VIETNAM).date()

    def _alone(self, asked: bool) -> bool:
        if asked and not self.may_be_alone:
            raise PublishError("release.alone_off")
        return asked

    def _rechecks(self, actor: Actor, made: Staged | None, day: dt.date) -> int | None:
        """How many dossiers that law would have examined again on its first day, or now where that has passed."""
        return self._would(actor, made.catalog, day) if self._would and made else None

    def _done(self, actor: Actor, release: Release, action: str) -> None:
        self._note(actor, action, release.form or "", release.edition or "", reason=_why(release))
        self.desk.laws.refresh()
        self._changed(release, actor)

    def _note(self, actor: Actor, action: str, form: str, edition: str, *, reason: str | None = None) -> None:
        """A line in the audit; the whole reason stands in the history."""
        store = self.desk.store
        about = f"{form}@{edition}" if edition else form or None
        short = reason[:REASON] if reason else None
        note = audit.Note(actor.id, action, unit=actor.unit, about=about, reason=short, edition=edition or None)
        with store.database.writing() as session:
            audit.write(session, store.keys, note, at=self.desk.now())


def _why(release: Release) -> str:
    """What the audit says of a release: its number, its day, whether one person did it alone, and the reason given."""
    parts = [f"#{release.seq}", str(release.on)]
    if release.accepted_until:
        parts.append(f"/ {release.accepted_until}")
    if release.alone:
        parts.append("alone")
    return " ".join((*parts, release.reason or "")).strip()
