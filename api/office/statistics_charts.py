"""From a series to its chart: the same rows as its table, drawn."""

from __future__ import annotations

from collections.abc import Mapping

from markupsafe import Markup

from api.office.statistics_told import MINUS, Teller
from api.words import say
from scanpipe.office.statistics import buckets, charts
from scanpipe.office.statistics.charts import Bar, Line, Point, Words
from scanpipe.office.statistics.definitions import MOST_FAULTS
from scanpipe.office.statistics.series import Bound, Cell, Row, Series
from scanpipe.office.statistics.small_cells import FEW, Manner, Share, Told

_EDGES = {"s": buckets.SECONDS, "h": buckets.HOURS}
_SHARES = ("first", "sent", "late", "outdated")


def chart(series: Series, title: str, teller: Teller, fields: Mapping[str, str] | None = None) -> Markup | None:
    """The chart of a series; None when there is nothing to draw."""
    rows = [row for row in series.rows if any(cell is not None for cell in row.cells)]
    if not rows or not anything(series):
        return None
    words = _words(series, title, teller, fields)
    if series.key in _SHARES:
        return Markup(_share_line(series, words, teller))
    if series.key in ("pages", "waits"):
        return Markup(_quantile_lines(series, words, teller))
    if series.key == "mends":
        return Markup(charts.columns("mends", words, [_count_bar(row, _short(row, teller), teller) for row in rows]))
    if series.key == "alarms":
        return Markup(svg) if (svg := _alarm_bars(series, words, teller)) else None
    bars = [_count_bar(row, teller.name(series, row, fields), teller) for row in rows[:MOST_FAULTS]]
    return Markup(charts.bars(series.key, words, bars))


def anything(series: Series) -> bool:
    """Whether anything was counted: a chart of noughts shows nothing."""
    cells = [cell for row in series.rows for cell in row.cells]
    return any(cell.n for cell in cells if isinstance(cell, Told)) or any(isinstance(cell, Bound) for cell in cells)


def _words(series: Series, title: str, teller: Teller, fields: Mapping[str, str] | None) -> Words:
    rows = [row for row in series.rows if _told_share(series, row) is not None]
    newest = rows[-1] if series.of in ("week", "days") and rows else rows[0] if rows else None
    told = ""
    if newest is not None:
        cell = _told_share(series, newest)
        told = say("stat.newest", teller.lang, name=teller.name(series, newest, fields), told=teller.cell(cell)) + " "
    return Words(title, f"{told}{say('stat.see_table', teller.lang)}")


def _told_share(series: Series, row: Row) -> Cell:
    """The cell of a row that the chart is about."""
    index = {"first": 2, "sent": 2, "late": 2, "outdated": 2, "alarms": 2, "pages": 1, "waits": 1}.get(series.key, 0)
    return row.cells[index]


def _share_line(series: Series, words: Words, teller: Teller) -> str:
    points = []
    for row in series.rows:
        share = row.cells[2]
        told = share if isinstance(share, Share) else None
        low, high = (told.low, told.high) if told else (None, None)
        points.append(Point(_axis(series, row), low, high, teller.cell(share)))
    highest = max((p.high for p in points if p.high is not None and p.known), default=1.0)
    top = 1.0 if series.key in ("first", "sent", "outdated") else min(1.0, charts.nice_top([highest, 0.1]))
    marker = None
    if series.key == "outdated":
        names = [row.name for row in series.rows]
        zero = next((i for i, name in enumerate(names) if name.startswith("0..")), None)
        marker = None if zero is None else (zero, say("stat.day_zero", teller.lang))
    return charts.lines(series.key, words, [Line("", tuple(points))], top=top, told=teller.percent, marker=marker)


def _quantile_lines(series: Series, words: Words, teller: Teller) -> str:
    unit = "s" if series.key == "pages" else "h"
    drawn, values = [], []
    for index, dash in ((1, None), (2, "5 3")):
        points = []
        for row in series.rows:
            bound = row.cells[index]
            value = min(bound.most, _EDGES[unit][-1]) if isinstance(bound, Bound) else None
            points.append(Point(_axis(series, row), value, value, teller.cell(bound)))
            values += [] if value is None else [value]
        drawn.append(Line(say(f"stat.line.{series.columns[index]}", teller.lang), tuple(points), dash))
    top = charts.nice_top([1.1 * value for value in values])
    return charts.lines(series.key, words, drawn, top=top, told=teller.number)


def _alarm_bars(series: Series, words: Words, teller: Teller) -> str:
    bars = []
    for row in series.rows:
        share, level = row.cells[2], row.cells[3]
        if isinstance(share, Share) and isinstance(level, Share) and share.low > 0:
            name = teller.name(series, row)
            bars.append(Bar(name, teller.cell(share), share.low, level=level.value))
    return charts.bars("alarms", words, bars[:MOST_FAULTS], level=say("stat.alarms.level", teller.lang)) if bars else ""


def _count_bar(row: Row, name: str, teller: Teller) -> Bar:
    cell = row.cells[0]
    assert isinstance(cell, Told)
    hidden = cell.manner is Manner.BELOW
    return Bar(name, teller.cell(cell), float(FEW - 1 if hidden else cell.n), known=not hidden)


def _short(row: Row, teller: Teller) -> str:
    return say("stat.more_short", teller.lang) if row.name == buckets.MORE else row.name


def _axis(series: Series, row: Row) -> str:
    """A name short enough for the axis: the day a week begins with, the first day of a step."""
    if series.of == "week":
        return f"{row.name[8:10]}/{row.name[5:7]}"
    return row.name.split("..")[0].replace("-", MINUS)
