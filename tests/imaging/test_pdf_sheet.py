"""The sheet of a born-digital page, told by its file: the same structure and the same ink as on its picture."""

from itertools import pairwise

import cv2
import numpy as np
import pytest

from scanpipe.catalog import load_catalog
from scanpipe.catalog.blank import fill, typeset
from scanpipe.imaging.ink import ticked
from scanpipe.imaging.load import Limits, SourcePage, load_pages
from scanpipe.imaging.sheet import PX_PER_MM, Sheet, pixels, take_apart
from scanpipe.model import Ink, Rect, UploadFile
from scanpipe.settings import Settings
from tests.imaging.pdf_samples import jpeg_object, one_page, paper, pdf, stream

pytestmark = pytest.mark.poppler

LIMITS = Limits.of(Settings.model_construct())
CATALOG = load_catalog(Settings().forms_dir)
FONT = "/Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >>"
WORDS = f"BT /F1 12 Tf 72 800 Td ({'word ' * 12}) Tj 0 -20 Td ({'word ' * 12}) Tj 0 -20 Td ({'word ' * 12}) Tj ET"
MM = 72 / 25.4


def told(data: bytes) -> list[SourcePage]:
    """The pages as they come undrawn."""
    pages = list(load_pages(UploadFile("a.pdf", data), LIMITS, undrawn=True))
    return [page for page in pages if isinstance(page, SourcePage)]


def seen(data: bytes) -> list[Sheet]:
    """The sheets of the drawn pages."""
    sheets = []
    for page in load_pages(UploadFile("a.pdf", data), LIMITS):
        assert isinstance(page, SourcePage)
        assert page.dpi
        assert page.sheet is None
        height, width = (side / page.dpi * 25.4 for side in page.image.shape[:2])
        sheets.append(take_apart(page.image, width, height))
    return sheets


def sheet_of(content: str, resources: str = "", *more: bytes) -> Sheet | None:
    """The undrawn sheet of a page of words and this content, None when it was drawn after all."""
    (page,) = told(one_page(f"{WORDS} {content}", f"{FONT} {resources}", "", "[0 0 595 842]", *more))
    return page.sheet


def near(rects: tuple[Rect, ...], rect: Rect, slack_mm: float) -> bool:
    return any(
        max(abs(r.left - rect.left), abs(r.top - rect.top), abs(r.right - rect.right), abs(r.bottom - rect.bottom))
        < slack_mm
        for r in rects
    )


@pytest.mark.parametrize(
    ("form", "edition"),
    [("ct01", "tt116_2026"), ("birth_registration", "tt04_2024"), ("hkd_registration", "tt68_2025")],
)
def test_structure_and_ink_are_those_of_the_picture(form: str, edition: str) -> None:
    """Boxes, squares, rules and leaders of a real blank; ink nowhere that the picture has none."""
    pdf = typeset(CATALOG.edition(form, edition)).pdf
    for page, drawn in zip(told(pdf), seen(pdf), strict=True):
        assert page.sheet
        own, other = page.sheet.structure, drawn.structure
        assert len(own.ladders) == len(other.ladders)
        assert all(near(tuple(x.rect for x in own.ladders), x.rect, 1.0) for x in other.ladders)
        assert all(near(own.tick_boxes, box, 1.0) for box in other.tick_boxes)
        assert all(near(own.upright, r, 1.5) for r in other.upright if not any(x.rect.holds(r) for x in other.ladders))
        ends = [(x.left, x.right, x.baseline) for x in own.leaders]
        missing = [
            x
            for x in other.leaders
            if not any(a - 3 < x.left and x.right < b + 3 and abs(c - x.baseline) < 1.5 for a, b, c in ends)
        ]
        assert len(missing) <= 0.05 * len(other.leaders)
        around = cv2.dilate(drawn.ink, np.ones((9, 9), np.uint8))
        height, width = (min(a, b) for a, b in zip(around.shape, page.sheet.ink.shape, strict=True))
        stray = page.sheet.ink[:height, :width] & (1 - around[:height, :width])
        assert stray.mean() < 0.002


def test_ticked_fields_are_ticked_squares() -> None:
    """The cross of a form field's appearance lies in its square."""
    pdf = fill(typeset(CATALOG.edition("birth_registration", "tt04_2024")).pdf, {"copy_requested": "Có"})
    states = [
        ticked(page.sheet, box).ink for page in told(pdf) if page.sheet for box in page.sheet.structure.tick_boxes
    ]
    assert sorted(states) == sorted([Ink.WRITTEN, Ink.BLANK])


def test_what_a_hand_drew_is_ink_and_no_rule() -> None:
    """A signature made of curves, as tablets write it."""
    sheet = sheet_of("1 w 200 300 m 230 380 260 250 300 320 c 320 300 350 360 380 310 c S")
    assert sheet
    place = Rect(200 / MM, (842 - 390) / MM, 380 / MM, (842 - 240) / MM)
    assert sheet.text[pixels(place, sheet.text.shape)].sum() > 50
    assert sheet.structure.horizontal == ()


def test_a_line_drawn_cell_by_cell_is_one_rule() -> None:
    """Word draws each side of each cell; areas that are thin are rules, too."""
    strokes = " ".join(f"{a} 400 m {b} 400 l S" for a, b in pairwise(range(100, 401, 50)))
    thin = " ".join(f"{x} 300 50 0.5 re f" for x in range(100, 400, 50))
    sheet = sheet_of(f"{strokes} {thin}")
    assert sheet
    assert [round(r.width * MM) for r in sheet.structure.horizontal] == pytest.approx([301, 300], abs=2)


def test_light_areas_are_no_ink() -> None:
    """The shade of a table's header, and a white box behind a text."""
    sheet = sheet_of("0.85 g 100 200 200 100 re f 1 1 1 rg 100 400 200 100 re f")
    assert sheet
    assert not sheet.ink[round(300 / MM * PX_PER_MM) :].any()


@pytest.mark.parametrize(
    ("content", "resources"),
    [
        ("q 100 0 0 100 50 50 cm /Im0 Do Q", "/XObject << /Im0 5 0 R >>"),
        ("/Sh0 sh", "/Shading << /Sh0 << /ShadingType 2 /ColorSpace /DeviceGray /Coords [0 0 1 1] >> >>"),
        ("q 9 0 0 9 50 50 cm BI /W 1 /H 1 /BPC 8 /CS /G ID \x00 EI Q", ""),
        ("/G0 gs 10 10 50 50 re f", "/ExtGState << /G0 << /ca 0.5 >> >>"),
    ],
)
def test_a_page_that_shows_more_than_text_and_lines_is_drawn(content: str, resources: str) -> None:
    """A picture may be a signature; a shading may be anything."""
    assert sheet_of(content, resources, jpeg_object(paper(60, 60))) is None


def test_a_picture_with_a_few_words_stays_a_picture() -> None:
    """A portal stamps its signature block over a scan: these words are not the page."""
    image = jpeg_object(paper())
    (page,) = told(
        one_page(
            f"q 595 0 0 842 0 0 cm /Im0 Do Q {WORDS}", f"{FONT} /XObject << /Im0 5 0 R >>", "", "[0 0 595 842]", image
        )
    )
    assert (page.sheet, page.text_words) == (None, None)


def test_a_turned_page_is_told_as_it_is_shown() -> None:
    """/Rotate turns glyphs and lines alike."""
    (page,) = told(one_page(f"{WORDS} 100 400 m 400 400 l S", FONT, "/Rotate 90"))
    assert page.sheet
    assert page.sheet.ink.shape[0] < page.sheet.ink.shape[1]
    assert page.sheet.structure.horizontal == ()
    assert len(page.sheet.structure.upright) == 1


@pytest.mark.parametrize(
    ("annotation", "form", "drawn"),
    [
        ("/Subtype /Widget /FT /Tx /T (a) /V (L\\352)", "", True),
        ("/Subtype /Widget /FT /Tx /T (a) /V ()", "", False),
        ("/Subtype /Widget /FT /Tx /T (a) /V (L\\352) /AP << /N 5 0 R >>", "", False),
        ("/Subtype /Widget /FT /Tx /T (a) /V (L\\352) /AP << /N 5 0 R >>", "/NeedAppearances true", True),
        ("/Subtype /Ink /InkList [[100 100 200 200]]", "", True),
        ("/Subtype /Ink /F 2 /InkList [[100 100 200 200]]", "", False),
        ("/Subtype /Link", "", False),
    ],
)
def test_what_only_a_viewer_shows_is_drawn(annotation: str, form: str, drawn: bool) -> None:
    """A value or a stroke without an appearance is seen by everybody but not told by the file."""
    look = "<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Length 0 >>\nstream\n\nendstream"
    data = pdf(
        f"<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [6 0 R] {form} >> >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Annots [6 0 R] "
        f"/Resources << {FONT} >> >>",
        stream(WORDS.encode()),
        look,
        f"<< /Type /Annot /Rect [100 100 200 120] {annotation} >>",
    )
    (page,) = told(data)
    assert (page.sheet is None) is drawn


def test_rules_without_a_word_are_a_page_without_words() -> None:
    """The empty last row of a table on a page of its own; a page of nothing is drawn, and found blank."""
    (page,) = told(one_page("100 400 m 400 400 l S", FONT))
    assert page.sheet
    assert page.text_words == ()
    (page,) = told(one_page("", FONT))
    assert page.sheet is None
