"""What a file is, told from its first bytes: a name is only ever shown, never trusted."""

from __future__ import annotations

from enum import StrEnum


class Kind(StrEnum):
    """The kinds of file that are opened; the values are Pillow's names for the pictures."""

    JPEG = "JPEG"
    PNG = "PNG"
    WEBP = "WEBP"
    HEIF = "HEIF"
    TIFF = "TIFF"
    PDF = "PDF"


_HEIF_BRANDS = {b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1"}
_TIFF_STARTS = (b"II*\0", b"MM\0*", b"II+\0\x08\0", b"MM\0+\0\x08")  # the last two are BigTIFF

# Readers look for the header in the first kilobyte: mail gateways and scanners put a few bytes before it
# (ISO 32000-1, Annex H, implementation note 13).
_PDF_HEADER_WITHIN_BYTES = 1024


def kind_of(data: bytes) -> Kind | None:
    """The kind of file that these bytes begin, None when it is none that we open."""
    if data.startswith(b"\xff\xd8\xff"):
        return Kind.JPEG
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return Kind.PNG
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return Kind.WEBP
    if data.startswith(_TIFF_STARTS):
        return Kind.TIFF
    if data[4:8] == b"ftyp" and data[8:12] in _HEIF_BRANDS:
        return Kind.HEIF
    head = data[:_PDF_HEADER_WITHIN_BYTES]
    if b"%PDF-" in head and not head.lstrip().startswith(b"<"):  # a web page may quote a PDF
        return Kind.PDF
    return None
