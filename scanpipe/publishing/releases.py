"""
A draft becomes an edition: every gate is open, somebody else approved, and forms/ changes as a whole or not at all.

That it *takes effect* on its day is a comparison of dates; nothing has to happen then.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from scanpipe.catalog.diff import Difference, compare
from scanpipe.publishing.draft import Draft
from scanpipe.publishing.gates import Gate, Wish, authors, effective_until, predecessor, shut, standing
from scanpipe.publishing.journal import enter, settled
from scanpipe.publishing.lock import reading
from scanpipe.publishing.release_file import Kind, MovedDraft, Release, folders, history
from scanpipe.publishing.staged import Staged, form_alone
from scanpipe.publishing.words import PublishError

__all__ = ["GateError", "Release", "difference", "history", "publish", "released"]


class GateError(PublishError):
    """A gate is closed; `gate` says which, and its words are the sentence."""

    def __init__(self, gate: Gate) -> None:
        self.gate = gate
        super().__init__(f"gate.{gate.why}", **gate.params)


def publish(
    forms_dir: Path,
    draft: Draft,
    *,
    on: dt.date,
    by: str,
    now: dt.datetime,
    today: dt.date,
    accepted_until: dt.date | None = None,
    alone: bool = False,
    dry_run: bool = False,
) -> Release:
    """
    The draft as an edition in force from `on` (Vietnam's day); the edition before is taken until `accepted_until`.

    `by` approves; with `alone` they may have made the draft themselves, which the release then says. A `dry_run` goes
    through everything and changes nothing. Raises GateError, PublishError, FormDataError; then nothing was changed.
    """
    if not by.strip():
        raise PublishError("release.no_name")
    wish = Wish(on, accepted_until, by.strip(), alone)
    with settled(forms_dir):
        if not _still(draft):
            raise PublishError("release.draft_changed")
        held, made = standing(forms_dir, draft, wish, today=today)
        # Who may not do it at all is told that first.
        for gate in sorted(shut(held), key=lambda gate: gate.name != "second"):
            raise GateError(gate)
        assert made is not None, "an open gate lint has read the law"
        if not made.after:
            raise PublishError("release.nothing_new")
        release = released(
            forms_dir,
            made,
            kind="published",
            at=now,
            form=draft.form,
            edition=draft.key,
            on=on,
            accepted_until=effective_until(wish),
            by=wish.by or by,
            author=", ".join(authors(draft)),
            alone=any(gate.why == "second_alone" for gate in held),
            drafts=(MovedDraft(form=draft.form, edition=draft.key, way="taken", etag=draft.etag),),
        )
        if not dry_run:
            enter(forms_dir, release, made.before, made.after, {})
    return release


def released(
    forms_dir: Path,
    made: Staged,
    *,
    kind: Kind,
    at: dt.datetime,
    form: str | None,
    edition: str | None,
    on: dt.date,
    by: str,
    author: str,
    accepted_until: dt.date | None = None,
    alone: bool = False,
    reason: str | None = None,
    drafts: tuple[MovedDraft, ...] = (),
) -> Release:
    """The release of a change, under the next number; only for who holds the lock."""
    last = folders(forms_dir)[-1:]
    return Release(
        seq=int(last[0].name) + 1 if last else 1,
        at=at,
        kind=kind,
        form=form,
        edition=edition,
        on=on,
        accepted_until=accepted_until,
        by=by,
        author=author,
        alone=alone,
        reason=reason,
        law_before=made.law_before,
        law_after=made.law_after,
        touched=made.touched,
        drafts=drafts,
    )


def difference(forms_dir: Path, draft: Draft) -> Difference | None:
    """What is new in a draft against the edition before; None for a form's first, or where either has no fields."""
    if draft.edition is None:
        return None
    with reading(forms_dir):
        form = form_alone(forms_dir, draft.form)
    before = predecessor(form.editions, draft.edition, draft.edition.effective_from) if form else None
    if before is None or not before.fields or not draft.edition.fields:
        return None
    return compare(before, draft.edition)


def _still(draft: Draft) -> bool:
    """Whether the draft's file is the one that was looked at."""
    path = draft.folder / "edition.yaml"
    return path.is_file() and path.read_bytes() == draft.text.encode()
