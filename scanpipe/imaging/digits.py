"""
One digit a box, read by a small classifier: shown to people, never used to accuse.

The classifier is a one-hidden-layer network on gradient histograms, trained by samples/train_digits.py on handwritten
digits of scikit-learn's `load_digits` (UCI, CC BY 4.0) and on printed faces; its weights lie beside this file.
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
_CELLS, _DIRECTIONS = 4, 9


def classify(masks: Sequence[Image]) -> list[tuple[str, float]]:
    """The likeliest digit of each ink mask (0/1) and its probability (0–1); ("?", 0) for a mask without ink."""
    pictures = [normalised(m) for m in masks]
    present = [i for i, p in enumerate(pictures) if p is not None]
    out = [("?", 0.0)] * len(masks)
    if present:
        features = np.stack([feature(p) for p in pictures if p is not None])
        for i, odds in zip(present, _probabilities(features), strict=True):
            out[i] = (str(int(odds.argmax())), float(odds.max()))
    return out


def normalised(mask: Image) -> Image | None:
    """An ink mask (0/1) as a 28×28 gray picture, its longer side 22 px, centred; None without enough ink."""
    ys, xs = np.nonzero(mask)
    if len(xs) < 6:
        return None
    part: Image = mask[ys.min() : ys.max() + 1, xs.min() : xs.max() + 1].astype(np.float32) * 255
    height, width = part.shape
    scale = _FILLED / max(height, width)
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    part = cv2.resize(part, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR)
    out = np.zeros((_SIDE, _SIDE), np.float32)
    top, left = (_SIDE - part.shape[0]) // 2, (_SIDE - part.shape[1]) // 2
    out[top : top + part.shape[0], left : left + part.shape[1]] = part
    return np.clip(out, 0, 255).astype(np.uint8)


def feature(picture: Image) -> NDArray[Any]:
    """
    Histograms of oriented gradients of a 28×28 picture (4×4 cells, 9 directions, 2×2 blocks, L2-Hys), its 7×7
    thumbnail, and nothing else. After Dalal and Triggs, "Histograms of oriented gradients", CVPR 2005.
    """
    gray = picture.astype(np.float32)
    dx, dy = cv2.Sobel(gray, cv2.CV_32F, 1, 0, ksize=1), cv2.Sobel(gray, cv2.CV_32F, 0, 1, ksize=1)
    strength = np.hypot(dx, dy)
    angle = np.mod(np.arctan2(dy, dx), np.pi) / np.pi * _DIRECTIONS
    low = np.floor(angle).astype(int) % _DIRECTIONS
    share = angle - np.floor(angle)
    row, column = np.mgrid[:_SIDE, :_SIDE] // (_SIDE // _CELLS)
    histogram = np.zeros((_CELLS, _CELLS, _DIRECTIONS), np.float32)
    np.add.at(histogram, (row, column, low), strength * (1 - share))
    np.add.at(histogram, (row, column, (low + 1) % _DIRECTIONS), strength * share)
    blocks = np.stack([histogram[i : i + 2, j : j + 2].ravel() for i in range(_CELLS - 1) for j in range(_CELLS - 1)])
    blocks = np.minimum(_unit(blocks), 0.2)
    thumbnail = cv2.resize(picture, (7, 7), interpolation=cv2.INTER_AREA).ravel() / 255 * 0.5
    return np.concatenate([_unit(blocks).ravel(), thumbnail]).astype(np.float32)


def _unit(rows: NDArray[Any]) -> NDArray[Any]:
    return np.asarray(rows / (np.sqrt((rows**2).sum(axis=1, keepdims=True)) + 1e-3))


def _probabilities(features: NDArray[Any]) -> NDArray[Any]:
    weights = _weights()
    hidden = np.maximum(0, features @ weights["w1"] + weights["b1"])
    scores = hidden @ weights["w2"] + weights["b2"]
    odds = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(odds / odds.sum(axis=1, keepdims=True))


@cache
def _weights() -> dict[str, NDArray[Any]]:
    with (files("scanpipe.imaging") / "digits.npz").open("rb") as stream, np.load(stream) as stored:
        return {name: stored[name].astype(np.float32) for name in ("w1", "b1", "w2", "b2")}
