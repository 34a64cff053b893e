"""
The faces of a blank: Liberation Serif for print (it has the measures of Times New Roman, which the official papers
use) and Liberation Sans for what is typed into fields and for retypings. All are taken from the machine and embedded.
"""

from __future__ import annotations

from enum import StrEnum
from functools import lru_cache
from pathlib import Path

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFError, TTFont

from scanpipe.errors import EngineError

_FOLDERS = (
    Path("/usr/share/fonts/truetype/liberation2"),
    Path("/usr/share/fonts/truetype/liberation"),
    Path("/usr/share/fonts/liberation-serif"),
    Path("/usr/share/fonts/liberation-sans"),
    Path("/usr/share/fonts/liberation"),
    Path("/usr/local/share/fonts"),
)
_PROOF = "ễặỡựĐơ"
"""Letters that version 1 of the Liberation fonts lacks."""

MM_PER_PT = 25.4 / 72


class Face(StrEnum):
    """A face by its file name."""

    REGULAR = "LiberationSerif-Regular"
    BOLD = "LiberationSerif-Bold"
    ITALIC = "LiberationSerif-Italic"
    BOLD_ITALIC = "LiberationSerif-BoldItalic"
    TYPED = "LiberationSans-Regular"
    SANS_BOLD = "LiberationSans-Bold"
    SANS_ITALIC = "LiberationSans-Italic"
    SANS_BOLD_ITALIC = "LiberationSans-BoldItalic"


@lru_cache(maxsize=len(Face))
def font(face: Face) -> TTFont:
    """
    The font, known to reportlab by the name of its face.

    Raises EngineError when no file with the Vietnamese letters is installed.
    """
    return _found(face)[1]


@lru_cache(maxsize=1)
def program(face: Face) -> bytes:
    """The font file."""
    return _found(face)[0].read_bytes()


@lru_cache(maxsize=len(Face))
def _found(face: Face) -> tuple[Path, TTFont]:
    for folder in _FOLDERS:
        path = folder / f"{face}.ttf"
        if not path.is_file():
            continue
        try:
            found = TTFont(str(face), str(path))
        except TTFError:
            continue
        if all(ord(letter) in found.face.charToGlyph for letter in _PROOF):
            pdfmetrics.registerFont(found)
            return path, found
    raise EngineError(f"{face}.ttf with Vietnamese letters is not installed; install the package fonts-liberation2.")


@lru_cache(maxsize=20_000)
def width_mm(text: str, face: Face, size_pt: float) -> float:
    """How wide a text is set, in millimetres."""
    return float(font(face).stringWidth(text, size_pt)) * MM_PER_PT


def ascent_mm(size_pt: float) -> float:
    """How far the tallest capital with its marks ("Ễ") rises above the baseline."""
    return 0.89 * size_pt * MM_PER_PT


def descent_mm(size_pt: float) -> float:
    """How far "ợ" and "g" hang below the baseline."""
    return 0.22 * size_pt * MM_PER_PT
