"""
A table of people side by side as somebody types it again: a row for each thing asked, a column for each person.

In forms/ a label "row | column" names one cell of it. Who types such a form keeps the table, with its rules or without;
nobody types "Dân tộc | Bên nữ".
"""

from __future__ import annotations

from collections.abc import Sequence

from samples.sources.manner import NBSP, Manner, leader_run, link, printed
from samples.sources.ooxml import Paragraph, Run, Table
from scanpipe.catalog.schema import FieldSpec

SEPARATOR = " | "
CORNERS = {True: "Thông tin", False: ""}
"""What is typed above the labels: official blanks have a word there, who leaves the rules out leaves it out, too."""
CELL_MM = 10.0
LABELS_SHARE = 0.28
LONG_TYPES = ("place", "identity_document")
"""Values of these types get two lines where a cell has leaders."""
_PADDING_MM = 4.5


def is_cell(spec: FieldSpec) -> bool:
    """Whether a field is one cell of such a table."""
    return SEPARATOR in spec.label


def side_by_side(specs: Sequence[FieldSpec], manner: Manner) -> Table:
    """The cells as one table; rows and columns in the order in which they are first named."""
    places = {tuple(part.strip() for part in spec.label.split(SEPARATOR, 1)): spec for spec in specs}
    rows = list(dict.fromkeys(row for row, _ in places))
    columns = list(dict.fromkeys(column for _, column in places))
    first = manner.look.text_mm * LABELS_SHARE
    width = (manner.look.text_mm - first) / len(columns)
    head = [(Paragraph((Run(text or NBSP, bold=True),), "center"),) for text in (CORNERS[manner.ruled_cells], *columns)]
    lines: list[tuple[tuple[Paragraph, ...], ...]] = [tuple(head)]
    for row in rows:
        label = (Paragraph(tuple(printed(row))),)
        cells = (_cell(places[row, column], width, manner) for column in columns if (row, column) in places)
        lines.append((label, *cells))
    height = CELL_MM if manner.ruled_cells else 0.0
    return Table(tuple(lines), (first, *[width] * len(columns)), height, ruled=manner.ruled_cells)


def _cell(spec: FieldSpec, width_mm: float, manner: Manner) -> tuple[Paragraph, ...]:
    """An empty cell between rules, or one or two leaders."""
    if manner.ruled_cells:
        place = link(spec.key, "table_value", width_mm=width_mm, height_mm=CELL_MM)
        return (Paragraph((Run(NBSP, link=place),)),)
    count = 2 if spec.type in LONG_TYPES else 1
    return tuple(Paragraph((leader_run(spec.key, n, width_mm - _PADDING_MM, manner),)) for n in range(count))
