"""F001 and the ids of F005: whether the editions of a form follow each other, and what each supersedes."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from scanpipe.catalog.catalog import Form
from scanpipe.catalog.problem import Problem, problem
from scanpipe.catalog.schema import Edition


def order(form: Form) -> Iterator[Problem]:
    """Neighbours on one line (the country, or a province) follow each other without a gap and without a tie."""
    if not form.editions:
        yield Problem("F001", "error", form.about.form, None, None, "has no edition; add one file per edition")
    for edition, count in Counter(e.edition for e in form.editions).items():
        if count > 1:
            text = f"{count} files carry this id; give each its own"
            yield Problem("F005", "error", form.about.form, edition, None, text, ("edition",))
    for line in reaches(form):
        for before, after in pairwise(line):
            yield from _handover(before, after)


def reaches(form: Form) -> list[list[Edition]]:
    """The editions of the country, and those of each province, oldest first."""
    provinces = dict.fromkeys(e.province for e in form.editions)
    return [[e for e in form.editions if e.province == province] for province in provinces]


def _handover(before: Edition, after: Edition) -> Iterator[Problem]:
    if before.effective_from == after.effective_from:
        if after.supersedes != before.edition:
            day = after.effective_from or "no day"
            text = f"begins on {day} like {before.edition} and does not supersede it; say which comes first"
            yield problem("F001", "error", after, text, None, "effective_from")
        else:
            text = f"{after.edition} replaced it on its first day: never in force"
            yield problem("F001", "warning", before, text, None, "effective_from")
    begin = after.effective_from
    if begin and before.withdrawn_on and before.withdrawn_on < begin:
        text = f"withdrawn on {before.withdrawn_on}, but {after.edition} begins only on {begin}: a gap"
        yield problem("F001", "error", before, text, None, "withdrawn_on")
    if begin and before.accepted_until and before.accepted_until < begin:
        text = f"accepted until {before.accepted_until}, before {after.edition} begins on {begin}: no grace at all"
        yield problem("F001", "error", before, text, None, "accepted_until")


def own_dates(edition: Edition) -> Iterator[Problem]:
    """The dates of one edition stand in the order in which such days follow each other."""
    begin = edition.effective_from
    if begin is None:
        return
    ends: dict[str, dt.date | None] = {
        "accepted_until": edition.accepted_until,
        "withdrawn_on": edition.withdrawn_on,
    }
    for name, end in ends.items():
        if end and end < begin:
            yield problem("F001", "error", edition, f"{name} {end} lies before effective_from {begin}", None, name)
    if edition.citation.issued and edition.citation.issued > begin:
        text = f"issued on {edition.citation.issued}, after it took effect on {begin}"
        yield problem("F001", "error", edition, text, None, "citation", "issued")
    if edition.effective_precision == "month" and begin.day != 1:
        text = "only its month is known: effective_from has to be the first of it"
        yield problem("F001", "error", edition, text, None, "effective_from")


def chain(form: Form) -> Iterator[Problem]:
    """`supersedes` names the edition before; a province may supersede one of the country."""
    known = {e.edition: e for e in form.editions}
    for edition in form.editions:
        before = known.get(edition.supersedes or "")
        if edition.supersedes and before is None:
            text = f"supersedes {edition.supersedes}, which is not in this form"
            yield problem("F001", "error", edition, text, None, "supersedes")
        elif before is None:
            continue
        elif before is edition or form.editions.index(before) > form.editions.index(edition):
            text = f"supersedes {before.edition}, which does not come before it"
            yield problem("F001", "error", edition, text, None, "supersedes")
        elif before.province not in (None, edition.province):
            text = f"supersedes {before.edition} of another province"
            yield problem("F001", "error", edition, text, None, "supersedes")
    for line in reaches(form):
        for before, after in pairwise(line):
            if after.supersedes in known and after.supersedes != before.edition:
                text = f"supersedes {after.supersedes}, but {before.edition} stands between them"
                yield problem("F001", "error", after, text, None, "supersedes")
            elif after.supersedes is None:
                text = f"does not say what it supersedes; {before.edition} comes before it"
                yield problem("F001", "warning", after, text, None, "effective_from")
