"""The foot of a form: place and date, who signs, and the free space to sign in, in one to four columns."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from scanpipe.catalog.schema import FieldSpec
from scanpipe.catalog.typeset.breaking import Measure, natural_width
from scanpipe.catalog.typeset.fonts import Face
from scanpipe.catalog.typeset.inline import Item, caption_items, field_items, words
from scanpipe.catalog.typeset.manner import Manner
from scanpipe.catalog.typeset.setting import in_face, set_lines
from scanpipe.catalog.typeset.sheet import Sheets
from scanpipe.model import Rect

_DATED = re.compile(r"(…|\.{3,}).*ngày|ngày.*(…|\.{3,})")
_TRAILING = re.compile(r"^(.*\S)\s*(\((?:Ký|Chữ ký|ký)[^()]*(?:\([^()]*\)[^()]*)*\))$", re.S)
_REMARK = re.compile(r"^\(\D.*\)\d?$", re.S)
"""A caption that is all in parentheses, perhaps with a footnote mark behind."""
_BLEED_MM = (16.0, 200.0)
"""Three and more columns reach into the margins, as on CT01."""


@dataclass(frozen=True, slots=True)
class Block:
    """One signer: date lines above, the bold caption, italic remarks under it, and ruled lines under the space."""

    key: str
    above: tuple[str, ...]
    caption: str
    remarks: tuple[str, ...]
    below: tuple[str, ...]


def block_of(spec: FieldSpec) -> Block:
    """The captions of a signature field, by where they stand."""
    caption = spec.label
    found: tuple[str, ...] = ()
    if match := _TRAILING.match(spec.label):
        caption, found = match.group(1), (match.group(2),)
    dated = tuple(c for c in spec.captions if _DATED.search(c))
    remarks = found + tuple(c for c in spec.captions if _REMARK.match(c))
    rest = tuple(c for c in spec.captions if c not in dated and c not in remarks)
    return Block(spec.key, dated, caption, remarks, rest)


def set_place_date(sheets: Sheets, spec: FieldSpec) -> None:
    """Place and date, "……, ngày … tháng … năm …", in italics at the right."""
    manner = sheets.manner
    items = in_face(field_items(spec, Face.ITALIC), manner)
    # Centred over the signature below it; a long line ends at the margin.
    left = min(
        manner.left_mm + 0.5 * manner.text_mm, manner.right_mm - natural_width(items, sheets.style.body_pt) - 0.5
    )
    measure = Measure(left, manner.right_mm - left, sheets.style.body_pt, "center")
    set_lines(sheets, items, measure, sheets.style.pitch_mm)


def set_signatures(sheets: Sheets, specs: Sequence[FieldSpec]) -> None:
    """Signature blocks side by side; one alone stands at the right."""
    blocks = [block_of(spec) for spec in specs]
    sheets.space(sheets.style.gap_mm)
    trial = Sheets(sheets.style, sheets.manner)
    _set_blocks(trial, blocks)
    sheets.need(trial.y - sheets.manner.top_mm)
    _set_blocks(sheets, blocks)


def _set_blocks(sheets: Sheets, blocks: Sequence[Block]) -> None:
    top = sheets.y
    columns = _columns(sheets.manner, len(blocks))
    many = len(blocks) > 2
    size = sheets.style.body_pt - (3.0 if many else 0.0)
    feet = []
    for block, (left, right) in zip(blocks, columns, strict=True):
        sheets.y = top
        _set_captions(sheets, block, Measure(left, right - left, size, "center"), many)
        feet.append(sheets.y + 1.2)
    bottom = max(feet) + sheets.style.sign_mm
    ends = []
    for block, (left, right), foot in zip(blocks, columns, feet, strict=True):
        sheets.add(block.key, Rect(left, foot, right, bottom), "signature", index=0)
        sheets.y = bottom
        for line in block.below:
            text = line if line.rstrip().endswith(":") else f"{line}:"
            items = caption_items(text, Face.REGULAR, block.key, ruled=True)
            set_lines(sheets, items, Measure(left, right - left, size - (1.0 if many else 0.5)), 0.5 * size)
        ends.append(sheets.y)
    sheets.y = max(ends)


def _set_captions(sheets: Sheets, block: Block, measure: Measure, many: bool) -> None:
    leading = 0.42 * measure.size_pt
    for line in block.above:
        items: list[Item] = caption_items(line, Face.ITALIC, block.key, scale=0.2 if many else 0.8)
        fitted = Measure(measure.left, measure.width, measure.size_pt - (0.5 if many else 0.0), "left")
        set_lines(sheets, items, fitted if many else measure, leading)
    for paragraph in block.caption.splitlines():
        set_lines(sheets, words(paragraph, Face.BOLD, key=block.key), measure, leading)
    for remark in block.remarks:
        set_lines(sheets, words(remark, Face.ITALIC, key=block.key), measure, leading)


def _columns(manner: Manner, count: int) -> list[tuple[float, float]]:
    if count == 1:
        return [(manner.left_mm + 0.5 * manner.text_mm, manner.right_mm)]
    left, right = _BLEED_MM if count > 2 else (manner.left_mm, manner.right_mm)
    step, between = (right - left) / count, 2.0 if count > 2 else 6.0
    return [(left + n * step + between / 2, left + (n + 1) * step - between / 2) for n in range(count)]
