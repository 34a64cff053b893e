"""
Which form, which edition, and how do we know?

Printed evidence is held against every edition: the title (whole rows, so that "đăng ký khai sinh" is not "đăng ký
lại khai sinh"), the citation, the form code, and all printed labels in their order. Number and year of the citation
decide between editions; labels decide where nothing is cited, and contradict where they disagree. An instrument that
the catalogue does not know is an unknown edition, never the nearest one; so is a paper that cites nothing and prints
other labels, or another form code, than every edition that is known.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import Enum

from rapidfuzz.distance import Levenshtein

from scanpipe.catalog import Catalog, Edition
from scanpipe.citation import Cited, citations, numbers_in
from scanpipe.fit import Fit, rank
from scanpipe.model import Candidate, Rect
from scanpipe.rows import Stream
from scanpipe.same_print import explained, foreign_labels, left_out, unbroken

# Thresholds were chosen on development pages and are reported on fresh ones in docs/benchmark.md.
_TITLE_SURE = 0.86
_TITLE_LIKELY = 0.72
_ACCEPT = 0.62
_ACCEPT_PART = 0.5
_TIE_LETTERS = 10.0
"""Editions of one form whose labels differ by fewer matched letters than this are not told apart by labels."""
_EXPLAINED = 0.5
"""Least share of the labels on a paper that its edition has to account for: see same_print.explained."""
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
    OTHER_PRINT = "other_print"
    """The paper cites nothing, and prints other labels or another form code than the nearest edition."""
    TIE = "tie"
    """Nothing that was read tells two editions apart."""


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
    return _edition_of(paper, ranked, tuple(cited), catalog)


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
        unbroken(f) >= 0.85 and f.share * f.printed.size >= 120 and explained(paper, f) >= 0.6 for f in family
    )
    whole = any(explained(paper, f) >= _EXPLAINED for f in family)
    proved = best.title >= _TITLE_SURE and (share >= 0.45 or first_part or (cited and share >= 0.38)) and whole
    proved = proved or (best.title >= _TITLE_LIKELY and share >= 0.6)
    slack = 0.2 if best.cited is False else 0.0
    return proved and best.score >= (_ACCEPT_PART if first_part else _ACCEPT) - slack


def _edition_of(paper: Stream, ranked: Sequence[Fit], cited: tuple[Cited, ...], catalog: Catalog) -> Identity:
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
    # Some papers cite an instrument although their form prints none: one that is known says nothing new.
    named = cites | {key for f in family for key in numbers_in(f.printed.edition.citation.number or "")}
    if issuing and not by_number and (cites or named.isdisjoint(c.key for c in issuing)):
        return _unknown_number(unsure, issuing, by_labels, family)
    if by_number:
        chosen = max(by_number, key=lambda f: f.score)
        rival = next((f for f in by_labels if f.printed.cites.isdisjoint(chosen.printed.cites)), None)
        conflict = None
        if rival and rival.letters - chosen.letters > _CONFLICT_LETTERS:
            conflict = rival.printed.edition.edition
        return _known(paper, chosen, family, cited, conflict=conflict)
    return _by_labels(paper, by_labels, family, unsure, catalog)


def _by_labels(
    paper: Stream, by_labels: Sequence[Fit], family: Sequence[Fit], unsure: Identity, catalog: Catalog
) -> Identity:
    """The edition of a paper that cites nothing: the one whose labels fit best, if it is told from every other."""
    chosen, cited = by_labels[0], unsure.cited
    own = chosen.printed.edition
    others = _other_print(paper, chosen)
    if others or chosen.coded is False:
        return replace(unsure, reason=Reason.OTHER_PRINT, evidence=others or unsure.evidence, nearest=(own.edition,))
    for other in by_labels[1:]:
        if chosen.letters - other.letters < _TIE_LETTERS and chosen.score - other.score < 0.06:
            pair = (own.edition, other.printed.edition.edition)
            return replace(unsure, runner_up=_candidate(other), nearest=pair)
    known = {e.edition for e in catalog.forms[own.form].editions}
    if not chosen.printed.size or (own.supersedes and own.supersedes not in known):
        # Nothing but a title, or an edition before it that nobody can compare with.
        return replace(unsure, nearest=tuple(f.printed.edition.edition for f in family))
    return _known(paper, chosen, family, cited, conflict=None)


def _other_print(paper: Stream, fit: Fit) -> tuple[str, ...]:
    """Labels that only one of the two, the paper and the edition, prints."""
    return (*foreign_labels(paper, fit), *left_out(paper, fit))


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
    inner = unbroken(chosen)
    sure = (
        conflict is None
        and chosen.coded is not False
        and (chosen.share >= 0.35 or inner >= 0.9)
        and inner >= (0.6 if chosen.cited else 0.85)
        and explained(paper, chosen) >= _EXPLAINED
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
