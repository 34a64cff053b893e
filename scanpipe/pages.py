"""The front half of the line, one page after the other: file → page → quality → straighten → words."""

from __future__ import annotations

import resource
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from scanpipe.cards.card import Card
from scanpipe.cards.reading import read_cards
from scanpipe.errors import EngineError, UploadError
from scanpipe.imaging.close_up import close_up
from scanpipe.imaging.load import BrokenPage, Limits, SourcePage, load_pages
from scanpipe.imaging.pdf_signature import signatures
from scanpipe.imaging.quality import Quality, assess, readability
from scanpipe.imaging.sheet import Sheet, take_apart
from scanpipe.imaging.straighten import Straightened, straighten
from scanpipe.imaging.turns import doubtful_turns, turned_further
from scanpipe.imaging.two_in_one import two_sheets
from scanpipe.model import IDENTITY, Finding, Page, Readability, Source, Upload, UploadFile, Word
from scanpipe.ocr.engine import OcrEngine
from scanpipe.rows import make_rows
from scanpipe.spool import Spool
from scanpipe.words import read_words

MM_PER_INCH = 25.4
_LEGIBLE = 0.6
"""A page that reads better than this lies the right way up."""
_CODE_PX_PER_MM = 400 / MM_PER_INCH
_TURNED_DEG = 1.0
"""A page turned by less than this was put on the glass straight: not worth a word."""

Progress: TypeAlias = Callable[[str, int], None]
"""Told ("page", n) when page n is begun and ("read", n) when its words are in the spool."""

Clock = dict[str, float]
"""CPU seconds by stage; every stage adds to its own."""


@dataclass(frozen=True, slots=True)
class ReadPage:
    """One page. When it could be `read`, its words and its sheet wait in the spool: memory does not grow with pages."""

    page: Page
    read: bool = False
    source: Source = Source.OCR
    values: Mapping[str, str] = field(default_factory=dict, repr=False)
    blank: bool = False
    cards: tuple[Card, ...] = field(default=(), repr=False)
    two_sheets: bool = False
    """Whether the picture shows two sheets of paper beside each other."""


@dataclass(frozen=True, slots=True)
class FileRead:
    """One file of an upload: its pages in order, what was found on the way, and whether it carries a signature."""

    pages: tuple[ReadPage, ...]
    findings: tuple[Finding, ...]
    signed: bool = False


@dataclass(frozen=True, slots=True)
class Opened:
    """All files of an upload: how many pages each had, the pages in order, and what was found on the way."""

    page_counts: tuple[int, ...]
    pages: tuple[ReadPage, ...]
    findings: tuple[Finding, ...]
    signed: frozenset[int] = frozenset()
    """Files that carry a digital signature, by their index; something may have been added behind it."""

    @property
    def unopened(self) -> bool:
        """Whether a file, or some of its pages, could not even be opened: nobody knows how many pages it has."""
        return any(f.code.startswith("file.") for f in self.findings)

    @property
    def lost(self) -> tuple[ReadPage, ...]:
        """The pages that could not be read, without the empty ones."""
        return tuple(p for p in self.pages if not p.read and not p.blank)


def open_upload(
    upload: Upload,
    engine: OcrEngine,
    limits: Limits,
    spool: Spool,
    clock: Clock,
    progress: Progress | None = None,
) -> Opened:
    """Every page of every file, read. A file that cannot be opened becomes a finding; the others are kept."""
    reads: list[FileRead] = []
    for index, file in enumerate(upload.files):
        first = sum(len(r.pages) for r in reads) + 1
        reads.append(read_file(file, engine, limits, spool, clock, index=index, first=first, progress=progress))
    return gathered(reads)


def read_file(
    file: UploadFile,
    engine: OcrEngine,
    limits: Limits,
    spool: Spool,
    clock: Clock,
    *,
    index: int = 0,
    first: int = 1,
    progress: Progress | None = None,
) -> FileRead:
    """Every page of one file, read; `index` is the file's place in the upload, `first` the number of its first page."""
    pages: list[ReadPage] = []
    findings: list[Finding] = []
    try:
        for source in _timed(load_pages(file, limits, undrawn=True), clock, "load"):
            number = first + len(pages)
            if progress:
                progress("page", number)
            read, found = _page(source, index, number, file, engine, spool, clock)
            pages.append(read)
            findings += found
            if progress and read.read:
                progress("read", number)
    except UploadError as error:
        findings.append(Finding(error.code, params={"name": file.name, "file": index, **error.params}))
    signed = _signed(file)
    return FileRead(tuple(pages), (*findings, *signed), bool(signed))


def gathered(reads: Sequence[FileRead]) -> Opened:
    """The files of an upload as one, in their order."""
    return Opened(
        tuple(len(r.pages) for r in reads),
        tuple(p for r in reads for p in r.pages),
        tuple(f for r in reads for f in r.findings),
        frozenset(i for i, r in enumerate(reads) if r.signed),
    )


def _signed(file: UploadFile) -> list[Finding]:
    """Whether a file carries a digital signature: its presence, not its worth."""
    found = signatures(file.data)
    if not found:
        return []
    code = "sign.digital_present" if any(s.whole_file for s in found) else "sign.digital_partial"
    return [Finding(code, params={"name": file.name})]


def _timed(pages: Iterator[SourcePage | BrokenPage], clock: Clock, stage: str) -> Iterator[SourcePage | BrokenPage]:
    while True:
        begin = time.process_time()
        page = next(pages, None)
        clock[stage] = clock.get(stage, 0.0) + time.process_time() - begin
        if page is None:
            return
        yield page


def _page(
    source: SourcePage | BrokenPage,
    file: int,
    number: int,
    upload: UploadFile,
    engine: OcrEngine,
    spool: Spool,
    clock: Clock,
) -> tuple[ReadPage, list[Finding]]:
    blank_page = Page(number, file, source.file_page, Readability.UNREADABLE, 0, 0.0, {}, IDENTITY, 210.0, 297.0)
    if isinstance(source, BrokenPage):
        about = {"name": upload.name, "file": file}
        return ReadPage(blank_page), [Finding("file.page_broken", page=number, params=about)]
    begin = time.process_time()
    straight, quality = _seen(source)
    page = replace(
        _lies_as(blank_page, straight),
        readability=readability(quality),
        skew_deg=round(straight.skew_deg, 2),
        quality=quality.numbers,
    )
    clock["straighten"] = clock.get("straighten", 0.0) + time.process_time() - begin
    findings = [
        Finding(fault.code, fault.confidence, page=number, box=fault.box, params={"value": fault.value})
        for fault in quality.faults
    ]
    if straight.rotation_deg or abs(straight.skew_deg) >= _TURNED_DEG or straight.perspective:
        findings.append(Finding("quality.auto_rotated", page=number))
    if source.sheet is not None and not source.text_words:
        # Rules and not one letter: an empty overleaf.
        return ReadPage(page, blank=True), [Finding("page.blank", page=number)]
    if any(f.code == "page.blank" for f in findings):
        return ReadPage(page, blank=True), findings
    if page.readability is Readability.UNREADABLE:
        return ReadPage(page), findings
    try:
        return _read(source, straight, page, engine, spool, clock), findings
    except EngineError:
        return ReadPage(page), [*findings, Finding("system.engine_failed", page=number)]


def _seen(source: SourcePage) -> tuple[Straightened, Quality]:
    """The page set straight, and its measures. A page that was born digital is straight."""
    if source.text_words is None or source.dpi is None:
        straight = straighten(source.image)
        return straight, assess(source.image, straight)
    height, width = source.image.shape[:2]
    straight = Straightened(
        image=source.image,
        to_upload=IDENTITY,
        rotation_deg=0,
        skew_deg=0.0,
        perspective=False,
        page_quad=None,
        cut_edges=(),
        width_mm=width / source.dpi * MM_PER_INCH,
        height_mm=height / source.dpi * MM_PER_INCH,
        upright_margin=1.0,
        lines=1.0,
        letter_px=0.0,
    )
    return straight, Quality({"px_per_mm": round(source.dpi / MM_PER_INCH, 2)}, ())


def _read(
    source: SourcePage, straight: Straightened, page: Page, engine: OcrEngine, spool: Spool, clock: Clock
) -> ReadPage:
    begin = time.process_time()
    sheet = source.sheet or take_apart(straight.image, straight.width_mm, straight.height_mm)
    clock["structure"] = clock.get("structure", 0.0) + time.process_time() - begin
    begin_all = _cpu()
    words = source.text_words
    if words is None:
        straight, sheet, words = _the_right_way_up(straight, sheet, engine)
        page = _lies_as(page, straight)
    clock["words"] = clock.get("words", 0.0) + _cpu() - begin_all
    spool.put(page.number, sheet)
    spool.put_rows(page.number, make_rows(words))
    born_digital = source.text_words is not None
    return ReadPage(
        page,
        True,
        Source.TEXT_LAYER if born_digital else Source.OCR,
        dict(source.form_values or {}),
        cards=() if born_digital else _cards(source, straight, words, engine),
        two_sheets=not born_digital and two_sheets(source.image) is not None,
    )


def _cards(source: SourcePage, straight: Straightened, words: Sequence[Word], engine: OcrEngine) -> tuple[Card, ...]:
    """The identity cards on a page: read now, for their codes may be finer in the upload than on the sheet."""
    size_mm = (straight.width_mm, straight.height_mm)
    return read_cards(
        straight.image,
        words,
        straight.image.shape[1] / straight.width_mm,
        engine,
        closer=lambda place: close_up(source.image, straight.to_upload, size_mm, place, _CODE_PX_PER_MM),
    )


def _the_right_way_up(
    straight: Straightened, sheet: Sheet, engine: OcrEngine
) -> tuple[Straightened, Sheet, tuple[Word, ...]]:
    """The page and its words, turned the way that makes most sense when read where its lines leave that open."""
    best = straight, sheet, read_words(sheet, engine)
    for turn_deg in doubtful_turns(straight):
        if _legible(best[2]) >= _LEGIBLE:
            break
        other = turned_further(straight, turn_deg)
        turned = take_apart(other.image, other.width_mm, other.height_mm)
        words = read_words(turned, engine)
        if _read_surely(words) > _read_surely(best[2]):
            best = other, turned, words
    return best


def _lies_as(page: Page, straight: Straightened) -> Page:
    return replace(
        page,
        rotation_deg=straight.rotation_deg,
        to_upload=straight.to_upload,
        width_mm=straight.width_mm,
        height_mm=straight.height_mm,
    )


def _legible(words: tuple[Word, ...]) -> float:
    """Mean confidence (0–1) of the words, weighted by their length."""
    letters = sum(len(w.text) for w in words)
    return sum(w.confidence * len(w.text) for w in words) / letters if letters else 0.0


def _read_surely(words: Sequence[Word]) -> int:
    """Letters that were read well. The wrong way up a few strokes may look like a word; many never do."""
    return sum(len(w.text) for w in words if w.confidence >= _LEGIBLE)


def _cpu() -> float:
    """CPU seconds of this process and of the engine processes it waited for."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(u.ru_utime + u.ru_stime for u in used)
