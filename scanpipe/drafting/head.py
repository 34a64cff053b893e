"""The head of a blank: form code and citation, national motto, title and subtitle."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from rapidfuzz import fuzz

from scanpipe.catalog.schema import Kind
from scanpipe.citation import Cited, citations
from scanpipe.drafting.paragraphs import ITEM
from scanpipe.drafting.sheet import Place, PrintedLine, Sheet
from scanpipe.form_code import codes_in
from scanpipe.model import Word
from scanpipe.rows import Row
from scanpipe.text import base_letters

_MOTTO = ("conghoaxahoichunghiavietnam", "doclaptudohanhphuc")
_CODE = re.compile(
    r"(?:Mẫu\s*(?:số\s*)?[:.]?\s*[A-Z]{0,3}\s?\d{1,3}[A-Za-z]?(?:\s*/\s*[A-ZĐ]{1,5})?(?:,\s*Phụ lục\s+[IVX]+(?:-\d+)?)?"
    r"|Phụ lục\s+[IVX]+(?:-\d+)?)",
    re.IGNORECASE,
)
_ANNEX = re.compile(r"Phụ lục\s+(?:số\s*)?[IVX\d]+(?:-\d+)?", re.IGNORECASE)
_DAY = re.compile(r"ngày\s*(\d{1,2})\s*(?:/|-|\.|tháng)\s*(\d{1,2})\s*(?:/|-|\.|năm)\s*((?:19|20)\d\d)", re.IGNORECASE)
_ISSUING = re.compile(r"ban hành|kèm theo|của Bộ trưởng|của Chính phủ|của Ủy ban", re.IGNORECASE)
_NOT_TITLE = frozenset({Kind.PLACE_DATE, Kind.PHOTO, Kind.OFFICE_USE})
_OFF_CENTER_MM = 28.0
_CAPITALS = 0.7
_READ, _SEEN = 0.5, 0.7
"""Least confidence of a line of the header; share of the letters of the motto by which it is known."""
_SIGNS = re.compile(r"[□☐…]")


@dataclass(frozen=True, slots=True)
class Head:
    """
    What stands above the first field. `used` are the lines (by index in the sheet) that it consists of; `title` is as
    printed, in capitals as a rule, and None where none was found; `cited` is the instrument that issues the form.
    """

    header_lines: tuple[str, ...]
    position: Literal["right", "center", "none"]
    form_code: str | None
    annex: str | None
    cited: Cited | None
    issued: dt.date | None
    motto: bool
    title: str | None
    subtitle: str | None
    title_confidence: float
    header_confidence: float
    """How well the words of title and header were read (0-1), the worst of their lines."""
    used: frozenset[int]


def head_of(sheet: Sheet, claimed: Collection[int] = ()) -> Head:
    """The head of a blank. `claimed` are the lines, by index, that belong to a field: they are no part of it."""
    above = [(n, line) for n, line in enumerate(sheet.lines) if _is_above(line, sheet)]
    lines = [(n, line) for n, line in above if n not in claimed or _is_motto(line)]
    motto = [(n, line) for n, line in lines if _is_motto(line)]
    titles = list(_title(lines, motto, sheet))
    top = min((line.rect.top for _, line in motto or titles), default=0.0)
    end = titles[-1][1].rect.bottom if titles else top
    taken = {n for n, _ in (*motto, *titles)}
    header = [(n, line) for n, line in lines if n not in taken and _is_header(line, top, end, sheet)]
    below = [(n, line) for n, line in lines if titles and n not in taken and line.rect.top > end - 1]
    subtitle = list(_subtitle(below, end, sheet))
    text = " ".join(line.text for _, line in header)
    cited = _issuing(header)
    code = _CODE.search(text)
    annex = _ANNEX.search(text)
    return Head(
        header_lines=tuple(line.text for _, line in header),
        position=_position(header, sheet),
        form_code=" ".join(code[0].split()) if code else None,
        annex=annex[0] if annex else None,
        cited=cited,
        issued=_day(text),
        motto=bool(motto),
        title=" ".join(_SIGNS.sub("", line.text).strip() for _, line in titles) or None,
        subtitle=" ".join(line.text for _, line in subtitle) or None,
        title_confidence=min((line.confidence for _, line in titles), default=0.0),
        header_confidence=min((line.confidence for _, line in header), default=1.0),
        used=frozenset(taken | {n for n, _ in header} | {n for n, _ in subtitle}),
    )


def _is_above(line: PrintedLine, sheet: Sheet) -> bool:
    """Whether a line stands on the first page, above all that is filled in there."""
    first = min(
        (p.label_rect or p.rect for p in sheet.places if p.page == 1 and p.kind not in _NOT_TITLE and _is_sure(p)),
        key=lambda rect: rect.top,
        default=None,
    )
    limit = first.top if first else sheet.pages[0].height_mm / 2
    return line.page == 1 and line.rect.center[1] < limit


def _is_sure(place: Place) -> bool:
    """Whether the form begins with a place: the rule under the motto and the gaps for an office stand above."""
    told = ":" in place.label or ITEM.match(place.label) or base_letters(place.label).startswith("kinhgui")
    return bool(told) and len(base_letters(place.label)) > 2 and not is_motto(place.label)


def _is_motto(line: PrintedLine) -> bool:
    return is_motto(line.text)


def is_motto(text: str) -> bool:
    """Whether a text is one of the two lines of the national motto, as far as it could be read."""
    letters = base_letters(text)
    return any(fuzz.partial_ratio(words, letters) > 88 and len(letters) >= _SEEN * len(words) for words in _MOTTO)


def _title(
    lines: Sequence[tuple[int, PrintedLine]], motto: Sequence[tuple[int, PrintedLine]], sheet: Sheet
) -> Iterator[tuple[int, PrintedLine]]:
    """Rows in capitals in the middle of the sheet below the motto, as long as they follow each other."""
    floor = max((line.rect.center[1] for _, line in motto), default=0.0)
    middle = sheet.pages[0].width_mm / 2
    last: PrintedLine | None = None
    for number, line in lines:
        centered = abs(line.rect.center[0] - middle) < _OFF_CENTER_MM
        fits = line.rect.center[1] > floor + 1 and centered and _capitals(line.text) and not codes_in(line.text)
        if last is None:
            if fits and len(base_letters(line.text)) >= 6:
                last = line
                yield number, line
        elif fits and line.rect.top - last.rect.bottom < 1.6 * last.rect.height:
            last = line
            yield number, line
        elif line.rect.center[1] > last.rect.bottom:
            return


def _capitals(text: str) -> bool:
    letters = [c for c in text if c.isalpha()]
    return bool(letters) and sum(c.isupper() for c in letters) / len(letters) >= _CAPITALS


def _is_header(line: PrintedLine, top: float, end: float, sheet: Sheet) -> bool:
    """Whether a line says the form's code or its instrument: above the motto, or by its words."""
    if line.rect.top > end:
        return False
    told = bool(codes_in(line.text) or _ISSUING.search(line.text) or _DAY.search(line.text) or citations([_row(line)]))
    above = line.rect.center[1] < top and line.rect.center[0] > 0.4 * sheet.pages[0].width_mm
    # A stamp at the head of a scan is read as a few letters that nobody is sure of.
    return told or (above and line.confidence >= _READ and len(base_letters(line.text)) > 3)


def _subtitle(below: Sequence[tuple[int, PrintedLine]], end: float, sheet: Sheet) -> Iterator[tuple[int, PrintedLine]]:
    """Rows right under the title, in its middle: in parentheses, or "Về việc …"."""
    open_bracket = False
    for number, line in below:
        centered = abs(line.rect.center[0] - sheet.pages[0].width_mm / 2) < _OFF_CENTER_MM
        near = line.rect.top - end < 2.2 * line.rect.height
        begins = line.text.startswith("(") or base_letters(line.text).startswith("veviec")
        if not (centered and near and (begins or open_bracket)):
            return
        open_bracket = (open_bracket or "(" in line.text) and ")" not in line.text
        end = line.rect.bottom
        yield number, line


def _position(header: Sequence[tuple[int, PrintedLine]], sheet: Sheet) -> Literal["right", "center", "none"]:
    if not header:
        return "none"
    middle = sum(line.rect.center[0] for _, line in header) / len(header)
    return "right" if middle > 0.6 * sheet.pages[0].width_mm else "center"


def _issuing(header: Sequence[tuple[int, PrintedLine]]) -> Cited | None:
    """The instrument that the header names, the one that issues the form before any other."""
    found = citations([_row(line) for _, line in header])
    # An agency that is broken over two rows is read from both together.
    found += citations([_row(line, " ".join(each.text for _, each in header)) for _, line in header[:1]])
    return max(found, key=lambda cited: (cited.issues, len(cited.text)), default=None)


def _row(line: PrintedLine, text: str | None = None) -> Row:
    word = Word(text or line.text, line.rect, line.confidence)
    return Row(line.page - 1, (word,), line.rect.top, line.rect.bottom)


def _day(text: str) -> dt.date | None:
    """The day in "ngày 29 tháng 6 năm 2026"; None where there is none, or the calendar has no such day."""
    found = _DAY.search(text)
    try:
        return dt.date(int(found[3]), int(found[2]), int(found[1])) if found else None
    except ValueError:
        return None
