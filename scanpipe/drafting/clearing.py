"""Measured places cut so that none lies over the label of another field, or beside the sheet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from scanpipe.catalog.lint_places import SHEET, TOUCH_MM2
from scanpipe.catalog.schema import FieldSpec, Line
from scanpipe.model import Rect

_LEAST_WIDTH_MM, _LEAST_HEIGHT_MM = 3.0, 2.5
"""What is left of a place that is smaller than this is none: such a field is found by its label alone."""

_Box = tuple[float, float, float, float]


def cleared(lines: Sequence[Line]) -> tuple[Line, ...]:
    """
    The lines with `box_mm` and `label_mm` as lint accepts them.

    The room to sign reaches half way to the neighbours and may touch their captions, and a dotted line may run under
    the next label: the place keeps its largest part that is free.
    """
    fitted = [_on_the_sheet(line) if isinstance(line, FieldSpec) else line for line in lines]
    specs = [line for line in fitted if isinstance(line, FieldSpec)]
    return tuple(_clear_of(line, specs) if isinstance(line, FieldSpec) else line for line in fitted)


def _on_the_sheet(spec: FieldSpec) -> FieldSpec:
    changed = {name: _cut_to_sheet(box) for name in ("box_mm", "label_mm") if (box := getattr(spec, name)) is not None}
    return spec.model_copy(update=changed)


def _cut_to_sheet(box: _Box) -> _Box | None:
    left, top, right, bottom = box
    rect = Rect(max(left, SHEET.left), max(top, SHEET.top), min(right, SHEET.right), min(bottom, SHEET.bottom))
    return _rounded(rect) if _is_room(rect) else None


def _clear_of(spec: FieldSpec, specs: Sequence[FieldSpec]) -> FieldSpec:
    if spec.box_mm is None:
        return spec
    rect: Rect | None = Rect(*spec.box_mm)
    for other in specs:
        if other is spec or other.page != spec.page or other.label_mm is None or rect is None:
            continue
        label = Rect(*other.label_mm)
        if rect.overlap(label) > TOUCH_MM2:
            rect = max((part for part in _parts(rect, label) if _is_room(part)), key=_area, default=None)
    return spec.model_copy(update={"box_mm": _rounded(rect) if rect else None})


def _parts(rect: Rect, label: Rect) -> Iterator[Rect]:
    """What is left of a place at each side of a label."""
    yield Rect(rect.left, rect.top, label.left, rect.bottom)
    yield Rect(label.right, rect.top, rect.right, rect.bottom)
    yield Rect(rect.left, rect.top, rect.right, label.top)
    yield Rect(rect.left, label.bottom, rect.right, rect.bottom)


def _is_room(rect: Rect) -> bool:
    return rect.width >= _LEAST_WIDTH_MM and rect.height >= _LEAST_HEIGHT_MM


def _area(rect: Rect) -> float:
    return rect.width * rect.height


def _rounded(rect: Rect) -> _Box:
    return round(rect.left, 1), round(rect.top, 1), round(rect.right, 1), round(rect.bottom, 1)
