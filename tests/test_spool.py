"""Sheets put aside come back as they were, and leave nothing on disk."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scanpipe.imaging.ladders import Ladder
from scanpipe.imaging.leaders import Leader
from scanpipe.imaging.sheet import Sheet, Structure, take_apart, thumbnail
from scanpipe.model import Rect, Word
from scanpipe.rows import make_rows
from scanpipe.spool import Spool
from tests.imaging.drawn import Drawing

STRUCTURE = Structure(210, 297, (), (), (), (), (), ())


def _sheet(high: int, wide: int, fine: float, seed: int = 1) -> Sheet:
    chance = np.random.default_rng(seed)
    masks = [chance.integers(0, 2, (high, wide)).astype(np.uint8) for _ in range(2)]
    gray = chance.integers(0, 256, (high, wide)).astype(np.uint8)
    larger = chance.integers(0, 256, (round(high * fine), round(wide * fine))).astype(np.uint8)
    return Sheet(gray, masks[0], masks[1], larger, fine, STRUCTURE)


def _same(a: Sheet, b: Sheet) -> bool:
    pictures = all(
        np.array_equal(x, y) and x.dtype == y.dtype
        for x, y in zip((a.gray, a.ink, a.text, a.fine), (b.gray, b.ink, b.text, b.fine), strict=True)
    )
    return pictures and a.fine_px_per_mm == b.fine_px_per_mm and a.structure == b.structure


@settings(max_examples=25, deadline=None)
@given(high=st.integers(1, 40), wide=st.integers(1, 70), fine=st.sampled_from([1.0, 1.33, 2.0]))
def test_a_sheet_comes_back_as_it_was(high: int, wide: int, fine: float) -> None:
    """To the last pixel, for widths that fill no whole byte too."""
    sheet = _sheet(high, wide, fine)
    with Spool() as spool:
        spool.put(3, sheet)
        assert _same(spool.take(3), sheet)


def test_a_real_sheet_comes_back_as_it_was() -> None:
    """Taken apart at another resolution than it is read at."""
    drawing = Drawing(101, 53, 200)
    drawing.print(10, 20, "Nơi thường trú:")
    drawing.number("079190000123", drawing.boxes(10, 30, 12))
    sheet = take_apart(drawing.image, 101, 53)
    with Spool() as spool:
        spool.put(1, sheet)
        assert _same(spool.take(1), sheet)


SIDES = st.floats(0, 420, allow_nan=False)
RECTS = st.builds(Rect, SIDES, SIDES, SIDES, SIDES)
TEXTS = st.text(st.characters(), min_size=1, max_size=8)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.builds(Word, TEXTS, RECTS, st.floats(0, 1)), max_size=12))
def test_words_come_back_as_they_were(words: list[Word]) -> None:
    """Every letter and every last digit, as rows of the page that they are asked for as."""
    with Spool() as spool:
        spool.put_rows(2, make_rows(words))
        assert spool.rows(2) == make_rows(words)
        assert spool.rows(2, 5) == make_rows(words, 5)


def test_words_whose_places_are_numbers_of_numpy_come_back_too() -> None:
    """Places are computed from pixels."""
    sides = np.float32([1.25, 2.5, 3.75, 4.5])
    with Spool() as spool:
        spool.put_rows(1, make_rows([Word("Số:", Rect(*sides), np.float32(0.5))]))
        assert spool.rows(1) == make_rows([Word("Số:", Rect(1.25, 2.5, 3.75, 4.5), 0.5)])


@settings(max_examples=25, deadline=None)
@given(
    leaders=st.lists(st.builds(Leader, SIDES, SIDES, SIDES), max_size=4),
    ladders=st.lists(st.lists(RECTS, min_size=1, max_size=3).map(lambda cells: Ladder(tuple(cells))), max_size=2),
    rects=st.lists(RECTS, min_size=4, max_size=4),
)
def test_the_structure_comes_back_as_it_was(leaders: list[Leader], ladders: list[Ladder], rects: list[Rect]) -> None:
    """With the sheet, and without it."""
    across, down, box, seal = rects
    structure = Structure(210.5, 297.1, tuple(leaders), (across,), (down,), tuple(ladders), (box,), (seal,))
    sheet = replace(_sheet(8, 8, 1.0), structure=structure)
    with Spool() as spool:
        spool.put(1, sheet)
        assert spool.structure(1) == structure == spool.take(1).structure
        assert np.array_equal(spool.thumbnail(1), thumbnail(sheet))


def test_pages_are_taken_in_any_order_and_more_than_once() -> None:
    """Pages of a dossier are mixed; a page that is put again replaces itself."""
    sheets = {number: _sheet(20, 30, 1.0, seed=number) for number in (1, 2, 11)}
    with Spool() as spool:
        for number, sheet in sheets.items():
            spool.put(number, sheet)
        for number in (11, 1, 2, 1):
            assert _same(spool.take(number), sheets[number])
        spool.put(1, sheets[2])
        assert _same(spool.take(1), sheets[2])


@pytest.fixture
def scratch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder in which temporary files are made while the test runs."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    return tmp_path


def test_nothing_stays_on_disk(scratch: Path) -> None:
    """Pages are personal data: they are gone when the work is done."""
    with Spool() as spool:
        spool.put(1, _sheet(20, 30, 1.0))
        spool.put_rows(1, make_rows([Word("Nguyễn", Rect(1, 1, 9, 4), 0.9)]))
        assert any(scratch.rglob("*"))
    assert list(scratch.rglob("*")) == []


def test_nothing_stays_on_disk_when_the_work_fails(scratch: Path) -> None:
    """Whatever goes wrong in between."""

    def work() -> None:
        with Spool() as spool:
            spool.put(1, _sheet(20, 30, 1.0))
            raise RuntimeError("the engine died")

    with pytest.raises(RuntimeError):
        work()
    assert list(scratch.rglob("*")) == []


def test_only_its_owner_may_read_what_is_put_aside(scratch: Path) -> None:
    """The temporary folder of a machine is shared by all who work on it."""
    with Spool() as spool:
        spool.put(1, _sheet(20, 30, 1.0))
        (folder,) = scratch.iterdir()
        assert folder.stat().st_mode & 0o077 == 0


def test_two_dossiers_do_not_see_each_other() -> None:
    """The same page number twice."""
    with Spool() as one, Spool() as other:
        one.put(1, _sheet(20, 30, 1.0, seed=1))
        other.put(1, _sheet(20, 30, 1.0, seed=2))
        assert _same(one.take(1), _sheet(20, 30, 1.0, seed=1))
