"""
Two pictures of one page: sent twice, scanned again, or scanned and photographed.

What is printed proves nothing, for two people fill in the same form. Something written has to be on both pages (a long
number or a name that no form prints, or handwriting that nobody could read), no word may say something else at the
same place, and the ink has to lie in the same places (`imaging.same_ink`). Pages of nothing but notes, and empty pages
of two copies, are alike without being one page: each copy needs its own. So does a typed page that stands in two
copies of one form whose other pages differ.

When in doubt two pages are two: a page that is called a copy is not looked at any more.

Thresholds were chosen on 108 pages of 11 papers (synthetic, 2026-11): two scans of 200 and 300 dpi, a photo, a copy,
another person's, and the same with one answer changed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from rapidfuzz import fuzz

from scanpipe.catalog import Catalog
from scanpipe.imaging.same_ink import Affine, differs_by_mm2
from scanpipe.imaging.sheet import PX_PER_MM, pixels
from scanpipe.model import Image, Word
from scanpipe.page_sight import values_of
from scanpipe.printed import printed
from scanpipe.rows import Row, letters_of
from scanpipe.spool import Spool

_OTHER_INK_MM2 = 1.2
"""Two pictures of one page came to 1.15 at most, a photo among them; three typed letters changed to 1.26 at least."""
_LEAST_WORDS = 8
_IN_PLACE = 0.5
"""Share of the words of the shorter page that lie where the other has them too."""
_COMMON = 0.4
"""Share of words that two pages have in common before it pays to lay one over the other."""
_APART_MM = 14.0
_SETTLED_MM = (4.0, 3.0, 2.0, 1.5, 1.2)
_SURE, _OTHER_WORD = 0.9, 50.0
_LEAST_LETTERS = 3
_SAME_ROW_MM, _BESIDE_MM = 2.0, 1.0
_LONG_NUMBER = 10
"""Digits of personal numbers (12) and telephones (10); notes print shorter ones as examples."""
_NAMES = 2
_READ = 0.6
_UNREAD_MM2, _UNREAD = 50.0, 0.04
"""Ink under no word that was read, in all and as a share; pages of notes have 1 % of it, handwriting 15 to 40 %."""
_MARGIN_MM = 8.0


@dataclass(frozen=True, slots=True)
class _Look:
    """What of a page is compared: its words that have letters, the letters of each, and values that no form prints."""

    number: int
    words: tuple[Word, ...] = field(repr=False)
    letters: Counter[str] = field(repr=False)
    values: frozenset[str] = field(repr=False)


def duplicates(numbers: Sequence[int], spool: Spool, catalog: Catalog | None = None) -> dict[int, int]:
    """
    Page number → the earlier page that it is another picture of; never the copy of a copy.

    With a `catalog` names count as written where no form prints them; else only long numbers and handwriting do.
    """
    forms = _printed_letters(catalog) if catalog is not None else None
    looks = {number: _look(number, spool.rows(number), forms) for number in numbers}
    found: dict[int, int] = {}
    twins: list[frozenset[str]] = []
    kept: list[int] = []
    for number in numbers:
        own = looks[number]
        for earlier in kept:
            other = looks[earlier]
            onto = _onto(own, other)
            if onto is None:
                continue
            if _same(own, other, onto, spool):
                found[number] = earlier
                break
            twins.append(own.values & other.values)
        else:
            kept.append(number)
    return {n: earlier for n, earlier in found.items() if not _in_two_copies(looks[n], looks[earlier], twins)}


def _in_two_copies(page: _Look, other: _Look, twins: Sequence[frozenset[str]]) -> bool:
    """
    Whether two pages of one print that differ may each need a page like this: they carry what is written on both of
    these, or at least the number of one person, whose two copies of a form they are.
    """
    values = page.values & other.values
    telling = frozenset(v for v in values if v.isdigit()) or values
    return any(telling & shared or any(v.isdigit() for v in shared) for shared in twins)


def _look(number: int, rows: Sequence[Row], forms: str | None) -> _Look:
    words = tuple(w for row in rows for w in row.words if letters_of(w.text))
    values = frozenset(v for v in values_of(rows) if _is_own(v, forms))
    return _Look(number, words, Counter(letters_of(w.text) for w in words), values)


def _is_own(value: str, forms: str | None) -> bool:
    """Whether a value is written rather than printed."""
    if value.isdigit():
        return len(value) >= _LONG_NUMBER
    return forms is not None and not fuzz.partial_ratio(value, forms, score_cutoff=85.0)


def _printed_letters(catalog: Catalog) -> str:
    return " ".join(part for p in printed(catalog) for part in (*p.titles, *p.cores, p.rest))


def _onto(one: _Look, other: _Look) -> Affine | None:
    """How the second page lies over the first by their words, None when they are not of one print."""
    fewer = min(len(one.words), len(other.words))
    if (one.letters & other.letters).total() < max(_LEAST_WORDS, _COMMON * fewer):
        return None
    pairs = _pairs(one, other)
    if len(pairs) < _LEAST_WORDS:
        return None
    theirs, mine = pairs[:, 0], pairs[:, 1]
    shift = np.median(mine - theirs, axis=0)
    kept = np.hypot(*(mine - theirs - shift).T) < _SETTLED_MM[0]
    placed = np.column_stack([theirs, np.ones(len(theirs))])
    onto = np.zeros((3, 2))
    for tolerance_mm in _SETTLED_MM[1:]:
        if kept.sum() < _LEAST_WORDS:
            return None
        onto = np.linalg.lstsq(placed[kept], mine[kept], rcond=None)[0]
        kept = np.hypot(*(placed @ onto - mine).T) < tolerance_mm
    long_words = sum(len(letters_of(w.text)) >= _LEAST_LETTERS for w in min(one.words, other.words, key=len))
    return onto if kept.sum() >= max(_LEAST_WORDS, _IN_PLACE * long_words) else None


def _pairs(one: _Look, other: _Look) -> np.ndarray:
    """(n, 2, 2): middles (mm) of a word on the second page and of the same word, nearest to it, on the first."""
    places: dict[str, list[tuple[float, float]]] = {}
    for word in other.words:
        places.setdefault(letters_of(word.text), []).append(word.rect.center)
    found = []
    for word in one.words:
        letters = letters_of(word.text)
        if len(letters) < _LEAST_LETTERS or letters not in places:
            continue
        x, y = word.rect.center
        there = min(places[letters], key=lambda p: (p[0] - x) ** 2 + (p[1] - y) ** 2)
        if (there[0] - x) ** 2 + (there[1] - y) ** 2 < _APART_MM**2:
            found.append((there, (x, y)))
    return np.array(found).reshape(-1, 2, 2)


def _same(one: _Look, other: _Look, onto: Affine, spool: Spool) -> bool:
    if _contradicts(one, other, onto):
        return False
    inks = [spool.take(look.number).text for look in (one, other)]
    both = zip((one, other), inks, strict=True)
    if not _tells(one.values & other.values) and not all(_handwritten(look, ink) for look, ink in both):
        return False
    return differs_by_mm2(inks[0], inks[1], onto, enough=_OTHER_INK_MM2) < _OTHER_INK_MM2


def _tells(shared: frozenset[str]) -> bool:
    """Whether values on both pages prove that one hand filled them in: headings of columns may read like one name."""
    return any(v.isdigit() for v in shared) or len(shared) >= _NAMES


def _contradicts(one: _Look, other: _Look, onto: Affine) -> bool:
    """Whether a word that was read well is quite another, read well too, at the same place of the other page."""
    sure = [w for w in one.words if w.confidence >= _SURE]
    places = np.array([w.rect.center for w in sure]).reshape(-1, 2)
    for word in other.words:
        letters = letters_of(word.text)
        if word.confidence < _SURE or len(letters) < _LEAST_LETTERS:
            continue
        x, y = np.array([*word.rect.center, 1.0]) @ onto
        for i in np.flatnonzero(np.abs(places[:, 1] - y) < _SAME_ROW_MM):
            there = sure[int(i)]
            inside = there.rect.left - _BESIDE_MM < x < there.rect.right + _BESIDE_MM
            if inside and _other_word(letters, letters_of(there.text)):
                return True
    return False


def _other_word(a: str, b: str) -> bool:
    if len(b) < _LEAST_LETTERS or a in b or b in a:
        return False
    if len(a) >= _LONG_NUMBER and len(b) >= _LONG_NUMBER and (a + b).isdigit():
        return a != b
    return fuzz.ratio(a, b) < _OTHER_WORD


def _handwritten(look: _Look, ink: Image) -> bool:
    """Whether much of the ink lies under no word that was read: handwriting."""
    free = ink.copy()
    margin = round(_MARGIN_MM * PX_PER_MM)
    free[:margin], free[-margin:], free[:, :margin], free[:, -margin:] = 0, 0, 0, 0
    whole = int(free.sum())
    for word in look.words:
        if word.confidence >= _READ:
            free[pixels(word.rect.grown(1.0), free.shape)] = 0
    unread = int(free.sum())
    return unread >= max(_UNREAD_MM2 * PX_PER_MM**2, _UNREAD * whole)
