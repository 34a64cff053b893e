"""
How well an edition explains a paper: its title (whole rows, so that "đăng ký khai sinh" is not "đăng ký lại khai
sinh"), its form code, the words that tell it apart, and all of its printed labels in their order.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from scanpipe.catalog import Catalog, Edition
from scanpipe.citation import numbers_in
from scanpipe.form_code import agree, codes_in, codes_read
from scanpipe.labels import Hit, align
from scanpipe.model import Word
from scanpipe.printed import Printed, printed
from scanpipe.rows import Stream, letters_of, stream

_TITLE_ROWS = 16
_SHORTLIST = 14
_SURELY_READ = 0.8


@dataclass(frozen=True, slots=True)
class Fit:
    """How well an edition explains a paper. Shares 0–1; `letters` is matched minus missed printed letters."""

    printed: Printed
    score: float
    title: float
    share: float
    letters: float
    cited: bool | None
    coded: bool | None
    """Whether the form code read is this edition's; None when none was read."""
    hits: tuple[Hit | None, ...]


def rank(paper: Stream, catalog: Catalog, form: str | None = None) -> list[Fit]:
    """The likeliest editions (of one form, or of all) by title and labels alone, best first."""
    known = [p for p in printed(catalog) if form in (None, p.edition.form)]
    likeness = {titles: _title(titles, paper) for titles in {p.titles for p in known}}
    titled = sorted(((likeness[p.titles], p) for p in known), key=lambda pair: -pair[0])
    if not titled:
        return []
    least = max(0.68, titled[0][0] - 0.12)
    chosen = [(t, p) for t, p in titled if t >= least or form][:_SHORTLIST]
    standing: dict[str, tuple[Hit, ...]] = {}
    return sorted((_fit(p, t, paper, standing) for t, p in chosen), key=lambda f: -f.score)


def title_match(page: Stream, catalog: Catalog, *, at_least: float) -> str | None:
    """The form whose title stands in rows of its own at the top of a page, with at least that similarity (0–1)."""
    head = stream([r for r in page.rows[:_TITLE_ROWS] if _mostly_capitals(r.text)])
    best = max(((_title(p.titles, head, whole=True), p.edition.form) for p in printed(catalog)), default=(0.0, ""))
    return best[1] if best[0] >= at_least else None


def _mostly_capitals(text: str) -> bool:
    letters = [c for c in text if c.isalpha()]
    return sum(c.isupper() for c in letters) > 0.6 * len(letters) if letters else False


def _title(titles: Sequence[str], paper: Stream, *, whole: bool = False) -> float:
    """
    0–1: one to three whole rows against the title. A run of three letters more or less is another title, so it caps
    the similarity. `whole`: nothing else may stand on its rows.
    """
    best = 0.0
    rows = [letters_of(r.text) for r in paper.rows[:40]]
    for i in range(len(rows)):
        joined = ""
        for more in rows[i : i + 3]:
            joined += more
            for title in titles:
                if 0.5 * len(title) <= len(joined) <= 2.2 * len(title):
                    best = max(best, _title_likeness(title, joined, whole=whole))
    return best


def _title_likeness(title: str, row: str, *, whole: bool) -> float:
    value = fuzz.ratio(title, row) / 100
    if value > 0.8:
        changes = Levenshtein.opcodes(title, row)
        longest = max(
            (max(o.src_end - o.src_start, o.dest_end - o.dest_start) for o in changes if o.tag in ("insert", "delete")),
            default=0,
        )
        value = min(value, 0.8) if longest >= 3 else value
    if not whole and len(row) > 1.2 * len(title):  # other words stand on the title's row
        value = max(value, 0.93 * fuzz.partial_ratio(title, row) / 100)
    return value


def _fit(p: Printed, title: float, paper: Stream, known: dict[str, tuple[Hit, ...]]) -> Fit:
    hits = _align(p, paper, known)
    found = [(h, o) for h, o in zip(hits, p.ordered, strict=True) if h]
    got = sum(h.score / 100 * h.size for h, o in found if o)
    letters = got - 0.8 * (p.size - got)
    share = got / p.size if p.size else 0.0
    thin = p.size < 150  # title-only editions have no labels to prove
    score = 0.45 * title**2 + (0.15 if thin else 0.4 * share + 0.15 * max(-1.0, letters / max(150, p.size)))
    coded = _coded(p, paper)
    score += {True: 0.12, False: -0.25, None: 0.0}[coded]
    if p.edition.subtitle:
        score += 0.12 if fuzz.partial_ratio(letters_of(p.edition.subtitle), paper.letters) > 80 else -0.25
    score += _told_apart(p.edition, paper)
    return Fit(p, score, title, share, letters, None, coded, hits)


def _coded(p: Printed, paper: Stream) -> bool | None:
    """Whether the code read is the edition's; another one only when surely read, for "II-1" is much like "III-1"."""
    coded = agree(p.codes, codes_read(paper.rows))
    if coded is False:
        coded = agree(p.codes, codes_read(replace(r, words=surely_read(r.words)) for r in paper.rows))
    return coded


def surely_read(words: Sequence[Word]) -> tuple[Word, ...]:
    """The words that were read well enough to speak against an edition."""
    return tuple(w for w in words if w.confidence >= _SURELY_READ)


def _align(p: Printed, paper: Stream, known: dict[str, tuple[Hit, ...]]) -> tuple[Hit | None, ...]:
    hits: list[Hit | None] = [None] * len(p.cores)
    index = [i for i, ordered in enumerate(p.ordered) if ordered and p.cores[i]]
    for i, hit in zip(index, align([p.cores[i] for i in index], paper, known=known), strict=True):
        hits[i] = hit
    return tuple(hits)


def _told_apart(edition: Edition, paper: Stream) -> float:
    """
    Words that must and must not stand there. Instrument numbers are the citation's business and form codes have
    their own: "Mẫu số 11" is much like "Mẫu số 18" and means another edition.
    """
    value = 0.0
    for words in edition.tell_apart.must_contain:
        if _plain_words(words) and len(letters_of(words)) >= 10:
            value += 0.05 if fuzz.partial_ratio(letters_of(words), paper.letters) > 88 else -0.05
    for words in edition.tell_apart.must_not_contain:
        if _plain_words(words) and len(letters_of(words)) >= 4:
            value -= 0.06 if fuzz.partial_ratio(letters_of(words), paper.letters) > 92 else 0.0
    return value


def _plain_words(words: str) -> bool:
    return not numbers_in(words) and not codes_in(words) and "/" not in words
