"""
Which way up a page is: along which axis its lines run, and on which side of a line the baseline lies.

Three things tell top from bottom without reading, all of them of Latin script and Vietnamese in particular:

* letters stand on a baseline, their tops are uneven (x, l, capitals, letters with marks);
* loose marks (the dot of i; breve, circumflex, tones) stand above the letters, only the nặng dot hangs below;
* leader dots, full stops and commas lie on the baseline.

Each is a vote of one blob. Rows of leader dots are many and hang below whatever was written over them: they vote only
where they lie on the line of letters. Edges and marks are counted apart, so that a thousand dots cannot outvote the
letters.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from scanpipe.imaging.deskew import Blobs, Lines, find_lines, refine_skew

LETTER_MIN = 0.0036
LETTER_MAX = 0.026
"""Heights of letters as shares of the longer side: 1.1 to 7.7 mm of an A4 page, from a 7-point x to a headline."""

LETTER_MAX_LENGTH = 6.0
"""Width over height above which a blob is a dash or a joined word's underline, not letters."""

REACH = 0.012
"""Letters nearer than this (3.6 mm of A4) belong to one piece of a line."""

MIN_LETTERS = 4
"""A piece of a line with fewer letters has no baseline worth a vote."""

EVEN = 0.09
"""Letters end at the same height when they differ by less than this share of their own height (at least 1 px)."""

MARK_MAX = 0.5
"""Blobs lower than this share of the letters beside them are marks or dots."""

DOT_MAX = 0.3
"""Height of a dot in shares of the letters beside it; its width may be twice that."""

ON_LINE = 0.12
"""A dot lies on the baseline when it ends within this share of the letters' height from it (at least 1.5 px)."""

MARK_STEPS = (0.0, 0.3, -0.3, 0.6, -0.6, 0.9, -0.9)
"""Where the line of a mark is looked for: at its own height, then further down and up, in letter heights."""

CLEAR_AXIS = 0.85
"""Lines this much clearer along one axis (share of the clearness of both) need no second look at the other."""

DOUBT_VOTES = 6.0
"""So many votes more a cue are imagined undecided, so that two or three letters never look like certainty."""

LEADER_GAP = 0.012
"""The next dot of a row of leaders is nearer than this (3.6 mm of A4)."""

LEADER_DOTS = 4
"""So many small blobs side by side at one height are a leader; three are an ellipsis or chance."""

CUE_WEIGHTS = (0.65, 0.65)
"""Edges and marks; good print has 0.4 to 0.6 of each, and only both together make a page sure (0.6)."""


@dataclass(frozen=True, slots=True)
class Orientation:
    """
    How to set a page upright.

    `rotation_deg` (0, 90, 180, 270) clockwise makes the page upright but for `skew_deg`, the angle by which it is
    turned clockwise. `sharpness` says how clearly its lines stand out (1: not at all). The margins run from 0 (no
    idea) to 1 (all evidence agrees): `upright_margin` for up against down, `axis_margin` for along against across.
    """

    rotation_deg: int
    skew_deg: float
    sharpness: float
    upright_margin: float
    axis_margin: float


@dataclass(frozen=True, slots=True)
class _Boxes:
    """Boxes of blobs in upright axes, skew taken out."""

    left: NDArray[np.float32]
    top: NDArray[np.float32]
    width: NDArray[np.float32]
    height: NDArray[np.float32]

    @property
    def bottom(self) -> NDArray[np.float32]:
        """Lower edges."""
        return self.top + self.height

    def only(self, keep: NDArray[np.bool_]) -> _Boxes:
        """The chosen boxes."""
        return _Boxes(self.left[keep], self.top[keep], self.width[keep], self.height[keep])


def find_orientation(blobs: Blobs) -> Orientation | None:
    """How to set the page upright; None when there is too little ink to tell."""
    # A quarter turn clockwise carries (x, y) to (height - y, x).
    ways = {0: (blobs.x, blobs.y), 90: (blobs.size[1] - blobs.y, blobs.x)}
    found = {turn: find_lines(x, y) for turn, (x, y) in ways.items()}
    across, along = found[0], found[90]
    if across is None or along is None:
        return None
    turn = 0 if across.sharpness >= along.sharpness else 90
    clear = (max(across.sharpness, along.sharpness) - 1) / max(across.sharpness + along.sharpness - 2, 1e-6)
    readings = {
        way: _read(blobs, way, *ways[way], lines)
        for way, lines in ((0, across), (90, along))
        if way == turn or clear < CLEAR_AXIS
    }
    turn = max(readings, key=lambda way: readings[way].evidence)
    chosen = readings[turn]
    against = sum(reading.evidence for reading in readings.values()) - chosen.evidence
    return Orientation(
        rotation_deg=turn if chosen.vote >= 0 else turn + 180,
        skew_deg=chosen.skew_deg,
        sharpness=chosen.sharpness,
        upright_margin=abs(chosen.vote),
        axis_margin=(chosen.evidence - against) / (chosen.evidence + against),
    )


def letter_height(blobs: Blobs, rotation_deg: int) -> float:
    """The median height of letters (analysis pixels) of a page that has to be turned by so much; 0 with a few only."""
    height = blobs.height if rotation_deg in (0, 180) else blobs.width
    longer = max(blobs.size)
    letters = height[(height >= longer * LETTER_MIN) & (height <= longer * LETTER_MAX)]
    return float(np.median(letters)) if len(letters) >= MIN_LETTERS * 2 else 0.0


@dataclass(frozen=True, slots=True)
class _Reading:
    """What the page looks like when its lines are taken to run along one axis."""

    skew_deg: float
    sharpness: float
    vote: float
    in_lines: float

    @property
    def evidence(self) -> float:
        """
        Clear lines, with a baseline, of letters side by side: the columns of a table are clear lines too, but their
        letters are not near one another (measured: 0.82 and more of all letters along the lines, 0.17 across).
        """
        return max(self.sharpness - 1.0, 1e-3) * (abs(self.vote) + 0.05) * (self.in_lines + 0.02)


def _read(blobs: Blobs, turn: int, x: NDArray[np.float32], y: NDArray[np.float32], lines: Lines) -> _Reading:
    skew_deg = refine_skew(x, y, lines.deg)
    boxes = _upright_boxes(blobs, turn, skew_deg)
    return _Reading(skew_deg, lines.sharpness, *_upright_vote(boxes, max(blobs.size)))


def _upright_boxes(blobs: Blobs, turn: int, skew_deg: float) -> _Boxes:
    left, top = blobs.left.astype(np.float32), blobs.top.astype(np.float32)
    width, height = blobs.width.astype(np.float32), blobs.height.astype(np.float32)
    if turn == 90:
        left, top, width, height = blobs.size[1] - top - height, left, height, width
    slope = np.float32(np.tan(np.radians(skew_deg)))
    # A slanted blob's box is taller than its strokes by the rise over its width, half of it at each end.
    rise = np.minimum(abs(slope) * width, height * 0.5)
    top = top - (left + width / 2) * slope + rise / 2
    return _Boxes(left, top - top.min(initial=0.0), width, height - rise)


def _upright_vote(boxes: _Boxes, longer: int) -> tuple[float, float]:
    """-1 (surely upside down) to 1 (surely upright), and the share of letters that stand in lines."""
    is_letter = (
        (boxes.height >= longer * LETTER_MIN)
        & (boxes.height <= longer * LETTER_MAX)
        & (boxes.width <= boxes.height * LETTER_MAX_LENGTH)
    )
    letters = boxes.only(is_letter)
    if len(letters.left) < MIN_LETTERS:
        return 0.0, 0.0
    pieces = _line_pieces(boxes, letters, longer)
    cues = (_share(_edge_votes(letters, pieces)), _share(_mark_votes(boxes, pieces, longer)))
    vote = sum(weight * cue for weight, cue in zip(CUE_WEIGHTS, cues, strict=True))
    in_lines = (pieces.count[pieces.of_letter] >= MIN_LETTERS).mean()
    return float(np.clip(vote, -1.0, 1.0)), float(in_lines)


def _share(votes: NDArray[np.float32]) -> float:
    """-1 to 1: how one-sided votes are."""
    return float(votes.sum() / (np.abs(votes).sum() + DOUBT_VOTES))


def _in_leaders(boxes: _Boxes, small: NDArray[np.bool_], longer: int) -> NDArray[np.bool_]:
    """Which boxes are dots of a leader: small ones in a row, each near the next and at the same height."""
    order = np.lexsort((boxes.left, np.round(boxes.bottom / 2)))
    order = order[small[order]]
    level, left = np.round(boxes.bottom[order] / 2), boxes.left[order]
    breaks = (np.diff(level) != 0) | (np.diff(left) > longer * LEADER_GAP)
    run = np.concatenate([[0], np.cumsum(breaks)]).astype(np.int64)[: len(order)]
    result = np.zeros(len(small), np.bool_)
    result[order] = np.bincount(run, minlength=1)[run] >= LEADER_DOTS
    return result


@dataclass(frozen=True, slots=True)
class _Pieces:
    """Pieces of text lines: a label picture (0 is none), and per label letters, top, bottom and letter height."""

    labels: NDArray[np.int32]
    of_letter: NDArray[np.int32]
    count: NDArray[np.int64]
    top: NDArray[np.float32]
    bottom: NDArray[np.float32]
    height: NDArray[np.float32]


def _line_pieces(boxes: _Boxes, letters: _Boxes, longer: int) -> _Pieces:
    """Join letters sideways through a band at half height, so that neighbouring lines never touch."""
    shape = (int(boxes.bottom.max()) + 2, int((boxes.left + boxes.width).max()) + 2)
    canvas = np.zeros(shape, np.uint8)
    reach = round(longer * REACH)
    x0, x1 = letters.left.astype(int), (letters.left + letters.width).astype(int)
    y0 = (letters.top + letters.height * 0.35).astype(int)
    y1 = np.maximum(y0 + 1, (letters.top + letters.height * 0.65).astype(int))
    for a, b, c, d in zip(x0.tolist(), x1.tolist(), y0.tolist(), y1.tolist(), strict=True):
        canvas[c:d, a : b + reach] = 1
    count, labels = cv2.connectedComponents(canvas, connectivity=8)
    of_letter = labels[((y0 + y1) // 2).clip(0, shape[0] - 1), x0]
    sizes = np.bincount(of_letter, minlength=count)
    return _Pieces(
        labels=np.asarray(labels, dtype=np.int32),
        of_letter=np.asarray(of_letter, dtype=np.int32),
        count=sizes,
        top=_median_by(of_letter, letters.top, count),
        bottom=_median_by(of_letter, letters.bottom, count),
        height=_median_by(of_letter, letters.height, count),
    )


def _median_by(group: NDArray[np.int32], values: NDArray[np.float32], count: int) -> NDArray[np.float32]:
    """The median of each group; 0 for groups without values."""
    order = np.lexsort((values, group))
    sizes = np.bincount(group, minlength=count)
    starts = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    middle = np.minimum(starts + sizes // 2, len(values) - 1)
    return np.where(sizes > 0, values[order][middle], 0).astype(np.float32)


def _edge_votes(letters: _Boxes, pieces: _Pieces) -> NDArray[np.float32]:
    """A letter that ends where its neighbours end votes for that side; most end on the baseline."""
    group = pieces.of_letter
    slack = np.maximum(1.0, pieces.height[group] * EVEN)
    even_bottom = np.abs(letters.bottom - pieces.bottom[group]) <= slack
    even_top = np.abs(letters.top - pieces.top[group]) <= slack
    votes = even_bottom.astype(np.float32) - even_top.astype(np.float32)
    return np.asarray(votes * (pieces.count[group] >= MIN_LETTERS), dtype=np.float32)


def _mark_votes(boxes: _Boxes, pieces: _Pieces, longer: int) -> NDArray[np.float32]:
    """Small blobs vote up when they float above the letters or lie on the baseline, down when it is the reverse."""
    votes = np.zeros(len(boxes.left), np.float32)
    height, width = pieces.labels.shape
    column = (boxes.left + boxes.width / 2).astype(int).clip(0, width - 1)
    middle = boxes.top + boxes.height / 2
    usual = float(np.median(pieces.height[pieces.count > 0])) if (pieces.count > 0).any() else 0.0
    group = np.zeros(len(votes), np.int32)
    for step in MARK_STEPS:
        row = (middle + step * usual).astype(int).clip(0, height - 1)
        group = np.where(group == 0, pieces.labels[row, column], group)
    known = (group > 0) & (pieces.count[group] >= MIN_LETTERS) & (boxes.height <= pieces.height[group] * MARK_MAX)
    top, bottom, size = pieces.top[group], pieces.bottom[group], pieces.height[group]
    slack = np.maximum(1.5, ON_LINE * size)
    above, below = middle < top - 0.05 * size, middle > bottom + 0.05 * size
    # Pieces of broken letters end on the lines too; only what is as small as a dot is one.
    dot = (boxes.height <= DOT_MAX * size) & (boxes.width <= 2 * DOT_MAX * size)
    on_bottom = dot & ~below & (np.abs(boxes.bottom - bottom) <= slack)
    on_top = dot & ~above & (np.abs(boxes.top - top) <= slack)
    loose = known & ~_in_leaders(boxes, known & dot, longer)
    votes[loose & above] += 1
    votes[loose & below] -= 1
    votes[known & on_bottom] += 1
    votes[known & on_top] -= 1
    return votes
