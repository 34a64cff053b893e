"""
Pages → papers: which pages belong together.

A page with the title of a form, or with the national motto, begins a paper. A page without either continues the
paper whose labels it carries; notes on a back page follow the form they were printed with.
"""

from __future__ import annotations

from collections.abc import Sequence

from rapidfuzz import fuzz

from scanpipe.catalog import Catalog, Kind
from scanpipe.fit import rank, title_match
from scanpipe.imaging.sheet import alike
from scanpipe.labels import core
from scanpipe.model import Image
from scanpipe.rows import Stream, letters_of, stream
from scanpipe.spool import Spool

_MOTTO = letters_of("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")
_TITLE = 0.78
_NOTES = ("chuthich", "ghichu", "huongdan")
_SAME_INK = 0.97
_SAME_LETTERS = 95.0
_OWN_LETTERS = 45.0
"""Matched letters of labels that tie a page without a title to a form: about three labels."""


def group(numbers: Sequence[int], catalog: Catalog, spool: Spool) -> list[tuple[int, ...]]:
    """Numbers of pages that make a paper each, in the order of their first pages."""
    papers: list[list[int]] = []
    forms: list[str | None] = []
    for number in numbers:
        text = stream(spool.rows(number))
        form = title_match(text, catalog, at_least=_TITLE)
        if form is not None or _has_motto(text) or not papers:
            papers.append([number])
            forms.append(form)
            continue
        home = _home(text, forms, catalog)
        if home is None and _may_follow(number, papers[-1], forms[-1], catalog):
            home = len(papers) - 1 if _is_notes(text) or _has_caption(text, forms[-1], catalog) else None
        if home is None:
            papers.append([number])
            forms.append(None)
        else:
            papers[home].append(number)
    return [tuple(p) for p in papers]


def _may_follow(number: int, before: Sequence[int], form: str | None, catalog: Catalog) -> bool:
    """Whether a page stands right behind one of a form that has more pages than came so far."""
    if form is None or number != before[-1] + 1:
        return False
    return len(before) < max(e.pages for e in catalog.forms[form].editions)


def _has_caption(page: Stream, form: str | None, catalog: Catalog) -> bool:
    """Whether the caption of a signature, or of the office's part, of the form stands on the page."""
    if form is None:
        return False
    last_kinds = (Kind.SIGNATURE, Kind.OFFICE_USE)
    signing = [f for e in catalog.forms[form].editions for f in e.fields if f.kind in last_kinds]
    captions = {letters_of(core(f.label)) for f in signing}
    return any(fuzz.ratio(c, letters_of(r.text)) > 84 for c in captions for r in page.rows if len(c) > 5)


def duplicates(numbers: Sequence[int], spool: Spool) -> dict[int, int]:
    """
    Page number → the earlier page that it is another picture of.

    The same words are not enough: two people fill in the same form. The ink has to lie in the same squares too.
    """
    found: dict[int, int] = {}
    seen: dict[int, Image] = {}
    for number in numbers:
        picture = spool.thumbnail(number)
        for earlier, other in seen.items():
            if picture.shape == other.shape and alike(picture, other) >= _SAME_INK and _same(number, earlier, spool):
                found[number] = earlier
                break
        else:
            seen[number] = picture
    return found


def _same(a: int, b: int, spool: Spool) -> bool:
    texts = ["".join(letters_of(r.text) for r in spool.rows(number)) for number in (a, b)]
    return len(texts[0]) >= 40 and bool(fuzz.ratio(*texts) >= _SAME_LETTERS)


def _home(page: Stream, forms: Sequence[str | None], catalog: Catalog) -> int | None:
    """The paper that a page without a title continues: the last one whose form has its labels, or its notes."""
    best, most = None, _OWN_LETTERS
    for i in range(len(forms) - 1, -1, -1):
        form = forms[i]
        if form is None:
            continue
        matched = max((_matched(f.share, f.printed.size) for f in rank(page, catalog, form)), default=0.0)
        if matched > most:
            best, most = i, matched
    return best


def _matched(share: float, size: int) -> float:
    return share * size


def _has_motto(page: Stream) -> bool:
    head = "".join(letters_of(r.text) for r in page.rows[:14])
    return bool(fuzz.partial_ratio(_MOTTO, head) > 80)


def _is_notes(page: Stream) -> bool:
    head = "".join(letters_of(r.text) for r in page.rows[:6])
    return any(n in head for n in _NOTES) or sum(r.text.lstrip().startswith("(") for r in page.rows) >= 3
