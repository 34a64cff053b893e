"""
What may be asked for: every open finding, every field that nobody can read, every page that needs a new photo.

All that is open is ticked from the start, so that the guidance is complete in one go; beside what is only a question
it says so, for the officer to look at before it is asked for. What the citizen disputes, what a new photo settles and
what a new form makes void is listed and not ticked.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from scanpipe.catalog.procedure_schema import Paper
from scanpipe.intake.law import Law, papers_of
from scanpipe.intake.views import CheckView, FindingView
from scanpipe.model import Finding
from scanpipe.office.points import Laid
from scanpipe.office.slips.content import Counts, Item
from scanpipe.office.slips.phrases import illegible, in_general, phrase
from scanpipe.office.views import PointState

_RETAKE_ID = "page:"
_QUESTION = "question"
_ANSWERED = frozenset({PointState.ACCEPTED, PointState.NOT_APPLICABLE, PointState.EDITED, PointState.OVERRIDDEN})
_PAPERS = "doc."
"""Findings about papers stand in the table, all others are lines."""
_OURS = "system."
"""What we could not do is for an officer to look at: nobody is asked to mend it."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A dossier as its officer sees it: the check, what its report says of each finding by id, the points."""

    check: CheckView
    findings: Mapping[str, Finding] = field(repr=False)
    laid: Laid = field(repr=False)


def items_of(seen: Seen, law: Law) -> tuple[Item, ...]:
    """What may be asked for: pages that need a new photo, then findings in the order of work, then illegible fields."""
    retaken = frozenset(p.page_id for p in seen.laid.all if p.state is PointState.RETAKE and p.page_id is not None)
    return (
        *_photos(seen, retaken),
        *(_of_finding(one, seen, law, retaken) for one in seen.check.findings if _is_open(one, seen.laid)),
        *_illegible(seen),
    )


def _is_open(finding: FindingView, laid: Laid) -> bool:
    """
    Whether a finding still has to be looked after.

    An accusation does until it is set aside with a reason, or mended by what an officer typed; a question does until
    the citizen or an officer has answered it.
    """
    if finding.id in laid.set_aside or finding.state in ("fixed", "overridden") or finding.code.startswith(_OURS):
        return False
    if finding.severity == "must":
        return True
    point = laid.point(finding.id)
    answered = finding.state == "confirmed_ok" or (point is not None and point.state in _ANSWERED)
    return finding.severity == "check" and not answered


def _of_finding(one: FindingView, seen: Seen, law: Law, retaken: Collection[str]) -> Item:
    finding = seen.findings[one.id]
    point = seen.laid.point(one.id)
    why = _why_not(one, seen.laid, retaken)
    unread = point is not None and point.state is PointState.ILLEGIBLE
    return Item(
        id=one.id,
        text=phrase(finding, paper=_paper(seen.check, one.document), page=one.page_number, action=one.action),
        ticked=why in (None, _QUESTION) or unread,
        severity=one.severity,
        counts=_counts(finding, seen.check, law) if one.code.startswith(_PAPERS) else None,
        basis=one.basis if _is_instrument(one.basis) else None,
        page_id=one.page_id,
        page_number=one.page_number,
        why=why,
    )


def _why_not(one: FindingView, laid: Laid, retaken: Collection[str]) -> str | None:
    """Why it is not asked for unless the officer says so, or what to do before it is."""
    if one.state in ("disputed", "confirmed_ok"):
        return "disputed"
    if one.page_id in retaken:
        return "retake"
    if one.id in laid.moot:
        return "moot"
    point = laid.point(one.id)
    asks = one.severity == "check" or (point is not None and point.state is PointState.NOT_APPLICABLE)
    return _QUESTION if asks else None


def _photos(seen: Seen, retaken: Collection[str]) -> Iterator[Item]:
    for page in seen.check.pages:
        if page.id in retaken:
            text = in_general(None, page.number, None, retake=True)
            yield Item(f"{_RETAKE_ID}{page.id}", text, True, "must", page_id=page.id, page_number=page.number)


def _illegible(seen: Seen) -> Iterator[Item]:
    """Fields about which the machine said nothing and that the officer could not read."""
    asked = {one.id for one in seen.check.findings}
    for point in seen.laid.all:
        if point.state is PointState.ILLEGIBLE and point.id not in asked:
            text = illegible(_paper(seen.check, point.document), point.page_number, point.label)
            yield Item(point.id, text, True, "must", page_id=point.page_id, page_number=point.page_number)


def _paper(check: CheckView, document: int | None) -> str | None:
    """What people call a paper; None for one that was not recognised."""
    found = next((d for d in check.documents if d.number == document), None)
    return found.name["vi"] if found and (found.edition or found.kind) else None


def _counts(finding: Finding, check: CheckView, law: Law) -> Counts:
    """How many of the paper, as the procedure has it; a copy counts as certified only where its name says so."""
    if finding.code == "doc.id_one_side":
        return Counts(photo=1)
    if finding.code == "doc.needs_certified":
        return Counts(certified=1)
    paper = _asked_paper(finding.key, check, law)
    if paper is None:
        return Counts()
    copies = paper.copy_ or None
    if "chứng thực" in paper.name.vi and "không" not in paper.name.vi:
        return Counts(original=paper.original or None, certified=copies)
    return Counts(original=paper.original or None, photo=copies)


def _asked_paper(key: str | None, check: CheckView, law: Law) -> Paper | None:
    procedure = law.procedures.by_key.get(check.procedure.key) if check.procedure else None
    papers: Sequence[Paper] = tuple(papers_of(procedure)) if procedure else ()
    return next((paper for paper in papers if paper.id == key), None)


def _is_instrument(basis: str | None) -> bool:
    """Whether the basis says anything: a dash stands for what nobody has read."""
    return bool(basis and any(letter.isalnum() for letter in basis))
