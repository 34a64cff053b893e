"""How far from its printed place a field is looked for."""

from hypothesis import given
from hypothesis import strategies as st

from scanpipe.model import Rect
from scanpipe.trials.residual import off_mm

PRINTED = Rect(40.0, 100.0, 160.0, 106.0)
millimetres = st.floats(min_value=-50, max_value=50, allow_nan=False)


def moved(rect: Rect, x: float, y: float) -> Rect:
    return Rect(rect.left + x, rect.top + y, rect.right + x, rect.bottom + y)


@given(x=millimetres, y=millimetres)
def test_a_place_that_was_moved_is_off_by_that_much(x: float, y: float) -> None:
    """In both directions together."""
    for free in (True, False):
        assert abs(off_mm(moved(PRINTED, x, y), PRINTED, free=free) - (x * x + y * y) ** 0.5) < 1e-6


@given(cut_left=st.floats(0, 50), cut_right=st.floats(0, 50))
def test_where_a_line_begins_and_ends_is_not_counted(cut_left: float, cut_right: float) -> None:
    """That hangs on what is written there."""
    part = Rect(PRINTED.left + cut_left, PRINTED.top, PRINTED.right - cut_right, PRINTED.bottom)
    assert off_mm(part, PRINTED, free=False) < 1e-9
    assert off_mm(PRINTED, part, free=False) < 1e-9


def test_a_free_place_may_be_taken_larger_a_line_is_held_to_its_middle() -> None:
    """A signature may reach down to the edge of the page."""
    larger = Rect(PRINTED.left, PRINTED.top, PRINTED.right, PRINTED.bottom + 8)
    assert off_mm(larger, PRINTED, free=True) == 0.0
    assert off_mm(larger, PRINTED, free=False) == 4.0
