"""
The font of the form fields, embedded whole, so that any Vietnamese text can be typed into a blank.

A Type 0 font with the encoding Identity-H (ISO 32000-1, 9.7): the code of a letter is the number of its glyph. A
ToUnicode map leads back to letters; Poppler and pdf.js read it to set what a person types.
"""

from __future__ import annotations

import zlib
from functools import lru_cache

from pypdf import PdfWriter
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    FloatObject,
    IndirectObject,
    NameObject,
    NumberObject,
    StreamObject,
    TextStringObject,
)

from scanpipe.catalog.typeset.fonts import Face, font, program

FONT_NAME = "/ScanpipeSans"
_BASE_FONT = "/LiberationSans"
_MISSING = 0


def embed_typed_font(writer: PdfWriter) -> IndirectObject:
    """Add the font to a PDF; the reference to it."""
    face = font(Face.TYPED).face
    file = StreamObject()
    file._data = _packed_program()
    file[NameObject("/Filter")] = NameObject("/FlateDecode")
    file[NameObject("/Length1")] = NumberObject(len(program(Face.TYPED)))
    descriptor = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/FontDescriptor"),
            NameObject("/FontName"): NameObject(_BASE_FONT),
            NameObject("/Flags"): NumberObject(32),
            NameObject("/FontBBox"): ArrayObject([NumberObject(round(v)) for v in face.bbox]),
            NameObject("/ItalicAngle"): NumberObject(0),
            NameObject("/Ascent"): NumberObject(round(face.ascent)),
            NameObject("/Descent"): NumberObject(round(face.descent)),
            NameObject("/CapHeight"): NumberObject(round(face.capHeight)),
            NameObject("/StemV"): NumberObject(round(face.stemV)),
            NameObject("/FontFile2"): writer._add_object(file),
        }
    )
    system = DictionaryObject(
        {
            NameObject("/Registry"): TextStringObject("Adobe"),
            NameObject("/Ordering"): TextStringObject("Identity"),
            NameObject("/Supplement"): NumberObject(0),
        }
    )
    descendant = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Font"),
            NameObject("/Subtype"): NameObject("/CIDFontType2"),
            NameObject("/BaseFont"): NameObject(_BASE_FONT),
            NameObject("/CIDSystemInfo"): system,
            NameObject("/CIDToGIDMap"): NameObject("/Identity"),
            NameObject("/FontDescriptor"): writer._add_object(descriptor),
            NameObject("/DW"): NumberObject(round(face.defaultWidth)),
            NameObject("/W"): _widths(),
        }
    )
    to_unicode = DecodedStreamObject()
    to_unicode.set_data(_to_unicode())
    return writer._add_object(
        DictionaryObject(
            {
                NameObject("/Type"): NameObject("/Font"),
                NameObject("/Subtype"): NameObject("/Type0"),
                NameObject("/BaseFont"): NameObject(_BASE_FONT),
                NameObject("/Encoding"): NameObject("/Identity-H"),
                NameObject("/DescendantFonts"): ArrayObject([writer._add_object(descendant)]),
                NameObject("/ToUnicode"): writer._add_object(to_unicode.flate_encode()),
            }
        )
    )


def encoded(text: str) -> str:
    """A text as the hexadecimal string of its glyph numbers; letters that the font lacks become its empty box."""
    glyphs = font(Face.TYPED).face.charToGlyph
    return "".join(f"{glyphs.get(ord(letter), _MISSING):04X}" for letter in text)


@lru_cache(maxsize=1)
def _packed_program() -> bytes:
    return zlib.compress(program(Face.TYPED), 9)


@lru_cache(maxsize=1)
def _letters() -> dict[int, int]:
    """Unicode number by glyph; where several letters share a glyph, the first."""
    letters: dict[int, int] = {}
    for letter, glyph in sorted(font(Face.TYPED).face.charToGlyph.items()):
        if glyph and letter <= 0xFFFF:
            letters.setdefault(glyph, letter)
    return letters


def _widths() -> ArrayObject:
    """The /W array: runs of glyphs, each with its widths."""
    face = font(Face.TYPED).face
    array = ArrayObject()
    run: ArrayObject | None = None
    last = -2
    for glyph, letter in sorted(_letters().items()):
        if glyph != last + 1 or run is None:
            run = ArrayObject()
            array.extend([NumberObject(glyph), run])
        run.append(FloatObject(round(face.charWidths.get(letter, face.defaultWidth), 2)))
        last = glyph
    return array


@lru_cache(maxsize=1)
def _to_unicode() -> bytes:
    pairs = [f"<{glyph:04X}> <{letter:04X}>" for glyph, letter in sorted(_letters().items())]
    blocks = [pairs[at : at + 100] for at in range(0, len(pairs), 100)]
    body = "\n".join(f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar" for block in blocks)
    return (
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
        "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
        "1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n"
        f"{body}\n"
        "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n"
    ).encode("ascii")
