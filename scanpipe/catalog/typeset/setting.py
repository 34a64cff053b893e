"""Sets printed lines: breaks them at the right margin, lets the gaps grow to it, and notes where everything stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from scanpipe.catalog.typeset.fonts import MM_PER_PT, ascent_mm, descent_mm, width_mm
from scanpipe.catalog.typeset.inline import Boxes, Break, Gap, Item, Tick, Word
from scanpipe.catalog.typeset.sheet import Leader, Sheets, Text, text_rect
from scanpipe.model import Rect

Align: TypeAlias = Literal["left", "center", "justify"]

TICK_MM = 3.6
BOX_MM, LEAST_BOX_MM, BOX_HEIGHT_MM = 7.6, 6.2, 8.4
"""A digit box; CT01 prints them 20.5 to 22 pt wide, and narrower ones after a long label."""
_AROUND_GAP_MM = 0.6
_WHOLE_OPTION = 40
"""An option of at most so many letters is not broken over two lines."""


@dataclass(frozen=True, slots=True)
class Measure:
    """Where a printed line may stand: its left edge, width, type size, and how it is aligned."""

    left: float
    width: float
    size_pt: float
    align: Align = "left"
    indent: float = 0.0
    """By how much the first line begins further right."""


def item_width(item: Item, size_pt: float) -> float:
    """The least width of an item in millimetres, without the space before it."""
    match item:
        case Word():
            return width_mm(item.text, item.face, _word_pt(item, size_pt))
        case Gap():
            return item.least_mm + 2 * _AROUND_GAP_MM
        case Tick():
            return TICK_MM
        case Boxes():
            return item.count * LEAST_BOX_MM
        case Break():
            return 0.0


def space_before(item: Item, size_pt: float, before: Item | None) -> float:
    """The space between an item and the one before it; none at the beginning of a line."""
    if before is None:
        return 0.0
    match item:
        case Word() if isinstance(before, Tick) and not before.leading and item.space:
            return 4.0
        case Word():
            return width_mm(" ", item.face, size_pt) if item.space else 0.0
        case Tick():
            return 4.0 if item.leading else 1.4
        case Boxes():
            return 2.0
        case _:
            return 0.0


def break_lines(items: Sequence[Item], measure: Measure) -> list[list[Item]]:
    """The items line by line; what belongs together (a word and its comma, an answer and its square) stays so."""
    lines: list[list[Item]] = [[]]
    room = measure.width - measure.indent
    for cluster in _clusters(items):
        if isinstance(cluster[0], Break):
            lines.append([])
            room = measure.width
        elif lines[-1] and natural_width([*lines[-1], *cluster], measure.size_pt) > room + 0.01:
            lines.append(cluster)
            room = measure.width
        else:
            lines[-1].extend(cluster)
    return [line for line in lines if line]


def set_lines(sheets: Sheets, items: Sequence[Item], measure: Measure, pitch_mm: float) -> None:
    """Set items from the next line on, lines `pitch_mm` apart; lines with digit boxes take more."""
    lines = break_lines(items, measure)
    if measure.align == "center":
        lines = _balanced(items, measure, len(lines))
    for number, line in enumerate(lines):
        boxed = any(isinstance(item, Boxes) for item in line)
        baseline = sheets.down(max(pitch_mm, BOX_HEIGHT_MM) if boxed else pitch_mm)
        indent = measure.indent if number == 0 else 0.0
        last = number == len(lines) - 1
        set_line(sheets, line, measure, baseline, indent=indent, last=last, pitch_mm=pitch_mm)
        if boxed:
            sheets.space((BOX_HEIGHT_MM - pitch_mm) / 2 + 0.6)


def set_line(
    sheets: Sheets,
    line: Sequence[Item],
    measure: Measure,
    baseline: float,
    *,
    indent: float = 0.0,
    last: bool = True,
    pitch_mm: float,
) -> None:
    """Set one line on a baseline: gaps share what is left over, or else the words are aligned."""
    size = measure.size_pt
    over = max(0.0, measure.width - indent - natural_width(line, size))
    weight = sum(i.weight for i in line if isinstance(i, Gap))
    x = measure.left + indent
    spread = 0.0
    if measure.align == "center":
        x, weight = measure.left + over / 2, 0.0
    elif not weight and measure.align == "justify" and not last:
        spaces = sum(1 for n, i in enumerate(line) if n and isinstance(i, Word) and i.space)
        spread = over / spaces if spaces else 0.0
    run: list[Word] = []
    start = x
    for number, item in enumerate(line):
        gap = space_before(item, size, line[number - 1] if number else None)
        if isinstance(item, Word):
            if run and not _same_run(run[-1], item):
                _put_run(sheets, run, start, baseline, size, spread)
                run = []
            gap += spread if gap else 0.0
            if not run:
                start = x + gap
            run.append(item)
            x += gap + item_width(item, size)
            continue
        if run:
            _put_run(sheets, run, start, baseline, size, spread)
            run = []
        x += gap
        grown = item_width(item, size) + (over * item.weight / weight if isinstance(item, Gap) and weight else 0.0)
        if isinstance(item, Boxes):
            grown = min(grown + over, item.count * BOX_MM)
            x = measure.left + measure.width - grown
        _put(sheets, item, x, x + grown, baseline, size, pitch_mm)
        x += grown
    if run:
        _put_run(sheets, run, start, baseline, size, spread)


def _balanced(items: Sequence[Item], measure: Measure, count: int) -> list[list[Item]]:
    """The same number of lines, as even as they can be: the last one does not hold a single word."""
    width = measure.width
    lines = break_lines(items, measure)
    while width > 0.5 * measure.width and count > 1:
        width *= 0.96
        tighter = break_lines(items, replace(measure, width=width))
        widest = max(natural_width(line, measure.size_pt) for line in tighter)
        if len(tighter) != count or widest > width:
            break
        lines = tighter
    return lines


def natural_width(line: Sequence[Item], size_pt: float) -> float:
    """The least width of a line in millimetres."""
    befores = [None, *line]
    return sum(item_width(i, size_pt) + space_before(i, size_pt, b) for i, b in zip(line, befores, strict=False))


def _clusters(items: Sequence[Item]) -> list[list[Item]]:
    """What must not be torn apart at the end of a line."""
    clusters: list[list[Item]] = []
    for item in items:
        before = clusters[-1][-1] if clusters else None
        if before is not None and _inseparable(before, item):
            clusters[-1].append(item)
        else:
            clusters.append([item])
    return clusters


def _inseparable(before: Item, item: Item) -> bool:
    match before, item:
        case (Break(), _) | (_, Break()):
            return False
        case Tick(), Word() if before.leading:
            return True
        case _, Tick():
            return not item.leading
        case Word(), Word() if item.option and item.option == before.option:
            return len(item.option) <= _WHOLE_OPTION
        case Word(), Word():
            may_break = before.text.endswith("/") and before.text[:-1].isalpha()
            return not item.space and not may_break
        case Gap(), Word():
            return not item.space
        case Word(), Gap():
            return before.text[:1] in "([-+"
        case _:
            return False


def _same_run(a: Word, b: Word) -> bool:
    return (a.face, a.raised, a.key, a.option) == (b.face, b.raised, b.key, b.option)


def _word_pt(word: Word, size_pt: float) -> float:
    return 0.66 * size_pt if word.raised else size_pt


def _put_run(sheets: Sheets, run: list[Word], x: float, baseline: float, size_pt: float, spread_mm: float) -> None:
    text = "".join((" " if n and w.space else "") + w.text for n, w in enumerate(run))
    first = run[0]
    size = _word_pt(first, size_pt)
    y = baseline - (0.36 * size_pt * MM_PER_PT if first.raised else 0.0)
    sheets.put(Text(x, y, text, first.face, size, spread_mm / MM_PER_PT))
    if first.key:
        rect = text_rect(x, y, text, first.face, size)
        rect = Rect(rect.left, rect.top, rect.right + spread_mm * text.count(" "), rect.bottom)
        sheets.add(first.key, rect, "label", index=sheets.count(first.key, "label"), option=first.option)


def _put(sheets: Sheets, item: Item, x0: float, x1: float, baseline: float, size_pt: float, pitch_mm: float) -> None:
    match item:
        case Gap():
            _put_gap(sheets, item, x0 + _AROUND_GAP_MM, x1 - _AROUND_GAP_MM, baseline, size_pt, pitch_mm)
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
    sheets.put(Leader(x0, x1, baseline))
    height = min(pitch_mm - descent_mm(size_pt) - 0.3, 1.25 * ascent_mm(size_pt))
    index = sheets.count(gap.key, "value")
    number = None if gap.first is None else gap.first + index
    name = None if number is None else f"{gap.key}_{number}" if number else gap.key
    rect = Rect(x0, baseline - height, x1, baseline + descent_mm(size_pt))
    sheets.add(gap.key, rect, "value", index=index, form_field=name)


def option_name(option: str) -> str:
    """The part of a form field's name that names an option; a full stop would separate names."""
    return option.replace(".", "").strip()
