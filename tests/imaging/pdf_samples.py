"""Small PDFs made on the spot, object by object, so that a test can say what is wrong with them."""

import io
import zlib

import cv2
import numpy as np
from reportlab.pdfgen import canvas

A4 = "[0 0 595 842]"


def stream(data: bytes, entries: str = "") -> bytes:
    """A stream object's body with its dictionary."""
    return f"<< {entries} /Length {len(data)} >>\nstream\n".encode() + data + b"\nendstream"


def flate(data: bytes, entries: str = "") -> bytes:
    """A compressed stream."""
    return stream(zlib.compress(data), f"{entries} /Filter /FlateDecode")


def pdf(*objects: bytes | str, trailer: str = "") -> bytes:
    """A file of these objects, numbered from 1; the first is the catalogue."""
    out, places = io.BytesIO(), []
    out.write(b"%PDF-1.7\n")
    for number, body in enumerate(objects, start=1):
        places.append(out.tell())
        out.write(f"{number} 0 obj\n".encode() + (body.encode() if isinstance(body, str) else body) + b"\nendobj\n")
    start = out.tell()
    out.write(f"xref\n0 {len(places) + 1}\n0000000000 65535 f \n".encode())
    out.writelines(f"{place:010d} 00000 n \n".encode() for place in places)
    out.write(f"trailer\n<< /Size {len(places) + 1} /Root 1 0 R {trailer} >>\nstartxref\n{start}\n%%EOF\n".encode())
    return out.getvalue()


def one_page(content: bytes | str, resources: str = "", page: str = "", box: str = A4, *more: bytes | str) -> bytes:
    """One page with a content stream (object 4) and further objects from 5 on."""
    body = content.encode() if isinstance(content, str) else content
    return pdf(
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        f"<< /Type /Page /Parent 2 0 R /MediaBox {box} /Contents 4 0 R /Resources << {resources} >> {page} >>",
        stream(body),
        *more,
    )


def scan(image: bytes, *, extra: str = "", resources: str = "", page: str = "", box: str = A4) -> bytes:
    """A page that is one image over the whole of `box`, plus some content after it."""
    width, height = box.strip("[]").split()[2:]
    content = f"q {width} 0 0 {height} 0 0 cm /Im0 Do Q {extra}"
    return one_page(content, f"/XObject << /Im0 5 0 R >> {resources}", page, box, image)


def jpeg(pixels: np.ndarray, quality: int = 90) -> bytes:
    """The pixels (gray or BGR) as a JPEG."""
    return cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, quality])[1].tobytes()


def jpeg_object(pixels: np.ndarray) -> bytes:
    """The pixels as an image XObject, JPEG inside."""
    space = "/DeviceGray" if pixels.ndim == 2 else "/DeviceRGB"
    height, width = pixels.shape[:2]
    entries = f"/Type /XObject /Subtype /Image /Width {width} /Height {height} /BitsPerComponent 8"
    return stream(jpeg(pixels), f"{entries} /ColorSpace {space} /Filter /DCTDecode")


def paper(width: int = 827, height: int = 1170) -> np.ndarray:
    """A gray picture with a dark bar at its top left, so that each turn of it looks different."""
    pixels = np.full((height, width), 235, np.uint8)
    pixels[height // 20 : height // 10, width // 20 : width // 2] = 20
    return pixels


def typed(lines: list[str], pages: int = 1) -> bytes:
    """A born-digital PDF (A4) with these lines of Helvetica 12, the first 50 points below the top edge."""
    out = io.BytesIO()
    sheet = canvas.Canvas(out, pagesize=(595, 842))
    for _ in range(pages):
        sheet.setFont("Helvetica", 12)
        for row, line in enumerate(lines):
            sheet.drawString(72, 842 - 50 - 20 * row, line)
        sheet.showPage()
    sheet.save()
    return out.getvalue()
