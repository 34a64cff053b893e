"""Puts the parts of a form on sheets, as roomy as the edition's number of pages allows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from scanpipe.catalog.schema import Edition, FieldSpec, Kind, Line, Print
from scanpipe.catalog.typeset.breaking import Measure
from scanpipe.catalog.typeset.fonts import Face
from scanpipe.catalog.typeset.grids import CELL_SEPARATOR, set_side_by_side, set_table
from scanpipe.catalog.typeset.heading import set_header_lines, set_motto, set_photos, set_title
from scanpipe.catalog.typeset.inline import Item, Word, field_items, words
from scanpipe.catalog.typeset.manner import OFFICIAL, Manner, Style
from scanpipe.catalog.typeset.paragraphs import set_footnotes, set_print
from scanpipe.catalog.typeset.setting import set_lines
from scanpipe.catalog.typeset.sheet import Sheets, Text
from scanpipe.catalog.typeset.signing import set_place_date, set_signatures
from scanpipe.model import Rect

_PERSON = "Họ, chữ đệm, tên"
_FLOWING = (Kind.LINE, Kind.MULTILINE, Kind.BOXES, Kind.CHOICE, Kind.CHECKBOX)


def compose(edition: Edition, manner: Manner = OFFICIAL) -> Sheets:
    """
    The edition on as many sheets as it says, in the roomiest style that manages it with every field on its page.

    When no style does, the roomiest with the fewest sheets too many.
    """
    best: tuple[tuple[int, bool], Sheets] | None = None
    for style in manner.styles:
        sheets = _set(edition, style, manner)
        page = {zone.key: zone.page for zone in sheets.zones if zone.kind != "label"}
        misplaced = any(page.get(spec.key, spec.page) != spec.page for spec in edition.fields)
        score = (max(0, sheets.page - edition.pages), misplaced)
        if best is None or score < best[0]:
            best = score, sheets
        if score == (0, False):
            break
    assert best is not None
    _number_pages(best[1])
    return best[1]


def _set(edition: Edition, style: Style, manner: Manner) -> Sheets:
    sheets = Sheets(style, manner)
    set_header_lines(sheets, edition)
    if edition.national_motto:
        set_motto(sheets)
    lines = list(edition.lines)
    if lines and isinstance(lines[0], FieldSpec) and lines[0].kind is Kind.PLACE_DATE:
        # Asked for before anything else, place and date stand between motto and title.
        set_place_date(sheets, lines[0])
        lines = lines[1:]
    set_title(sheets, edition)
    group: str | None = None
    for part in _parts(lines):
        while part[0].page > sheets.page:
            sheets.turn()
        _set_part(sheets, part, group)
        last = part[-1]
        group = last.group if isinstance(last, FieldSpec) else None
    if edition.footnotes:
        if sheets.page < edition.pages:
            sheets.turn()
        set_footnotes(sheets, edition.footnotes)
    return sheets


def _parts(lines: list[Line]) -> Iterator[list[Line]]:
    """The lines in parts that are set together: one printed line, one row of signatures, one table."""
    part: list[Line] = []
    for line in lines:
        if part and not _belongs(part, line):
            yield part
            part = []
        part.append(line)
    if part:
        yield part


def _belongs(part: list[Line], line: Line) -> bool:
    last = part[-1]
    if isinstance(last, Print) or isinstance(line, Print) or line.page != last.page:
        return False
    if last.kind is Kind.SIGNATURE or line.kind is Kind.SIGNATURE:
        return last.kind is line.kind
    if CELL_SEPARATOR in last.label or CELL_SEPARATOR in line.label:
        return CELL_SEPARATOR in last.label and CELL_SEPARATOR in line.label
    return line.same_line and last.kind in _FLOWING and line.kind in _FLOWING


def _set_part(sheets: Sheets, part: list[Line], group: str | None) -> None:
    """Set one part; `group` is whose field the one before it was."""
    first = part[0]
    if isinstance(first, Print):
        set_print(sheets, first)
        return
    specs = [line for line in part if isinstance(line, FieldSpec)]
    if CELL_SEPARATOR in first.label:
        set_side_by_side(sheets, specs)
        return
    match first.kind:
        case Kind.SIGNATURE:
            set_signatures(sheets, specs)
        case Kind.TABLE:
            set_table(sheets, first)
        case Kind.PHOTO:
            set_photos(sheets, first)
        case Kind.PLACE_DATE:
            sheets.space(sheets.style.gap_mm / 2)
            # The date does not part from the signature under it.
            sheets.need(sheets.style.pitch_mm * 3 + sheets.style.sign_mm)
            set_place_date(sheets, first)
        case Kind.OFFICE_USE:
            _set_office_use(sheets, first)
        case _:
            _set_flowing(sheets, specs, group)


def _set_flowing(sheets: Sheets, specs: list[FieldSpec], group: str | None) -> None:
    items: list[Item] = []
    for spec in specs:
        # Civil status forms print the name that begins a person's part in bold (docx of Thông tư 04/2020/TT-BTP).
        begins_person = spec.group is not None and spec.group != group and spec.label.startswith(_PERSON)
        following = field_items(spec, Face.BOLD if begins_person else Face.REGULAR)
        if items and isinstance(following[0], Word):
            following[0] = replace(following[0], space=True)
        items.extend(following)
    style, manner = sheets.style, sheets.manner
    measure = sheets.measure(style.body_pt)
    if specs[0].label.startswith("Kính gửi"):
        measure = Measure(manner.left_mm + 10, manner.text_mm - 20, style.body_pt)
    set_lines(sheets, items, measure, style.pitch_mm)
    if specs[0].label.startswith("Kính gửi"):
        sheets.space(style.gap_mm / 2)


def _set_office_use(sheets: Sheets, spec: FieldSpec) -> None:
    """What the office fills in: a dotted line when the label asks for one, else its heading over free space."""
    style, manner = sheets.style, sheets.manner
    if spec.label.rstrip().endswith(":") or "…" in spec.label:
        measure = sheets.measure(style.body_pt)
        set_lines(sheets, field_items(spec, typed=False), measure, style.pitch_mm)
        return
    sheets.space(style.gap_mm)
    sheets.need(3 * style.leading_mm + style.sign_mm)
    heading, _, signers = spec.label.partition(" — ")
    measure = sheets.measure(style.body_pt, "center")
    set_lines(sheets, words(heading, Face.BOLD, key=spec.key), measure, style.leading_mm)
    top = sheets.y
    names = [name.strip() for name in signers.split(" / ") if name.strip()]
    for number, name in enumerate(names):
        sheets.y = top
        width = manner.text_mm / len(names)
        column = Measure(manner.left_mm + number * width, width, style.body_pt, "center")
        set_lines(sheets, words(name, Face.BOLD, key=spec.key), column, style.leading_mm)
    for caption in spec.captions:
        set_lines(sheets, words(caption, Face.ITALIC, key=spec.key), measure, style.leading_mm)
    free = Rect(manner.left_mm, sheets.y + 1.5, manner.right_mm, sheets.y + 1.5 + style.sign_mm)
    sheets.add(spec.key, free, "value", index=0)
    sheets.y = free.bottom


def _number_pages(sheets: Sheets) -> None:
    """The number of each page but the first, in the middle of the top margin (Nghị định 30/2020, Phụ lục I)."""
    manner = sheets.manner
    for number, marks in enumerate(sheets.pages[1:], start=2):
        middle, face = manner.left_mm + manner.text_mm / 2, manner.face(Face.REGULAR)
        marks.append(Text(middle - 1, 13.0, str(number), face, 12.0))
