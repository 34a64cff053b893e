"""
Is something written here? Ink that is not printed structure, not a printed word, not dust.

Everything is measured in blobs of the page without rules, leaders and seals. The thresholds are in square millimetres
of strokes; they were frozen on development pages (docs/benchmark.md).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scanpipe.imaging.connected import connected
from scanpipe.imaging.sheet import PX_PER_MM, Sheet
from scanpipe.model import Ink, Rect

BLANK_MM2, WRITTEN_MM2 = 0.45, 1.1
"""Less ink than the first is a blank line, more than the second is writing, between them it cannot be told."""
_TALL_MM = 1.25
_SIGN_BLANK_MM2, _SIGN_WRITTEN_MM2, _SIGN_WIDE_MM = 1.0, 3.5, 5.0
_CELL_BLANK_MM2, _CELL_WRITTEN_MM2 = 0.2, 0.5
_TICK_BLANK, _TICK_WRITTEN = 0.05, 0.13


@dataclass(frozen=True, slots=True)
class Blobs:
    """All blobs of a sheet that may be writing, one entry each, in millimetres; `printed` marks those claimed."""

    left: NDArray[Any]
    top: NDArray[Any]
    right: NDArray[Any]
    bottom: NDArray[Any]
    area: NDArray[Any]
    x: NDArray[Any]
    y: NDArray[Any]
    ids: NDArray[Any]
    labels: NDArray[Any] = field(repr=False)

    @property
    def width(self) -> NDArray[Any]:
        """Widths in millimetres."""
        return np.asarray(self.right - self.left)

    @property
    def height(self) -> NDArray[Any]:
        """Heights in millimetres."""
        return np.asarray(self.bottom - self.top)


@dataclass(frozen=True, slots=True)
class Measure:
    """What was found in a place: the answer and the square millimetres of strokes it rests on."""

    ink: Ink
    area_mm2: float


def blobs(sheet: Sheet, printed: Iterable[Rect]) -> Blobs:
    """The blobs of a sheet; those inside printed words (labels, captions, headings) are never entries."""
    labels, stats, centers = connected(sheet.text)
    box = stats[:, :4] / PX_PER_MM
    width, height, area = box[:, 2], box[:, 3], stats[:, 4] / PX_PER_MM**2
    x, y = centers[:, 0] / PX_PER_MM, centers[:, 1] / PX_PER_MM
    keep = (np.maximum(width, height) >= 0.9) & (area >= 0.12) & (width < 120) & ~((width > 30) & (height > 30))
    keep &= ~((height <= 0.75) & (width >= 2.2 * height))  # left-overs of leaders and rules, dashes
    keep &= ~((width <= 0.45) & (height >= 4.5))  # left-overs of upright rules
    keep[0] = False
    for r in printed:
        keep &= ~((x > r.left - 0.2) & (x < r.right + 0.2) & (y > r.top - 0.4) & (y < r.bottom + 0.4))
    k = np.nonzero(keep)[0]
    left, top = box[k, 0], box[k, 1]
    return Blobs(left, top, left + width[k], top + height[k], area[k], x[k], y[k], k, labels)


def inside(all_blobs: Blobs, rect: Rect) -> NDArray[Any]:
    """Indexes of the blobs whose middle lies in a place."""
    b = all_blobs
    return np.nonzero((b.x > rect.left) & (b.x < rect.right) & (b.y > rect.top) & (b.y < rect.bottom))[0]


def on_lines(all_blobs: Blobs, regions: Iterable[Rect], label: Rect | None, *, footnote: bool, slashes: int) -> Measure:
    """
    Ink on writing lines, the label's own line first.

    `footnote`: a raised mark "(1)" stands behind the label. `slashes`: how many printed slashes ("…/…/…") to expect.
    """
    found: list[int] = []
    for n, region in enumerate(regions):
        k = inside(all_blobs, region)
        if n == 0 and label is not None:
            k = k[~_marks_behind(all_blobs, k, label, footnote=footnote)]
        found += k.tolist()
    ids = np.array(sorted(set(found)), int)
    if slashes and len(ids):
        printed = [i for i in ids if _is_slash(all_blobs, i)][:slashes]
        ids = np.array([i for i in ids if i not in printed], int)
    area = float(all_blobs.area[ids].sum())
    tall = int((all_blobs.height[ids] >= _TALL_MM).sum())
    if (area >= WRITTEN_MM2 and tall >= 1) or tall >= 3:
        return Measure(Ink.WRITTEN, area)
    return Measure(Ink.BLANK if area < BLANK_MM2 else Ink.UNCLEAR, area)


def in_cell(all_blobs: Blobs, cell: Rect, inset: float = 0.1) -> Measure:
    """Ink in one box or table cell, its frame left out."""
    k = inside(all_blobs, cell.grown(-inset * cell.width, -inset * cell.height))
    area = float(all_blobs.area[k[all_blobs.height[k] >= 1.2]].sum())
    if area >= _CELL_WRITTEN_MM2:
        return Measure(Ink.WRITTEN, area)
    return Measure(Ink.BLANK if area < _CELL_BLANK_MM2 else Ink.UNCLEAR, area)


def signed(all_blobs: Blobs, region: Rect) -> Measure:
    """Ink in a signature zone: strokes that reach across some width, not a speck."""
    k = inside(all_blobs, region)
    area = float(all_blobs.area[k].sum())
    wide = float(all_blobs.right[k].max() - all_blobs.left[k].min()) if len(k) else 0.0
    if area >= _SIGN_WRITTEN_MM2 and wide >= _SIGN_WIDE_MM:
        return Measure(Ink.WRITTEN, area)
    return Measure(Ink.BLANK if area < _SIGN_BLANK_MM2 else Ink.UNCLEAR, area)


def ticked(sheet: Sheet, box: Rect) -> Measure:
    """Whether a printed square is ticked: the share of dark pixels inside its frame."""
    inset = max(0.4, 0.16 * box.width)
    rows, columns = (
        slice(round((a + inset) * PX_PER_MM), max(0, round((b - inset) * PX_PER_MM)))
        for a, b in ((box.top, box.bottom), (box.left, box.right))
    )
    part = sheet.ink[rows, columns]
    share = float(part.mean()) if part.size else 0.0
    state = Ink.WRITTEN if share > _TICK_WRITTEN else Ink.BLANK if share < _TICK_BLANK else Ink.UNCLEAR
    return Measure(state, share * box.width * box.height)


def near(
    all_blobs: Blobs, regions: Sequence[Rect], label: Rect | None, *, footnote: bool, reach_mm: float = 3.0
) -> bool:
    """Whether writing stands just before, behind or across the edge of a place: it may belong there."""
    own = {i for r in regions for i in inside(all_blobs, r).tolist()}
    wide = {i for r in regions for i in inside(all_blobs, r.grown(reach_mm, 0.6)).tolist()}
    k = np.array(sorted(wide - own), int)
    if label is not None and len(k):
        k = k[~_marks_behind(all_blobs, k, label, footnote=footnote)]
    return bool(((all_blobs.height[k] >= _TALL_MM) & (all_blobs.area[k] >= 0.3)).any())


def _marks_behind(b: Blobs, k: NDArray[Any], label: Rect, *, footnote: bool) -> NDArray[Any]:
    """Which blobs are a raised footnote mark or a colon behind the label."""
    middle = (label.top + label.bottom) / 2
    raised = (b.height[k] <= 3.0) & (b.bottom[k] < label.bottom - 0.35) & (b.y[k] < middle)
    # A mark is small and close; what is written stands further off, or is as tall as a letter.
    mark = raised & (b.right[k] - label.right < 7) & (b.left[k] - label.right < 5) & footnote
    reach = 8.0 if bool(mark.any()) else 1.5
    colon = (b.left[k] - label.right < reach) & (b.width[k] <= 0.9) & (b.height[k] <= 2.6)
    return np.asarray(mark | colon)


def _is_slash(b: Blobs, i: int) -> bool:
    """A printed slash: a thin stroke that rises to the right."""
    w, h = float(b.width[i]), float(b.height[i])
    if not (2 <= h <= 6.5 and 0.5 <= w <= 3.2 and h / w > 1.15):
        return False
    top, bottom = (round(v * PX_PER_MM) for v in (b.top[i], b.bottom[i]))
    left, right = (round(v * PX_PER_MM) for v in (b.left[i], b.right[i]))
    ys, xs = np.nonzero(b.labels[top:bottom, left:right] == b.ids[i])
    if len(xs) < 6 or ys.std() == 0 or xs.std() == 0:
        return False
    return bool(np.corrcoef(xs, ys)[0, 1] < -0.72)
