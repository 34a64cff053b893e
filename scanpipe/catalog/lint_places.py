"""F003 and F004: measured places, and the labels from which registration finds them on a paper."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from scanpipe.catalog.problem import Problem, problem
from scanpipe.catalog.schema import Edition
from scanpipe.model import Rect

SHEET = Rect(0.0, 0.0, 210.0, 297.0)
"""A4 upright, in millimetres: every form is printed on it (facts on physical layout, Nghị định 30/2020/NĐ-CP)."""

TOUCH_MM2 = 0.5
"""Boxes measured to a tenth of a millimetre touch without meaning it; less common area than this is no overlap."""

LEAST_LABELS = 4
"""Measured labels that a page with measured boxes has to have: fewer cannot contradict each other."""

ONE_LINE_MM = 5.0
"""Labels that lie within this of one straight line say nothing of what lies beside it."""

_Point = tuple[float, float]


def places(edition: Edition) -> Iterator[Problem]:
    """Measured places that are not on the sheet, or lie where another field has its label."""
    labels = [(f, Rect(*f.label_mm)) for f in edition.fields if f.label_mm]
    for field in edition.fields:
        for name, place in (("label_mm", field.label_mm), ("box_mm", field.box_mm)):
            if place is None:
                continue
            rect = Rect(*place)
            if rect.width <= 0 or rect.height <= 0:
                text = f"{name} has no area; write left, top, right, bottom"
                yield problem("F004", "error", edition, text, field.key, name)
            elif rect.union(SHEET) != SHEET:
                text = f"{name} reaches outside the sheet of 210 x 297 mm"
                yield problem("F004", "error", edition, text, field.key, name)
        if field.box_mm is None:
            continue
        for other, label in labels:
            if other is not field and other.page == field.page and Rect(*field.box_mm).overlap(label) > TOUCH_MM2:
                text = f"box_mm lies over the label of {other.key}"
                yield problem("F004", "error", edition, text, field.key, "box_mm")


def anchors(edition: Edition) -> Iterator[Problem]:
    """
    Pages whose measured boxes registration could never find, for want of measured labels that surround them.

    A page with a box or three (the signatures, mostly) has nothing more to measure: its fields are found by their
    labels alone. One problem a page, at its first measured box.
    """
    for page in sorted({f.page for f in edition.fields if f.box_mm}):
        boxes = [f for f in edition.fields if f.box_mm and f.page == page]
        labels = [(f.label_mm[0], f.label_mm[1]) for f in edition.fields if f.label_mm and f.page == page]
        if len(boxes) < LEAST_LABELS:
            continue
        if len(labels) < LEAST_LABELS:
            text = (
                f"page {page} has {len(boxes)} measured boxes and {len(labels)} measured labels; measure label_mm too"
            )
            yield problem("F003", "error", edition, text, boxes[0].key, "box_mm")
        elif _off_line_mm(labels) < ONE_LINE_MM:
            text = f"all {len(labels)} measured labels of page {page} lie on one line; measure one that lies beside it"
            yield problem("F003", "warning", edition, text, boxes[0].key, "box_mm")


def _off_line_mm(points: Sequence[_Point]) -> float:
    """How far the points (mm) lie from the straight line through the two that are farthest apart, at most."""
    (ax, ay), (bx, by) = max(((a, b) for a in points for b in points), key=lambda pair: math.dist(*pair))
    length = math.dist((ax, ay), (bx, by))
    if length == 0:
        return 0.0
    return max(abs((bx - ax) * (ay - y) - (ax - x) * (by - ay)) / length for x, y in points)
