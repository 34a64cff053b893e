"""What a PDF font tells about its codes: which letters they are and how wide."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from typing import Any

from pypdf.generic import DictionaryObject, IndirectObject
from pypdf.generic._font import Font

# Fonts of the 1990s (TCVN3, VNI) draw Vietnamese letters at the places of other characters: "Céng hßa x· héi".
# Their names begin like this, after the six letters and the plus of an embedded subset.
_LEGACY_NAME = re.compile(r"^(?:[A-Z]{6}\+)?(?:\.?Vn[A-Z]|VNI|TCVN|SVNI|VNtimes)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Glyph:
    """One code of a string: its text (may be several letters), its width, and whether it is the one-byte space."""

    text: str
    width_em: float
    is_space_byte: bool
    readable: bool


@dataclass(frozen=True, slots=True)
class Face:
    """A font as needed to place words. `readable` is False when its codes cannot be turned into letters."""

    encoding: str | dict[int, str] = field(repr=False)
    letters: dict[Any, Any] = field(repr=False)
    widths: dict[str, float] = field(repr=False)
    ascent_em: float
    descent_em: float
    readable: bool
    _known: dict[str | int, Glyph] = field(default_factory=dict, repr=False)

    def glyphs(self, codes: bytes) -> list[Glyph]:
        """The glyphs that a shown string draws."""
        raw = codes.decode(self.encoding, "replace") if isinstance(self.encoding, str) else codes
        return [self._known[code] if code in self._known else self._learn(code) for code in raw]

    def _learn(self, code: str | int) -> Glyph:
        if isinstance(self.encoding, str) or isinstance(code, str):
            raw = letter = str(code)
        else:
            raw, letter = chr(code), self.encoding.get(code, chr(code))
        width = float(self.widths.get(raw, self.widths.get("default", 500))) / 1000
        text = str(self.letters.get(letter, letter))
        self._known[code] = glyph = Glyph(text, width, code == 32, self.readable and _is_letter(text))
        return glyph


class Fonts:
    """The fonts of one file, read once each: the same few are used on every page."""

    def __init__(self) -> None:
        self._faces: dict[tuple[int, int], Face | None] = {}

    def face(self, resource: Any) -> Face | None:
        """The face of a font resource, None when it is damaged."""
        key = (resource.idnum, resource.generation) if isinstance(resource, IndirectObject) else None
        if key is not None and key in self._faces:
            return self._faces[key]
        try:
            face = face_of(resource.get_object())
        except Exception:
            face = None
        if key is not None:
            self._faces[key] = face
        return face


def face_of(resource: DictionaryObject) -> Face:
    """Read a font resource. Whatever pypdf raises on a damaged one is for the caller."""
    font = Font.from_font_resource(resource)
    composite = isinstance(font.encoding, str)
    descriptor = font.font_descriptor
    return Face(
        encoding=font.encoding,
        letters=dict(font.character_map),
        widths=dict(font.character_widths),
        ascent_em=_em(descriptor.ascent, 0.7),
        descent_em=-abs(_em(descriptor.descent, 0.2)),
        # Codes of a composite font without any map are glyph numbers: they look like text and are not.
        readable=font.interpretable
        and not _LEGACY_NAME.match(font.name)
        and not (composite and not font.character_map),
    )


def _is_letter(text: str) -> bool:
    """Whether a glyph's text is something that a reader would call a character."""
    return bool(text) and all(unicodedata.category(c) not in ("Cc", "Cn", "Co", "Cs") and c != "\ufffd" for c in text)


def _em(thousandths: Any, default: float) -> float:
    try:
        value = float(thousandths) / 1000
    except (TypeError, ValueError):
        return default
    return value if 0.05 < abs(value) < 2 else default
