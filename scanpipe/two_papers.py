"""
page.two_in_one: one picture shows more than one paper.

What it checks   two titles of different papers, each under a motto of its own, and two printed sheets in the picture.
Why it matters   a paper without a page of its own is read as part of another.
How to fix       take one photo for each paper.

A card copied front and back on one sheet is one paper, a card beside its form is meant so, and a form in two halves
prints its title twice: none of these is told.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rapidfuzz import fuzz

from scanpipe.catalog import Catalog
from scanpipe.catalog.kinds_schema import Kinds
from scanpipe.model import Finding, Rect
from scanpipe.papers import SortedPaper
from scanpipe.rows import Row, letters_of
from scanpipe.spool import Spool
from scanpipe.titles import Heading, headings, lines_of

_MOTTO = letters_of("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")
_MOTTO_LIKE = 85.0
_SURE_TITLE = 0.92
_LETTERS = 12
_BELOW_MM = 90.0
"""A second title this far below the first stands at the head of another sheet, not in a part of the same form."""
_MOTTO_ABOVE_MM = 70.0
_BY_TITLES, _BY_SHEETS = 0.95, 0.9


def two_in_one(
    papers: Sequence[SortedPaper], sheets: Mapping[int, bool], catalog: Catalog, kinds: Kinds, spool: Spool
) -> list[Finding]:
    """
    A finding for each page that surely shows two papers. `sheets` says of which pages the picture shows two sheets
    (`imaging.two_in_one`); pages that are left out show one.
    """
    found = []
    for paper in papers:
        if paper.sides:
            continue
        for number in paper.pages:
            if two_titles(spool.rows(number), catalog, kinds):
                found.append(Finding("page.two_in_one", _BY_TITLES, page=number))
            elif sheets.get(number, False):
                found.append(Finding("page.two_in_one", _BY_SHEETS, page=number))
    return found


def two_titles(rows: Sequence[Row], catalog: Catalog, kinds: Kinds) -> tuple[Heading, Heading] | None:
    """The titles of two different papers on one page, side by side or far below each other, each under a motto."""
    mottos = [x.rect for x in lines_of(rows) if fuzz.ratio(_MOTTO, x.letters) >= _MOTTO_LIKE]
    if len(mottos) < 2:
        return None
    sure = [
        h
        for h in headings(rows, catalog, kinds)
        if h.likeness >= _SURE_TITLE and len(h.title.letters) >= _LETTERS and not h.title.goes_on
    ]
    for i, first in enumerate(sure):
        for second in sure[i + 1 :]:
            same = (first.title.form, first.title.kind) == (second.title.form, second.title.kind)
            if not same and _apart(first.rect, second.rect) and _own_mottos(first.rect, second.rect, mottos):
                return first, second
    return None


def _apart(a: Rect, b: Rect) -> bool:
    beside = min(a.right, b.right) <= max(a.left, b.left)
    return beside or abs(a.top - b.top) >= _BELOW_MM


def _own_mottos(a: Rect, b: Rect, mottos: Sequence[Rect]) -> bool:
    """Whether above each of two titles a motto stands that is not the other's."""
    over = [[i for i, m in enumerate(mottos) if _stands_over(m, t)] for t in (a, b)]
    return any(i != k for i in over[0] for k in over[1])


def _stands_over(motto: Rect, title: Rect) -> bool:
    above = 0.0 <= title.top - motto.top <= _MOTTO_ABOVE_MM
    return above and min(motto.right, title.right) > max(motto.left, title.left)
