"""The table says what was counted: a planted wrong report changes its own row, and only that."""

import re
from pathlib import Path

import pytest

from scanpipe.bench.bars import BARS, Bar, Row, rows
from scanpipe.bench.cost import Memory
from scanpipe.bench.results import CPU, OWN, SKEW, TILT, Comparison, Results, to_json
from scanpipe.bench.score import TURNED, Tally, score
from scanpipe.bench.table import limit, markdown, shown
from scanpipe.catalog import Catalog

MACHINE = {"processor": "a processor | with a bar"}


def results_of(catalog: Catalog, *cases) -> Results:
    """What a run over these papers gives."""
    tally = Tally()
    for case in cases:
        score(case.truth, case.report, catalog, tally, frozenset())
    return Results(len(cases), len(cases), tally, {"typeset": tally})


def page_of(results: Results) -> str:
    return markdown(results, command="scanpipe bench --seed 1", day="2026-11-25", machine=MACHINE)


def row_of(page: str, what: str) -> list[str]:
    """The cells of a bar's row."""
    line = next(line for line in page.splitlines() if line.startswith(f"| {what} |"))
    return [cell.strip() for cell in line.strip("|").split("|")]


def test_a_good_run_meets_what_it_measured(catalog: Catalog, good, faulty) -> None:
    """And says where nothing was measured."""
    page = page_of(results_of(catalog, *[good] * 60, faulty))
    what = "correct current paper without any must"
    assert row_of(page, what) == [what, "≥ 95 %", "100.00 %", "60", "yes"]
    assert row_of(page, "edition right, photos")[2:] == ["–", "0", "not enough measured"]
    assert page.endswith("## Wrong accusations\n\nNone.\n")


def test_a_planted_accusation_changes_its_rows_and_is_listed(catalog: Catalog, good) -> None:
    """Half of sixty good papers wronged, each in one of its four fields."""
    planted = good.accused("field.required_empty", "applicant_dob")
    before, after = (row_table(results_of(catalog, good, case)) for case in (good, planted))
    assert {what for what in before if before[what] != after[what]} == {
        "correct current paper without any must",
        "written field called blank with must",
    }
    page = page_of(results_of(catalog, *[good] * 30, *[planted] * 30))
    assert row_of(page, "correct current paper without any must")[2:] == ["50.00 %", "60", "**no**"]
    assert row_of(page, "written field called blank with must")[2:] == ["12.50 %", "240", "**no**"]
    assert "- musts deserved: case typeset flatbed200gray ct01@tt116_2026 field.required_empty applicant_dob" in page


def test_a_planted_refusal_changes_its_row(catalog: Catalog, good) -> None:
    """A picture that can be read was refused."""
    before, after = (row_table(results_of(catalog, case)) for case in (good, good.refused()))
    assert {what for what in before if before[what] != after[what]} == {"acceptable picture refused"}
    assert after["acceptable picture refused"].met is False


def test_fewer_papers_than_a_bar_asks_for_prove_nothing(catalog: Catalog, good) -> None:
    """Fifty-nine right ones of sixty needed."""
    row = row_table(results_of(catalog, *[good] * 59))["correct current paper without any must"]
    assert row.value == 1.0
    assert row.met is None


def row_table(results: Results) -> dict[str, Row]:
    return {row.bar.what: row for row in rows(results)}


def measured() -> Results:
    """A run with every kind of number in it."""
    tally = Tally()
    tally.numbers |= {SKEW: [0.01] * 59 + [0.2] * 1, TILT: [0.0] * 99 + [0.06], CPU: [0.5, 0.7, 2.0]}
    for turned_right in [True] * 100 + [False]:
        tally.count(TURNED, turned_right, "laid-0100.jpg")
    comparisons = (
        Comparison("a", "phone", 1, 4, {OWN: 0.6, "tesseract": 1.2}, {OWN: 4, "tesseract": 3}),
        Comparison("b", "flatbed200gray", 2, 0, {OWN: 1.4, "tesseract": 2.0}, {OWN: 0, "tesseract": 0}),
        Comparison("c", "fax", 1, 2, {OWN: 0.8}, {OWN: 2}),
    )
    memory = (Memory(1, 500_000, 190_000_000), Memory(20, 9_000_000, 209_000_000), Memory(100, 45_000_000, 295_000_000))
    return Results(3, 4, tally, {}, comparisons, {"tesseract": "reading only"}, memory, ("A note.",))


def test_numbers_are_reduced_as_the_row_says() -> None:
    """Percentile, largest, median of ratios, growth beyond the file's own bytes."""
    table = row_table(measured())
    assert table["skew error over ±15°, p95"].value == pytest.approx(0.01)
    assert table["tilt added to a straight page, largest"].value == 0.06
    assert table[TURNED].met is False
    assert table["CPU a page, whole pipeline, median"].value == 0.7
    ratio = table["CPU against plain tesseract on the same paper, median"]
    assert (ratio.value, ratio.n) == (pytest.approx(0.6), 2)
    assert table["peak memory, one page"].value == 190
    growth = table["growth of the peak memory with pages, beyond the file itself"]
    assert (growth.value, growth.n) == (pytest.approx(0.25), 100)


def test_too_few_cases_prove_nothing() -> None:
    """Sixty crooked scans, a hundred turned ones; never a yes on fewer."""
    bar = Bar("turns", lambda results: (1.0, 99), True, 1.0, least_n=100)
    assert Row(bar, 1.0, 99).met is None
    assert Row(bar, 1.0, 100).met is True
    assert Row(bar, None, 200).met is None


@pytest.mark.parametrize(
    ("value", "text"), [(0.98996, "98.996 %"), (0.99, "99.00 %"), (0.9, "90.00 %"), (1.0, "100.00 %")]
)
def test_a_missed_bar_is_never_rounded_onto_it(value: float, text: str) -> None:
    """98.996 % is not 99 %."""
    assert shown(Bar("x", lambda results: (None, 0), True, 0.99), value) == text


def test_bars_are_written_as_people_write_them() -> None:
    """As in the table of the bars."""
    written = {bar.what: limit(bar) for bar in BARS}
    assert len(written) == len(BARS)
    assert written["an outdated paper called current"] == "never"
    assert written["written field called blank with must"] == "≤ 0.5 %"
    assert written["skew error over ±15°, p95"] == "≤ 0.1 °"
    assert written["CPU against plain tesseract on the same paper, median"] == "≤ 0.65 ×"


def test_peers_stand_beside_us() -> None:
    """Each on the papers that it read, with our share of its cost."""
    page = page_of(measured())
    assert row_of(page, "scanpipe") == ["scanpipe", "the whole pipeline", "0.70 s", "–", "6 of 6", "3", "4"]
    assert row_of(page, "tesseract") == ["tesseract", "reading only", "1.10 s", "0.60 ×", "3 of 4", "2", "3"]


def test_the_page_says_how_and_where_it_was_made() -> None:
    """Day, command, machine, what was left out; and every table is one."""
    page = page_of(measured())
    assert page.startswith("# Benchmark of 2026-11-25\n\n`scanpipe bench --seed 1`\n")
    assert "| processor | a processor / with a bar |" in page
    assert "A note." in page
    assert "a trial, not a measurement" in page
    for block in re.findall(r"(?:^\|.*\n)+", page, re.MULTILINE):
        assert len({line.count("|") for line in block.splitlines()}) == 1


def test_json_holds_every_number_and_miss(catalog: Catalog, good, tmp_path: Path) -> None:
    """What the page rounds, the JSON keeps."""
    told = to_json(results_of(catalog, good.accused("field.id_format", "applicant_dob")))
    assert told["counts"]["located"] == {"hits": 4, "tries": 4}
    assert [miss["name"] for miss in told["wrong_accusations"]] == ["musts deserved"]
    assert {"name": "musts deserved", "story": told["wrong_accusations"][0]["story"]} in told["misses"]
    assert to_json(measured())["memory"][0] == {"pages": 1, "file_bytes": 500_000, "peak_bytes": 190_000_000}
