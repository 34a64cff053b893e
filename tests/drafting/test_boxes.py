"""Rows of boxes and their labels."""

from scanpipe.drafting.boxes import box_rows
from scanpipe.imaging.ladders import Ladder
from scanpipe.model import Rect
from tests.drafting.hand_set import page, rows_of, told

ROW = Ladder(tuple(Rect(100 + 7 * n, 45, 107 + 7 * n, 53) for n in range(12)))


def test_boxes_are_named_by_the_words_beside_or_above_them() -> None:
    """The label is at the left, or on the row above."""
    for baseline in (50, 42):
        sheet = page((baseline, "4. Số định danh cá nhân:"), ladders=(ROW,))
        (place,) = box_rows(1, (ROW,), rows_of(sheet))
        assert told(place) == ("boxes", "4. Số định danh cá nhân:")
        assert place.boxes == 12
