"""PDF pages: taken as they lie in the file or drawn, with their words when born digital, and their form values."""

import io
import unicodedata
from pathlib import Path

import cv2
import numpy as np
import pdf2image
import pypdf
import pytest
from reportlab.pdfgen import canvas

from scanpipe.errors import EngineError
from scanpipe.imaging.load import Limits, SourcePage, load_pages
from scanpipe.model import UploadFile, Word
from tests.imaging.pdf_samples import flate, jpeg, jpeg_object, one_page, paper, pdf, scan, stream, typed

pytestmark = pytest.mark.poppler

LIMITS = Limits(max_bytes=50_000_000, max_pages=20, max_pixels=80_000_000, poppler_timeout_s=8.0)
SENTENCE = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]


def pages_of(data: bytes) -> list[SourcePage]:
    pages = list(load_pages(UploadFile("hồ sơ.pdf", data), LIMITS))
    assert all(isinstance(page, SourcePage) for page in pages), pages
    return [page for page in pages if isinstance(page, SourcePage)]


def page_of(data: bytes) -> SourcePage:
    (page,) = pages_of(data)
    return page


def is_raw(page: SourcePage, pixels: np.ndarray) -> bool:
    """Whether the page is the stored picture itself, pixel for pixel: drawing it would have blurred it."""
    return page.image.shape == pixels.shape and bool(np.array_equal(page.image, pixels))


def decoded(pixels: np.ndarray) -> np.ndarray:
    """The pixels after the loss of JPEG."""
    back = cv2.imdecode(np.frombuffer(jpeg(pixels), np.uint8), cv2.IMREAD_UNCHANGED)
    assert back is not None
    return back


def bits(pixels: np.ndarray) -> bytes:
    return np.packbits(pixels > 128, axis=1).tobytes()


# --- a page that is one image ---------------------------------------------------------------------------------------


def test_a_page_that_is_one_jpeg_is_taken_as_it_lies_in_the_file():
    """No rendering: the same pixels, and the resolution follows from the size of the page."""
    page = page_of(scan(jpeg_object(paper())))
    assert is_raw(page, decoded(paper()))
    assert page.dpi == pytest.approx(827 / (595 / 72), rel=1e-6)
    assert page.text_words is None
    assert page.form_values is None


def test_a_colour_jpeg_page_keeps_its_colour():
    """Red ink and seals are told from their colour."""
    pixels = cv2.cvtColor(paper(), cv2.COLOR_GRAY2BGR)
    pixels[600:700, 300:500] = (30, 30, 200)
    assert is_raw(page_of(scan(jpeg_object(pixels))), decoded(pixels))


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
def test_the_pages_rotation_turns_the_raw_image(rotate: int):
    """/Rotate turns clockwise; the drawn page of the same file agrees."""
    data = scan(jpeg_object(paper()), page=f"/Rotate {rotate}")
    raw = page_of(data).image
    assert np.array_equal(raw, np.rot90(decoded(paper()), -rotate // 90))
    drawn = page_of(scan(jpeg_object(paper()), page=f"/Rotate {rotate}", extra="0 0 1 1 re f")).image
    again = cv2.resize(drawn, raw.shape[::-1], interpolation=cv2.INTER_AREA)
    assert np.abs(again.astype(int) - raw).mean() < 3


@pytest.mark.parametrize("decode", ["", "/Decode [1 0]"])
def test_one_bit_samples_are_taken_with_their_polarity(decode: str):
    """Scanners write both polarities; the wrong one is white writing on black paper."""
    pixels = np.where(paper(830, 1170) > 128, 255, 0).astype(np.uint8)
    stored = pixels if not decode else 255 - pixels
    entries = "/Subtype /Image /Width 830 /Height 1170 /BitsPerComponent 1 /ColorSpace /DeviceGray"
    assert is_raw(page_of(scan(flate(bits(stored), f"{entries} {decode}"))), pixels)


@pytest.mark.parametrize("black_is_1", [False, True])
def test_group_4_fax_pages_are_taken_with_their_polarity(black_is_1: bool):
    """What fax machines and office scanners put into a PDF; Poppler is the judge of black and white."""
    import PIL.Image
    from PIL import TiffImagePlugin

    pixels = np.where(paper(830, 1170) > 128, 255, 0).astype(np.uint8)
    out = io.BytesIO()
    PIL.Image.fromarray(pixels).convert("1").save(out, "TIFF", compression="group4", strip_size=10_000_000)
    with PIL.Image.open(io.BytesIO(out.getvalue())) as picture:
        assert isinstance(picture, TiffImagePlugin.TiffImageFile)
        start, size, white_is_zero = picture.tag_v2[273][0], picture.tag_v2[279][0], picture.tag_v2[262] == 0
    parameters = f"/DecodeParms << /K -1 /Columns 830 /Rows 1170 /BlackIs1 {str(black_is_1).lower()} >>"
    entries = "/Subtype /Image /Width 830 /Height 1170 /BitsPerComponent 1 /ColorSpace /DeviceGray"
    fax = stream(out.getvalue()[start : start + size], f"{entries} /Filter /CCITTFaxDecode {parameters}")
    raw = page_of(scan(fax)).image
    drawn = page_of(scan(fax, extra="0 0 1 1 re f")).image
    again = cv2.resize(drawn, raw.shape[::-1], interpolation=cv2.INTER_AREA)
    assert np.abs(again.astype(int) - raw).mean() < 8
    assert np.array_equal(raw, pixels if white_is_zero != black_is_1 else 255 - pixels)


def test_invisible_text_over_a_scan_is_not_the_page():
    """An OCR layer of unknown quality: the picture is taken, the words are not."""
    words = "BT 3 Tr /F1 12 Tf 72 700 Td (" + " ".join(SENTENCE * 5) + ") Tj ET"
    font = "/Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >>"
    page = page_of(scan(jpeg_object(paper()), extra=words, resources=font))
    assert is_raw(page, decoded(paper()))
    assert page.text_words is None


def test_words_stamped_on_a_scan_are_drawn_and_do_not_replace_ocr():
    """A portal's signature stamp is visible, so the page is drawn with it, and still read as a picture."""
    words = "BT /F1 12 Tf 72 700 Td (" + " ".join(SENTENCE * 5) + ") Tj ET"
    font = "/Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >>"
    page = page_of(scan(jpeg_object(paper()), extra=words, resources=font))
    assert not is_raw(page, decoded(paper()))
    assert page.text_words is None
    at = page.image[round((842 - 700 - 8) / 72 * 200) : round((842 - 700) / 72 * 200), 200:900]
    assert at.min() < 90


def test_a_stamp_annotation_on_a_scan_is_drawn():
    """Signing programs put the seal into an annotation; the raw image alone would lose it."""
    seal = "<< /Type /Annot /Subtype /Stamp /Rect [300 300 400 400] /F 4 /AP << /N 6 0 R >> >>"
    look = stream(b"1 0 0 rg 0 0 10 10 re f", "/Type /XObject /Subtype /Form /BBox [0 0 10 10]")
    xobject = "/XObject << /Im0 5 0 R >>"
    data = one_page(
        "q 595 0 0 842 0 0 cm /Im0 Do Q", xobject, f"/Annots [{seal}]", "[0 0 595 842]", jpeg_object(paper()), look
    )
    page = page_of(data)
    y, x = round((842 - 350) / 72 * 200), round(350 / 72 * 200)
    blue, green, red = (int(value) for value in page.image[y, x])
    assert red > 200
    assert max(blue, green) < 80


@pytest.mark.shared
def test_turned_scans_come_out_as_they_are_displayed(shared_data: Path):
    """Four PDFs of one page: the others are quarter turns of the upright one."""
    folder = shared_data / "skew-known"
    upright = page_of((folder / "docling_ocr_test.pdf").read_bytes()).image
    assert upright.shape == (3508, 2480)
    for name, turns in (("180", 2), ("270", -1), ("90", 1)):  # 270: "as displayed turned 90 clockwise"
        image = page_of((folder / f"docling_ocr_test_rotated_{name}.pdf").read_bytes()).image
        expected = np.rot90(upright, turns)
        assert image.shape == expected.shape, name
        assert np.abs(image.astype(int) - expected).mean() < 4, name


@pytest.mark.shared
def test_real_office_scans_are_taken_raw_and_signed_ones_are_not_trusted(shared_data: Path):
    """Fax and JPEG scans of decrees, one with a portal's signature as text: no words, full resolution."""
    fax = pages_of((shared_data / "vietnamese-forms" / "ct01_tt66-2023_2pages.pdf").read_bytes())
    assert [page.image.shape for page in fax] == [(2339, 1676), (2335, 1666)]
    office = pages_of((shared_data / "vietnamese-print" / "scan_office_tt150-2020_2pages.pdf").read_bytes())
    assert [page.image.shape for page in office] == [(2340, 1644, 3), (2342, 1644, 3)]
    signed = page_of((shared_data / "vietnamese-print" / "scan_69_2024_ND-CP_p1.pdf").read_bytes())
    assert signed.text_words is None
    assert signed.image.shape[2:] == (3,)


def test_a_clip_to_the_page_changes_nothing_and_a_smaller_one_is_obeyed():
    """Scanners clip to the page's edge; a clip inside it hides part of the image."""
    whole = scan(jpeg_object(paper())).replace(b"q 595", b"q 0 0 595 842 re W n 595")
    assert is_raw(page_of(whole), decoded(paper()))
    half = scan(jpeg_object(paper())).replace(b"q 595", b"q 0 0 595 421 re W n 595")
    assert page_of(half).image[:1000].min() > 250


# --- Poppler ---------------------------------------------------------------------------------------------------------


def test_without_poppler_the_administrator_is_told_and_scans_still_open(monkeypatch: pytest.MonkeyPatch):
    """A page that is one image needs no Poppler; any other names the package to install."""
    monkeypatch.setattr("scanpipe.imaging.pdf_render.shutil.which", lambda _: None)
    assert is_raw(page_of(scan(jpeg_object(paper()))), decoded(paper()))
    with pytest.raises(EngineError, match="poppler-utils"):
        page_of(typed(["Hello"]))


def test_pdftocairo_is_asked_when_pdftoppm_draws_nothing(monkeypatch: pytest.MonkeyPatch):
    """Two programs, two sets of faults."""
    real, asked = pdf2image.convert_from_path, []

    def only_cairo(*args, **options):
        asked.append(options["use_pdftocairo"])
        return real(*args, **options) if options["use_pdftocairo"] else []

    monkeypatch.setattr(pdf2image, "convert_from_path", only_cairo)
    page = page_of(typed(["Hello"]))
    assert asked == [False, True]
    assert page.image.shape == (2339, 1653)
    assert page.image.min() < 100


# --- the text layer ------------------------------------------------------------------------------------------------


def test_words_of_a_born_digital_page_stand_where_they_are_printed():
    """In millimetres from the top left corner; the ink of the drawn page is inside each word's place."""
    page = page_of(typed([" ".join(SENTENCE)] * 5))
    assert page.text_words is not None
    assert [word.text for word in page.text_words] == SENTENCE * 5
    assert page.dpi is not None
    first = page.text_words[0]
    assert first.confidence == 1.0
    assert first.rect.left == pytest.approx(72 / 72 * 25.4, abs=0.3)
    assert first.rect.bottom == pytest.approx(50 / 72 * 25.4, abs=1.5)
    ink = page.image < 128
    for word in page.text_words:
        ink[_slices(word, page.dpi)] = False
    assert not ink.any()


def _slices(word: Word, dpi: float) -> tuple[slice, slice]:
    scale = dpi / 25.4
    rect = word.rect.grown(0.3)
    return (
        slice(int(rect.top * scale), int(rect.bottom * scale) + 1),
        slice(int(rect.left * scale), int(rect.right * scale) + 1),
    )


@pytest.mark.parametrize("rotate", [90, 180, 270])
def test_words_turn_with_the_page(rotate: int):
    """Places are those on the page as shown."""
    reader = pypdf.PdfReader(io.BytesIO(typed([" ".join(SENTENCE)] * 5)))
    writer = pypdf.PdfWriter()
    writer.add_page(reader.pages[0]).rotate(rotate)
    out = io.BytesIO()
    writer.write(out)
    page = page_of(out.getvalue())
    assert page.text_words is not None
    assert page.dpi is not None
    ink = page.image < 128
    assert ink.any()
    for word in page.text_words:
        ink[_slices(word, page.dpi)] = False
    assert not ink.any()


def test_a_few_words_are_not_a_text_layer():
    """A caption on a drawing of curves: fewer than thirty words are left to OCR."""
    font = "/Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >>"
    words = f"BT /F1 12 Tf 72 800 Td ({' '.join(SENTENCE[:9])}) Tj ET"
    for drawing in ("100 100 m 150 300 250 300 300 100 c S", "100 100 m 300 250 l S"):
        assert page_of(one_page(f"{words} {drawing}", font)).text_words is None
    assert page_of(one_page(f"{words} 72 790 m 300 790 l S", font)).text_words


def test_a_page_of_few_words_and_nothing_else_needs_no_reading():
    """The last page of a typed form may hold no more than who signs."""
    page = page_of(typed([" ".join(SENTENCE[:9])]))
    assert [word.text for word in page.text_words or ()] == SENTENCE[:9]


def test_kerned_letters_are_one_word_and_wide_gaps_are_not():
    """TJ arrays move single letters; a gap of a quarter em is a space even when no space is drawn."""
    line = "[(Ng) 60 (uy) -40 (en) -300 (Van)] TJ 0 -20 Td"
    font = "/Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >>"
    page = page_of(one_page(f"BT /F1 12 Tf 72 800 Td {line * 20} ET", font))
    assert page.text_words is not None
    assert [word.text for word in page.text_words] == ["Nguyen", "Van"] * 20


def test_letters_and_tones_drawn_apart_become_one_letter():
    """Some programs draw the letter and then its tone over it; the word is NFC."""
    cmap = (
        b"/CIDInit /ProcSet findresource begin begincmap 1 begincodespacerange <0000> <ffff> endcodespacerange "
        b"3 beginbfchar <0001> <0056> <0002> <00ea> <0003> <0323> endbfchar 1 beginbfchar <0004> <0074> endbfchar "
        b"endcmap end end"
    )
    font = "<< /Type /Font /Subtype /Type0 /BaseFont /Some /Encoding /Identity-H"
    font += " /DescendantFonts [6 0 R] /ToUnicode 7 0 R >>"
    descendant = (
        "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Some /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity)"
        " /Supplement 0 >> /DW 600 /W [3 [0]] >>"
    )
    word = "<0001000200030004> Tj 0 -20 Td"
    page = page_of(
        one_page(
            f"BT /F1 12 Tf 72 800 Td {word * 35} ET",
            "/Font << /F1 5 0 R >>",
            "",
            "[0 0 595 842]",
            font,
            descendant,
            stream(cmap),
        )
    )
    assert page.text_words is not None
    assert {found.text for found in page.text_words} == {"Vệt"}
    assert all(unicodedata.is_normalized("NFC", found.text) for found in page.text_words)


def test_fonts_of_the_nineties_are_not_believed():
    """.VnTime draws Vietnamese at other letters' codes: its text layer is garbage, the picture is not."""
    font = "/Font << /F1 << /Type /Font /Subtype /TrueType /BaseFont /ABCDEF+.VnTime /Encoding /WinAnsiEncoding >> >>"
    content = "BT /F1 12 Tf 72 800 Td " + "(C\\351ng h\\337a x\\267 h\\351i) Tj 0 -20 Td " * 20 + "ET"
    page = page_of(one_page(content, font))
    assert page.text_words is None


def test_text_under_a_picture_is_hidden():
    """Words that a later image covers are not what the page shows."""
    font = "/Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >>"
    words = "BT /F1 10 Tf 72 700 Td " + f"({' '.join(SENTENCE)}) Tj 0 -20 Td " * 5 + "ET"
    data = one_page(
        f"{words} q 595 0 0 400 0 400 cm /Im0 Do Q",
        f"/XObject << /Im0 5 0 R >> {font}",
        "",
        "[0 0 595 842]",
        jpeg_object(paper()),
    )
    assert page_of(data).text_words is None


@pytest.mark.shared
@pytest.mark.parametrize("name", ["digital_luat15-2012.pdf", "digital_nd65-2018.pdf"])
def test_vietnamese_laws_are_read_from_their_text_layer(shared_data: Path, name: str):
    """Composed Vietnamese letters, and the national motto as words in their order."""
    pages = pages_of((shared_data / "vietnamese-print" / name).read_bytes())
    words = [word.text for page in pages for word in page.text_words or ()]
    assert len(words) > 1500
    assert all(unicodedata.is_normalized("NFC", word) for word in words)
    text = " ".join(words)
    for phrase in ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"):
        assert phrase in text


# --- boxes, sizes, colours ------------------------------------------------------------------------------------------


def test_a_page_is_drawn_at_200_dpi_in_gray():
    """Enough for OCR; a page without colour takes a third of the memory."""
    page = page_of(typed(["Hello"]))
    assert page.image.shape == (2339, 1653)
    assert page.dpi == pytest.approx(200, abs=0.2)


def test_a_page_with_colour_is_drawn_in_colour():
    """Red lines of a drawn seal stay red."""
    page = page_of(one_page("1 0 0 rg 100 100 200 200 re f"))
    assert page.image.ndim == 3
    assert tuple(page.image[-500, 500]) == (0, 0, 255)


def test_a_page_box_of_kilometres_is_drawn_in_bounded_pixels():
    """14,400 metres a side: the picture has a page's pixels, and its dpi says how little that is."""
    page = page_of(one_page("0 0 20000000 20000000 re f", box="[0 0 40000000 40000000]"))
    assert page.image.size <= 2480 * 3508 * 1.01
    assert page.dpi is not None
    assert page.dpi < 1


def test_user_unit_and_crop_box_make_the_page():
    """A page of half the points with twice the unit is the same sheet; only the CropBox is shown."""
    big = page_of(one_page("0 0 10 10 re f", page="/UserUnit 2", box="[0 0 297.5 421]"))
    assert big.image.shape == (2339, 1653)
    cropped = page_of(one_page("0 0 100 842 re f", page="/CropBox [100 0 400 842]"))
    assert cropped.image.shape == (2339, 834)
    assert cropped.image.min() == 255


def test_a_page_box_that_makes_no_sense_is_letter():
    """What Poppler draws then, and the words have to be placed on the same sheet."""
    page = page_of(one_page("0 0 10 10 re f", box="[0 0 0 0]"))
    assert page.image.shape == (2200, 1700)


# --- form fields ---------------------------------------------------------------------------------------------------


def filled_form() -> bytes:
    out = io.BytesIO()
    sheet = canvas.Canvas(out, pagesize=(595, 842))
    form = sheet.acroForm
    form.textfield(name="ho_ten", value="Nguyen Van A", x=100, y=700, width=200, height=20)
    form.textfield(name="email", value="", x=100, y=660, width=200, height=20)
    form.checkbox(name="dong_y", checked=True, x=100, y=620)
    form.checkbox(name="tu_choi", checked=False, x=100, y=600)
    form.radio(name="gioi_tinh", value="nam", selected=False, x=100, y=560)
    form.radio(name="gioi_tinh", value="nu", selected=True, x=140, y=560)
    form.choice(
        name="noi_cap", value="HN", options=[("Ha Noi", "HN"), ("Hue", "HUE")], x=100, y=500, width=90, height=20
    )
    sheet.showPage()
    sheet.drawString(72, 700, "no fields here")
    sheet.showPage()
    sheet.save()
    return out.getvalue()


def test_form_values_are_read_by_name_on_their_page():
    """Text, check boxes, radio buttons and lists; an empty or unticked field is an empty text."""
    first, second = pages_of(filled_form())
    assert first.form_values == {
        "ho_ten": "Nguyen Van A",
        "email": "",
        "dong_y": "Yes",
        "tu_choi": "",
        "gioi_tinh": "nu",
        "noi_cap": "Ha Noi",
    }
    assert second.form_values is None


def test_names_and_values_of_fields_are_inherited():
    """A field's name is that of all its ancestors; Vietnamese values come out in NFC."""
    value = b"\xfe\xff" + "Nguyê\u0303n".encode("utf-16-be")
    data = pdf(
        "<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [5 0 R] >> >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Annots [6 0 R] >>",
        stream(b"0 0 10 10 re f"),
        f"<< /FT /Tx /T (to_khai) /V <{value.hex()}> /Kids [6 0 R] >>",
        "<< /Type /Annot /Subtype /Widget /Parent 5 0 R /T (ho_ten) /Rect [100 700 300 720] >>",
    )
    assert page_of(data).form_values == {"to_khai.ho_ten": "Nguyễn"}


def test_a_field_that_is_its_own_parent_does_not_hang():
    """A loop in the tree of fields ends."""
    widget = "<< /Type /Annot /Subtype /Widget /Parent 5 0 R /FT /Tx /T (a) /V (b) /Rect [9 9 20 20] >>"
    page = page_of(one_page("0 0 10 10 re f", "", "/Annots [5 0 R]", "[0 0 595 842]", widget))
    assert list((page.form_values or {}).values()) == ["b"]


@pytest.mark.shared
def test_forms_filled_by_other_programs(shared_data: Path):
    """The same field filled in Acrobat Reader and in Evince, and one left empty."""
    folder = shared_data / "acroforms"
    values = {file.stem: page_of(file.read_bytes()).form_values for file in sorted(folder.glob("*.pdf"))}
    assert values["pypdf_form"] == {"foo": ""}
    assert values["pypdf_form_acrobatReader"] == {"foo": "Bar"}
    assert values["pypdf_form_evince"] == {"foo": "bar"}
    assert values["pdfjs_textfields"] == {f"Text{n}": "" for n in range(3, 12)}
