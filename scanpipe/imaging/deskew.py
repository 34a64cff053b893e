"""
By which small angle a page is turned: the angle at which its lines of text stand out most.

The ink of text-sized blobs is summed along slanted rows; where rows follow the lines, full rows lie next to empty
ones, so the sum of squared differences of neighbouring rows is largest (Postl, US patent 4,723,297; the same measure
that Leptonica uses). Borders, seals and photographs are left out first: with them one page in ten goes wrong by
degrees, without them the error is about 0.01 degrees.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from scanpipe.imaging.connected import connected
from scanpipe.imaging.warp import fitted
from scanpipe.model import Image

ANALYSIS_PX = 1400
"""Longer side at which blobs are looked at: 120 dpi of an A4 page, where a dot is 2 px and an x 8 px."""

MAX_SKEW_DEG = 16.0
"""Beyond the ±15° that are promised, so that a page at 15° is still inside the search."""

BACKGROUND_PX = 41
"""Side of the window whose mean stands for the paper; a few letters wide."""

INK_DROP = 18
"""Gray levels below the paper that count as ink; noise of a phone photo stays below, faint copies above."""

INK_FULL = 0.9
"""The drop that this share of all ink pixels stays below is the full depth of the page's ink."""

INK_SHARE = 0.4
"""Share of that depth from which a pixel is ink; half would be the middle of a blurred edge, thin strokes need less."""

MAX_BLOB_LENGTH = 0.085
MAX_BLOB_THICKNESS = 0.035
"""Shares of the longer side above which a blob is no text (25 and 10 mm of A4): a rule, a frame, a seal, a shadow."""

MIN_RULE = 0.15
"""Share of the longer side (45 mm of A4) from which a rule is long enough to tell an angle."""

MAX_FILL = 0.25
"""Grids and frames fill less of their box; seals, pictures and shadows more."""

RIM = 0.012
"""What is nearer than this share to the picture's border is its rim or the edge of the sheet; rules are thinner."""

MAX_RULES = 40

MAX_POINTS = 9_000
"""Pixels of ink that the coarse search looks at."""

MIN_POINTS = 200
"""Fewer pixels of ink than this are a dozen letters: no angle can be told from them."""

COARSE_STEP_DEG = 0.5
"""Half a degree smears a line over 12 px from end to end: its neighbours, 20 px away, stay apart."""

FINE_SPAN_DEG = 0.6
FINE_STEP_DEG = 0.02

STRIP_PX = 24
"""Width of a strip; within it 0.6° are a quarter of a pixel."""

SMOOTHING_PX = 1.0
MAX_WAVE = 1.3
"""Waves up to this many radians a pixel are kept; shorter ones are noise after the smoothing."""


@dataclass(frozen=True, slots=True)
class Blobs:
    """
    The text-sized ink of a page at analysis size.

    `x`, `y` are the ink's pixels; `left`, `top`, `width`, `height`, `area` have one entry a blob. `rule_x`, `rule_y`
    are the pixels of long rules and of the grids of tables. `scale` is analysis pixels per pixel of the picture they
    come from.
    """

    x: NDArray[np.float32]
    y: NDArray[np.float32]
    left: NDArray[np.int32]
    top: NDArray[np.int32]
    width: NDArray[np.int32]
    height: NDArray[np.int32]
    area: NDArray[np.int32]
    rule_x: NDArray[np.float32]
    rule_y: NDArray[np.float32]
    size: tuple[int, int]
    scale: float


def ink_mask(gray: Image) -> NDArray[np.uint8]:
    """
    1 where a pixel is clearly darker than the paper around it, else 0.

    The limit follows the page's own ink: a faint copy keeps its strokes, and on a strong one blurred letters and the
    marks above them stay apart.
    """
    paper = cv2.blur(gray, (BACKGROUND_PX, BACKGROUND_PX))
    drop = cv2.subtract(paper, gray)
    counts = np.bincount(drop.ravel(), minlength=256)
    counts[: INK_DROP + 1] = 0
    if not counts.any():
        return np.zeros(gray.shape, np.uint8)
    full = int(np.searchsorted(np.cumsum(counts), INK_FULL * counts.sum()))
    return np.asarray(drop > max(INK_DROP, INK_SHARE * full), dtype=np.uint8)


def find_blobs(gray: Image) -> Blobs:
    """The text-sized blobs of a gray page."""
    small = fitted(gray, ANALYSIS_PX)
    labels, stats, _ = connected(ink_mask(small))
    longer = max(small.shape)
    # The page may still lie on its side: a word is long along one axis and thin along the other, whichever.
    sides = np.sort(stats[:, [cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT]], axis=1)
    keep = (sides[:, 0] <= longer * MAX_BLOB_THICKNESS) & (sides[:, 1] <= longer * MAX_BLOB_LENGTH)
    keep[0] = False
    places = np.flatnonzero(keep[labels])
    rows, columns = np.divmod(places, small.shape[1])
    left, top, width, height, area = stats[keep].T
    rule_x, rule_y = _rules(np.asarray(labels, np.int32), np.asarray(stats, np.int32))
    return Blobs(
        x=columns.astype(np.float32),
        y=rows.astype(np.float32),
        left=left,
        top=top,
        width=width,
        height=height,
        area=area,
        rule_x=rule_x,
        rule_y=rule_y,
        size=(small.shape[1], small.shape[0]),
        scale=longer / max(gray.shape),
    )


def _rules(labels: NDArray[np.int32], stats: NDArray[np.int32]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Pixels (x, y) of what is long and hardly fills its box: rules, frames, tables; not the picture's own rim."""
    height, width = labels.shape
    longer = max(height, width)
    left, top, across, down, area = stats[:, : cv2.CC_STAT_AREA + 1].T
    rim = longer * RIM
    inside = (left > rim) & (top > rim) & (left + across < width - rim) & (top + down < height - rim)
    long = np.maximum(across, down) > longer * MIN_RULE
    thin = (area < MAX_FILL * across * down) | (np.minimum(across, down) <= longer * RIM)
    parts = []
    for i in np.flatnonzero(inside & long & thin)[:MAX_RULES]:
        box = labels[top[i] : top[i] + down[i], left[i] : left[i] + across[i]]
        parts.append(np.argwhere(box == i) + np.array([top[i], left[i]]))
    spots = np.concatenate([np.zeros((0, 2)), *parts]).astype(np.float32)
    return spots[:, 1], spots[:, 0]


@dataclass(frozen=True, slots=True)
class Lines:
    """
    How clearly lines of text run along the x axis, turned clockwise by about `deg`.

    `sharpness` is the score at that angle over the usual score at other angles: 1 means no lines at all.
    """

    deg: float
    sharpness: float


def find_lines(x: NDArray[np.float32], y: NDArray[np.float32]) -> Lines | None:
    """The angle, to a tenth of a degree, at which ink forms the sharpest lines; None when there is too little ink."""
    if len(x) < MIN_POINTS:
        return None
    x, y = _scattered(x - x.mean(), y)
    angles = np.arange(-MAX_SKEW_DEG, MAX_SKEW_DEG + COARSE_STEP_DEG / 2, COARSE_STEP_DEG)
    scores = np.array([_row_score(x, y, float(angle)) for angle in angles])
    # Half a degree beside the true angle the score is already down to a third: look between the steps.
    closer = angles[int(np.argmax(scores))] + np.arange(-0.4, 0.41, 0.1)
    close_scores = np.array([_row_score(x, y, float(angle)) for angle in closer])
    best = int(np.argmax(close_scores))
    return Lines(float(closer[best]), float(close_scores[best] / max(float(np.median(scores)), 1.0)))


def refine_skew(x: NDArray[np.float32], y: NDArray[np.float32], near_deg: float) -> float:
    """
    The angle within 0.6° of `near_deg` at which ink pixels form the sharpest lines, to about 0.01°.

    The page is cut into upright strips, each with its own row profile. Turning the page by a little shifts each strip
    up or down, which in the frequency domain is a factor: so every angle costs one product, shifts need not be whole
    pixels, and the score (energy of the profile's slope, lightly smoothed) has no grain of its own.
    """
    x = x - x.mean()
    slope = np.tan(np.radians(near_deg))
    rows = y - x * np.float32(slope)
    strips = ((x - x.min()) / STRIP_PX).astype(np.int64)
    spectrum, waves = _strip_spectra(rows - rows.min(), strips)
    centres = (np.arange(len(spectrum)) + 0.5) * STRIP_PX
    weight = np.square(waves) * np.exp(-np.square(waves * SMOOTHING_PX))
    count = round(FINE_SPAN_DEG / FINE_STEP_DEG)
    step = np.tan(np.radians(FINE_STEP_DEG)) * (1 + slope * slope)
    turn = np.exp(1j * step * np.outer(centres, waves)).astype(np.complex64)
    current = spectrum * np.exp(-1j * count * step * np.outer(centres, waves)).astype(np.complex64)
    scores = np.zeros(2 * count + 1)
    for i in range(2 * count + 1):
        scores[i] = float((weight * np.square(np.abs(current.sum(axis=0)))).sum())
        current *= turn
    best = int(np.argmax(scores))
    found = float(best - count)
    if 0 < best < len(scores) - 1:
        bend = scores[best - 1] - 2 * scores[best] + scores[best + 1]
        found += 0.5 * (scores[best - 1] - scores[best + 1]) / bend if bend < 0 else 0.0
    return float(np.degrees(np.arctan(slope + found * step)))


def _scattered(x: NDArray[np.float32], y: NDArray[np.float32]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """
    At most `MAX_POINTS` points in random order, each anywhere inside its pixel.

    Taking every n-th pixel, or pixels at whole numbers, draws a pattern that has an angle of its own.
    """
    chance = np.random.default_rng(0)
    chosen = chance.integers(0, len(x), MAX_POINTS) if len(x) > MAX_POINTS else np.arange(len(x))
    inside = chance.random((2, len(chosen)), dtype=np.float32)
    return x[chosen] + inside[0], y[chosen] + inside[1]


def _row_score(x: NDArray[np.float32], y: NDArray[np.float32], deg: float) -> float:
    rows = y - x * np.float32(np.tan(np.radians(deg)))
    rows -= np.floor(rows.min())
    profile = np.bincount(rows.astype(np.int64)).astype(np.float64)
    return float(np.square(np.diff(profile)).sum())


def _strip_spectra(
    rows: NDArray[np.float32], strips: NDArray[np.int64]
) -> tuple[NDArray[np.complex64], NDArray[np.float32]]:
    """The spectrum of each strip's row profile (strips, waves) and the waves in radians per pixel."""
    length = int(rows.max()) + 2
    padded = 1 << (length - 1).bit_length()
    whole = rows.astype(np.int64)
    part = rows - whole
    count = int(strips.max()) + 1
    place = strips * padded + whole
    profile = np.bincount(place, 1 - part, count * padded)
    profile += np.bincount(place + 1, part, count * padded + 1)[: count * padded]
    spectrum = np.fft.rfft(profile.reshape(count, padded).astype(np.float32), axis=1)
    waves = (2 * np.pi / padded) * np.arange(spectrum.shape[1])
    used = (waves > 0) & (waves <= MAX_WAVE)
    return spectrum[:, used].astype(np.complex64), waves[used].astype(np.float32)
