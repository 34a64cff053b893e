"""Ruled tables: rows to fill in under a header, and two people side by side in columns."""

from __future__ import annotations

from collections.abc import Sequence

from scanpipe.catalog.schema import Column, FieldSpec
from scanpipe.catalog.typeset.breaking import Measure, break_lines
from scanpipe.catalog.typeset.fonts import Face, width_mm
from scanpipe.catalog.typeset.inline import words
from scanpipe.catalog.typeset.manner import Manner
from scanpipe.catalog.typeset.setting import in_face, set_lines
from scanpipe.catalog.typeset.sheet import Sheets
from scanpipe.model import Rect

DEFAULT_ROWS = 5
CELL_SEPARATOR = " | "
"""Labels such as "Dân tộc | Bên nữ" name the row and the column of a table with people side by side."""
_PADDING_MM = 1.0
_RULE_PT = 0.7
_WEIGHTS = {
    # Shares of the widths that CT01 prints (455 : 2671 : 1552 : 758 : 2163 : 1550), in millimetres.
    "person_name": 47,
    "date": 27,
    "sex": 13,
    "citizen_id": 38,
    "place": 40,
    "year": 16,
    "number": 20,
    "nationality": 18,
    "ethnic_group": 16,
}
_LONG_HEADERS = ("Tên", "Họ", "Nội dung", "Nơi", "Địa chỉ", "Chỗ")
_NUMBER_HEADERS = ("TT", "STT", "Số TT")


def set_table(sheets: Sheets, spec: FieldSpec) -> None:
    """A table with its label above, a bold header row and empty rows; it goes on over the page with its header."""
    style, manner = sheets.style, sheets.manner
    row_mm = max(6.0, 0.95 * style.pitch_mm)
    widths, size = _widths(spec.columns, manner)
    header_mm = _header_height(spec.columns, widths, size, manner)
    sheets.need(style.pitch_mm + header_mm + 2 * row_mm)
    set_lines(sheets, words(spec.label, key=spec.key), sheets.measure(style.body_pt), style.pitch_mm)
    sheets.space(2.2)
    _set_header(sheets, spec, widths, size, header_mm)
    for row in range(1, (spec.rows or DEFAULT_ROWS) + 1):
        if not sheets.fits(row_mm):
            sheets.turn()
            _set_header(sheets, spec, widths, size, header_mm)
        for column, (left, right) in zip(spec.columns, _edges(widths, manner), strict=True):
            rect = Rect(left, sheets.y, right, sheets.y + row_mm)
            sheets.frame(rect, _RULE_PT)
            name = f"{spec.key}.{row}.{column.key}"
            sheets.add(spec.key, rect.grown(-0.4), "table_cell", row=row, column=column.key, form_field=name)
        sheets.y += row_mm
    sheets.space(style.gap_mm)


def set_side_by_side(sheets: Sheets, specs: Sequence[FieldSpec]) -> None:
    """People side by side: a row for each thing asked, a column for each person, one field a cell."""
    names = [tuple(part.strip() for part in spec.label.split(CELL_SEPARATOR, 1)) for spec in specs]
    rows = list(dict.fromkeys(row for row, _ in names))
    columns = list(dict.fromkeys(column for _, column in names))
    field = dict(zip(names, specs, strict=True))
    style, manner = sheets.style, sheets.manner
    first = 0.28 * manner.text_mm
    widths = [first, *[(manner.text_mm - first) / len(columns)] * len(columns)]
    edges = _edges(widths, manner)
    sheets.space(style.gap_mm)
    header_mm = style.leading_mm + 2.4
    sheets.need(header_mm + 3 * style.pitch_mm)
    for title, (left, right) in zip(("Thông tin", *columns), edges, strict=True):
        _set_cell(sheets, title, Rect(left, sheets.y, right, sheets.y + header_mm), Face.BOLD, style.body_pt)
    sheets.y += header_mm
    for row in rows:
        lines = max(field[n].dotted_lines for n in names if n[0] == row)
        height = max(1.25 * style.pitch_mm, (lines + 0.6) * style.leading_mm, 2 * style.leading_mm + 2)
        sheets.need(height)
        label = Rect(manner.left_mm, sheets.y, edges[0][1], sheets.y + height)
        owners = tuple(field[row, column].key for column in columns if (row, column) in field)
        _set_cell(sheets, row, label, Face.REGULAR, style.body_pt, owners)
        for column, (left, right) in zip(columns, edges[1:], strict=True):
            rect = Rect(left, sheets.y, right, sheets.y + height)
            sheets.frame(rect, _RULE_PT)
            if spec := field.get((row, column)):
                sheets.add(spec.key, rect.grown(-0.4), "value", index=0, form_field=spec.key)
        sheets.y += height
    sheets.space(style.gap_mm)


def _set_header(sheets: Sheets, spec: FieldSpec, widths: list[float], size_pt: float, height_mm: float) -> None:
    for column, (left, right) in zip(spec.columns, _edges(widths, sheets.manner), strict=True):
        rect = Rect(left, sheets.y, right, sheets.y + height_mm)
        _set_cell(sheets, column.header, rect, Face.BOLD, size_pt)
        sheets.add(spec.key, rect.grown(-0.4), "label", column=column.key)
    sheets.y += height_mm


def _set_cell(sheets: Sheets, text: str, rect: Rect, face: Face, size_pt: float, owners: tuple[str, ...] = ()) -> None:
    """Words in the middle of a ruled cell; `owners` are the fields that they are the label of."""
    sheets.frame(rect, _RULE_PT)
    width = rect.width - 2 * _PADDING_MM
    measure = Measure(rect.left + _PADDING_MM, width, size_pt, "left" if owners else "center")
    leading = 0.4 * size_pt
    height = leading * len(break_lines(in_face(words(text, face), sheets.manner), measure))
    top = sheets.y
    sheets.y = rect.top + (rect.height - height) / 2 - 0.1 * leading
    start = sheets.y
    set_lines(sheets, words(text, face), measure, leading)
    for owner in owners:
        area = Rect(measure.left, start, rect.right - _PADDING_MM, min(sheets.y + 0.3 * leading, rect.bottom))
        sheets.add(owner, area, "label", index=0)
    sheets.y = top


def _edges(widths: Sequence[float], manner: Manner) -> list[tuple[float, float]]:
    edges = []
    x = manner.left_mm
    for width in widths:
        edges.append((x, x + width))
        x += width
    return edges


def _header_height(columns: Sequence[Column], widths: Sequence[float], size_pt: float, manner: Manner) -> float:
    face = manner.face(Face.BOLD)
    lines = [
        len(break_lines(words(c.header, face), Measure(0, w - 2 * _PADDING_MM, size_pt)))
        for c, w in zip(columns, widths, strict=True)
    ]
    return max(lines) * 0.4 * size_pt + 2.6


def _widths(columns: Sequence[Column], manner: Manner) -> tuple[list[float], float]:
    """
    Column widths (mm) that fill the line, and the type size of the header.

    Each column gets its usual share, but at least its longest header word; the header is set smaller when even
    those do not fit.
    """
    wishes = [_wish(column) for column in columns]
    for size in (11.0, 10.5, 10.0, 9.5, 9.0, 8.5, 8.0, 7.5, 7.0, 6.5):
        least = [_longest_word(c.header, manner.face(Face.BOLD), size) + 2 * _PADDING_MM + 0.3 for c in columns]
        if sum(least) <= manner.text_mm:
            break
    fixed: set[int] = set()
    while True:
        free = manner.text_mm - sum(least[i] for i in fixed)
        total = sum(w for i, w in enumerate(wishes) if i not in fixed)
        widths = [least[i] if i in fixed else w * free / total for i, w in enumerate(wishes)]
        narrow = {i for i, w in enumerate(widths) if i not in fixed and w < least[i]}
        if not narrow or len(fixed | narrow) == len(columns):
            scale = manner.text_mm / sum(widths)
            return [w * scale for w in widths], size
        fixed |= narrow


def _wish(column: Column) -> float:
    if column.header in _NUMBER_HEADERS:
        return 8
    if column.type in _WEIGHTS:
        return _WEIGHTS[column.type]
    usual = 47 if column.header.startswith(_LONG_HEADERS) else 27
    return max(usual, min(45, len(column.header)))


def _longest_word(text: str, face: Face, size_pt: float) -> float:
    return max(width_mm(word, face, size_pt) for word in text.replace("/", "/ ").split())
