"""What an examination means for the rechecks: told to the citizen's page and to webhooks, in its own transaction."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from scanpipe.intake.desk import Desk
from scanpipe.jobs.outcome import Outcome
from scanpipe.office.catalogue.affected import affected
from scanpipe.office.webhooks.hooks import RECHECKED
from scanpipe.service import VIETNAM
from scanpipe.store import checks, events, rechecking
from scanpipe.store.rechecking import NewRecheck, Seen, Standing
from scanpipe.store.rechecks import Effect, RecheckedRow
from scanpipe.store.rows import CheckRow, NewEvent

EVENT = "check.rechecked"
"""What the citizen's own page is told; a webhook hears `recheck.completed`."""
NOBODY = "scanpipe"
"""Who asks when the law or the day does."""


def note_done(desk: Desk, session: Any, outcome: Outcome, before: CheckRow) -> None:
    """
    What an examination means for the rechecks, in its transaction, after its outcome was taken over. `before` is the
    check as it was when the examination began.

    Its citizen's page is told, and webhooks when something changed. An examination that began under another law or on
    another day than those of now is asked for once more.
    """
    now = desk.now()
    papers = _papers(outcome)
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


def _papers(outcome: Outcome) -> list[Seen]:
    """The papers on forms; supporting papers have no editions."""
    demanded = {f.document for f in outcome.findings if f.severity == "must" and f.code.startswith("edition.")}
    return [
        Seen(d.form, d.edition, d.edition_status, i in demanded)
        for i, d in enumerate(outcome.documents)
        if d.kind is None
    ]


def _told(one: RecheckedRow) -> dict[str, Any]:
    return {
        "recheck": one.recheck.id,
        "effect": one.effect,
        "form": one.form,
        "edition": one.edition,
        "status": one.status_after,
        "verdict": one.verdict_after,
    }
