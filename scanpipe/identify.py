"""
Which form, which edition, and how do we know?

Printed evidence is held against every edition: the title (whole rows, so that "đăng ký khai sinh" is not "đăng ký
lại khai sinh"), the citation, the form code, and all printed labels in their order. Number and year of the citation
decide between editions; labels decide where nothing is cited, and contradict where they disagree. An instrument that
the catalogue does not know is an unknown edition, never the nearest one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from functools import lru_cache

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from scanpipe.catalog import Catalog, Edition, FieldSpec, Kind
from scanpipe.citation import Cited, citations, numbers_in
from scanpipe.form_code import agree, codes_in, codes_read
from scanpipe.labels import Hit, align, core
from scanpipe.model import Candidate, Rect
from scanpipe.rows import Stream, letters_of, stream

# Thresholds were chosen on development pages and are reported on fresh ones in docs/benchmark.md.
_TITLE_SURE = 0.86
_TITLE_LIKELY = 0.72
_TITLE_ROWS = 16
_SHORTLIST = 14
_ACCEPT = 0.62
_ACCEPT_PART = 0.5
_TIE_LETTERS = 10.0
"""Editions of one form whose labels differ by fewer matched letters than this are not told apart by labels."""
_EXPLAINED = 0.5
"""Least share of the labels on a paper that its edition has to account for: see _explained."""
_NOTES = ("chuthich", "ghichu")
_CONFLICT_LETTERS = 24.0
"""Labels contradict a citation when another edition explains this many letters more."""

LookAgain = Callable[[int, Rect], Sequence[str]]
"""Reads one place of a page (index, millimetres) again in several ways and returns the texts."""


class Reason(Enum):
    """Why an identity is as it is."""

    KNOWN = "known"
    NO_FORM = "no_form"
    UNKNOWN_EDITION = "unknown_edition"
    """The paper cites an instrument that no edition of the form has."""
    DOUBTFUL_CITATION = "doubtful_citation"
    """The number read is one digit away from that of the edition which the labels prefer."""
    TIE = "tie"
    """Nothing that was read tells two editions apart."""


@dataclass(frozen=True, slots=True)
class Printed:
    """What an edition prints, prepared for comparison. `cores[i]` belongs to `edition.lines[i]`."""

    edition: Edition
    title: str
    titles: tuple[str, ...]
    cores: tuple[str, ...]
    ordered: tuple[bool, ...]
    size: int
    cites: frozenset[tuple[int, int]]
    codes: frozenset[tuple[str, str]]


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


@dataclass(frozen=True, slots=True)
class Identity:
    """
    The answer. `form` and `edition` are None when not identified. `sure` is needed to accuse. `hits` are the printed
    lines of the edition (or of the best fitting one of the form) found again; `fit` is that edition's.
    """

    form: str | None
    edition: Edition | None
    confidence: float
    sure: bool
    reason: Reason
    runner_up: Candidate | None
    evidence: tuple[str, ...]
    cited: tuple[Cited, ...]
    fit: Fit | None
    conflict: str | None = None
    """The edition that the labels prefer against the citation."""
    nearest: tuple[str, ...] = ()
    """Editions between which a tie or a doubt is."""


def identify(paper: Stream, catalog: Catalog, look_again: LookAgain | None = None) -> Identity:
    """The identity of one paper (one or more pages as a stream). `look_again` is asked about unknown citations."""
    ranked = rank(paper, catalog)
    cited = _cited(paper, ranked, look_again)
    ranked = sorted((_with_citation(f, cited) for f in ranked), key=lambda f: -f.score)
    if not ranked or not _proved(paper, ranked):
        best = ranked[0] if ranked else None
        return Identity(None, None, 0.0, False, Reason.NO_FORM, _candidate(best), (), tuple(cited), best)
    return _edition_of(paper, ranked, tuple(cited))


def rank(paper: Stream, catalog: Catalog, form: str | None = None) -> list[Fit]:
    """The likeliest editions (of one form, or of all) by title and labels alone, best first."""
    known = [p for p in printed(catalog) if form in (None, p.edition.form)]
    likeness = {titles: _title(titles, paper) for titles in {p.titles for p in known}}
    titled = sorted(((likeness[p.titles], p) for p in known), key=lambda pair: -pair[0])
    if not titled:
        return []
    least = max(0.68, titled[0][0] - 0.12)
    chosen = [(t, p) for t, p in titled if t >= least or form][:_SHORTLIST]
    return sorted((_fit(p, t, paper) for t, p in chosen), key=lambda f: -f.score)


def title_match(page: Stream, catalog: Catalog, *, at_least: float) -> str | None:
    """The form whose title stands in rows of its own at the top of a page, with at least that similarity (0–1)."""
    head = stream([r for r in page.rows[:_TITLE_ROWS] if _mostly_capitals(r.text)])
    best = max(((_title(p.titles, head, whole=True), p.edition.form) for p in printed(catalog)), default=(0.0, ""))
    return best[1] if best[0] >= at_least else None


def _mostly_capitals(text: str) -> bool:
    letters = [c for c in text if c.isalpha()]
    return sum(c.isupper() for c in letters) > 0.6 * len(letters) if letters else False


def mixed_pages(pages: Sequence[Stream], identity: Identity, catalog: Catalog) -> dict[int, str]:
    """Pages (by index) of a paper that carry another edition's citation or labels, and that edition."""
    if len(pages) < 2 or identity.edition is None:
        return {}
    found = {}
    for i, page in enumerate(pages):
        family = rank(page, catalog, identity.edition.form)
        own = next((f for f in family if f.printed.edition is identity.edition), None)
        cited = {c.key for c in citations(page.rows) if c.issues}
        rivals = []
        for fit in family:
            if own is None or fit is own:
                continue
            cites_other = bool(cited & fit.printed.cites) and not cited & own.printed.cites
            gain = fit.share * fit.printed.size - own.share * own.printed.size
            if cites_other or gain > _CONFLICT_LETTERS:
                rivals.append((cites_other, gain, fit.printed.edition.edition))
        if rivals:
            found[i] = max(rivals)[2]
    return found


@lru_cache(maxsize=4)
def printed(catalog: Catalog) -> tuple[Printed, ...]:
    """What every edition prints; prepared once for a catalogue."""
    return tuple(_prepare(e, catalog) for e in catalog.editions())


def _prepare(edition: Edition, catalog: Catalog) -> Printed:
    cores: list[str] = []
    row_label = ""
    for line in edition.lines:
        text = line.label if isinstance(line, FieldSpec) else line.text
        row, _, column = text.partition(" | ")
        # "Dân tộc | Bên nữ" and "Dân tộc | Bên nam" are two cells behind one printed label.
        cores.append("" if column and row == row_label else core(row))
        row_label = row if column else ""
    ordered = tuple(
        not (isinstance(line, FieldSpec) and line.kind in (Kind.SIGNATURE, Kind.PLACE_DATE, Kind.PHOTO))
        for line in edition.lines
    )
    shown = [edition.citation.number or ""] if edition.citation.printed else []
    numbers = [n for text in (*shown, *edition.header_lines) for n in numbers_in(text)]
    size = sum(len(letters_of(c)) for c, o in zip(cores, ordered, strict=True) if o)
    aliases = catalog.forms[edition.form].about.aliases
    titles = tuple(letters_of(t) for t in (edition.title, *aliases))
    codes = codes_in(edition.form_code or "")
    return Printed(edition, edition.title, titles, tuple(cores), ordered, size, frozenset(numbers), codes)


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


def _fit(p: Printed, title: float, paper: Stream) -> Fit:
    hits = _align(p, paper)
    found = [(h, o) for h, o in zip(hits, p.ordered, strict=True) if h]
    got = sum(h.score / 100 * h.size for h, o in found if o)
    letters = got - 0.8 * (p.size - got)
    share = got / p.size if p.size else 0.0
    thin = p.size < 150  # title-only editions have no labels to prove
    score = 0.45 * title**2 + (0.15 if thin else 0.4 * share + 0.15 * max(-1.0, letters / max(150, p.size)))
    coded = agree(p.codes, codes_read(paper.rows))
    score += {True: 0.12, False: -0.25, None: 0.0}[coded]
    if p.edition.subtitle:
        score += 0.12 if fuzz.partial_ratio(letters_of(p.edition.subtitle), paper.letters) > 80 else -0.25
    score += _told_apart(p.edition, paper)
    return Fit(p, score, title, share, letters, None, coded, hits)


def _align(p: Printed, paper: Stream) -> tuple[Hit | None, ...]:
    hits: list[Hit | None] = [None] * len(p.cores)
    index = [i for i, ordered in enumerate(p.ordered) if ordered and p.cores[i]]
    for i, hit in zip(index, align([p.cores[i] for i in index], paper), strict=True):
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


def _cited(paper: Stream, ranked: Sequence[Fit], look_again: LookAgain | None) -> list[Cited]:
    """Citations of the paper; one whose number nobody knows is read again, and the majority of readings decides."""
    known = {key for f in ranked for key in f.printed.cites}
    out = []
    for cited in citations(paper.rows):
        if look_again and cited.issues and known and cited.key not in known:
            cited = _read_again(cited, look_again(cited.page, cited.rect))
        out.append(cited)
    return out


def _read_again(cited: Cited, texts: Sequence[str]) -> Cited:
    votes = [numbers_in(text.replace(" ", ""))[0] for text in texts if numbers_in(text.replace(" ", ""))]
    if not votes:
        return cited
    most = max(set(votes), key=votes.count)
    if most == cited.key or votes.count(most) < 2:
        return cited
    tail = cited.text.split("/", 2)[2]
    return replace(cited, number=most[0], year=most[1], text=f"{most[0]}/{most[1]}/{tail}")


def _with_citation(fit: Fit, cited: Sequence[Cited]) -> Fit:
    issuing = [c for c in cited if c.issues]
    if not issuing:
        return fit
    own = any(c.key in fit.printed.cites for c in issuing)
    change = 0.25 if own else -0.12 if fit.printed.cites else 0.0
    return replace(fit, cited=own, score=fit.score + change)


def _proved(paper: Stream, ranked: Sequence[Fit]) -> bool:
    """Whether the paper is of the best fitting form at all."""
    best = ranked[0]
    family = [f for f in ranked if f.printed.edition.form == best.printed.edition.form]
    share = max(f.share for f in family)
    cited = any(f.cited for f in family)
    thin = best.printed.size < 150
    if thin:
        return best.title >= _TITLE_SURE
    # The first page alone of a form of several pages: every label of it, one after the other, and no later one.
    first_part = any(
        _unbroken(f) >= 0.85 and f.share * f.printed.size >= 120 and _explained(paper, f) >= 0.6 for f in family
    )
    whole = any(_explained(paper, f) >= _EXPLAINED for f in family)
    proved = best.title >= _TITLE_SURE and (share >= 0.45 or first_part or (cited and share >= 0.38)) and whole
    proved = proved or (best.title >= _TITLE_LIKELY and share >= 0.6)
    slack = 0.2 if best.cited is False else 0.0
    return proved and best.score >= (_ACCEPT_PART if first_part else _ACCEPT) - slack


def _edition_of(paper: Stream, ranked: Sequence[Fit], cited: tuple[Cited, ...]) -> Identity:
    """The edition within the form of the best fit."""
    form = ranked[0].printed.edition.form
    family = [f for f in ranked if f.printed.edition.form == form]
    issuing = [c for c in cited if c.issues]
    coded = [f for f in family if f.coded]
    by_labels = sorted(coded or family, key=lambda f: -f.letters)
    by_number = [f for f in family if f.cited]
    unsure = Identity(
        form, None, 0.5, False, Reason.TIE, _candidate(by_labels[0]), _evidence(ranked[0], cited), cited, by_labels[0]
    )
    cites = {key for f in family for key in f.printed.cites}
    if issuing and not by_number and cites:
        return _unknown_number(unsure, issuing, by_labels, family)
    if by_number:
        chosen = max(by_number, key=lambda f: f.score)
        rival = next((f for f in by_labels if f.printed.cites.isdisjoint(chosen.printed.cites)), None)
        conflict = None
        if rival and rival.letters - chosen.letters > _CONFLICT_LETTERS:
            conflict = rival.printed.edition.edition
        return _known(paper, chosen, family, cited, conflict=conflict)
    chosen = by_labels[0]
    for other in by_labels[1:]:
        if chosen.letters - other.letters < _TIE_LETTERS and chosen.score - other.score < 0.06:
            pair = (chosen.printed.edition.edition, other.printed.edition.edition)
            return replace(unsure, runner_up=_candidate(other), nearest=pair)
    if not chosen.printed.size:
        return replace(unsure, nearest=tuple(f.printed.edition.edition for f in family))
    return _known(paper, chosen, family, cited, conflict=None)


def _unknown_number(
    unsure: Identity, issuing: Sequence[Cited], by_labels: Sequence[Fit], family: Sequence[Fit]
) -> Identity:
    preferred = by_labels[0].printed
    one_digit = any(
        year == c.year and Levenshtein.distance(str(number), str(c.number)) == 1
        for c in issuing
        for number, year in preferred.cites
    )
    told = len(by_labels) > 1 and by_labels[0].letters - by_labels[1].letters > _TIE_LETTERS
    reason = Reason.DOUBTFUL_CITATION if one_digit and told else Reason.UNKNOWN_EDITION
    evidence = tuple(dict.fromkeys(c.text for c in issuing))
    return replace(unsure, reason=reason, evidence=evidence, nearest=(preferred.edition.edition,))


def _known(
    paper: Stream, chosen: Fit, family: Sequence[Fit], cited: tuple[Cited, ...], *, conflict: str | None
) -> Identity:
    others = [f for f in family if f is not chosen]
    runner = max(others, key=lambda f: f.score, default=None)
    inner = _unbroken(chosen)
    sure = (
        conflict is None
        and chosen.coded is not False
        and (chosen.share >= 0.35 or inner >= 0.9)
        and inner >= (0.6 if chosen.cited else 0.85)
        and _explained(paper, chosen) >= _EXPLAINED
    )
    confidence = _confidence(chosen.score) if sure else min(0.7, _confidence(chosen.score))
    return Identity(
        chosen.printed.edition.form,
        chosen.printed.edition,
        confidence,
        sure,
        Reason.KNOWN,
        _candidate(runner),
        _evidence(chosen, cited),
        cited,
        chosen,
        conflict,
    )


def _unbroken(fit: Fit) -> float:
    """Share of the labels between the first and the last one found that were found: holes mean another layout."""
    ordered = [h for h, o, c in zip(fit.hits, fit.printed.ordered, fit.printed.cores, strict=True) if o and c]
    found = [i for i, h in enumerate(ordered) if h]
    if not found:
        return 0.0
    span = ordered[found[0] : found[-1] + 1]
    return sum(h is not None for h in span) / len(span)


def _explained(paper: Stream, fit: Fit) -> float:
    """
    Share of the printed labels ("…:" words) that this edition accounts for, on the pages where it has any, up to the
    notes below a form. Another form of the same title begins alike and goes on with labels of its own.
    """
    taken = {at for h in fit.hits if h for at in _words_of(h, paper)}
    pages = {paper.rows[row].page for row, _ in taken}
    seen = mine = 0
    for r, row in enumerate(paper.rows):
        if letters_of(row.text).startswith(_NOTES):
            break
        if row.page not in pages:
            continue
        for w, word in enumerate(row.words):
            if w >= 1 and word.text.rstrip().endswith(":") and word.confidence > 0.6:
                seen += 1
                mine += any((r, k) in taken for k in range(max(0, w - 2), w + 1))
    return mine / seen if seen >= 4 else 1.0


def _words_of(hit: Hit, paper: Stream) -> list[tuple[int, int]]:
    return [*paper.words(hit.begin, hit.end), hit.last]


def _confidence(score: float) -> float:
    """Scores of right editions were 1.1–1.4 on real blanks, of runners-up 0.7–0.95 (docs/benchmark.md)."""
    return round(min(0.99, max(0.0, score / 1.15)), 3)


def _candidate(fit: Fit | None) -> Candidate | None:
    if fit is None:
        return None
    edition = fit.printed.edition
    return Candidate(edition.form, edition.edition, _confidence(fit.score))


def _evidence(fit: Fit, cited: Sequence[Cited]) -> tuple[str, ...]:
    """What was read that speaks for the answer, strongest first."""
    own = [c.text for c in cited if c.key in fit.printed.cites]
    found = sum(h is not None for h in fit.hits)
    labels = [f"{found}/{len(fit.hits)} labels"] if fit.hits else []
    title = [fit.printed.title] if fit.title >= _TITLE_LIKELY else []
    return tuple(dict.fromkeys([*own, *title, *labels]))
