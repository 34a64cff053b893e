"""
The papers of these tests: the small set that samples/ makes, and what people do to papers and files besides.

Nobody on them exists.
"""

from __future__ import annotations

import io
from pathlib import Path

import pypdf
from PIL import Image, ImageDraw, ImageFilter

from samples.small import SMALL_FOLDER

GOOD = SMALL_FOLDER / "ct01-good-scan.jpg"
GOOD_PHOTO = SMALL_FOLDER / "ct01-good-hand-phone.jpg"
GOOD_BIRTH = SMALL_FOLDER / "birth-good-scan.jpg"
GOOD_MARITAL = SMALL_FOLDER / "marital-good-phone.jpg"
GOOD_LAND = (SMALL_FOLDER / "land-good-scan-1.jpg", SMALL_FOLDER / "land-good-scan-2.jpg")
UNSIGNED = SMALL_FOLDER / "ct01-unsigned.jpg"
OUTDATED = SMALL_FOLDER / "ct01-outdated-2025.jpg"
OUTDATED_PDF = SMALL_FOLDER / "ct01-outdated-2023.pdf"
BLURRED = SMALL_FOLDER / "ct01-blurred.jpg"
DARK = SMALL_FOLDER / "birth-dark.jpg"
LEFT_OUT = SMALL_FOLDER / "ct01-two-left-out.jpg"

HANOI = {1: "N", 2: (21.0, 1.0, 42.0), 3: "E", 4: (105.0, 51.0, 15.0)}
"""A place as a phone writes it into a photo."""
CAMERA = "Invented Phone 9000"


def jpeg(picture: Image.Image, **options: object) -> bytes:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=88, **options)
    return out.getvalue()


def turned(paper: Path) -> tuple[str, bytes]:
    """Photographed upside down."""
    with Image.open(paper) as picture:
        return "rot180.jpg", jpeg(picture.convert("RGB").transpose(Image.Transpose.ROTATE_180))


def out_of_focus(paper: Path) -> tuple[str, bytes]:
    """The lens looked elsewhere: no line of the print has an edge."""
    with Image.open(paper) as picture:
        photo = picture.convert("RGB")
        return "blur.jpg", jpeg(photo.filter(ImageFilter.GaussianBlur(photo.width / 120)))


def glaring(paper: Path) -> tuple[str, bytes]:
    """A lamp mirrored in the middle of the paper: white, without a letter."""
    with Image.open(paper) as picture:
        photo = picture.convert("RGB").point(lambda value: int(value * 0.75))
    mask = Image.new("L", photo.size, 0)
    width, height = photo.size
    ImageDraw.Draw(mask).ellipse((width * 0.25, height * 0.3, width * 0.75, height * 0.55), fill=255)
    photo.paste((255, 255, 255), mask=mask.filter(ImageFilter.GaussianBlur(width / 60)))
    return "glare.jpg", jpeg(photo)


def small(paper: Path, width_px: int = 320) -> tuple[str, bytes]:
    """As a messenger's preview: far too few points to read."""
    with Image.open(paper) as picture:
        photo = picture.convert("RGB")
        return "small.jpg", jpeg(photo.resize((width_px, width_px * photo.height // photo.width)))


def located(paper: Path) -> tuple[str, bytes]:
    """With the place and the camera in its EXIF."""
    with Image.open(paper) as picture:
        exif = picture.getexif()
        exif[0x0110] = CAMERA
        exif[0x8825] = HANOI
        return "located.jpg", jpeg(picture.convert("RGB"), exif=exif)


def locked() -> tuple[str, bytes]:
    """A PDF that asks for a password."""
    writer = pypdf.PdfWriter()
    writer.append(str(OUTDATED_PDF))
    writer.encrypt("mật khẩu", algorithm="AES-256")
    out = io.BytesIO()
    writer.write(out)
    return "locked.pdf", out.getvalue()


def cut_off(paper: Path = OUTDATED_PDF) -> tuple[str, bytes]:
    """A PDF whose sending was broken off."""
    data = paper.read_bytes()
    return "broken.pdf", data[: len(data) // 3]


BAD_FILES: dict[str, tuple[str, bytes]] = {
    "file.empty": ("empty.pdf", b""),
    "file.wrong_type": ("virus-named.jpg", b"MZ this is no picture at all\n" * 20),
}
"""What is refused at the door, by the code of the finding."""
