"""Broken engines, named for what breaks: a finding or a review, never an accusation, never "ready"."""

import datetime as dt
from collections.abc import Sequence

import pytest

from scanpipe.model import Ink, Readability, Report, Severity, Verdict, Word
from scanpipe.pipeline import examine
from tests.scripted import (
    CATALOG,
    CrashingEngine,
    GarbageEngine,
    Scan,
    ScriptedEngine,
    SilentEngine,
    SlowEngine,
    filled,
)

pytestmark = pytest.mark.poppler

NOW = dt.date(2026, 11, 20)
BROKEN = [CrashingEngine, GarbageEngine, SilentEngine, SlowEngine]


def marital() -> Scan:
    return filled("marital_status_certificate", "tt04_2024")


def checked(scan: Scan, engine: ScriptedEngine) -> Report:
    return examine(scan.upload, as_of=NOW, catalog=CATALOG, engine=engine)


def codes(report: Report) -> list[str]:
    return [r.finding.code for r in report.findings]


@pytest.mark.parametrize("engine", [SlowEngine, SilentEngine, GarbageEngine])
def test_a_broken_engine_accuses_nobody_and_waves_nobody_through(engine: type[ScriptedEngine]) -> None:
    """A good paper that could not be read: an officer looks, or the picture is taken again."""
    report = checked(marital(), engine(marital().words))
    assert not any(r.severity is Severity.MUST for r in report.findings)
    assert report.verdict in (Verdict.REVIEW, Verdict.RESCAN)
    assert [d.form for d in report.documents] == [None]
    assert all(r.ink is not Ink.BLANK for d in report.documents for r in d.readings)


def test_an_engine_that_takes_too_long_is_a_finding_of_ours() -> None:
    """The page is named; the fault is not the citizen's."""
    report = checked(marital(), SlowEngine(marital().words))
    (ruling,) = [r for r in report.findings if r.finding.code == "system.engine_failed"]
    assert ruling.finding.page == 1
    assert ruling.severity is not Severity.MUST


def test_an_engine_that_dies_on_page_two_loses_only_page_two() -> None:
    """Page 1 is read and judged; the paper is neither ready nor accused of what stands on page 2."""
    scan = filled("land_registration", "nd151_2025")
    report = checked(scan, CrashingEngine(scan.words))
    assert codes(report).count("system.engine_failed") == 1
    assert report.pages[0].readability is Readability.OK
    assert report.documents[0].form == "land_registration"
    assert any(r.ink is Ink.WRITTEN for r in report.documents[0].readings)
    assert report.verdict not in (Verdict.SUBMIT, Verdict.CORRECT)


@pytest.mark.parametrize("engine", [SilentEngine, GarbageEngine])
def test_an_engine_without_sense_leaves_the_page_unknown(engine: type[ScriptedEngine]) -> None:
    """No words, or nonsense: a page that nobody knows."""
    assert codes(checked(marital(), engine(marital().words))).count("page.unknown") == 1


@pytest.mark.parametrize("engine", BROKEN)
def test_a_broken_engine_still_gives_a_whole_report(engine: type[ScriptedEngine]) -> None:
    """Every page stands in one document, every document has a verdict."""
    scan = filled("land_registration", "nd151_2025")
    report = checked(scan, engine(scan.words))
    assert sorted(n for d in report.documents for n in d.pages) == [1, 2]
    assert report.verdict is not Verdict.SUBMIT


def test_impossible_words_do_not_lose_the_page() -> None:
    """Words out of place, off the sheet or empty are survived."""

    class Scattered(ScriptedEngine):
        def page(self, number: int, dpi: int) -> Sequence[object]:
            raw = list(super().page(number, dpi))
            odd = [type(raw[0])(t, x, y, x + w, y + 4, c) for t, x, y, w, c in ODD]
            return [*raw, *odd]

    report = checked(marital(), Scattered(marital().words))
    assert report.documents[0].form == "marital_status_certificate"
    assert not any(r.severity is Severity.MUST for r in report.findings)


ODD = [
    ("", 10, 10, 20, 0.9),
    ("   ", 30, 10, 20, 0.0),
    ("x" * 500, -90, -40, 10, 1.0),
    ("ngoài", 99_999, 99_999, 5, 0.5),
]
"""Text, left, top, width and confidence that no page has."""


def test_a_reader_in_doubt_about_everything_accuses_less() -> None:
    """The same words with hardly any confidence: what is there is still there."""

    def doubtful(words: Sequence[Word]) -> list[Word]:
        return [Word(w.text, w.rect, 0.05) for w in words]

    scan = marital()
    report = checked(scan, ScriptedEngine([doubtful(page) for page in scan.words]))
    assert not any(r.severity is Severity.MUST for r in report.findings)
