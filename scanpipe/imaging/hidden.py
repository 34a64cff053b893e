"""
Print that the picture does not show: burnt away by a reflection, or covered by a finger or an object.

Both are patches of the sheet without print; print fades into the one and is cut off at the other. Portraits, seals,
shaded table cells and copies of identity cards are patches too, but have detail of their own or let print through.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from scanpipe.imaging.connected import connected
from scanpipe.imaging.light import Light
from scanpipe.model import Box, Image

GLARE_LEVEL = 247
"""Paper this light is burnt out (JPEG keeps burnt paper at 250 to 255)."""

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

RIM_MM = 2.0
BEYOND_MM = (4.0, 12.0)
"""Strokes at the rim of a burnt region are compared with those so far outside it."""

FALL_MM = 8.0
STEEP_FALL = 10
"""
The light of a reflection is gone within 8 mm: there paper is this many gray levels darker. Paper that is burnt because
the whole sheet is bright goes over into paper that is nearly as bright (measured: 0 to 5 levels).
"""

STEEP_SHARE = 0.5
PARTLY_STEEP = 0.15
"""
Share of the rim where light falls off: reflections have 0.5 to 1, and 0.18 to 0.5 where they run over into bright
paper; bright paper alone has 0 to 0.3 unless a shadow begins at it.
"""

FADED = 0.8
MUCH_FADED = 0.6
"""
How deep strokes are there, in shares of those beyond. A reflection adds its light to that of paper and ink alike, so
that print fades into it (measured: 0.37 to 0.77, at most 0.56 where light falls off along a part of the rim only).
Where light falls off because a shadow begins print is deeper in the light (1.03 to 1.2); elsewhere thin strokes end at
bright paper now and then (0.5 to 0.9), but few of them.
"""

STROKE_DROP = 12
"""Gray levels below the paper that are a stroke and not grain."""

MIN_STROKES_MM2 = 12.0
ENOUGH_STROKES_MM2 = 30.0
MANY_STROKES_MM2 = 45.0
"""
Ink at the rim. Below the first, two words, nothing is told by it, from there on where it is much faded; the second
tells at a rim that is steep, the third at one that is partly steep (measured at reflections across a page of text: 31
to 116, at thin strokes beside bright paper: up to 22).
"""

STRONG_PERCENT = 90
"""The strongest strokes of a place are compared: thin rules are pale everywhere."""


@dataclass(frozen=True, slots=True)
class Patch:
    """
    A part of the page whose print is not to be seen: where, which share of the sheet, and the limit it exceeds.

    Where `clear` is False it may be something else, and somebody should look.
    """

    box: Box
    share: float
    limit: float
    clear: bool = True


MOST_GLARE_SHARE = 0.5
"""What is as bright over half of a page is its paper: pale scans of a card on a white sheet reach 0.85, lamps 0.4."""


def glares(light: Light, depth: float) -> tuple[Patch, ...]:
    """
    Reflections that have burnt print away; `depth` is the usual depth of the page's ink in gray levels.

    A bright page is burnt as well, and has places without print. A reflection is told from them by its rim: there
    its light falls off within millimetres, and print fades into it. Where no print runs into it none is lost.
    """
    side = 2 * round(STROKE_MM * light.px_per_mm) + 1
    near = np.asarray(cv2.dilate(light.ink, np.ones((side, side), np.uint8)), dtype=np.uint8)
    lost = (light.paper >= GLARE_LEVEL) & (near < FULL_INK * depth)
    burnt = _patches(lost.astype(np.uint8), light, GLARE_WIDTH_MM, MIN_GLARE_SHARE)
    if not burnt:
        return ()
    fall = np.asarray(cv2.subtract(light.paper, cv2.erode(light.paper, _square(FALL_MM, light))), dtype=np.uint8)
    found = []
    for mask, patch in burnt:
        if patch.share > MOST_GLARE_SHARE:
            continue
        rim = _rim_of(mask, fall, light)
        faded = FADED if rim.strokes_mm2 >= ENOUGH_STROKES_MM2 else MUCH_FADED
        whole = rim.steep >= STEEP_SHARE and rim.strokes_mm2 >= MIN_STROKES_MM2 and rim.fade <= faded
        partly = rim.steep >= PARTLY_STEEP and rim.strokes_mm2 >= ENOUGH_STROKES_MM2 and rim.fade <= MUCH_FADED
        if whole or partly:
            found.append(replace(patch, clear=whole or rim.strokes_mm2 >= MANY_STROKES_MM2))
    return tuple(found)


def _square(reach_mm: float, light: Light) -> NDArray[np.uint8]:
    side = 2 * max(1, round(reach_mm * light.px_per_mm)) + 1
    return np.ones((side, side), np.uint8)


@dataclass(frozen=True, slots=True)
class _Rim:
    """
    The rim of a burnt region: the share of it where light falls off, and there the ink of the strokes, and its depth
    in shares of the depth further out (1 where there is too little to tell).
    """

    steep: float
    strokes_mm2: float
    fade: float


def _rim_of(mask: NDArray[np.bool_], fall: Image, light: Light) -> _Rim:
    away = cv2.distanceTransform((~mask).astype(np.uint8), cv2.DIST_L2, 3) / light.px_per_mm
    rim = (away > 0) & (away <= RIM_MM)
    steep = rim & (fall >= STEEP_FALL)
    around = cv2.dilate(steep.astype(np.uint8), _square(BEYOND_MM[1], light)) > 0
    strokes = light.ink >= STROKE_DROP
    at_rim, beyond = light.ink[steep & strokes], light.ink[around & strokes & (away > BEYOND_MM[0])]
    area_mm2 = len(at_rim) / light.px_per_mm**2
    enough = min(area_mm2, len(beyond) / light.px_per_mm**2) >= MIN_STROKES_MM2
    return _Rim(
        steep=float(steep.sum() / max(1, rim.sum())),
        strokes_mm2=area_mm2,
        fade=float(np.percentile(at_rim, STRONG_PERCENT) / np.percentile(beyond, STRONG_PERCENT)) if enough else 1.0,
    )


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
    labels, stats, _ = connected(np.asarray(opened, dtype=np.uint8))
    height, width = mask.shape
    found = []
    for i in range(1, len(stats)):
        share = float(stats[i, cv2.CC_STAT_AREA]) / mask.size
        if share >= min_share:
            left, top, across, down = (float(value) for value in stats[i, :4])
            box = Box(left / width, top / height, across / width, down / height)
            found.append((np.asarray(labels == i), Patch(box, share, min_share)))
    return found
