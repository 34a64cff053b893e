"""Values of a page that were read with doubt, read again."""

from collections.abc import Sequence

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


@pytest.mark.parametrize("begins", ["NGUYỄN", "tên:NGUYỄN"])
def test_a_value_stuck_to_its_label_keeps_its_head_and_is_no_surer_than_it(begins: str) -> None:
    """The words behind are read again, alike four times; half a number or name must not be believed for it."""
    alone = begins == "NGUYỄN"
    drawing = Drawing(100, 20)
    places = [drawing.print(x, 10.0, text, size=4.0, face=SANS, ink=BLACK) for x, text in _PRINTED[begins]]
    words = [Word(text, rect, 0.6) for (_, text), rect in zip(_PRINTED[begins], places, strict=True)]
    sheet = take_apart(drawing.image, 100, 20)
    label = Rect(5, words[0].rect.top, 28 if alone else words[0].rect.left + 7, words[0].rect.bottom)
    region = Rect(label.right, 4, 95, 12)
    place = Place(SPEC, 0, How.LABEL, (region,), label=label, label_score=1.0, bounded=True, next_found=True)

    def second(_: object, doubts: Sequence[Doubt]) -> dict[str, tuple[str, float]]:
        assert [d.text for d in doubts] == ["NGUYỄN VĂN AN" if alone else "VĂN AN"]
        return {d.key: (d.text.replace("AN", "ÂN"), 0.97) for d in doubts}

    page = SheetOf(1, sheet, Readability.OK, Source.OCR, {})
    (reading,) = read_fields(NOBODY, stream(make_rows(words)), [place], lambda _: page, second)
    assert reading.text == "NGUYỄN VĂN ÂN"
    assert reading.confidence == (0.97 if alone else 0.75)


_PRINTED = {
    "NGUYỄN": [(30.0, "NGUYỄN"), (52.0, "VĂN"), (66.0, "AN")],
    "tên:NGUYỄN": [(20.0, "tên:NGUYỄN"), (52.0, "VĂN"), (66.0, "AN")],
}
