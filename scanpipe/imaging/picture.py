"""
Pictures: bytes of a JPEG, PNG, WebP, HEIC or TIFF become upright pixels, frugally.

The header is read first (Pillow), so that a bomb is refused before it is decoded. JPEG is decoded by OpenCV, which is
twice as fast as Pillow and can shrink while decoding; everything rarer by Pillow.
"""

from __future__ import annotations

import contextlib
import io
import math
import warnings
from collections.abc import Iterator
from typing import Any

import cv2
import numpy as np
import PIL.Image
import pillow_heif
from numpy.typing import NDArray

from scanpipe.errors import UploadError
from scanpipe.imaging import refusals
from scanpipe.imaging.hush import hushed_stderr
from scanpipe.imaging.sniff import Kind
from scanpipe.imaging.source import DamagedPictureError, Limits, SourcePage
from scanpipe.model import Image

pillow_heif.register_heif_opener()
# Pillow's own limit would refuse without telling the size; `_check_size` refuses every frame before it is decoded.
PIL.Image.MAX_IMAGE_PIXELS = None

# 300 dpi on A4: more pixels than that cost memory and time and tell OCR nothing.
_ENOUGH_SHORT_PX, _ENOUGH_LONG_PX = 2480, 3508
_EXIF_ORIENTATION = 0x0112
# Cameras write 72 and screens 96 without meaning it; no scanner in an office goes beyond 1200.
_BELIEVABLE_DPI = (100.0, 1300.0)
_JPEG_END = b"\xff\xd9"
# libjpeg's words for picture data that ends early or lost its way: the rest of the page is gray or torn.
_JPEG_DAMAGE = ("premature end", "Corrupt JPEG data: bad Huffman")


def read_pictures(name: str, data: bytes, kind: Kind, limits: Limits) -> Iterator[SourcePage]:
    """
    The pages of one picture file in order: one, or the frames of a TIFF. Only one is in memory at a time.

    Raises UploadError (file.corrupt, file.too_large, file.too_many_pages).
    """
    frames = _count_frames(name, data, limits) if kind is Kind.TIFF else 1
    for number in range(frames):
        with _refusing(name), _opened(data, kind) as picture:
            picture.seek(number)
            _check_size(name, picture, limits)
            page = _page(picture, data, number + 1)
        yield page


def decode_jpeg(data: bytes, *, width: int, height: int) -> tuple[Image, int]:
    """
    Pixels of a gray or YCbCr JPEG, EXIF ignored, and the whole number by which both sides were divided.

    `width` and `height` are the size in the header. Raises DamagedPictureError.
    """
    shrink = max((k for k in (1, 2, 4, 8) if k <= shrink_of(width, height)), default=1)
    flags = {
        1: cv2.IMREAD_ANYCOLOR,
        2: cv2.IMREAD_REDUCED_COLOR_2,
        4: cv2.IMREAD_REDUCED_COLOR_4,
        8: cv2.IMREAD_REDUCED_COLOR_8,
    }[shrink]
    flags |= cv2.IMREAD_IGNORE_ORIENTATION
    pixels, said = _imdecode(data, flags)
    if pixels is None:
        # Some devices forget the two bytes of the end marker. With them added, libjpeg tells whether more is missing.
        pixels, said = _imdecode(data + _JPEG_END, flags)
    if pixels is None or any(words in said for words in _JPEG_DAMAGE):
        raise DamagedPictureError(said.strip() or "the JPEG data does not decode")
    return pixels, shrink


def _imdecode(data: bytes, flags: int) -> tuple[Image | None, str]:
    """The pixels, None when there are none, and what libjpeg said."""
    with hushed_stderr() as heard:
        try:
            pixels = cv2.imdecode(np.frombuffer(data, np.uint8), flags)
        except cv2.error:
            pixels = None
    return None if pixels is None else np.asarray(pixels, dtype=np.uint8), heard.text


def shrink_of(width: int, height: int) -> int:
    """The whole number by which a picture may be divided and still show an A4 page at 300 dpi."""
    short, long = sorted((width, height))
    return max(1, min(short // _ENOUGH_SHORT_PX, long // _ENOUGH_LONG_PX))


def upright(pixels: Image, orientation: int) -> Image:
    """The picture turned and mirrored as its EXIF orientation (1 to 8, TIFF 6.0 tag 274) asks; others are 1."""
    match orientation:
        case 2:
            return cv2.flip(pixels, 1).astype(np.uint8, copy=False)
        case 3:
            return cv2.rotate(pixels, cv2.ROTATE_180).astype(np.uint8, copy=False)
        case 4:
            return cv2.flip(pixels, 0).astype(np.uint8, copy=False)
        case 5:
            return cv2.transpose(pixels).astype(np.uint8, copy=False)
        case 6:
            return cv2.rotate(pixels, cv2.ROTATE_90_CLOCKWISE).astype(np.uint8, copy=False)
        case 7:
            return cv2.flip(cv2.transpose(pixels), -1).astype(np.uint8, copy=False)
        case 8:
            return cv2.rotate(pixels, cv2.ROTATE_90_COUNTERCLOCKWISE).astype(np.uint8, copy=False)
        case _:
            return pixels


def pixels_of(picture: PIL.Image.Image) -> Image:
    """The pixels of any Pillow picture: 16 bits become 8, transparency is laid over white, CMYK becomes BGR."""
    if picture.mode == "1":
        return np.asarray(picture.convert("L"), dtype=np.uint8).copy()
    if picture.mode.startswith(("I", "F")):
        return _eight_bits(np.asarray(picture))
    if picture.has_transparency_data:
        return _over_white(picture)
    if picture.mode == "L":
        return np.asarray(picture, dtype=np.uint8).copy()
    rgb = picture if picture.mode == "RGB" else picture.convert("RGB")
    return cv2.cvtColor(np.asarray(rgb), cv2.COLOR_RGB2BGR).astype(np.uint8, copy=False)


def _page(picture: PIL.Image.Image, data: bytes, number: int) -> SourcePage:
    # Everything the header says has to be taken before Pillow decodes: it forgets the DPI of a shrunk picture.
    orientation = _orientation(picture)
    dpi_xy = _stated_dpi(picture)
    if picture.format in ("JPEG", "MPO") and picture.mode in ("L", "RGB"):
        pixels, shrink = decode_jpeg(data, width=picture.width, height=picture.height)
    else:
        shrink = shrink_of(*picture.size)
        stored_size = picture.size
        with hushed_stderr():  # libtiff
            picture.load()
        orientation = _orientation(picture)  # Pillow turns a TIFF while loading it, and no other format
        if dpi_xy is not None and picture.size != stored_size:
            dpi_xy = dpi_xy[1], dpi_xy[0]
        smaller = shrink > 1 and picture.mode in ("L", "RGB", "RGBA", "LA", "CMYK")
        shrink = shrink if smaller else 1
        pixels = pixels_of(picture.reduce(shrink) if smaller else picture)
    if dpi_xy is not None:
        pixels, dpi = _square_pixels(pixels, (dpi_xy[0] / shrink, dpi_xy[1] / shrink))
    else:
        dpi = None
    return SourcePage(number, np.ascontiguousarray(upright(pixels, orientation)), dpi=dpi)


def _orientation(picture: PIL.Image.Image) -> int:
    """1 to 8; 1 where there is none or the EXIF block is damaged, which is no reason to refuse the picture."""
    try:
        value = picture.getexif().get(_EXIF_ORIENTATION, 1)
    except Exception:
        return 1
    return value if isinstance(value, int) and 1 <= value <= 8 else 1


def _stated_dpi(picture: PIL.Image.Image) -> tuple[float, float] | None:
    try:
        x, y = (float(value) for value in picture.info["dpi"])
    except (KeyError, TypeError, ValueError, ZeroDivisionError):
        return None
    low, high = _BELIEVABLE_DPI
    if not (math.isfinite(x) and math.isfinite(y) and low <= max(x, y) <= high and min(x, y) >= low / 2):
        return None
    return x, y


def _square_pixels(pixels: Image, dpi_xy: tuple[float, float]) -> tuple[Image, float]:
    """A fax has 204 x 98 dpi: the coarser axis is stretched, so that letters have their shape again."""
    x, y = dpi_xy
    if 0.95 < x / y < 1.05:
        return pixels, x
    fine = max(x, y)
    height, width = pixels.shape[:2]
    size = (round(width * fine / x), round(height * fine / y))
    return cv2.resize(pixels, size, interpolation=cv2.INTER_LINEAR).astype(np.uint8, copy=False), fine


def _eight_bits(values: NDArray[Any]) -> Image:
    """16-bit gray and wider: scaled by the range that the numbers need, since the file does not always say."""
    if values.dtype == np.uint8:
        return np.asarray(values, dtype=np.uint8).copy()
    numbers = np.nan_to_num(values.astype(np.float32), posinf=0.0, neginf=0.0)
    top = float(numbers.max(initial=0.0))
    full = 1.0 if top <= 1.0 and values.dtype.kind == "f" else 255.0 if top <= 255 else max(65535.0, top)
    eight: Image = np.clip(numbers * (255.0 / full), 0, 255).astype(np.uint8)
    return eight


def _over_white(picture: PIL.Image.Image) -> Image:
    rgba = picture if picture.mode == "RGBA" else picture.convert("RGBA")
    paper = PIL.Image.new("RGB", rgba.size, "white")
    paper.paste(rgba, mask=rgba.getchannel("A"))
    return cv2.cvtColor(np.asarray(paper), cv2.COLOR_RGB2BGR).astype(np.uint8, copy=False)


def _check_size(name: str, picture: PIL.Image.Image, limits: Limits) -> None:
    if picture.width * picture.height > limits.max_pixels:
        raise refusals.too_many_pixels(name, limits, picture.width, picture.height)


def _count_frames(name: str, data: bytes, limits: Limits) -> int:
    """Frames of a TIFF, by walking its directories only."""
    with _refusing(name), _opened(data, Kind.TIFF) as picture:
        for number in range(1, limits.max_pages + 1):
            try:
                picture.seek(number)
            except EOFError:
                return number
    raise refusals.too_many_pages(name, limits, limits.max_pages + 1)


@contextlib.contextmanager
def _opened(data: bytes, kind: Kind) -> Iterator[PIL.Image.Image]:
    """The picture with its header read. Pillow's warnings are about oddities that we decide on ourselves."""
    formats = ["JPEG", "MPO"] if kind is Kind.JPEG else [kind.value]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with hushed_stderr():
            picture = PIL.Image.open(io.BytesIO(data), formats=formats)
        with picture:
            yield picture


@contextlib.contextmanager
def _refusing(name: str) -> Iterator[None]:
    """Whatever a decoder stumbles over is one thing to the sender: the file is damaged."""
    try:
        yield
    except UploadError:
        raise
    except Exception as error:
        raise refusals.corrupt(name) from error
