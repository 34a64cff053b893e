"""
A form as somebody types it again in Word: the printed lines of an edition with other margins, faces, sizes and line
breaks, leaders of dots, "…", "____" or tabs, or the whole as a table of labels and values.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from samples.sources.cells import is_cell, side_by_side
from samples.sources.manner import BOX_MM, GAP, NBSP, ROW_MM, Manner, leader_run, length_mm, link, printed
from samples.sources.ooxml import Block, Paragraph, Run, Table
from scanpipe.catalog.schema import Edition, FieldSpec, Kind, Print

MOTTO = ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc")
SIGN_LINES = 4


def retype(edition: Edition, manner: Manner) -> list[Block]:
    """The edition as blocks of a Word document."""
    blocks: list[Block] = list(_head(edition, manner))
    group: list[FieldSpec] = []
    for line in (*edition.lines, None):
        if isinstance(line, FieldSpec) and group and _together(group[-1], line):
            group.append(line)
            continue
        if group:
            blocks += _fields(group, manner)
        group = [line] if isinstance(line, FieldSpec) else []
        if isinstance(line, Print):
            blocks.append(_print(line))
    blocks += [
        Paragraph((Run(f"({mark}) {text}", italic=True, size_pt=manner.look.size_pt - 2),), "both")
        for mark, text in edition.footnotes.items()
        if mark.isdigit()
    ]
    return blocks


def _together(left: FieldSpec, right: FieldSpec) -> bool:
    """Whether two fields are typed as one: on one line, or as cells of one table of people side by side."""
    if is_cell(left) or is_cell(right):
        return is_cell(left) and is_cell(right)
    return right.same_line and (left.kind == Kind.SIGNATURE) == (right.kind == Kind.SIGNATURE) and right.kind in (
        Kind.LINE, Kind.SIGNATURE, Kind.CHOICE,
    )  # fmt: skip


def _head(edition: Edition, manner: Manner) -> Iterator[Paragraph]:
    size = manner.look.size_pt
    for line in edition.header_lines:
        yield Paragraph((Run(line, italic=line.startswith("("), size_pt=size - 1),), manner.header_align)
    if edition.national_motto:
        yield Paragraph((Run(MOTTO[0], bold=True),), "center")
        yield Paragraph((Run(MOTTO[1], bold=True, size_pt=size + 1),), "center")
        yield Paragraph((Run("_______________", size_pt=6),), "center")
    for line in edition.title.upper().splitlines():
        yield Paragraph((Run(line, bold=True, size_pt=size + 2),), "center")
    for line in (edition.subtitle or "").splitlines():
        yield Paragraph((Run(line, bold=not line.startswith("("), italic=line.startswith("(")),), "center")


def _print(line: Print) -> Paragraph:
    statement = line.style == "statement"
    runs = (Run(line.text, bold=line.style == "heading", italic=line.style == "note"),)
    return Paragraph(runs, "both" if statement else "left", indent_mm=10 if statement else 0)


def _fields(group: Sequence[FieldSpec], manner: Manner) -> Iterator[Block]:
    first = group[0]
    if is_cell(first):
        # Between two tables there has to be a line, or they become one.
        yield Paragraph((Run("", size_pt=4),))
        yield side_by_side(group, manner)
        yield Paragraph((Run("", size_pt=4),))
        return
    match first.kind:
        case Kind.SIGNATURE:
            yield _signatures(group, manner)
        case Kind.TABLE:
            yield Paragraph(tuple(printed(first.label)))
            yield _grid(first, manner)
            yield Paragraph((Run("", size_pt=4),))
        case Kind.PHOTO | Kind.OFFICE_USE:
            yield Paragraph((Run(first.label, italic=True),))
        case Kind.BOXES if manner.grid_boxes:
            yield _boxes(first, manner)
        case Kind.PLACE_DATE:
            yield Paragraph(tuple(_pieces(first, manner, 24.0, italic=True)), "right")
        case Kind.LINE | Kind.MULTILINE if manner.leader == "table" and not GAP.search(first.label):
            yield Table(tuple(_value_row(spec, manner) for spec in group), _value_widths(manner), ROW_MM)
        case Kind.MULTILINE if len(GAP.findall(first.label)) > 1:
            yield from _list(first, manner)
        case _:
            yield from _lines(group, manner)


def _lines(group: Sequence[FieldSpec], manner: Manner) -> Iterator[Paragraph]:
    """Labels with their leaders on one printed line, as long as the line has room; further lines below."""
    look = manner.look
    labels = sum(length_mm(GAP.sub("", spec.label), look) for spec in group)
    gaps = sum(max(1, len(GAP.findall(spec.label))) for spec in group)
    room = look.text_mm - labels % look.text_mm - 3
    each = room / gaps - 2
    if each < 16:
        each = (look.text_mm - 6) / gaps if len(group) == 1 else 26.0
    runs: list[Run] = []
    for number, spec in enumerate(group):
        runs += [Run("  ")] if number else []
        runs += _pieces(spec, manner, each, last=number == len(group) - 1)
    stops = (look.text_mm,) if manner.leader == "tab" else ()
    yield Paragraph(tuple(runs), tabs_mm=stops)
    for spec in group:
        found = max(1, len(GAP.findall(spec.label)))
        for extra in range(found, spec.dotted_lines if spec.kind == Kind.MULTILINE else found):
            yield Paragraph((leader_run(spec.key, extra, look.text_mm - 1.5, manner, last=True),), tabs_mm=stops)


def _list(spec: FieldSpec, manner: Manner) -> Iterator[Paragraph]:
    """A label that numbers its places, "(1) … (2) … (3) …": each number begins a line."""
    parts = GAP.split(spec.label)
    before, number = parts[0].rstrip().rpartition(" ")[::2]
    if before:
        yield Paragraph(tuple(printed(before)))
    for index, part in enumerate([number, *parts[1:-1]]):
        room = manner.look.text_mm - length_mm(part.strip(), manner.look) - 3
        runs = (Run(part.strip() + " "), leader_run(spec.key, index, room, manner, last=True))
        yield Paragraph(runs, tabs_mm=(manner.look.text_mm,) if manner.leader == "tab" else ())


def _pieces(
    spec: FieldSpec, manner: Manner, each_mm: float, *, italic: bool = False, last: bool = False
) -> Iterator[Run]:
    """A label with leaders where its gaps are, and squares where its options are; `last`: the line ends with it."""
    if spec.kind in (Kind.CHOICE, Kind.CHECKBOX):
        yield from printed(
            re.sub(r"[□☐]", "", spec.label).strip() if spec.kind == Kind.CHECKBOX else _before_square(spec)
        )
        for number, option in enumerate(spec.options or ("",)):
            yield Run(f"   {option} " if option else " ")
            yield Run("□", link=link(spec.key, "option", number))
        return
    parts = GAP.split(spec.label)
    for number, part in enumerate(parts):
        yield from printed(part, italic=italic)
        if number < len(parts) - 1 or len(parts) == 1:
            short = re.search(r"(ngày|tháng|năm)\s*$", part) is not None
            yield Run(" ")
            ends = last and number >= len(parts) - 2 and not parts[-1].strip()
            yield leader_run(spec.key, number, min(each_mm, 12.0) if short else each_mm, manner, last=ends)
            yield Run("" if ends else " ")


def _before_square(spec: FieldSpec) -> str:
    """The label of a choice whose options are quoted in it too."""
    return "" if any(mark in spec.label for mark in "□☐") else spec.label


def _boxes(spec: FieldSpec, manner: Manner) -> Table:
    count = spec.boxes or 12
    widths = (manner.look.text_mm - count * BOX_MM, *([BOX_MM] * count))
    cells = tuple(
        (Paragraph((Run(NBSP, link=link(spec.key, "cell", n, width_mm=BOX_MM, height_mm=ROW_MM)),)),)
        for n in range(count)
    )
    return Table((((Paragraph(tuple(printed(spec.label))),), *cells),), widths, ROW_MM, unruled_columns=1)


def _grid(spec: FieldSpec, manner: Manner) -> Table:
    look = manner.look
    longest = [max(length_mm(word, look) for word in column.header.split()) for column in spec.columns]
    # Who types a wide table makes its header smaller, until the longest words fit their columns.
    small = min(1 - 1.5 / look.size_pt, (look.text_mm - 4.5 * len(longest)) / (1.15 * sum(longest)))
    least = [1.15 * small * word + 4.2 for word in longest]
    weights = [min(40.0, 3 + len(column.header)) for column in spec.columns]
    spare = look.text_mm - sum(least)
    widths = tuple(a + spare * b / sum(weights) for a, b in zip(least, weights, strict=True))
    size = round(look.size_pt * small * 2) / 2
    header = tuple((Paragraph((Run(c.header, bold=True, size_pt=size),), "center"),) for c in spec.columns)
    rows = [header]
    for row in range(1, (spec.rows or 4) + 1):
        cells = []
        for column, width in zip(spec.columns, widths, strict=True):
            place = link(spec.key, "table_cell", row=row, column=column.key, width_mm=width, height_mm=ROW_MM)
            cells.append((Paragraph((Run(NBSP, link=place),)),))
        rows.append(tuple(cells))
    return Table(tuple(rows), widths, ROW_MM)


def _value_widths(manner: Manner) -> tuple[float, float]:
    return manner.look.text_mm * 0.42, manner.look.text_mm * 0.58


def _value_row(spec: FieldSpec, manner: Manner) -> tuple[tuple[Paragraph, ...], ...]:
    width = _value_widths(manner)[1]
    place = Paragraph((Run(NBSP, link=link(spec.key, "table_value", width_mm=width, height_mm=ROW_MM)),))
    return (Paragraph(tuple(printed(spec.label))),), (place,)


def _signatures(group: Sequence[FieldSpec], manner: Manner) -> Table:
    """Signature blocks side by side; one alone stands at the right."""
    look = manner.look
    alone = len(group) == 1
    share = look.text_mm / 2 if alone else look.text_mm / len(group)
    blocks = []
    for spec in group:
        captions = [Paragraph((Run(c, italic=True, size_pt=look.size_pt - 1.5),), "center") for c in spec.captions[:1]]
        begin = link(spec.key, "signature", width_mm=share)
        end = link(spec.key, "signature", 1, width_mm=share)
        between = [Paragraph((Run(NBSP),))] * (SIGN_LINES - 2)
        free = [Paragraph((Run(NBSP, link=begin),)), *between, Paragraph((Run(NBSP, link=end),))]
        title = Paragraph(tuple(printed(spec.label, bold=True)), "center")
        blocks.append((title, *captions, *free))
    cells = ((Paragraph((Run(NBSP),)),), *blocks) if alone else tuple(blocks)
    return Table((cells,), (share,) * len(cells), ruled=False)
