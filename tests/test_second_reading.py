"""Values read with doubt are read again, in three sizes, and the readings vote."""

import numpy as np
import pytest

from scanpipe.imaging.lines import writing_alone
from scanpipe.imaging.sheet import Sheet, take_apart
from scanpipe.model import Image, Rect
from scanpipe.ocr.engine import Layout, RawWord
from scanpipe.ocr.tesseract import Tesseract
from scanpipe.second_reading import Doubt, elected, read_again, worth_it
from tests.imaging.drawn import Drawing

NAME = Rect(30, 16, 70, 21)


def _sheet(text: str) -> Sheet:
    drawing = Drawing(150, 40)
    drawing.print(5, 20, "Họ và tên:")
    drawing.dots(30, 20, 140)
    drawing.print(31, 20, text)
    drawing.print(5, 27, "Giới tính: Nam")
    return take_apart(drawing.image, 150, 40)


class Echo:
    """An engine that says one word for each line it is shown, and counts how often it is asked."""

    name = "echo"

    def __init__(self, *words: tuple[str, float]) -> None:
        self.words_to_say, self.asked = words, 0
        self.page: Image | None = None

    def words(self, picture: Image, *, layout: Layout, dpi: int) -> list[RawWord]:
        """One word on every stacked line, found by its ink."""
        assert layout is Layout.BLOCK
        self.asked += 1
        self.page = picture
        inked = np.asarray((picture < 128).any(axis=1))
        starts = [y for y in range(1, len(inked)) if inked[y] and not inked[max(0, y - 20) : y].any()]
        return [
            RawWord(text, 20, y, 90, y + 12, sure) for y, (text, sure) in zip(starts, self.words_to_say, strict=False)
        ]


def test_all_doubts_of_a_page_cost_one_start_of_the_engine() -> None:
    """Two values, three sizes each."""
    sheet = _sheet("Nguyễn Văn An")
    doubts = [Doubt(key, "person_name", "Nguyễn Văn Ân", 0.5, (NAME,)) for key in ("a", "b")]
    engine = Echo(*[("Nguyễn Văn An", 0.9)] * 6)
    told = read_again(sheet, doubts, engine)
    assert engine.asked == 1
    assert told == {"a": ("Nguyễn Văn An", 0.9), "b": ("Nguyễn Văn An", 0.9)}


def test_without_doubts_the_engine_is_not_asked() -> None:
    """A start of the engine costs more than everything else."""
    engine = Echo()
    assert read_again(_sheet("An"), [], engine) == {}
    assert engine.asked == 0


def test_a_silent_engine_leaves_the_first_reading() -> None:
    """It is no surer for that."""
    told = read_again(_sheet("An"), [Doubt("a", "person_name", "An", 0.7, (NAME,))], Echo())
    assert told == {"a": ("An", 0.5)}


@pytest.mark.parametrize(
    ("readings", "elected_one"),
    [
        ([("1aoa", 0.7), ("1990", 0.9), ("1990", 0.8), ("1930", 0.9)], ("1990", 0.9)),
        ([("23/11/4990", 0.75), ("23.11.1990", 0.6), ("23/11/1990", 0.6)], ("23.11.1990", 0.6)),
        ([("Hòa", 0.99), ("Hòa", 0.99)], ("Hòa", 0.97)),
        ([("Hoa", 0.9), ("Hòa", 0.5)], ("Hoa", 0.5)),
        ([("", 0.0)], ("", 0.0)),
    ],
)
def test_the_readings_vote(readings: list[tuple[str, float]], elected_one: tuple[str, float]) -> None:
    """Dates agree when their digits do; what one reading alone says is never sure."""
    kind = "date" if any(c.isdigit() for c in readings[0][0]) else "person_name"
    assert elected(kind, readings) == elected_one


def test_only_legible_doubts_about_exact_values_are_worth_it() -> None:
    """Not free text, not what was read surely, not handwriting."""
    assert worth_it("person_name", [0.96, 0.5])
    assert not worth_it("text", [0.96, 0.5])
    assert not worth_it("person_name", [0.96, 0.95])
    assert not worth_it("person_name", [0.1, 0.2, 0.1])
    assert not worth_it("person_name", [])


def test_a_line_alone_shows_neither_dots_nor_neighbours() -> None:
    """The next printed line reaches into the margin of the picture."""
    coarse, fine = writing_alone(_sheet("Nguyễn"), Rect(60, 16, 120, 21))
    assert (coarse < 200).sum() == 0
    assert (fine < 200).sum() == 0
    coarse, fine = writing_alone(_sheet("Nguyễn"), NAME)
    assert (coarse < 128).sum() > 50
    assert fine.shape[0] >= coarse.shape[0]


@pytest.mark.tesseract
def test_a_misread_name_on_dots_is_read_right() -> None:
    """With the real engine."""
    told = read_again(
        _sheet("Trương Thùy Oanh"),
        [Doubt("a", "person_name", "Trưang Thủy", 0.3, (Rect(30, 15.5, 68, 21.5),))],
        Tesseract(60),
    )
    assert told["a"][0] == "Trương Thùy Oanh"
