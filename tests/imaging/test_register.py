"""The guard of registration: the same layout is accepted however it lies, another layout is not."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from scanpipe.imaging.register import Point, affine


def _layout(seed: int, count: int) -> np.ndarray:
    """Where the labels of a form stand on an A4 sheet, in millimetres."""
    chance = np.random.default_rng(seed)
    return np.column_stack([chance.uniform(15, 150, count), np.linspace(20, 270, count) + chance.uniform(-3, 3, count)])


def _points(places: np.ndarray) -> list[Point]:
    return [(float(x), float(y)) for x, y in places]


def _laid(places: np.ndarray, scale: float, deg: float, dx: float, dy: float) -> np.ndarray:
    c, s = np.cos(np.radians(deg)), np.sin(np.radians(deg))
    return scale * places @ np.array([[c, s], [-s, c]]) + (dx, dy)


seeds = st.integers(0, 2**32 - 1)


@settings(max_examples=60, deadline=None)
@given(
    seed=seeds,
    count=st.integers(8, 40),
    scale=st.floats(0.93, 1.07),
    deg=st.floats(-1.0, 1.0),
    dx=st.floats(-15, 15),
    dy=st.floats(-15, 15),
    noise=st.floats(0, 0.25),
)
def test_the_same_layout_is_laid_over_its_blank(
    seed: int, count: int, scale: float, deg: float, dx: float, dy: float, noise: float
) -> None:
    """Moved, scaled, a little turned and read with a little error: every place is found to a millimetre or two."""
    blank = _layout(seed, count)
    page = _laid(blank, scale, deg, dx, dy)
    shaken = page + np.random.default_rng(seed).normal(0, noise, page.shape)
    onto_page = affine(_points(blank), _points(shaken))
    assert onto_page is not None
    for (x, y), there in zip(_points(blank), page, strict=True):
        assert onto_page(x, y) == pytest.approx(tuple(there), abs=2.0)


@settings(max_examples=40, deadline=None)
@given(seed=seeds, count=st.integers(15, 40), wrong=st.floats(0.0, 0.15))
def test_a_few_labels_found_in_the_wrong_place_do_not_move_it(seed: int, count: int, wrong: float) -> None:
    """The same words stand elsewhere on a page too; the labels that agree decide."""
    blank = _layout(seed, count)
    page = _laid(blank, 1.01, 0.2, 3.0, -4.0)
    found = page.copy()
    astray = np.random.default_rng(seed).permutation(count)[: int(wrong * count)]
    found[astray] += np.random.default_rng(seed + 1).uniform(20, 80, (len(astray), 2))
    onto_page = affine(_points(blank), _points(found))
    assert onto_page is not None
    assert onto_page(100.0, 150.0) == pytest.approx(
        tuple(_laid(np.array([[100.0, 150.0]]), 1.01, 0.2, 3, -4)[0]), abs=1
    )


@settings(max_examples=60, deadline=None)
@given(seed=seeds, count=st.integers(8, 40))
def test_another_layout_is_refused(seed: int, count: int) -> None:
    """Labels in unrelated places agree on no transform."""
    chance = np.random.default_rng(seed)
    other = np.column_stack([chance.uniform(10, 200, count), chance.uniform(10, 287, count)])
    assert affine(_points(_layout(seed, count)), _points(other)) is None


@settings(max_examples=40, deadline=None)
@given(seed=seeds, share=st.floats(0.35, 0.65))
def test_an_edition_that_moved_half_of_its_lines_is_refused(seed: int, share: float) -> None:
    """A new edition puts a line in: what stands below moves down, and the blank no longer fits."""
    blank = _layout(seed, 20)
    page = blank.copy()
    page[int(share * 20) :, 1] += 12
    onto_page = affine(_points(blank), _points(page))
    assert onto_page is None


@pytest.mark.parametrize(("scale", "deg"), [(0.8, 0.0), (1.25, 0.0), (1.0, 4.0), (1.0, 90.0), (1.0, 180.0)])
def test_a_layout_of_another_size_or_turn_is_refused(scale: float, deg: float) -> None:
    """The page was straightened before: what is still so different is a different thing."""
    blank = _layout(7, 20)
    assert affine(_points(blank), _points(_laid(blank, scale, deg, 0, 0))) is None


@pytest.mark.parametrize("count", [0, 1, 3, 5])
def test_a_handful_of_labels_proves_nothing(count: int) -> None:
    """Any few points fit some transform."""
    blank = _layout(1, 20)[:count]
    assert affine(_points(blank), _points(blank)) is None


@settings(max_examples=30, deadline=None)
@given(x=st.floats(10, 200), y=st.floats(10, 287), count=st.integers(0, 20))
def test_labels_in_one_place_or_one_column_prove_nothing_or_fit(x: float, y: float, count: int) -> None:
    """Degenerate layouts are refused or mapped, but never an error."""
    assume(count != 1)
    column = [(x, y + 5.0 * i) for i in range(count)]
    onto_page = affine(column, column)
    if onto_page is not None:
        assert onto_page(*column[0]) == pytest.approx(column[0], abs=2)
    assert affine([(x, y)] * count, [(x, y)] * count) is None
