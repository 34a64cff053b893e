"""
page.missing: a page of the form was not handed in.

What it checks   the pages of the edition that hold required fields, against the labels found.
Why it matters   a declaration without its second page is not a declaration.
How to fix       photograph the missing page too.

Page counts of retyped and reprinted forms differ, and some pages hold only notes. So a page is only missed when the
edition puts at least two required fields on it, none of that page's labels was found, and fewer pages came than the
form has.
"""

from __future__ import annotations

from collections.abc import Sequence

from scanpipe.catalog import Edition
from scanpipe.model import Finding, Reading


def missing_pages(
    edition: Edition, readings: Sequence[Reading], pages: int, document: int, last_page: int, sure: bool
) -> tuple[list[Finding], frozenset[str]]:
    """Findings for missing pages, and the keys of the fields that stood on them."""
    located = {r.key: r.located for r in readings}
    found: list[Finding] = []
    gone: set[str] = set()
    for page in range(1, edition.pages + 1):
        fields = [f for f in edition.fields if f.page == page and f.key in located]
        needed = [f for f in fields if f.required == "yes"]
        if pages >= edition.pages or len(needed) < 2 or any(located[f.key] for f in fields):
            continue
        params = {"doc": edition.title, "missing": page}
        confidence = 0.85 if sure else 0.5
        found.append(
            Finding("page.missing", confidence, document, last_page, params=params, basis=edition.citation.instrument)
        )
        gone |= {f.key for f in fields}
    return found, frozenset(gone)
