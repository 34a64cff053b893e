"""
The nouns of scanpipe: what one upload becomes on its way from files to a report. Values only, no work.

Two systems of places are used, never a third. Inside the line everything printed or written is placed in
**millimetres on the straightened sheet** (`Rect`): an operator has a ruler. What leaves the line is placed in
**shares of the straightened page** (`Box`, 0 to 1): a screen has no millimetres. Pixels exist in `imaging/` and
`ocr/` only.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, TypeAlias

from numpy.typing import NDArray

Image: TypeAlias = NDArray[Any]
"""Pixels as uint8: (height, width) gray or (height, width, 3) BGR, 0 dark to 255 light."""

Transform: TypeAlias = tuple[tuple[float, float, float], tuple[float, float, float], tuple[float, float, float]]
"""A 3×3 homography, row by row; it maps column vectors (x, y, 1)."""

IDENTITY: Transform = ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0))


class Ink(StrEnum):
    """Is something written here? `UNCLEAR` is an answer: smudged ink is not a blank."""

    BLANK = "blank"
    WRITTEN = "written"
    UNCLEAR = "unclear"


class Severity(StrEnum):
    """`MUST` has to be put right, `CHECK` asks, `INFO` tells."""

    MUST = "must"
    CHECK = "check"
    INFO = "info"


class Verdict(StrEnum):
    """What happens next: an instruction, not a judgement."""

    SUBMIT = "submit"
    CORRECT = "correct"
    RESCAN = "rescan"
    REVIEW = "review"


class Readability(StrEnum):
    """How well the picture of a page can be read."""

    OK = "ok"
    POOR = "poor"
    UNREADABLE = "unreadable"


class EditionStatus(StrEnum):
    """Where an edition stands on the day of filing."""

    CURRENT = "current"
    GRACE = "grace"
    OUTDATED = "outdated"
    NOT_YET = "not_yet"
    MIXED = "mixed"
    UNKNOWN = "unknown"


class Source(StrEnum):
    """Where the text of a reading comes from."""

    OCR = "ocr"
    TEXT_LAYER = "text_layer"
    ACROFORM = "acroform"
    QR = "qr"
    MRZ = "mrz"


@dataclass(frozen=True, slots=True)
class Box:
    """A place on the straightened page: left, top, width and height as shares (0–1) of its width and height."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Rect:
    """A place on the straightened sheet in millimetres from its top left corner."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        """Width in millimetres."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """Height in millimetres."""
        return self.bottom - self.top

    @property
    def center(self) -> tuple[float, float]:
        """The middle, x and y in millimetres."""
        return (self.left + self.right) / 2, (self.top + self.bottom) / 2

    def grown(self, dx_mm: float, dy_mm: float | None = None) -> Rect:
        """The same place with a margin on every side (negative shrinks)."""
        dy = dx_mm if dy_mm is None else dy_mm
        return Rect(self.left - dx_mm, self.top - dy, self.right + dx_mm, self.bottom + dy)

    def holds(self, other: Rect) -> bool:
        """Whether the middle of another place lies in this one."""
        x, y = other.center
        return self.left <= x <= self.right and self.top <= y <= self.bottom

    def overlap(self, other: Rect) -> float:
        """Area in mm² that both cover."""
        width = min(self.right, other.right) - max(self.left, other.left)
        height = min(self.bottom, other.bottom) - max(self.top, other.top)
        return max(0.0, width) * max(0.0, height)

    def union(self, other: Rect) -> Rect:
        """The smallest place that covers both."""
        return Rect(
            min(self.left, other.left),
            min(self.top, other.top),
            max(self.right, other.right),
            max(self.bottom, other.bottom),
        )

    def share_of(self, width_mm: float, height_mm: float) -> Box:
        """The place as shares of a sheet of that size, cut at its edges."""
        left, right = (min(max(v / width_mm, 0.0), 1.0) for v in (self.left, self.right))
        top, bottom = (min(max(v / height_mm, 0.0), 1.0) for v in (self.top, self.bottom))
        return Box(left, top, max(0.0, right - left), max(0.0, bottom - top))


@dataclass(frozen=True, slots=True)
class UploadFile:
    """One file as it was handed in. The name is only ever shown, never trusted."""

    name: str
    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Upload:
    """One dossier as it was handed in: its files, in the order given."""

    files: tuple[UploadFile, ...]


@dataclass(frozen=True, slots=True)
class FileRecord:
    """What the report says of one file: its name, SHA-256 (hex) and how many pages were taken from it."""

    name: str
    sha256: str
    pages: int


@dataclass(frozen=True, slots=True)
class Word:
    """One word read on a page. Confidence 0–1."""

    text: str = field(repr=False)
    rect: Rect
    confidence: float


@dataclass(frozen=True, slots=True)
class Page:
    """
    One page of the dossier.

    `number` counts from 1 through the dossier, `file` from 0, `file_page` from 1 within its file. `rotation_deg`
    is the quarter turn (0, 90, 180, 270, clockwise) that set the upload upright, `skew_deg` the small angle by
    which the page had been turned clockwise. `to_upload` maps shares of the straightened page to shares of the
    upload's picture (EXIF orientation applied). Sizes of the straightened sheet are in millimetres.
    """

    number: int
    file: int
    file_page: int
    readability: Readability
    rotation_deg: int
    skew_deg: float
    quality: Mapping[str, float]
    to_upload: Transform
    width_mm: float
    height_mm: float


@dataclass(frozen=True, slots=True)
class Reading:
    """
    What one field says, how sure we are, and where on the sheet we looked.

    `page` is the page's number in the dossier. `text` is None when nothing was read (handwriting that the engine
    cannot read is `WRITTEN` without text). `rows` is the number of filled rows of a table. `located` is False
    when the place of the field was not found: then `ink` is `UNCLEAR` and `box` is None.
    """

    key: str
    page: int
    box: Box | None
    ink: Ink
    text: str | None = field(default=None, repr=False)
    confidence: float = 0.0
    source: Source = Source.OCR
    rows: int | None = None
    located: bool = True


@dataclass(frozen=True, slots=True)
class Finding:
    """
    One thing that a check noticed, with its evidence. Words and severity come from the findings table.

    `confidence` (0–1) is how sure the check is; below the code's threshold a `must` becomes a question. `params`
    fill the wording: dates as `datetime.date`, everything else as text or numbers. `basis` is the rule it was
    held against (an instrument, or a sentence of the edition). `document` is the index of the paper in the
    report, None for findings about a file or page that belongs to no paper.
    """

    code: str
    confidence: float = 1.0
    document: int | None = None
    page: int | None = None
    key: str | None = None
    box: Box | None = None
    params: Mapping[str, object] = field(default_factory=dict, repr=False)
    basis: str | None = None


@dataclass(frozen=True, slots=True)
class Ruling:
    """A finding after the table and its threshold were applied: how much it weighs, what to do, and its words."""

    finding: Finding
    severity: Severity
    action: str
    title: Mapping[str, str] = field(repr=False)
    fix: Mapping[str, str] = field(repr=False)
    asked: bool = False
    """True when a `must` became a question because we are not sure enough to accuse."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """An edition that a page might be, and how well it fits (0–1)."""

    form: str
    edition: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Document:
    """
    One paper of the dossier: its pages, which edition it is and how we know, what its fields say.

    A supporting paper (an identity card, a certificate) has no form: `kind` says what it is.
    """

    form: str | None
    edition: str | None
    edition_status: EditionStatus
    effective_from: dt.date | None
    superseded_by: str | None
    pages: tuple[int, ...]
    confidence: float
    runner_up: Candidate | None
    evidence: tuple[str, ...]
    verdict: Verdict
    readings: tuple[Reading, ...]
    kind: str | None = None


@dataclass(frozen=True, slots=True)
class ChecklistLine:
    """
    One paper that a procedure asks for: what it is called, where it stands, why, and which documents are it.

    `state` is received, replaceable (by data that the authority holds), conditional, missing or not_needed; `reason`
    is a key, `why` says more where the procedure has words for it.
    """

    paper: str
    name: Mapping[str, str]
    state: str
    reason: str
    why: Mapping[str, str] | None = None
    documents: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Checklist:
    """
    The procedure that a dossier is for, with its papers. `deadline` is information, `questions` what a person could
    say to settle the open papers; both in words by language.
    """

    procedure: str
    code: str | None
    title: Mapping[str, str]
    basis: str | None
    deadline: Mapping[str, str] | None
    lines: tuple[ChecklistLine, ...]
    questions: tuple[Mapping[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class MadeWith:
    """What made a report: scanpipe, OCR engine and catalogue (a SHA-256 of forms/); `seconds` is wall time."""

    scanpipe: str
    engine: str
    forms: str
    seconds: float
    stages: Mapping[str, float] = field(default_factory=dict)
    """CPU seconds of each stage of the line, summed over the pages."""


@dataclass(frozen=True, slots=True)
class Report:
    """The answer to one upload. An early exit is still a report."""

    verdict: Verdict
    as_of: dt.date
    made_with: MadeWith
    files: tuple[FileRecord, ...]
    pages: tuple[Page, ...]
    documents: tuple[Document, ...]
    findings: tuple[Ruling, ...]
    checklist: Checklist | None = None
