"""
Which dossiers a change of the law, or of the day, touches.

A paper is touched when its edition does not stand any more as its last examination found it; when its edition is not in
the catalogue any more; when nobody knew its edition and the law is another now. Day and law are arguments: the same
question is asked before an edition is published.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable

from scanpipe.catalog import Catalog
from scanpipe.model import EditionStatus
from scanpipe.store.rechecking import Affected, Standing

_ORDER = (EditionStatus.OUTDATED, EditionStatus.NOT_YET, None, EditionStatus.UNKNOWN, EditionStatus.GRACE)
"""Which paper of a dossier is told of, when several are touched: the worst; None is an edition that is gone."""


def affected(
    papers: Iterable[Standing], catalog: Catalog, today: dt.date, *, other_law: Callable[[Standing], bool]
) -> tuple[Affected, ...]:
    """
    The dossiers that are to be examined again under that catalogue, each with the paper that it is about.

    A person who chose a day of filing keeps it: for them it is always that day. `other_law` tells of a paper whose
    edition nobody knew whether it may be known now: the law is not the one that it was examined under.
    """
    worst: dict[str, tuple[int, Affected]] = {}
    for paper in papers:
        weight = _weight(paper, catalog, paper.as_of or today, other_law)
        if weight is not None and (paper.check_id not in worst or weight < worst[paper.check_id][0]):
            about = Affected(paper.check_id, paper.done, paper.form or paper.like, paper.edition, paper.status)
            worst[paper.check_id] = (weight, about)
    return tuple(about for _, about in worst.values())


def standing(catalog: Catalog, form: str | None, edition: str | None, day: dt.date) -> EditionStatus | None:
    """Where an edition stands on a day; None when the catalogue does not have it (any more)."""
    known = catalog.forms.get(form or "")
    found = next((one for one in known.editions if one.edition == edition), None) if known else None
    return catalog.status(found, on=day) if found else None


def _weight(paper: Standing, catalog: Catalog, day: dt.date, other_law: Callable[[Standing], bool]) -> int | None:
    if paper.edition is None:
        return len(_ORDER) if other_law(paper) else None
    now = standing(catalog, paper.form, paper.edition, day)
    # Pages of two editions in one form are mixed on every day.
    if now is not None and paper.status in (now, EditionStatus.MIXED):
        return None
    return _ORDER.index(now) if now in _ORDER else len(_ORDER)
