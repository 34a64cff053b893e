"""
How a page without a title stands to a form: which printed lines of it the page carries, or whether it holds nothing but
the form's notes or captions.

Labels of one form make up more than half of the letters on its own later pages, typed values included, and less than a
quarter of those on pages of supporting papers that ask for the same things (synthetic pages, 2026-11).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from rapidfuzz import fuzz

from scanpipe.catalog import Catalog, Kind
from scanpipe.fit import Fit, rank
from scanpipe.labels import core
from scanpipe.printed import printed
from scanpipe.rows import Stream, letters_of

LEAST_LETTERS = 45.0
"""Matched letters of labels that tie a page without a title to a form: about three labels."""
LEAST_SHARE = 0.35
ALONE_LETTERS, ALONE_SHARE = 90.0, 0.4
"""What a page needs to be called a page of a form whose first page did not come."""
_TAIL_SHARE = 0.5
_TAIL_LETTERS = 14
_ROW_LETTERS = 9
_ROW_LIKENESS = 84.0
_FEW_LETTERS = 200
"""A page with no more than that holds hardly more than signatures."""
_LAST_KINDS = (Kind.SIGNATURE, Kind.OFFICE_USE)
_BEHIND_ALL = 2.0
_OUTLIERS = 0.1


@dataclass(frozen=True, slots=True)
class Standing:
    """
    A page in a form: `letters` of labels found by edition, their `share` of the page's letters, and from which to
    which printed line they run (shares 0–1 of the form; 2 for notes and captions behind everything).
    """

    form: str
    letters: Mapping[str, float] = field(repr=False)
    share: float
    first: float
    last: float
    tail: bool = False

    @property
    def most(self) -> float:
        """Letters found of the edition that fits best."""
        return max(self.letters.values(), default=0.0)

    def loss(self, edition: str) -> float:
        """How many letters fewer that edition explains than the best one."""
        return self.most - self.letters.get(edition, 0.0)

    @property
    def edition(self) -> str:
        """The edition that fits best."""
        return max(self.letters, key=lambda e: self.letters[e], default="")


def standing(page: Stream, form: str, catalog: Catalog) -> Standing | None:
    """How a page stands to a form by its labels; None when it carries hardly any."""
    fits = rank(page, catalog, form)
    if not fits or not page.letters:
        return None
    letters = {f.printed.edition.edition: f.share * f.printed.size for f in fits}
    best = max(fits, key=lambda f: f.share * f.printed.size)
    span = _span(best)
    share = letters[best.printed.edition.edition] / len(page.letters)
    return Standing(form, letters, share, *span) if span else None


def continues(found: Standing | None, *, alone: bool = False) -> bool:
    """Whether the labels make the page one of the form; `alone`: although no first page of it came."""
    if found is None:
        return False
    least, share = (ALONE_LETTERS, ALONE_SHARE) if alone else (LEAST_LETTERS, LEAST_SHARE)
    return found.most >= least and found.share >= share


def tail_standing(page: Stream, form: str, catalog: Catalog) -> Standing | None:
    """A page that is nothing but notes, captions and ends of lines of a form; None for every other."""
    letters = {p.edition.edition: _explained(page, p.rest) for p in printed(catalog) if p.edition.form == form}
    most = max(letters.values(), default=0)
    total = sum(len(letters_of(r.text)) for r in page.rows)
    signed = total <= _FEW_LETTERS and _has_caption(page, form, catalog)
    if not signed and (most < _TAIL_LETTERS or most < _TAIL_SHARE * total):
        return None
    known = {edition: float(n) for edition, n in letters.items()}
    return Standing(form, known, most / total, _BEHIND_ALL, _BEHIND_ALL, tail=True)


def _has_caption(page: Stream, form: str, catalog: Catalog) -> bool:
    """Whether the caption of a signature, or of the office's part, of the form stands on a row of the page."""
    signing = [f for e in catalog.forms[form].editions for f in e.fields if f.kind in _LAST_KINDS]
    captions = {letters_of(core(f.label)) for f in signing}
    return any(fuzz.ratio(c, letters_of(r.text)) > _ROW_LIKENESS for c in captions for r in page.rows if len(c) > 5)


def _explained(page: Stream, rest: str) -> int:
    """Letters of rows that the form prints."""
    rows = [letters_of(r.text) for r in page.rows]
    return sum(len(r) for r in rows if _ROW_LETTERS <= len(r) <= len(rest) and _printed_in(r, rest))


def _printed_in(row: str, rest: str) -> bool:
    return row in rest or fuzz.partial_ratio(row, rest, score_cutoff=_ROW_LIKENESS) > 0


def _span(fit: Fit) -> tuple[float, float] | None:
    """The printed lines found, without the outermost tenth: one label misplaced does not stretch a page."""
    found: Sequence[int] = [i for i, h in enumerate(fit.hits) if h]
    if not found:
        return None
    cut = int(_OUTLIERS * len(found))
    kept = found[cut : len(found) - cut]
    return kept[0] / len(fit.hits), (kept[-1] + 1) / len(fit.hits)
