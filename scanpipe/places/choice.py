"""Boxes to tick: one box, or printed options each with its own."""

from __future__ import annotations

from collections.abc import Sequence

from rapidfuzz import fuzz

from scanpipe.catalog import FieldSpec
from scanpipe.labels import Hit
from scanpipe.model import Rect
from scanpipe.places.place import How, Place, Surroundings
from scanpipe.rows import letters_of


def choice_place(spec: FieldSpec, hit: Hit, around: Surroundings, how: How, next_found: bool) -> Place:
    """The boxes of the options between a label and the next one."""
    below = [h for h in around.below(hit) if h.rect.top > hit.rect.bottom + 1]
    floor = below[0].rect.top - 0.5 if below else hit.rect.bottom + 2.5 * around.pitch_mm
    right = min((h.rect.left for h in around.beside(hit)), default=around.structure.width_mm)
    boxes = [
        b
        for b in around.structure.tick_boxes
        if hit.rect.top - 3 < b.center[1] < floor
        and (b.center[1] > hit.rect.bottom + 2 or hit.rect.left - 9 < b.left < right)
    ]
    cells = _matched(spec.options, boxes, hit, around, floor)
    found = [c for c in cells if c]
    region = (hit.rect.union(found[-1]),) if found else ()
    return Place(
        spec,
        around.page,
        how,
        regions=(),
        cells=tuple(cells) if region else (),
        label=hit.rect,
        label_score=hit.score / 100,
        bounded=len(found) == len(spec.options),
        next_found=next_found,
    )


def checkbox_place(spec: FieldSpec, hit: Hit, around: Surroundings, how: How, next_found: bool) -> Place:
    """The one box before the first words of a label, or behind its last ones."""
    first, last = around.paper.word(hit.first).rect, hit.rect
    boxes = around.structure.tick_boxes
    before = [b for b in boxes if _level(b, first) and first.left - 12 < b.left < first.left + 2]
    behind = [b for b in boxes if _level(b, last) and 0 <= b.left - last.right < 30]
    near = [(abs(b.right - first.left), b) for b in before] + [(abs(b.left - last.right), b) for b in behind]
    _, box = min(near, key=lambda pair: pair[0], default=(0.0, None))
    return Place(
        spec,
        around.page,
        how,
        cells=(box,) if box else (),
        label=hit.rect,
        label_score=hit.score / 100,
        bounded=box is not None,
        next_found=next_found,
    )


def _level(box: Rect, words: Rect) -> bool:
    return words.top - 3 < box.center[1] < words.bottom + 3


def _matched(
    options: Sequence[str], boxes: Sequence[Rect], hit: Hit, around: Surroundings, floor: float
) -> list[Rect | None]:
    """One box for each option. As many boxes as options: in reading order; otherwise the nearest to its words."""
    in_order = sorted(boxes, key=lambda b: (round(b.center[1] / 4), b.left))
    if len(in_order) == len(options):
        return list(in_order)
    out: list[Rect | None] = []
    left = list(in_order)
    for option in options:
        words = _option_words(option, hit, around, floor)
        if words is None or not left:
            out.append(None)
            continue
        box = min(left, key=lambda b: abs(b.center[1] - words.center[1]) * 4 + _gap(b, words))
        if abs(box.center[1] - words.center[1]) < 4 and _gap(box, words) < 25:
            left.remove(box)
            out.append(box)
        else:
            out.append(None)
    return out


def _gap(box: Rect, words: Rect) -> float:
    return max(0.0, words.left - box.right, box.left - words.right)


def _option_words(option: str, hit: Hit, around: Surroundings, floor: float) -> Rect | None:
    """Where the words of an option stand, at or below the label."""
    wanted = letters_of(option)
    best, place = 75.0, None
    for index, row in around.rows:
        if index < hit.row or row.top > floor:
            continue
        words = [w for w in row.words if index > hit.row or w.rect.left > hit.rect.right - 1]
        count = len(option.split())
        for i in range(len(words)):
            group = words[i : i + count]
            score = fuzz.ratio(wanted, "".join(letters_of(w.text) for w in group))
            if score > best:
                best = score
                place = group[0].rect.union(group[-1].rect)
    return place
