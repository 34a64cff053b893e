"""
The pages of a dossier as one PDF to be archived: PDF/A-2b (ISO 19005-2), the picture of each page with what was read
laid invisibly over it, so that it can be searched.

Level b asks for: no encryption, nothing from outside, no scripts, no transparency, every font embedded, every colour
defined by an output intent (sRGB here, IEC 61966-2-1), a document id, and XMP metadata that say so and agree with the
document's own. Pages are A4 (ISO 216), turned when the picture is wider than high.
"""

from __future__ import annotations

import datetime as dt
import io
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Literal
from xml.sax.saxutils import escape

from PIL import Image as Pictures
from PIL import ImageCms
from pypdf import PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    BooleanObject,
    ByteStringObject,
    DictionaryObject,
    NameObject,
    NumberObject,
    StreamObject,
    TextStringObject,
)
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.pdfgen.textobject import PDFTextObject

from scanpipe import __version__
from scanpipe.catalog.typeset.fonts import Face, font
from scanpipe.model import Word

_INVISIBLE: Literal[3] = 3  # text rendering mode: neither filled nor stroked (ISO 32000-1, 9.3.6)
_BASELINE = 0.22  # of the height of a word's place lies below its baseline
_NO_PICTURE = (210, 297, "L")
_NOTE_PT = 14.0
_PRODUCER = f"scanpipe {__version__}"
_LOOK = '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'


@dataclass(frozen=True, slots=True)
class BundlePage:
    """
    One page: its picture as JPEG, its size on paper where it is known, and what was read on it: placed in millimetres,
    or in shares of the page when its size is not known. A page of which there is no picture says so in `note` instead.
    """

    picture: bytes | None = field(repr=False)
    width_mm: float | None = None
    height_mm: float | None = None
    words: tuple[Word, ...] = field(default=(), repr=False)
    note: str = ""


@dataclass(frozen=True, slots=True)
class About:
    """What the document says of itself: no name and no number of a person. `id` is 16 bytes."""

    title: str
    identifier: str
    made_at: dt.datetime
    id: bytes


@dataclass(frozen=True, slots=True)
class _Laid:
    """Where a picture lies on its sheet, in points from the lower left corner."""

    sheet: tuple[float, float]
    left: float
    low: float
    width: float
    height: float


def bundle(pages: Sequence[BundlePage], about: About) -> bytes:
    """
    The document. Raises ValueError when there is no page, EngineError when the machine has no font with the Vietnamese
    letters.
    """
    if not pages:
        raise ValueError("a document without pages")
    sizes = [_size_px(page.picture) if page.picture else _NO_PICTURE for page in pages]
    laid = [_laid(page, size) for page, size in zip(pages, sizes, strict=True)]
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(_text_layer(pages, laid))))
    for sheet, page, size, place in zip(writer.pages, pages, sizes, laid, strict=True):
        sheet.pop("/Trans", None)
        if page.picture:
            _put_under(writer, sheet, page.picture, size, place)
    _declare(writer, about)
    writer.compress_identical_objects(remove_duplicates=False, remove_unreferenced=True)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


# ---- pages ---------------------------------------------------------------------------------------------------------


def _size_px(picture: bytes) -> tuple[int, int, str]:
    """Width, height and colours (L or RGB) of a JPEG."""
    with Pictures.open(io.BytesIO(picture)) as opened:
        if opened.format != "JPEG" or opened.mode not in ("L", "RGB"):
            raise ValueError("a picture that is no JPEG in gray or colour")
        return opened.width, opened.height, opened.mode


def _laid(page: BundlePage, size: tuple[int, int, str]) -> _Laid:
    """In its own size where it is known and fits, else as large as the sheet allows; in the middle, from the top."""
    across = page.width_mm or float(size[0])
    down = page.height_mm or float(size[1])
    sheet = (A4[1], A4[0]) if across > down and across * mm > A4[0] else A4
    scale = min(sheet[0] / across, sheet[1] / down)
    if page.width_mm and page.height_mm:
        scale = min(scale, mm)
    width, height = across * scale, down * scale
    return _Laid(sheet, (sheet[0] - width) / 2, sheet[1] - height, width, height)


def _text_layer(pages: Sequence[BundlePage], laid: Sequence[_Laid]) -> bytes:
    """A document with the words alone, unseen, where they stand."""
    font(Face.TYPED)
    out = io.BytesIO()
    # The first font is named, or every page would speak of one that is not embedded.
    # (The stubs take its name for a number.)
    first: Any = str(Face.TYPED)
    canvas = Canvas(out, pagesize=A4, initialFontName=first, pageCompression=1)
    for page, place in zip(pages, laid, strict=True):
        canvas.setPageSize(place.sheet)
        text = canvas.beginText()
        text.setTextRenderMode(_INVISIBLE)
        for word in page.words:
            _write(text, word, page, place)
        canvas.drawText(text)
        if page.note:
            canvas.setFont(str(Face.TYPED), _NOTE_PT)
            canvas.drawString(25 * mm, place.sheet[1] - 40 * mm, _in_the_font(page.note))
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def _write(text: PDFTextObject, word: Word, page: BundlePage, place: _Laid) -> None:
    """One word, as wide and high as its place."""
    shown = _in_the_font(word.text)
    x_pt = place.width / (page.width_mm or 1.0)
    y_pt = place.height / (page.height_mm or 1.0)
    width, height = word.rect.width * x_pt, word.rect.height * y_pt
    if not shown or width <= 0 or height <= 0:
        return
    natural = font(Face.TYPED).stringWidth(shown, height)
    text.setFont(str(Face.TYPED), height)
    text.setHorizScale(min(max(100.0 * width / natural, 10.0), 1000.0))
    low = place.low + place.height - word.rect.bottom * y_pt
    text.setTextOrigin(place.left + word.rect.left * x_pt, low + _BASELINE * height)
    # The space behind it keeps words apart for those who copy them.
    text.textOut(shown + " ")


def _in_the_font(text: str) -> str:
    """What of a text the font can write: a letter that it lacks must not become a box (ISO 19005-2, 6.2.11.8)."""
    known = font(Face.TYPED).face.charToGlyph
    return "".join(c for c in unicodedata.normalize("NFC", text) if c.isprintable() and known.get(ord(c)))


def _put_under(
    writer: PdfWriter, sheet: DictionaryObject, picture: bytes, size: tuple[int, int, str], place: _Laid
) -> None:
    """The picture under the words, byte by byte as it was kept."""
    image = StreamObject()
    image.set_data(picture)
    image.update(
        {
            NameObject("/Type"): NameObject("/XObject"),
            NameObject("/Subtype"): NameObject("/Image"),
            NameObject("/Width"): NumberObject(size[0]),
            NameObject("/Height"): NumberObject(size[1]),
            NameObject("/BitsPerComponent"): NumberObject(8),
            NameObject("/ColorSpace"): NameObject("/DeviceGray" if size[2] == "L" else "/DeviceRGB"),
            NameObject("/Filter"): NameObject("/DCTDecode"),
        }
    )
    resources: Any = sheet["/Resources"].get_object()
    resources[NameObject("/XObject")] = DictionaryObject({NameObject("/Page"): writer._add_object(image)})
    written: Any = sheet["/Contents"].get_object()
    drawn = f"q {place.width:.3f} 0 0 {place.height:.3f} {place.left:.3f} {place.low:.3f} cm /Page Do Q\n"
    contents = StreamObject()
    contents.set_data(drawn.encode("ascii") + written.get_data())
    sheet[NameObject("/Contents")] = writer._add_object(contents.flate_encode())


# ---- what makes it PDF/A -------------------------------------------------------------------------------------------


def _declare(writer: PdfWriter, about: About) -> None:
    """Colours, metadata and id: what level b asks of the document as a whole."""
    writer.pdf_header = "%PDF-1.7"
    root = writer.root_object
    root[NameObject("/OutputIntents")] = ArrayObject([_output_intent(writer)])
    root[NameObject("/Metadata")] = writer._add_object(_metadata(about))
    root[NameObject("/Lang")] = TextStringObject("vi")
    root[NameObject("/ViewerPreferences")] = DictionaryObject({NameObject("/DisplayDocTitle"): BooleanObject(True)})
    root.pop("/PageMode", None)
    stamp = f"D:{about.made_at.astimezone(dt.UTC):%Y%m%d%H%M%S}Z"
    writer.metadata = {
        "/Title": about.title,
        "/Creator": _PRODUCER,
        "/Producer": _PRODUCER,
        "/CreationDate": stamp,
        "/ModDate": stamp,
    }
    writer._ID = ArrayObject([ByteStringObject(about.id), ByteStringObject(about.id)])


def _output_intent(writer: PdfWriter) -> DictionaryObject:
    profile = StreamObject()
    profile.set_data(_srgb())
    profile[NameObject("/N")] = NumberObject(3)
    return DictionaryObject(
        {
            NameObject("/Type"): NameObject("/OutputIntent"),
            NameObject("/S"): NameObject("/GTS_PDFA1"),
            NameObject("/OutputConditionIdentifier"): TextStringObject("sRGB IEC61966-2.1"),
            NameObject("/Info"): TextStringObject("sRGB IEC61966-2.1"),
            NameObject("/DestOutputProfile"): writer._add_object(profile.flate_encode()),
        }
    )


@cache
def _srgb() -> bytes:
    """The profile of sRGB (LittleCMS makes it from the standard's own numbers)."""
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def _metadata(about: About) -> StreamObject:
    """XMP (ISO 16684-1), as plain text: archives read it without opening the document."""
    at = about.made_at.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    title, identifier = escape(about.title), escape(about.identifier)
    told = f"""{_LOOK}
<x:xmpmeta xmlns:x="adobe:ns:meta/">
 <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
  <rdf:Description rdf:about="" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/"
    xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/"
    xmlns:pdf="http://ns.adobe.com/pdf/1.3/">
   <pdfaid:part>2</pdfaid:part>
   <pdfaid:conformance>B</pdfaid:conformance>
   <dc:format>application/pdf</dc:format>
   <dc:identifier>{identifier}</dc:identifier>
   <dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
   <dc:language><rdf:Bag><rdf:li>vi</rdf:li></rdf:Bag></dc:language>
   <xmp:CreatorTool>{_PRODUCER}</xmp:CreatorTool>
   <xmp:CreateDate>{at}</xmp:CreateDate>
   <xmp:ModifyDate>{at}</xmp:ModifyDate>
   <pdf:Producer>{_PRODUCER}</pdf:Producer>
  </rdf:Description>
 </rdf:RDF>
</x:xmpmeta>
<?xpacket end="r"?>"""
    stream = StreamObject()
    stream.set_data(told.encode("utf-8"))
    stream[NameObject("/Type")] = NameObject("/Metadata")
    stream[NameObject("/Subtype")] = NameObject("/XML")
    return stream
