"""How the annotations of a PDF page look: stamps, typed notes and the contents of form fields lie over the page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pypdf import PageObject
from pypdf.generic import ArrayObject, DictionaryObject, StreamObject

from scanpipe.imaging.pdf_form import holds_value
from scanpipe.imaging.pdf_geometry import UNIT, Matrix, bounds, matrix_of, moved
from scanpipe.imaging.pdf_object import dictionary, numbers

_HIDDEN = 0b100010  # flags Hidden and NoView (ISO 32000-1, §12.5.3)
_SILENT = {"/Link", "/Popup"}


def appearances(page: PageObject) -> Iterator[tuple[StreamObject, Matrix]]:
    """What each visible annotation looks like, and the matrix that fits it into its rectangle (§12.5.5)."""
    annotations = page.get("/Annots")
    annotations = annotations.get_object() if annotations is not None else None
    for entry in annotations if isinstance(annotations, ArrayObject) else ():
        annotation = dictionary(entry)
        flags = annotation.get("/F", 0)
        if annotation.get("/Subtype") in _SILENT or not isinstance(flags, int):
            continue
        if flags & _HIDDEN:
            continue
        normal = dictionary(annotation.get("/AP")).get("/N")
        normal = normal.get_object() if normal is not None else None
        if isinstance(normal, DictionaryObject) and not isinstance(normal, StreamObject):
            normal = normal.get(annotation.get("/AS", "/Off"))  # one look a state: a check box
            normal = normal.get_object() if normal is not None else None
        if isinstance(normal, StreamObject) and (fit := _fit(normal, annotation)) is not None:
            yield normal, fit


def left_to_viewer(page: PageObject, values: Mapping[str, str] | None, *, need_appearances: bool) -> bool:
    """
    Whether a viewer shows more than the file says: notes and strokes without an appearance of their own, and typed
    values whose appearance is missing or, by the form's /NeedAppearances, to be made anew.
    """
    if need_appearances and any(value not in ("", "Off") for value in (values or {}).values()):
        return True
    annotations = page.get("/Annots")
    annotations = annotations.get_object() if annotations is not None else None
    for entry in annotations if isinstance(annotations, ArrayObject) else ():
        annotation = dictionary(entry)
        kind, flags = annotation.get("/Subtype"), annotation.get("/F", 0)
        if (
            kind in _SILENT
            or not isinstance(flags, int)
            or flags & _HIDDEN
            or "/N" in dictionary(annotation.get("/AP"))
        ):
            continue
        if kind != "/Widget" or holds_value(annotation):
            return True
    return False


def _fit(form: StreamObject, annotation: DictionaryObject) -> Matrix | None:
    try:
        x0, y0, x1, y1 = numbers(annotation["/Rect"])
        bx0, by0, bx1, by1 = numbers(form["/BBox"])
        own = matrix_of(numbers(form["/Matrix"])) if "/Matrix" in form else UNIT
    except (KeyError, TypeError, ValueError):
        return None
    left, low, right, high = bounds(moved(own, x, y) for x in (bx0, bx1) for y in (by0, by1))
    rect_left, rect_low, rect_right, rect_high = bounds([(x0, y0), (x1, y1)])
    if right - left <= 0 or high - low <= 0 or rect_right - rect_left <= 0 or rect_high - rect_low <= 0:
        return None  # an invisible signature has an empty rectangle
    wide, tall = (rect_right - rect_left) / (right - left), (rect_high - rect_low) / (high - low)
    return (wide, 0.0, 0.0, tall, rect_left - left * wide, rect_low - low * tall)
