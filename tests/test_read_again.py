"""Which values of a page are read again: those whose words say all of the value."""

import pytest

from scanpipe.catalog import FieldSpec
from scanpipe.imaging.sheet import take_apart
from scanpipe.model import Readability, Rect, Source, Word
from scanpipe.places.place import How, Place
from scanpipe.read import SheetOf, read_fields
from scanpipe.rows import make_rows, stream
from scanpipe.second_reading import Doubt
from tests.imaging.drawn import BLACK, SANS, Drawing
from tests.test_read_boxes import NOBODY

SPEC = FieldSpec.model_validate(
    {"key": "full_name", "label": "Họ và tên:", "kind": "line", "type": "person_name", "required": "yes"}
)


@pytest.mark.parametrize(("begins", "again"), [("NGUYỄN", True), ("tên:NGUYỄN", False)])
def test_a_value_stuck_to_its_label_is_not_read_again_without_its_beginning(begins: str, again: bool) -> None:
    """The words behind would be read alike four times, and half a number or name be believed."""
    drawing = Drawing(100, 20)
    places = [drawing.print(x, 10.0, text, size=4.0, face=SANS, ink=BLACK) for x, text in _PRINTED[begins]]
    words = [Word(text, rect, 0.6) for (_, text), rect in zip(_PRINTED[begins], places, strict=True)]
    sheet = take_apart(drawing.image, 100, 20)
    label = Rect(5, words[0].rect.top, 28 if again else words[0].rect.left + 7, words[0].rect.bottom)
    region = Rect(label.right, 4, 95, 12)
    place = Place(SPEC, 0, How.LABEL, (region,), label=label, label_score=1.0, bounded=True, next_found=True)
    asked: list[Doubt] = []

    def second(_: object, doubts: object) -> dict[str, tuple[str, float]]:
        asked.extend(doubts)  # type: ignore[call-overload]
        return {}

    page = SheetOf(1, sheet, Readability.OK, Source.OCR, {})
    (reading,) = read_fields(NOBODY, stream(make_rows(words)), [place], lambda _: page, second)
    assert reading.text == "NGUYỄN VĂN AN"
    assert bool(asked) is again


_PRINTED = {
    "NGUYỄN": [(30.0, "NGUYỄN"), (52.0, "VĂN"), (66.0, "AN")],
    "tên:NGUYỄN": [(20.0, "tên:NGUYỄN"), (52.0, "VĂN"), (66.0, "AN")],
}
