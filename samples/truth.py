"""
What is true of a sample: which paper it is, what was written where, what was left out or planted, and how the picture
came about. Written as JSON beside the sample.

Places are millimetres on the printed sheet. `to_picture` of a page maps them to pixels of the picture as decoded with
its EXIF orientation applied, so truth follows through perspective, quarter turns and resampling.
"""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np

from scanpipe.model import Ink, Rect, Transform, UploadFile

SCHEMA = "scanpipe.truth/v1"


@dataclass(frozen=True, slots=True)
class FieldTruth:
    """
    One field of a sample. `rects` are the places to write in, `ink` what the strokes really cover (None when blank),
    `text` what was written, as written. `required` is True when the edition asks for it on this paper.
    `style` is "typed", "hand", "digits" (real handwritten digits in boxes), "pasted" (a line that somebody really
    wrote; its text is not told), "drawn" (ticks, signatures) or "". `illegible`: which characters of the text (from 0)
    a person cannot read in it.
    """

    key: str
    page: int
    kind: str
    type: str
    rects: tuple[Rect, ...]
    state: Ink
    required: bool
    text: str = ""
    style: str = ""
    ink: Rect | None = None
    faults: tuple[str, ...] = ()
    options: tuple[int, ...] = ()
    rows: int | None = None
    illegible: tuple[int, ...] = ()

    @property
    def rect(self) -> Rect:
        """The smallest place that covers all places of the field."""
        whole = self.rects[0]
        for rect in self.rects[1:]:
            whole = whole.union(rect)
        return whole


@dataclass(frozen=True, slots=True)
class PageTruth:
    """
    One page. `picture` names how it was taken ("flatbed200", "phone", …); `severe` what makes it unreadable, None
    when it has to be accepted. `quarter_turns_deg` and `skew_deg` (clockwise) say how it lies in the picture.
    """

    page: int
    file: int
    file_page: int
    picture: str
    severe: str | None
    width_px: int
    height_px: int
    width_mm: float
    height_mm: float
    to_picture: Transform
    quarter_turns_deg: int = 0
    skew_deg: float = 0.0

    def outline(self, rect: Rect) -> tuple[tuple[float, float], ...]:
        """The corners of a place on the sheet, in pixels of the picture, clockwise from the top left."""
        corners = ((rect.left, rect.top), (rect.right, rect.top), (rect.right, rect.bottom), (rect.left, rect.bottom))
        return tuple(project(self.to_picture, x, y) for x, y in corners)


@dataclass(frozen=True, slots=True)
class Expected:
    """
    A finding that has to come out: its code, and the field it is about. `legible` is False where it hangs on
    handwriting: there a question is as good as the finding, and so is silence.
    """

    code: str
    key: str | None = None
    page: int | None = None
    legible: bool = True


@dataclass(frozen=True, slots=True)
class Truth:
    """
    Everything that is true of one sample. `accuses` is False for editions below grade B, whose findings are questions
    only, and where it cannot be told which edition it is: `printed_alike` names the other editions of the form whose
    print is the same as far as the catalogue knows. `missing_pages` were left out on purpose.
    """

    name: str
    seed: int
    split: str
    source: str
    form: str
    edition: str
    edition_status: str
    accuses: bool
    as_of: dt.date
    pages: tuple[PageTruth, ...]
    fields: tuple[FieldTruth, ...]
    expected: tuple[Expected, ...] = ()
    missing_pages: tuple[int, ...] = ()
    printed_alike: tuple[str, ...] = ()

    @property
    def severe(self) -> bool:
        """Whether a page of it has to be refused."""
        return any(page.severe for page in self.pages)

    def field(self, key: str) -> FieldTruth:
        """The field of that key; KeyError when the paper has none."""
        for one in self.fields:
            if one.key == key:
                return one
        raise KeyError(key)

    def to_json(self) -> str:
        """The truth as JSON text, keys in a fixed order."""
        return json.dumps({"schema": SCHEMA, **_plain(asdict(self))}, ensure_ascii=False, indent=1) + "\n"


@dataclass(frozen=True, slots=True)
class Sample:
    """One paper as it is handed in, and the truth about it."""

    truth: Truth
    files: tuple[UploadFile, ...] = field(repr=False)


def project(transform: Transform, x: float, y: float) -> tuple[float, float]:
    """A point through a homography."""
    u, v, w = np.asarray(transform) @ (x, y, 1.0)
    return float(u / w), float(v / w)


def from_json(text: str) -> Truth:
    """A truth read back from its JSON. Raises ValueError when it is of another schema."""
    raw = json.loads(text)
    if raw.pop("schema", None) != SCHEMA:
        raise ValueError(f"not a {SCHEMA}")
    raw["as_of"] = dt.date.fromisoformat(raw["as_of"])
    raw["pages"] = tuple(
        PageTruth(**{**page, "to_picture": tuple(tuple(row) for row in page["to_picture"])}) for page in raw["pages"]
    )
    raw["fields"] = tuple(_field(one) for one in raw["fields"])
    raw["expected"] = tuple(Expected(**one) for one in raw["expected"])
    raw["missing_pages"] = tuple(raw["missing_pages"])
    raw["printed_alike"] = tuple(raw.get("printed_alike", ()))
    return Truth(**raw)


def _field(raw: dict[str, Any]) -> FieldTruth:
    raw["rects"] = tuple(Rect(**rect) for rect in raw["rects"])
    raw["ink"] = Rect(**raw["ink"]) if raw["ink"] else None
    raw["state"] = Ink(raw["state"])
    raw["faults"], raw["options"] = tuple(raw["faults"]), tuple(raw["options"])
    raw["illegible"] = tuple(raw.get("illegible", ()))
    return FieldTruth(**raw)


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    if isinstance(value, float):
        return round(value, 6)
    if isinstance(value, dt.date):
        return value.isoformat()
    return value
