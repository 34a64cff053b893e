"""
One dossier examined in a process of its own, forked for it and ended with it.

    files → read (or taken up again) → numbered in the order of the dossier → concluded → report → pictures
"""

from __future__ import annotations

import errno
import os
import tempfile
import time
import traceback
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from scanpipe.errors import EngineError, UsageError
from scanpipe.examine_paper import Circumstances
from scanpipe.imaging.crop import turned_upright
from scanpipe.jobs import limits
from scanpipe.jobs.events import Tell
from scanpipe.jobs.means import Means
from scanpipe.jobs.order import OUTCOME, REPORT, TEMPORARY, Order
from scanpipe.jobs.outcome import outcome_of
from scanpipe.jobs.pictures import draw_pages, names_of
from scanpipe.jobs.reading import Packed, read_one
from scanpipe.kept_reading import StalePackError, unpack
from scanpipe.model import Finding, Page, Report, Transform, UploadFile
from scanpipe.pages import Clock, FileRead, Opened, gathered
from scanpipe.pipeline import concluded, records, timed
from scanpipe.report.json import dumps
from scanpipe.spool import Spool
from scanpipe.unknown_papers import unknown_papers

_TOO_LARGE = (errno.EFBIG, errno.ENOSPC, errno.EDQUOT, None)
"""numpy gives no number when it could not write an array."""
_CV_NO_MEMORY = -4
"""cv::Error::StsNoMem"""
_MOST_PAGES = 10_000


def run(order: Order, means: Means, tell: Tell) -> None:
    """Examine a dossier within its budgets; what goes wrong is told as `failed`, with a reason."""
    limits.lower(order.budgets)
    temporary = Path(order.folder) / TEMPORARY
    try:
        temporary.mkdir(mode=0o700, exist_ok=True)
        # The pages put aside are read again by this process only; the engine's own files lie there too.
        tempfile.tempdir = os.environ["TMPDIR"] = str(temporary)
        _examine(order, means, tell)
    except Exception as error:
        tell("failed", reason=_reason(error), what=_where(error))


def _examine(order: Order, means: Means, tell: Tell) -> None:
    begin, clock, folder = time.perf_counter(), Clock(), Path(order.folder)
    asked, form = means.asked(order.procedure), means.form(order.form)
    files = [UploadFile(f.name, (folder / f.path).read_bytes()) for f in order.files]
    packs = _packs(order, files, means, clock, tell)
    numbers = _numbers(order, packs)
    with Spool() as spool:
        opened = _opened(order, files, packs, numbers, spool)
        province = means.province(order.province)
        ask = frozenset(order.ask_instead)
        under = Circumstances(order.as_of, means.catalog, means.engine, spool, clock, form, province, ask)
        report = concluded(opened, records(files, opened), under, kinds=means.kinds, asked=asked)
        unknown = unknown_papers(report, spool.rows)
    report = timed(report, time.perf_counter() - begin)
    outcome = outcome_of(report, [_to_original(p) for p in report.pages], unknown)
    (folder / OUTCOME).write_bytes(outcome.to_json())
    (folder / REPORT).write_text(dumps(report), encoding="utf-8")
    tell("reported", report=REPORT, outcome=OUTCOME)
    _draw(files, [i for i, p in packs.items() if p.fresh], report, means, folder, tell)


def _packs(order: Order, files: Sequence[UploadFile], means: Means, clock: Clock, tell: Tell) -> dict[int, Packed]:
    """The pack of every file of which a page is wanted: one that was kept, or one made now."""
    packs = {}
    for index in sorted({p.file for p in order.pages}):
        wanted = [p.file_page for p in order.pages if p.file == index]
        if order.files[index].given_up is None:
            packs[index] = _kept(order, index, files[index], wanted) or read_one(
                files[index], index, means, order, clock, tell
            )
    return packs


def _kept(order: Order, index: int, file: UploadFile, wanted: Sequence[int | None]) -> Packed | None:
    """The pack that was kept of a file; None when there is none, or when it is of no use any more."""
    name = order.files[index].kept
    if name is None:
        return None
    path = Path(order.folder) / name
    # How many pages there are is only asked when all of them are wanted.
    every = {n: n for n in range(1, _MOST_PAGES)} if None in wanted else {}
    try:
        with Spool() as scratch:
            pages = len(unpack(path, scratch, file, index=index, numbers=every).pages)
    except StalePackError:
        return None
    return Packed(path, max([pages, *(n for n in wanted if n is not None)]), fresh=False)


def _numbers(order: Order, packs: Mapping[int, Packed]) -> dict[int, dict[int, int]]:
    """By file: the number in the dossier of each of its pages that is wanted, counted from 1 in the order given."""
    numbers: dict[int, dict[int, int]] = {index: {} for index in packs}
    count = 0
    for page in order.pages:
        if page.file not in packs:
            continue
        there = range(1, packs[page.file].pages + 1)
        for own in there if page.file_page is None else (page.file_page,):
            if own in there and own not in numbers[page.file]:
                count += 1
                numbers[page.file][own] = count
    return numbers


def _opened(
    order: Order,
    files: Sequence[UploadFile],
    packs: Mapping[int, Packed],
    numbers: Mapping[int, Mapping[int, int]],
    spool: Spool,
) -> Opened:
    """All files as one, the pages in the order of the dossier."""
    reads = []
    for index, file in enumerate(files):
        if index in packs:
            reads.append(unpack(packs[index].path, spool, file, index=index, numbers=numbers[index]))
        else:
            code = order.files[index].given_up
            told = Finding(code or "", params={"name": file.name, "file": index})
            reads.append(FileRead((), (told,) if code else ()))
    opened = gathered(reads)
    return replace(opened, pages=tuple(sorted(opened.pages, key=lambda p: p.page.number)))


def _draw(
    files: Sequence[UploadFile], fresh: Sequence[int], report: Report, means: Means, folder: Path, tell: Tell
) -> None:
    """The pictures of the pages that were read now; those of the others are kept where their packs are."""
    for index in fresh:
        pages = {p.file_page: p for p in report.pages if p.file == index}
        for page in draw_pages(files[index], pages, means.limits, folder):
            original, straight = names_of(index, page.file_page)
            tell("pictured", file=index, file_page=page.file_page, original=original, straight=straight)


def _to_original(page: Page) -> Transform:
    """From the straightened page to its upright original, in shares."""
    return turned_upright(np.zeros((1, 1), np.uint8), page.to_upload, page.rotation_deg)[1]


def _reason(error: Exception) -> str:
    """Why an examination ended: what can be told by the error alone."""
    no_memory = isinstance(error, OSError) and error.errno == errno.ENOMEM
    if isinstance(error, MemoryError) or no_memory or getattr(error, "code", None) == _CV_NO_MEMORY:
        return "out_of_memory"
    if isinstance(error, OSError) and error.errno in _TOO_LARGE:
        return "disk"
    families = {EngineError: "engine", UsageError: "order", StalePackError: "kept"}
    return next((reason for family, reason in families.items() if isinstance(error, family)), "crash")


def _where(error: Exception) -> str:
    """What it was and where it happened, never what was being read."""
    last = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__}, {Path(last.filename).name}:{last.lineno}"
