"""
The timeline as a drawing made on the server: a bar for each edition, told apart by patterns as well as by colour, the
line of today, and each bar a link with its whole name.

It is wide; what is narrower than the drawing scrolls it. The table beside it says the same.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from html import escape

from scanpipe.catalog import timeline_words as words
from scanpipe.catalog.timeline import Bar, FormLanes, Standing, Timeline
from scanpipe.findings import Lang
from scanpipe.office.statistics.svg import ALARM, GRID, INK, PAPER, QUIET, SIZE, SMALL, line, tag, text

WIDTH = 1240.0
"""Width of the drawing in its own units, which are pixels where there is room for them."""
TARGET = 36.0
"""How high a bar's link is."""
_HEAD, _NAME, _BAR, _GAP, _FOOT = 48.0, 22.0, 24.0, 6.0, 34.0
_UNKNOWN = 96.0
"""Room at the left for what begins on a day that nobody knows."""
_RIGHT, _ARROW = 8.0, 8.0
_LETTER = 7.2
"""How wide a letter of 13 units is, roughly, with room to spare."""
_LEAST = 5.0
"""A bar is never narrower: a link has to be hit."""
_TODAY = "#0b0c0c"
_FACES = "Be Vietnam Pro, Segoe UI, Roboto, Noto Sans, Liberation Sans, Arial, sans-serif"

Address = Callable[[Bar], str | None]
"""Where a bar leads; None when it leads nowhere."""


@dataclass(frozen=True, slots=True)
class _Scale:
    """Where days stand on the drawing."""

    first: dt.date
    last: dt.date
    left: float
    width: float

    @property
    def right(self) -> float:
        return self.width - _RIGHT

    def x(self, day: dt.date) -> float:
        share = (day - self.first).days / max(1, (self.last - self.first).days)
        return self.left + (self.right - self.left) * min(1.0, max(0.0, share))


def drawn(
    shown: Timeline,
    lang: Lang,
    address: Address,
    *,
    key: str = "moc",
    warnings: Mapping[str, int] | None = None,
    named: bool = True,
    width: float = WIDTH,
    target: float = TARGET,
    alone: bool = False,
) -> str:
    """
    The SVG. `key` is its own on the page, `warnings` how many there are by form, `named` whether each form has its name
    above its bars: where all is about one form it has not. `width` and `target` (how high a link is) are in pixels.
    `alone`: as a file of its own, which has no page to take its letters from.
    """
    first, last = shown.span
    scale = _Scale(first, last, _UNKNOWN if shown.undated else 8.0, width)
    content: list[str] = []
    over: list[str] = []  # what the line of today must not strike through
    y = _HEAD + (0.0 if named else (target - _BAR) / 2)
    for form in shown.forms:
        if named:
            content.append(text(words.form_name(form, lang), 0, y + 15, font_size=SIZE + 1, font_weight="600"))
            over += _told(form, y, scale.right, lang, (warnings or {}).get(form.key, 0))
            y += _NAME
        for lane in form.lanes:
            if lane.province is not None or (not named and len(form.lanes) > 1):
                content.append(text(lane.province or words.say("country", lang), 0, y + 13, font_size=SMALL))
                y += 18.0
            # What was never in force is a mark on the day of its successor, which must not hide it.
            for bar in sorted(lane.bars, key=lambda one: one.never):
                name = words.full_name(bar, form if named else None, lane, lang)
                content += _bar(key, bar, name, y, scale, target, lang, address)
            y += max(_BAR, target) + 2.0
        y += _GAP
    content = [*_grid(shown, scale, y, lang), *content, *_today(shown.on, scale, y, lang), *over]
    faces = _FACES if alone else "inherit"
    return _drawing(key, width, y + _FOOT, lang, faces, [*content, *_legend(key, y + 8.0, lang)])


def _told(form: FormLanes, y: float, right: float, lang: Lang, warnings: int) -> Iterator[str]:
    """Since when the edition in force is, when the next begins, and how many warnings there are."""
    told = []
    if form.current and form.current.begin:
        told.append(f"✓ {words.begins(form.current, lang)}")
    if form.next and form.next.begin:
        told.append(f"◷ {words.begins(form.next, lang)}")
    if warnings:
        told.append(f"▲ {warnings}")
    said = " · ".join(told)
    if said:
        wide = len(said) * _LETTER
        yield tag("rect", x=right - wide, y=y + 2, width=wide, height=17, fill=PAPER)
        yield text(said, right, y + 15, text_anchor="end", fill=QUIET)


def _bar(
    key: str, bar: Bar, name: str, y: float, scale: _Scale, target: float, lang: Lang, address: Address
) -> Iterator[str]:
    begin = scale.x(bar.begin) if bar.begin else 0.0
    goes_on = bar.end is None
    after = scale.right if bar.end is None else scale.x(bar.end + dt.timedelta(days=1))
    width = _LEAST if bar.never else max(_LEAST, after - begin - 1.5)
    parts = [tag("title", escape(name)), _touched(begin, y, width, target), _rect(key, bar, begin, y, width)]
    if bar.taken_until:
        beyond = scale.x(bar.taken_until + dt.timedelta(days=1))
        parts.append(_beside(key, after, y + _BAR, max(_LEAST, beyond - after)))
    if goes_on:
        parts.append(_arrow(scale.right, y))
    parts += _edges(bar, begin, y, lang)
    parts += _label(bar, begin, y, width - (_ARROW if goes_on else 0.0))
    href = address(bar)
    if href is None:
        yield tag("g", "".join(parts), role="img", aria_label=name)
    else:
        yield tag("a", "".join(parts), href=href, aria_label=name)


def _touched(x: float, y: float, width: float, target: float) -> str:
    """A finger needs more than a bar is high."""
    return tag("rect", x=x, y=y - (target - _BAR) / 2, width=width, height=target, fill=PAPER, fill_opacity=0)


def _rect(key: str, bar: Bar, x: float, y: float, width: float) -> str:
    dash = "5 3" if bar.standing in (Standing.SCHEDULED, Standing.UNSURE) else None
    return tag(
        "rect",
        x=x,
        y=y,
        width=width,
        height=_BAR,
        fill=f"url(#{key}-{bar.standing.value})",
        stroke=INK,
        stroke_width=1.25,
        stroke_dasharray=dash,
    )


def _beside(key: str, x: float, y: float, width: float) -> str:
    """The time in which it is still taken beside the next one: a thinner bar below that one."""
    return tag("rect", x=x, y=y + 1.5, width=width, height=6.0, fill=f"url(#{key}-grace)", stroke=INK, stroke_width=1)


def _arrow(x: float, y: float) -> str:
    """It goes on."""
    points = f"{x - 7:g},{y:g} {x + 5:g},{y + _BAR / 2:g} {x - 7:g},{y + _BAR:g}"
    return tag("polygon", points=points, fill=PAPER, stroke=INK, stroke_width=1.25)


def _edges(bar: Bar, x: float, y: float, lang: Lang) -> Iterator[str]:
    """A begin that is not known to the day is drawn as one: with a question mark in a notch."""
    if bar.begin is not None and bar.exact:
        return
    if bar.begin is None:
        yield _plate(words.say("undated", lang), x + 4, y)
        return
    yield tag("circle", cx=x, cy=y + _BAR / 2, r=8, fill=PAPER, stroke=INK, stroke_width=1.25)
    yield text("?", x, y + _BAR / 2 + 4.5, text_anchor="middle", font_weight="600")


def _label(bar: Bar, x: float, y: float, width: float) -> Iterator[str]:
    """The number of the instrument within the bar, where there is room."""
    said = bar.edition.citation.number or bar.edition.citation.instrument
    room = width - (_UNKNOWN - 8 if bar.begin is None else 14.0 if not bar.exact else 0.0) - 14.0
    if len(said) * _LETTER > room:
        said = said.split("/")[0] + "/" + said.split("/")[1] if said.count("/") > 1 else ""
    if said and len(said) * _LETTER <= room:
        yield _plate(said, x + width - len(said) * _LETTER - 11.0, y)


def _plate(said: str, x: float, y: float) -> str:
    """Letters on a plate of paper: over a pattern nobody reads them."""
    width = len(said) * _LETTER + 8.0
    plate = tag("rect", x=x, y=y + 3.5, width=width, height=_BAR - 7, rx=2, fill=PAPER)
    return plate + text(said, x + width / 2, y + 16.5, text_anchor="middle", font_size=SMALL + 0.5)


def _grid(shown: Timeline, scale: _Scale, bottom: float, lang: Lang) -> Iterator[str]:
    if shown.undated:
        yield text(words.say("undated", lang), 2, _HEAD - 10, font_size=SMALL, fill=QUIET)
        yield line(scale.left - 3, _HEAD - 24, scale.left - 3, bottom, GRID, stroke_dasharray="2 4")
    room = (scale.width - scale.left) / max(1, scale.last.year - scale.first.year + 1)
    step = 1 if room > 40 else 2 if room > 20 else 5
    for year in range(scale.first.year, scale.last.year + 1):
        x = scale.x(dt.date(year, 1, 1))
        yield line(x, _HEAD - 6, x, bottom, GRID)
        if (year - scale.first.year) % step == 0:
            yield text(str(year), x + 4, _HEAD - 10, font_size=SMALL, fill=QUIET)


def _today(on: dt.date, scale: _Scale, bottom: float, lang: Lang) -> Iterator[str]:
    x, said = scale.x(on), words.say("today", lang, date=words.day(on))
    half = len(said) * _LETTER / 2 + 4
    at = min(max(x, half), scale.width - half)
    yield line(x, 22, x, bottom, PAPER, stroke_width=5, stroke_opacity=0.8)
    yield line(x, 22, x, bottom, _TODAY, stroke_width=2)
    yield tag("rect", x=at - half, y=2, width=2 * half, height=20, rx=3, fill=_TODAY)
    yield text(said, at, 16, text_anchor="middle", fill=PAPER, font_weight="600", font_size=SMALL)


def _legend(key: str, y: float, lang: Lang) -> Iterator[str]:
    x = 0.0
    for one in (Standing.ENDED, Standing.GRACE, Standing.IN_FORCE, Standing.SCHEDULED):
        said = words.say(one.value, lang)
        dash = "5 3" if one is Standing.SCHEDULED else None
        high = 7.0 if one is Standing.GRACE else 14.0
        yield tag(
            "rect",
            x=x,
            y=y + (14 - high),
            width=30,
            height=high,
            fill=f"url(#{key}-{one.value})",
            stroke=INK,
            stroke_dasharray=dash,
        )
        yield text(said, x + 36, y + 12, font_size=SMALL)
        x += 36 + len(said) * _LETTER + 22


def _drawing(key: str, width: float, height: float, lang: Lang, faces: str, content: list[str]) -> str:
    # No role "img": its links would be lost to those who hear it.
    named = tag("title", escape(words.say("title", lang)), id=f"{key}-t") + tag(
        "desc", escape(words.say("desc", lang)), id=f"{key}-d"
    )
    return tag(
        "svg",
        named + _patterns(key) + "".join(content),
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {width:g} {height:g}",
        width=width,
        height=height,
        role="group",
        aria_labelledby=f"{key}-t {key}-d",
        class_="timeline",
        font_family=faces,
    )


def _patterns(key: str) -> str:
    """A pattern for each standing, told apart without colour."""
    stripe = tag("rect", width=7, height=7, fill="#e6e8ea") + line(0, 0, 0, 7, "#7d848a", stroke_width=2.5)
    dots = tag("rect", width=6, height=6, fill="#fff0d9") + tag("circle", cx=3, cy=3, r=1.5, fill="#6b3000")
    rings = tag("rect", width=12, height=12, fill=PAPER) + tag(
        "circle", cx=6, cy=6, r=2.6, fill="none", stroke=INK, stroke_width=1
    )
    cross = tag("rect", width=8, height=8, fill=PAPER) + line(0, 0, 8, 8, ALARM) + line(8, 0, 0, 8, ALARM)
    full = tag("rect", width=4, height=4, fill=INK)
    made = {
        Standing.ENDED: (stripe, 7, "rotate(45)"),
        Standing.GRACE: (dots, 6, None),
        Standing.IN_FORCE: (full, 4, None),
        Standing.SCHEDULED: (rings, 12, None),
        Standing.UNSURE: (cross, 8, None),
    }
    return tag(
        "defs",
        "".join(
            tag(
                "pattern",
                content,
                id=f"{key}-{standing.value}",
                width=size,
                height=size,
                patternUnits="userSpaceOnUse",
                patternTransform=turn,
            )
            for standing, (content, size, turn) in made.items()
        ),
    )
