"""A value that differs from another paper is looked at closer, in four pictures, without leader and neighbours."""

import pytest

from scanpipe.closer_look import closer_look
from scanpipe.imaging.sheet import Sheet, take_apart
from scanpipe.model import Image, Rect
from scanpipe.ocr.engine import Layout, RawWord
from scanpipe.ocr.tesseract import Tesseract
from tests.imaging.drawn import Drawing

PLACE = Rect(30, 15, 140, 22)


def _sheet(text: str) -> Sheet:
    drawing = Drawing(150, 40)
    drawing.print(5, 20, "Họ và tên:")
    drawing.dots(30, 20, 140)
    if text:
        drawing.print(31, 20, text)
    drawing.print(5, 27, "Giới tính: Nam")
    return take_apart(drawing.image, 150, 40)


class Silent:
    """An engine that reads nothing, and counts how often it is asked."""

    name = "silent"

    def __init__(self) -> None:
        self.asked = 0

    def words(self, picture: Image, *, layout: Layout, dpi: int) -> list[RawWord]:
        """Nothing at all."""
        self.asked += 1
        return []


def test_an_empty_place_is_not_read() -> None:
    """Starting the engine costs more than looking for ink."""
    engine = Silent()
    assert closer_look(_sheet(""), PLACE, engine) == []
    assert engine.asked == 0


def test_all_pictures_of_a_place_cost_one_start_of_the_engine() -> None:
    """And an engine that reads nothing says nothing."""
    engine = Silent()
    assert closer_look(_sheet("Nguyễn Văn An"), PLACE, engine) == []
    assert engine.asked == 1


@pytest.mark.tesseract
def test_every_picture_says_the_value_alone() -> None:
    """Neither label, leader nor the line below."""
    looks = closer_look(_sheet("Nguyễn Văn An"), PLACE, Tesseract(60))
    texts = [" ".join(word for word, _ in look) for look in looks]
    assert all(0 < sure <= 1 for look in looks for _, sure in look)
    assert len(texts) == 4
    assert all("Nguyễn Văn An" in text for text in texts)
    assert not any("tên" in text or "Nam" in text for text in texts)
