"""What a PDF font tells about its codes: which letters they are and how wide."""

from __future__ import annotations

import hashlib
import re
import threading
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, StreamObject
from pypdf.generic._font import Font

from scanpipe.imaging.pdf_object import resolved

# Fonts of the 1990s (TCVN3, VNI) draw Vietnamese letters at the places of other characters: "Céng hßa x· héi".
# Their names begin like this, after the six letters and the plus of an embedded subset.
_LEGACY_NAME = re.compile(r"^(?:[A-Z]{6}\+)?(?:\.?Vn[A-Z]|VNI|TCVN|SVNI|VNtimes)", re.ASCII)

_MOST_FACES, _MOST_LETTERS = 64, 5_000
"""How many faces are kept for other files, and how many letters one of them may map."""
_DEEPEST, _MOST_VALUES = 8, 50_000
_NOT_READ = frozenset({"/FontFile", "/FontFile2", "/FontFile3"})


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
            face = _FACES.face(resource.get_object())
        except Exception:
            face = None
        if key is not None:
            self._faces[key] = face
        return face


class _Shared:
    """
    The faces of the files read last: most people fill in the same few blanks and print with the same few programs, and
    reading the maps of a font takes longer than reading the page that is set in it. A face is known by all that its
    resource says, so no file can change what is read of another.
    """

    def __init__(self) -> None:
        self._faces: dict[bytes, Face] = {}
        self._lock = threading.Lock()

    def face(self, resource: DictionaryObject) -> Face:
        """The face of a font resource. Whatever pypdf raises on a damaged one is for the caller."""
        # Without a map to Unicode the letters may come out of the font's outlines, which the key leaves out.
        key = _fingerprint(resource) if "/ToUnicode" in resource else None
        if key is None:
            return face_of(resource)
        with self._lock:
            face = self._faces.pop(key, None)
            if face is not None:
                self._faces[key] = face  # the one used last is the last to go
        if face is not None:
            return face
        face = face_of(resource)
        if len(face.letters) <= _MOST_LETTERS and len(face.widths) <= _MOST_LETTERS:
            with self._lock:
                self._faces[key] = face
                while len(self._faces) > _MOST_FACES:
                    del self._faces[next(iter(self._faces))]
        return face


def _fingerprint(resource: DictionaryObject) -> bytes | None:
    """SHA-256 of all that a font resource says but for its outlines; None where it says too much to be told quickly."""
    digest = hashlib.sha256()
    for number, part in enumerate(_said(resource, 0)):
        if part is None or number >= _MOST_VALUES:
            return None
        digest.update(len(part).to_bytes(4, "big"))
        digest.update(part)
    return digest.digest()


def _said(value: Any, depth: int) -> Iterator[bytes | None]:
    """The values of a PDF object, parents before their children; None where it goes too deep."""
    value = resolved(value)
    if depth > _DEEPEST:
        yield None
    elif isinstance(value, DictionaryObject):
        yield b"<<%d" % len(value)
        if isinstance(value, StreamObject):
            yield value.get_data()
        for key in sorted(value):
            yield key.encode("utf-8", "surrogatepass")
            if key not in _NOT_READ:
                yield from _said(value.raw_get(key), depth + 1)
    elif isinstance(value, ArrayObject):
        yield b"[%d" % len(value)
        if all(isinstance(item, int | float) for item in value):
            yield repr(list(value)).encode()
        else:
            for item in value:
                yield from _said(item, depth + 1)
    else:
        yield f"{type(value).__name__} {value!r}".encode("utf-8", "surrogatepass")


_FACES = _Shared()


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
