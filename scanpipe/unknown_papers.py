"""
Papers of no known edition, described by what is printed at their heads: an operator may not know of a new form.

Only print is told, never what somebody wrote: the number of the instrument, the code of the form, and a title that
begins as the titles of forms do, in capitals in the middle of the sheet, surely read, without a figure or a family name
in it. What is not surely print is left out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from scanpipe.citation import citations
from scanpipe.form_code import codes_read
from scanpipe.model import Document, Finding, Report
from scanpipe.rows import Row
from scanpipe.text import base_letters, nfc, without_marks
from scanpipe.titles import HEAD_MM, Line, lines_of

_OPENERS = (
    "to khai", "don", "giay", "phieu", "ban khai", "ban cam ket", "bao cao", "bien ban", "van ban", "thong bao",
    "de nghi", "danh sach", "hop dong", "so yeu ly lich", "ly lich", "quyet dinh", "ban ke", "to trinh", "cam ket",
    "xac nhan", "trich luc", "phu luc",
)  # fmt: skip
"""How titles of forms and other papers begin, without marks."""
_FAMILIES = frozenset("""
    nguyen tran le pham hoang huynh vo vu phan truong bui dang do ngo duong dinh doan lam luong luu mai trinh thai tong
    tang quach quang cao chau chu dao diep ha ho kieu kha la lo ly ma mac nghiem ninh nong phi phung sung tieu to ton
    tu uong vi vuong vang
""".split())  # fmt: skip  # noqa: SIM905 - a list of words is read more easily as words
"""Family names without marks: a line below a title that begins with one may be a name."""
_NO_FAMILIES = ("dang ky", "dinh chinh", "chu ho", "chu so", "ho so", "ho kinh", "ho tich", "ho khau", "ho chieu",
    "ly lich", "do dac", "tu van", "to chuc", "quang cao", "vi pham", "la nguoi", "cao dang", "le phi")  # fmt: skip
"""Words of titles that begin like family names."""
_CLEARLY_FAMILIES = re.compile(r"(?<!\w)(NGUYỄN|TRẦN|PHẠM|HUỲNH|BÙI|ĐẶNG|VÕ|NGÔ|ĐỖ|LÊ|VŨ|PHAN|TRƯƠNG|DƯƠNG)(?!\w)")
"""Family names that are, with their marks, no words of titles."""
_CAPITALS, _READ_SURELY = 0.92, 0.75
_OFF_MIDDLE_MM, _NEXT_LINE, _SAME_HEIGHT = 25.0, 2.2, 0.3
_TITLE_LINES, _TITLE_LETTERS, _CODE_LETTERS = 3, 200, 40
_LEAST_LETTERS = 7
_TIE = "tie"
"""Editions that nothing tells apart are all known: nothing new is to be learnt from such a paper."""
_ROWS_STEP = 12


@dataclass(frozen=True, slots=True)
class UnknownPaper:
    """
    One paper of a report that is of no known edition: its index there, how many pages it has, what is printed at its
    head (None where that was not surely read), the edition that it looks most like and how much (0-1), and its shape
    in a few words, the same for all papers of that shape.
    """

    paper: int
    pages: int
    citation: str | None
    code: str | None
    title: str | None
    form: str | None
    edition: str | None
    likeness: float
    shape: str


def unknown_papers(report: Report, rows: Callable[[int], Sequence[Row]]) -> tuple[UnknownPaper, ...]:
    """The papers of no known edition; `rows` gives what was read on a page (by its number)."""
    return tuple(
        _described(report, index, document, told, rows(document.pages[0]))
        for index, document in enumerate(report.documents)
        if (told := _unknown(report, index, document)) is not None
    )


def _unknown(report: Report, index: int, document: Document) -> Finding | None:
    """The finding which says that nobody knows the paper; None where it is known, or could not be read at all."""
    if document.edition is not None or document.kind is not None or not document.pages:
        return None
    own = (r.finding for r in report.findings if r.finding.document == index)
    told = next((f for f in own if f.code in ("edition.unknown", "page.unknown")), None)
    return None if told is None or told.params.get("reason") == _TIE else told


def _described(report: Report, index: int, document: Document, told: Finding, rows: Sequence[Row]) -> UnknownPaper:
    read = told.params.get("read")
    cited = next((c.text for c in citations(rows) if c.issues), None)
    page = next(p for p in report.pages if p.number == document.pages[0])
    nearest = document.runner_up
    return UnknownPaper(
        paper=index,
        pages=len(document.pages),
        citation=str(read) if read else cited,
        code=_code(rows),
        title=printed_title(rows, page.width_mm),
        form=document.form or (nearest.form if nearest else None),
        edition=nearest.edition if nearest else None,
        likeness=nearest.confidence if nearest else 0.0,
        shape=_shape(page.width_mm, page.height_mm, len(document.pages), len(rows)),
    )


def _code(rows: Sequence[Row]) -> str | None:
    """The code of the form as printed: "Mẫu CT01", "Phụ lục II"."""
    words = {"form": "Mẫu", "annex": "Phụ lục"}
    told = ", ".join(f"{words[kind]} {code.upper()}" for kind, code in sorted(codes_read(rows), reverse=True))
    return told[:_CODE_LETTERS] or None


def _shape(width_mm: float, height_mm: float, pages: int, rows: int) -> str:
    """How the paper looks from afar: which way it lies, how many pages, about how many rows the first has."""
    lies = "wide" if width_mm > height_mm else "tall"
    return f"{lies} {pages}p {rows // _ROWS_STEP * _ROWS_STEP}+ rows"


def printed_title(rows: Sequence[Row], width_mm: float) -> str | None:
    """
    The title at the head of a page, None where nothing there is surely one. `width_mm` is that of the page.

    Lines below the first belong to it while they are as high, as surely read and in the middle too.
    """
    lines = [line for line in lines_of([r for r in rows if r.top <= HEAD_MM]) if _is_print(line, width_mm)]
    first = next((line for line in lines if _opens(line)), None)
    if first is None:
        return None
    taken = [first]
    for line in lines:
        if len(taken) < _TITLE_LINES and _goes_on(taken[-1], line, first):
            taken.append(line)
    title = nfc(" ".join(_text(line) for line in taken))
    return title[:_TITLE_LETTERS] if len(base_letters(title)) >= _LEAST_LETTERS else None


def _text(line: Line) -> str:
    return " ".join(word.text for word in line.words)


def _is_print(line: Line, width_mm: float) -> bool:
    """Whether a line is print: capitals in the middle of the sheet, surely read, no figure, no family name."""
    text = nfc(_text(line))
    letters = [c for c in text if c.isalpha()]
    return (
        bool(letters)
        and sum(c.isupper() for c in letters) >= _CAPITALS * len(letters)
        and not any(c.isdigit() for c in text)
        and min(word.confidence for word in line.words) >= _READ_SURELY
        and abs(line.rect.center[0] - width_mm / 2) <= _OFF_MIDDLE_MM
        and _CLEARLY_FAMILIES.search(text) is None
    )


def _plain(line: Line) -> str:
    return " ".join(re.findall(r"[a-z]+", without_marks(_text(line)).lower()))


def _may_be_a_name(line: Line) -> bool:
    plain = _plain(line)
    return plain.split(" ")[0] in _FAMILIES and not plain.startswith(_NO_FAMILIES)


def _opens(line: Line) -> bool:
    plain = _plain(line)
    return any(plain == opener or plain.startswith(f"{opener} ") for opener in _OPENERS)


def _goes_on(above: Line, line: Line, first: Line) -> bool:
    high = first.rect.height
    return (
        line.row > above.row
        and line.rect.top - above.rect.bottom < _NEXT_LINE * max(2.0, high)
        and abs(line.rect.height - high) <= _SAME_HEIGHT * high
        and not _opens(line)
        and not _may_be_a_name(line)
    )
