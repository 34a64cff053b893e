"""A request as a Word file, for Centers that number and sign in their own system. Same words, same order as the PDF."""

from __future__ import annotations

from io import BytesIO

import numpy as np
from docx import Document
from docx.document import Document as Paper
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.table import Table, _Cell, _Row
from docx.text.paragraph import Paragraph

from scanpipe.imaging.encode import png
from scanpipe.office.slips import printed
from scanpipe.office.slips.content import Content, Line, Row
from scanpipe.office.slips.square import QUIET_MODULES, modules

_FACE, _BODY_PT, _TABLE_PT = "Times New Roman", 13.0, 12.0
_LEFT_MM, _RIGHT_MM, _COLUMNS_MM = 63.0, 100.0, (12.0, 70.0, 26.0, 26.0, 26.0)
_QR_MM, _DOT_PX = 30.0, 8
_CENTER, _JUSTIFY = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.JUSTIFY


def to_docx(content: Content, link: str) -> bytes:
    """The request; `link` is where its square code leads."""
    paper = Document()
    _page(paper, content)
    _letterhead(paper, content)
    title = _paragraph(paper, content.edition.title, bold=True, size_pt=14.5, align=_CENTER, before_pt=16)
    title.style = paper.styles["Heading 1"]
    _paragraph(paper, printed.citation(content), italic=True, size_pt=12, align=_CENTER, after_pt=8)
    _whose(paper, content)
    _paragraph(paper, content.edition.words.opening, before_pt=4, after_pt=6)
    if content.rows:
        _table(paper, content)
    if content.lines:
        _lines(paper, content)
    _paragraph(paper, printed.deadline(content), bold=True, before_pt=6, align=_JUSTIFY)
    _paragraph(paper, printed.contact(content), before_pt=2, align=_JUSTIFY)
    _end(paper, content, link)
    target = BytesIO()
    paper.save(target)
    return target.getvalue()


def _page(paper: Paper, content: Content) -> None:
    """A4 with the margins, the face and the language; what it is called; the mark of a draft above every page."""
    section = paper.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin, section.right_margin = Mm(30), Mm(20)
    section.top_margin, section.bottom_margin = Mm(20), Mm(16)
    section.header_distance = Mm(8)
    for name in ("Normal", "Heading 1"):
        style = paper.styles[name]
        style.font.name, style.font.size = _FACE, Pt(_BODY_PT)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for part in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
            fonts.set(qn(part), _FACE)
        for part in ("w:asciiTheme", "w:hAnsiTheme", "w:cstheme", "w:eastAsiaTheme"):
            fonts.attrib.pop(qn(part), None)
        lang = OxmlElement("w:lang")
        lang.set(qn("w:val"), "vi-VN")
        style.element.get_or_add_rPr().append(lang)
    heading = paper.styles["Heading 1"]
    heading.font.color.rgb = None
    heading.paragraph_format.keep_with_next = True
    normal = paper.styles["Normal"].paragraph_format
    normal.space_after, normal.line_spacing = Pt(0), 1.0
    edition, about = content.edition, paper.core_properties
    about.title, about.subject = edition.title, f"{edition.code} – {edition.legal_basis}"
    about.language, about.author, about.comments = "vi-VN", "scanpipe", ""
    if edition.draft:
        mark = section.header.paragraphs[0]
        mark.alignment = _CENTER
        mark.paragraph_format.left_indent = mark.paragraph_format.right_indent = Mm(36)
        _run(mark, printed.DRAFT_MARK, bold=True, size_pt=11)
        _framed(mark)


def _letterhead(paper: Paper, content: Content) -> None:
    head = paper.add_table(rows=1, cols=2)
    _set_widths(head, (_LEFT_MM, _RIGHT_MM))
    head.alignment = WD_TABLE_ALIGNMENT.CENTER
    left, right = head.rows[0].cells
    _first(left, printed.agency(content), size_pt=12)
    _below(left, printed.center(content), bold=True, size_pt=12)
    _below(left, "―――――", size_pt=8)
    _below(left, printed.number(content))
    _first(right, printed.MOTTO[0], bold=True, size_pt=12)
    _below(right, printed.MOTTO[1], bold=True, size_pt=13)
    _below(right, "――――――――――――", size_pt=8)
    _below(right, printed.place_and_day(content), italic=True)


def _whose(paper: Paper, content: Content) -> None:
    words, head = content.edition.words, content.head
    for label, value in (
        (words.applicant, head.applicant),
        (words.matter, head.matter),
        (words.address, head.address),
    ):
        _labelled(paper, ((label, value),), (160.0,))
    _labelled(paper, ((words.phone, head.phone), (words.email, head.email)), (80.0, 160.0))


def _labelled(paper: Paper, labelled: tuple[tuple[str, str], ...], ends_mm: tuple[float, ...]) -> None:
    """Labels with their values; a dotted line to the tab at `ends_mm` where nothing is known."""
    line = _paragraph(paper, "", before_pt=3)
    for (label, value), end_mm in zip(labelled, ends_mm, strict=True):
        leader = WD_TAB_LEADER.SPACES if value else WD_TAB_LEADER.DOTS
        line.paragraph_format.tab_stops.add_tab_stop(Mm(end_mm), WD_TAB_ALIGNMENT.LEFT, leader)
        last = end_mm == ends_mm[-1]
        before = "" if end_mm == ends_mm[0] else " "
        _run(line, f"{before}{label}: {value}")
        if not (value and last):
            _run(line, "\t")


def _table(paper: Paper, content: Content) -> None:
    words = content.edition.words
    table = paper.add_table(rows=2, cols=5)
    table.style = "Table Grid"
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    for number, text in enumerate((words.row, words.paper)):
        _first(table.cell(0, number).merge(table.cell(1, number)), text, bold=True, size_pt=_TABLE_PT)
    _first(table.cell(0, 2).merge(table.cell(0, 4)), words.count, bold=True, size_pt=_TABLE_PT)
    for number, text in enumerate((words.original, words.certified, words.photo), start=2):
        _first(table.cell(1, number), text, bold=True, size_pt=_TABLE_PT)
    for head in table.rows:
        _repeated(head._tr)
        for cell in head.cells:
            cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    for number, row in enumerate(content.rows, start=1):
        _add_row(table, number, row)
    _set_widths(table, _COLUMNS_MM)


def _add_row(table: Table, number: int, row: Row) -> None:
    added: _Row = table.add_row()  # type: ignore[no-untyped-call]
    cells = added.cells
    for cell in cells:
        cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    _first(cells[0], str(number), size_pt=_TABLE_PT)
    _first(cells[1], row.text, size_pt=_TABLE_PT, align=WD_ALIGN_PARAGRAPH.LEFT)
    counts = (row.counts.original, row.counts.certified, row.counts.photo)
    for cell, count in zip(cells[2:], counts, strict=True):
        _first(cell, str(count) if count else "", size_pt=_TABLE_PT)


def _lines(paper: Paper, content: Content) -> None:
    _paragraph(paper, content.edition.words.reasons, bold=True, before_pt=8, after_pt=2)
    for number, line in enumerate(content.lines, start=1):
        _line(paper, content, number, line)


def _line(paper: Paper, content: Content, number: int, line: Line) -> None:
    printed_line = _paragraph(paper, f"{number})\t{line.text}", align=_JUSTIFY, after_pt=2)
    printed_line.paragraph_format.left_indent = Mm(8)
    printed_line.paragraph_format.first_line_indent = Mm(-8)
    printed_line.paragraph_format.tab_stops.add_tab_stop(Mm(8))
    if line.basis is not None and line.basis not in line.text:
        _run(printed_line, f" ({printed.basis(content, line.basis)})", italic=True)


def _end(paper: Paper, content: Content, link: str) -> None:
    """The square code at the left, the place to sign at the right, in a row that is not torn apart."""
    words = content.edition.words
    _paragraph(paper, "", size_pt=6)
    end = paper.add_table(rows=1, cols=3)
    _set_widths(end, (38.0, 40.0, 82.0))
    left, _, right = end.rows[0].cells
    picture = left.paragraphs[0]
    picture.alignment = _CENTER
    picture.add_run().add_picture(BytesIO(_picture(link)), width=Mm(_QR_MM))
    shape = picture._p.xpath(".//wp:docPr")[0]
    shape.set("descr", f"{content.code} – {link}")
    _below(left, content.code, bold=True, size_pt=10)
    _first(right, words.signer, bold=True)
    _below(right, words.sign_here, italic=True, size_pt=12)
    _whole(end)


def _picture(link: str) -> bytes:
    dark = np.pad(np.array(modules(link), dtype=bool), QUIET_MODULES)
    return png(np.where(np.kron(dark, np.ones((_DOT_PX, _DOT_PX), bool)), 0, 255).astype(np.uint8))


def _paragraph(
    paper: Paper,
    text: str,
    *,
    bold: bool = False,
    italic: bool = False,
    size_pt: float = _BODY_PT,
    align: WD_ALIGN_PARAGRAPH | None = None,
    before_pt: float = 0,
    after_pt: float = 0,
) -> Paragraph:
    paragraph = paper.add_paragraph()
    if align is not None:
        paragraph.alignment = align
    paragraph.paragraph_format.space_before = Pt(before_pt)
    paragraph.paragraph_format.space_after = Pt(after_pt)
    if text:
        _run(paragraph, text, bold=bold, italic=italic, size_pt=size_pt)
    return paragraph


def _first(
    cell: _Cell,
    text: str,
    *,
    bold: bool = False,
    size_pt: float = _BODY_PT,
    align: WD_ALIGN_PARAGRAPH = _CENTER,
) -> None:
    """The first paragraph of a cell."""
    cell.paragraphs[0].alignment = align
    cell.paragraphs[0].paragraph_format.space_before = cell.paragraphs[0].paragraph_format.space_after = Pt(2)
    _run(cell.paragraphs[0], text, bold=bold, size_pt=size_pt)


def _below(cell: _Cell, text: str, *, bold: bool = False, italic: bool = False, size_pt: float = _BODY_PT) -> None:
    paragraph = cell.add_paragraph()
    paragraph.alignment = _CENTER
    _run(paragraph, text, bold=bold, italic=italic, size_pt=size_pt)


def _run(
    paragraph: Paragraph, text: str, *, bold: bool = False, italic: bool = False, size_pt: float = _BODY_PT
) -> None:
    run = paragraph.add_run(text)
    run.bold, run.italic, run.font.size = bold, italic, Pt(size_pt)


def _set_widths(table: Table, widths_mm: tuple[float, ...]) -> None:
    """Word reads the widths of cells, other programs those of columns: both are set."""
    table.autofit = False
    for number, width in enumerate(widths_mm):
        table.columns[number].width = Mm(width)
    for row in table.rows:
        for cell, width in zip(row.cells, widths_mm, strict=True):
            cell.width = Mm(width)


def _repeated(row: object) -> None:
    """The head of a table stands again on the next page."""
    row.get_or_add_trPr().append(OxmlElement("w:tblHeader"))  # type: ignore[attr-defined]


def _whole(table: Table) -> None:
    for row in table.rows:
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))


def _framed(paragraph: Paragraph) -> None:
    borders = OxmlElement("w:pBdr")
    for side in ("top", "left", "bottom", "right"):
        edge = OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", "8"), ("space", "2"), ("color", "auto")):
            edge.set(qn(f"w:{name}"), value)
        borders.append(edge)
    paragraph._p.get_or_add_pPr().append(borders)
