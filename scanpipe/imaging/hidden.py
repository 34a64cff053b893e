"""
Print that the picture does not show: burnt away by a reflection, or covered by a finger or an object.

Both are patches of the sheet without print where the lines around them go on. Portraits, seals, shaded table cells
and copies of identity cards are patches too, but have detail of their own or let print show through.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from scanpipe.imaging.light import Light
from scanpipe.model import Box, Image

GLARE_LEVEL = 247
"""Paper this light is burnt out (JPEG keeps burnt paper at 250 to 255)."""

OUTSHINE = 3
USUAL_PERCENT = 30
"""A reflection outshines the sheet's usual paper; it may cover half of the sheet, so the darker third is looked at."""

MIN_GLARE_SHARE = 0.008
"""Share of the sheet: 5 cm² of A4, a few words."""

MIN_COVER_SHARE = 0.012
"""Share of the sheet: 7.5 cm² of A4, the tip of a thumb."""

COVER_LEVEL = 0.72
"""Paper darker than this share of the sheet's usual paper may be something else."""

COVER_CHROMA = 38.0
"""Colour beyond the sheet's own (gray levels between channels): skin, wood and cloth have 40 to 120."""

COVER_WIDTH_MM = 7.0
"""Narrower dark regions are the rim of the sheet, creases or rules."""

SMOOTH_GRAIN = 5.0
"""Mean detail (gray levels) above which a region shows print or a picture and covers nothing."""

HARD_EDGE = 9.0
"""Mean step of the paper map (gray levels a pixel) along the outline of an object; a shadow's is 1 to 4."""

GLARE_WIDTH_MM = 6.0
"""A burnt region without print is at least this wide: one line and what is between two."""

FULL_INK = 0.3
"""Ink of less than this share of the page's usual depth is fading away."""

STROKE_MM = 1.5
"""The deepest ink this near a place stands for it, so that the gaps inside letters do not count."""

FADE_MM = 1.0
BEFORE_MM = (4.0, 14.0)
"""A line that runs into a reflection is compared at its last millimetre and before that, this far away."""

MIN_LINE = 0.4
"""Shares of the usual depth of ink that a line must have before it runs into a reflection."""

MIN_TRACE = 12
"""Gray levels below the paper that are the end of a line and not grain."""

MIN_ENDS_MM = 12.0
"""Height of line ends at the outline of a reflection (two to four lines) below which nothing can be told of it."""

FADED = 0.56
FADED_BETWEEN = 0.64
"""
How deep lines still are where they end at a burnt region, in shares of what they were before. A reflection adds light
and lets lines fade (measured: 0.45 to 0.61), on bright paper they end where the writing ends, in full ink (0.59 to
1.1). The second limit holds where lines go on at the other side.
"""

MIN_BETWEEN_MM = 3.0
"""Height of the print that goes on at the other side: one line."""


@dataclass(frozen=True, slots=True)
class Patch:
    """A part of the page whose print is not to be seen: where, which share of the sheet, and the limit it exceeds."""

    box: Box
    share: float
    limit: float


def glares(light: Light, depth: float) -> tuple[Patch, ...]:
    """
    Reflections that have burnt print away; `depth` is the usual depth of the page's ink in gray levels.

    A bright page is burnt as well, and has places without print. There lines end in full ink; at a reflection they
    fade, because its light is added to that of paper and ink alike.
    """
    if float(np.percentile(light.paper, USUAL_PERCENT)) >= GLARE_LEVEL - OUTSHINE:
        # White all over: a scan, or a page that is too bright everywhere.
        return ()
    side = 2 * round(STROKE_MM * light.px_per_mm) + 1
    near = np.asarray(cv2.dilate(light.ink, np.ones((side, side), np.uint8)), dtype=np.uint8)
    lost = (light.paper >= GLARE_LEVEL) & (near < FULL_INK * depth)
    return tuple(
        patch
        for mask, patch in _patches(lost.astype(np.uint8), light, GLARE_WIDTH_MM, MIN_GLARE_SHARE)
        if _lets_lines_fade(mask, near, depth, light.px_per_mm)
    )


def _lets_lines_fade(mask: NDArray[np.bool_], near: Image, depth: float, px_per_mm: float) -> bool:
    """Whether lines of text fade where they run into the region."""
    end, start, far = (max(1, round(mm * px_per_mm)) for mm in (FADE_MM, *BEFORE_MM))
    fades, between = [], 0
    for row, inside in zip(near, mask, strict=True):
        steps = np.flatnonzero(np.diff(np.concatenate([[0], inside.astype(np.int8), [0]])))
        for left, right in steps.reshape(-1, 2).tolist():
            if right - left < GLARE_WIDTH_MM * px_per_mm:
                continue
            before = row[max(0, left - end) : left], row[max(0, left - far) : max(0, left - start)]
            after = row[right : right + end], row[right + start : right + far]
            ends = [fade for last, line in (before, after) if (fade := _fade(last, line, depth)) is not None]
            fades += ends
            between += len(ends) == 2
    if len(fades) < MIN_ENDS_MM * px_per_mm:
        return False
    return float(np.median(fades)) <= (FADED_BETWEEN if between >= MIN_BETWEEN_MM * px_per_mm else FADED)


def _fade(last: Image, line: Image, depth: float) -> float | None:
    """The depth of the end of a line in shares of the line's own; None where no line ends."""
    if not last.size or not line.size:
        return None
    usual = float(np.partition(line, 3 * line.size // 4)[3 * line.size // 4])
    return float(last.max()) / usual if usual >= MIN_LINE * depth and last.max() >= MIN_TRACE else None


def covers(light: Light) -> tuple[Patch, ...]:
    """Fingers and objects on a sheet whose edges are known."""
    usual, tint = float(np.median(light.paper)), float(np.median(light.chroma))
    other = (light.paper < COVER_LEVEL * usual) | (light.chroma > tint + COVER_CHROMA)
    steps = cv2.morphologyEx(light.paper, cv2.MORPH_GRADIENT, np.ones((3, 3), np.uint8)).astype(np.float32) / 2
    found = []
    for mask, patch in _patches(other.astype(np.uint8), light, COVER_WIDTH_MM, MIN_COVER_SHARE):
        inside = cv2.erode(mask.astype(np.uint8), np.ones((5, 5), np.uint8)) > 0
        outline = (cv2.dilate(mask.astype(np.uint8), np.ones((5, 5), np.uint8)) > 0) & ~inside
        outline[:4], outline[-4:], outline[:, :4], outline[:, -4:] = False, False, False, False
        if not inside.any() or not outline.any():
            continue
        coloured = float(np.median(light.chroma[mask])) > tint + COVER_CHROMA
        if float(light.grain[inside].mean()) <= SMOOTH_GRAIN and (
            coloured or float(steps[outline].mean()) >= HARD_EDGE
        ):
            found.append(patch)
    return tuple(found)


def _patches(
    mask: NDArray[np.uint8], light: Light, width_mm: float, min_share: float
) -> list[tuple[NDArray[np.bool_], Patch]]:
    """The connected regions of a mask that are at least so wide and so large."""
    side = max(3, round(width_mm * light.px_per_mm))
    element = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, side))
    # A hand comes in over the edge: what lies beyond the picture is taken to go on.
    opened = cv2.morphologyEx(mask, cv2.MORPH_OPEN, element, borderType=cv2.BORDER_REPLICATE)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(np.asarray(opened, dtype=np.uint8))
    height, width = mask.shape
    found = []
    for i in range(1, count):
        share = float(stats[i, cv2.CC_STAT_AREA]) / mask.size
        if share >= min_share:
            left, top, across, down = (float(value) for value in stats[i, :4])
            box = Box(left / width, top / height, across / width, down / height)
            found.append((np.asarray(labels == i), Patch(box, share, min_share)))
    return found
