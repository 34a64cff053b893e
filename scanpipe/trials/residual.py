"""
How far from its printed place a field is looked for: the residual of a page, in millimetres on the true sheet.

The place that was read is taken back through the straightening and the picture onto the sheet as printed, and held
against the place that the blank has there. Of a field on one line, digit boxes or squares the middle heights are
compared; a free place (signature, table, several lines) may be taken larger or smaller, so it is off by as much as one
of the two would have to be moved to lie within the other. So is every field along the line: where a line is taken to
begin and end hangs on what is written there. The residual of a page is the median of its fields: one field that is
looked for elsewhere is a field that is not found, not a page that lies badly.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from statistics import median

from samples.truth import FieldTruth, PageTruth
from scanpipe.bench.places import onto_sheet
from scanpipe.catalog import Kind
from scanpipe.model import Reading, Rect, Report

LOST = 999.0
"""The residual of a page on which no field was found, though some are printed there."""
_FREE = frozenset({Kind.SIGNATURE, Kind.TABLE, Kind.MULTILINE})


def residuals_mm(
    report: Report, readings: Mapping[str, Reading], pages: Sequence[PageTruth], fields: Sequence[FieldTruth]
) -> dict[int, float]:
    """The residual of each page (from 1, on the sheet) on which fields are printed; LOST where none was found."""
    off: dict[int, list[float]] = {field.page: [] for field in fields}
    for field in fields:
        reading = readings.get(field.key)
        found = None if reading is None else _on_sheet(reading, report, pages, field.page)
        if found is not None:
            off[field.page].append(off_mm(found, field.rect, free=Kind(field.kind) in _FREE))
    return {page: round(median(own), 2) if own else LOST for page, own in sorted(off.items())}


def off_mm(found: Rect, printed: Rect, *, free: bool) -> float:
    """How far two places are apart, as the head of this file says."""
    across = _to_move(found.left, found.right, printed.left, printed.right)
    if free:
        along = _to_move(found.top, found.bottom, printed.top, printed.bottom)
    else:
        along = abs(found.center[1] - printed.center[1])
    return math.hypot(across, along)


def _to_move(begin: float, end: float, other_begin: float, other_end: float) -> float:
    """By how much the shorter of two spans would have to be moved to lie within the longer."""
    apart = abs((begin + end) - (other_begin + other_end)) / 2
    return max(0.0, apart - abs((end - begin) - (other_end - other_begin)) / 2)


def _on_sheet(reading: Reading, report: Report, pages: Sequence[PageTruth], printed_on: int) -> Rect | None:
    """Where it was read on the true sheet; None when it was not found, or on another page."""
    page = next((p for p in report.pages if p.number == reading.page), None)
    if page is None or reading.box is None or not reading.located:
        return None
    seen = next((p for p in pages if (p.file, p.file_page) == (page.file, page.file_page)), None)
    return onto_sheet(reading.box, page, seen) if seen is not None and seen.page == printed_on else None
