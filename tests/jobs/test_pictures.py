"""The pictures that people are shown of their pages."""

import io
from pathlib import Path

import numpy as np
import PIL.Image
import pytest

from scanpipe.imaging.load import Limits, load_pages
from scanpipe.imaging.source import SourcePage
from scanpipe.imaging.straighten import straighten
from scanpipe.jobs.pictures import ORIGINAL_PX, STRAIGHT_PX, draw_pages, names_of
from scanpipe.model import Page, Readability, UploadFile
from scanpipe.settings import Settings
from tests.jobs.orders import SMALL

LIMITS = Limits.of(Settings.model_construct())
GPS = 0x8825


def page_of(file: UploadFile) -> Page:
    source = next(iter(load_pages(file, LIMITS)))
    assert isinstance(source, SourcePage)
    s = straighten(source.image)
    size = s.width_mm, s.height_mm
    return Page(1, 0, 1, Readability.OK, s.rotation_deg, s.skew_deg, {}, s.to_upload, *size)


@pytest.fixture(scope="module")
def photo() -> UploadFile:
    """A photo that lies on its side and says where it was taken."""
    picture = PIL.Image.open(SMALL / "ct01-good-hand-phone.jpg").transpose(PIL.Image.Transpose.ROTATE_90)
    exif = PIL.Image.Exif()
    exif.get_ifd(GPS)[2] = (10.0, 46.0, 35.0)
    out = io.BytesIO()
    picture.save(out, "JPEG", exif=exif)
    assert PIL.Image.open(io.BytesIO(out.getvalue())).getexif().get_ifd(GPS)
    return UploadFile("nhà tôi.jpg", out.getvalue())


def test_pictures_are_upright_and_say_nothing_of_the_place(photo: UploadFile, tmp_path: Path) -> None:
    """No EXIF, however the phone was held; the straightened one has the shape of the paper."""
    page = page_of(photo)
    done = list(draw_pages(photo, {1: page}, LIMITS, tmp_path))
    assert done == [page]
    original, straight = (PIL.Image.open(io.BytesIO((tmp_path / name).read_bytes())) for name in names_of(0, 1))
    for picture in (original, straight):
        assert not picture.getexif()
        assert picture.height > picture.width
        assert picture.mode == "RGB"
    assert max(original.size) <= ORIGINAL_PX
    assert max(straight.size) <= STRAIGHT_PX
    assert straight.width / straight.height == pytest.approx(page.width_mm / page.height_mm, abs=0.01)


def test_the_straightened_picture_is_the_page_alone(photo: UploadFile, tmp_path: Path) -> None:
    """The table on which it lay is gone, and its ink stands where the straightened page has it."""
    page = page_of(photo)
    list(draw_pages(photo, {1: page}, LIMITS, tmp_path))
    shown = np.asarray(PIL.Image.open(tmp_path / names_of(0, 1)[1]).convert("L"))
    source = next(iter(load_pages(photo, LIMITS)))
    assert isinstance(source, SourcePage)
    inside = straighten(source.image).image
    gray = np.asarray(PIL.Image.fromarray(inside).convert("L").resize((shown.shape[1], shown.shape[0])))
    corners = [shown[y, x] for y in (20, -20) for x in (20, -20)]
    assert min(corners) > 90
    alike = np.corrcoef(_tiles(255.0 - shown), _tiles(255.0 - gray))[0, 1]
    assert alike > 0.85


def test_a_file_that_does_not_open_has_no_pictures(photo: UploadFile, tmp_path: Path) -> None:
    """Its report says why."""
    assert list(draw_pages(UploadFile("x.jpg", b"\xff\xd8\xff none"), {1: page_of(photo)}, LIMITS, tmp_path)) == []
    assert list(draw_pages(photo, {}, LIMITS, tmp_path)) == []
    assert not list(tmp_path.iterdir())


def _tiles(dark: np.ndarray) -> np.ndarray:
    """Contrast in squares of 20 pixels: where the ink is, whatever the light was."""
    high, wide = (n // 20 * 20 for n in dark.shape)
    return dark[:high, :wide].reshape(high // 20, 20, wide // 20, 20).std(axis=(1, 3)).ravel()
