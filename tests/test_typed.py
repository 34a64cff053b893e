"""Values of born-digital papers, from their words: exact, however they flow, and never print."""

from collections.abc import Mapping, Sequence
from functools import lru_cache

import pytest

from scanpipe.catalog import Kind
from scanpipe.identify import identify
from scanpipe.imaging.load import SourcePage, load_pages
from scanpipe.imaging.sheet import Structure
from scanpipe.locate import locate
from scanpipe.model import Ink, Reading, Rect, Source, UploadFile, Word
from scanpipe.places.place import How, Place
from scanpipe.typed import TypedPage, typed_readings
from scanpipe.typed_words import TypedText
from tests.scripted import CATALOG, LIMITS, blank_of, paper, words_on

LETTER_MM = 1.7
RIGHT_MM = 188.0
CT01 = ("ct01", "tt116_2026")
BIRTH = ("birth_registration", "tt04_2024")


@lru_cache(maxsize=4)
def structures(form: str, edition: str) -> tuple[Structure, ...]:
    """The printed lines of each page of a blank."""
    pages = load_pages(UploadFile("blank.pdf", blank_of(form, edition).pdf), LIMITS, undrawn=True)
    return tuple(p.sheet.structure for p in pages if isinstance(p, SourcePage) and p.sheet)


@lru_cache(maxsize=4)
def places_of(form: str, edition: str) -> tuple[Place, ...]:
    """The places of the fields of a blank."""
    text = paper(words_on(form, edition))
    identity = identify(text, CATALOG)
    assert identity.fit
    return locate(identity.fit, text, structures(form, edition))


def put(text: str, at: Rect, left_mm: float) -> list[Word]:
    """A text as somebody types it: from the begin of the place on, at the right margin on to the next line."""
    out, x, y = [], at.left + 1, at.bottom - 5.0
    for part in text.split():
        if x + LETTER_MM * len(part) > RIGHT_MM:
            x, y = left_mm, y + 6.0
        out.append(Word(part, Rect(x, y, x + LETTER_MM * len(part), y + 3.6), 1.0))
        x += LETTER_MM * len(part) + 1.2
    return out


def _lower(word: Word, by_mm: float) -> Word:
    r = word.rect
    return (
        Word(word.text, Rect(r.left, r.top + by_mm, r.right, r.bottom + by_mm), word.confidence) if by_mm > 0 else word
    )


def read(paper_of: tuple[str, str], values: Mapping[str, str], *, extra: Sequence[Word] = ()) -> dict[str, Reading]:
    """What is read of a blank with these values typed on it; every reading was unclear before."""
    by_key = {place.spec.key: place for place in places_of(*paper_of)}
    pages = [list(words) for words in words_on(*paper_of)]
    for key, text in values.items():
        place = by_key[key]
        assert place.label
        typed_words = put(text, place.regions[0], 25.0)
        lower = max(w.rect.bottom for w in typed_words) - place.regions[0].bottom
        # What has no room moves everything below it down, as in Word.
        pages[place.page] = [_lower(w, lower) if w.rect.top > place.label.bottom else w for w in pages[place.page]]
        pages[place.page] += typed_words
    pages[0] += extra
    text = paper(pages)
    identity = identify(text, CATALOG)
    assert identity.fit
    known = structures(*paper_of)
    places = locate(identity.fit, text, known)
    unclear = [Reading(p.spec.key, p.page + 1, None, Ink.UNCLEAR, located=False) for p in places]
    typed = {n: TypedPage(n + 1, structure) for n, structure in enumerate(known)}
    return {r.key: r for r in typed_readings(identity, text, places, unclear, typed)}


def written(readings: Mapping[str, Reading]) -> dict[str, str | None]:
    return {r.key: r.text for r in readings.values() if r.ink is Ink.WRITTEN}


def test_what_stands_behind_a_label_is_its_value() -> None:
    """Letter by letter, with its box; nothing is read where nothing was typed."""
    values = {"declarant_full_name": "Lê Thị Hòa", "declarant_dob": "05/11/1990", "declarant_gender": "Nữ"}
    readings = read(CT01, values)
    assert written(readings) == values
    name = readings["declarant_full_name"]
    assert (name.source, name.confidence, name.located) == (Source.TEXT_LAYER, 0.99, True)
    assert name.box
    assert name.box.x > 0.2


def test_a_value_that_a_line_has_no_room_for_goes_on_on_the_next() -> None:
    """Text flows; the next label ends it."""
    long = "Nhà số 138 phố Trần Hưng Đạo, tổ dân phố số 12, phường Thủ Đức, thành phố Hồ Chí Minh, Việt Nam"
    assert written(read(BIRTH, {"requester_residence": long})) == {"requester_residence": long}


def test_leaders_around_and_within_a_value_are_no_part_of_it() -> None:
    """Who types over dots leaves some of them, with a space or without."""
    for typed in ("......Lê Thị Hòa.....", "Lê.....Thị Hòa…", "Lê Thị Hòa ____"):
        assert written(read(CT01, {"declarant_full_name": typed})) == {"declarant_full_name": "Lê Thị Hòa"}


def test_words_below_a_line_that_had_room_are_not_its_value() -> None:
    """A note typed under a short value begins a line of its own."""
    place = next(p for p in places_of(*CT01) if p.spec.key == "declarant_full_name")
    assert place.label
    note = put("ghi chú", Rect(25, place.label.bottom + 1.0, 60, place.label.bottom + 3.0), 25.0)
    assert written(read(CT01, {"declarant_full_name": "Lê Thị Hòa"}, extra=note))["declarant_full_name"] == "Lê Thị Hòa"


def test_the_dash_of_the_next_label_is_no_part_of_a_value_that_fills_its_line() -> None:
    """A value that ends at the margin could go on on the next line, which begins with a bullet and a label."""
    full = "Căn cước số 079179321943, Cục CS QLHC về TTXH cấp ngày 26/10/2021 tại Hà"
    for bullet in ("-", "b)", "2.1."):
        line = [Word("Họ", Rect(20, 50, 25, 54), 1.0), Word("tên:", Rect(26, 50, 33, 54), 1.0)]
        value = put(full, Rect(34, 50, RIGHT_MM, 55), 25.0)
        following = [Word(bullet, Rect(20, 58, 22, 62), 1.0), Word("Số:", Rect(23, 58, 30, 62), 1.0)]
        text = TypedText(paper([[*line, *value, *following]]), (((0, 0), (0, 1)), ((1, 1), (1, 1))))
        assert [at[0] for at in text.behind(((0, 0), (0, 1)))] == [0] * len(full.split())


@pytest.mark.parametrize("found", [0, 1, 2])
def test_a_label_found_short_is_printed_to_its_end(found: int) -> None:
    """Footnote marks inside a label make it longer than what is looked for; its last words are no value."""
    spec = CATALOG.edition("land_change", "nd151_2025").field("attachments")
    words = [
        Word(t, Rect(x, 50, x + 8, 54), 1.0)
        for t, x in zip(("nhận", "đã", "cấp;", "(2)"), range(20, 60, 10), strict=True)
    ]
    end = words[found].rect
    text = TypedText(paper([words]), (((0, 0), (0, found)),))
    label = text.label_of(Place(spec, 0, How.LABEL, label=Rect(20, 50, end.right, 54)))
    assert label == ((0, 0), (0, 2))


def test_digits_in_boxes_are_joined() -> None:
    """One digit a box, as tables of boxes are typed."""
    place = next(p for p in places_of(*CT01) if p.spec.kind is Kind.BOXES)
    cells = [c for c in place.cells if c]
    digits = "079190000123"
    typed = [
        Word(d, Rect(c.center[0] - 1, c.center[1] - 2, c.center[0] + 1, c.center[1] + 2), 1.0)
        for d, c in zip(digits, cells, strict=True)
    ]
    assert written(read(CT01, {}, extra=typed)) == {place.spec.key: digits}
    assert written(read(CT01, {}, extra=typed[:-1])) == {place.spec.key: digits[:-1]}


@pytest.mark.parametrize(("marks", "said"), [("□☒", "Không"), ("☑□", "Có"), ("□□", None)])
def test_a_ticked_square_of_the_text_is_the_option(marks: str, said: str | None) -> None:
    """In the order of the options; two open squares are no answer."""
    place = next(p for p in places_of(*BIRTH) if p.spec.key == "copy_requested")
    boxes = [c for c in place.cells if c]
    squares = [Word(m, box, 1.0) for m, box in zip(marks, boxes, strict=True)]
    assert written(read(BIRTH, {}, extra=squares)).get("copy_requested") == said


def test_readings_of_form_fields_and_of_pictures_stay() -> None:
    """What was typed into a form field is known already; a scanned page has no words to believe."""
    text = paper(words_on(*CT01))
    identity = identify(text, CATALOG)
    field = Reading("declarant_full_name", 1, None, Ink.WRITTEN, "Lê Thị Hòa", 0.99, Source.ACROFORM)
    typed = {0: TypedPage(1, structures(*CT01)[0])}
    assert typed_readings(identity, text, places_of(*CT01), [field], typed) == (field,)
    unclear = Reading("declarant_dob", 1, None, Ink.UNCLEAR)
    assert typed_readings(identity, text, places_of(*CT01), [unclear], {}) == (unclear,)


def test_print_that_was_taken_for_a_value_is_blank_and_accuses_nobody() -> None:
    """A unit, or the footnote mark of the next label."""
    text = paper(words_on(*CT01))
    identity = identify(text, CATALOG)
    mark = Reading("declarant_dob", 1, None, Ink.WRITTEN, "(3)", 1.0, Source.TEXT_LAYER)
    typed = {0: TypedPage(1, structures(*CT01)[0])}
    (reading,) = typed_readings(identity, text, places_of(*CT01), [mark], typed)
    assert (reading.ink, reading.text) == (Ink.BLANK, None)
    assert reading.confidence <= 0.5
