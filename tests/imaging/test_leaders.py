"""Dotted leaders vanish; every other small dot stays."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scanpipe.imaging.leaders import split_leaders
from tests.imaging.drawn import SANS, SERIF, Drawing, kept

DOTTED = (
    "Họ, chữ đệm và tên. Địa chỉ liên hệ, kỳ thị, lợi ích; bị trị tội. Mẹ: Nguyễn Thị Hiệp; điện thoại 0912.345.678."
)


@settings(max_examples=25, deadline=None)
@given(
    dot=st.sampled_from([".", "…"]),
    size=st.floats(3.5, 5.3),
    face=st.sampled_from([SERIF, SANS]),
    dpi=st.sampled_from([150, 200]),
    x=st.floats(5, 8),
    long=st.floats(15, 110),
)
def test_a_leader_vanishes(dot: str, size: float, face: str, dpi: int, x: float, long: float) -> None:
    """Dots and ellipses of every type size and length go, and where they stood is known."""
    drawing = Drawing(125, 15, dpi)
    place = drawing.dots(x, 10, x + long, dot=dot, size=size, face=face)
    text, leaders = split_leaders(drawing.ink, drawing.px_per_mm)
    assert text.sum() == 0
    (leader,) = leaders
    assert (leader.left, leader.right) == pytest.approx((place.left, place.right), abs=1.2)
    assert leader.baseline == pytest.approx(10, abs=0.5)


def test_dots_that_ran_together_vanish() -> None:
    """A copy of a copy joins dots into dashes of any length."""
    drawing = Drawing(120, 15)
    x, steps = 5.0, np.random.default_rng(5)
    while x < 110:
        dash = float(steps.choice([0.4, 1.5, 2.6, 4.8]))
        drawing.line((x, 10), (x + dash, 10), thick=0.4)
        x += dash + 0.8
    text, leaders = split_leaders(drawing.ink, drawing.px_per_mm)
    assert text.sum() == 0
    assert len(leaders) == 1


def test_a_leader_that_is_not_quite_level_vanishes() -> None:
    """A third of a degree over the width of a page lifts a dot by its own height."""
    drawing = Drawing(180, 15)
    for i in range(150):
        drawing.disc(8 + i * 1.1, 9 + i * 1.1 * 0.006, 0.45)
    text, _ = split_leaders(drawing.ink, drawing.px_per_mm)
    assert text.sum() < 0.03 * drawing.ink.sum()


@pytest.mark.parametrize("face", [SERIF, SANS, "LiberationSerif-Italic"])
@pytest.mark.parametrize("size", [3.9, 4.6, 5.3])
def test_the_dots_of_letters_stay(face: str, size: float) -> None:
    """The dots of i, ị and ệ, full stops, commas and thousands separators are no leaders."""
    drawing = Drawing(240, 30, 150)
    drawing.print(5, 10, DOTTED, size=size, face=face)
    drawing.print(5, 20, "lị sị nị ị ị ị bị thị ijiji; iiiii Mệ mẹ nặng ngạ", size=size, face=face)
    text, leaders = split_leaders(drawing.ink, drawing.px_per_mm)
    assert np.array_equal(text, drawing.ink)
    assert leaders == ()


@pytest.mark.parametrize("label", ["Giới tính:", "1. Họ và tên:", "Số điện thoại (nếu có):", "Địa chỉ liên hệ:"])
@pytest.mark.parametrize("gap", [0.0, 0.5, 1.5])
def test_a_label_before_a_leader_keeps_its_colon(label: str, gap: float) -> None:
    """The lower dot of a colon stands on the leader's own baseline, yet it is the label's."""
    words, line = Drawing(), Drawing()
    for drawing in (words, line):
        end = drawing.print(5, 10, label).right
    line.dots(end + gap, 10, 115)
    text, leaders = split_leaders(line.ink, line.px_per_mm)
    assert kept(text, words.ink) > 0.99
    assert text.sum() < 1.02 * words.ink.sum() + 6
    assert len(leaders) == 1


def test_a_full_stop_at_the_end_of_a_sentence_stays() -> None:
    """One dot, or the dots of an abbreviation, is no leader."""
    drawing = Drawing()
    drawing.print(5, 10, "Tôi cam đoan. UBND TP. Hồ Chí Minh, v.v.")
    text, _ = split_leaders(drawing.ink, drawing.px_per_mm)
    assert np.array_equal(text, drawing.ink)


def test_writing_on_a_leader_stays() -> None:
    """Handwriting and print on the dots keep nearly all of their ink, but for serifs at a dot; the dots beside go."""
    written, line = Drawing(), Drawing()
    for drawing in (written, line):
        drawing.scrawl(30, 9.4, 25)
        drawing.print(70, 9.4, "Nguyễn Thị Hiệp")
    line.dots(10, 10, 115)
    text, _ = split_leaders(line.ink, line.px_per_mm)
    assert kept(text, written.ink) > 0.96
    beside = np.ones_like(text)
    beside[:, round(28 * line.px_per_mm) : round(107 * line.px_per_mm)] = 0
    assert (text & beside).sum() == 0


def test_each_line_of_dots_is_a_leader_of_its_own() -> None:
    """Three lines to write on are three leaders."""
    drawing = Drawing(120, 40)
    for y in (10, 20, 30):
        drawing.dots(10, y, 110)
    _, leaders = split_leaders(drawing.ink, drawing.px_per_mm)
    assert sorted(round(leader.baseline) for leader in leaders) == [10, 20, 30]


def test_an_empty_page_has_no_leaders() -> None:
    """White paper, and paper with a speck on it."""
    blank = Drawing().ink
    assert split_leaders(blank, 6.0)[1] == ()
    blank[20, 20] = 1
    text, leaders = split_leaders(blank, 6.0)
    assert (int(text.sum()), leaders) == (1, ())
