"""
Can this page be read? Measured numbers, the faults they add up to, and what that means for reading.

Scans, fax-like bitonal copies, photocopies, faint but readable copies and slightly soft photos are acceptable and
have no fault that refuses them. A fault that refuses says which number broke which limit, and where on the page.
Limits marked (measured) lie between pages that Tesseract still read (label errors below 2 %) and pages that it did
not, on print drawn and spoiled by program; the others follow from the paper.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from scanpipe.imaging.cut_edge import edge_strip
from scanpipe.imaging.hidden import Patch, covers, glares
from scanpipe.imaging.light import Edges, Light, map_light, measure_edges
from scanpipe.imaging.sheet_size import A4_ASPECT
from scanpipe.imaging.straighten import Straightened
from scanpipe.imaging.warp import gray_of, map_points
from scanpipe.model import Box, Image, Readability

MIN_PX_PER_MM = 4.3
"""110 dpi: at 100 dpi one printed label in 25 is misread, at 150 one in 120 (measured)."""

GOOD_PX_PER_MM = 5.5
"""Just below 150 dpi (5.9), which scanners and forwarded photos reach."""

COARSE_PX_PER_MM = 3.6
"""90 dpi; below it even headlines must be tall, because the small print around them is lost."""

MIN_LETTER_PX = 9.0
"""Letters this tall in the upload are read whatever size the sheet was taken to be (12 points at 120 dpi)."""

MAX_EDGE_MM = 0.80
"""Widest readable edge (measured): 0.45 clean, 0.61 blurred by 0.19 mm (read), 0.89 by 0.34 mm (1 label in 5 lost)."""

SOFT_EDGE_MM = 0.70
SHARP_EDGE_MM = 0.40
"""An edge this narrow is as sharp as the detail at which edges are measured can show."""

BLURRED_SHARE = 0.25
"""Share of the cells with text that has to be blurred before the page is."""

MIN_DEPTH = 22.0
"""Gray levels between paper and strong ink below which print drowns in the noise of a camera (σ 4 to 8)."""

FAINT_CONTRAST = 0.17
"""Depth in shares of the paper's level; a faint copy that is still read has 0.3 (measured)."""

MIN_PAPER = 52.0
"""Level of the paper below which a photo is too dark: print at 0.3 contrast is then within its noise."""

DIM_PAPER = 80.0

CLIPPED = 253
CLIPPED_SHARE = 0.5
WASHED_DEPTH = 70.0
"""On a picture burnt to white over half the sheet, ink this shallow has been eaten: honest scans keep 110 and more."""

LIGHT_PAPER = 0.8
WASHED_CONTRAST = 0.14
"""Ink this pale on light paper is overexposed away: nobody can read a hand at 0.05 to 0.11, a faint copy has 0.3."""

SHADOW_LEVEL = 0.58
"""Paper darker than this share of the page's light paper lies in a shadow."""

MIN_SHADOW_SHARE = 0.04
MAX_SIDE_RATIO = 1.5
"""Opposite sides of an A4 sheet photographed at 45° from two sheet lengths away differ by this."""

BLANK_INK_SHARE = 0.0006
"""A page number and some dust; one line of print is 0.002."""

TRACE_DROP = 4.0
TRACE_SPREADS = 4.0
BLANK_TRACE_SHARE = 0.006
"""
Traces are this many gray levels, and this many times the paper's grain (median to 84th percentile), below the paper.
Overexposed pages have them on 0.009 to 0.09 of the sheet, blank ones on up to 0.003 (measured).
"""

EDGE_INK_SHARE = 0.006
"""Share of a strip along a cut edge that is print when a line of text is cut."""

MAX_MISSING = 0.09
"""Share of an A4 sheet outside the picture above which more than a blank margin (20 to 25 mm of 297) is lost."""

REFUSING = frozenset(
    {"quality.blurry", "quality.too_dark", "quality.too_bright", "quality.glare", "quality.low_resolution",
     "quality.covered", "quality.cut_off"}
)  # fmt: skip
"""Faults that can make text unreadable; they do when they are sure."""

SURE = 0.8
"""Confidence from which a refusing fault makes the page unreadable."""

DOUBTFUL = 0.6
"""Confidence of what looks like a fault and may be none: somebody looks at the page, and it is read."""
WHOLE = Box(0.0, 0.0, 1.0, 1.0)


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with a picture: finding code, confidence (0–1), the number and its limit, and where (shares)."""

    code: str
    confidence: float
    value: float
    limit: float
    box: Box | None = None


@dataclass(frozen=True, slots=True)
class Quality:
    """
    What was measured, and the faults it amounts to, surest first.

    Numbers: `sharpness`, `contrast`, `brightness` (0–1), `depth` (of ink, gray levels), `px_per_mm` (of the upload),
    `letter_px` (height of usual letters in the upload, 0 when unknown), `edge_mm`, `blurred_share` (of the text),
    `ink_share`, `trace_share` (ink however pale), `clipped_share`, `glare_share`, `shadow_share`, `covered_share` (of
    the sheet), `tilt` (ratio of opposite sides), `skew_deg`.
    """

    numbers: Mapping[str, float]
    faults: tuple[Fault, ...]


def assess(image: Image, straightened: Straightened) -> Quality:
    """Measure one straightened page; `image` is the picture it was made from."""
    page, size = straightened.image, (straightened.width_mm, straightened.height_mm)
    light, edges = map_light(page, *size), measure_edges(gray_of(page), *size)
    cover = covers(light) if straightened.perspective else ()
    numbers = _numbers(image, straightened, light, edges)
    # Blurred print fades everywhere: by it no reflection can be told.
    glare = glares(light, edges.depth) if numbers["blurred_share"] < BLURRED_SHARE else ()
    numbers["glare_share"] = sum(patch.share for patch in glare)
    numbers["covered_share"] = sum(patch.share for patch in cover)
    faults = [
        *_detail_faults(numbers, edges),
        *_light_faults(numbers, edges),
        *(_hidden_fault("quality.glare", patch) for patch in glare),
        *(_hidden_fault("quality.covered", patch) for patch in cover),
        *_frame_faults(straightened, light, numbers),
    ]
    return Quality(numbers, tuple(sorted(faults, key=lambda fault: -fault.confidence)))


def _hidden_fault(code: str, patch: Patch) -> Fault:
    sure = _sure(patch.share, 0.6 * patch.limit) if patch.clear else DOUBTFUL
    return Fault(code, sure, patch.share, patch.limit, patch.box)


def readability(quality: Quality) -> Readability:
    """Unreadable only when a fault that hides or smears text is sure; poor when there is any other fault."""
    if any(fault.code in REFUSING and fault.confidence >= SURE for fault in quality.faults):
        return Readability.UNREADABLE
    return Readability.POOR if any(fault.code != "page.blank" for fault in quality.faults) else Readability.OK


def _sure(value: float, limit: float) -> float:
    """0.5 at the limit, 0.8 at one and a half times the limit, near 1 from three times on."""
    return float(1.0 - 0.5 * min(1.0, max(limit, 1e-9) / max(value, 1e-9)) ** 2.26)


def _numbers(image: Image, straightened: Straightened, light: Light, edges: Edges) -> dict[str, float]:
    size = np.array([image.shape[1], image.shape[0]])
    corners = np.array([[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 1.0]])
    upload = map_points(straightened.to_upload, corners) * size
    area = float(cv2.contourArea(upload.astype(np.float32)))
    widths = edges.width_mm[np.isfinite(edges.width_mm)]
    edge = float(np.median(widths)) if len(widths) else 0.0
    paper = float(np.median(light.paper))
    light_paper = float(np.percentile(light.paper, 90))
    sides = np.hypot(*(np.roll(upload, -1, axis=0) - upload).T)
    ratio = max(float(max(sides[a], sides[b]) / max(min(sides[a], sides[b]), 1e-6)) for a, b in ((0, 2), (1, 3)))
    return {
        "sharpness": min(1.0, SHARP_EDGE_MM / edge) if edge else 0.0,
        "edge_mm": edge,
        "blurred_share": float((widths > MAX_EDGE_MM).mean()) if len(widths) else 0.0,
        "contrast": min(1.0, edges.depth / max(paper, 1.0)),
        "depth": edges.depth,
        "brightness": paper / 255,
        "px_per_mm": float(np.sqrt(area / (straightened.width_mm * straightened.height_mm))),
        "letter_px": straightened.letter_px,
        "ink_share": float((light.ink >= max(16.0, 0.25 * edges.depth)).mean()),
        "trace_share": _trace_share(light),
        "clipped_share": float((light.paper >= CLIPPED).mean()),
        "shadow_share": float((light.paper < SHADOW_LEVEL * light_paper).mean()) if straightened.perspective else 0.0,
        "tilt": ratio if straightened.perspective else 1.0,
        "skew_deg": straightened.skew_deg,
    }


def _trace_share(light: Light) -> float:
    """The share of the sheet that stands out of the grain of the paper, however little."""
    usual, spread = np.percentile(light.ink, [50, 84])
    return float((light.ink > usual + max(TRACE_DROP, TRACE_SPREADS * (spread - usual))).mean())


def _detail_faults(numbers: Mapping[str, float], edges: Edges) -> list[Fault]:
    """Too few pixels, or pixels that run into one another."""
    faults = []
    density, letters = numbers["px_per_mm"], numbers["letter_px"]
    needed = MIN_LETTER_PX if density >= COARSE_PX_PER_MM else 1.45 * MIN_LETTER_PX
    if density < MIN_PX_PER_MM and letters < needed:
        sure = min(_sure(MIN_PX_PER_MM / max(density, 1e-6), 0.62), _sure(needed / max(letters, 4.0), 0.62))
        faults.append(Fault("quality.low_resolution", sure, density, MIN_PX_PER_MM, WHOLE))
    elif density < GOOD_PX_PER_MM and letters < 1.3 * MIN_LETTER_PX:
        faults.append(Fault("quality.low_resolution", 0.5, density, GOOD_PX_PER_MM, WHOLE))
    blurred = edges.width_mm > MAX_EDGE_MM
    if numbers["blurred_share"] >= BLURRED_SHARE:
        sure = _sure(numbers["blurred_share"], BLURRED_SHARE * 0.66)
        worst = float(np.nanmedian(edges.width_mm[blurred]))
        faults.append(Fault("quality.blurry", sure, worst, MAX_EDGE_MM, _around(blurred)))
    elif numbers["edge_mm"] > SOFT_EDGE_MM:
        faults.append(Fault("quality.blurry", 0.5, numbers["edge_mm"], SOFT_EDGE_MM, WHOLE))
    return faults


def _around(cells: NDArray[np.bool_]) -> Box:
    """The smallest box (shares) around the marked cells."""
    rows, columns = np.nonzero(cells)
    down, across = cells.shape
    left, top = columns.min() / across, rows.min() / down
    return Box(left, top, (columns.max() + 1) / across - left, (rows.max() + 1) / down - top)


def _light_faults(numbers: Mapping[str, float], edges: Edges) -> list[Fault]:
    """Too little light, too much of it, too little ink, no ink at all."""
    faults = []
    paper, depth, blank = numbers["brightness"] * 255, edges.depth, numbers["ink_share"] < BLANK_INK_SHARE
    if paper < DIM_PAPER:
        dark = paper < MIN_PAPER or (depth < MIN_DEPTH and not blank)
        sure = _sure(MIN_PAPER / max(paper, 1.0), 0.66) if dark else 0.5
        faults.append(Fault("quality.too_dark", sure, paper / 255, MIN_PAPER / 255, WHOLE))
    elif blank and numbers["letter_px"] == 0 and numbers["trace_share"] < BLANK_TRACE_SHARE:
        faults.append(
            Fault("page.blank", _sure(BLANK_INK_SHARE / max(numbers["ink_share"], 1e-6), 1.0), 0.0, 0.0, WHOLE)
        )
    elif numbers["clipped_share"] > CLIPPED_SHARE and depth < WASHED_DEPTH:
        faults.append(
            Fault("quality.too_bright", _sure(WASHED_DEPTH / max(depth, 1.0), 0.7), depth, WASHED_DEPTH, WHOLE)
        )
    elif numbers["contrast"] < WASHED_CONTRAST and numbers["brightness"] >= LIGHT_PAPER:
        sure = _sure(WASHED_CONTRAST / max(numbers["contrast"], 0.01), 0.8)
        faults.append(Fault("quality.too_bright", sure, numbers["contrast"], WASHED_CONTRAST, WHOLE))
    elif numbers["contrast"] < FAINT_CONTRAST:
        sure = _sure(FAINT_CONTRAST / max(numbers["contrast"], 0.01), 0.8)
        faults.append(Fault("quality.faint_copy", sure, numbers["contrast"], FAINT_CONTRAST, WHOLE))
    if numbers["shadow_share"] >= MIN_SHADOW_SHARE:
        sure = _sure(numbers["shadow_share"], MIN_SHADOW_SHARE)
        faults.append(Fault("quality.shadow", sure, numbers["shadow_share"], MIN_SHADOW_SHARE, None))
    return faults


def _frame_faults(straightened: Straightened, light: Light, numbers: Mapping[str, float]) -> list[Fault]:
    """A sheet that runs out of the picture, or was photographed at a steep angle."""
    faults = []
    for side in straightened.cut_edges:
        box, ink = edge_strip(side, straightened, light)
        missing = _missing_share(straightened)
        # The blank margin may be cut without loss; print at the very edge says that more of it is missing.
        cut = ink > EDGE_INK_SHARE or missing > MAX_MISSING
        faults.append(Fault("quality.cut_off", 0.9 if cut else 0.55, missing, MAX_MISSING, box))
    if numbers["tilt"] > MAX_SIDE_RATIO:
        faults.append(Fault("quality.too_tilted", _sure(numbers["tilt"], 1.2), numbers["tilt"], MAX_SIDE_RATIO, WHOLE))
    return faults


def _missing_share(straightened: Straightened) -> float:
    """The share of an A4 sheet that cannot be in the picture, from the shape of the part that is."""
    shape = straightened.height_mm / straightened.width_mm
    whole = A4_ASPECT if straightened.height_mm >= straightened.width_mm else 1 / A4_ASPECT
    return 1.0 - min(shape / whole, whole / shape)
