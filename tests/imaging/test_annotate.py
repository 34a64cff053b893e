"""Marks on the citizen's own picture."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scanpipe.imaging import annotate as annotating
from scanpipe.imaging.annotate import Mark, Style, annotate, quad_px
from scanpipe.model import IDENTITY, Box, Image

RED, AMBER, VIOLET = (0xC4, 0x00, 0x1A), (0xB3, 0x59, 0x00), (0x5B, 0x2F, 0xA6)
LEGEND = {Style.MUST: "Cần sửa", Style.CHECK: "Nên xem lại", Style.UNREADABLE: "Chưa đọc rõ"}
BOX = Box(0.3, 0.4, 0.4, 0.1)


def _paper(width: int = 800, height: int = 1100, light: int = 255) -> Image:
    return np.full((height, width, 3), light, np.uint8)


def _is(picture: Image, rgb: tuple[int, int, int]) -> np.ndarray:
    return (np.abs(picture[..., ::-1].astype(int) - rgb) < 30).all(axis=-1)


@pytest.mark.parametrize(("style", "rgb"), [(Style.MUST, RED), (Style.CHECK, AMBER), (Style.UNREADABLE, VIOLET)])
def test_a_mark_is_told_by_its_line_and_not_by_colour_alone(style: Style, rgb: tuple[int, int, int]) -> None:
    """Along its top edge a solid line is whole, a dashed one mostly there, a dotted one broken most often."""
    drawn = annotate(_paper(), IDENTITY, [Mark(1, BOX, style)])
    edge = _is(drawn[425:445, 250:550], rgb).any(axis=0)
    gaps = np.count_nonzero(np.diff(edge.astype(int)) == -1)
    share = edge.mean()
    assert {Style.MUST: share == 1, Style.CHECK: 0.5 < share < 0.9, Style.UNREADABLE: 0.2 < share < 0.9}[style]
    assert {Style.MUST: gaps == 0, Style.CHECK: 5 < gaps < 25, Style.UNREADABLE: gaps > 25}[style], gaps


def test_the_halo_shows_on_a_dark_photo() -> None:
    """On black paper white runs along the line."""
    drawn = annotate(_paper(light=0), IDENTITY, [Mark(1, BOX, Style.MUST)])
    assert (_is(drawn[400:460, 300:500], (255, 255, 255)).any(axis=0)).all()


def test_the_writing_inside_stays_visible() -> None:
    """The line runs around the place, not over it; the citizen's picture itself is not touched."""
    paper = _paper()
    drawn = annotate(paper, IDENTITY, [Mark(1, BOX, Style.MUST)])
    inside = drawn[442:548, 242:558]
    assert (inside == 255).all()
    assert (paper == 255).all()


def test_a_gray_picture_becomes_colour() -> None:
    """A scan in shades of gray gets coloured marks, and none without findings."""
    gray = np.full((600, 400), 200, np.uint8)
    assert annotate(gray, IDENTITY, []).shape == (600, 400, 3)
    assert (annotate(gray, IDENTITY, [], legend=LEGEND) == 200).all()


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.builds(Box, st.floats(0.05, 0.6), st.floats(0.05, 0.85), st.floats(0.05, 0.3), st.floats(0.01, 0.1)),
        min_size=1,
        max_size=8,
    )
)
def test_badges_stay_inside_and_apart(boxes: list[Box]) -> None:
    """Numbers never run off the picture, and up to eight never hide each other."""
    quads = [quad_px(_paper(), IDENTITY, box) for box in boxes]
    places = annotating._badge_places(quads, 800, 1100, 12.0)
    assert all(12 <= x <= 788 and 12 <= y <= 1088 for x, y in places)
    if len(boxes) <= 3:
        assert all(np.hypot(a[0] - b[0], a[1] - b[1]) > 20 for a, b in combinations(places, 2))


def test_the_strip_names_only_what_is_drawn() -> None:
    """Below the picture: the kinds of lines in use and each caption; a long caption is broken, not cut."""
    one = annotate(_paper(), IDENTITY, [Mark(1, BOX, Style.MUST, "Mục 3. Giới tính còn để trống.")], legend=LEGEND)
    assert one.shape[0] > 1100
    assert _is(one[1100:], RED).any()
    assert not _is(one[1100:], AMBER).any()
    long = annotate(
        _paper(), IDENTITY, [Mark(1, BOX, Style.MUST, "Mục 3. Giới tính còn để trống. " * 5)], legend=LEGEND
    )
    assert long.shape[0] > one.shape[0]
    assert (long[1100:, -8:] == 255).all()


def test_a_machine_without_fonts_still_writes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a font that knows Vietnamese the text loses its marks, never the picture."""
    annotating._font.cache_clear()
    monkeypatch.setattr(annotating, "_FONTS", ())
    try:
        drawn = annotate(_paper(), IDENTITY, [Mark(7, BOX, Style.CHECK, "Chưa rõ")], legend=LEGEND)
    finally:
        annotating._font.cache_clear()
    assert drawn.shape[0] > 1100


def test_marks_grow_with_the_picture() -> None:
    """A photo of 12 megapixels gets lines as visible as a small one's."""
    small = _is(annotate(_paper(800, 1100), IDENTITY, [Mark(1, BOX, Style.MUST)]), RED).mean()
    large = _is(annotate(_paper(3000, 4000), IDENTITY, [Mark(1, BOX, Style.MUST)]), RED).mean()
    assert 0.6 < large / small < 1.7
