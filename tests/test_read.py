"""Located fields as readings: an empty form is empty, what was written is there, and doubt is said."""

import dataclasses

import pytest

from scanpipe.catalog import Edition, Kind
from scanpipe.identify import identify
from scanpipe.locate import locate
from scanpipe.model import Ink, Readability, Reading, Source
from scanpipe.read import SheetOf, read_fields
from tests.scripted import CATALOG, PRINTED, TIED, drawn, name_of, paper, seen, sheet_of, words_on

pytestmark = pytest.mark.poppler

TOLD_APART = [e for e in PRINTED if (e.form, e.edition) not in TIED]
every_edition = pytest.mark.parametrize("edition", TOLD_APART, ids=name_of)
MARITAL = ("marital_status_certificate", "tt04_2024")


@every_edition
def test_nothing_is_written_on_a_blank(edition: Edition) -> None:
    """Print is not ink: no required field of an empty form is taken for filled in."""
    readings = {r.key: r for r in seen(edition.form, edition.edition).readings}
    asked = [f for f in edition.fields if f.required == "yes" and f.kind is not Kind.PLACE_DATE]
    assert [f.key for f in asked if f.key in readings and readings[f.key].ink is Ink.WRITTEN] == []


@every_edition
def test_most_of_a_blank_is_surely_blank(edition: Edition) -> None:
    """Not everything may hide behind "unclear"."""
    asked = {f.key for f in edition.fields if f.required == "yes" and f.kind is not Kind.PLACE_DATE}
    readings = [r for r in seen(edition.form, edition.edition).readings if r.key in asked]
    assert sum(r.ink is Ink.BLANK for r in readings) >= 0.75 * len(readings)


@every_edition
def test_every_reading_says_what_it_rests_on(edition: Edition) -> None:
    """In printed order, once each, in shares of the page, without text where nothing is written."""
    readings = seen(edition.form, edition.edition).readings
    order = [f.key for f in edition.fields if f.kind not in (Kind.PHOTO, Kind.OFFICE_USE)]
    assert [r.key for r in readings] == order
    for reading in readings:
        assert 0 <= reading.confidence <= 1
        if reading.ink is Ink.BLANK:
            assert reading.text is None
        if reading.box:
            box = reading.box
            assert 0 <= box.x <= box.x + box.width <= 1.0001
            assert 0 <= box.y <= box.y + box.height <= 1.0001


def read(*, readability: Readability = Readability.OK, sure: bool = True, values=None) -> dict[str, Reading]:
    """The blank of the marital status form, read once more under other circumstances."""
    text = paper(words_on(*MARITAL))
    identity = dataclasses.replace(identify(text, CATALOG), sure=sure)
    assert identity.fit is not None
    sheet = sheet_of(drawn(*MARITAL)[0])
    places = locate(identity.fit, text, [sheet.structure])
    page = SheetOf(7, sheet, readability, Source.OCR, values or {})
    return {r.key: r for r in read_fields(identity, text, places, lambda index: page)}


def test_the_page_of_a_reading_is_its_number_in_the_dossier() -> None:
    """Not its index in the paper."""
    assert {r.page for r in read().values()} == {7}


def test_a_poor_page_makes_a_blank_less_sure() -> None:
    """The same field, the same ink: less certainty to accuse with."""
    good, poor = read(), read(readability=Readability.POOR)
    both = [k for k in good if good[k].ink is poor[k].ink is Ink.BLANK]
    assert both
    assert all(poor[k].confidence < good[k].confidence for k in both)


def test_a_blank_of_an_unsure_edition_accuses_nobody() -> None:
    """Who does not know the form does not know what is missing on it."""
    for reading in read(sure=False).values():
        assert reading.ink is not Ink.BLANK or reading.confidence < 0.8


def test_what_was_typed_into_a_pdf_is_written() -> None:
    """The value of a form field is taken as it is, whatever the picture shows."""
    values = {"requester_full_name": "NGUYỄN THỊ HOA", "subject_residence": "", "unknown": "x"}
    readings = read(values=values)
    typed = readings["requester_full_name"]
    assert (typed.ink, typed.text, typed.source) == (Ink.WRITTEN, "NGUYỄN THỊ HOA", Source.ACROFORM)
    assert typed.confidence > 0.9
    assert readings["subject_residence"].source is Source.OCR


def test_a_long_value_of_a_pdf_runs_over_its_further_lines() -> None:
    """A blank names the further lines of a field key_1, key_2 …"""
    values = {"requester_full_name": "NGUYỄN THỊ", "requester_full_name_1": "HOA MAI"}
    assert read(values=values)["requester_full_name"].text == "NGUYỄN THỊ HOA MAI"
