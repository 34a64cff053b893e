"""Charts are drawings that anybody's program can read, and say what their table says."""

import datetime as dt
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator

import pytest

from api.office.statistics_charts import chart
from api.office.statistics_told import Teller
from scanpipe.findings import Lang
from scanpipe.office.people import Role
from scanpipe.office.statistics import charts
from scanpipe.office.statistics.charts import Bar, Line, Point, Words
from scanpipe.office.statistics.figures import Statistics, Wish
from scanpipe.office.statistics.series import Series
from tests.office.center import Center, opened
from tests.office.counted import count, weeks_of

FIRST = dt.date(2026, 9, 7)
PERIOD = Wish(FIRST, FIRST + dt.timedelta(days=55))
KEYS = ("first", "sent", "mends", "faults", "late", "pages", "waits", "alarms")
WORDS = Words("Tên <b>", "Một câu & một câu.")


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Center]:
    """A Center of its own, for looking at only."""
    made = opened(tmp_path_factory.mktemp("charts"))
    yield made
    made.desk.store.close()


@pytest.fixture(scope="module")
def told(world: Center) -> dict[str, Series]:
    """Every series of eight busy weeks, one of them almost empty."""
    lead = world.actor("tr.lan", Role.LEAD)
    quiet = FIRST + dt.timedelta(days=35)
    busy = [h for h in weeks_of(5, FIRST, 8, 25) if not quiet <= h.checked < quiet + dt.timedelta(days=7)]
    count(world.desk, [*busy, *weeks_of(6, quiet, 1, 3)])
    desk = Statistics(world.desk)
    shown = desk.shown(lead, PERIOD)
    found = {key: desk.series(shown, key) for key in KEYS}
    return {key: one for key, one in found.items() if one is not None}


def _drawn(svg: str) -> ET.Element:
    return ET.fromstring(svg)


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_each_chart_is_named_and_carries_no_style(told: dict[str, Series], world: Center, lang: Lang) -> None:
    """`role=img` with title and sentence; nothing that a strict policy would stop; numbers that are finite."""
    teller = Teller(lang, world.desk.law)
    for key in KEYS:
        svg = chart(told[key], f"Tên {key}", teller)
        assert svg is not None, key
        root = _drawn(svg)
        assert root.attrib["role"] == "img"
        named = {child.attrib["id"]: child.text for child in root if "id" in child.attrib}
        assert all(named[name] for name in root.attrib["aria-labelledby"].split()), key
        assert not re.search(r"style=|<style|<script|nan|inf|on\w+=", svg), key


def test_what_a_chart_says_stands_in_its_table(told: dict[str, Series], world: Center) -> None:
    """Every number of bars and of the newest point is a cell of the table, in the same letters."""
    teller = Teller("vi", world.desk.law)
    for key in KEYS:
        svg = chart(told[key], "Tên", teller)
        assert svg is not None
        table = teller.table(told[key], "Tên")
        cells = {cell for _, row in table.rows for cell in row}
        # What is told of a value is set in bold.
        said = [e.text for e in _drawn(svg).iter("text") if e.attrib.get("font-weight") == "600"]
        assert said, key
        assert [text for text in said if text not in cells] == [], key


def test_what_is_hidden_is_drawn_as_a_span(told: dict[str, Series], world: Center) -> None:
    """A week of three is a dotted span, and no dot stands there."""
    svg = chart(told["first"], "Tên", Teller("vi", world.desk.law))
    assert svg is not None
    spans = [e for e in _drawn(svg).iter("rect") if e.attrib.get("fill") == "url(#first-dots)"]
    shares = [row.cells[2] for row in told["first"].rows]
    assert len(spans) == sum(getattr(share, "low", 0) != getattr(share, "high", 0) for share in shares) >= 1


def test_letters_are_escaped() -> None:
    """A name is a name, whatever stands in it."""
    root = _drawn(charts.bars("k", WORDS, [Bar("<script>", "1 & 2", 1.0)]))
    assert "<script>" in [e.text for e in root.iter("text")]
    assert next(root.iter("title")).text == "Tên <b>"


def test_everything_stands_inside_the_drawing() -> None:
    """Bars of any length, names of any length, a level beyond every bar."""
    many = tuple(Point(str(n), n / 9, n / 9, "x") for n in range(10))
    drawn = [
        charts.bars("a", WORDS, [Bar("x" * 200, "100%", 1.0, level=0.2), Bar("y", "1%", 0.01, level=0.9)], level="mức"),
        charts.columns("b", WORDS, [Bar(str(n), str(n), float(n)) for n in range(11)]),
        charts.lines("c", WORDS, [Line("", many)], top=1, told=str),
        charts.lines("d", WORDS, [Line("", (Point("1", 0.0, 1.0, "x"), Point("2", None, None, "–")))], top=1, told=str),
    ]
    for svg in drawn:
        root = _drawn(svg)
        _, _, width, height = map(float, root.attrib["viewBox"].split())
        for rect in root.findall("rect"):
            x, y = float(rect.attrib["x"]), float(rect.attrib["y"])
            assert 0 <= x <= x + float(rect.attrib["width"]) <= width
            assert 0 <= y <= y + float(rect.attrib["height"]) <= height
        for text in root.iter("text"):
            assert 0 <= float(text.attrib["y"]) <= height


def test_a_scale_ends_with_a_round_number() -> None:
    """At least the largest value, never nothing."""
    for values in ([0.3], [7.0, 2.0], [64.0], [float("inf"), 3.0], []):
        top = charts.nice_top(values)
        assert top >= max((v for v in values if v != float("inf")), default=0.0)
        assert top > 0
