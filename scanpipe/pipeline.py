"""
The line of one upload, from paper to findings.

    file → pages → quality → straighten → words → identify → locate → read → validate + check → findings → verdict

An early exit is still a Report. Nothing here asks what day it is: the day of filing is an argument.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import time
from collections.abc import Callable, Sequence
from dataclasses import replace

import scanpipe
from scanpipe import findings, verdict
from scanpipe.catalog import Catalog
from scanpipe.examine_paper import Answer, Circumstances, examine_paper
from scanpipe.imaging.load import Limits
from scanpipe.model import Document, EditionStatus, FileRecord, Finding, MadeWith, Report, Ruling, Upload
from scanpipe.ocr.engine import OcrEngine
from scanpipe.pages import Clock, Opened, ReadPage, open_upload
from scanpipe.papers import duplicates, group
from scanpipe.settings import Settings
from scanpipe.spool import Spool

DEFAULT_LIMITS = Limits.of(Settings.model_construct())
"""The limits of the settings' own defaults, whatever the environment says."""


def examine(
    upload: Upload,
    *,
    as_of: dt.date,
    catalog: Catalog,
    engine: OcrEngine,
    limits: Limits = DEFAULT_LIMITS,
    form: str | None = None,
    province: str | None = None,
    progress: Callable[[str, int], None] | None = None,
) -> Report:
    """
    Follow one upload from paper to findings.

    `form` says which form the paper should be, `province` where it is filed; `progress` is called with a stage and a
    page number. Raises EngineError when there is no engine at all; what goes wrong with one file or page is a finding.
    """
    begin, clock = time.perf_counter(), Clock()
    made_by = engine.name
    with Spool() as spool:
        opened = open_upload(upload, engine, limits, spool, clock, progress)
        readable = [p for p in opened.pages if p.read]
        copies = duplicates([p.page.number for p in readable], spool)
        by_number = {p.page.number: p for p in readable if p.page.number not in copies}
        under = Circumstances(as_of, catalog, engine, spool, clock, form, province)
        answers = [
            examine_paper([by_number[n] for n in pages], number, under)
            for number, pages in enumerate(group(list(by_number), catalog, spool))
        ]
    told = [*opened.findings, *(Finding("page.duplicate", page=n, params={"other": o}) for n, o in copies.items())]
    documents, rulings = _documents(answers, opened, told)
    pages = tuple(p.page for p in opened.pages)
    seconds = time.perf_counter() - begin
    made = MadeWith(scanpipe.__version__, made_by, catalog.digest, round(seconds, 2), dict(clock))
    files = _files(upload, opened)
    return Report(verdict.of_dossier(pages, documents, rulings), as_of, made, files, pages, documents, rulings)


def _documents(
    answers: Sequence[Answer], opened: Opened, told: Sequence[Finding]
) -> tuple[tuple[Document, ...], tuple[Ruling, ...]]:
    """Papers with their verdicts, unreadable pages as papers of their own, and every finding ruled on, in order."""
    documents: list[Document] = []
    rulings: list[Ruling] = []
    home: dict[int, int] = {}
    for number, answer in enumerate(answers):
        home |= dict.fromkeys(answer.pages, number)
    lost = [p for p in opened.pages if not p.read and not p.blank]
    home |= {p.page.number: len(answers) + i for i, p in enumerate(lost)}
    for finding in told:
        document = home.get(finding.page) if finding.page is not None else None
        rulings.append(findings.rule(replace(finding, document=document), accuses=True))
    for answer in answers:
        rulings += [findings.rule(f, accuses=answer.accuses) for f in answer.findings]
    by_number = {p.page.number: p.page for p in opened.pages}
    for number, answer in enumerate(answers):
        own = [r for r in rulings if r.finding.document == number]
        documents.append(answer.document(verdict.of_document([by_number[p] for p in answer.pages], own)))
    documents += [_unread(p, rulings) for p in lost]
    return tuple(documents), tuple(rulings)


def _unread(page: ReadPage, rulings: Sequence[Ruling]) -> Document:
    """A page that could not be read, as a paper that nobody knows."""
    own = [r for r in rulings if r.finding.page == page.page.number]
    result = verdict.of_document([page.page], own)
    status, pages = EditionStatus.UNKNOWN, (page.page.number,)
    return Document(None, None, status, None, None, pages, 0.0, None, (), result, ())


def _files(upload: Upload, opened: Opened) -> tuple[FileRecord, ...]:
    return tuple(
        FileRecord(f.name, hashlib.sha256(f.data).hexdigest(), n)
        for f, n in zip(upload.files, opened.page_counts, strict=True)
    )
