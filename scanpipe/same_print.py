"""
Does a paper print what an edition prints: nothing less, nothing else?

A paper that cites no instrument is known by its labels alone, and the next edition of a form often differs from this
one by a single line. So the labels that were found are not enough: a label that the edition does not print, or one
of its own for which the paper has no room, says that the paper is another edition's, even if nobody knows that one.
A label that was merely not read says nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from statistics import median

from rapidfuzz import fuzz

from scanpipe.catalog import FieldSpec, Kind
from scanpipe.fit import Fit
from scanpipe.labels import Hit
from scanpipe.rows import Row, Stream, letters_of

_NOTES = ("chuthich", "ghichu")
_READ = 0.6
"""Least confidence of a word that counts as a printed colon."""
_SURELY_READ = 0.8
_LETTERS = 8
"""Shorter labels ("Số:", "Tại:") stand in values too and are easily missed: they prove nothing."""
_KNOWN_WORDS = 82.0
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
    that the edition prints nowhere, or not once more.
    """
    taken = _taken(paper, fit)
    rows = [row for row, _ in taken]
    if not rows:
        return ()
    found = []
    for r, row in _before_notes(paper):
        if not min(rows) < r < max(rows):
            continue
        label = _leading_label(row)
        if not label or any((r, k) in taken for k in range(len(row.words))):
            continue
        letters = letters_of(label)
        if len(letters) >= _LETTERS and fuzz.partial_ratio(letters, fit.printed.rest) < _KNOWN_WORDS:
            found.append(label)
    return tuple(found)


def _leading_label(row: Row) -> str | None:
    """The words of a row up to its first colon, when they were read well enough to be a label."""
    for w, word in enumerate(row.words[:_WORDS_OF_A_LABEL]):
        if word.text.rstrip().endswith(":"):
            words = row.words[: w + 1]
            sure = sum(x.confidence for x in words) / len(words) >= _SURELY_READ
            return " ".join(x.text for x in words) if sure else None
    return None


def left_out(paper: Stream, fit: Fit) -> tuple[str, ...]:
    """
    Labels of the edition, each on a line of its own, for which the paper has no room: the labels before and behind
    stand in neighbouring rows, one line pitch apart.
    """
    order = [i for i, (c, o) in enumerate(zip(fit.printed.cores, fit.printed.ordered, strict=True)) if c and o]
    known = [(i, h) for i in order if (h := fit.hits[i])]
    pitch = _pitch(paper, [h for _, h in known])
    found: list[str] = []
    for (i, before), (k, behind) in pairwise(known):
        missed = [n for n in order if i < n < k]
        gap = _gap(paper, before, behind)
        if missed and gap is not None and gap < _PITCHES * pitch:
            found += [fit.printed.cores[n] for n in missed if _own_line(fit, n) and _own_line(fit, k)]
    return tuple(found)


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
