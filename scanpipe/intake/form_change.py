"""What a change of forms means to the person whose paper it touches: since when, until when, and what can be had."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from scanpipe.intake.law import Law
from scanpipe.intake.views import DocumentView, FormChangeView
from scanpipe.store.rechecks import Effect, RecheckedRow


def change_of(
    rechecked: RecheckedRow | None, papers: Sequence[DocumentView], law: Law, on: dt.date
) -> FormChangeView | None:
    """
    What the newest recheck is to tell about a paper that is still there as it was found; None when it changed nothing,
    or when the paper was replaced since. `on` is the day of filing.
    """
    if rechecked is None or rechecked.effect in (None, Effect.UNAFFECTED) or rechecked.done_at is None:
        return None
    paper = next((p for p in papers if _is_it(p, rechecked)), None)
    if paper is None or paper.edition is None:
        return None
    form = law.catalog.forms.get(paper.edition.form)
    own = next((e for e in form.editions if e.edition == paper.edition.edition), None) if form else None
    now = law.catalog.in_force(paper.edition.form, on=on) if form else None
    return FormChangeView(
        at=rechecked.done_at,
        effect=rechecked.effect.value if rechecked.effect else Effect.LOOK.value,
        form=paper.edition.form,
        name=paper.edition.name,
        edition=paper.edition.edition,
        status=paper.edition.status,
        since=now.effective_from if now is not None and now is not own else None,
        until=law.catalog.ended_on(own) if own else None,
        document=paper.number,
        current_blank=paper.edition.current_blank,
        can_carry=paper.can_carry,
    )


def _is_it(paper: DocumentView, rechecked: RecheckedRow) -> bool:
    of = paper.edition
    if of is None or rechecked.form not in (None, of.form) or of.status != (rechecked.status_after or of.status):
        return False
    # An edition that was taken back is known no more: its paper is then of none.
    return of.edition in (rechecked.edition, None) or rechecked.edition is None
