"""A report in words and as JUnit XML."""

from xml.etree import ElementTree as Xml

import pytest

from scanpipe.trials.report import Outcome
from scanpipe.trials.shown import junit, lines
from scanpipe.trials.words import _WORDS, say
from tests.scripted import CATALOG
from tests.trials.conftest import Try

CT01 = CATALOG.edition("ct01", "tt116_2026")
MISSED = frozenset({"declarant_dob"})


def test_gates_come_first_and_whatever_is_wrong_is_named(tried: Try) -> None:
    """With the line to paste, in the language that was asked for."""
    said = list(lines(tried(CT01, misses=MISSED), "en"))
    assert said[2].startswith("✔ 4 of 4 complete papers")
    assert "✘ 10 of 11 required fields left out are found (10 demanded, 0 asked)." in said
    wrong = [line for line in said if line.startswith("  WRONG")]
    assert len(wrong) == 3
    assert "declarant_dob (typed scan)" in wrong[0]
    assert said[-2:] == ["Write into the edition's file: unproven: [declarant_dob]", "Failed: 2 gates are closed."]
    assert list(lines(tried(CT01), "vi"))[-1] == "Đạt: mọi cổng đều mở."


def test_junit_counts_rows_and_gates(tried: Try) -> None:
    """A wrong row and a closed gate are failures; what could not be tried is skipped."""
    good, bad = tried(CT01), tried(CT01, misses=MISSED)
    skipped = good.rows[0].model_copy(update={"outcome": Outcome.SKIPPED, "told": say("no_expectation")})
    good = good.model_copy(update={"rows": (skipped, *good.rows[1:])})
    root = Xml.fromstring(junit([good, bad]))
    first, second = root.findall("testsuite")
    assert (first.get("failures"), first.get("skipped")) == ("0", "1")
    assert second.get("failures") == "5"
    assert len(second.findall("testcase/failure")) == 5
    for suite in (first, second):
        assert int(suite.get("tests", "0")) == len(suite.findall("testcase"))


@pytest.mark.parametrize("code", sorted(_WORDS))
def test_both_languages_say_the_same_things(code: str) -> None:
    """What is filled in is filled in in both."""
    import string

    vi, en = ({name for _, name, _, _ in string.Formatter().parse(text) if name} for text in _WORDS[code])
    assert vi == en
