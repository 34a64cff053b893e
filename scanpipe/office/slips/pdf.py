"""
A request as PDF: A4 in the manner of Nghị định 30/2020/NĐ-CP, fonts embedded, tagged, the same bytes every time.

Set with the tools of the blanks (`catalog/typeset`): places in millimetres from the top left corner of the sheet.
"""

from __future__ import annotations

from collections.abc import Sequence

from scanpipe.catalog.typeset.breaking import Align, Measure, break_lines
from scanpipe.catalog.typeset.fonts import MM_PER_PT, Face, width_mm
from scanpipe.catalog.typeset.inline import Break, Gap, Item, Word
from scanpipe.catalog.typeset.manner import OFFICIAL, Style
from scanpipe.catalog.typeset.render import render
from scanpipe.catalog.typeset.setting import set_lines
from scanpipe.catalog.typeset.sheet import Rule, Sheets, Text
from scanpipe.catalog.typeset.tagged import tagged
from scanpipe.model import Rect
from scanpipe.office.slips import printed
from scanpipe.office.slips.content import Content, Counts, Line, Row
from scanpipe.office.slips.square import modules

_STYLES = (
    Style(body_pt=13.0, pitch_mm=6.6, leading_mm=5.8, gap_mm=3.0, note_pt=11.0, sign_mm=26.0),
    Style(body_pt=13.0, pitch_mm=6.0, leading_mm=5.3, gap_mm=2.0, note_pt=11.0, sign_mm=26.0),
)
"""Roomy, and tight where that saves a page; never smaller than the 13 pt that official papers have."""
_LEFT_MM, _RIGHT_MM = 64.0, 94.0
"""The blocks of the letterhead: agency and motto."""
_HEAD_PT = 12.0
_COLUMNS_MM = (12.0, 76.0, 24.0, 24.0, 24.0)
_CELL_PT, _PADDING_MM, _RULE_PT = 12.5, 1.4, 0.6
_QR_MM, _SIGNER_MM = 27.0, 75.0
_HANGING_MM = 8.0
_HAIR_MM = 0.01
_END_MM = 38.0
"""The place to sign and the square code."""


def to_pdf(content: Content, link: str) -> bytes:
    """The request; `link` is where its square code leads. Raises EngineError when the fonts are not installed."""
    tries = [_set(content, link, style) for style in _STYLES]
    sheets = min(tries, key=lambda one: one.page)
    edition = content.edition
    pdf = render(sheets.pages, title=edition.title, subject=f"{edition.code} – {edition.legal_basis}")
    return tagged(pdf, sheets.pages)


def _set(content: Content, link: str, style: Style) -> Sheets:
    sheets = Sheets(style, OFFICIAL)
    _letterhead(sheets, content)
    _title(sheets, content)
    _whose(sheets, content)
    _paragraph(sheets, content.edition.words.opening)
    if content.rows:
        _table(sheets, content)
    if content.lines:
        _lines(sheets, content)
    sheets.space(1.0)
    # Nobody signs an empty sheet: until when and whom to ask stands above the signature.
    sheets.need(_END_MM + 5 * style.leading_mm)
    _paragraph(sheets, printed.deadline(content), Face.BOLD)
    _paragraph(sheets, printed.contact(content))
    _end(sheets, content, link)
    _margins(sheets, content)
    return sheets


def _letterhead(sheets: Sheets, content: Content) -> None:
    left, right = OFFICIAL.left_mm, OFFICIAL.right_mm - _RIGHT_MM
    top = sheets.y
    _centred(sheets, printed.agency(content), Face.REGULAR, left, _LEFT_MM, _HEAD_PT)
    _centred(sheets, printed.center(content), Face.BOLD, left, _LEFT_MM, _HEAD_PT)
    _short_rule(sheets, left + _LEFT_MM / 2, 12.0)
    _centred(sheets, printed.number(content), Face.REGULAR, left, _LEFT_MM, 13.0, before_mm=2.2)
    bottom, sheets.y = sheets.y, top
    _centred(sheets, printed.MOTTO[0], Face.BOLD, right, _RIGHT_MM, _HEAD_PT)
    _centred(sheets, printed.MOTTO[1], Face.BOLD, right, _RIGHT_MM, 13.0)
    _short_rule(sheets, right + _RIGHT_MM / 2, width_mm(printed.MOTTO[1], Face.BOLD, 13.0) / 2)
    _centred(sheets, printed.place_and_day(content), Face.ITALIC, right, _RIGHT_MM, 13.0, before_mm=2.2)
    sheets.y = max(bottom, sheets.y)


def _title(sheets: Sheets, content: Content) -> None:
    sheets.space(7.0)
    start = len(sheets.pages[-1])
    _centred(sheets, content.edition.title, Face.BOLD, OFFICIAL.left_mm, OFFICIAL.text_mm, 14.5)
    printed_now = sheets.pages[-1]
    for at in range(start, len(printed_now)):
        mark = printed_now[at]
        if isinstance(mark, Text):
            printed_now[at] = Text(mark.x, mark.y, mark.text, mark.face, mark.size_pt, mark.word_space_pt, title=True)
    _centred(sheets, printed.citation(content), Face.ITALIC, OFFICIAL.left_mm, OFFICIAL.text_mm, 12.0)
    sheets.space(3.5)


def _whose(sheets: Sheets, content: Content) -> None:
    """Whose dossier it is and what it is for; what nobody knows stays a dotted line."""
    words, head = content.edition.words, content.head
    for labelled in (
        ((words.applicant, head.applicant),),
        ((words.matter, head.matter),),
        ((words.address, head.address),),
        ((words.phone, head.phone), (words.email, head.email)),
    ):
        items: list[Item] = []
        for label, value in labelled:
            items += _words(f"{label}:")
            items += _words(value) if value else [Gap("", 30.0, 1.0, None)]
        set_lines(sheets, items, sheets.measure(sheets.style.body_pt), sheets.style.pitch_mm)


def _table(sheets: Sheets, content: Content) -> None:
    sheets.space(2.5)
    _table_head(sheets, content)
    for number, row in enumerate(content.rows, start=1):
        height = max(1, len(_broken(row.text, Face.REGULAR, _COLUMNS_MM[1]))) * _leading(_CELL_PT) + 2.6
        if not sheets.fits(height):
            sheets.turn()
            _table_head(sheets, content)
        _row(sheets, number, row, height)
    sheets.space(2.5)


def _table_head(sheets: Sheets, content: Content) -> None:
    """The head in two storeys: the three kinds of copies stand under their number."""
    words = content.edition.words
    kinds = (words.original, words.certified, words.photo)
    upper = _leading(_CELL_PT) + 2.2
    lower = max(len(_broken(kind, Face.BOLD, _COLUMNS_MM[2])) for kind in kinds) * _leading(_CELL_PT) + 2.2
    sheets.need(upper + lower + 2 * _leading(_CELL_PT))
    top, edges = sheets.y, _edges()
    for text, (left, right) in zip((words.row, words.paper), edges, strict=False):
        _cell(sheets, text, Rect(left, top, right, top + upper + lower), Face.BOLD, "center")
    _cell(sheets, words.count, Rect(edges[2][0], top, edges[4][1], top + upper), Face.BOLD, "center")
    for text, (left, right) in zip(kinds, edges[2:], strict=True):
        _cell(sheets, text, Rect(left, top + upper, right, top + upper + lower), Face.BOLD, "center")
    sheets.y = top + upper + lower


def _row(sheets: Sheets, number: int, row: Row, height: float) -> None:
    texts = (str(number), row.text, *_counted(row.counts))
    aligns: tuple[Align, ...] = ("center", "left", "center", "center", "center")
    for text, align, (left, right) in zip(texts, aligns, _edges(), strict=True):
        _cell(sheets, text, Rect(left, sheets.y, right, sheets.y + height), Face.REGULAR, align)
    sheets.y += height


def _counted(counts: Counts) -> tuple[str, str, str]:
    original, certified, photo = (str(n) if n else "" for n in (counts.original, counts.certified, counts.photo))
    return original, certified, photo


def _lines(sheets: Sheets, content: Content) -> None:
    sheets.space(1.5)
    sheets.need(3 * sheets.style.leading_mm)
    _paragraph(sheets, content.edition.words.reasons, Face.BOLD)
    for number, line in enumerate(content.lines, start=1):
        sheets.need(2 * sheets.style.leading_mm)
        baseline = sheets.y + sheets.style.leading_mm
        sheets.put(Text(OFFICIAL.left_mm, baseline, f"{number})", Face.REGULAR, sheets.style.body_pt))
        measure = Measure(
            OFFICIAL.left_mm + _HANGING_MM, OFFICIAL.text_mm - _HANGING_MM, sheets.style.body_pt, "justify"
        )
        set_lines(sheets, _line_items(content, line), measure, sheets.style.leading_mm)
        sheets.space(0.8)


def _line_items(content: Content, line: Line) -> list[Item]:
    items: list[Item] = [*_words(line.text)]
    if line.basis is not None and line.basis not in line.text:
        items += _words(f"({printed.basis(content, line.basis)})", Face.ITALIC)
    return items


def _end(sheets: Sheets, content: Content, link: str) -> None:
    """The place to sign at the right, the square code at the left; never torn apart."""
    words = content.edition.words
    sheets.space(3.0)
    sheets.need(_END_MM)
    top = sheets.y
    left = OFFICIAL.right_mm - _SIGNER_MM
    _centred(sheets, words.signer, Face.BOLD, left, _SIGNER_MM, 13.0)
    _centred(sheets, words.sign_here, Face.ITALIC, left, _SIGNER_MM, 12.0)
    bottom = top + _END_MM
    _square(sheets, link, OFFICIAL.left_mm, top + 2.0)
    sheets.y = top + 2.0 + _QR_MM
    _centred(sheets, content.code, Face.BOLD, OFFICIAL.left_mm - 6.0, _QR_MM + 12.0, 10.0)
    sheets.y = bottom


def _square(sheets: Sheets, link: str, left: float, top: float) -> None:
    rows = modules(link)
    side = _QR_MM / len(rows)
    half = side / 2
    for y, row in enumerate(rows):
        for x, length in _runs(row):
            middle = top + y * side + half
            start = left + x * side
            # Lines end in squares of their own width, so they go from the middle of the first module to that of the
            # last; a hair further, because some readers leave out a line without length.
            first, last = start + half - _HAIR_MM, start + length * side - half + _HAIR_MM
            sheets.put(Rule(first, middle, last, middle, side / MM_PER_PT))


def _runs(row: Sequence[bool]) -> list[tuple[int, int]]:
    """Where dark modules stand side by side: start and length."""
    runs: list[tuple[int, int]] = []
    for x, dark in enumerate(row):
        if not dark:
            continue
        if runs and sum(runs[-1]) == x:
            runs[-1] = runs[-1][0], runs[-1][1] + 1
        else:
            runs.append((x, 1))
    return runs


def _margins(sheets: Sheets, content: Content) -> None:
    """The mark of a draft on every page, the number of each page but the first."""
    middle = OFFICIAL.left_mm + OFFICIAL.text_mm / 2
    for number, marks in enumerate(sheets.pages, start=1):
        if content.edition.draft:
            width = width_mm(printed.DRAFT_MARK, Face.BOLD, 11.0)
            left, right, high, low = middle - width / 2 - 2.5, middle + width / 2 + 2.5, 6.4, 12.0
            marks.append(Text(middle - width / 2, 10.4, printed.DRAFT_MARK, Face.BOLD, 11.0))
            marks += [Rule(left, y, right, y, 1.0) for y in (high, low)]
            marks += [Rule(x, high, x, low, 1.0) for x in (left, right)]
        if number > 1:
            marks.append(Text(middle - 1, 16.5, str(number), Face.REGULAR, 12.0))


def _paragraph(sheets: Sheets, text: str, face: Face = Face.REGULAR) -> None:
    sheets.space(0.8)
    measure = sheets.measure(sheets.style.body_pt, "justify")
    set_lines(sheets, _words(text, face), measure, sheets.style.leading_mm)


def _centred(
    sheets: Sheets, text: str, face: Face, left: float, width: float, size_pt: float, *, before_mm: float = 0.0
) -> None:
    sheets.y += before_mm
    set_lines(sheets, _words(text, face), Measure(left, width, size_pt, "center"), _leading(size_pt) + 0.4)


def _short_rule(sheets: Sheets, middle: float, half: float) -> None:
    sheets.y += 1.5
    sheets.put(Rule(middle - half, sheets.y, middle + half, sheets.y, 0.7))


def _cell(sheets: Sheets, text: str, rect: Rect, face: Face, align: Align) -> None:
    """Words in a ruled cell, in its middle from top to bottom."""
    sheets.frame(rect, _RULE_PT)
    if not text:
        return
    leading, lines = _leading(_CELL_PT), len(_broken(text, face, rect.width))
    before, sheets.y = sheets.y, rect.top + (rect.height - lines * leading) / 2 - 0.12 * leading
    measure = Measure(rect.left + _PADDING_MM, rect.width - 2 * _PADDING_MM, _CELL_PT, align)
    set_lines(sheets, _words(text, face), measure, leading)
    sheets.y = before


def _broken(text: str, face: Face, width: float) -> list[list[Item]]:
    return break_lines(_words(text, face), Measure(0.0, width - 2 * _PADDING_MM, _CELL_PT))


def _edges() -> list[tuple[float, float]]:
    edges, x = [], OFFICIAL.left_mm
    for width in _COLUMNS_MM:
        edges.append((x, x + width))
        x += width
    return edges


def _leading(size_pt: float) -> float:
    return 0.43 * size_pt


def _words(text: str, face: Face = Face.REGULAR) -> list[Item]:
    """The words of a text as they are: what somebody typed has no footnote marks. Too long a word is cut."""
    items: list[Item] = []
    for word in text.split(" "):
        pieces = [word[at : at + 40] for at in range(0, len(word), 40)] or [""]
        for number, piece in enumerate(pieces):
            if number:
                items.append(Break())
            items.append(Word(piece, face))
    return items
