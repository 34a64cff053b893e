"""Opening a file: what is refused at the door, and that pages come one at a time."""

import io
import struct
import time
import zlib

import numpy as np
import PIL.Image
import pytest

from scanpipe.errors import UploadError
from scanpipe.imaging.load import BrokenPage, Limits, SourcePage, load_pages
from scanpipe.model import UploadFile
from scanpipe.settings import Settings
from tests.imaging.pdf_samples import jpeg, jpeg_object, paper, pdf, stream

LIMITS = Limits(max_bytes=5_000_000, max_pages=20, max_pixels=80_000_000, poppler_timeout_s=8.0)


def pages_of(data: bytes, name: str = "giấy tờ.pdf", limits: Limits = LIMITS) -> list[SourcePage | BrokenPage]:
    return list(load_pages(UploadFile(name, data), limits))


def refusal(data: bytes, name: str = "giấy tờ.pdf", limits: Limits = LIMITS) -> UploadError:
    with pytest.raises(UploadError) as caught:
        pages_of(data, name, limits)
    return caught.value


def png_header(width: int, height: int) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")


def test_an_empty_file_is_called_empty():
    """Zero bytes are not "damaged": the citizen sent nothing."""
    error = refusal(b"", "a.jpg")
    assert (error.code, error.params) == ("file.empty", {"name": "a.jpg"})


def test_a_file_over_the_limit_is_refused_with_the_limit():
    """The refusal names the number of megabytes that would be accepted."""
    error = refusal(b"%PDF-" + bytes(5_000_001))
    assert (error.code, error.params["max_mb"]) == ("file.too_large", 5)


@pytest.mark.parametrize(
    "data",
    [
        b"<!DOCTYPE html><html>log in first</html>",
        b"\n <html><p>see %PDF-1.4 below</p></html>",
        b"PK\x03\x04 a Word file",
        b"GIF89a" + bytes(20),
        b"hello",
        b"\0",
        b"\0\0\0\x1cftypisom" + bytes(40),
    ],
)
def test_what_is_no_picture_and_no_pdf_is_refused_whatever_its_name(data: bytes):
    """A portal's login page saved as .pdf is the commonest wrong file."""
    assert refusal(data, "to_khai.pdf").code == "file.wrong_type"


def test_a_picture_named_pdf_is_a_picture():
    """Names are never trusted, in neither direction."""
    (page,) = pages_of(jpeg(paper()), "to_khai.pdf")
    assert isinstance(page, SourcePage)
    assert page.image.shape == (1170, 827)


def test_a_picture_of_200_megapixels_is_refused_from_its_header():
    """Nothing is decoded: the refusal takes no time and tells both numbers."""
    start = time.perf_counter()
    error = refusal(png_header(20_000, 10_000), "to.png")
    assert time.perf_counter() - start < 0.5
    assert (error.code, error.params["megapixels"], error.params["max_megapixels"]) == ("file.too_many_pixels", 200, 80)


def test_a_picture_within_the_pixel_limit_is_decoded():
    """The limit counts pixels, not sides."""
    small = Limits(5_000_000, 20, 10_000, 8.0)
    out = io.BytesIO()
    PIL.Image.new("L", (100, 100), 200).save(out, "PNG")
    assert len(pages_of(out.getvalue(), limits=small)) == 1
    assert refusal(jpeg(paper()), limits=small).code == "file.too_many_pixels"


def test_limits_come_from_the_settings():
    """Megabytes and megapixels of the settings are millions."""
    limits = Limits.of(Settings(max_file_mb=7, max_pages=3, max_megapixels=2, poppler_timeout_s=1.5))
    assert limits == Limits(7_000_000, 3, 2_000_000, 1.5)
    assert limits.max_mb == 7


def test_pages_are_read_only_when_asked_for():
    """The first frame of a TIFF comes before the damaged second one is looked at."""
    out = io.BytesIO()
    frames = [PIL.Image.new("L", (60, 40), gray) for gray in (10, 200)]
    frames[0].save(out, "TIFF", save_all=True, append_images=frames[1:], compression="tiff_adobe_deflate")
    data = bytearray(out.getvalue())
    with PIL.Image.open(io.BytesIO(bytes(data))) as picture:
        picture.seek(1)
        start = picture.tag_v2[273][0]
    data[start : start + 4] = b"\xff\xff\xff\xff"
    pages = load_pages(UploadFile("hai trang.tif", bytes(data)), LIMITS)
    first = next(pages)
    assert isinstance(first, SourcePage)
    assert (first.file_page, int(first.image[0, 0])) == (1, 10)
    with pytest.raises(UploadError):
        next(pages)


def scans(*images: bytes) -> bytes:
    kids = " ".join(f"{3 + 3 * i} 0 R" for i in range(len(images)))
    objects: list[bytes | str] = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(images)} /MediaBox [0 0 595 842] >>",
    ]
    for i, image in enumerate(images):
        n = 3 + 3 * i
        xobject = f"/Resources << /XObject << /Im0 {n + 2} 0 R >> >>"
        objects += [
            f"<< /Type /Page /Parent 2 0 R /Contents {n + 1} 0 R {xobject} >>",
            stream(b"q 595 0 0 842 0 0 cm /Im0 Do Q"),
            image,
        ]
    return pdf(*objects)


def cut_short(pixels: np.ndarray) -> bytes:
    whole = jpeg(pixels)
    height, width = pixels.shape
    entries = f"/Subtype /Image /Width {width} /Height {height} /BitsPerComponent 8 /ColorSpace /DeviceGray"
    return stream(whole[: len(whole) // 2], f"{entries} /Filter /DCTDecode")


def test_a_damaged_page_among_good_ones_loses_nothing_of_the_others():
    """Poppler would show the missing half as white paper, and its fields as blank: the page is broken instead."""
    good = jpeg_object(paper())
    pages = pages_of(scans(cut_short(paper()), good, cut_short(paper()), good))
    assert [(type(page), page.file_page) for page in pages] == [
        (BrokenPage, 1),
        (SourcePage, 2),
        (BrokenPage, 3),
        (SourcePage, 4),
    ]


def test_a_file_whose_every_page_is_damaged_is_corrupt():
    """There is nothing to keep, so the file is refused as a whole."""
    assert refusal(scans(cut_short(paper()), cut_short(paper()))).code == "file.corrupt"
