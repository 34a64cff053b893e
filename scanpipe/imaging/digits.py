"""
One digit a box, read by a small classifier: shown to people, never used to accuse.

A small network with one hidden layer looks at the directions of a digit's outlines. It was trained by
samples/train_digits.py on handwritten digits ("Optical recognition of handwritten digits", E. Alpaydin and C. Kaynak,
UCI Machine Learning Repository, CC BY 4.0), on drawn strokes and on printed faces; the weights lie beside this file.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from scanpipe.model import Image

_SIDE = 28
_FILLED = 22  # the longer side of a digit after scaling
_ROUNDER = 0.6  # a slim digit is widened: its sides' ratio is raised to this power
_LEAST_INK_PX = 6
_DIRECTIONS, _GRID, _THUMBNAIL = 8, 7, 8

_Numbers = NDArray[np.float32]


def classify(masks: Sequence[Image]) -> list[tuple[str, float]]:
    """
    The likeliest digit of each ink mask (0/1) and its probability (0–1); ("?", 0) for a mask without ink.

    The probability is calibrated on writers the network had not learnt from: of the answers given with 0.9, about
    nine in ten are right. What is no digit at all gets a digit too, and may get it with a high probability.
    """
    pictures = [normalised(m) for m in masks]
    present = [i for i, p in enumerate(pictures) if p is not None]
    out = [("?", 0.0)] * len(masks)
    if present:
        odds = _probabilities(features(np.stack([p for p in pictures if p is not None])))
        for i, row in zip(present, odds, strict=True):
            out[i] = (str(int(row.argmax())), float(row.max()))
    return out


def normalised(mask: Image) -> Image | None:
    """
    An ink mask (0/1) as a 28×28 gray picture (ink 255), its longer side 22 px, centred; None without enough ink.

    The shorter side is enlarged towards the longer one (ratio to the power of 0.6). After Liu, Nakashima, Sako and
    Fujisawa, "Handwritten digit recognition: investigation of normalization and feature extraction techniques",
    Pattern Recognition 37 (2004).
    """
    ys, xs = np.nonzero(mask)
    if len(xs) < _LEAST_INK_PX:
        return None
    part: Image = (np.asarray(mask)[ys.min() : ys.max() + 1, xs.min() : xs.max() + 1] > 0).astype(np.float32) * 255
    height, width = part.shape
    longer = _FILLED / max(width, height)
    shorter = longer * (min(width, height) / max(width, height)) ** (_ROUNDER - 1)
    across, down = (longer, shorter) if width >= height else (shorter, longer)
    # Shrinking samples points; without a blur first, thin strokes would break.
    blur = 0.4 / longer if longer < 0.8 else 0.0
    margin = 2 + round(4 * blur)
    part = cv2.copyMakeBorder(part, margin, margin, margin, margin, cv2.BORDER_CONSTANT, value=0)
    if blur:
        part = cv2.GaussianBlur(part, (0, 0), blur)
    middle = (_SIDE - 1) / 2
    x, y = margin + (width - 1) / 2, margin + (height - 1) / 2
    matrix = np.array([[across, 0, middle - across * x], [0, down, middle - down * y]], np.float32)
    return np.asarray(cv2.warpAffine(part, matrix, (_SIDE, _SIDE)).round(), np.uint8)


def feature(picture: Image) -> _Numbers:
    """What the network looks at in one 28×28 picture: the row of `features`."""
    return np.asarray(features(picture[None])[0])


def features(pictures: NDArray[Any]) -> _Numbers:
    """
    Pictures (n, 28, 28) as rows (n, 456): the strength of the outline in 8 directions at 7×7 places, of unit length
    before and after a square root, and the picture at 8×8 points. After Liu and others, as above.
    """
    around = np.pad(pictures.astype(np.float32), ((0, 0), (1, 1), (1, 1)))
    above, beside, below = around[:, :-2], around[:, 1:-1], around[:, 2:]
    dx = (above + 2 * beside + below)[:, :, 2:] - (above + 2 * beside + below)[:, :, :-2]
    dy = (below - above)[:, :, :-2] + 2 * (below - above)[:, :, 1:-1] + (below - above)[:, :, 2:]
    strength = np.hypot(dx, dy)
    angle = np.arctan2(dy, dx) / (2 * np.pi) * _DIRECTIONS
    # Each point counts for the two directions it lies between; the last lies beside the first.
    apart = [np.abs(np.where(angle < 0, angle + _DIRECTIONS, angle) - k) for k in range(_DIRECTIONS)]
    planes = [strength * np.maximum(0, 1 - np.minimum(a, _DIRECTIONS - a)) for a in apart]
    window = _windows(_GRID)
    outline = (window @ np.stack(planes, axis=1) @ window.T).reshape(len(pictures), -1)
    outline = _unit(np.sqrt(_unit(outline))) * np.sqrt(outline.shape[1]) / 2
    window = _windows(_THUMBNAIL)
    small = (window @ (pictures.astype(np.float32) / 255) @ window.T).reshape(len(pictures), -1)
    return np.hstack([outline, small]).astype(np.float32)


@cache
def _windows(count: int) -> _Numbers:
    """Gaussian weights (count, 28) of equally spaced places along one side, each summing to 1."""
    step = _SIDE / count
    places, points = (np.arange(count) + 0.5) * step, np.arange(_SIDE) + 0.5
    weights = np.exp(-(((points[None] - places[:, None]) / (0.6 * step)) ** 2) / 2)
    return np.asarray(weights / weights.sum(axis=1, keepdims=True), np.float32)


def _unit(rows: NDArray[Any]) -> NDArray[Any]:
    return np.asarray(rows / (np.sqrt((rows**2).sum(axis=1, keepdims=True)) + 1e-3))


def _probabilities(rows: NDArray[Any]) -> NDArray[Any]:
    """The odds of the ten digits (n, 10); their scale was set in training."""
    weights = _weights()
    # Not "@": it starts a thread on every core for a few rows, and they wait for each other longer than they work.
    hidden = np.maximum(0, np.einsum("ij,jk->ik", rows, weights["w1"]) + weights["b1"])
    scores = np.einsum("ij,jk->ik", hidden, weights["w2"]) + weights["b2"]
    odds = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(odds / odds.sum(axis=1, keepdims=True))


@cache
def _weights() -> dict[str, NDArray[Any]]:
    """`w1` (456, hidden), stored in bytes with a `scale` (hidden), `b1` (hidden), `w2` (hidden, 10), `b2` (10)."""
    with (files("scanpipe.imaging") / "digits.npz").open("rb") as stream, np.load(stream) as stored:
        weights = {name: stored[name].astype(np.float32) for name in ("w1", "b1", "w2", "b2")}
        return weights | {"w1": weights["w1"] * stored["scale"]}
