"""
What somebody proposes and somebody else approves: `proposal.yaml` in a draft's folder for its publication,
`history/proposed/<form>.yaml` for a rollback.

A proposal is about one state: when the draft, or the form, changed since, it is void and is made again.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TypeVar

from pydantic import AwareDatetime

from scanpipe.catalog.load import read_file
from scanpipe.catalog.strict import Key, Strict, Text
from scanpipe.errors import FormDataError
from scanpipe.publishing.candidate import write_whole
from scanpipe.publishing.draft import Draft
from scanpipe.publishing.journal import settled
from scanpipe.publishing.release_file import HISTORY, Sha, history, plain_yaml
from scanpipe.publishing.words import PublishError

FILE = "proposal.yaml"
M = TypeVar("M", bound=Strict)


class Proposal(Strict):
    """That a draft be published: as it was (`etag`), from which day, and until when the edition before is taken."""

    by: Text
    at: AwareDatetime
    on: dt.date
    accepted_until: dt.date | None = None
    etag: Sha

    def fits(self, draft: Draft) -> bool:
        """Whether the draft is still the one that was proposed."""
        return self.etag == draft.etag


class RollbackProposal(Strict):
    """That an edition come back, and why. `after` is the number of the form's newest release then."""

    form: Key
    to: Key
    reason: Text
    by: Text
    at: AwareDatetime
    after: int

    def fits(self, forms_dir: Path) -> bool:
        """Whether nothing was released for the form since."""
        newest = history(forms_dir, self.form)[:1]
        return bool(newest) and newest[0].seq == self.after


def proposed(draft: Draft) -> Proposal | None:
    """What is proposed for a draft; None where nothing is, or the file was broken by hand."""
    return _read(draft.folder / FILE, Proposal)


def propose(
    forms_dir: Path, draft: Draft, *, on: dt.date, accepted_until: dt.date | None, by: str, now: dt.datetime
) -> Proposal:
    """Propose a draft as it is, instead of what was proposed before. Raises PublishError where it changed meanwhile."""
    proposal = Proposal(by=by, at=now, on=on, accepted_until=accepted_until, etag=draft.etag)
    with settled(forms_dir):
        text = draft.folder / "edition.yaml"
        if not text.is_file() or text.read_bytes() != draft.text.encode():
            raise PublishError("release.draft_changed")
        write_whole(draft.folder / FILE, plain_yaml(proposal))
    return proposal


def withdraw(forms_dir: Path, draft: Draft) -> None:
    """Propose it no more."""
    with settled(forms_dir):
        (draft.folder / FILE).unlink(missing_ok=True)


def proposed_rollback(forms_dir: Path, form: str) -> RollbackProposal | None:
    """What is asked for; None where nothing is."""
    return _read(_rollback_file(forms_dir, form), RollbackProposal)


def propose_rollback(
    forms_dir: Path, form: str, to: str, *, reason: str, by: str, now: dt.datetime
) -> RollbackProposal:
    """Ask for a rollback, instead of what was asked for before. Raises PublishError: no reason, no release."""
    if not reason.strip():
        raise PublishError("rollback.no_reason")
    with settled(forms_dir):
        newest = history(forms_dir, form)[:1]
        if not newest:
            raise PublishError("rollback.none", form=form)
        asked = RollbackProposal(form=form, to=to, reason=reason.strip(), by=by, at=now, after=newest[0].seq)
        path = _rollback_file(forms_dir, form)
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, plain_yaml(asked))
    return asked


def withdraw_rollback(forms_dir: Path, form: str) -> None:
    """Ask for it no more; also called when it was done."""
    with settled(forms_dir):
        _rollback_file(forms_dir, form).unlink(missing_ok=True)


def _rollback_file(forms_dir: Path, form: str) -> Path:
    return forms_dir / HISTORY / "proposed" / f"{form}.yaml"


def _read(path: Path, model: type[M]) -> M | None:
    if not path.is_file():
        return None
    try:
        return read_file(path, model)
    except FormDataError:
        return None
