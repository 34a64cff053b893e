"""The line "……, ngày … tháng … năm …" above a signature."""

from __future__ import annotations

import re
from collections.abc import Sequence

from scanpipe.catalog import FieldSpec
from scanpipe.labels import Hit
from scanpipe.model import Rect
from scanpipe.places.place import How, Place, Surroundings
from scanpipe.rows import Row, letters_of

_DATE_LINE = re.compile(r"ngay.{0,10}th?ang.{0,10}n[ao]m")


def place_date_place(spec: FieldSpec, around: Surroundings, captions: Sequence[Hit]) -> Place:
    """The date line nearest above a signature caption of the page, or the last one of a page without captions."""
    lines = [r for _, r in around.rows if _DATE_LINE.search(letters_of(r.text))]
    missing = Place(spec, around.page, How.NOT_FOUND)
    if not lines:
        return missing
    own = [c for c in captions if around.paper.rows[c.row].page == around.page]
    if own:
        highest = min(c.rect.top for c in own)
        above = [r for r in lines if 0 < highest - r.top < 30] or [r for r in lines if abs(r.top - highest) < 12]
        if not above:
            return missing
        row = max(above, key=lambda r: r.top)
    else:
        row = lines[-1]
    return Place(spec, around.page, How.LABEL, regions=(_span(row, around),), label_score=0.9, bounded=True)


def _span(row: Row, around: Surroundings) -> Rect:
    """From the place's name before "ngày" to the year behind "năm"."""
    first = next((w for w in row.words if "ngay" in letters_of(w.text)), row.words[0])
    last = next((w for w in reversed(row.words) if re.search("n[ao]m", letters_of(w.text))), row.words[-1])
    left = max(0.0, first.rect.left - 45)
    before = [u.right for u in around.structure.upright if u.top < row.top < u.bottom and u.right < first.rect.left]
    right = min(around.structure.width_mm, last.rect.right + 22)
    return Rect(max([left, *before]), row.top - 0.4 * around.pitch_mm, right, row.bottom + 0.28 * around.pitch_mm)
