"""Writes values into a blank: the form fields carry them, and every reader and printer shows them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from io import BytesIO

from pypdf import PdfReader, PdfWriter
from pypdf.generic import BooleanObject, DictionaryObject, IndirectObject, NameObject, TextStringObject

from scanpipe.catalog.typeset.appearance import Lettering, room_pt, text_appearance, text_pt, wrapped
from scanpipe.catalog.typeset.embed import FONT_NAME
from scanpipe.catalog.typeset.setting import option_name
from scanpipe.catalog.typeset.widgets import MULTILINE
from scanpipe.text import nfc

_GAP = re.compile(r"(?:…\.*|\.{3,}|_{3,})+")
_SIZE = re.compile(r"([\d.]+) Tf")
_LARGEST_PT, _SHARE_OF_HEIGHT = 11.0, 0.72
"""Type of a field without a size of its own."""


def field_names(pdf: bytes) -> tuple[str, ...]:
    """The full names of all form fields of a blank, in printed order."""
    return tuple(name for name, _ in _terminals(PdfReader(BytesIO(pdf))))


def fill(blank_pdf: bytes, values: Mapping[str, str | bool]) -> bytes:
    """
    The blank with values written in, to print or to go on typing.

    Names are form fields (`field_names`): texts for writing places, booleans for squares. The key of a field with
    several places takes one text: it flows over dotted lines, and a date is taken apart ("Huế, ngày 5 tháng 7 năm
    2026" or "05/07/2026"). The key of a choice takes the text of its option.

    Raises KeyError naming what the blank does not have, and TypeError for a text in a square.
    """
    writer = PdfWriter(clone_from=BytesIO(blank_pdf))
    fields = dict(_terminals(writer))
    font = _typed_font(writer)
    for name, value in _spread(fields, values).items():
        field = fields[name]
        if str(field["/FT"]) == "/Btn":
            if not isinstance(value, bool):
                raise TypeError(f"{name} is a square: True or False, not a text")
            state = NameObject("/Yes" if value else "/Off")
            field[NameObject("/V")] = field[NameObject("/AS")] = state
            continue
        text = nfc(str(value))
        field[NameObject("/V")] = TextStringObject(text)
        shape = text_appearance(text, _lettering(field), font)
        field[NameObject("/AP")] = DictionaryObject({NameObject("/N"): writer._add_object(shape)})
    # Every value has its appearance; readers need not make their own.
    form = _form(writer)
    form[NameObject("/NeedAppearances")] = BooleanObject(False)
    target = BytesIO()
    writer.write(target)
    return target.getvalue()


def _spread(fields: Mapping[str, DictionaryObject], values: Mapping[str, str | bool]) -> dict[str, str | bool]:
    """The values by form field."""
    result: dict[str, str | bool] = {}
    unknown = []
    for name, value in values.items():
        option = f"{name}.{option_name(str(value))}"
        if name in fields:
            following = _following(fields, name)
            if isinstance(value, str) and len(following) > 1 and not any(f in values for f in following[1:]):
                result.update(_parts(fields, following, nfc(value)))
            else:
                result[name] = value
        elif isinstance(value, str) and option in fields:
            result[option] = True
        else:
            unknown.append(name)
    if unknown:
        raise KeyError(f"the blank has no field {', '.join(sorted(unknown))}")
    return result


def _following(fields: Mapping[str, DictionaryObject], name: str) -> list[str]:
    """The places of one field: key, key_1, key_2 …, as far as they carry the same label."""
    names = [name]
    while (following := f"{name}_{len(names)}") in fields and fields[following].get("/TU") == fields[name].get("/TU"):
        names.append(following)
    return names


def _parts(fields: Mapping[str, DictionaryObject], names: list[str], text: str) -> dict[str, str]:
    """A text for several places: by the words printed between them, as a date, or flowing from line to line."""
    label = nfc(str(fields[names[0]].get("/TU", "")))
    between = [re.escape(part.strip()) for part in _GAP.split(label)]
    if len(between) == len(names) + 1:
        printed = re.fullmatch(r"\s*(.*?)\s*".join(between), text) or re.fullmatch(
            r"\s*(.*?)\s*".join(["", *between[1:]]), text
        )
        if printed:
            return dict(zip(names, (part.strip(" ,") for part in printed.groups()), strict=True))
        numbers = re.fullmatch(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})", text)
        if numbers and len(names) >= 3:
            return dict(zip(names[-3:], numbers.groups(), strict=True))
    return dict(zip(names, _flowed(fields, names, text), strict=False))


def _flowed(fields: Mapping[str, DictionaryObject], names: list[str], text: str) -> list[str]:
    """As many words as fit into each place; the last one takes the rest, set smaller."""
    pieces = []
    for name in names[:-1]:
        look = _lettering(fields[name])
        room = room_pt(look)
        piece = wrapped(text, room, look.size_pt)[0]
        piece = piece if text_pt(piece, look.size_pt) <= room else ""
        pieces.append(piece)
        text = text[len(piece) :].strip()
    return [*pieces, text]


def _lettering(field: DictionaryObject) -> Lettering:
    left, bottom, right, top = (float(v) for v in field["/Rect"])  # type: ignore[attr-defined]
    size = float(_SIZE.findall(str(field["/DA"]))[0]) or min(_LARGEST_PT, _SHARE_OF_HEIGHT * (top - bottom))
    boxes = int(field["/MaxLen"]) if "/MaxLen" in field else None  # type: ignore[call-overload]
    multiline = bool(int(field.get("/Ff", 0)) & MULTILINE)
    return Lettering(right - left, top - bottom, size, boxes, multiline)


def _form(document: PdfReader | PdfWriter) -> DictionaryObject:
    root = document.root_object
    form = root["/AcroForm"].get_object()
    assert isinstance(form, DictionaryObject)
    return form


def _typed_font(writer: PdfWriter) -> IndirectObject:
    fonts = _form(writer)["/DR"]["/Font"]  # type: ignore[index]
    reference = fonts.raw_get(FONT_NAME)
    assert isinstance(reference, IndirectObject)
    return reference


def _terminals(document: PdfReader | PdfWriter) -> Iterator[tuple[str, DictionaryObject]]:
    """Every field that holds a value, with its full name."""
    if "/AcroForm" not in document.root_object:
        return
    open_nodes = [("", node.get_object()) for node in reversed(_form(document)["/Fields"])]  # type: ignore[call-overload]
    while open_nodes:
        parent, node = open_nodes.pop()
        name = f"{parent}.{node['/T']}" if parent else str(node["/T"])
        if "/Kids" in node:
            open_nodes += [(name, kid.get_object()) for kid in reversed(node["/Kids"])]
        else:
            yield name, node
