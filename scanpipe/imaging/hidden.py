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
from scanpipe.model import Box

GLARE_LEVEL = 247
"""Paper this light is burnt out (JPEG keeps burnt paper at 250 to 255)."""

GLARE_ABOVE = 14
"""Gray levels by which a reflection outshines the sheet's usual paper; a white scan is white all over."""

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

RING_MM = 9.0
"""Print is looked for this far around a patch: two lines."""

QUIET = 0.35
"""A patch has lost print when its ink is below this share of the ink around it."""


@dataclass(frozen=True, slots=True)
class Patch:
    """A part of the page whose print is not to be seen: where, which share of the sheet, and the limit it exceeds."""

    box: Box
    share: float
    limit: float


def glares(light: Light) -> tuple[Patch, ...]:
    """Reflections that have burnt print away."""
    usual = float(np.median(light.paper))
    burnt = (light.paper >= GLARE_LEVEL) & (light.paper >= usual + GLARE_ABOVE)
    inked = (light.ink >= 20).astype(np.float32)
    found = []
    for mask, patch in _patches(burnt.astype(np.uint8), light, 3.0, MIN_GLARE_SHARE):
        around = _ring(mask, light)
        before = float(inked[around].mean()) if around.any() else 0.0
        if before > 0.01 and float(inked[mask].mean()) < QUIET * before:
            found.append(patch)
    return tuple(found)


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


def _ring(mask: NDArray[np.bool_], light: Light) -> NDArray[np.bool_]:
    side = 2 * round(RING_MM * light.px_per_mm) + 1
    near = cv2.dilate(mask.astype(np.uint8), np.ones((side, side), np.uint8)) > 0
    return np.asarray(near & ~mask & (light.paper < GLARE_LEVEL + 4))
