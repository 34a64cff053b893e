"""
Does a paper print what an edition prints: nothing less, nothing else?

A paper that cites no instrument is known by its labels alone, and the next edition of a form often differs from this
one by a single line. So the labels that were found are not enough: a label that the edition does not print, or one
of its own for which the paper has no room, says that the paper is another edition's, even if nobody knows that one.
A label that was merely not read says nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise
from statistics import median

from rapidfuzz import fuzz
from rapidfuzz.distance import LCSseq

from scanpipe.catalog import FieldSpec, Kind
from scanpipe.fit import Fit, surely_read
from scanpipe.labels import Hit
from scanpipe.model import Word
from scanpipe.rows import Row, Stream, letters_of

_NOTES = ("chuthich", "ghichu")
_READ = 0.6
"""Least confidence of a word that counts as a printed colon."""
_SURELY_READ = 0.8
_LETTERS = 8
"""Shorter labels ("Số:", "Tại:") stand in values too and are easily missed: they prove nothing."""
_LONG = 12
"""Letters of a label that proves another print alone; of shorter ones it takes two."""
_KNOWN_WORDS = 82.0
_KNOWN_PIECE = 75.0
"""Least similarity (0–100) of a label to one of the edition's that was not found, or not wholly, where it stands."""
_IN_ORDER = 0.9
"""Least share of the letters of a label that stand in one of those in the same order."""
_WHOLE = 95.0
"""Labels found with less similarity lack a piece."""
_NEAR_ROWS = 2
_ITEM = re.compile(r"^\d{1,2}[.)]|^\(?\d{1,2}[a-z]?\)")
_WORDS_OF_A_LABEL = 10
_PITCHES = 1.5
"""Two labels nearer than this many line pitches have no printed line between them."""


def unbroken(fit: Fit) -> float:
    """Share of the labels between the first and the last one found that were found: holes mean another layout."""
    ordered = [h for h, o, c in zip(fit.hits, fit.printed.ordered, fit.printed.cores, strict=True) if o and c]
    found = [i for i, h in enumerate(ordered) if h]
    if not found:
        return 0.0
    span = ordered[found[0] : found[-1] + 1]
    return sum(h is not None for h in span) / len(span)


def explained(paper: Stream, fit: Fit) -> float:
    """
    Share of the printed labels ("…:" words) that this edition accounts for, on the pages where it has any, up to the
    notes below a form. Another form of the same title begins alike and goes on with labels of its own.
    """
    taken = _taken(paper, fit)
    pages = {paper.rows[row].page for row, _ in taken}
    seen = mine = 0
    for r, row in _before_notes(paper):
        if row.page not in pages:
            continue
        for w, word in enumerate(row.words):
            if w >= 1 and word.text.rstrip().endswith(":") and word.confidence > _READ:
                seen += 1
                mine += any((r, k) in taken for k in range(max(0, w - 2), w + 1))
    return mine / seen if seen >= 4 else 1.0


def foreign_labels(paper: Stream, fit: Fit) -> tuple[str, ...]:
    """
    Labels on the paper, each at the beginning of its row and between the first and the last label of the edition,
    that the edition prints nowhere, or not once more. Empty unless they are enough to prove another print.
    """
    taken = _taken(paper, fit)
    rows = [row for row, _ in taken]
    if not rows:
        return ()
    found: dict[str, list[str]] = {}
    for r, row in _before_notes(paper):
        if not min(rows) < r < max(rows):
            continue
        words = _leading_label(row)
        letters = letters_of(" ".join(w.text for w in words))
        if len(letters) < _LETTERS or any((r, k) in taken for k in range(len(row.words))):
            continue
        if fuzz.partial_ratio(letters, fit.printed.rest) < _KNOWN_WORDS and not _misplaced(letters, r, fit):
            sure = letters_of(" ".join(w.text for w in surely_read(words)))
            found.setdefault(sure, []).append(" ".join(w.text for w in words))
    return tuple(label for labels in found.values() for label in labels) if _enough(found) else ()


def _leading_label(row: Row) -> tuple[Word, ...]:
    """The words of a row up to its first colon, when they were read well enough to be a label."""
    for w, word in enumerate(row.words[:_WORDS_OF_A_LABEL]):
        if word.text.rstrip().endswith(":"):
            words = row.words[: w + 1]
            sure = sum(x.confidence for x in words) / len(words) >= _SURELY_READ
            return words if sure and not any(_is_number(x.text) for x in words) else ()
    return ()


def _is_number(text: str) -> bool:
    """Whether a word has digits that are neither an item's number nor a footnote mark: a house, a day, a card."""
    return any(c.isdigit() for c in text) and not _ITEM.match(text)


def _misplaced(letters: str, row: int, fit: Fit) -> bool:
    """
    Whether a label is one of the edition's own that was not found in its place, or the piece of one beside: in a
    narrow column a label runs over several rows, and the value stands between them.
    """
    order = _order(fit)
    known = [(n, h) for n in order if (h := fit.hits[n])]
    before = max((n for n, h in known if h.row <= row), default=-1)
    behind = min((n for n, h in known if h.first[0] >= row), default=len(fit.hits))
    near = {n for n, h in known if h.score < _WHOLE and h.first[0] - _NEAR_ROWS <= row <= h.row + _NEAR_ROWS}
    missed = {n for n in order if before < n < behind and fit.hits[n] is None}
    own = [letters_of(fit.printed.cores[n]) for n in near | missed]
    # A label of which words were lost is no piece of itself, but its letters keep their order.
    in_order = max((LCSseq.similarity(letters, c) for c in own), default=0.0) / len(letters)
    return in_order >= _IN_ORDER or any(fuzz.partial_ratio(letters, c) >= _KNOWN_PIECE for c in own)


def _enough(labels: Iterable[str]) -> bool:
    """Whether labels prove another print, given their surely read letters: a long one, or two that differ."""
    told = [len(letters) for letters in labels if len(letters) >= _LETTERS]
    return len(told) > 1 or any(size >= _LONG for size in told)


def left_out(paper: Stream, fit: Fit) -> tuple[str, ...]:
    """
    Labels of the edition, each on a line of its own, for which the paper has no room: the labels before and behind,
    surely found, stand in neighbouring rows, one line pitch apart. Empty unless they prove another print.
    """
    order = _order(fit)
    known = [(i, h) for i in order if (h := fit.hits[i])]
    pitch = _pitch(paper, [h for _, h in known])
    found: list[str] = []
    for (i, before), (k, behind) in pairwise(known):
        missed = [fit.printed.cores[n] for n in order if i < n < k and _own_line(fit, n) and _own_line(fit, k)]
        gap = _gap(paper, before, behind)
        if missed and gap is not None and gap < _PITCHES * pitch and min(before.score, behind.score) >= _WHOLE:
            beside = paper.rows[before.row].text + paper.rows[behind.first[0]].text
            # A line that was read into its neighbour's row is there.
            found += [c for c in missed if fuzz.partial_ratio(letters_of(c), letters_of(beside)) < _KNOWN_PIECE]
    return tuple(found) if _enough({letters_of(c) for c in found}) else ()


def _order(fit: Fit) -> list[int]:
    """The printed lines that stand in a fixed order, by their index."""
    return [i for i, (c, o) in enumerate(zip(fit.printed.cores, fit.printed.ordered, strict=True)) if c and o]


def _gap(paper: Stream, before: Hit, behind: Hit) -> float | None:
    """Millimetres from the row of one label to that of the next; None when they stand further apart than one row."""
    if behind.first[0] - before.row != 1:
        return None
    upper, lower = paper.rows[before.row], paper.rows[behind.first[0]]
    return lower.bottom - upper.bottom if upper.page == lower.page else None


def _pitch(paper: Stream, hits: list[Hit]) -> float:
    """The usual distance of two rows that begin with labels, in millimetres."""
    gaps = [g for a, b in pairwise(hits) if (g := _gap(paper, a, b)) is not None]
    return median(gaps) if gaps else 0.0


def _own_line(fit: Fit, n: int) -> bool:
    """Whether a printed line of the edition is a line to be filled in that begins a row of its own."""
    line = fit.printed.edition.lines[n]
    if not isinstance(line, FieldSpec) or line.same_line or " | " in line.label:
        return False
    return line.kind in (Kind.LINE, Kind.MULTILINE) and len(letters_of(fit.printed.cores[n])) >= _LETTERS


def _before_notes(paper: Stream) -> Iterator[tuple[int, Row]]:
    for r, row in enumerate(paper.rows):
        if letters_of(row.text).startswith(_NOTES):
            return
        yield r, row


def _taken(paper: Stream, fit: Fit) -> set[tuple[int, int]]:
    """The (row, word) pairs that the labels of the edition account for."""
    return {at for h in fit.hits if h for at in (*paper.words(h.begin, h.end), h.last)}
