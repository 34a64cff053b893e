"""
The smallest Word document that can hold a form: paragraphs, tables, tabs with leaders, and links.

Every place to write in is a link: LibreOffice keeps the place of each link in the PDF, so the truth comes from the
layout engine itself. See ECMA-376 part 1, sections 17.2 to 17.4.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

TWIPS_PER_MM = 1440 / 25.4
_MAIN = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_PLACE_STYLE = "Place"
"""The character style of links. LibreOffice 7.4 leaves links in its default style out of the PDF."""
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'


@dataclass(frozen=True, slots=True)
class Run:
    """Text of one look. `link` names a place to write in; `tab` ends it with a tab."""

    text: str
    bold: bool = False
    italic: bool = False
    raised: bool = False
    link: str | None = None
    tab: bool = False
    size_pt: float | None = None


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Runs with an alignment ("left", "center", "right", "both"). `tabs_mm`: stops filled with dots up to them."""

    runs: tuple[Run, ...]
    align: str = "left"
    tabs_mm: tuple[float, ...] = ()
    indent_mm: float = 0.0


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells (paragraphs each), with fixed column widths and a row height (0: as high as its text)."""

    rows: tuple[tuple[tuple[Paragraph, ...], ...], ...]
    widths_mm: tuple[float, ...]
    height_mm: float = 0.0
    ruled: bool = True
    indent_mm: float = 0.0
    unruled_columns: int = 0


Block = Paragraph | Table


@dataclass(frozen=True, slots=True)
class Look:
    """Margins, face and size of a document. `line` is the line spacing as a multiple."""

    left_mm: float
    right_mm: float
    top_mm: float
    face: str
    size_pt: float
    line: float = 1.15
    after_pt: float = 3.0

    @property
    def text_mm(self) -> float:
        """Width between the margins of an A4 sheet."""
        return 210 - self.left_mm - self.right_mm


def document(blocks: Sequence[Block], look: Look) -> bytes:
    """The document as a .docx file; the same bytes for the same blocks."""
    links: list[str] = []
    body = "".join(_block(block, look, links) for block in blocks)
    margins = {"top": look.top_mm, "right": look.right_mm, "bottom": 15.0, "left": look.left_mm}
    sides = " ".join(f'w:{side}="{_twips(mm)}"' for side, mm in margins.items())
    section = f'<w:sectPr><w:pgSz w:w="11906" w:h="16838"/><w:pgMar {sides} w:header="400" w:footer="400"/></w:sectPr>'
    main = f'{_XML}<w:document xmlns:w="{_MAIN}" xmlns:r="{_RELATIONS}"><w:body>{body}{section}</w:body></w:document>'
    targets = "".join(
        f'<Relationship Id="L{n}" Type="{_RELATIONS}/hyperlink" Target={quoteattr(link)} TargetMode="External"/>'
        for n, link in enumerate(links)
    )
    parts = {
        "[Content_Types].xml": f'{_XML}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType='
        '"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/><Override PartName='
        '"/word/styles.xml" ContentType='
        '"application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"/></Types>',
        "_rels/.rels": f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="R1" '
        f'Type="{_RELATIONS}/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/_rels/document.xml.rels": f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">{targets}<Relationship '
        f'Id="S1" Type="{_RELATIONS}/styles" Target="styles.xml"/></Relationships>',
        "word/styles.xml": f'{_XML}<w:styles xmlns:w="{_MAIN}"><w:style w:type="character" w:styleId="{_PLACE_STYLE}">'
        f'<w:name w:val="{_PLACE_STYLE}"/></w:style></w:styles>',
        "word/document.xml": main,
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(zipfile.ZipInfo(name, (2020, 1, 1, 0, 0, 0)), text)
    return out.getvalue()


def _twips(length_mm: float) -> int:
    return round(length_mm * TWIPS_PER_MM)


def _block(block: Block, look: Look, links: list[str]) -> str:
    return _paragraph(block, look, links) if isinstance(block, Paragraph) else _table(block, look, links)


def _paragraph(paragraph: Paragraph, look: Look, links: list[str]) -> str:
    stops = "".join(f'<w:tab w:val="left" w:leader="dot" w:pos="{_twips(mm)}"/>' for mm in paragraph.tabs_mm)
    tabs = f"<w:tabs>{stops}</w:tabs>" if stops else ""
    spacing = f'<w:spacing w:before="0" w:after="{round(look.after_pt * 20)}" w:line="{round(look.line * 240)}"/>'
    indent = f'<w:ind w:firstLine="{_twips(paragraph.indent_mm)}"/>' if paragraph.indent_mm else ""
    runs = "".join(_run(run, look, links) for run in paragraph.runs)
    return f'<w:p><w:pPr>{tabs}{spacing}{indent}<w:jc w:val="{paragraph.align}"/></w:pPr>{runs}</w:p>'


def _run(run: Run, look: Look, links: list[str]) -> str:
    half_points = round((run.size_pt or look.size_pt) * 2)
    marks = ("<w:b/>" if run.bold else "") + ("<w:i/>" if run.italic else "")
    raised = '<w:vertAlign w:val="superscript"/>' if run.raised else ""
    face = quoteattr(look.face)
    style = f'<w:rStyle w:val="{_PLACE_STYLE}"/>' if run.link else ""
    looks = (
        f"<w:rPr>{style}<w:rFonts w:ascii={face} w:hAnsi={face} w:cs={face} w:eastAsia={face}/>{marks}"
        f'<w:color w:val="000000"/><w:sz w:val="{half_points}"/><w:u w:val="none"/>{raised}</w:rPr>'
    )
    tab = "<w:tab/>" if run.tab else ""
    text = f'<w:t xml:space="preserve">{escape(run.text)}</w:t>' if run.text else ""
    inner = f"<w:r>{looks}{text}{tab}</w:r>"
    if run.link is None:
        return inner
    links.append(run.link)
    return f'<w:hyperlink r:id="L{len(links) - 1}">{inner}</w:hyperlink>'


def _table(table: Table, look: Look, links: list[str]) -> str:
    line = '<w:{0} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
    sides = ("top", "left", "bottom", "right", "insideH", "insideV")
    borders = "".join(line.format(side) for side in sides) if table.ruled else ""
    indent = f'<w:tblInd w:w="{_twips(table.indent_mm)}" w:type="dxa"/>' if table.indent_mm else ""
    width = _twips(sum(table.widths_mm))
    head = (
        f'<w:tblPr><w:tblW w:w="{width}" w:type="dxa"/>{indent}<w:tblBorders>{borders}</w:tblBorders>'
        '<w:tblLayout w:type="fixed"/></w:tblPr>'
    )
    grid = "".join(f'<w:gridCol w:w="{_twips(mm)}"/>' for mm in table.widths_mm)
    height = (
        f'<w:trPr><w:trHeight w:val="{_twips(table.height_mm)}" w:hRule="atLeast"/></w:trPr>' if table.height_mm else ""
    )
    rows = ""
    for row in table.rows:
        cells = ""
        for number, (cell, mm) in enumerate(zip(row, table.widths_mm, strict=True)):
            content = "".join(_paragraph(paragraph, look, links) for paragraph in cell)
            none = "".join(f'<w:{s} w:val="nil"/>' for s in ("top", "left", "bottom"))
            bare = f"<w:tcBorders>{none}</w:tcBorders>" if number < table.unruled_columns else ""
            cells += f'<w:tc><w:tcPr><w:tcW w:w="{_twips(mm)}" w:type="dxa"/>{bare}</w:tcPr>{content}</w:tc>'
        rows += f"<w:tr>{height}{cells}</w:tr>"
    return f"<w:tbl>{head}<w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>"
