"""The archive: a PDF/A-2b by its structure (no validator is at hand), whose pages can be searched."""

import datetime as dt
import io
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from pypdf import PageObject, PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, StreamObject

from scanpipe.imaging.encode import jpeg
from scanpipe.model import Rect, Word
from scanpipe.office.bundle import About, BundlePage, bundle

ABOUT = About("KT-7M4K-92QX", "H29.35-261124-0007", dt.datetime(2026, 11, 25, 3, 0, tzinfo=dt.UTC), bytes(range(16)))
PAGE = jpeg(np.full((900, 636, 3), 230, np.uint8))
CARD = jpeg(np.full((540, 856, 3), 200, np.uint8))
WORDS = (
    Word("Họ", Rect(20, 40, 30, 45), 0.9),
    Word("tên:", Rect(32, 40, 42, 45), 0.9),
    Word("NGUYỄN", Rect(44, 40, 70, 45), 0.9),
    Word("THỊ", Rect(72, 40, 84, 45), 0.9),
    Word("☐MẪU\u0000\ue000", Rect(86, 40, 104, 45), 0.3),
)
NS = {
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "pdfaid": "http://www.aiim.org/pdfa/ns/id/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "xmp": "http://ns.adobe.com/xap/1.0/",
    "pdf": "http://ns.adobe.com/pdf/1.3/",
}


@pytest.fixture(scope="module")
def data() -> bytes:
    pages = [
        BundlePage(PAGE, 210.0, 297.0, WORDS),
        BundlePage(CARD, 85.6, 54.0, (Word("CĂN", Rect(5, 5, 15, 9), 0.9),)),
        BundlePage(PAGE, None, None, (Word("HỘ", Rect(0.1, 0.2, 0.2, 0.22), 0.9),)),
        BundlePage(None, note="Trang 4: không mở được ảnh của trang này."),
    ]
    return bundle(pages, ABOUT)


@pytest.fixture(scope="module")
def document(data: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(data))


def _all(document: PdfReader) -> Iterator[Any]:
    """Every object of the file, and what lies in it."""
    for number in range(1, int(document.trailer["/Size"])):
        yield from _within(document.get_object(IndirectObject(number, 0, document)))


def _within(value: Any) -> Iterator[Any]:
    yield value
    inner = value.values() if isinstance(value, DictionaryObject) else value if isinstance(value, ArrayObject) else ()
    for one in inner:
        if not isinstance(one, IndirectObject):
            yield from _within(one)


def test_the_words_are_found_page_by_page(document: PdfReader) -> None:
    """In their order, with the marks of Vietnamese; what the font cannot write is left out."""
    texts = [page.extract_text().strip() for page in document.pages]
    assert texts == ["Họ tên: NGUYỄN THỊ MẪU", "CĂN", "HỘ", "Trang 4: không mở được ảnh của trang này."]


def test_words_lie_where_they_stand_and_are_not_seen(document: PdfReader) -> None:
    """Millimetres of the sheet from its top; rendering mode 3."""
    found: dict[str, tuple[float, float]] = {}

    def visit(text: str, _cm: Any, tm: list[float], _font: Any, _size: Any) -> None:
        if text.strip():
            found[text.strip()] = (tm[4], tm[5])

    document.pages[0].extract_text(visitor_text=visit)
    (x, y), mm = next(iter(found.values())), 72 / 25.4
    assert x == pytest.approx(20 * mm, abs=0.5)
    assert (297 - 45) * mm < y < (297 - 40) * mm
    contents = document.pages[0].get_contents()
    assert contents is not None
    assert b"3 Tr" in contents.get_data()


def test_pages_are_a4_and_pictures_are_the_very_bytes(document: PdfReader) -> None:
    """A card has its own size; no picture is squeezed or encoded anew."""
    for page in document.pages:
        assert sorted(float(v) for v in page.mediabox[2:]) == pytest.approx([595.28, 841.89], abs=0.01)
    pictures = [_picture(page) for page in document.pages[:3]]
    assert [p._data for p in pictures] == [PAGE, CARD, PAGE]
    contents = document.pages[1].get_contents()
    assert contents is not None
    width, height = (float(contents.get_data().split()[i]) for i in (1, 4))
    assert (width, height) == pytest.approx((85.6 * 72 / 25.4, 54 * 72 / 25.4), abs=0.01)


def _picture(page: PageObject) -> StreamObject:
    objects: Any = page["/Resources"]
    found: StreamObject = objects["/XObject"]["/Page"].get_object()
    return found


def test_it_says_what_it_is_in_xmp_as_in_the_document(document: PdfReader) -> None:
    """Part 2, level B; title, dates and producer are told alike in both places (6.6.2, 6.6.3)."""
    stream: Any = document.trailer["/Root"]["/Metadata"]  # type: ignore[index]
    assert "/Filter" not in stream
    root = ET.fromstring(stream.get_data().decode("utf-8").split("?>", 1)[1].rsplit("<?", 1)[0])
    told = root.find(".//rdf:Description", NS)
    assert told is not None
    assert told.findtext("pdfaid:part", namespaces=NS) == "2"
    assert told.findtext("pdfaid:conformance", namespaces=NS) == "B"
    assert told.findtext("dc:title/rdf:Alt/rdf:li", namespaces=NS) == "KT-7M4K-92QX"
    assert told.findtext("dc:identifier", namespaces=NS) == "H29.35-261124-0007"
    info = document.metadata
    assert info is not None
    assert info.title == "KT-7M4K-92QX"
    assert info.creation_date == info.modification_date == ABOUT.made_at
    for name in ("xmp:CreateDate", "xmp:ModifyDate"):
        assert dt.datetime.fromisoformat(str(told.findtext(name, namespaces=NS))) == ABOUT.made_at
    assert info.producer == told.findtext("pdf:Producer", namespaces=NS)
    assert info.creator == told.findtext("xmp:CreatorTool", namespaces=NS)


def test_the_file_is_framed_as_an_archive_asks(data: bytes, document: PdfReader) -> None:
    """Version 1.7, four bytes that no editor takes for text, an id, no encryption (6.1.2, 6.1.3)."""
    first, second = data.split(b"\n", 2)[:2]
    assert first == b"%PDF-1.7"
    assert second[:1] == b"%"
    assert len([byte for byte in second[1:5] if byte > 127]) == 4
    ids: Any = document.trailer["/ID"]
    assert len(ids) == 2
    assert all(one for one in ids)
    assert "/Encrypt" not in document.trailer
    assert data.rstrip().endswith(b"%%EOF")


def test_colours_are_defined_by_an_output_intent(document: PdfReader) -> None:
    """sRGB, as an ICC profile for monitors that is none of version 5 (6.2.3)."""
    (intent,) = document.trailer["/Root"]["/OutputIntents"]  # type: ignore[index]
    intent = intent.get_object()
    assert intent["/S"] == "/GTS_PDFA1"
    profile = intent["/DestOutputProfile"].get_object()
    icc = profile.get_data()
    assert profile["/N"] == 3
    assert (icc[12:16], icc[16:20], icc[36:40]) == (b"mntr", b"RGB ", b"acsp")
    assert icc[8] < 5
    spaces = {_picture(page)["/ColorSpace"] for page in document.pages[:3]}
    assert spaces <= {"/DeviceRGB", "/DeviceGray"}


def test_every_font_is_embedded_with_its_letters(document: PdfReader) -> None:
    """A subset, symbolic, without an encoding of its own, and with the way back to Unicode (6.2.11)."""
    fonts = [one for one in _all(document) if isinstance(one, DictionaryObject) and one.get("/Type") == "/Font"]
    assert fonts
    for font in fonts:
        descriptor = font["/FontDescriptor"].get_object()
        assert descriptor["/FontFile2"].get_object().get_data()[:4] == b"\x00\x01\x00\x00"
        assert font["/BaseFont"][7] == "+"
        assert descriptor["/Flags"] & 4
        assert "/Encoding" not in font
        assert "/ToUnicode" in font
        assert len(font["/Widths"]) == font["/LastChar"] - font["/FirstChar"] + 1


def test_there_is_nothing_in_it_that_an_archive_forbids(document: PdfReader) -> None:
    """No transparency, script, action, form, attachment, nothing from outside, no forbidden filter (6.1, 6.2, 6.5)."""
    forbidden_keys = {
        "/JavaScript", "/JS", "/AA", "/OpenAction", "/AcroForm", "/EmbeddedFiles", "/SMask", "/Group", "/OPI", "/Ref",
        "/PS", "/TR", "/HTP", "/Alternates", "/F", "/XFA", "/Annots", "/Trans",
    }  # fmt: skip
    for value in _all(document):
        if not isinstance(value, DictionaryObject):
            continue
        assert not forbidden_keys & value.keys()
        assert value.get("/Interpolate", False) is False
        filters = value.get("/Filter", [])
        for one in [filters] if isinstance(filters, str) else filters:
            assert one in ("/FlateDecode", "/DCTDecode", "/ASCII85Decode")


def test_no_person_is_named_outside_the_pages(data: bytes, document: PdfReader) -> None:
    """Neither title nor metadata: an index of files shows codes."""
    stream: Any = document.trailer["/Root"]["/Metadata"]  # type: ignore[index]
    assert "NGUYỄN" not in stream.get_data().decode() + str(document.metadata)


def test_a_document_without_pages_is_none() -> None:
    """Nor is a picture that is no JPEG put in."""
    with pytest.raises(ValueError, match="without pages"):
        bundle([], ABOUT)
    with pytest.raises(OSError, match="cannot identify"):
        bundle([BundlePage(b"not a picture")], ABOUT)
