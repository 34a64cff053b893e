"""
Trains the digit classifier and writes scanpipe/imaging/digits.npz: `python samples/train_digits.py`.

Digits 0 to 1199 of `load_digits` are used; 1200 and up are other writers' and are kept for measuring.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image as Picture
from PIL import ImageDraw, ImageFont
from sklearn.datasets import load_digits
from sklearn.neural_network import MLPClassifier

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from scanpipe.imaging.digits import feature, normalised  # noqa: E402

WRITERS = slice(0, 1200)
FACES = sorted(Path("/usr/share/fonts").rglob("Liberation*-Regular.ttf")) + sorted(
    Path("/usr/share/fonts").rglob("DejaVu*.ttf")
)


def enlarged(digit: NDArray[Any]) -> NDArray[Any]:
    """One 8×8 digit of `load_digits` (0–16) as a 48×48 gray picture, ink light."""
    return cv2.resize((digit * 16).clip(0, 255).astype(np.uint8), (48, 48), interpolation=cv2.INTER_CUBIC)


def spoiled(picture: NDArray[Any], random: np.random.Generator) -> NDArray[Any]:
    """Small turns, slants, stretches and pen widths: what hands and scanners do."""
    height, width = picture.shape
    turn, slant = np.deg2rad(random.uniform(-12, 12)), random.uniform(-0.25, 0.3)
    matrix = np.array([[np.cos(turn), np.sin(turn) + slant], [-np.sin(turn), np.cos(turn)]])
    matrix = matrix * random.uniform(0.8, 1.12, size=(2, 1))
    center = np.array([width / 2, height / 2])
    out = cv2.warpAffine(picture, np.hstack([matrix, (center - matrix @ center)[:, None]]), (width, height))
    if random.random() < 0.4:
        out = (cv2.dilate if random.random() < 0.6 else cv2.erode)(out, np.ones((3, 3), np.uint8))
    if random.random() < 0.3:
        out = cv2.GaussianBlur(out, (0, 0), random.uniform(0.6, 1.6))
    return out


def examples(random: np.random.Generator) -> Iterator[tuple[NDArray[Any], int]]:
    """Features and digits to learn from."""
    digits = load_digits()
    for picture, digit in zip(digits.images[WRITERS], digits.target[WRITERS], strict=True):
        for _ in range(10):
            mask = normalised((spoiled(enlarged(picture), random) > random.integers(90, 140)).astype(np.uint8))
            if mask is not None:
                yield feature(mask), int(digit)
    for face in FACES:
        for digit in range(10):
            for _ in range(25):
                canvas = Picture.new("L", (64, 64), 0)
                font = ImageFont.truetype(str(face), int(random.integers(26, 44)))
                ImageDraw.Draw(canvas).text((32, 32), str(digit), font=font, fill=255, anchor="mm")
                mask = normalised((spoiled(np.asarray(canvas), random) > 110).astype(np.uint8))
                if mask is not None:
                    yield feature(mask), digit


def main() -> None:
    """Train, say how well unseen writers are read, write the weights."""
    random = np.random.default_rng(0)
    features, digits = zip(*examples(random), strict=True)
    network = MLPClassifier((96,), alpha=3e-3, max_iter=40, random_state=0, early_stopping=False)
    network.fit(np.array(features), np.array(digits))
    unseen = load_digits()
    masks = [normalised((enlarged(p) > 110).astype(np.uint8)) for p in unseen.images[1200:]]
    right = network.predict(np.array([feature(m) for m in masks if m is not None])) == unseen.target[1200:]
    print(f"digits of unseen writers: {right.mean():.4f} of {len(right)}")
    (w1, w2), (b1, b2) = network.coefs_, network.intercepts_
    weights = {n: v.astype(np.float16) for n, v in (("w1", w1), ("b1", b1), ("w2", w2), ("b2", b2))}
    np.savez_compressed(ROOT / "scanpipe" / "imaging" / "digits.npz", **weights)


if __name__ == "__main__":
    main()
