"""
The picture of a page that is exactly one image, taken as it lies in the PDF: sharper and faster than drawing it.

Only what is unmistakable is taken: JPEG in gray or RGB, Group 4 fax, and plain (Flate) gray, RGB and 1-bit samples,
without masks. Everything else is left to Poppler.
"""

from __future__ import annotations

import io
import warnings

import cv2
import numpy as np
import PIL.Image
from pypdf.generic import ArrayObject, DictionaryObject, NullObject, StreamObject

from scanpipe.imaging.hush import hushed_stderr
from scanpipe.imaging.pdf_content import PageContent, ShownImage
from scanpipe.imaging.pdf_geometry import Sheet
from scanpipe.imaging.picture import decode_jpeg, shrink_of
from scanpipe.imaging.source import MM_PER_INCH, DamagedPictureError
from scanpipe.model import Image

# Scanning programs round the page to whole points and the image to whole pixels.
_EDGE_SLACK = 0.02
_SQUARE_PIXELS = 0.03
_FILTERS = {
    "/ASCII85Decode",
    "/ASCIIHexDecode",
    "/DCTDecode",
    "/CCITTFaxDecode",
    "/FlateDecode",
    "/LZWDecode",
    "/RunLengthDecode",
}
_MASKS = ("/SMask", "/Mask", "/ImageMask", "/Alternates")


def sole_image(content: PageContent, sheet: Sheet) -> ShownImage | None:
    """The one image that a page consists of, edge to edge and unturned; None when the page is anything else."""
    if len(content.images) != 1 or content.glyphs or content.painted or content.annotated:
        return None
    image = content.images[0]
    a, b, c, d, _, _ = image.matrix
    if abs(b) > 1e-3 * abs(a) or abs(c) > 1e-3 * abs(d) or a <= 0 or d <= 0:
        return None  # turned or mirrored: rare, and Poppler gets it right
    left, low, right, high = image.box
    slack_x, slack_y = _EDGE_SLACK * (sheet.right - sheet.left), _EDGE_SLACK * (sheet.high - sheet.low)
    at_the_edges = (
        abs(left - sheet.left) <= slack_x
        and abs(right - sheet.right) <= slack_x
        and abs(low - sheet.low) <= slack_y
        and abs(high - sheet.high) <= slack_y
    )
    return image if at_the_edges else None


def is_gray(stream: StreamObject) -> bool:
    """Whether an image surely has no colour."""
    return bool(stream.get("/ImageMask", False)) or _channels(stream) == 1


def size_of(stream: StreamObject) -> tuple[int, int]:
    """Width and height that the image's dictionary states, 0 where it states none."""
    width, height = stream.get("/Width", 0), stream.get("/Height", 0)
    return (int(width), int(height)) if isinstance(width, int) and isinstance(height, int) else (0, 0)


def raw_pixels(shown: ShownImage, sheet: Sheet) -> tuple[Image, float] | None:
    """
    Pixels and dpi of a page's only image, turned by the page's /Rotate; None when Poppler has to draw it.

    Raises DamagedPictureError when the data is cut short: Poppler would show the rest as white paper.
    """
    stream, (width, height) = shown.stream, size_of(shown.stream)
    filters = _filters(stream)
    if width < 1 or height < 1 or any(key in stream for key in _MASKS) or not set(filters) <= _FILTERS:
        return None
    left, low, right, high = shown.box
    dpi_x = width / ((right - left) * sheet.mm_per_unit / MM_PER_INCH)
    dpi_y = height / ((high - low) * sheet.mm_per_unit / MM_PER_INCH)
    if abs(dpi_x / dpi_y - 1) > _SQUARE_PIXELS:
        return None
    pixels = _decoded(stream, filters, width, height)
    if pixels is None:
        return None
    dpi = dpi_x * pixels.shape[1] / width
    return _turned(pixels, sheet.rotation_deg), dpi


def _decoded(stream: StreamObject, filters: tuple[str, ...], width: int, height: int) -> Image | None:
    channels, inverted = _channels(stream), _is_inverted(stream)
    if channels is None or inverted is None:
        return None
    last = filters[-1] if filters else ""
    if last == "/DCTDecode":
        return None if inverted else _from_jpeg(stream.get_data(), channels)
    if last == "/CCITTFaxDecode":
        pixels = _from_fax(stream, width, height)
    else:
        pixels = _from_samples(stream.get_data(), channels, stream.get("/BitsPerComponent", 8), width, height)
    if pixels is None:
        return None
    return cv2.bitwise_not(pixels).astype(np.uint8, copy=False) if inverted else pixels


def _from_jpeg(data: bytes, channels: int) -> Image | None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            header = PIL.Image.open(io.BytesIO(data), formats=["JPEG", "MPO"])
    except (OSError, ValueError, SyntaxError) as error:
        raise DamagedPictureError("the JPEG of the page has no header") from error
    if {"L": 1, "RGB": 3}.get(header.mode) != channels:
        return None
    return decode_jpeg(data, width=header.width, height=header.height)[0]


def _from_fax(stream: StreamObject, width: int, height: int) -> Image | None:
    parameters = stream.get("/DecodeParms")
    parameters = parameters.get_object() if parameters is not None else None
    if isinstance(parameters, ArrayObject):
        parameters = parameters[-1].get_object() if len(parameters) else None
    if not isinstance(parameters, DictionaryObject) or parameters.get("/EncodedByteAlign"):
        return None
    group4 = isinstance(k := parameters.get("/K", 0), int) and k < 0
    if not group4 or parameters.get("/Columns", 1728) != width:
        return None
    with hushed_stderr() as heard:
        try:
            with PIL.Image.open(io.BytesIO(stream.get_data()), formats=["TIFF"]) as picture:
                pixels = np.asarray(picture.convert("L"), dtype=np.uint8).copy()
        except (OSError, ValueError, SyntaxError) as error:
            raise DamagedPictureError("the fax data of the page does not decode") from error
    if pixels.shape != (height, width) or "Premature" in heard.text:
        raise DamagedPictureError("the fax data of the page is cut short")
    return pixels


def _from_samples(data: bytes, channels: int, bits: object, width: int, height: int) -> Image | None:
    row_bytes = (width * channels + 7) // 8 if bits == 1 else width * channels
    if bits not in (1, 8) or (bits == 1 and channels != 1):
        return None
    if len(data) < row_bytes * height:
        raise DamagedPictureError("the samples of the page are cut short")
    rows = np.frombuffer(data, np.uint8, row_bytes * height).reshape(height, row_bytes)
    if bits == 1:
        pixels = np.unpackbits(rows, axis=1, count=width) * np.uint8(255)
    elif channels == 1:
        pixels = rows
    else:
        pixels = cv2.cvtColor(rows.reshape(height, width, 3), cv2.COLOR_RGB2BGR).astype(np.uint8, copy=False)
    shrink = shrink_of(width, height)
    if shrink == 1:
        return np.ascontiguousarray(pixels)
    size = (width // shrink, height // shrink)
    return cv2.resize(pixels, size, interpolation=cv2.INTER_AREA).astype(np.uint8, copy=False)


def _turned(pixels: Image, rotation_deg: int) -> Image:
    codes = {90: cv2.ROTATE_90_CLOCKWISE, 180: cv2.ROTATE_180, 270: cv2.ROTATE_90_COUNTERCLOCKWISE}
    if rotation_deg not in codes:
        return pixels
    return cv2.rotate(pixels, codes[rotation_deg]).astype(np.uint8, copy=False)


def _filters(stream: StreamObject) -> tuple[str, ...]:
    value = stream.get("/Filter")
    value = value.get_object() if value is not None else None
    if value is None or isinstance(value, NullObject):
        return ()
    return tuple(str(name) for name in value) if isinstance(value, ArrayObject) else (str(value),)


def _channels(stream: StreamObject) -> int | None:
    """1 for gray, 3 for RGB; None for palettes, CMYK and everything else."""
    space = stream.get("/ColorSpace")
    space = space.get_object() if space is not None else None
    if isinstance(space, ArrayObject) and space:
        family = space[0]
        if family == "/ICCBased":
            count = space[1].get_object().get("/N")
            return {1: 1, 3: 3}.get(count) if isinstance(count, int) else None
        return {"/CalGray": 1, "/CalRGB": 3, "/DeviceGray": 1, "/DeviceRGB": 3}.get(str(family))
    return {"/DeviceGray": 1, "/DeviceRGB": 3, "/G": 1, "/RGB": 3}.get(str(space))


def _is_inverted(stream: StreamObject) -> bool | None:
    """Whether /Decode turns dark into light; None for a /Decode that does something else."""
    decode = stream.get("/Decode")
    decode = decode.get_object() if decode is not None else None
    if not isinstance(decode, ArrayObject):
        return False
    pairs = [float(value) for value in decode]
    if pairs == [0.0, 1.0] * (len(pairs) // 2):
        return False
    return True if pairs == [1.0, 0.0] * (len(pairs) // 2) else None
