"""A code that asks instead asks everywhere: in rulings, and so in every verdict drawn from them."""

import datetime as dt

import pytest

from scanpipe import verdict
from scanpipe.errors import UsageError
from scanpipe.findings import FINDINGS, rule
from scanpipe.model import Finding, Severity, Verdict
from scanpipe.pipeline import examine
from scanpipe.steering import asked_instead, can_ask, codes_of
from tests.scripted import CATALOG, filled

MISSING = rule(Finding("sign.signature_missing", params={"label": "NGƯỜI KÊ KHAI", "page": 1}, page=1), accuses=True)
BLANK = rule(Finding("field.required_empty", params={"label": "Họ tên", "page": 1}, page=1), accuses=True)


def test_what_accused_asks_with_the_words_of_a_question() -> None:
    """The finding is the same; weight, action and words are those of a question, and others stay as they are."""
    asked, blank = asked_instead([MISSING, BLANK], {"sign.signature_missing"})
    assert (asked.severity, asked.action, asked.asked) == (Severity.CHECK, "confirm", True)
    assert asked.finding == MISSING.finding
    assert asked.title["vi"] != MISSING.title["vi"]
    assert blank is BLANK


def test_the_verdict_follows() -> None:
    """A must became a question: an officer looks, and nothing has to be put right."""
    assert verdict.of_document([], [MISSING]) is Verdict.CORRECT
    assert verdict.of_document([], asked_instead([MISSING], {"sign.signature_missing"})) is Verdict.REVIEW


@pytest.mark.poppler
def test_report_papers_and_dossier_say_the_same() -> None:
    """In the line: an unsigned paper is asked about, and its verdict and that of the dossier follow."""
    scan, day = filled("marital_status_certificate", "tt04_2024", unsigned=True), dt.date(2026, 11, 20)
    codes = frozenset({"sign.signature_missing"})
    report = examine(scan.upload, as_of=day, catalog=CATALOG, engine=scan.engine, ask_instead=codes)
    (asked,) = [r for r in report.findings if r.finding.code == "sign.signature_missing"]
    assert (asked.severity, asked.asked) == (Severity.CHECK, True)
    assert report.verdict is report.documents[0].verdict is Verdict.REVIEW


def test_without_codes_nothing_changes() -> None:
    """The line is as it was."""
    assert asked_instead([MISSING, BLANK], frozenset()) == (MISSING, BLANK)


def test_doing_it_twice_is_doing_it_once() -> None:
    """A question about a question is not asked."""
    once = asked_instead([MISSING], {"sign.signature_missing"})
    assert asked_instead(once, {"sign.signature_missing"}) == once


def test_a_list_of_codes_names_codes_that_can_ask() -> None:
    """A slip of the pen is told, and so is a fact that no question changes."""
    assert codes_of("") == frozenset()
    assert codes_of(" field.id_format ,sign.name_missing,") == {"field.id_format", "sign.name_missing"}
    for text in ("field.id_fromat", "file.corrupt", "field.unclear"):
        with pytest.raises(UsageError, match="cannot ask"):
            codes_of(text)


def test_only_accusations_can_ask() -> None:
    """What asks already, tells, or states a fact about a file cannot."""
    assert all(FINDINGS[code].severity is Severity.MUST for code in FINDINGS if can_ask(code))
    assert can_ask("cross.id_differs")
    assert not can_ask("quality.blurry")
