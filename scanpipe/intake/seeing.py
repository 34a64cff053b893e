"""A check as it stands, put together from what the store holds: rows, the newest report, what was told on the way."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from scanpipe.findings import plain_label
from scanpipe.intake.form_change import change_of
from scanpipe.intake.law import Law, current
from scanpipe.intake.order import moot, rank
from scanpipe.intake.views import (
    AskedView,
    ChecklistLineView,
    CheckState,
    CheckView,
    DocumentView,
    EditionView,
    FindingView,
    PageState,
    PageView,
)
from scanpipe.intake.words import where
from scanpipe.model import Document, Report, Ruling
from scanpipe.report.order import fine, headline
from scanpipe.report.words import why
from scanpipe.store.rechecks import RecheckedRow
from scanpipe.store.rows import CheckRow, EventRow, FileRow, FindingRow, FindingState, PageRow

RECOGNISED = "document.recognised"


@dataclass(frozen=True, slots=True)
class Held:
    """Everything that the store holds of a check and that is shown of it."""

    check: CheckRow
    files: tuple[FileRow, ...]
    pages: tuple[PageRow, ...]
    findings: tuple[FindingRow, ...]
    recognised: tuple[EventRow, ...]
    pictured: frozenset[str]
    """Pages (ids) that have a picture."""
    not_needed: frozenset[str]
    report: Report | None = field(repr=False)
    position: int | None
    """Place in the queue from 1; 0 while it is being examined; None when nothing waits."""
    asked: AskedView | None = field(default=None, repr=False)
    """What the Center asks for."""
    rechecked: RecheckedRow | None = None
    """What the newest recheck came to."""


def view_of(held: Held, law: Law, *, today: dt.date, deleted_on: dt.datetime, wait_s: int) -> CheckView:
    """The view; `today` counts where the person chose no day of filing."""
    check, report = held.check, held.report
    on = check.as_of or today
    documents = report.documents if report else ()
    pages = _pages(held, law, on)
    numbers = {page.id: page.number for page in pages}
    findings = _findings(held, law, numbers)
    papers = tuple(_document(i, d, held, law, on, numbers) for i, d in enumerate(documents))
    chosen = law.procedure_view(check.procedure) if check.procedure else None
    return CheckView(
        id=check.id,
        code=check.code,
        state=CheckState(check.state.value),
        lang=check.lang,
        consented=check.consented_at is not None,
        helper=check.helper,
        procedure=chosen,
        candidates=tuple(law.candidates(documents)) if chosen is None else (),
        as_of=on,
        created_at=check.created_at,
        touched_at=check.touched_at,
        deleted_on=deleted_on,
        examined=not check.is_work,
        verdict=check.verdict if report else None,
        pages=pages,
        documents=papers,
        findings=findings,
        checklist=_checklist(held, law, findings, numbers),
        passed=fine(report) if report else 0,
        wait_s=wait_s,
        etag=_etag(held),
        may_teach=check.may_teach,
        headline={"vi": headline(report, "vi"), "en": headline(report, "en")} if report else {},
        asked=held.asked,
        form_change=change_of(held.rechecked, papers, law, on),
    )


def _pages(held: Held, law: Law, on: dt.date) -> tuple[PageView, ...]:
    names = {file.id: file.name for file in held.files}
    seen = {str(e.data.get("page_id")): e.data for e in held.recognised}
    musts = _count(held.findings, "must")
    checks = _count(held.findings, "check")
    examined = held.report is not None
    return tuple(
        PageView(
            id=page.id,
            number=place,
            file_name=names.get(page.file_id, ""),
            state=PageState(page.stage),
            readability=page.readability,
            verdict=page.verdict if examined else None,
            open_must=musts.get(page.id, 0),
            open_check=checks.get(page.id, 0),
            document=page.paper,
            seen_as=_seen_as(page, held.report, seen.get(page.id), law, on),
            said_to_be=page.said_paper,
            has_picture=page.id in held.pictured,
        )
        for place, page in enumerate(held.pages, start=1)
    )


def _seen_as(
    page: PageRow, report: Report | None, told: Mapping[str, object] | None, law: Law, on: dt.date
) -> EditionView | None:
    """Which edition the page is of: by the report when it was examined, else by what was told on the way."""
    if report is not None and page.paper is not None and page.paper < len(report.documents) and page.stage == "done":
        document = report.documents[page.paper]
        if document.form is None:
            return None
        return law.edition_view(document.form, document.edition, document.edition_status.value, on)
    if told is None or not told.get("form"):
        return None
    edition = told.get("edition")
    return law.edition_view(
        str(told["form"]), str(edition) if edition else None, str(told.get("status", "unknown")), on
    )


def _count(findings: Sequence[FindingRow], severity: str) -> Mapping[str, int]:
    counts: dict[str, int] = {}
    for one in findings:
        if one.number is not None and one.severity == severity and one.state == "open" and one.page_id:
            counts[one.page_id] = counts.get(one.page_id, 0) + 1
    return counts


def _document(
    number: int, document: Document, held: Held, law: Law, on: dt.date, numbers: Mapping[str, int]
) -> DocumentView:
    edition = None
    if document.form is not None:
        edition = law.edition_view(document.form, document.edition, document.edition_status.value, on)
    own = sorted(numbers[page.id] for page in held.pages if page.paper == number and page.stage == "done")
    old = edition is not None and document.edition is not None and not current(edition.status)
    return DocumentView(
        number=number,
        name=law.paper_name(document),
        verdict=document.verdict.value,
        pages=tuple(own),
        edition=edition,
        kind=document.kind,
        can_carry=old and edition is not None and edition.current_blank,
    )


def _findings(held: Held, law: Law, numbers: Mapping[str, int]) -> tuple[FindingView, ...]:
    if held.report is None:
        return ()
    rulings = dict(enumerate(held.report.findings, start=1))
    shown = [(row, rulings[row.number]) for row in held.findings if row.number in rulings]
    shown.sort(key=lambda pair: (*rank(pair[0].code, pair[0].severity), pair[0].number or 0))
    void = moot([(row.id, row.code, row.severity, row.paper) for row, _ in shown])
    return tuple(
        _finding(place, _settled(row, held.not_needed), ruling, numbers, void.get(row.id))
        for place, (row, ruling) in enumerate(shown, start=1)
    )


def _settled(row: FindingRow, not_needed: Collection[str]) -> FindingRow:
    """A paper that is only needed in some cases is not missed when the person says that theirs is none of them."""
    if row.code == "doc.missing_conditional" and row.key in not_needed and row.state is FindingState.OPEN:
        return replace(row, state=FindingState.CONFIRMED_OK)
    return row


def _finding(
    place: int, row: FindingRow, ruling: Ruling, numbers: Mapping[str, int], moot_by: str | None
) -> FindingView:
    told = ruling.finding
    label = plain_label(str(told.params["label"])) if told.params.get("label") else None
    page = numbers.get(row.page_id or "")
    return FindingView(
        id=row.id,
        number=place,
        code=row.code,
        severity=row.severity,
        action=ruling.action,
        state=row.state.value,
        title=ruling.title,
        fix=ruling.fix,
        where=where(page, label, told.box),
        confidence=told.confidence,
        page_id=row.page_id,
        page_number=page,
        document=row.paper,
        key=row.key,
        label=label,
        box=told.box,
        basis=told.basis,
        answer=row.answer.value if row.answer else None,
        moot_by=moot_by,
    )


def _checklist(
    held: Held, law: Law, findings: Sequence[FindingView], numbers: Mapping[str, int]
) -> tuple[ChecklistLineView, ...]:
    """The papers of the procedure; before anything was examined they are those that it always needs, not looked for."""
    report = held.report
    if report is None or report.checklist is None or report.checklist.procedure != held.check.procedure:
        return _expected(held, law)
    lines = []
    for line in report.checklist.lines:
        pages = [numbers[p.id] for p in held.pages if p.paper in line.documents and p.stage == "done"]
        lines.append(
            ChecklistLineView(
                paper=line.paper,
                name=line.name,
                state=line.state,
                note={"vi": why(line, "vi"), "en": why(line, "en")},
                pages=tuple(pages),
                open_must=_open(findings, line.documents),
                said_not_needed=line.paper in held.not_needed,
            )
        )
    return tuple(lines)


def _expected(held: Held, law: Law) -> tuple[ChecklistLineView, ...]:
    procedure = law.procedures.by_key.get(held.check.procedure or "")
    if procedure is None:
        return ()
    papers = procedure.papers or procedure.cases[0].papers
    return tuple(
        ChecklistLineView(
            paper=paper.id,
            name={"vi": paper.called.vi, "en": paper.called.en},
            state="none",
            note={"vi": paper.condition.vi, "en": paper.condition.en} if paper.condition else {"vi": "", "en": ""},
            said_not_needed=paper.id in held.not_needed,
        )
        for paper in papers
        if not paper.on_portal
    )


def _open(findings: Sequence[FindingView], documents: Collection[int]) -> int:
    return sum(f.severity == "must" and f.state == "open" and f.document in documents for f in findings)


def _etag(held: Held) -> str:
    """Changes with everything that a view shows."""
    check = held.check
    pictured, not_needed = sorted(held.pictured), sorted(held.not_needed)
    parts = (check, held.pages, held.findings, pictured, not_needed, held.position, held.rechecked)
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:24]
