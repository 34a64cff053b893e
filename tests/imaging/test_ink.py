"""Is something written here? Blank places are blank whatever is printed in them, and thin writing is writing."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scanpipe.imaging.ink import Measure, blobs, in_cell, near, on_lines, signed, ticked
from scanpipe.imaging.sheet import Sheet, take_apart
from scanpipe.model import Ink, Rect
from tests.imaging.drawn import BLACK, BLUE, DIGITS, RED, Drawing

LABEL = "Nơi thường trú:"


class Field:
    """One printed label with a writing line behind it, drawn by a test."""

    def __init__(self, dpi: int = 150, label: str = LABEL) -> None:
        self.drawing = Drawing(160, 40, dpi)
        self.label = self.drawing.print(10, 20, label)
        # Where `locate` puts the writing line: behind the label, from above the letters to below the leader.
        self.region = Rect(self.label.right, 15.0, 150.0, 22.0)

    @property
    def sheet(self) -> Sheet:
        return take_apart(self.drawing.image, 160, 40)

    def measure(self, *, footnote: bool = False, slashes: int = 0) -> Measure:
        found = blobs(self.sheet, [self.label])
        return on_lines(found, [self.region], self.label, footnote=footnote, slashes=slashes)


def _printed_line(field: Field, how: str) -> None:
    x, drawing = field.label.right + 1, field.drawing
    match how:
        case "dots":
            drawing.dots(x, 20, 150)
        case "ellipses":
            drawing.dots(x, 20, 150, dot="…")
        case "underscores":
            drawing.dots(x, 20, 150, dot="_")
        case "rule":
            drawing.line((x, 20.3), (150, 20.3))
        case "dashes":
            for i in range(int((150 - x) / 3)):
                drawing.line((x + 3 * i, 20), (x + 3 * i + 2.2, 20), thick=0.3)
        case _:
            pass


LINES = ["nothing", "dots", "ellipses", "underscores", "rule", "dashes"]


@pytest.mark.parametrize("how", LINES)
@pytest.mark.parametrize("dpi", [130, 150, 200, 300])
def test_an_empty_line_is_blank(how: str, dpi: int) -> None:
    """Whatever is printed to write on is no writing."""
    field = Field(dpi)
    _printed_line(field, how)
    assert field.measure().ink is Ink.BLANK


@pytest.mark.parametrize("how", LINES)
@pytest.mark.parametrize("dpi", [130, 150, 200])
@pytest.mark.parametrize("what", ["typed", "short", "hand", "thin hand", "red hand", "digit"])
def test_writing_on_a_line_is_found(how: str, dpi: int, what: str) -> None:
    """A typed word, two letters, a pen, a thin pen, a red pen and a single digit, on every kind of line."""
    field = Field(dpi)
    _printed_line(field, how)
    x, drawing = field.label.right + 8, field.drawing
    match what:
        case "typed":
            drawing.print(x, 19.6, "xã Hòa Bình, tỉnh Vĩnh Long")
        case "short":
            drawing.print(x, 19.6, "Có")
        case "hand":
            drawing.scrawl(x, 19.6, 40)
        case "thin hand":
            drawing.scrawl(x, 19.6, 25, thick=0.2, high=2.4)
        case "red hand":
            drawing.scrawl(x, 19.6, 30, ink=RED)
        case "digit":
            drawing.digit("5", Rect(x, 15.6, x + 2.6, 19.8), thick=0.5)
    assert field.measure().ink is Ink.WRITTEN


@pytest.mark.parametrize("digit", [d for d in DIGITS if d != "1"])
def test_one_digit_by_hand_is_never_blank(digit: str) -> None:
    """How many people live there: one stroke of a pen is the whole answer."""
    field = Field()
    _printed_line(field, "dots")
    x = field.label.right + 10
    field.drawing.digit(digit, Rect(x, 15.4, x + 2.6, 19.6), thick=0.45)
    assert field.measure().ink is not Ink.BLANK


@settings(max_examples=25, deadline=None)
@given(
    specks=st.lists(st.tuples(st.floats(45, 148), st.floats(15.5, 21.5), st.floats(0.1, 0.4)), max_size=12),
    how=st.sampled_from(LINES),
)
def test_specks_are_no_writing(specks: list[tuple[float, float, float]], how: str) -> None:
    """Dust of the glass and flies of a bad copy are never taken for an answer."""
    field = Field()
    _printed_line(field, how)
    for x, y, across in specks:
        field.drawing.disc(x, y, across)
    assert field.measure().ink is not Ink.WRITTEN


def test_a_speck_or_two_leave_a_line_blank() -> None:
    """A missing answer is not excused by dust."""
    field = Field()
    _printed_line(field, "dots")
    for x, y in ((60, 17), (80, 18.5), (121, 16.2)):
        field.drawing.disc(x, y, 0.3)
    assert field.measure().ink is Ink.BLANK


def test_a_single_short_stroke_cannot_be_told() -> None:
    """It may be a slip of the pen or the whole answer: neither blank nor written."""
    field = Field()
    _printed_line(field, "dots")
    field.drawing.line((80, 17.0), (80.2, 18.4), thick=0.45)
    assert field.measure().ink is Ink.UNCLEAR


def test_printed_slashes_are_no_writing_and_a_date_between_them_is() -> None:
    """ "…/…/…" is printed for a date."""
    for day in ("", "12"):
        field = Field(label="Ngày sinh:")
        x = field.label.right + 1
        for i in range(3):
            field.drawing.dots(x, 20, x + 14)
            if i < 2:
                field.drawing.print(x + 14, 20, "/")
            x += 16
        if day:
            field.drawing.print(field.label.right + 4, 19.6, day)
        measure = field.measure(slashes=2)
        assert measure.ink is (Ink.WRITTEN if day else Ink.BLANK)


def test_a_footnote_mark_behind_a_label_is_no_writing() -> None:
    """ "(1)" in small raised type explains the field; it does not fill it in."""
    field = Field(label="Nơi cư trú")
    end = field.drawing.print(field.label.right + 0.2, 18.2, "(1)", size=2.8).right
    field.drawing.print(end + 0.2, 20, ":")
    field.drawing.dots(end + 2, 20, 150)
    assert field.measure(footnote=True).ink is Ink.BLANK
    field.drawing.scrawl(end + 12, 19.6, 30)
    assert field.measure(footnote=True).ink is Ink.WRITTEN


def test_the_label_itself_is_no_writing() -> None:
    """A place that reaches over its own label, or over the caption below, finds nothing there."""
    field = Field()
    caption = field.drawing.print(70, 25, "(Ghi rõ họ tên)", size=3.8)
    wide = Rect(5, 14, 150, 27)
    found = blobs(field.sheet, [field.label, caption])
    assert on_lines(found, [wide], None, footnote=False, slashes=0).ink is Ink.BLANK
    unclaimed = blobs(field.sheet, [])
    assert on_lines(unclaimed, [wide], None, footnote=False, slashes=0).ink is Ink.WRITTEN


def test_a_red_seal_over_an_empty_line_is_no_writing() -> None:
    """The seal of an authority does not fill in a field."""
    drawing = Drawing(160, 60)
    label = drawing.print(10, 30, LABEL)
    drawing.dots(label.right + 1, 30, 150)
    drawing.seal(90, 30)
    found = blobs(take_apart(drawing.image, 160, 60), [label])
    assert on_lines(found, [Rect(label.right, 25, 150, 32)], label, footnote=False, slashes=0).ink is Ink.BLANK


def test_writing_on_a_second_line_counts() -> None:
    """A long answer may begin below."""
    drawing = Drawing(160, 40)
    label = drawing.print(10, 15, LABEL)
    drawing.dots(label.right + 1, 15, 150)
    drawing.dots(10, 25, 150)
    drawing.scrawl(20, 24.5, 50)
    found = blobs(take_apart(drawing.image, 160, 40), [label])
    regions = [Rect(label.right, 10, 150, 17), Rect(10, 20, 150, 27)]
    assert on_lines(found, regions, label, footnote=False, slashes=0).ink is Ink.WRITTEN
    assert on_lines(found, regions[:1], label, footnote=False, slashes=0).ink is Ink.BLANK


def test_writing_beside_a_place_is_seen_near_it() -> None:
    """Someone wrote above the line or ran over its end: that is a question, not a blank."""
    field = Field()
    _printed_line(field, "dots")
    assert not near(blobs(field.sheet, [field.label]), [field.region], field.label, footnote=False)
    field.drawing.print(150.6, 19.6, "Có")
    assert near(blobs(field.sheet, [field.label]), [field.region], field.label, footnote=False)


def test_without_ink_anywhere_everything_is_blank() -> None:
    """White paper."""
    found = blobs(take_apart(Drawing(100, 40).image, 100, 40), [])
    place = Rect(10, 10, 90, 30)
    assert on_lines(found, [place], place, footnote=True, slashes=2) == Measure(Ink.BLANK, 0.0)
    assert in_cell(found, place) == signed(found, place) == Measure(Ink.BLANK, 0.0)
    assert not near(found, [place], None, footnote=False)
    assert on_lines(found, [], None, footnote=False, slashes=0).ink is Ink.BLANK


def _table() -> tuple[Drawing, list[Rect]]:
    """A table of household members: head row, one row to fill in; the cells of that row."""
    drawing = Drawing(160, 40)
    edges = (10, 20, 70, 100, 115, 150)
    for x in edges:
        drawing.line((x, 8), (x, 34))
    for y in (8, 20, 34):
        drawing.line((10, y), (150, y))
    return drawing, [Rect(a, 20, b, 34) for a, b in itertools.pairwise(edges)]


def test_empty_cells_are_blank_and_filled_cells_are_written() -> None:
    """The frame of a table is no ink, and writing in one cell is not writing in the next."""
    drawing, cells = _table()
    drawing.print(22, 28, "Nguyễn Thị Hiệp")
    drawing.digit("4", Rect(14, 24, 16.6, 28.5), thick=0.45)
    drawing.scrawl(118, 29, 28)
    found = blobs(take_apart(drawing.image, 160, 40), [])
    assert [in_cell(found, cell).ink for cell in cells] == [
        Ink.WRITTEN,
        Ink.WRITTEN,
        Ink.BLANK,
        Ink.BLANK,
        Ink.WRITTEN,
    ]


@pytest.mark.parametrize("ink", [BLACK, BLUE])
@pytest.mark.parametrize("number", ["079190000123", "147147147147"])
def test_digits_in_boxes_are_written_and_empty_boxes_are_blank(number: str, ink: tuple[int, int, int]) -> None:
    """Each box on its own: the first six are filled in."""
    drawing = Drawing(100, 20)
    cells = drawing.boxes(10, 5, 12)
    drawing.number(number[:6], cells[:6], ink=ink)
    sheet = take_apart(drawing.image, 100, 20)
    found = blobs(sheet, [])
    states = [in_cell(found, cell).ink for cell in sheet.structure.ladders[0].cells]
    assert states == [Ink.WRITTEN] * 6 + [Ink.BLANK] * 6


@pytest.mark.parametrize("size", [3.2, 4.0, 5.5])
@pytest.mark.parametrize("dpi", [150, 200])
def test_a_ticked_square_is_told_from_an_empty_one(size: float, dpi: int) -> None:
    """x and v are ticks; the frame alone is none."""
    x, y = 15.1, 9.05
    box = Rect(x, y, x + size, y + size)
    strokes = {
        "empty": [],
        "x": [[(0.1, 0.1), (0.9, 0.9)], [(0.9, 0.0), (0.1, 1.0)]],
        "v": [[(0.15, 0.4), (0.5, 0.85), (0.9, 0.1)]],
    }
    for how, lines in strokes.items():
        drawing = Drawing(40, 25, dpi)
        drawing.box(box)
        for line in lines:
            drawing.line(*[(x + px * size, y + py * size) for px, py in line], thick=0.45, ink=BLUE)
        sheet = take_apart(drawing.image, 40, 25)
        state = ticked(sheet, sheet.structure.tick_boxes[0]).ink
        assert state is (Ink.BLANK if how == "empty" else Ink.WRITTEN), how


def test_a_tick_beside_a_square_does_not_tick_its_neighbour() -> None:
    """Two choices side by side, one ticked far beyond its frame."""
    drawing = Drawing(60, 25)
    boxes = [Rect(15, 10, 19, 14), Rect(30, 10, 34, 14)]
    for box in boxes:
        drawing.box(box)
    drawing.line((15.6, 11.6), (16.8, 13.4), (18.4, 6), thick=0.45, ink=BLUE)
    sheet = take_apart(drawing.image, 60, 25)
    assert [ticked(sheet, box).ink for box in boxes] == [Ink.WRITTEN, Ink.BLANK]


def test_a_square_at_the_edge_or_off_the_sheet_is_never_ticked() -> None:
    """A place that the photo cut off holds no pixels."""
    sheet = take_apart(Drawing(40, 25).image, 40, 25)
    for box in (Rect(-10, -10, -6, -6), Rect(38, 23, 44, 29), Rect(50, 50, 54, 54)):
        assert ticked(sheet, box).ink is not Ink.WRITTEN


ZONE = Rect(90, 12, 150, 45)


def _signature_page() -> tuple[Drawing, list[Rect]]:
    drawing = Drawing(160, 60)
    printed = [
        drawing.print(95, 8, "NGƯỜI KÊ KHAI", face="LiberationSerif-Bold"),
        drawing.print(93, 15, "(Ký, ghi rõ họ tên)", face="LiberationSerif-Italic", size=4.2),
    ]
    return drawing, printed


def test_an_empty_signature_zone_is_blank() -> None:
    """The caption is printed, the leader for the name is printed, a speck is dust."""
    drawing, printed = _signature_page()
    drawing.dots(95, 44, 140)
    drawing.disc(120, 30, 0.4)
    assert signed(blobs(take_apart(drawing.image, 160, 60), printed), ZONE).ink is Ink.BLANK


@pytest.mark.parametrize("ink", [BLACK, BLUE, RED])
@pytest.mark.parametrize("high", [4, 10, 14])
def test_a_signature_is_found(ink: tuple[int, int, int], high: float) -> None:
    """Small and large, in every colour of pen."""
    drawing, printed = _signature_page()
    drawing.scrawl(105, 36, 28, high=high, ink=ink)
    assert signed(blobs(take_apart(drawing.image, 160, 60), printed), ZONE).ink is Ink.WRITTEN


def test_a_signature_under_a_red_seal_is_found_and_the_seal_alone_is_none() -> None:
    """The seal is pressed over a third of the signature; without one it signs nothing."""
    for is_signed in (False, True):
        drawing, printed = _signature_page()
        drawing.seal(112, 30, 34)
        if is_signed:
            drawing.scrawl(108, 36, 28, high=9)
        state = signed(blobs(take_apart(drawing.image, 160, 60), printed), ZONE).ink
        assert state is (Ink.WRITTEN if is_signed else Ink.BLANK)
