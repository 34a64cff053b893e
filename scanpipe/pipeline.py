"""
The line of one upload, from paper to findings.

    file → pages → quality → straighten → words → identify → locate → read → validate + check → findings → verdict

An early exit is still a Report. Nothing here asks what day it is: the day of filing is an argument.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace

import scanpipe
from scanpipe import findings, verdict
from scanpipe.catalog import Catalog
from scanpipe.catalog.kinds_schema import Kinds
from scanpipe.checklist import DOUBT
from scanpipe.cross.renewed import renewed_left_out
from scanpipe.dossier import Asked, across, may_hold_anything, papers_of, sides_asked, sides_mixed_up
from scanpipe.examine_paper import Answer, Circumstances, examine_paper, looked_at
from scanpipe.imaging.load import Limits
from scanpipe.model import (
    Document,
    EditionStatus,
    FileRecord,
    Finding,
    MadeWith,
    Report,
    Ruling,
    Upload,
    UploadFile,
    Verdict,
)
from scanpipe.ocr.engine import OcrEngine
from scanpipe.pages import Clock, Opened, ReadPage, open_upload
from scanpipe.papers import SortedPaper, duplicates, first_pages_missing, sort_pages
from scanpipe.settings import Settings
from scanpipe.spool import Spool
from scanpipe.steering import asked_instead
from scanpipe.supporting import Supporting, examine_supporting
from scanpipe.two_papers import two_in_one

DEFAULT_LIMITS = Limits.of(Settings.model_construct())
"""The limits of the settings' own defaults, whatever the environment says."""
_SIGNED_DIGITALLY = 0.5
NO_KINDS = Kinds()
"""No supporting papers are known: what is no form is a paper not recognised."""


def examine(
    upload: Upload,
    *,
    as_of: dt.date,
    catalog: Catalog,
    engine: OcrEngine,
    limits: Limits = DEFAULT_LIMITS,
    form: str | None = None,
    province: str | None = None,
    kinds: Kinds = NO_KINDS,
    asked: Asked | None = None,
    ask_instead: frozenset[str] = frozenset(),
    progress: Callable[[str, int], None] | None = None,
) -> Report:
    """
    Follow one upload from paper to findings.

    `form` says which form the paper should be, `province` where it is filed, `kinds` which supporting papers there
    are, `asked` which procedure the dossier is for, `ask_instead` which codes may not demand; `progress` is called
    with a stage and a page number. Raises EngineError when there is no engine at all; what goes wrong with one file or
    page is a finding.
    """
    begin, clock = time.perf_counter(), Clock()
    with Spool() as spool:
        opened = open_upload(upload, engine, limits, spool, clock, progress)
        under = Circumstances(as_of, catalog, engine, spool, clock, form, province, ask_instead)
        report = concluded(opened, records(upload.files, opened), under, kinds=kinds, asked=asked)
    return timed(report, time.perf_counter() - begin)


def concluded(
    opened: Opened,
    files: tuple[FileRecord, ...],
    under: Circumstances,
    *,
    kinds: Kinds = NO_KINDS,
    asked: Asked | None = None,
) -> Report:
    """What follows from pages that were read, in whatever process and at whatever time: the report on the dossier."""
    spool, catalog, as_of = under.spool, under.catalog, under.as_of
    copies = duplicates([p.page.number for p in opened.pages if p.read], spool, catalog)
    by_number = {p.page.number: p for p in opened.pages if p.read and p.page.number not in copies}
    papers = sort_pages([p.page for p in by_number.values()], catalog, kinds, spool)
    answers = _answers(papers, by_number, under)
    told = [*opened.findings, *(Finding("page.duplicate", page=n, params={"other": o}) for n, o in copies.items())]
    # A page that was refused may be the first one that is not here.
    told += [] if opened.lost else first_pages_missing(papers, catalog)
    told += two_in_one(papers, {n: p.two_sheets for n, p in by_number.items()}, catalog, kinds, spool)
    drafts = [*(a.document(Verdict.REVIEW) for a in answers), *(_unread(p, Verdict.RESCAN) for p in opened.lost)]
    hidden = _hides_a_paper(opened, papers, told)
    told += across(drafts, catalog, kinds, asked, lambda _, r: looked_at(by_number[r.page], r, under), hidden=hidden)
    checklist, lacking = papers_of(drafts, asked, catalog, as_of, hidden=hidden) if asked else (None, [])
    answers = _sides_weighed(answers, may_hold_anything(drafts, hidden=hidden))
    answers = [replace(a, findings=_renewed(a.findings, drafts, under)) for a in answers]
    if opened.lost or opened.unopened:
        answers = [replace(a, findings=_pages_asked(a.findings)) for a in answers]
    documents, rulings = _documents(answers, opened, [*told, *lacking], under.ask_instead)
    pages = tuple(p.page for p in opened.pages)
    result = verdict.of_dossier(pages, documents, rulings)
    made = MadeWith(scanpipe.__version__, under.engine.name, catalog.digest, 0.0, dict(under.clock))
    return Report(result, as_of, made, files, pages, documents, rulings, checklist)


def timed(report: Report, seconds: float) -> Report:
    """The report with the wall time that it took."""
    return replace(report, made_with=replace(report.made_with, seconds=round(seconds, 2)))


def _answers(
    papers: Sequence[SortedPaper], pages: Mapping[int, ReadPage], under: Circumstances
) -> list[Answer | Supporting]:
    """What is found out about each paper by itself, in their order."""
    answers: list[Answer | Supporting] = []
    for paper in papers:
        own = [pages[n] for n in paper.pages]
        if paper.kind is not None:
            answers += examine_supporting(paper, own, len(answers), under)
        else:
            answers.append(examine_paper(own, len(answers), under))
    return answers


def _renewed(findings: Sequence[Finding], drafts: Sequence[Document], under: Circumstances) -> tuple[Finding, ...]:
    """The findings without those about an old card beside the new one of the same person."""
    return tuple(renewed_left_out(findings, drafts, under.catalog, as_of=under.as_of))


def _pages_asked(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """Missing pages only asked about: one that could not be read may be it."""
    return tuple(replace(f, confidence=min(f.confidence, DOUBT)) if f.code == "page.missing" else f for f in findings)


def _hides_a_paper(opened: Opened, papers: Sequence[SortedPaper], told: Sequence[Finding]) -> bool:
    """Whether something was handed in that is no paper of the report: what seems to be missing may be it."""
    two = any(f.code == "page.two_in_one" for f in told)
    return opened.unopened or two or any(p.may_hold_another for p in papers)


def _sides_weighed(answers: Sequence[Answer | Supporting], doubtful: bool) -> list[Answer | Supporting]:
    """The answers with the missing sides of cards only asked about where they may be among the papers."""
    if not doubtful and not sides_mixed_up([f for a in answers for f in a.findings]):
        return list(answers)
    return [replace(a, findings=tuple(sides_asked(a.findings))) for a in answers]


def _documents(
    answers: Sequence[Answer | Supporting], opened: Opened, told: Sequence[Finding], ask_instead: Collection[str]
) -> tuple[tuple[Document, ...], tuple[Ruling, ...]]:
    """Papers with their verdicts, unreadable pages as papers of their own, and every finding ruled on, in order."""
    documents: list[Document] = []
    rulings: list[Ruling] = []
    home: dict[int, int] = {}
    for number, answer in enumerate(answers):
        home |= dict.fromkeys(answer.pages, number)
    home |= {p.page.number: len(answers) + i for i, p in enumerate(opened.lost)}
    for finding in told:
        about = home.get(finding.page) if finding.document is None and finding.page is not None else finding.document
        # What two papers say differently was read by the edition of one: it is as sure as that is.
        paper = finding.document
        accuses = paper is None or paper >= len(answers) or answers[paper].accuses
        rulings.append(findings.rule(replace(finding, document=about), accuses=accuses))
    for answer in answers:
        rulings += [findings.rule(_as_signed(f, opened), accuses=answer.accuses) for f in answer.findings]
    rulings = list(asked_instead(rulings, ask_instead))
    by_number = {p.page.number: p.page for p in opened.pages}
    for number, answer in enumerate(answers):
        own = [r for r in rulings if r.finding.document == number]
        documents.append(answer.document(verdict.of_document([by_number[p] for p in answer.pages], own)))
    for page in opened.lost:
        own = [r for r in rulings if r.finding.page == page.page.number]
        documents.append(_unread(page, verdict.of_document([page.page], own)))
    return tuple(documents), tuple(rulings)


def _as_signed(finding: Finding, opened: Opened) -> Finding:
    """A missing signature is only asked about where the file was signed digitally: nobody knows by whom."""
    files = {p.page.number: p.page.file for p in opened.pages}
    if finding.code == "sign.signature_missing" and files.get(finding.page or 0) in opened.signed:
        return replace(finding, confidence=min(finding.confidence, _SIGNED_DIGITALLY))
    return finding


def _unread(page: ReadPage, result: Verdict) -> Document:
    """A page that could not be read, as a paper that nobody knows."""
    status, pages = EditionStatus.UNKNOWN, (page.page.number,)
    return Document(None, None, status, None, None, pages, 0.0, None, (), result, ())


def records(files: Sequence[UploadFile], opened: Opened) -> tuple[FileRecord, ...]:
    """What the report says of each file."""
    return tuple(
        FileRecord(f.name, hashlib.sha256(f.data).hexdigest(), n)
        for f, n in zip(files, opened.page_counts, strict=True)
    )
