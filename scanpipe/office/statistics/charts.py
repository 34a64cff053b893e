"""
Charts as SVG, drawn on the server: labelled directly, told apart by patterns and dashes as well as by colour.

What is held back (`small_cells`) is drawn as the span in which it lies, dotted. A chart never says more than the table
below it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from scanpipe.office.statistics import svg
from scanpipe.office.statistics.svg import ALARM, GRID, INK, PAPER, QUIET, SMALL, WIDTH, line, tag, text

_LEFT, _RIGHT, _TOP, _BOTTOM = 44.0, 16.0, 26.0, 30.0
_PLOT_HEIGHT = 130.0
_END_ROOM = 74.0
"""Room at the right for the names of several lines."""
_BAR, _STEP = 15.0, 42.0
_TWO_ROWS = 32.0
_LETTERS = 46
_MOST_X_LABELS = 4
_LETTER = 6.4
"""How wide a letter of an axis is, roughly: enough to keep labels apart."""


@dataclass(frozen=True, slots=True)
class Point:
    """A value of a line: its name on the axis, the span it lies in (None: nothing is known), and how it is told."""

    name: str
    low: float | None
    high: float | None
    told: str

    @property
    def known(self) -> bool:
        """Whether it is one value."""
        return self.low is not None and self.low == self.high


@dataclass(frozen=True, slots=True)
class Line:
    """A line; its name stands at its end. `dash` tells it from others."""

    name: str
    points: tuple[Point, ...]
    dash: str | None = None


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar: what it is, how it is told, how long (0 to the largest); not `known` when it is held back."""

    name: str
    told: str
    value: float
    known: bool = True
    level: float | None = None
    """Where the alarm begins, on the same scale."""


@dataclass(frozen=True, slots=True)
class Words:
    """What a chart is called, and one sentence for those who do not see it."""

    title: str
    desc: str


def lines(
    key: str,
    words: Words,
    drawn: Sequence[Line],
    *,
    top: float,
    told: Callable[[float], str],
    marker: tuple[int, str] | None = None,
) -> str:
    """
    Lines over the same names. `top` is the largest value of the scale, `told` tells a value of it; `marker` is the
    index of a name before which something begins, and what.
    """
    several = len(drawn) > 1
    plot = _Plot(len(drawn[0].points), top, WIDTH - (_END_ROOM if several else _RIGHT))
    content = [*_scale(plot, told), *_names(plot, [p.name for p in drawn[0].points])]
    if marker is not None:
        content += _marker(plot, *marker)
    for one in drawn:
        content += _spans(key, plot, one)
        content += _joined(plot, one)
    content += _ends(plot, drawn) if several else _last(plot, drawn[0])
    return svg.drawing(key, _TOP + _PLOT_HEIGHT + _BOTTOM, words.title, words.desc, *content)


def bars(key: str, words: Words, drawn: Sequence[Bar], *, level: str | None = None) -> str:
    """Bars one below the other, each with its name above it; `level` are the words for the red line."""
    largest = max((max(bar.value, bar.level or 0.0) for bar in drawn), default=0.0) or 1.0
    head = 22.0 if level is not None else 4.0
    content = []
    if level is not None:
        content += [line(4, 6, 4, 18, ALARM, stroke_width=3), text(level, 12, 16, font_size=SMALL, fill=ALARM)]
    for index, bar in enumerate(drawn):
        content += _bar(key, bar, head + index * _STEP, largest)
    return svg.drawing(key, head + len(drawn) * _STEP, words.title, words.desc, *content)


def columns(key: str, words: Words, drawn: Sequence[Bar]) -> str:
    """Bars side by side, each with its number above and its name below."""
    largest = max((bar.value for bar in drawn), default=0.0) or 1.0
    room = (WIDTH - 2 * _RIGHT) / max(1, len(drawn))
    width, base = min(36.0, room * 0.7), _TOP + _PLOT_HEIGHT
    content = [line(_RIGHT, base, WIDTH - _RIGHT, base, QUIET)]
    for index, bar in enumerate(drawn):
        middle = _RIGHT + (index + 0.5) * room
        tall = _PLOT_HEIGHT * bar.value / largest
        rect = tag("rect", x=middle - width / 2, y=base - tall, width=width, height=tall, **_filled(key, bar.known))
        content += [
            rect,
            text(bar.told, middle, base - tall - 6, text_anchor="middle", font_size=SMALL, font_weight="600"),
            text(bar.name, middle, base + 17, text_anchor="middle", font_size=SMALL),
        ]
    return svg.drawing(key, base + _BOTTOM, words.title, words.desc, *content)


def nice_top(values: Sequence[float]) -> float:
    """
    A round number that the scale ends with: 1, 2 or 5 times a power of ten, not below the largest value.

    >>> nice_top([3.2, 6.1]), nice_top([]), nice_top([120])
    (10.0, 1.0, 200.0)
    """
    largest = max((v for v in values if math.isfinite(v)), default=0.0)
    if largest <= 0:
        return 1.0
    power = 10.0 ** math.floor(math.log10(largest))
    return next(step * power for step in (1.0, 2.0, 5.0, 10.0) if step * power >= largest)


@dataclass(frozen=True, slots=True)
class _Plot:
    """Where values stand on the drawing."""

    count: int
    top: float
    right: float

    def x(self, index: float) -> float:
        return _LEFT + (self.right - _LEFT) * (index + 0.5) / max(1, self.count)

    def y(self, value: float) -> float:
        return _TOP + _PLOT_HEIGHT * (1 - min(value, self.top) / self.top)


def _scale(plot: _Plot, told: Callable[[float], str]) -> Iterator[str]:
    for value in (0.0, plot.top / 2, plot.top):
        y = plot.y(value)
        yield line(_LEFT, y, plot.right, y, QUIET if value == 0 else GRID)
        yield text(told(value), _LEFT - 6, y + 4, text_anchor="end", font_size=SMALL, fill=QUIET)


def _names(plot: _Plot, names: Sequence[str]) -> Iterator[str]:
    """As many names as have room, the last one always: it is the newest."""
    longest = max((len(name) for name in names), default=0) * _LETTER + 10
    fit = max(1, min(_MOST_X_LABELS, int((plot.right - _LEFT) // longest)))
    step = max(1, math.ceil(len(names) / fit))
    for index in range(len(names) - 1, -1, -step):
        x, anchor = plot.x(index), "middle"
        if x + longest / 2 > WIDTH:
            x, anchor = min(WIDTH - 2.0, plot.right + 8), "end"
        yield line(plot.x(index), plot.y(0), plot.x(index), plot.y(0) + 4, QUIET)
        yield text(names[index], x, plot.y(0) + 18, text_anchor=anchor, font_size=SMALL, fill=QUIET)


def _marker(plot: _Plot, index: int, said: str) -> Iterator[str]:
    x = plot.x(index - 0.5)
    yield line(x, _TOP - 6, x, plot.y(0), svg.TEXT, stroke_dasharray="4 3")
    yield text(said, x + 4, _TOP - 10, font_size=SMALL)


def _spans(key: str, plot: _Plot, one: Line) -> Iterator[str]:
    """What is held back, as the span in which it lies."""
    width = min(14.0, (plot.right - _LEFT) / max(1, plot.count) * 0.7)
    for index, point in enumerate(one.points):
        if point.low is None or point.high is None or point.known:
            continue
        high, low = plot.y(point.high), plot.y(point.low)
        yield tag(
            "rect",
            x=plot.x(index) - width / 2,
            y=high,
            width=width,
            height=max(3.0, low - high),
            fill=svg.fill(key, known=False),
            stroke=INK,
            stroke_width=0.75,
            stroke_dasharray="2 2",
        )


def _joined(plot: _Plot, one: Line) -> Iterator[str]:
    """Neighbours that are known, joined; each as a dot."""
    known = [(i, p.low) for i, p in enumerate(one.points) if p.known and p.low is not None]
    for (i, a), (j, b) in pairwise(known):
        if j == i + 1:
            yield line(plot.x(i), plot.y(a), plot.x(j), plot.y(b), INK, stroke_width=2, stroke_dasharray=one.dash)
    for i, value in known:
        yield tag(
            "circle",
            cx=plot.x(i),
            cy=plot.y(value),
            r=3.5,
            fill=INK if one.dash is None else PAPER,
            stroke=INK,
            stroke_width=1.5,
        )


def _last(plot: _Plot, one: Line) -> Iterator[str]:
    """The newest value that is known, told beside its dot, on the side that the line does not come from."""
    known = [(i, p.low or 0.0, p.told) for i, p in enumerate(one.points) if p.known]
    if not known:
        return
    index, value, told = known[-1]
    x, y = plot.x(index), plot.y(value)
    falls = len(known) > 1 and known[-2][1] > value
    below = (falls or y < _TOP + 10) and y + 24 < plot.y(0)
    at_edge = x > WIDTH - 50
    yield text(
        told,
        min(x + 8, WIDTH - 4) if at_edge else x,
        y + 20 if below else y - 9,
        text_anchor="end" if at_edge else "middle",
        font_weight="600",
    )


def _ends(plot: _Plot, drawn: Sequence[Line]) -> Iterator[str]:
    """The names of lines beside their ends, kept apart and on the drawing."""
    ends = []
    for one in drawn:
        known = [p for p in one.points if p.known and p.low is not None]
        if known:
            ends.append((plot.y(known[-1].low or 0.0) + 4, one.name, known[-1].told))
    ends.sort(key=lambda end: -end[0])
    places: list[float] = []
    for y, _, _ in ends:
        places.append(min(y, places[-1] - _TWO_ROWS) if places else min(y, plot.y(0) - 2))
    down = max(0.0, _TOP + 16 - min(places, default=_TOP + 16))
    for place, (_, name, said) in zip(places, ends, strict=True):
        yield text(name, plot.right + 4, place + down - 14, font_size=SMALL, fill=QUIET)
        yield text(said, plot.right + 4, place + down, font_size=SMALL, font_weight="600")


def _bar(key: str, bar: Bar, y: float, largest: float) -> Iterator[str]:
    room = WIDTH - 70.0
    length = max(2.0, room * bar.value / largest) if bar.value or not bar.known else 0.0
    name = bar.name if len(bar.name) <= _LETTERS else f"{bar.name[: _LETTERS - 1].rstrip()}…"
    yield text(name, 0, y + 13)
    yield tag("rect", x=0, y=y + 18, width=length, height=_BAR, **_filled(key, bar.known))
    at = length
    if bar.level is not None:
        x = room * bar.level / largest
        yield line(x, y + 15, x, y + 18 + _BAR + 3, ALARM, stroke_width=3)
        at = max(length, x + 2) if x < length + 50 else length
    yield text(bar.told, at + 6, y + 18 + _BAR - 3, font_weight="600")


def _filled(key: str, known: bool) -> dict[str, object]:
    return {
        "fill": svg.fill(key, known=known),
        "stroke": INK,
        "stroke_width": 1,
        "stroke_dasharray": None if known else "2 2",
    }
