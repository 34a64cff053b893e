"""Dossiers are measured against a truth of their own, and a planted wrong report changes its row."""

from dataclasses import replace

import pytest

from samples.dossiers import CODES, DEALT, FAULTS, WholeDossier, whole_dossiers
from samples.drawn import drawn
from samples.sources.typeset import typeset_paper
from samples.typed_papers import typed_papers
from scanpipe.bench.bars import BARS, DOSSIER_BARS, rows
from scanpipe.bench.born_digital import FORM_FIELDS, IN_WORD, TEXT_LAYER, TYPED_CPU, judged_typed
from scanpipe.bench.dossier_parts import (
    ASKED_RIGHTLY,
    DISAGREED,
    KEPT,
    LEFT_IN_PEACE,
    MISSING_FOUND,
    SORTED,
    judged_checklists,
    judged_heaps,
    judged_readings,
)
from scanpipe.bench.dossiers import FAULT_FOUND, NO_ALARM, NO_MUST, RECOGNISED, STATES, examined, score_dossier
from scanpipe.bench.options import Options, parse
from scanpipe.bench.papers import Bench
from scanpipe.bench.results import Results
from scanpipe.bench.score import Tally
from scanpipe.catalog import Catalog
from scanpipe.catalog.kinds_schema import load_kinds
from scanpipe.catalog.procedures import load_procedures
from scanpipe.errors import EngineError
from scanpipe.findings import FINDINGS
from scanpipe.imaging.load import Limits
from scanpipe.model import Finding, Report, Ruling, Severity
from scanpipe.ocr.engine import engine
from scanpipe.settings import Settings
from tests.scripted import FORMS, CrashingEngine

SEED = 5


@pytest.fixture(scope="module")
def bench(catalog: Catalog) -> Bench:
    """A run of one dossier, without an engine."""
    known, limits = load_procedures(FORMS), Limits.of(Settings.model_construct())
    options = Options(seed=SEED, dossiers=1, processes=1)
    silent = CrashingEngine(())
    kinds = load_kinds(FORMS)
    return Bench(options, {}, catalog, silent, limits, (), lambda *_: None, kinds, known.by_key, known.facts)


def test_dossiers_are_asked_for_and_have_rows_of_their_own() -> None:
    """None unless asked; what was hardly measured is not said to be met."""
    assert parse([]).dossiers == 0
    assert parse(["--dossiers", "3"]).dossiers == 3
    assert len(rows(Results(0, 0, Tally()))) == len(BARS)
    told = rows(Results(0, 0, Tally(), dossiers=3))
    assert [row.bar for row in told[len(BARS) :]] == list(DOSSIER_BARS)
    assert all(row.met is None for row in told)


def test_what_is_truly_missing_is_found_and_nothing_else_is_asked_for(bench: Bench) -> None:
    """Twenty drawn dossiers of all procedures; both counts stand on something."""
    tally = judged_checklists(bench).tally
    assert tally.tries[MISSING_FOUND] >= 5
    assert tally.hits[MISSING_FOUND] == tally.tries[MISSING_FOUND], tally.misses
    assert tally.hits[ASKED_RIGHTLY] == tally.tries[ASKED_RIGHTLY] >= tally.tries[MISSING_FOUND], tally.misses


def test_drawn_dossiers_know_what_they_left_out(bench: Bench) -> None:
    """Nothing that is here is needed still, and what has to be found is needed."""
    for case in drawn(SEED, 120, list(bench.procedures.values())):
        papers = {p.id: p for p in case.procedure.every_paper()}
        assert all(need <= case.needed for need in case.missing)
        here = {i for i, p in papers.items() if {f"form:{f}" for f in p.forms} & set(case.papers)}
        assert not here & case.needed


def test_heaps_and_readings_are_counted(bench: Bench) -> None:
    """Pages of heaps; planted disagreements and matching papers, as many of each."""
    heaps, readings = judged_heaps(bench).tally, judged_readings(bench).tally
    assert heaps.tries[SORTED] >= 15
    assert heaps.hits[SORTED] >= 0.8 * heaps.tries[SORTED]
    assert readings.tries[DISAGREED] == readings.tries[LEFT_IN_PEACE] == 20
    assert readings.hits[DISAGREED] >= 17
    assert readings.hits[LEFT_IN_PEACE] >= 19


@pytest.mark.poppler
def test_papers_born_digital_are_read_exactly_without_an_engine(bench: Bench) -> None:
    """Form fields and a text layer: every value that was typed, and what a page costs."""
    tally = judged_typed(bench).tally
    for name in (FORM_FIELDS, TEXT_LAYER):
        assert tally.hits[name] == tally.tries[name] >= 5, tally.misses
    assert all(seconds > 0 for seconds in tally.numbers[TYPED_CPU])


@pytest.mark.poppler
def test_without_office_no_paper_of_word_is_measured(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """And it is said; the others are measured all the same."""

    def refused(word: bytes) -> bytes:
        raise EngineError("LibreOffice is not installed; apt-get install libreoffice-writer-nogui.")

    monkeypatch.setattr("samples.word_papers.printed", refused)
    told = judged_typed(bench)
    assert IN_WORD not in told.tally.tries
    assert told.tally.tries[FORM_FIELDS] > 0
    assert [note for note in told.failed if "LibreOffice" in note]


def test_a_text_layer_holds_only_what_has_room(catalog: Catalog) -> None:
    """The same seed types the same; no form fields are left in a printed paper."""
    once, again = (list(typed_papers(3, 2, catalog, form_fields=False)) for _ in range(2))
    assert [p.values for p in once] == [p.values for p in again]
    assert all(b"/AcroForm" not in p.file.data and p.values for p in once)


# Whole dossiers


@pytest.fixture(scope="module")
def two(catalog: Catalog) -> tuple[WholeDossier, WholeDossier]:
    """One that matches, and the same procedure with a fault."""
    first, second = whole_dossiers(SEED, (0, 1), catalog)
    return first, second


def test_every_fault_has_findings_that_exist_and_every_paper_its_form(catalog: Catalog, bench: Bench) -> None:
    """The deck holds procedures and editions that are shipped."""
    assert set(CODES) == set(FAULTS)
    assert {code for codes in CODES.values() for code in codes} <= set(FINDINGS)
    for procedure, edition, kind in DEALT:
        (form, *_) = bench.procedures[procedure].forms
        assert catalog.edition(form, edition).accuses
        assert kind in bench.kinds.names


def test_whole_dossiers_hold_the_papers_of_their_truth(two: tuple[WholeDossier, WholeDossier]) -> None:
    """Form, card and supporting paper, every page once; one of two has a fault."""
    matching, faulty = two
    assert (matching.fault, faulty.fault) == (None, FAULTS[0])
    for one in two:
        places = [place for paper in one.papers for place in paper.pages]
        assert len(places) == len(set(places))
        assert {file for file, _ in places} == set(range(len(one.files)))
        assert {p.kind for p in one.papers if p.kind} >= {"identity_card"}


@pytest.mark.poppler
def test_a_missing_page_and_a_page_twice_are_as_told(catalog: Catalog) -> None:
    """The last page of several is not among the files; the second picture is a file of its own."""
    twice, lacking = whole_dossiers(SEED, (9, 11), catalog)
    assert (twice.fault, lacking.fault) == ("page_twice", "page_missing")
    assert twice.copy
    assert twice.copy[1] == (len(twice.files) - 1, 1)
    (form,) = [p for p in lacking.papers if p.form]
    paper = typeset_paper(catalog.edition(form.form, "nd151_2025" if form.form == "land_registration" else "tt68_2025"))
    assert paper
    assert 1 <= len(form.pages) < len(paper.sheets)


@pytest.mark.tesseract
@pytest.mark.poppler
@pytest.mark.slow
def test_a_whole_dossier_is_examined_and_a_planted_wrong_report_changes_its_rows(
    bench: Bench, two: tuple[WholeDossier, WholeDossier]
) -> None:
    """A matching one in peace; then with an accusation, without its last paper, and without its checklist."""
    matching, faulty = two
    real = replace(bench, engine=engine("pytesseract", 60.0))
    report = examined(matching, real)
    good = scored(matching, report, bench)
    assert good.tries[RECOGNISED] == 3
    assert {name for name in good.tries if good.hits[name] < good.tries[name]} == set()
    ruling = Ruling(Finding("cross.id_differs", 0.95, 0, 1, "x"), Severity.MUST, "fix", {}, {})
    accused = scored(matching, replace(report, findings=(*report.findings, ruling)), bench)
    assert {miss.name for miss in accused.misses} == {NO_ALARM, NO_MUST}
    fewer = scored(matching, replace(report, documents=report.documents[:-1]), bench)
    assert {miss.name for miss in fewer.misses} == {RECOGNISED}
    unsaid = scored(matching, replace(report, checklist=None), bench)
    assert {miss.name for miss in unsaid.misses} == {STATES}
    silent = scored(faulty, replace(report, findings=()), bench)
    assert FAULT_FOUND in {miss.name for miss in silent.misses}


def scored(dossier: WholeDossier, report: Report, bench: Bench) -> Tally:
    """What one report counts."""
    tally = Tally()
    score_dossier(dossier, report, bench, tally)
    return tally


@pytest.mark.parametrize("name", [KEPT, NO_MUST])
def test_good_papers_wronged_in_a_dossier_are_listed(name: str) -> None:
    """Among the accusations, with their story."""
    tally = Tally()
    tally.count(name, False, "dossier-000")
    assert [miss.story for miss in Results(0, 0, tally, dossiers=1).accusations()] == ["dossier-000"]
