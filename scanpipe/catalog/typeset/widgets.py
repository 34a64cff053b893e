"""Lays form fields over a printed blank: one for each writing place, one for each row of boxes, one for each square."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO

from pypdf import PdfWriter
from pypdf.generic import (
    ArrayObject,
    BooleanObject,
    DictionaryObject,
    FloatObject,
    IndirectObject,
    NameObject,
    NumberObject,
    TextStringObject,
)

from scanpipe.catalog.typeset.appearance import cross_appearance
from scanpipe.catalog.typeset.breaking import TICK_MM
from scanpipe.catalog.typeset.embed import FONT_NAME, embed_typed_font
from scanpipe.catalog.typeset.render import x_pt, y_pt
from scanpipe.catalog.typeset.sheet import Zone
from scanpipe.catalog.typeset.tags import Element, add_structure
from scanpipe.model import Rect

MULTILINE, _COMB = 1 << 12, 1 << 24
"""Flags of a text field, ISO 32000-1 table 228."""
_PRINTED = 4
_TEXT_PT, _COMB_PT = 11, 13
_FITTED_PT = 0
"""The reader chooses a size that fits the field."""
_ABOVE_DOTS_MM = 0.7
_TALL_MM = 9.0
"""A writing place this tall takes several lines."""


@dataclass(frozen=True, slots=True)
class Widget:
    """One form field: its full name, page, place, and the label that a screen reader says."""

    name: str
    page: int
    rect: Rect
    label: str
    kind: str
    boxes: int = 0


def with_fields(
    pdf: bytes, zones: Iterable[Zone], labels: Mapping[str, str], elements: Sequence[Sequence[Element]]
) -> bytes:
    """
    The PDF with a form field on every zone that names one, and its structure.

    `labels` are read out instead of the keys; `elements` are the printed lines and fields of each page as read.
    """
    writer = PdfWriter(clone_from=BytesIO(pdf))
    font = embed_typed_font(writer)
    square = x_pt(TICK_MM)
    crosses = {
        "/Yes": writer._add_object(cross_appearance(square, ticked=True)),
        "/Off": writer._add_object(cross_appearance(square, ticked=False)),
    }
    tree = _Tree(writer)
    references: dict[str, IndirectObject] = {}
    annotations = [ArrayObject() for _ in writer.pages]
    for widget in _widgets(zones, labels):
        page = writer.pages[widget.page - 1]
        field = _button(widget, crosses) if widget.kind == "option" else _text(widget)
        field[NameObject("/P")] = page.indirect_reference
        reference = tree.hang(widget.name, field)
        annotations[widget.page - 1].append(reference)
        references[widget.name] = reference
    for page, marks in zip(writer.pages, annotations, strict=True):
        page[NameObject("/Annots")] = marks
    described = {"/Type": "/Font", "/Subtype": "/Type1", "/BaseFont": "/ZapfDingbats"}
    dingbats = DictionaryObject({NameObject(k): NameObject(v) for k, v in described.items()})
    fonts = DictionaryObject({NameObject(FONT_NAME): font, NameObject("/ZaDb"): writer._add_object(dingbats)})
    writer.root_object[NameObject("/AcroForm")] = writer._add_object(
        DictionaryObject(
            {
                NameObject("/Fields"): tree.roots,
                NameObject("/DR"): DictionaryObject({NameObject("/Font"): fonts}),
                NameObject("/DA"): TextStringObject(f"{FONT_NAME} {_TEXT_PT} Tf 0 g"),
                # Readers draw what is typed themselves, in the font above.
                NameObject("/NeedAppearances"): BooleanObject(True),
            }
        )
    )
    add_structure(writer, elements, references)
    target = BytesIO()
    writer.write(target)
    return target.getvalue()


class _Tree:
    """Form fields by their full name; the parts between full stops are nodes."""

    def __init__(self, writer: PdfWriter) -> None:
        self._writer = writer
        self._nodes: dict[str, IndirectObject] = {}
        self.roots = ArrayObject()

    def hang(self, name: str, field: DictionaryObject) -> IndirectObject:
        """Add a field under its parents, which are made when they are not there yet."""
        parent, _, own = name.rpartition(".")
        field[NameObject("/T")] = TextStringObject(own)
        if not parent:
            reference = self._writer._add_object(field)
            self.roots.append(reference)
            return reference
        if parent not in self._nodes:
            self._nodes[parent] = self.hang(parent, DictionaryObject({NameObject("/Kids"): ArrayObject()}))
        node = self._nodes[parent]
        field[NameObject("/Parent")] = node
        reference = self._writer._add_object(field)
        node.get_object()["/Kids"].append(reference)  # type: ignore[index]
        return reference


def _widgets(zones: Iterable[Zone], labels: Mapping[str, str]) -> list[Widget]:
    """One widget a name; the boxes of a row make one."""
    found: dict[str, Widget] = {}
    for zone in zones:
        if zone.form_field is None:
            continue
        if zone.kind == "cell" and (row := found.get(zone.form_field)):
            rect = row.rect.union(zone.rect)
            found[zone.form_field] = Widget(row.name, row.page, rect, row.label, row.kind, row.boxes + 1)
            continue
        label = labels.get(zone.key, zone.key)
        extra = zone.option or zone.column
        label = f"{label} – {extra}" if extra else label
        boxes = 1 if zone.kind == "cell" else 0
        rect = zone.rect
        if zone.kind == "value":
            # Readers centre what is typed; it should stand on the dots, not among them.
            rect = Rect(rect.left, rect.top, rect.right, rect.bottom - _ABOVE_DOTS_MM)
        found[zone.form_field] = Widget(zone.form_field, zone.page, rect, label, zone.kind, boxes)
    return list(found.values())


def _base(widget: Widget, kind: str) -> DictionaryObject:
    rect = widget.rect
    corners = (x_pt(rect.left), y_pt(rect.bottom), x_pt(rect.right), y_pt(rect.top))
    return DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Annot"),
            NameObject("/Subtype"): NameObject("/Widget"),
            NameObject("/FT"): NameObject(kind),
            NameObject("/Rect"): ArrayObject([FloatObject(v) for v in corners]),
            NameObject("/F"): NumberObject(_PRINTED),
            NameObject("/TU"): TextStringObject(widget.label),
        }
    )


def _text(widget: Widget) -> DictionaryObject:
    field = _base(widget, "/Tx")
    size, flags = _FITTED_PT, 0
    if widget.boxes:
        size, flags = _COMB_PT, _COMB
        field[NameObject("/MaxLen")] = NumberObject(widget.boxes)
    elif widget.rect.height > _TALL_MM:
        size, flags = _TEXT_PT, MULTILINE
    field[NameObject("/DA")] = TextStringObject(f"{FONT_NAME} {size} Tf 0 g")
    field[NameObject("/Ff")] = NumberObject(flags)
    return field


def _button(widget: Widget, crosses: Mapping[str, IndirectObject]) -> DictionaryObject:
    field = _base(widget, "/Btn")
    states = DictionaryObject({NameObject(state): shape for state, shape in crosses.items()})
    field[NameObject("/AP")] = DictionaryObject({NameObject("/N"): states})
    field[NameObject("/V")] = NameObject("/Off")
    field[NameObject("/AS")] = NameObject("/Off")
    field[NameObject("/DA")] = TextStringObject("/ZaDb 0 Tf 0 g")
    field[NameObject("/MK")] = DictionaryObject({NameObject("/CA"): TextStringObject("8")})  # a cross in ZapfDingbats
    return field
