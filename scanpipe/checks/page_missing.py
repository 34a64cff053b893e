"""
page.missing: a page of the form was not handed in.

What it checks   the pages of the edition that hold required fields, against the labels found.
Why it matters   a declaration without its second page is not a declaration.
How to fix       photograph the missing page too.

Page counts of retyped and reprinted forms differ, and some pages hold only notes. So a page is only missed when the
edition asks for something on it and prints at least two lines there, none of them was found, and fewer pages came than
the form has. A page with a single required field (a signature, mostly) is asked about, not missed, unless nearly every
printed line of the other pages was found: then a line that was not found is not there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from scanpipe.catalog import Edition, FieldSpec, Kind
from scanpipe.labels import Hit
from scanpipe.model import Finding, Reading

_LINES = 2
_NEARLY_ALL = 0.9
_NOT_BY_LABEL = (Kind.SIGNATURE, Kind.PLACE_DATE, Kind.PHOTO)


def missing_pages(
    edition: Edition,
    readings: Sequence[Reading],
    hits: Sequence[Hit | None],
    pages: int,
    document: int,
    last_page: int,
    sure: bool,
) -> tuple[list[Finding], frozenset[str]]:
    """
    Findings for missing pages, and the keys of the fields that stood on them. `hits[i]` is where the edition's
    printed line i was found.
    """
    located = {r.key: r.located for r in readings}
    found: list[Finding] = []
    gone: set[str] = set()
    for page in range(1, edition.pages + 1) if pages < edition.pages else ():
        lines = [(line, hit) for line, hit in zip(edition.lines, hits, strict=True) if line.page == page]
        fields = [x for x, _ in lines if isinstance(x, FieldSpec) and x.key in located]
        needed = sum(f.required == "yes" for f in fields)
        if not needed or len(lines) < _LINES or _seems_here(fields, located) or any(hit for _, hit in lines):
            continue
        certain = sure and (needed > 1 or _found_elsewhere(edition, hits, page) >= _NEARLY_ALL)
        params = {"doc": edition.title, "missing": page}
        confidence = 0.85 if certain else 0.5
        found.append(
            Finding("page.missing", confidence, document, last_page, params=params, basis=edition.citation.instrument)
        )
        gone |= {f.key for f in fields}
    return found, frozenset(gone)


def _found_elsewhere(edition: Edition, hits: Sequence[Hit | None], page: int) -> float:
    """Share of the labels of the other pages that were found; signatures and dates are looked for elsewhere."""
    others = [
        hit
        for line, hit in zip(edition.lines, hits, strict=True)
        if line.page != page and not (isinstance(line, FieldSpec) and line.kind in _NOT_BY_LABEL)
    ]
    return sum(hit is not None for hit in others) / len(others) if others else 0.0


def _seems_here(fields: Sequence[FieldSpec], located: Mapping[str, bool]) -> bool:
    """Whether places of a page were found, though none of its lines was: a single optional one may be a slip."""
    found = [f for f in fields if located[f.key]]
    return len(found) > 1 or any(f.required == "yes" for f in found)
