"""A small run from end to end: samples made, read, scored, compared, written."""

import json
from itertools import islice, pairwise
from pathlib import Path

import numpy as np
import pytest
from pypdf import PdfReader

import scanpipe.bench
from samples.recipe import LATEST
from samples.sources import open_sources
from scanpipe.bench.command import _left
from scanpipe.bench.glass import BLOCK, STEEPEST_DEG, filled_pages, laid_block, write_pdfs
from scanpipe.bench.laid import settled
from scanpipe.bench.measure import _spread, measure
from scanpipe.bench.opened import opened
from scanpipe.bench.options import Options
from scanpipe.bench.papers import Bench
from scanpipe.bench.results import CPU, UNBROKEN
from scanpipe.bench.score import TURNED, UPRIGHT
from scanpipe.catalog import Catalog
from scanpipe.imaging.load import Limits
from scanpipe.model import Upload
from scanpipe.pipeline import examine
from scanpipe.settings import Settings

pytestmark = pytest.mark.poppler


@pytest.mark.tesseract
@pytest.mark.slow
def test_a_small_run_writes_its_page_and_its_numbers(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Two papers, one of them alone and read by the other tools too; laid pages and memory in other processes."""
    page, numbers, kept = tmp_path / "deep" / "bench.md", tmp_path / "bench.json", tmp_path / "kept"
    options = Options(
        4, 2, "develop", ("typeset",), 1, 1, (1,), page, numbers, kept, command="scanpipe bench --seed 4 --count 2",
        timed=1, processes=2,
    )  # fmt: skip
    assert scanpipe.bench.run_with(options) == 0
    shown = capsys.readouterr()
    assert page.read_text(encoding="utf-8") == shown.out
    assert "papers read alone, for their cost: 1 of 1" in shown.err
    assert "the rest: 3 of 3" in shown.err
    told = json.loads(numbers.read_text(encoding="utf-8"))
    assert told["papers"] == 2
    assert told["command"] in shown.out
    assert sum(told["counts"][name]["tries"] for name in (TURNED, UPRIGHT) if name in told["counts"]) >= 3
    assert len(told["numbers"][CPU]) <= 1
    assert len(told["comparisons"]) == 1
    assert set(told["comparisons"][0]["cpu_s"]) == {"scanpipe", "tesseract", "naive script"}
    assert all(seconds > 0.05 for seconds in told["comparisons"][0]["cpu_s"].values())
    assert 50e6 < told["memory"][0]["peak_bytes"] < 1e9
    assert len(told["numbers"]["skew error of crooked scans, degrees"]) == 1
    missed = {miss["story"].split()[0] for miss in told["misses"] if miss["story"].startswith("develop")}
    assert {path.name.split(".")[0].rsplit("-p", 1)[0] for path in kept.glob("*.truth.json")} == missed


@pytest.fixture(scope="module")
def typeset():
    return open_sources(["typeset"])


def test_laid_pages_are_crooked_straight_and_turned(catalog: Catalog, typeset) -> None:
    """Five of eight crooked within fifteen degrees, the others exactly straight, in all four directions."""
    laid = list(laid_block(0, 8, seed=1, split="develop", catalog=catalog, sources=typeset))
    skews = [one.seen.skew_deg for one in laid]
    assert sum(skew != 0 for skew in skews) == 5
    assert all(abs(skew) <= STEEPEST_DEG for skew in skews)
    assert {one.seen.quarter_turns_deg for one in laid} == {0, 90, 180, 270}
    again = list(laid_block(0, 2, seed=1, split="develop", catalog=catalog, sources=typeset))
    assert [one.file.data for one in again] == [one.file.data for one in laid[:2]]
    (other,) = laid_block(1, 1, seed=1, split="develop", catalog=catalog, sources=typeset)
    assert other.file.name == f"laid-{BLOCK:04d}.jpg"
    assert other.file.data != laid[0].file.data


def test_the_run_asked_by_default_has_enough_laid_pages() -> None:
    """Sixty crooked scans (a few may be turned wrongly) and a hundred turned ones are asked for."""
    assert Options().turned * 5 // 8 >= 80
    assert Options().turned * 3 // 4 >= 100


@pytest.mark.parametrize(("count", "chosen"), [(10, 3), (10, 0), (3, 10), (200, 48)])
def test_papers_to_time_lie_evenly_through_the_run(count: int, chosen: int) -> None:
    """Each of them once; all, where there are not more."""
    spread = _spread(count, chosen)
    assert len(set(spread)) == len(spread) == (chosen if 0 < chosen < count else count)
    assert set(spread) <= set(range(count))
    if len(spread) == chosen > 1:
        assert max(b - a for a, b in pairwise(spread)) - min(b - a for a, b in pairwise(spread)) <= 1


@pytest.mark.tesseract
@pytest.mark.slow
def test_a_laid_page_settled_without_its_words_is_as_the_whole_line_has_it(catalog: Catalog, typeset) -> None:
    """Turned, straightened and mapped back alike: nothing that the words would have changed is missing."""
    options = Options(1, 1, "develop", ("typeset",), 0, 8, ())
    work, _ = opened(options, lambda *what: None)
    for laid in laid_block(0, 3, seed=2, split="develop", catalog=catalog, sources=typeset):
        report = examine(Upload((laid.file,)), as_of=LATEST, catalog=catalog, engine=work.engine, limits=work.limits)
        assert settled(laid, work.engine, work.limits) == report.pages[0]


def test_pdfs_hold_pages_that_differ(catalog: Catalog, typeset, tmp_path: Path) -> None:
    """A page that comes twice would be put aside as a copy."""
    paths = write_pdfs((1, 3), tmp_path, seed=1, split="develop", catalog=catalog, sources=typeset)
    assert {length: len(PdfReader(path).pages) for length, path in paths.items()} == {1: 1, 3: 3}
    pictures = [page.images[0].data for page in PdfReader(paths[3]).pages]
    assert len(set(pictures)) == 3


def test_filled_pages_never_end_and_differ(catalog: Catalog, typeset) -> None:
    """Pages of different papers."""
    pages = [page for page, _ in islice(filled_pages("x", "develop", catalog, typeset), 3)]
    assert not np.array_equal(pages[0], pages[-1])


@pytest.mark.parametrize(
    ("elapsed_s", "done", "left"),
    [(0.0, 1, ""), (10.0, 2, ", about 80 s left"), (60.0, 2, ", about 8 min left"), (9.0, 10, "")],
)
def test_time_left_is_a_sentence(elapsed_s: float, done: int, left: str) -> None:
    """Of ten; nothing is promised before two are done."""
    assert _left(elapsed_s, done, 10) == left


class _Broken:
    """An engine that fails as none should: not with an EngineError."""

    name = "broken"

    def words(self, picture, *, layout, dpi):
        raise ZeroDivisionError("of our own")


def test_a_paper_that_breaks_us_is_a_miss_and_not_the_end(catalog: Catalog, typeset) -> None:
    """A run of half an hour may not end at its last paper."""
    options = Options(3, 2, "develop", ("typeset",), 0, 0, (), timed=1, processes=1)
    told: list[tuple[str, int, int]] = []
    limits = Limits.of(Settings.model_construct())
    work = Bench(options, typeset, catalog, _Broken(), limits, (), lambda *what: told.append(what))
    results = measure(work)
    assert told[-1] == ("the rest", 1, 1)
    assert results.tally.tries[UNBROKEN] == 2
    assert results.tally.hits[UNBROKEN] == 0
    assert all("ZeroDivisionError" in miss.story for miss in results.tally.misses)
    assert results.pages == 3
