"""QR codes in pictures: found at a look, found closely, told apart from noise."""

from pathlib import Path

import cv2
import numpy as np
import pytest
import zxingcpp

from scanpipe.imaging.qr_codes import find_codes, find_codes_closely
from scanpipe.model import Image

TEXT = "001199000001||Nguyễn Thị Thu Nghiêm|01021999|Nữ|Thôn Đông, Xã Mẫu, Tỉnh Mẫu|05092021"


def page_with(text: str, module_px: float, *, at: tuple[int, int] = (300, 200)) -> Image:
    """A gray A4 page at 100 dpi with one code on it."""
    made = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    modules = np.asarray(made.to_image(scale=1))
    side = round(modules.shape[0] * module_px)
    page: Image = np.full((1169, 827), 245, np.uint8)
    page[at[1] : at[1] + side, at[0] : at[0] + side] = cv2.resize(modules, (side, side), interpolation=cv2.INTER_AREA)
    return page


def test_a_code_is_read_with_its_vietnamese_letters_and_its_place() -> None:
    """UTF-8 that does not say so is still UTF-8."""
    code = find_codes(page_with(TEXT, 4))[0]
    assert code.text == TEXT
    assert 300 <= code.left < code.right <= 300 + 4 * 70
    assert 200 <= code.top < code.bottom <= 200 + 4 * 70


@pytest.mark.parametrize("quarter", [1, 2, 3])
def test_a_code_on_its_side_is_read(quarter: int) -> None:
    """Cards lie on the glass any way up."""
    turned = np.ascontiguousarray(np.rot90(page_with(TEXT, 4), quarter))
    assert [c.text for c in find_codes(turned)] == [TEXT]


def test_the_closer_look_places_codes_on_the_picture_it_was_given() -> None:
    """Enlarging for a look is undone in the place."""
    plain = find_codes(page_with(TEXT, 4))[0]
    close = find_codes_closely(page_with(TEXT, 4))[0]
    assert close.text == TEXT
    assert abs(close.left - plain.left) <= 2
    assert abs(close.bottom - plain.bottom) <= 2


def test_small_modules_are_read_by_the_closer_look() -> None:
    """Two pixels a module and a blur: 15 mm at 180 dpi."""
    soft = np.asarray(cv2.GaussianBlur(page_with(TEXT, 2.05), (0, 0), 1.0), np.uint8)
    cut = soft[180:360, 280:460]
    assert [c.text for c in find_codes_closely(cut)] == [TEXT]


def test_colour_pictures_are_read_too() -> None:
    """Scans come in colour."""
    assert find_codes(cv2.cvtColor(page_with(TEXT, 3), cv2.COLOR_GRAY2BGR))[0].text == TEXT


def test_an_empty_page_and_noise_have_no_code() -> None:
    """Nothing is made up."""
    noise = np.random.default_rng(3).integers(0, 256, (400, 400)).astype(np.uint8)
    assert find_codes(np.full((400, 400), 255, np.uint8)) == ()
    assert find_codes(noise) == ()


@pytest.mark.shared
def test_codes_of_real_pictures_are_read(shared_data: Path) -> None:
    """Photos and scans of QR codes that others use to test their readers."""
    folder = shared_data / "qr-mrz"
    read = 0
    pictures = sorted(folder.glob("zxing_qrcode-*"))
    for path in pictures:
        picture = cv2.imread(str(path))
        read += bool(find_codes(picture) or find_codes_closely(picture))
    assert len(pictures) >= 4
    assert read >= len(pictures) - 1


@pytest.mark.shared
def test_a_code_of_another_sort_is_not_a_qr(shared_data: Path) -> None:
    """PDF417 is left alone."""
    picture = cv2.imread(str(shared_data / "qr-mrz" / "zxing_pdf417-2_01.webp"))
    assert find_codes(picture) == ()
