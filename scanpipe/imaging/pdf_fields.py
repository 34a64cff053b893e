"""Where a fillable PDF wants to be filled in: the places of its AcroForm fields (ISO 32000-1 §12.7) on its pages."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from pypdf import PageObject, PdfReader
from pypdf.generic import DictionaryObject

from scanpipe.imaging.pdf_form import PUSH_BUTTON, ancestry, flags, inherited, widgets
from scanpipe.imaging.pdf_geometry import sheet_of
from scanpipe.imaging.pdf_object import numbers
from scanpipe.model import Rect

_MULTILINE, _COMB = 1 << 12, 1 << 24
_LEAST_MM = 1.5


@dataclass(frozen=True, slots=True)
class FormField:
    """
    One place of a field: its full name, page (from 1) and place in mm; `boxes` counts the characters of a comb field,
    `told` is what a screen reader says of it ("" where the file says nothing).
    """

    name: str
    page: int
    rect: Rect
    kind: Literal["text", "lines", "boxes", "button", "signature"]
    boxes: int | None
    told: str


def form_fields(pdf: bytes) -> tuple[FormField, ...]:
    """The fields of a PDF in the order of its pages; none where the file cannot be read. Never raises."""
    if b"/Widget" not in pdf and b"/ObjStm" not in pdf:
        return ()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            reader = PdfReader(io.BytesIO(pdf))
            if reader.is_encrypted and not reader.decrypt(""):
                return ()
            return tuple(f for n, page in enumerate(reader.pages, start=1) for f in _fields(page, n))
    except Exception:  # whatever pypdf stumbles over: the printed places are there all the same
        return ()


def _fields(page: PageObject, number: int) -> Iterator[FormField]:
    sheet = sheet_of(page)
    for widget in widgets(page):
        line = list(ancestry(widget))
        name = ".".join(reversed([str(node["/T"]) for node in line if "/T" in node]))
        corners = numbers(widget["/Rect"]) if "/Rect" in widget else []
        if not name or len(corners) != 4:
            continue
        rect = sheet.rect_mm([(corners[0], corners[1]), (corners[2], corners[3])])
        kind = _kind(line)
        if kind is None or min(rect.width, rect.height) < _LEAST_MM:
            continue
        boxes = inherited(line, "/MaxLen") if kind == "boxes" else None
        told = inherited(line, "/TU")
        yield FormField(name, number, rect, kind, int(boxes) if boxes else None, str(told or ""))


def _kind(line: list[DictionaryObject]) -> Literal["text", "lines", "boxes", "button", "signature"] | None:
    """What a field is; None for a button that only does something."""
    bits = flags(line)
    match inherited(line, "/FT"):
        case "/Tx" if bits & _COMB and inherited(line, "/MaxLen"):
            return "boxes"
        case "/Tx":
            return "lines" if bits & _MULTILINE else "text"
        case "/Ch":
            return "text"
        case "/Btn":
            return None if bits & PUSH_BUTTON else "button"
        case "/Sig":
            return "signature"
    return None
