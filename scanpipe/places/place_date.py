"""The line "……, ngày … tháng … năm …": above a signature, or in the letterhead of a notice."""

from __future__ import annotations

import re
from collections.abc import Sequence

from scanpipe.catalog import FieldSpec
from scanpipe.labels import Hit
from scanpipe.model import Rect, Word
from scanpipe.places.place import How, Place, Surroundings
from scanpipe.rows import Row, letters_of

_DATE_LINE = re.compile(r"ngay.{0,10}th?ang?.{0,10}n[ao]m")
_PLACE_MM, _YEAR_MM = 45.0, 22.0
"""How far the name of the place reaches before "ngày", and the year behind "năm"."""
_COLUMN_GAP_MM = 9.0
_COMMA_MM = 2.6
"""The printed comma stands so close before "ngày"; in italics it is as large as a written stroke."""


def place_date_place(spec: FieldSpec, around: Surroundings, captions: Sequence[Hit]) -> Place:
    """The date line nearest above a signature caption of the page, or the last one of a page without captions."""
    lines = _date_rows(around)
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
    return _on(row, spec, around)


def letterhead_date_place(spec: FieldSpec, around: Surroundings, following: Hit | None) -> Place:
    """The date line of a letterhead: the last one above the label that is printed next."""
    lines = _date_rows(around)
    if following is not None:
        lines = [r for r in lines if r.top < following.rect.top]
    return _on(lines[-1 if following else 0], spec, around) if lines else Place(spec, around.page, How.NOT_FOUND)


def date_mark(place: Place, around: Surroundings) -> Hit | None:
    """A date line as something printed: what is written beside it, "Số: …", ends before it."""
    for index, row in around.rows:
        if (
            place.regions
            and _DATE_LINE.search(letters_of(row.text))
            and abs(_span(row, around).top - place.regions[0].top) < 1
        ):
            first, last = _ends(row)
            begin, end = (around.paper.start[(index, row.words.index(w))] for w in (first, last))
            rect = Rect(place.regions[0].left, row.top, last.rect.right, row.bottom)
            return Hit(100.0, begin, end + 1, (index, row.words.index(first)), (index, row.words.index(last)), rect, 0)
    return None


def _date_rows(around: Surroundings) -> list[Row]:
    return [r for _, r in around.rows if _DATE_LINE.search(letters_of(r.text))]


def _on(row: Row, spec: FieldSpec, around: Surroundings) -> Place:
    whole, (first, _) = _span(row, around), _ends(row)
    comma = first.rect.left - _COMMA_MM
    before = Rect(whole.left, whole.top, comma, whole.bottom)
    behind = Rect(first.rect.left - 0.3, whole.top, whole.right, whole.bottom)
    regions = (before, behind) if before.width > 4 else (whole,)
    return Place(spec, around.page, How.LABEL, regions=regions, label_score=0.9, bounded=True)


def _ends(row: Row) -> tuple[Word, Word]:
    """The words "ngày" and "năm"."""
    first = next((w for w in row.words if "ngay" in letters_of(w.text)), row.words[0])
    last = next((w for w in reversed(row.words) if re.search("n[ao]m", letters_of(w.text))), row.words[-1])
    return first, last


def _span(row: Row, around: Surroundings) -> Rect:
    """From the place's name before "ngày" to the year behind "năm"."""
    first, last = _ends(row)
    walls = [u.right for u in around.structure.upright if u.top < row.top < u.bottom and u.right < first.rect.left]
    left = max([0.0, first.rect.left - _PLACE_MM, *walls, _behind_labels(row, first.rect, around)])
    right = min(around.structure.width_mm, last.rect.right + _YEAR_MM)
    return Rect(left, row.top - 0.4 * around.pitch_mm, right, row.bottom + 0.28 * around.pitch_mm)


def _behind_labels(row: Row, day: Rect, around: Surroundings) -> float:
    """Where the date begins behind another label of its row, "Số: … / …     Huế, ngày …": at the widest gap's end."""
    middle = day.center[1]
    labels = [h.rect.right for h in around.hits if abs(h.rect.center[1] - middle) < 2.6 and h.rect.right < day.left + 1]
    if not labels:
        return 0.0
    label = max(labels)
    leaders = [(x.left, x.right) for x in around.structure.leaders if abs(x.baseline - day.bottom) < 2.5]
    written = [(w.rect.left, w.rect.right) for w in row.words]
    begin = day.left
    for left, right in sorted([*leaders, *written], key=lambda part: -part[1]):
        if left > label - 1 and right < begin + 1 and begin - right < _COLUMN_GAP_MM:
            begin = min(begin, left)
    return begin - 1 if begin < day.left else (label + day.left) / 2
