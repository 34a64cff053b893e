"""The words of a page: boxed digits as one number, missed lines looked at again, and no word twice."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scanpipe.errors import EngineError
from scanpipe.imaging.sheet import DPI, PX_PER_MM, Sheet, pixels, take_apart
from scanpipe.model import Image, Rect, Word
from scanpipe.ocr.engine import Layout, RawWord
from scanpipe.ocr.tesseract import Tesseract
from scanpipe.words import look_again, page_for_reading, read_words
from tests.imaging.drawn import SERIF, Drawing

LINES = (
    "Kính gửi Công an xã Hòa Bình",
    "Nơi thường trú: thôn Đông",
    "Dân tộc Kinh",
    "Quan hệ với chủ hộ: con đẻ, cháu nội",
)


@dataclass
class Page:
    """Four printed lines of different widths, and every word of them where it was printed."""

    drawing: Drawing = field(default_factory=lambda: Drawing(140, 70))
    lines: list[list[Word]] = field(default_factory=list)

    def __post_init__(self) -> None:
        for row, text in enumerate(LINES):
            words, x = [], 12.0
            for part in text.split():
                place = self.drawing.print(x, 15 + row * 14, part)
                words.append(Word(part, place, 0.95))
                x = place.right + 1.2
            self.lines.append(words)

    @property
    def sheet(self) -> Sheet:
        return take_apart(self.drawing.image, 140, 70)


PAGE = Page()
SHEET = PAGE.sheet
EVERY = [w for line in PAGE.lines for w in line]


def _raw(word: Word, *, left: float = 0.0, top: float = 0.0, confidence: float | None = None) -> RawWord:
    """A word in pixels of the reading resolution, its place moved by so many millimetres."""
    r = word.rect
    sides = (r.left - left, r.top - top, r.right - left, r.bottom - top)
    return RawWord(word.text, *(round(v * PX_PER_MM) for v in sides), confidence or word.confidence)


@dataclass
class Scripted:
    """
    Reads of a page what it is told, and of a stack of lines every word: it knows a line by its width.

    `surer` is its confidence at the second look.
    """

    first: Sequence[RawWord]
    surer: float = 0.9
    seen: list[tuple[Image, Layout, int]] = field(default_factory=list)
    name: str = "scripted"

    def words(self, picture: Image, *, layout: Layout, dpi: int) -> Sequence[RawWord]:
        self.seen.append((picture, layout, dpi))
        return self.first if layout is Layout.SPARSE else list(self._stack(picture))

    def _stack(self, picture: Image) -> Sequence[RawWord]:
        dark = np.nonzero((picture < 200).any(axis=1))[0]
        # Lines stand further apart in the stack than a tone mark from its letter.
        for rows in np.split(dark, np.nonzero(np.diff(dark) > 14)[0] + 1):
            columns = np.nonzero((picture[rows[0] : rows[-1] + 1] < 200).any(axis=0))[0]
            width = (columns[-1] - columns[0]) / PX_PER_MM
            line = min(PAGE.lines, key=lambda words: abs(words[-1].rect.right - words[0].rect.left - width))
            left = line[0].rect.left - columns[0] / PX_PER_MM
            top = min(w.rect.top for w in line) - rows[0] / PX_PER_MM
            for word in line:
                yield _raw(word, left=left, top=top, confidence=self.surer)


def _texts(words: Sequence[Word]) -> list[str]:
    return sorted(w.text for w in words)


def test_a_page_that_is_read_well_is_read_once() -> None:
    """The engine is the slowest part: no second look without a reason."""
    engine = Scripted([_raw(w) for w in EVERY])
    words = read_words(SHEET, engine)
    assert len(engine.seen) == 1
    assert engine.seen[0][1:] == (Layout.SPARSE, DPI)
    in_order = sorted(words, key=lambda w: (round(w.rect.center[1] / 7), w.rect.left))
    for found, printed in zip(in_order, EVERY, strict=True):
        assert (found.text, found.confidence) == (printed.text, printed.confidence)
        assert found.rect.center == pytest.approx(printed.rect.center, abs=0.3)


@pytest.mark.parametrize("missed", range(len(LINES)))
def test_a_line_that_the_engine_passes_over_is_looked_at_again(missed: int) -> None:
    """Its words come back, where they were printed; the other lines are left as they were read."""
    engine = Scripted([_raw(w) for i, line in enumerate(PAGE.lines) for w in line if i != missed])
    words = read_words(SHEET, engine)
    assert [layout for _, layout, _ in engine.seen] == [Layout.SPARSE, Layout.BLOCK]
    assert _texts(words) == _texts(EVERY)
    for printed in PAGE.lines[missed]:
        (found,) = [w for w in words if w.text == printed.text and abs(w.rect.top - printed.rect.top) < 3]
        assert found.rect.center == pytest.approx(printed.rect.center, abs=0.6)
        assert found.confidence == engine.surer


def test_half_a_line_that_was_passed_over_is_looked_at_again() -> None:
    """Its first words were read; they are not there twice afterwards."""
    engine = Scripted([_raw(w) for w in EVERY if w not in PAGE.lines[3][3:]])
    assert _texts(read_words(SHEET, engine)) == _texts(EVERY)


@settings(max_examples=25, deadline=None)
@given(
    lost=st.sets(st.integers(0, len(EVERY) - 1)),
    doubtful=st.sets(st.integers(0, len(EVERY) - 1)),
    surer=st.floats(0.05, 0.99),
)
def test_no_word_is_doubled_and_no_line_is_lost(lost: set[int], doubtful: set[int], surer: float) -> None:
    """Whatever the first look lost or doubted, and however sure the second is, each word is there at most once."""
    first = [_raw(w, confidence=0.2 if i in doubtful else None) for i, w in enumerate(EVERY) if i not in lost]
    words = read_words(SHEET, Scripted(first, surer))
    texts = _texts(words)
    assert all(texts.count(text) <= _texts(EVERY).count(text) for text in texts)
    for number, line in enumerate(PAGE.lines):
        on_line = [w for w in words if abs(w.rect.center[1] - (13 + number * 14)) < 4]
        assert on_line or not line


def test_the_surer_reading_of_a_line_wins() -> None:
    """A doubtful line read better the second time is replaced; read worse, it stays."""
    doubtful = [_raw(w, confidence=0.3) for w in EVERY]
    assert {w.confidence for w in read_words(SHEET, Scripted(doubtful, 0.9))} == {0.9}
    assert {w.confidence for w in read_words(SHEET, Scripted(doubtful, 0.1))} == {0.3}


def test_a_page_without_ink_has_no_words_and_no_second_look() -> None:
    """White paper, and a page of leaders and rules only."""
    for draw in (lambda d: None, lambda d: (d.dots(10, 20, 90), d.line((10, 30), (90, 30)))):
        drawing = Drawing(100, 40)
        draw(drawing)
        engine = Scripted([])
        assert read_words(take_apart(drawing.image, 100, 40), engine) == ()
        assert len(engine.seen) == 1


def test_an_engine_that_fails_is_not_hidden() -> None:
    """At the first look and at the second: half an answer would look like blank lines."""

    class Failing(Scripted):
        def words(self, picture: Image, *, layout: Layout, dpi: int) -> Sequence[RawWord]:
            if layout is self.at:
                raise EngineError("Tesseract gave up.")
            return []

    for at in Layout:
        engine = Failing([])
        engine.at = at
        with pytest.raises(EngineError):
            read_words(SHEET, engine)


def _boxed(number: str, *, width: float = 100, height: float = 40, y: float = 15) -> Drawing:
    drawing = Drawing(width, height)
    for digit, cell in zip(number, drawing.boxes(10, y, len(number)), strict=True):
        drawing.print(cell.center[0] - 1.15, cell.bottom - 1.8, digit)
    return drawing


def test_boxed_digits_stand_side_by_side_before_they_are_read() -> None:
    """No frame and no wide gap is left between them, and the page of the sheet itself is not touched."""
    sheet = take_apart(_boxed("079190000123").image, 100, 40)
    before = sheet.gray.copy()
    page = page_for_reading(sheet)
    part = page[pixels(Rect(8, 13, 84, 24), page.shape)] < 150
    columns = np.nonzero(part.any(axis=0))[0]
    assert len(np.split(columns, np.nonzero(np.diff(columns) > 1)[0] + 1)) == 12
    assert (columns[-1] - columns[0]) / PX_PER_MM < 45
    assert np.array_equal(sheet.gray, before)


def test_boxed_digits_are_not_looked_at_again_where_they_stood() -> None:
    """They were shown side by side; spread over their boxes they would be read as noise."""
    engine = Scripted([])
    read_words(take_apart(_boxed("079190000123").image, 100, 40), engine)
    assert [layout for _, layout, _ in engine.seen] == [Layout.SPARSE]


def test_empty_boxes_leave_white_paper() -> None:
    """An engine would read their frames as letters."""
    drawing = Drawing(100, 40)
    drawing.boxes(10, 15, 12)
    assert page_for_reading(take_apart(drawing.image, 100, 40)).min() > 200


@pytest.mark.parametrize(("width", "height", "y"), [(82.6, 23, 15.5), (82.6, 23, 0.5)])
def test_boxes_at_the_edge_of_the_sheet_are_joined_too(width: float, height: float, y: float) -> None:
    """The photo may end right behind the last box."""
    sheet = take_apart(_boxed("079190000123", width=width, height=height, y=y).image, width, height)
    assert page_for_reading(sheet).shape == sheet.gray.shape


def test_a_place_looked_at_again_is_shown_three_ways() -> None:
    """Three pictures below each other in one call, the first the smallest; each has its own text."""

    class ThreeRows(Scripted):
        def words(self, picture: Image, *, layout: Layout, dpi: int) -> Sequence[RawWord]:
            self.seen.append((picture, layout, dpi))
            dark = np.nonzero((picture < 150).any(axis=1))[0]
            rows = np.split(dark, np.nonzero(np.diff(dark) > 40)[0] + 1)
            out = []
            for name, row in zip("abc", rows, strict=True):
                out.append(RawWord(name + "2", 300, int(row[0]), 400, int(row[-1]), 0.9))
                out.append(RawWord(name + "1", 20, int(row[0]), 250, int(row[-1]), 0.9))
            return out

    engine = ThreeRows([])
    place = PAGE.lines[1][0].rect.union(PAGE.lines[1][-1].rect)
    texts = look_again(SHEET, place, engine)
    assert [text.split() for text in texts] == [["a1", "a2"], ["b1", "b2"], ["c1", "c2"]]
    assert len(engine.seen) == 1


def test_a_place_beyond_the_sheet_can_be_looked_at() -> None:
    """A label near the edge of the sheet reaches over it; nothing read is three empty texts."""
    place = Rect(130, 60, 150, 75)
    assert look_again(SHEET, place, _Silent()) == ["", "", ""]


class _Silent:
    name = "silent"

    def words(self, picture: Image, *, layout: Layout, dpi: int) -> Sequence[RawWord]:
        return []


@pytest.mark.tesseract
def test_the_real_engine_reads_boxed_digits_as_one_number() -> None:
    """Spread over twelve boxes they are one word of twelve digits."""
    drawing = _boxed("079190000123")
    words = read_words(take_apart(drawing.image, 100, 40), Tesseract(60))
    assert "079190000123" in "".join(w.text for w in sorted(words, key=lambda w: w.rect.left))


@pytest.mark.tesseract
def test_the_real_engine_reads_labels_before_leaders(real_form: Callable[[], Sheet]) -> None:
    """Dots are not read as letters, labels and values are, each once."""
    words = read_words(real_form(), Tesseract(60))
    text = " ".join(w.text for w in sorted(words, key=lambda w: (round(w.rect.center[1] / 6), w.rect.left)))
    assert text == "Nơi thường trú: thôn Đông, xã Hòa Bình Dân tộc: Kinh Quốc tịch: Việt Nam"


@pytest.fixture
def real_form() -> Callable[[], Sheet]:
    """Three labels with leaders and typed answers."""

    def make() -> Sheet:
        drawing = Drawing(150, 60)
        for row, (label, value) in enumerate(
            (("Nơi thường trú:", "thôn Đông, xã Hòa Bình"), ("Dân tộc:", "Kinh"), ("Quốc tịch:", "Việt Nam"))
        ):
            end = drawing.print(10, 15 + 15 * row, label, face=SERIF).right
            value_end = drawing.print(end + 2, 15 + 15 * row, value).right
            drawing.dots(value_end + 1, 15 + 15 * row, 140)
        return take_apart(drawing.image, 150, 60)

    return make


@pytest.mark.tesseract
def test_a_small_instrument_number_is_read_in_one_of_three_ways() -> None:
    """The number of the circular decides which edition a paper is."""
    drawing = Drawing(150, 30, 200)
    place = drawing.print(20, 15, "Thông tư số 66/2023/TT-BCA", size=3.5, face="LiberationSerif-Italic")
    texts = look_again(take_apart(drawing.image, 150, 30), place, Tesseract(60))
    assert any("66/2023/TT-BCA" in text for text in texts)
