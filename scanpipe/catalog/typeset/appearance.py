"""What a filled form field looks like: its text in the embedded font, or the cross in a square."""

from __future__ import annotations

from dataclasses import dataclass

from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    FloatObject,
    IndirectObject,
    NameObject,
    StreamObject,
)

from scanpipe.catalog.typeset.embed import FONT_NAME, encoded
from scanpipe.catalog.typeset.fonts import MM_PER_PT, Face, width_mm

_SMALLEST_PT = 4.5
_MIDDLE_OF_CAPITALS = 0.36
"""Half the height of capitals, as a share of the type size."""
_LEADING = 1.15


@dataclass(frozen=True, slots=True)
class Lettering:
    """How text stands in a field: the field's size, the largest type, boxes of a comb, or several lines."""

    width_pt: float
    height_pt: float
    size_pt: float
    boxes: int | None = None
    multiline: bool = False


def side_pt(look: Lettering) -> float:
    """How much stays free at the left and right of a text field; little in a narrow one."""
    return min(1.5, 0.05 * look.width_pt)


def room_pt(look: Lettering) -> float:
    """How wide the text of a field may be."""
    return look.width_pt - 2 * side_pt(look)


def text_pt(text: str, size_pt: float) -> float:
    """How wide a text is typed, in points."""
    return width_mm(text, Face.TYPED, size_pt) / MM_PER_PT


def text_appearance(text: str, look: Lettering, font: IndirectObject) -> StreamObject:
    """The appearance of a text field; text that is too long is set smaller."""
    if look.boxes:
        body = _comb(text, look)
    elif look.multiline:
        body = _several_lines(text, look)
    else:
        body = _one_line(text, look)
    content = f"/Tx BMC q 0 0 {look.width_pt:.2f} {look.height_pt:.2f} re W n BT 0 g {body} ET Q EMC"
    fonts = DictionaryObject({NameObject(FONT_NAME): font})
    return _form(content, look.width_pt, look.height_pt, DictionaryObject({NameObject("/Font"): fonts}))


def cross_appearance(square_pt: float, *, ticked: bool) -> StreamObject:
    """A square's appearance: a cross ("đánh dấu X"), or nothing; the square itself is printed."""
    low, high = 0.2 * square_pt, 0.8 * square_pt
    strokes = f"{low:.2f} {low:.2f} m {high:.2f} {high:.2f} l {low:.2f} {high:.2f} m {high:.2f} {low:.2f} l S"
    content = f"q 1.3 w 0 G {strokes} Q" if ticked else ""
    return _form(content, square_pt, square_pt, DictionaryObject())


def wrapped(text: str, width_pt: float, size_pt: float) -> list[str]:
    """The words of a text in lines of at most that width; a word that is longer stands alone."""
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and text_pt(longer, size_pt) > width_pt:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


def _one_line(text: str, look: Lettering) -> str:
    room = room_pt(look)
    natural = text_pt(text, look.size_pt)
    size = look.size_pt if natural <= room else max(_SMALLEST_PT, look.size_pt * room / natural)
    y = look.height_pt / 2 - _MIDDLE_OF_CAPITALS * size
    return f"{FONT_NAME} {size:.2f} Tf {side_pt(look):.2f} {y:.2f} Td <{encoded(text)}> Tj"


def _several_lines(text: str, look: Lettering) -> str:
    room = room_pt(look)
    size = look.size_pt
    lines = wrapped(text, room, size)
    while size > _SMALLEST_PT and len(lines) * size * _LEADING > look.height_pt:
        size -= 0.5
        lines = wrapped(text, room, size)
    top = look.height_pt / 2 + (len(lines) / 2 - 0.5) * size * _LEADING - _MIDDLE_OF_CAPITALS * size
    shown = f" 0 {-size * _LEADING:.2f} Td ".join(f"<{encoded(line)}> Tj" for line in lines)
    return f"{FONT_NAME} {size:.2f} Tf {side_pt(look):.2f} {top:.2f} Td {shown}"


def _comb(text: str, look: Lettering) -> str:
    count = look.boxes or 1
    step = look.width_pt / count
    y = look.height_pt / 2 - _MIDDLE_OF_CAPITALS * look.size_pt
    parts = [f"{FONT_NAME} {look.size_pt:.2f} Tf"]
    x = 0.0
    for number, letter in enumerate(text[:count]):
        at = number * step + (step - text_pt(letter, look.size_pt)) / 2
        parts.append(f"{at - x:.2f} {y if number == 0 else 0:.2f} Td <{encoded(letter)}> Tj")
        x = at
    return " ".join(parts)


def _form(content: str, width_pt: float, height_pt: float, resources: DictionaryObject) -> StreamObject:
    stream = DecodedStreamObject()
    stream.set_data(content.encode("ascii"))
    stream[NameObject("/Type")] = NameObject("/XObject")
    stream[NameObject("/Subtype")] = NameObject("/Form")
    stream[NameObject("/BBox")] = ArrayObject([FloatObject(v) for v in (0, 0, round(width_pt, 2), round(height_pt, 2))])
    stream[NameObject("/Resources")] = resources
    return stream
