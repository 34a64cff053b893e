"""Numbers in boxes: two readers that agree are trusted, one alone shows, and one unsure digit makes a number unsure."""

from collections.abc import Sequence
from math import prod

from scanpipe.catalog import FieldSpec
from scanpipe.identify import Identity, Reason
from scanpipe.imaging.cells import cell_pictures
from scanpipe.imaging.digits import classify
from scanpipe.imaging.sheet import Sheet, take_apart
from scanpipe.model import Ink, Readability, Reading, Rect, Source, Word
from scanpipe.places.place import How, Place
from scanpipe.read import SheetOf, read_fields
from scanpipe.rows import make_rows, stream
from tests.imaging.drawn import BLACK, SANS, Drawing

NUMBER = "079190000123"
NOBODY = Identity("ct01", None, 1.0, True, Reason.TIE, None, (), (), None)
SPEC = FieldSpec.model_validate(
    {"key": "personal_id", "label": "Số định danh", "kind": "boxes", "boxes": 12, "type": "citizen_id"}
)


def _row(number: str, *, dpi: int = 200) -> Drawing:
    """Twelve boxes with printed digits; a space leaves its box empty."""
    drawing = Drawing(100, 20, dpi)
    for which, cell in zip(number.ljust(12), drawing.boxes(10, 5, 12), strict=True):
        drawing.print(cell.left + 1.8, cell.bottom - 1.6, which, size=5.0, face=SANS, ink=BLACK)
    return drawing


def _read(drawing: Drawing, engine: str = "") -> tuple[Reading, Sheet]:
    """The reading of the row, when the engine read that word on the page."""
    sheet = take_apart(drawing.image, 100, 20)
    (ladder,) = sheet.structure.ladders
    words: Sequence[Word] = [Word(engine, Rect(11, 6, 40, 11), 0.9)] if engine else []
    place = Place(
        SPEC, 0, How.LABEL, (ladder.rect,), ladder.cells, label=Rect(1, 5, 9, 11), label_score=1.0, bounded=True
    )
    page = SheetOf(1, sheet, Readability.OK, Source.OCR, {})
    (reading,) = read_fields(NOBODY, stream(make_rows(words)), [place], lambda index: page)
    return reading, sheet


def test_two_readers_that_agree_are_trusted() -> None:
    """The classifier and the engine have nothing in common but the ink."""
    reading, _ = _read(_row(NUMBER), engine=NUMBER)
    assert (reading.ink, reading.text) == (Ink.WRITTEN, NUMBER)
    assert reading.confidence > 0.9


def test_one_reader_alone_is_shown_and_never_sure_enough_to_accuse() -> None:
    """Whatever the engine made of it: nothing, or another number."""
    for engine in ("", "079190000", "579190000123"):
        reading, _ = _read(_row(NUMBER), engine=engine)
        assert reading.text == NUMBER
        assert reading.confidence <= 0.75


def test_a_number_alone_is_as_sure_as_all_its_digits_together() -> None:
    """A scrawl in one box makes the number unsure, however clear the eleven others are."""
    drawing = _row("079190 00123")
    for dx in (0.0, 0.7, 1.4):
        drawing.digit("1", Rect(47.8 + dx, 6.5, 48.6 + dx, 10.0), ink=BLACK)
        drawing.digit("0", Rect(48.0 + dx, 7.5, 50.0, 8.0 + dx), ink=BLACK)
    reading, sheet = _read(drawing)
    masks = [mask for _, mask in cell_pictures(sheet, sheet.structure.ladders[0])]
    odds = [p for _, p in classify(masks)]
    assert reading.text is not None
    assert len(reading.text) == 12
    assert reading.confidence <= round(min(odds), 3)
    assert reading.confidence == round(min(0.75, prod(odds)), 3)


def test_a_thin_stroke_is_a_digit_too() -> None:
    """A box with hardly any ink is not left out: the number would be one digit short, and wrong for it."""
    drawing = _row("07919000012 ")
    cell = Rect(10 + 11 * 6.0, 5, 10 + 12 * 6.0, 12)
    drawing.digit("1", cell.grown(-2.5, -2.2), thick=0.14)
    reading, _ = _read(drawing, engine="07919000012")
    assert reading.text is not None
    assert len(reading.text) == 12
    assert reading.confidence <= 0.75


def test_an_empty_row_is_blank() -> None:
    """Frames are no ink."""
    reading, _ = _read(_row(""))
    assert (reading.ink, reading.text) == (Ink.BLANK, None)
