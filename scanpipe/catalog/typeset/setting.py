"""Sets printed lines: lets the gaps grow to the right margin, prints, and notes where everything stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from scanpipe.catalog.typeset.breaking import (
    AROUND_GAP_MM,
    BOX_HEIGHT_MM,
    BOX_MM,
    LEAST_BOX_MM,
    TICK_MM,
    Measure,
    balanced_lines,
    break_lines,
    item_width,
    natural_width,
    space_before,
    word_pt,
)
from scanpipe.catalog.typeset.fonts import MM_PER_PT, ascent_mm, descent_mm
from scanpipe.catalog.typeset.inline import Boxes, Gap, Item, Tick, Word
from scanpipe.catalog.typeset.manner import Manner
from scanpipe.catalog.typeset.sheet import Leader, Rule, Sheets, Text, text_rect
from scanpipe.model import Rect


def set_lines(sheets: Sheets, items: Sequence[Item], measure: Measure, pitch_mm: float) -> None:
    """Set items from the next line on, lines `pitch_mm` apart; lines with digit boxes take more."""
    items = in_face(items, sheets.manner)
    lines = (balanced_lines if measure.align == "center" else break_lines)(items, measure)
    for number, line in enumerate(lines):
        boxed = any(isinstance(item, Boxes) for item in line)
        baseline = sheets.down(max(pitch_mm, BOX_HEIGHT_MM) if boxed else pitch_mm)
        indent = measure.indent if number == 0 else 0.0
        last = number == len(lines) - 1
        placed, spread = _placed(line, measure, indent=indent, last=last)
        _print_line(sheets, placed, spread, baseline, measure.size_pt, pitch_mm)
        if boxed:
            sheets.space((BOX_HEIGHT_MM - pitch_mm) / 2 + 0.6)


def in_face(items: Sequence[Item], manner: Manner) -> list[Item]:
    """The items with their words in the faces of that manner."""
    return [replace(item, face=manner.face(item.face)) if isinstance(item, Word) else item for item in items]


def _placed(
    line: Sequence[Item], measure: Measure, *, indent: float, last: bool
) -> tuple[list[tuple[Item, float, float]], float]:
    """
    Each item of a line with its left and right edge, and by how much spaces are wider (mm).

    What is left over widens boxes to their usual size, then gaps; in a line without gaps, the spaces of a justified
    paragraph.
    """
    size = measure.size_pt
    over = max(0.0, measure.width - indent - natural_width(line, size))
    boxes = sum(i.count for i in line if isinstance(i, Boxes))
    wider = min(BOX_MM - LEAST_BOX_MM, over / boxes) if boxes else 0.0
    over -= wider * boxes
    weight = sum(i.weight for i in line if isinstance(i, Gap)) if measure.align != "center" else 0.0
    x = measure.left + indent + (over / 2 if measure.align == "center" else 0.0)
    spread = 0.0
    if not weight and measure.align == "justify" and not last:
        spaces = sum(1 for i in line[1:] if isinstance(i, Word) and i.space)
        spread = over / spaces if spaces else 0.0
    placed = []
    for before, item in zip([None, *line], line, strict=False):
        space = space_before(item, size, before)
        width = item_width(item, size)
        if isinstance(item, Gap) and weight:
            width += over * item.weight / weight
        elif isinstance(item, Boxes):
            width += wider * item.count
            if not weight and item is line[-1]:
                # Alone after its label, a row of boxes stands at the right margin.
                x = measure.left + measure.width - width - space
        x += space + (spread if space and isinstance(item, Word) else 0.0)
        placed.append((item, x, x + width))
        x += width
    return placed, spread


def _print_line(
    sheets: Sheets,
    placed: Sequence[tuple[Item, float, float]],
    spread_mm: float,
    baseline: float,
    size_pt: float,
    pitch_mm: float,
) -> None:
    """Print the items; neighbouring words of one kind become one run of text."""
    run: list[Word] = []
    start = 0.0
    for item, left, right in placed:
        if run and not (isinstance(item, Word) and _same_run(run[-1], item)):
            _put_run(sheets, run, start, baseline, size_pt, spread_mm)
            run = []
        if isinstance(item, Word):
            start = start if run else left
            run.append(item)
        else:
            _put(sheets, item, left, right, baseline, size_pt, pitch_mm)
    if run:
        _put_run(sheets, run, start, baseline, size_pt, spread_mm)


def _same_run(a: Word, b: Word) -> bool:
    return (a.face, a.raised, a.key, a.option) == (b.face, b.raised, b.key, b.option)


def _put_run(sheets: Sheets, run: list[Word], x: float, baseline: float, size_pt: float, spread_mm: float) -> None:
    text = "".join((" " if n and w.space else "") + w.text for n, w in enumerate(run))
    first = run[0]
    size = word_pt(first, size_pt)
    y = baseline - (0.36 * size_pt * MM_PER_PT if first.raised else 0.0)
    sheets.put(Text(x, y, text, first.face, size, spread_mm / MM_PER_PT))
    if first.key:
        rect = text_rect(x, y, text, first.face, size)
        rect = Rect(rect.left, rect.top, rect.right + spread_mm * text.count(" "), rect.bottom)
        sheets.add(first.key, rect, "label", index=sheets.count(first.key, "label"), option=first.option)


def _put(sheets: Sheets, item: Item, x0: float, x1: float, baseline: float, size_pt: float, pitch_mm: float) -> None:
    match item:
        case Gap():
            _put_gap(sheets, item, x0 + AROUND_GAP_MM, x1 - AROUND_GAP_MM, baseline, size_pt, pitch_mm)
        case Tick():
            middle = baseline - 0.33 * size_pt * MM_PER_PT
            rect = Rect(x0, middle - TICK_MM / 2, x1, middle + TICK_MM / 2)
            sheets.frame(rect, 0.8)
            name = item.key if item.option is None else f"{item.key}.{option_name(item.option)}"
            index = sheets.count(item.key, "option")
            sheets.add(item.key, rect, "option", index=index, option=item.option, form_field=name)
        case Boxes():
            middle = baseline - 0.33 * size_pt * MM_PER_PT
            box = (x1 - x0) / item.count
            for n in range(item.count):
                left, top = x0 + n * box, middle - BOX_HEIGHT_MM / 2
                rect = Rect(left, top, left + box, top + BOX_HEIGHT_MM)
                sheets.frame(rect, 0.7)
                sheets.add(item.key, rect, "cell", index=n, form_field=item.key)


def _put_gap(sheets: Sheets, gap: Gap, x0: float, x1: float, baseline: float, size_pt: float, pitch_mm: float) -> None:
    sheets.put(_leader(sheets.manner, x0, x1, baseline, size_pt))
    height = min(pitch_mm - descent_mm(size_pt) - 0.3, 1.25 * ascent_mm(size_pt))
    index = sheets.count(gap.key, "value")
    number = None if gap.first is None else gap.first + index
    name = None if number is None else f"{gap.key}_{number}" if number else gap.key
    rect = Rect(x0, baseline - height, x1, baseline + descent_mm(size_pt))
    sheets.add(gap.key, rect, "value", index=index, form_field=name)


def _leader(manner: Manner, x0: float, x1: float, baseline: float, size_pt: float) -> Leader | Rule:
    """Dots on the baseline; or underscores, which Liberation Sans joins to one line 0.07 em thick, 0.14 em below it."""
    if not manner.underscores:
        return Leader(x0, x1, baseline)
    y = baseline + 0.14 * size_pt * MM_PER_PT
    return Rule(x0, y, x1, y, 0.07 * size_pt)


def option_name(option: str) -> str:
    """The part of a form field's name that names an option; a full stop would separate names."""
    return option.replace(".", "").strip()
