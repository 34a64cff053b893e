"""What the pages of publishing are told: a draft before it counts, and a form with its history."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from scanpipe.catalog.diff import Difference
from scanpipe.catalog.schema import Edition
from scanpipe.intake.views import Words
from scanpipe.model import EditionStatus
from scanpipe.publishing.draft import Draft
from scanpipe.publishing.gates import Gate
from scanpipe.publishing.proposals import Proposal, RollbackProposal
from scanpipe.publishing.release_file import Release
from scanpipe.publishing.rollback import Earlier


@dataclass(frozen=True, slots=True)
class PublishView:
    """
    A draft before it is published. `on` and `until` are what is proposed, or what the draft says; `stale` is a proposal
    of which the draft has changed since. `rechecks` is how many dossiers would be examined again on that day, None
    where that cannot be told. `may_approve` says whether the one who looks may; `alone` that they would be alone.
    """

    draft: Draft = field(repr=False)
    name: Words
    before: Edition | None = field(repr=False)
    on: dt.date | None
    until: dt.date | None
    gates: tuple[Gate, ...]
    proposal: Proposal | None
    stale: bool
    difference: Difference | None = field(repr=False)
    rechecks: int | None
    may_approve: bool
    alone: bool
    today: dt.date

    @property
    def ready(self) -> bool:
        """Whether all gates are open."""
        return all(gate.ok for gate in self.gates)


@dataclass(frozen=True, slots=True)
class EditionLine:
    """An edition of a form: where it stands today, and its last day."""

    edition: Edition = field(repr=False)
    status: EditionStatus
    ended_on: dt.date | None


@dataclass(frozen=True, slots=True)
class FormView:
    """
    A form with its editions, the newest first, what was released, what can come back, and what somebody asked for
    (`stale`: the form changed since).
    """

    form: str
    name: Words
    editions: tuple[EditionLine, ...]
    drafts: tuple[Draft, ...] = field(repr=False)
    releases: tuple[Release, ...]
    earlier: tuple[Earlier, ...] = field(repr=False)
    asked: RollbackProposal | None
    stale: bool
    may_approve: bool
    alone: bool
