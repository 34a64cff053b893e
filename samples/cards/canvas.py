"""
A card as pixels: text, the pale waves under it, a grey head for a portrait, the code, and the word SPECIMEN over all.

Drawn at 600 dpi and halved to the resolution of sheets, so that small print has the soft rim of real print.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import cv2
import numpy as np
import zxingcpp
from PIL import Image as Pil
from PIL import ImageDraw

from samples.fonts import ROOT, load, typed_face
from samples.sheet import PX_PER_MM
from scanpipe.imaging.mrz_zone import READING_PITCH_PX
from scanpipe.imaging.ocr_b import shape_of
from scanpipe.model import Image, Rect, Word

CARD_MM: Final = (85.6, 53.98)
"""ID-1 of ISO/IEC 7810."""
_FINE: Final = 2 * PX_PER_MM
_MRZ_FACES: Final = (
    Path("/usr/share/fonts/opentype/ocr-b/OCRB.otf"),
    ROOT / ".tools" / "ocr-b" / "OCRB.otf",
)
MRZ_PITCH_MM: Final = 2.54
"""Ten characters an inch (ICAO Doc 9303 part 3 [M])."""

INK: Final = (30, 28, 26)
RED: Final = (170, 30, 36)


def mrz_face() -> Path | None:
    """OCR-B where the Debian package fonts-ocr-b is installed; without it the shapes that scanpipe keeps are drawn."""
    return next((path for path in _MRZ_FACES if path.is_file()), None)


def mrz_em(face: Path, pitch_px: float) -> float:
    """The size, in pixels an em, at which the letters of the zone's face stand that far apart."""
    return pitch_px * 1000 / load(face, 1000).getlength("0")


@dataclass(slots=True)
class Canvas:
    """
    One side of a card while it is drawn. `places` collects where values stand, `words` what a perfect engine would
    read; millimetres on the card.
    """

    picture: Pil.Image
    places: dict[str, Rect] = field(default_factory=dict)
    words: list[Word] = field(default_factory=list)

    def text(self, text: str, at_mm: tuple[float, float], size_mm: float, **look: object) -> Rect:
        """A text with its baseline at a point; `anchor` as in Pillow ("ls", "ms"), `colour`, `face`."""
        face = str(look.get("face", "sans"))
        font = load(typed_face(face), round(size_mm * _FINE))
        x, y = (v * _FINE for v in at_mm)
        anchor, colour = str(look.get("anchor", "ls")), look.get("colour", INK)
        pen = ImageDraw.Draw(self.picture)
        pen.text((x, y), text, font=font, fill=colour, anchor=anchor)  # type: ignore[arg-type]
        place = Rect(*(v / _FINE for v in pen.textbbox((x, y), text, font=font, anchor=anchor)))
        for begin, word in _words_of(text):
            left = place.left + font.getlength(text[:begin]) / _FINE
            right = left + font.getlength(word) / _FINE
            self.words.append(Word(word, Rect(left, place.top, right, place.bottom), 0.95))
        return place

    def broken(self, text: str, room_mm: float, size_mm: float) -> tuple[str, str]:
        """As many words as the room holds, and the rest."""
        font = load(typed_face("sans"), round(size_mm * _FINE))
        words = text.split()
        fits = [n for n in range(len(words) + 1) if font.getlength(" ".join(words[:n])) <= room_mm * _FINE]
        return " ".join(words[: fits[-1]]), " ".join(words[fits[-1] :])

    def value(self, key: str, text: str, at_mm: tuple[float, float], size_mm: float = 2.9) -> None:
        """A text whose place the truth knows."""
        self.places[key] = self.text(text, at_mm, size_mm)

    def mrz(self, lines: tuple[str, str, str], left_mm: float, baseline_mm: float) -> None:
        """The three lines, ten characters an inch, a sixth of an inch apart."""
        draw = self._kept_shape if mrz_face() is None else self._zone_letter
        for row, line in enumerate(lines):
            y = (baseline_mm + row * 25.4 / 6) * _FINE
            for column, letter in enumerate(line):
                draw(letter, (left_mm + column * MRZ_PITCH_MM) * _FINE, y)
        right, bottom = left_mm + len(lines[0]) * MRZ_PITCH_MM, baseline_mm + 2 * 25.4 / 6
        for row, line in enumerate(lines):
            y_mm = baseline_mm + row * 25.4 / 6
            self.words.append(Word(line, Rect(left_mm, y_mm - 2.5, right, y_mm), 0.6))
        self.places["mrz"] = Rect(left_mm, baseline_mm - 2.6, right, bottom + 0.4)

    def _zone_letter(self, letter: str, x_px: float, baseline_px: float) -> None:
        face = mrz_face()
        if face is not None:
            font = load(face, round(mrz_em(face, MRZ_PITCH_MM * _FINE)))
            ImageDraw.Draw(self.picture).text((x_px, baseline_px), letter, font=font, fill=INK, anchor="ls")

    def _kept_shape(self, letter: str, x_px: float, baseline_px: float) -> None:
        scale = MRZ_PITCH_MM * _FINE / READING_PITCH_PX
        shape = cv2.resize(shape_of(letter), None, fx=scale, fy=scale, interpolation=cv2.INTER_CUBIC)
        # A shape is a little narrower than its column, and centred on the capitals, 2.5 mm high.
        left = round(x_px + (MRZ_PITCH_MM * _FINE - shape.shape[1]) / 2)
        top = round(baseline_px - 1.25 * _FINE - shape.shape[0] / 2)
        ink = Pil.new("RGB", (shape.shape[1], shape.shape[0]), INK)
        self.picture.paste(ink, (left, top), Pil.fromarray(255 - shape))

    def code(self, text: str, left_mm: float, top_mm: float, side_mm: float) -> None:
        """A QR code with its quiet zone; `side_mm` is the side of the dark square."""
        made = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
        modules = np.asarray(made.to_image(scale=1, add_quiet_zones=False))
        side_px = round(side_mm * _FINE)
        dark = cv2.resize(modules, (side_px, side_px), interpolation=cv2.INTER_NEAREST)
        quiet = round(1.0 * _FINE)
        white = Pil.new("RGB", (side_px + 2 * quiet, side_px + 2 * quiet), (250, 250, 246))
        white.paste(Pil.fromarray(dark).convert("RGB"), (quiet, quiet))
        self.picture.paste(white, (round(left_mm * _FINE) - quiet, round(top_mm * _FINE) - quiet))
        self.places["qr"] = Rect(left_mm, top_mm, left_mm + side_mm, top_mm + side_mm)

    def head(self, place: Rect) -> None:
        """The grey outline of a head and shoulders: nobody."""
        pen = ImageDraw.Draw(self.picture)
        box = [v * _FINE for v in (place.left, place.top, place.right, place.bottom)]
        pen.rectangle(box, fill=(214, 222, 228))
        x, width, height = place.center[0], place.width, place.height
        skull = (x - 0.2 * width, place.top + 0.16 * height, x + 0.2 * width, place.top + 0.56 * height)
        body = (x - 0.4 * width, place.top + 0.6 * height, x + 0.4 * width, place.bottom + 0.5 * height)
        pen.ellipse([v * _FINE for v in skull], fill=(140, 146, 152))
        pen.pieslice([v * _FINE for v in body], 180, 360, fill=(140, 146, 152))

    def done(self) -> Image:
        """BGR pixels at the resolution of sheets, with the word over it."""
        marked = _specimen(self.picture)
        size = tuple(round(v * PX_PER_MM) for v in CARD_MM)
        fine = cv2.cvtColor(np.asarray(marked), cv2.COLOR_RGB2BGR)
        return np.asarray(cv2.resize(fine, size, interpolation=cv2.INTER_AREA), np.uint8)


def _words_of(text: str) -> list[tuple[int, str]]:
    """Each word with the place of its first letter."""
    return [(match.start(), match.group()) for match in re.finditer(r"\S+", text)]


def blank_side(tint: tuple[int, int, int], rng: np.random.Generator) -> Canvas:
    """A side with pale waves on it, as security print has them."""
    width, height = (round(v * _FINE) for v in CARD_MM)
    picture = Pil.new("RGB", (width, height), tint)
    pen = ImageDraw.Draw(picture)
    shade = tuple(max(0, v - 16) for v in tint)
    phase = float(rng.uniform(0, 6))
    xs = np.arange(0, width + 8, 8)
    for offset in range(-height // 2, height + height // 2, 34):
        ys = offset + 60 * np.sin(xs / 210 + phase) + 18 * np.sin(xs / 67 + 2 * phase)
        pen.line(list(zip(xs.tolist(), ys.tolist(), strict=True)), fill=shade, width=3)
    return Canvas(picture)


def _specimen(picture: Pil.Image) -> Pil.Image:
    """The card with MẪU / SPECIMEN across it, light enough to read what is under it."""
    layer = Pil.new("RGBA", picture.size, (0, 0, 0, 0))
    font = load(typed_face("sans"), round(8.5 * _FINE))
    middle = picture.size[0] / 2, picture.size[1] / 2
    ImageDraw.Draw(layer).text(middle, "MẪU / SPECIMEN", font=font, fill=(200, 40, 40, 46), anchor="mm")
    angle = math.degrees(math.atan2(CARD_MM[1], CARD_MM[0]))
    tilted = layer.rotate(0.8 * angle, resample=Pil.Resampling.BICUBIC)
    return Pil.alpha_composite(picture.convert("RGBA"), tilted).convert("RGB")
