"""
edition.outdated, edition.grace, edition.not_yet, edition.by_province: the edition on the day of filing.

What it checks   the edition's first day, the next edition's first day, and a time of grace, against the filing date.
Why it matters   an old form is refused days later; the portal often still offers it.
How to fix       take the form in force, copy the answers, sign.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping

from scanpipe.checks.paper import Paper
from scanpipe.model import EditionStatus, Finding


def check(paper: Paper) -> Iterator[Finding]:
    """Yield at most one finding about the edition's standing."""
    match paper.status:
        case EditionStatus.OUTDATED:
            yield from _outdated(paper)
        case EditionStatus.GRACE:
            yield _finding(paper, "edition.grace", params={"accept_until": paper.edition.accepted_until})
        case EditionStatus.NOT_YET:
            yield _finding(paper, "edition.not_yet", params={"from": paper.edition.effective_from})
        case EditionStatus.CURRENT if _issued_by_provinces(paper):
            yield _finding(paper, "edition.by_province")
        case EditionStatus.UNKNOWN if paper.known:
            # Its first day, or its successor's, is known to the month only.
            yield _finding(paper, "edition.unknown")


def _outdated(paper: Paper) -> Iterator[Finding]:
    until = paper.catalog.ended_on(paper.edition)
    current = paper.catalog.in_force(paper.edition.form, on=paper.as_of, province=paper.province)
    since = until + dt.timedelta(days=1) if until else None
    if current is None or since is None:
        # It has ended and nothing is known to follow: there is no form to send anybody to.
        yield _finding(paper, "edition.unknown")
        return
    params: dict[str, object] = {
        "until": until,
        "since": since,
        "from": current.effective_from,
        "edition": current.edition,
    }
    yield _finding(paper, "edition.outdated", current.citation.instrument, params)


def _issued_by_provinces(paper: Paper) -> bool:
    """Whether some province has had its own edition since this one began, and nobody said where the paper is filed."""
    if paper.edition.province or paper.province:
        return False
    form = paper.catalog.forms[paper.edition.form]
    return any(e.province and e.effective_from and e.effective_from <= paper.as_of for e in form.editions)


def _finding(paper: Paper, code: str, basis: str | None = None, params: Mapping[str, object] | None = None) -> Finding:
    about = {"doc": paper.edition.title, **(params or {})}
    basis = basis or paper.edition.citation.instrument
    return Finding(code, paper.confidence, paper.document, paper.first_page, params=about, basis=basis)
