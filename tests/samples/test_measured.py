"""Blanks with measured places: what is printed inside a place is not written on."""

from functools import cache, reduce

import pytest

from samples.sheet import Spot
from samples.sources.measured import measured_paper
from scanpipe.catalog.blank import Blank, typeset
from scanpipe.catalog.schema import Edition, FieldSpec, Kind
from scanpipe.model import Rect
from tests.scripted import CATALOG

pytestmark = pytest.mark.poppler

CT01 = CATALOG.edition("ct01", "tt116_2026")
EXTRACT = CATALOG.edition("civil_status_extract_copy", "tt04_2024")


def whole(blank: Blank, key: str) -> Rect:
    """All writing places of a field as one box, as an operator would draw it."""
    return reduce(Rect.union, [zone.rect for zone in blank.of(key) if zone.kind != "label"])


def measured(edition: Edition, blank: Blank) -> Edition:
    """The edition with every place measured on its own blank."""
    lines = []
    for line in edition.lines:
        if isinstance(line, FieldSpec) and (zones := [z for z in blank.of(line.key) if z.kind != "label"]):
            box = whole(blank, line.key)
            place = (box.left, box.top, box.right, box.bottom)
            line = line.model_copy(update={"box_mm": place, "page": zones[0].page})
        lines.append(line)
    return edition.model_copy(update={"lines": tuple(lines)})


@cache
def printed(form: str) -> Blank:
    """The blank of one of the two editions, once."""
    return typeset(EXTRACT if form == EXTRACT.form else CT01)


@cache
def spots_of(form: str) -> dict[str, list[Spot]]:
    """The places found on its print, by key."""
    edition, blank = EXTRACT if form == EXTRACT.form else CT01, printed(form)
    paper = measured_paper(measured(edition, blank), blank.pdf, source="official")
    assert paper is not None
    found: dict[str, list[Spot]] = {}
    for sheet in paper.sheets:
        for spot in sheet.spots:
            found.setdefault(spot.key, []).append(spot)
    return found


def inside(part: Rect, box: Rect) -> bool:
    return box.grown(0.6).overlap(part) >= part.width * part.height * 0.999


@pytest.mark.parametrize("edition", [CT01, EXTRACT], ids=lambda e: e.form)
def test_places_lie_in_their_boxes_and_on_no_label(edition: Edition) -> None:
    """A box over several lines covers the label of the first; nobody writes there."""
    blank = printed(edition.form)
    found = spots_of(edition.form)
    assert set(found) == {spec.key for spec in edition.fields}
    labels = [zone for zone in blank.zones if zone.kind == "label"]
    for key, spots in found.items():
        for spot in spots:
            if spot.kind == "option" or edition.field(key).kind is Kind.PLACE_DATE:
                continue  # a square is its own place, and the words of a date stand between its pieces
            assert inside(spot.rect, whole(blank, key)), key
            covered = sum(spot.rect.overlap(z.rect) for z in labels if z.page == spot.page and z.key == key)
            assert covered < 0.05 * spot.rect.width * spot.rect.height, key


def test_squares_and_digit_boxes_are_found_one_by_one() -> None:
    """As many as the edition says, where they are printed."""
    cells = spots_of(CT01.form)["declarant_personal_id"]
    assert len(cells) == CT01.field("declarant_personal_id").boxes
    for spec in EXTRACT.fields:
        if spec.kind in (Kind.CHOICE, Kind.CHECKBOX):
            options = [zone.rect for zone in printed(EXTRACT.form).of(spec.key) if zone.kind == "option"]
            squares = [spot.rect for spot in spots_of(EXTRACT.form)[spec.key]]
            assert len(squares) == len(options)
            assert all(one.holds(other) for one, other in zip(squares, options, strict=True))


def test_a_date_printed_in_pieces_is_written_in_pieces() -> None:
    """Between the words that stand there; a line that is no date stays whole."""
    spec = next(spec for spec in EXTRACT.fields if spec.kind is Kind.PLACE_DATE)
    pieces = spots_of(EXTRACT.form)[spec.key]
    zones = [zone for zone in printed(EXTRACT.form).of(spec.key) if zone.kind == "value"]
    assert len(pieces) == len(zones) == 4
    assert all(one.rect.holds(other.rect) for one, other in zip(pieces, zones, strict=True))


def test_a_blank_without_measured_places_is_none() -> None:
    """There is nothing to write in."""
    assert measured_paper(EXTRACT, printed(EXTRACT.form).pdf, source="official") is None
