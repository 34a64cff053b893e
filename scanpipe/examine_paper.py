"""The back half of the line for one paper: identify → locate → read → validate + check."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from scanpipe.catalog import Catalog, Edition
from scanpipe.checks import CHECKS
from scanpipe.checks.page_missing import missing_pages
from scanpipe.checks.paper import Paper
from scanpipe.citation import Cited
from scanpipe.closer_look import Look, closer_look
from scanpipe.errors import EngineError
from scanpipe.findings import FINDINGS
from scanpipe.identify import Identity, Reason, identify, mixed_pages
from scanpipe.imaging.sheet import Sheet
from scanpipe.locate import locate
from scanpipe.model import Box, Document, EditionStatus, Finding, Reading, Rect, Source, Verdict
from scanpipe.ocr.engine import OcrEngine
from scanpipe.pages import Clock, ReadPage
from scanpipe.read import SheetOf, read_fields
from scanpipe.rows import stream
from scanpipe.second_reading import Doubt, read_again
from scanpipe.spool import Spool
from scanpipe.text import base_letters, digits
from scanpipe.typed import TypedPage, typed_readings
from scanpipe.words import look_again

_ABOUT_A_VALUE = frozenset({"field.date_impossible", "field.date_future", "field.id_format", "field.amount_mismatch"})
_DOUBTED = 0.5


@dataclass(frozen=True, slots=True)
class Answer:
    """What was found out about one paper; its verdict comes last, when all findings were ruled on."""

    pages: tuple[int, ...]
    identity: Identity
    status: EditionStatus
    superseded_by: str | None
    readings: tuple[Reading, ...]
    findings: tuple[Finding, ...]

    @property
    def accuses(self) -> bool:
        """Whether the edition, and our knowledge of it, is good enough to say `must`."""
        return self.identity.sure and self.identity.edition is not None and self.identity.edition.accuses

    def document(self, verdict: Verdict) -> Document:
        """The paper as the report tells it."""
        identity, edition = self.identity, self.identity.edition
        return Document(
            form=identity.form,
            edition=edition.edition if edition else None,
            edition_status=self.status,
            effective_from=edition.effective_from if edition else None,
            superseded_by=self.superseded_by,
            pages=self.pages,
            confidence=identity.confidence,
            runner_up=identity.runner_up,
            evidence=identity.evidence,
            verdict=verdict,
            readings=self.readings,
        )


@dataclass(frozen=True, slots=True)
class Circumstances:
    """
    Under what a paper is examined: the day and place of filing, which form it should be, the tools at hand, and the
    codes that ask instead of demanding.
    """

    as_of: dt.date
    catalog: Catalog
    engine: OcrEngine
    spool: Spool
    clock: Clock
    form: str | None = None
    province: str | None = None
    ask_instead: frozenset[str] = frozenset()


def examine_paper(pages: Sequence[ReadPage], number: int, under: Circumstances) -> Answer:
    """The answer about one paper. `number` is its index in the report."""
    begin = time.process_time()
    texts = [under.spool.rows(p.page.number, i) for i, p in enumerate(pages)]
    paper = stream([row for rows in texts for row in rows])
    identity = identify(paper, under.catalog, lambda page, place: _again(pages[page], place, under))
    under.clock["identify"] = under.clock.get("identify", 0.0) + time.process_time() - begin
    numbers = tuple(p.page.number for p in pages)
    # Editions that nothing tells apart ask for the same fields: they are read, but nobody is accused.
    tied = identity.fit.printed.edition if identity.fit and identity.reason is Reason.TIE else None
    edition = identity.edition or tied
    if edition is None or identity.fit is None:
        told = tuple(_unidentified(identity, pages, number))
        return Answer(numbers, replace(identity, fit=None), EditionStatus.UNKNOWN, None, (), told)
    begin = time.process_time()
    places = locate(identity.fit, paper, [under.spool.structure(p.page.number) for p in pages])
    readings = read_fields(
        identity,
        paper,
        places,
        lambda i: _sheet_of(pages[i], under.spool),
        lambda sheet, doubts: _read_again(sheet, doubts, under),
    )
    readings = typed_readings(identity, paper, places, readings, _typed_pages(pages, under.spool))
    under.clock["read"] = under.clock.get("read", 0.0) + time.process_time() - begin
    other = mixed_pages([stream(rows) for rows in texts], identity, under.catalog)
    status = _status(identity, other, under)
    found = _about_edition(identity, pages, number, other, edition, under)
    found += _checked(pages, number, edition, identity, status, readings, under)
    following = under.catalog.successor(edition) if identity.edition else None
    superseded_by = following.edition if following else None
    found = _placed(found, identity, pages)
    # Where each printed line was found is needed no more, and the answers of a long dossier wait for the last page.
    return Answer(numbers, replace(identity, fit=None), status, superseded_by, readings, tuple(found))


def _typed_pages(pages: Sequence[ReadPage], spool: Spool) -> dict[int, TypedPage]:
    """The pages whose every letter is known, by their index in the paper."""
    typed = ((i, p.page.number) for i, p in enumerate(pages) if p.source is Source.TEXT_LAYER)
    return {i: TypedPage(number, spool.structure(number)) for i, number in typed}


def _status(identity: Identity, other: Mapping[int, str], under: Circumstances) -> EditionStatus:
    if identity.edition is None:
        return EditionStatus.UNKNOWN
    return EditionStatus.MIXED if other else under.catalog.status(identity.edition, on=under.as_of)


def _checked(
    pages: Sequence[ReadPage],
    number: int,
    edition: Edition,
    identity: Identity,
    status: EditionStatus,
    readings: Sequence[Reading],
    under: Circumstances,
) -> list[Finding]:
    """What every check says about the readings of a paper."""
    last = pages[-1].page.number
    hits = identity.fit.hits if identity.fit else ()
    found, gone = missing_pages(edition, readings, hits, len(pages), number, last, identity.sure)
    held = Paper(
        document=number,
        edition=edition,
        status=status,
        confidence=identity.confidence,
        first_page=pages[0].page.number,
        readings={r.key: r for r in readings if r.key not in gone},
        catalog=under.catalog,
        as_of=under.as_of,
        province=under.province,
        known=identity.edition is not None,
    )
    for check in CHECKS:
        found += check(held)
    return [_confirmed(f, held, pages, under) for f in found]


def _sheet_of(page: ReadPage, spool: Spool) -> SheetOf:
    sheet = spool.take(page.page.number)
    return SheetOf(page.page.number, sheet, page.page.readability, page.source, page.values)


def _read_again(sheet: Sheet, doubts: Sequence[Doubt], under: Circumstances) -> Mapping[str, tuple[str, float]]:
    """Doubted values read once more; where the engine fails, what it said at first stays as doubtful as it was."""
    try:
        return read_again(sheet, doubts, under.engine)
    except EngineError:
        return {}


def _again(page: ReadPage, place: Rect, under: Circumstances) -> Sequence[str]:
    """A place read further times; an engine that fails confirms nothing, and costs the dossier nothing."""
    try:
        return look_again(_sheet_of(page, under.spool).sheet, place, under.engine)
    except EngineError:
        return ()


def _confirmed(finding: Finding, held: Paper, pages: Sequence[ReadPage], under: Circumstances) -> Finding:
    """
    A finding that says `must` about a value that was read: read once more before anybody is accused.

    One misread digit makes an impossible date of a good one. Unless two of three further readings agree with the
    first, the finding is only a question.
    """
    reading = held.readings.get(finding.key or "")
    page = next((p for p in pages if reading and p.page.number == reading.page), None)
    if finding.code not in _ABOUT_A_VALUE or reading is None or page is None or reading.source is not Source.OCR:
        return finding
    place = _place_of(page, reading)
    if place is None or finding.confidence < FINDINGS[finding.code].threshold:
        return finding
    first = _said(reading.text or "")
    agreed = sum(first in _said(text) for text in _again(page, place, under))
    return finding if agreed >= 2 else replace(finding, confidence=_DOUBTED)


def looked_at(page: ReadPage, reading: Reading, under: Circumstances) -> Sequence[Look]:
    """Closer looks at the place of a reading; none where the place is not known, or where the engine fails."""
    place = _place_of(page, reading)
    try:
        return closer_look(under.spool.take(page.page.number), place, under.engine) if place else []
    except EngineError:
        return []


def _place_of(page: ReadPage, reading: Reading) -> Rect | None:
    if reading.box is None:
        return None
    wide, high, box = page.page.width_mm, page.page.height_mm, reading.box
    return Rect(box.x * wide, box.y * high, (box.x + box.width) * wide, (box.y + box.height) * high)


def _said(text: str) -> str:
    """What of a text has to be read alike: its digits, or its letters where it has none."""
    return digits(text) or base_letters(text)


def _unidentified(identity: Identity, pages: Sequence[ReadPage], number: int) -> list[Finding]:
    first = pages[0].page.number
    if identity.form is None:
        return [Finding("page.unknown", 1.0, number, p.page.number) for p in pages]
    cited = next((c for c in identity.cited if c.issues), None)
    read = cited.text if cited else None
    params = {"reason": identity.reason.value, "read": read, "nearest": list(identity.nearest)}
    page = pages[cited.page] if cited else pages[0]
    box = _box(cited, page) if cited else None
    return [Finding("edition.unknown", 1.0, number, page.page.number if cited else first, None, box, params, read)]


def _about_edition(
    identity: Identity,
    pages: Sequence[ReadPage],
    number: int,
    other: Mapping[int, str],
    edition: Edition,
    under: Circumstances,
) -> list[Finding]:
    """Findings of identification itself: wrong form, mixed editions, labels against citation."""
    found = _unidentified(identity, pages, number) if identity.edition is None else []
    about = {"doc": edition.title}
    basis = edition.citation.instrument
    if under.form is not None and under.form != edition.form:
        pair = (("found", edition.form), ("expected", under.form))
        names = {f"{k}_{lang}": name for k, v in pair for lang, name in under.catalog.forms[v].about.name.items()}
        found.append(Finding("form.wrong_procedure", identity.confidence, number, pages[0].page.number, params=names))
    for i, rival in other.items():
        params = {**about, "edition": edition.edition, "other": rival}
        found.append(
            Finding("edition.mixed", identity.confidence, number, pages[i].page.number, params=params, basis=basis)
        )
    if identity.conflict:
        params = {**about, "edition": edition.edition, "other": identity.conflict}
        found.append(Finding("edition.conflict", 1.0, number, pages[0].page.number, params=params, basis=basis))
    elif not identity.sure and identity.reason is Reason.KNOWN:
        found.append(Finding("form.altered", 1.0, number, pages[0].page.number, params=about, basis=basis))
    return found


def _placed(found: Sequence[Finding], identity: Identity, pages: Sequence[ReadPage]) -> list[Finding]:
    """Findings about the edition point at the printed line that says which one it is."""
    own = next((c for c in identity.cited if identity.fit and c.key in identity.fit.printed.cites), None)
    if own is None:
        return list(found)
    page = pages[own.page]
    box = _box(own, page)
    return [
        replace(f, box=box, page=page.page.number)
        if f.code in ("edition.outdated", "edition.grace", "edition.not_yet", "edition.conflict")
        else f
        for f in found
    ]


def _box(cited: Cited, page: ReadPage) -> Box:
    return cited.rect.grown(1.0).share_of(page.page.width_mm, page.page.height_mm)
