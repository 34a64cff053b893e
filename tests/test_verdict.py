"""The verdict: an instruction, by a fixed precedence."""

import datetime as dt
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanpipe import verdict
from scanpipe.findings import FINDINGS, rule
from scanpipe.model import (
    IDENTITY,
    Document,
    EditionStatus,
    Finding,
    Page,
    Readability,
    Ruling,
    Severity,
    Verdict,
)

ORDER = (Verdict.RESCAN, Verdict.CORRECT, Verdict.REVIEW, Verdict.SUBMIT)
"""The first that applies is the answer."""


def ruled(code: str, confidence: float = 1.0, *, accuses: bool = True) -> Ruling:
    params = dict.fromkeys(FINDINGS[code].parameters, "X")
    return rule(Finding(code, confidence, page=1, params=params, basis="Thông tư 1/2025/TT-BCA"), accuses=accuses)


def page(readability: Readability = Readability.OK) -> Page:
    return Page(1, 0, 1, readability, 0, 0.0, {}, IDENTITY, 210.0, 297.0)


SAMPLES = {
    Verdict.RESCAN: ("quality.blurry", "quality.cut_off", "file.corrupt", "file.page_broken"),
    Verdict.CORRECT: ("edition.outdated", "field.required_empty", "sign.signature_missing", "page.missing"),
    Verdict.REVIEW: ("page.unknown", "edition.unknown", "edition.conflict", "field.unclear", "system.engine_failed"),
    Verdict.SUBMIT: ("quality.auto_rotated", "page.duplicate", "field.phone_format", "edition.grace", "page.blank"),
}


@pytest.mark.parametrize(("expected", "code"), [(v, c) for v, codes in SAMPLES.items() for c in codes])
def test_one_finding_alone_decides(expected: Verdict, code: str) -> None:
    """Each family of findings has its instruction."""
    assert verdict.of_document([page()], [ruled(code)]) is expected


@pytest.mark.parametrize(("one", "other"), list(combinations(ORDER, 2)))
def test_the_graver_of_two_findings_decides(one: Verdict, other: Verdict) -> None:
    """rescan before correct before review before submit, in whatever order they were found."""
    both = [ruled(SAMPLES[one][0]), ruled(SAMPLES[other][0])]
    assert verdict.of_document([page()], both) is one
    assert verdict.of_document([page()], both[::-1]) is one


def test_nothing_found_is_ready() -> None:
    """A readable paper without findings goes to the office."""
    assert verdict.of_document([page()], []) is Verdict.SUBMIT


def test_a_page_that_cannot_be_read_is_taken_again() -> None:
    """Even when everything else is right, and before anything is put right."""
    pages = [page(), page(Readability.UNREADABLE)]
    assert verdict.of_document(pages, []) is Verdict.RESCAN
    assert verdict.of_document(pages, [ruled("edition.outdated")]) is Verdict.RESCAN
    assert verdict.of_document([page(Readability.POOR)], []) is Verdict.SUBMIT


@pytest.mark.parametrize("code", sorted(c for c, e in FINDINGS.items() if e.severity is Severity.MUST))
def test_a_must_that_became_a_question_goes_to_an_officer(code: str) -> None:
    """Asked, not accused: nobody is sent home, and nothing is waved through."""
    doubtful = ruled(code, 0.1)
    assert doubtful.asked
    assert verdict.of_document([page()], [doubtful]) is Verdict.REVIEW
    assert verdict.of_document([page()], [ruled(code, accuses=False)]) is Verdict.REVIEW


@given(st.lists(st.tuples(st.sampled_from(sorted(FINDINGS)), st.floats(0, 1), st.booleans()), max_size=6))
def test_more_findings_never_make_a_verdict_milder(found: list[tuple[str, float, bool]]) -> None:
    """Each finding added moves the verdict towards rescan or leaves it."""
    rulings = [ruled(code, confidence, accuses=accuses) for code, confidence, accuses in found]
    places = [ORDER.index(verdict.of_document([page()], rulings[:n])) for n in range(len(rulings) + 1)]
    assert places == sorted(places, reverse=True)


@given(st.lists(st.tuples(st.sampled_from(sorted(FINDINGS)), st.floats(0, 1), st.booleans()), max_size=6))
def test_correct_needs_an_accusation(found: list[tuple[str, float, bool]]) -> None:
    """Nobody is told to put something right without a `must` that says what."""
    rulings = [ruled(code, confidence, accuses=accuses) for code, confidence, accuses in found]
    answer = verdict.of_document([page()], rulings)
    if answer is Verdict.CORRECT:
        assert any(r.severity is Severity.MUST for r in rulings)
    if answer is Verdict.SUBMIT:
        assert not any(r.severity is Severity.MUST or r.asked for r in rulings)


def document(form: str | None = "ct01") -> Document:
    day = dt.date(2026, 7, 1)
    current = EditionStatus.CURRENT
    return Document(form, "tt116_2026", current, day, None, (1,), 0.9, None, (), Verdict.SUBMIT, ())


def test_a_dossier_of_nothing_is_scanned_again() -> None:
    """No file could be opened, or every page was blank: there is no paper to correct."""
    assert verdict.of_dossier([], [], [ruled("file.corrupt")]) is Verdict.RESCAN
    assert verdict.of_dossier([page()], [], [ruled("page.blank")]) is Verdict.RESCAN


def test_a_dossier_is_as_good_as_its_worst_paper() -> None:
    """The findings of all papers count, and so do those that belong to no paper."""
    two = [document(), document()]
    assert verdict.of_dossier([page(), page()], two, []) is Verdict.SUBMIT
    assert verdict.of_dossier([page(), page()], two, [ruled("field.required_empty")]) is Verdict.CORRECT
    assert verdict.of_dossier([page(), page()], two, [ruled("file.empty")]) is Verdict.RESCAN
