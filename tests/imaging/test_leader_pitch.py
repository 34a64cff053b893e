"""Dots of a leader between the letters of a value that was typed over it."""

from typing import Any

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from scanpipe.imaging.leader_pitch import dots_between_letters, pitch_of
from scanpipe.imaging.leaders import split_leaders
from scanpipe.imaging.sheet import PX_PER_MM
from scanpipe.model import Image

_STEP = 8
_BASE = 60


def _leader(width: int, first: int = 10, last: int = 600) -> Image:
    """A row of dots of 2 px, every 8 px, their bottoms on one line."""
    page: Image = np.zeros((100, width), np.uint8)
    for x in range(first, last, _STEP):
        page[_BASE - 2 : _BASE, x : x + 2] = 1
    return page


def _stem(page: Image, x: int, width: int = 3) -> None:
    """A letter's upright stroke that stands on the leader, 2.4 mm high."""
    page[_BASE - 14 : _BASE, x : x + width] = 1


def _stats(page: Image) -> NDArray[Any]:
    return np.asarray(cv2.connectedComponentsWithStats(page, connectivity=8)[2][1:])


def test_a_dot_that_touches_a_letter_goes_and_the_letter_stays() -> None:
    """A dot grown together with the foot of a letter is no blob of its own; the pitch tells where it is."""
    page = _leader(700)
    for x in (123, 140, 157):  # among them feet that touch the dots at 122, 138, 154
        _stem(page, x)
    page[_BASE - 2 : _BASE, 124:131] = 1  # a foot that reaches to the dot at 130
    kept, leaders = split_leaders(page, PX_PER_MM)
    assert leaders
    for x in (123, 140, 157):
        assert kept[_BASE - 14 : _BASE, x : x + 3].all()
    assert not kept[_BASE - 2 : _BASE, 146:148].any()  # free between two letters
    assert not kept[:, 200:].any()


def test_two_dots_before_a_value_go_with_the_leader_behind_it() -> None:
    """Two dots alone are no leader; the leader behind the value says that they are part of it."""
    page = _leader(700)
    for x in range(26, 90, 7):
        _stem(page, x, 6)
    kept, _ = split_leaders(page, PX_PER_MM)
    assert not kept[:, :24].any()


def test_the_foot_of_a_letter_is_no_dot() -> None:
    """The long foot of an L has nothing above it either, but it is wider than a dot."""
    page = _leader(700)
    _stem(page, 121)
    page[_BASE - 2 : _BASE, 121:137] = 1
    kept, _ = split_leaders(page, PX_PER_MM)
    assert kept[_BASE - 2 : _BASE, 124:136].mean() > 0.9


def test_the_lower_dot_of_a_colon_stays() -> None:
    """A colon before a leader stands at the place of a dot by chance: its upper dot gives it away."""
    page = _leader(700, first=42)
    page[_BASE - 2 : _BASE, 34:36] = 1
    page[_BASE - 9 : _BASE - 7, 34:36] = 1
    kept, _ = split_leaders(page, PX_PER_MM)
    assert kept[_BASE - 2 : _BASE, 34:36].all()


def test_dots_without_a_pitch_tell_nothing() -> None:
    """Tone marks and commas of a line of text keep no pitch."""
    page: Image = np.zeros((100, 700), np.uint8)
    for x in (10, 31, 36, 70, 74, 99, 141, 150, 190, 222):
        page[_BASE - 2 : _BASE, x : x + 2] = 1
    assert pitch_of(_stats(page)) is None


def test_the_pitch_of_a_leader_is_the_distance_of_its_dots() -> None:
    """Also when one dot is missing."""
    page = _leader(700)
    page[:, 90:92] = 0
    pitch = pitch_of(_stats(page))
    assert pitch is not None
    assert pitch.step == pytest.approx(_STEP, abs=0.01)
    assert pitch.left == pytest.approx(11)
    assert pitch.bottom == pytest.approx(_BASE)


def test_nothing_is_looked_for_beyond_the_picture() -> None:
    """A leader from edge to edge has no dots elsewhere."""
    page = _leader(606, first=2, last=604)
    pitch = pitch_of(_stats(page))
    assert pitch is not None
    rows, columns = dots_between_letters(page, pitch, PX_PER_MM)
    assert len(rows) == len(columns)
    assert not len(rows)
