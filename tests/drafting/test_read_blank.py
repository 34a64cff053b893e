"""A whole blank, as PDF with a text layer, fillable, scanned, and as a Word file."""

import shutil
from pathlib import Path

import pytest

from scanpipe.bench.drafts_score import score, wanted_of
from scanpipe.catalog.blank import typeset
from scanpipe.catalog.schema import Kind
from scanpipe.drafting.read import read_blank
from scanpipe.ocr.engine import engine
from tests.drafting.blanks import LIMITS, NoEngine, catalog, sheet_of


@pytest.fixture(scope="module")
def ct01():  # type: ignore[no-untyped-def]
    """The edition whose blank is read."""
    return next(e for e in catalog().editions() if (e.form, e.edition) == ("ct01", "tt53_2025"))


@pytest.mark.poppler
def test_our_own_blank_is_read_whole(ct01) -> None:  # type: ignore[no-untyped-def]
    """Every field of CT01 is found where it is, with its label, and nothing else."""
    sheet = sheet_of("ct01", "tt53_2025")
    scored = score("ct01", sheet, wanted_of(ct01, typeset(ct01)))
    assert (scored.missed, scored.invented) == ((), ())
    assert sheet.source == "text"
    assert {line.confidence for line in sheet.lines} == {1.0}
    assert [p.boxes for p in sheet.places if p.kind is Kind.BOXES] == [12, 12]


@pytest.mark.poppler
def test_a_fillable_blank_has_no_place_twice(ct01) -> None:  # type: ignore[no-untyped-def]
    """Its form fields lie on the printed places and add none."""
    fillable = read_blank(typeset(ct01).pdf, "ct01.pdf", NoEngine(), LIMITS)  # type: ignore[arg-type]
    assert [p.label for p in fillable.places] == [p.label for p in sheet_of("ct01", "tt53_2025").places]


@pytest.mark.slow
@pytest.mark.tesseract
@pytest.mark.shared
def test_a_real_scan_is_read(shared_data: Path) -> None:
    """On the scanned CT01 of 2023 at least nine of ten fields are found, and one place in ten at most is invented."""
    edition = next(e for e in catalog().editions() if (e.form, e.edition) == ("ct01", "tt66_2023"))
    data = (shared_data / "vietnamese-forms" / "ct01_tt66-2023.png").read_bytes()
    sheet = read_blank(data, "ct01.png", engine("auto", 60.0), LIMITS)
    scored = score("ct01", sheet, wanted_of(edition))
    assert sheet.source == "ocr"
    assert scored.found >= 0.9 * scored.fields
    assert len(scored.invented) <= 0.1 * scored.places


@pytest.mark.libreoffice
@pytest.mark.poppler
@pytest.mark.shared
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is absent")
def test_a_word_file_is_read(shared_data: Path) -> None:
    """The birth registration of 2020 as it goes about in Word: labels with their footnote marks and dotted lines."""
    data = (shared_data / "vietnamese-forms" / "docx_form_birth_registration_tt04-2020.docx").read_bytes()
    sheet = read_blank(data, "khai-sinh.docx", NoEngine(), LIMITS)  # type: ignore[arg-type]
    labels = {place.label: place for place in sheet.places}
    assert labels["Nơi cư trú: (2)"].dotted_lines == 2
    assert labels["Đề nghị cấp bản sao(6):"].options == ("Có", "Không")
    assert labels["Người yêu cầu"].captions == ("(Ký, ghi rõ họ, chữ đệm, tên)",)
