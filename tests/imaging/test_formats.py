"""Each kind of picture that people send, and that its pixels come out upright and in the right colours."""

import io
from pathlib import Path

import cv2
import numpy as np
import PIL.Image
import pytest

from scanpipe.errors import UploadError
from scanpipe.imaging.load import Limits, SourcePage, load_pages
from scanpipe.imaging.picture import shrink_of
from scanpipe.model import UploadFile
from tests.imaging.pdf_samples import jpeg, paper

LIMITS = Limits(max_bytes=50_000_000, max_pages=20, max_pixels=80_000_000, poppler_timeout_s=8.0)
RED_BGR, WHITE, TOLERANCE = (0, 0, 255), 255, 6


def pages_of(data: bytes, name: str = "ảnh.jpg") -> list[SourcePage]:
    pages = list(load_pages(UploadFile(name, data), LIMITS))
    assert all(isinstance(page, SourcePage) for page in pages)
    return [page for page in pages if isinstance(page, SourcePage)]


def saved(picture: PIL.Image.Image, kind: str, **options: object) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()


def close(image: np.ndarray, color: object) -> bool:
    return bool(np.abs(image.astype(int) - np.array(color)).max() <= TOLERANCE)


@pytest.mark.shared
def test_the_same_picture_in_all_eight_exif_orientations_looks_the_same(shared_data: Path):
    """Cameras turn the pixels or the flag; a citizen sees one picture, and so do we."""
    files = sorted((shared_data / "exif").glob("pillow_orientation_*.jpg"))
    images = [pages_of(file.read_bytes())[0].image.astype(int) for file in files]
    assert len(images) == 7
    for image in images[1:]:
        assert image.shape == images[0].shape
        assert np.abs(image - images[0]).mean() < 12


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF"])
def test_exif_orientation_is_undone_in_every_format(orientation: int, kind: str):
    """Stored by the inverse of each orientation, a page always comes back with its bar at the top left."""
    upright = paper(400, 600)
    stored = {
        1: upright,
        2: np.fliplr(upright),
        3: np.rot90(upright, 2),
        4: np.flipud(upright),
        5: upright.T,
        6: np.rot90(upright, 1),
        7: np.rot90(upright, 2).T,
        8: np.rot90(upright, -1),
    }[orientation]
    exif = PIL.Image.Exif()
    exif[0x0112] = orientation
    data = saved(PIL.Image.fromarray(np.ascontiguousarray(stored)), kind, exif=exif)
    (page,) = pages_of(data)
    assert page.image.shape[:2] == (600, 400)
    gray = page.image if page.image.ndim == 2 else page.image[:, :, 1]
    assert np.abs(gray.astype(int) - upright).mean() < 3


def test_a_senseless_exif_orientation_changes_nothing():
    """Values beyond 8 appear in edited photos; the picture is shown as stored."""
    exif = PIL.Image.Exif()
    exif[0x0112] = 99
    (page,) = pages_of(saved(PIL.Image.fromarray(paper(300, 200)), "JPEG", exif=exif))
    assert page.image.shape == (200, 300)


def test_gray_jpeg_stays_gray_and_colour_is_bgr():
    """A gray scan takes a third of the memory; red comes out as OpenCV's red."""
    assert pages_of(jpeg(paper()))[0].image.ndim == 2
    red = saved(PIL.Image.new("RGB", (64, 64), "red"), "JPEG", quality=95)
    assert close(pages_of(red)[0].image, RED_BGR)


@pytest.mark.parametrize("progressive", [False, True])
def test_a_jpeg_without_its_end_marker_opens_and_one_without_its_last_rows_does_not(progressive: bool):
    """Some devices forget the marker: that is not damage. A missing row is: it would be a blank one."""
    rng = np.random.default_rng(1)
    noisy = (paper(600, 800).astype(int) + rng.integers(-9, 9, (800, 600))).clip(0, 255).astype(np.uint8)
    whole = saved(PIL.Image.fromarray(noisy), "JPEG", progressive=progressive, quality=90)
    assert np.array_equal(pages_of(whole[:-2])[0].image, pages_of(whole)[0].image)
    assert len(pages_of(whole + b"trailing bytes")) == 1
    for lost in (20, 200, 2000, len(whole) // 2):
        with pytest.raises(UploadError):
            pages_of(whole[:-lost])


def test_cmyk_jpeg_has_its_colours():
    """Adobe stores CMYK inverted; ink that is read the wrong way turns paper black."""
    red = saved(PIL.Image.new("RGB", (64, 64), "red").convert("CMYK"), "JPEG", quality=95)
    assert close(pages_of(red)[0].image, RED_BGR)


@pytest.mark.shared
def test_a_real_cmyk_map_is_mostly_white_paper(shared_data: Path):
    """An Adobe-inverted CMYK JPEG from a printing house."""
    image = pages_of((shared_data / "formats" / "ocrmypdf_baiona_cmyk.jpg").read_bytes())[0].image
    assert np.median(image[:40, :40]) > 240
    assert image.mean() > 200


@pytest.mark.parametrize("mode", ["RGBA", "LA", "PA"])
def test_transparent_parts_are_white_paper(mode: str):
    """A screenshot with a transparent ground must not become a black page."""
    picture = PIL.Image.new("RGBA", (40, 40), (255, 0, 0, 0))
    picture.paste((0, 0, 0, 255), (0, 0, 10, 40))
    data = saved(picture.convert(mode), "PNG") if mode != "PA" else b""
    if mode == "PA":
        palette = PIL.Image.new("P", (40, 40), 0)
        palette.putpalette([255, 0, 0, 0, 0, 0])
        palette.paste(1, (0, 0, 10, 40))
        data = saved(palette, "PNG", transparency=0)
    image = pages_of(data)[0].image
    assert close(image[:, 12:], WHITE)
    assert close(image[:, :9], 0)


def test_a_transparent_colour_of_a_gray_or_rgb_png_is_white_paper():
    """PNG can name one colour as transparent (tRNS) without an alpha channel."""
    rgb = saved(PIL.Image.new("RGB", (20, 20), (0, 255, 0)), "PNG", transparency=(0, 255, 0))
    gray = saved(PIL.Image.new("L", (20, 20), 7), "PNG", transparency=7)
    assert close(pages_of(rgb)[0].image, WHITE)
    assert close(pages_of(gray)[0].image, WHITE)


def test_one_bit_and_palette_pictures_open():
    """Fax scans have one bit, screenshots 256 colours."""
    bit = PIL.Image.new("1", (30, 20), 1)
    bit.putpixel((3, 4), 0)
    image = pages_of(saved(bit, "PNG"))[0].image
    assert (image.ndim, int(image[4, 3]), int(image[0, 0])) == (2, 0, 255)
    palette = PIL.Image.new("RGB", (30, 20), "red").convert("P")
    assert close(pages_of(saved(palette, "PNG"))[0].image, RED_BGR)


@pytest.mark.parametrize("kind", ["PNG", "TIFF"])
def test_sixteen_bits_become_eight(kind: str):
    """Half of full scale is middle gray, not black and not white."""
    values = np.full((20, 30), 32768, np.uint16)
    values[:, :10] = 65535
    image = pages_of(saved(PIL.Image.fromarray(values), kind))[0].image
    assert close(image[:, 15:], 127)
    assert close(image[:, :10], WHITE)


@pytest.mark.parametrize("kind", ["WEBP", "HEIF"])
def test_webp_and_heic_from_phones_open(kind: str):
    """The two formats that phones prefer today."""
    import pillow_heif

    pillow_heif.register_heif_opener()
    data = saved(PIL.Image.new("RGB", (128, 96), "red"), kind, quality=95)
    image = pages_of(data, "IMG_0001.HEIC")[0].image
    assert image.shape == (96, 128, 3)
    assert np.abs(image.astype(int) - np.array(RED_BGR)).mean() < 12


def test_heic_is_turned_once_not_twice():
    """The HEIF decoder turns the picture itself; its EXIF flag must not turn it again."""
    import pillow_heif

    pillow_heif.register_heif_opener()
    upright = paper(400, 600)
    exif = PIL.Image.Exif()
    exif[0x0112] = 6
    stored = PIL.Image.fromarray(np.ascontiguousarray(np.rot90(upright, 1))).convert("RGB")
    stored.info["exif"] = exif.tobytes()  # so that the encoder also writes HEIF's own turn, as phones do
    data = saved(stored, "HEIF", quality=90)
    assert b"irot" in data
    (page,) = pages_of(data)
    assert page.image.shape[:2] == (600, 400)
    assert np.abs(page.image[:, :, 1].astype(int) - upright).mean() < 5


def test_all_pages_of_a_tiff_come_in_order():
    """Office scanners send one TIFF with a frame a page, Group 4 compressed."""
    frames = [PIL.Image.new("1", (64, 48 + i), 1) for i in range(3)]
    data = saved(frames[0], "TIFF", save_all=True, append_images=frames[1:], compression="group4")
    pages = pages_of(data)
    assert [(page.file_page, page.image.shape) for page in pages] == [(1, (48, 64)), (2, (49, 64)), (3, (50, 64))]


def test_a_tiff_with_too_many_frames_is_refused():
    """The limit on pages holds for TIFF as well, before a frame is decoded."""
    frames = [PIL.Image.new("1", (8, 8), 1) for _ in range(22)]
    data = saved(frames[0], "TIFF", save_all=True, append_images=frames[1:])
    with pytest.raises(UploadError) as caught:
        pages_of(data)
    assert (caught.value.code, caught.value.params["max"]) == ("file.too_many_pages", 20)


def test_a_fax_gets_square_pixels():
    """Standard fax has 204 x 98 dpi: without stretching, letters are half as high as they are wide."""
    data = saved(PIL.Image.new("1", (1728, 1100), 1), "TIFF", compression="group4", dpi=(204, 98))
    (page,) = pages_of(data)
    assert page.image.shape[1] == 1728
    assert page.image.shape[0] == pytest.approx(1100 * 204 / 98, abs=3)
    assert page.dpi == pytest.approx(204, abs=1)


def test_a_believable_resolution_is_kept_and_a_camera_s_72_dpi_is_not():
    """72 dpi is what cameras write without knowing."""
    picture = PIL.Image.fromarray(paper())
    assert pages_of(saved(picture, "JPEG", dpi=(200, 200)))[0].dpi == pytest.approx(200)
    assert pages_of(saved(picture, "JPEG", dpi=(72, 72)))[0].dpi is None
    assert pages_of(saved(picture, "JPEG"))[0].dpi is None


def test_a_phone_photo_of_12_megapixels_keeps_its_pixels_and_48_are_halved():
    """A4 at 300 dpi is enough; what exceeds it twice is shrunk while decoding."""
    assert shrink_of(4000, 3000) == 1
    assert shrink_of(6000, 8000) == 2
    data = saved(PIL.Image.new("L", (6000, 8000), 180), "JPEG", dpi=(600, 600))
    (page,) = pages_of(data)
    assert page.image.shape[:2] == (4000, 3000)
    assert page.dpi == pytest.approx(300)


def test_a_large_png_is_shrunk_too():
    """600 dpi scans of A4 come out at 300 dpi whatever the format."""
    (page,) = pages_of(saved(PIL.Image.new("L", (4960, 7016), 180), "PNG", dpi=(600, 600)))
    assert page.image.shape == (3508, 2480)
    assert page.dpi == pytest.approx(300, abs=0.5)


@pytest.mark.shared
def test_every_file_of_the_format_collection_opens(shared_data: Path):
    """CMYK, 16 bits, alpha, MPO, G4, directories out of order: none is refused."""
    frames = {"pillow_multipage_out_of_order.tiff": 3, "paperless_multi-page-images-alpha-rgb.tiff": 3}
    files = [file for file in sorted((shared_data / "formats").iterdir()) if file.suffix != ".pdf"]
    for file in files:
        pages = pages_of(file.read_bytes(), file.name)
        assert len(pages) == frames.get(file.name, 1), file.name
        assert all(page.image.dtype == np.uint8 and page.image.flags.c_contiguous for page in pages), file.name


@pytest.mark.shared
def test_a_sixteen_bit_png_looks_as_pillow_shows_it(shared_data: Path):
    """The reference pictures of PngSuite against an independent decoder (OpenCV)."""
    file = shared_data / "formats" / "pngsuite_basn2c16.png"
    reference = cv2.imread(str(file), cv2.IMREAD_COLOR)
    assert reference is not None
    assert np.abs(pages_of(file.read_bytes())[0].image.astype(int) - reference).max() <= 2
