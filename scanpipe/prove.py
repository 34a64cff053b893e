"""
Whether scanpipe can read the editions it knows: each is printed empty, in the official manner and retyped, and goes
through the whole line as a scan would. A field that is not found there, or does not look blank, is not proven: it
must not accuse anybody (`unproven` of the edition).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce

from scanpipe.catalog import Catalog, Edition, Kind
from scanpipe.catalog.blank import HEIGHT_MM, OFFICIAL, RETYPED, WIDTH_MM, Blank, Manner, Zone, typeset
from scanpipe.imaging.encode import png
from scanpipe.imaging.load import BrokenPage, load_pages
from scanpipe.model import Document, Ink, Reading, Rect, Report, Upload, UploadFile
from scanpipe.ocr.engine import OcrEngine
from scanpipe.pipeline import DEFAULT_LIMITS, examine

PRINTS: dict[str, Manner] = {"official": OFFICIAL, "retyped": RETYPED}
"""The prints that prove an edition, by name."""

_NEVER_READ = (Kind.PHOTO, Kind.OFFICE_USE)
_COMMON = 0.5
"""Least share of the smaller of two places (read, printed) that both cover when they are one."""
_BEFORE_ALL = dt.date(2000, 1, 1)
"""A day of filing for editions of which no date is known."""


@dataclass(frozen=True, slots=True)
class Trial:
    """
    How one empty print was read. `identified`: all its pages together are one paper of this edition, or of its form
    when nothing printed tells this edition from another; `strange` are the pages (from 1) that are not. `unlocated`
    and `not_blank` are keys of fields; those on strange pages could not be judged.
    """

    name: str
    pages: int
    identified: bool
    strange: tuple[int, ...]
    unlocated: frozenset[str]
    not_blank: frozenset[str]


@dataclass(frozen=True, slots=True)
class Proof:
    """What was found out about one edition, print by print."""

    edition: Edition
    trials: tuple[Trial, ...]

    @property
    def unidentified(self) -> tuple[str, ...]:
        """The names of the prints that were not taken for this edition."""
        return tuple(p.name for p in self.trials if not p.identified)

    @property
    def unlocated(self) -> frozenset[str]:
        """Fields that were not found, or found elsewhere, on one print or another."""
        return frozenset().union(*(p.unlocated for p in self.trials))

    @property
    def not_blank(self) -> frozenset[str]:
        """Fields that were found and do not look blank on one print or another."""
        return frozenset().union(*(p.not_blank for p in self.trials))

    @property
    def unproven(self) -> tuple[str, ...]:
        """The fields that must not accuse, in printed order."""
        failed = self.unlocated | self.not_blank
        return tuple(f.key for f in self.edition.fields if f.key in failed)


def prove(edition: Edition, catalog: Catalog, engine: OcrEngine) -> Proof:
    """
    Print the edition empty, read it, and say what was not found in its place or does not look blank.

    Raises EngineError when Tesseract, Poppler or the fonts are not installed.
    """
    day = filing_day(edition, catalog)
    trials = []
    for name, manner in PRINTS.items():
        blank = typeset(edition, manner)
        report = examine(scan(blank), as_of=day, catalog=catalog, engine=engine, province=edition.province)
        trials.append(judged(name, edition, blank, report))
    return Proof(edition, tuple(trials))


def scan(blank: Blank) -> Upload:
    """The empty print as pictures of 200 dpi, one PNG a page: nothing of the PDF is left to read but its look."""
    files = []
    for number, page in enumerate(load_pages(UploadFile("blank.pdf", blank.pdf), DEFAULT_LIMITS), start=1):
        if isinstance(page, BrokenPage):
            raise AssertionError(f"page {number} of a typeset blank: {page.reason}")
        files.append(UploadFile(f"blank-{number}.png", png(page.image)))
    return Upload(tuple(files))


def filing_day(edition: Edition, catalog: Catalog) -> dt.date:
    """A day on which the edition is in force: its first; where that is unknown its last, or one before all others."""
    return edition.effective_from or catalog.ended_on(edition) or _BEFORE_ALL


def judged(name: str, edition: Edition, blank: Blank, report: Report) -> Trial:
    """What the report on an empty print proves."""
    own = [d for d in report.documents if _is(d, edition)]
    known = {number for d in own for number in d.pages}
    asked = {f.key for f in edition.fields if f.kind not in _NEVER_READ}
    readings = {r.key: r for d in own for r in d.readings if r.key in asked}
    in_place = {key for key, reading in readings.items() if _in_place(reading, blank.of(key))}
    elsewhere = {key for key, reading in readings.items() if reading.located} - in_place
    to_find = {key for key in asked if all(zone.page in known for zone in blank.of(key))} if own else set()
    return Trial(
        name=name,
        pages=len(report.pages),
        identified=len(own) == len(report.documents) == 1,
        strange=tuple(page.number for page in report.pages if page.number not in known),
        unlocated=frozenset(to_find - in_place | elsewhere),
        not_blank=frozenset(key for key in in_place if readings[key].ink is not Ink.BLANK),
    )


def _is(document: Document, edition: Edition) -> bool:
    """The right edition; or of the right form, read although nothing printed tells its editions apart."""
    tied = document.edition is None and bool(document.readings)
    return document.form == edition.form and (document.edition == edition.edition or tied)


def _in_place(reading: Reading, zones: Sequence[Zone]) -> bool:
    """Whether the field was looked for where the print has it: an empty margin is blank, too, and proves nothing."""
    places = [z.rect for z in zones if z.kind != "label" and z.page == reading.page]
    if reading.box is None or not places:
        return False
    box, whole = reading.box, reduce(Rect.union, places)
    left, top = box.x * WIDTH_MM, box.y * HEIGHT_MM
    seen = Rect(left, top, left + box.width * WIDTH_MM, top + box.height * HEIGHT_MM)
    smaller = min(seen.width * seen.height, whole.width * whole.height)
    return seen.overlap(whole) >= _COMMON * smaller
