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
    PdfObject,
    StreamObject,
    TextStringObject,
)

from scanpipe.catalog.typeset.fonts import Face, font, program

FONT_NAME = "/ScanpipeSans"
_BASE_FONT = "/LiberationSans"
_MISSING = 0


def embed_typed_font(writer: PdfWriter) -> IndirectObject:
    """Add the font to a PDF; the reference to it."""
    system = _dictionary(
        Registry=TextStringObject("Adobe"), Ordering=TextStringObject("Identity"), Supplement=NumberObject(0)
    )
    descendant = _dictionary(
        Type=NameObject("/Font"),
        Subtype=NameObject("/CIDFontType2"),
        BaseFont=NameObject(_BASE_FONT),
        CIDSystemInfo=system,
        CIDToGIDMap=NameObject("/Identity"),
        FontDescriptor=writer._add_object(_descriptor(writer)),
        DW=NumberObject(round(font(Face.TYPED).face.defaultWidth)),
        W=_widths(),
    )
    to_unicode = DecodedStreamObject()
    to_unicode.set_data(_to_unicode())
    return writer._add_object(
        _dictionary(
            Type=NameObject("/Font"),
            Subtype=NameObject("/Type0"),
            BaseFont=NameObject(_BASE_FONT),
            Encoding=NameObject("/Identity-H"),
            DescendantFonts=ArrayObject([writer._add_object(descendant)]),
            ToUnicode=writer._add_object(to_unicode.flate_encode()),
        )
    )


def _descriptor(writer: PdfWriter) -> DictionaryObject:
    """The measures of the font, and its whole file."""
    face = font(Face.TYPED).face
    file = StreamObject()
    file._data = _packed_program()
    file[NameObject("/Filter")] = NameObject("/FlateDecode")
    file[NameObject("/Length1")] = NumberObject(len(program(Face.TYPED)))
    return _dictionary(
        Type=NameObject("/FontDescriptor"),
        FontName=NameObject(_BASE_FONT),
        Flags=NumberObject(32),
        FontBBox=ArrayObject([NumberObject(round(v)) for v in face.bbox]),
        ItalicAngle=NumberObject(0),
        Ascent=NumberObject(round(face.ascent)),
        Descent=NumberObject(round(face.descent)),
        CapHeight=NumberObject(round(face.capHeight)),
        StemV=NumberObject(round(face.stemV)),
        FontFile2=writer._add_object(file),
    )


def _dictionary(**entries: PdfObject) -> DictionaryObject:
    return DictionaryObject({NameObject(f"/{name}"): value for name, value in entries.items()})


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
