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

import numpy as np
from numpy.typing import NDArray

from scanpipe.imaging.deskew import Blobs, Lines, find_lines, refine_skew
from scanpipe.imaging.line_pieces import Boxes, Pieces, line_pieces

LETTER_MIN = 0.0036
LETTER_MAX = 0.026
"""Heights of letters as shares of the longer side: 1.1 to 7.7 mm of an A4 page, from a 7-point x to a headline."""

LETTER_MAX_LENGTH = 6.0
"""Width over height above which a blob is a dash or a joined word's underline, not letters."""

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

CLEAR_LINES = 4.5
"""Lines this clear tell the angle to a twentieth of a degree; full pages have 6 to 14, a few words in a table 3."""

ENOUGH_LETTERS = 120
"""Letters in lines from which the angle of the lines is the page's, rules or not."""

MANY_LETTERS = 300
"""With so many letters there are lines enough, however little they stand out on a page that lies askew."""

FEW_LETTERS = 15
"""Fewer letters in lines than this, half a line of print, tell no angle."""

CLEAR_RULES = 6.0
"""Rules stand out this clearly: two level rules over half the page have 20 and more."""

ENOUGH_RULES = 2.0
WIDE_RULES = 0.3
"""Pixels of rules, and how far they reach across, in shares of the longer side: a table, not one underline."""

AGREED_DEG = 0.3
"""The fine search may move the angle of rules by this much; further off it followed something else."""

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


def find_orientation(blobs: Blobs) -> Orientation | None:
    """How to set the page upright; None when there is too little ink to tell."""
    # A quarter turn clockwise carries (x, y) to (height - y, x).
    ways = {0: (blobs.x, blobs.y), 90: (blobs.size[1] - blobs.y, blobs.x)}
    across, along = (find_lines(x, y) for x, y in ways.values())
    if across is None or along is None:
        return None
    lines = {0: across, 90: along}
    turn = 0 if across.sharpness >= along.sharpness else 90
    clear = (max(across.sharpness, along.sharpness) - 1) / max(across.sharpness + along.sharpness - 2, 1e-6)
    readings = {turn: _read(blobs, turn, *ways[turn], lines[turn])}
    if clear < CLEAR_AXIS or readings[turn].letters < ENOUGH_LETTERS:
        # Words below one another, as in a column of labels, are sharp lines as well: letters side by side decide.
        other = 90 - turn
        readings[other] = _read(blobs, other, *ways[other], lines[other])
    turn = max(readings, key=lambda way: readings[way].evidence)
    chosen = readings[turn]
    against = sum(reading.evidence for reading in readings.values()) - chosen.evidence
    return Orientation(
        rotation_deg=turn if chosen.vote >= 0 else turn + 180,
        skew_deg=_skew_of(chosen, blobs, turn),
        sharpness=chosen.sharpness,
        upright_margin=abs(chosen.vote),
        axis_margin=(chosen.evidence - against) / (chosen.evidence + against),
    )


def _skew_of(reading: _Reading, blobs: Blobs, turn: int) -> float:
    """
    The angle of the lines; that of the rules where lines are few, and none where there are neither.

    In a table with a word here and there rows of words join up at any angle, and a signature slopes as it likes.
    """
    if reading.letters >= MANY_LETTERS or (reading.sharpness >= CLEAR_LINES and reading.letters >= ENOUGH_LETTERS):
        return reading.skew_deg
    # The same quarter turn that the blobs were read in.
    x, y = (blobs.rule_x, blobs.rule_y) if turn == 0 else (blobs.size[1] - blobs.rule_y, blobs.rule_x)
    if len(x) >= ENOUGH_RULES * max(blobs.size) and np.ptp(x) >= WIDE_RULES * max(blobs.size):
        rules = find_lines(x, y)
        if rules is not None and rules.sharpness >= CLEAR_RULES:
            refined = refine_skew(x, y, rules.deg)
            return refined if abs(refined - rules.deg) <= AGREED_DEG else rules.deg
    return reading.skew_deg if reading.letters >= FEW_LETTERS else 0.0


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
    letters: int

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


def _upright_boxes(blobs: Blobs, turn: int, skew_deg: float) -> Boxes:
    left, top = blobs.left.astype(np.float32), blobs.top.astype(np.float32)
    width, height = blobs.width.astype(np.float32), blobs.height.astype(np.float32)
    if turn == 90:
        left, top, width, height = blobs.size[1] - top - height, left, height, width
    slope = np.float32(np.tan(np.radians(skew_deg)))
    # A slanted blob's box is taller than its strokes by the rise over its width, half of it at each end.
    rise = np.minimum(abs(slope) * width, height * 0.5)
    top = top - (left + width / 2) * slope + rise / 2
    return Boxes(left, top - top.min(initial=0.0), width, height - rise)


def _upright_vote(boxes: Boxes, longer: int) -> tuple[float, float, int]:
    """-1 (surely upside down) to 1 (surely upright), and the share and the number of letters that stand in lines."""
    is_letter = (
        (boxes.height >= longer * LETTER_MIN)
        & (boxes.height <= longer * LETTER_MAX)
        & (boxes.width <= boxes.height * LETTER_MAX_LENGTH)
    )
    letters = boxes.only(is_letter)
    if len(letters.left) < MIN_LETTERS:
        return 0.0, 0.0, 0
    pieces = line_pieces(boxes, letters, longer)
    cues = (_share(_edge_votes(letters, pieces)), _share(_mark_votes(boxes, pieces, longer)))
    vote = sum(weight * cue for weight, cue in zip(CUE_WEIGHTS, cues, strict=True))
    in_lines = pieces.count[pieces.of_letter] >= MIN_LETTERS
    return float(np.clip(vote, -1.0, 1.0)), float(in_lines.mean()), int(in_lines.sum())


def _share(votes: NDArray[np.float32]) -> float:
    """-1 to 1: how one-sided votes are."""
    return float(votes.sum() / (np.abs(votes).sum() + DOUBT_VOTES))


def _in_leaders(boxes: Boxes, small: NDArray[np.bool_], longer: int) -> NDArray[np.bool_]:
    """Which boxes are dots of a leader: small ones in a row, each near the next and at the same height."""
    order = np.lexsort((boxes.left, np.round(boxes.bottom / 2)))
    order = order[small[order]]
    level, left = np.round(boxes.bottom[order] / 2), boxes.left[order]
    breaks = (np.diff(level) != 0) | (np.diff(left) > longer * LEADER_GAP)
    run = np.concatenate([[0], np.cumsum(breaks)]).astype(np.int64)[: len(order)]
    result = np.zeros(len(small), np.bool_)
    result[order] = np.bincount(run, minlength=1)[run] >= LEADER_DOTS
    return result


def _edge_votes(letters: Boxes, pieces: Pieces) -> NDArray[np.float32]:
    """A letter that ends where its neighbours end votes for that side; most end on the baseline."""
    group = pieces.of_letter
    slack = np.maximum(1.0, pieces.height[group] * EVEN)
    even_bottom = np.abs(letters.bottom - pieces.bottom[group]) <= slack
    even_top = np.abs(letters.top - pieces.top[group]) <= slack
    votes = even_bottom.astype(np.float32) - even_top.astype(np.float32)
    return np.asarray(votes * (pieces.count[group] >= MIN_LETTERS), dtype=np.float32)


def _mark_votes(boxes: Boxes, pieces: Pieces, longer: int) -> NDArray[np.float32]:
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
