"""The receipt: one sheet with code and square code, and nothing about anybody."""

from __future__ import annotations

import io
import re

import numpy as np
import pypdf
import pytest
import zxingcpp
from PIL import Image

from tests.screens.conftest import Visiting
from tests.screens.visit import Visit
from tests.service.caller import Dossier


def at_receipt(person: Visit, birth: Dossier) -> None:
    person.open_check(birth, "/kq")
    person.seen("send-to-center").click()
    person.page.wait_for_url("**/phieu")


def squares(picture: Image.Image) -> list[str]:
    """What the square codes in a picture say."""
    return [found.text for found in zxingcpp.read_barcodes(np.asarray(picture.convert("L")))]


@pytest.mark.poppler
def test_the_receipt_is_one_sheet_without_a_name(visit: Visiting, birth: Dossier) -> None:
    """AT-C19: printed on one page with code and square; no twelve digits, none of the values that were read."""
    from pdf2image import convert_from_bytes

    person = visit()
    at_receipt(person, birth)
    for sheet in (person.page.pdf(format="A4"), birth.get("/receipt.pdf").content):
        reader = pypdf.PdfReader(io.BytesIO(sheet))
        assert len(reader.pages) == 1
        text = reader.pages[0].extract_text()
        assert birth.code in text
        assert not re.search(r"(?:\d[ .]?){12}", text)
        (image,) = convert_from_bytes(sheet, dpi=150)
        assert squares(image) == [f"{person.address}/q/{birth.code}"]
        report = birth.get("/report.json").json()
        for value in _values(report):
            assert value not in text


def test_the_square_leads_an_officer_and_nobody_else(visit: Visiting, birth: Dossier) -> None:
    """AT-C20: it says /q/<code>; opened by anybody it answers 200 and has no personal data."""
    person, stranger = visit(), visit()
    at_receipt(person, birth)
    picture = Image.open(io.BytesIO(person.page.screenshot(full_page=True)))
    (address,) = squares(picture.resize((picture.width * 2, picture.height * 2)))
    assert address == f"{person.address}/q/{birth.code}"
    answer = stranger.open(address)
    assert answer is not None
    assert answer.status == 200
    assert "dành cho cán bộ" in stranger.heading
    text = stranger.page.locator("body").inner_text()
    assert not any(value in text for value in _values(birth.get("/report.json").json()))
    unknown = stranger.open("/q/KT-2222-2222")
    assert unknown is not None
    assert unknown.status == 200
    assert stranger.page.locator("main").inner_text() in text


def _values(report: dict) -> list[str]:
    """What was read of people on the papers: long enough to be nobody else's."""
    readings = [reading for document in report["documents"] for reading in document.get("readings", [])]
    return [r["text"] for r in readings if r.get("text") and len(r["text"]) >= 8 and "name" in r["key"]]
