"""The catalogue at a glance: forms that fit a search, and drafts with where they stand."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from scanpipe.catalog.timeline import FormLanes, Standing, Timeline
from scanpipe.catalog.timeline_warnings import Warned
from scanpipe.publishing.draft import Draft
from scanpipe.publishing.gates import TRIAL
from scanpipe.publishing.proposals import Proposal, proposed
from scanpipe.text import base_letters


class Trial(StrEnum):
    """What is known of the test of a draft."""

    NONE = "none"
    PASSED = "passed"
    FAILED = "failed"
    STALE = "stale"
    """The draft changed since it was tested."""


class State(StrEnum):
    """Which forms are shown."""

    WARNED = "warned"
    SCHEDULED = "scheduled"
    GRACE = "grace"
    DRAFTED = "drafted"
    NOT_IN_FORCE = "not_in_force"


@dataclass(frozen=True, slots=True)
class DraftLine:
    """A draft and where it stands: how many guesses nobody has seen, its test, and what is proposed for it."""

    draft: Draft
    unseen: int
    trial: Trial
    proposal: Proposal | None
    """None as well where the draft changed since it was proposed."""


def draft_line(draft: Draft) -> DraftLine:
    """Where a draft stands."""
    told = proposed(draft)
    return DraftLine(draft, len(draft.about.unseen), _trial(draft), told if told and told.fits(draft) else None)


def _trial(draft: Draft) -> Trial:
    data = draft.file(TRIAL)
    if data is None:
        return Trial.NONE
    try:
        found = json.loads(data)
        etag, ok = found["etag"], found["ok"]
    except (ValueError, KeyError, TypeError):
        return Trial.NONE
    if etag != draft.etag:
        return Trial.STALE
    return Trial.PASSED if ok is True else Trial.FAILED


def fitting(
    shown: Timeline,
    *,
    text: str = "",
    domain: str = "",
    state: State | None = None,
    warned: Iterable[Warned] = (),
    drafted: Iterable[str] = (),
) -> Timeline:
    """
    The forms that hold all words of a text (in names, keys, instruments; marks may be left out), of a domain, in a
    state. `warned` are all warnings, `drafted` the forms of which there is a draft.
    """
    words = [base_letters(word) for word in text.split() if base_letters(word)]
    with_warnings, with_drafts = {one.form for one in warned}, frozenset(drafted)
    found = [
        form
        for form in shown.forms
        if (not domain or form.form.about.domain == domain)
        and all(word in _searched(form) for word in words)
        and (state is None or _stands(form, state, with_warnings, with_drafts))
    ]
    return Timeline(shown.on, tuple(found))


def _searched(form: FormLanes) -> str:
    return "|".join(base_letters(text) for text in _texts(form))


def _texts(form: FormLanes) -> Iterator[str]:
    about = form.form.about
    yield from (about.form, *about.name.values(), *about.aliases)
    for bar in form.bars():
        edition = bar.edition
        yield from (edition.edition, edition.title, edition.citation.instrument, edition.citation.number or "")
        yield from (edition.form_code or "", edition.province or "")


def _stands(form: FormLanes, state: State, warned: set[str], drafted: frozenset[str]) -> bool:
    match state:
        case State.WARNED:
            return form.key in warned
        case State.DRAFTED:
            return form.key in drafted
        case State.SCHEDULED:
            return any(bar.standing is Standing.SCHEDULED for bar in form.bars())
        case State.GRACE:
            return any(bar.standing is Standing.GRACE for bar in form.bars())
        case State.NOT_IN_FORCE:
            return form.current is None
