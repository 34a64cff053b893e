"""The drawing of the timeline: every bar a link with its whole name, told apart without colour."""

import datetime as dt
import xml.etree.ElementTree as ET
from pathlib import Path

from scanpipe.catalog import load_catalog
from scanpipe.catalog.timeline import Bar, Timeline, timeline
from scanpipe.office.catalogue.timeline_svg import WIDTH, drawn

CATALOG = load_catalog(Path(__file__).resolve().parents[2] / "forms")
DAY = dt.date(2026, 6, 1)
SVG = "{http://www.w3.org/2000/svg}"


def address(bar: Bar) -> str:
    """Where a bar leads."""
    return f"/cb/mau/f/{bar.edition.form}"


def picture(shown: Timeline) -> ET.Element:
    """The drawing, read as XML."""
    return ET.fromstring(drawn(shown, "vi", address))


def test_every_edition_is_a_link_with_its_whole_name() -> None:
    """As many links as editions; none says only "link"."""
    links = picture(timeline(CATALOG, on=DAY)).findall(f".//{SVG}a")
    assert len(links) == sum(1 for _ in CATALOG.editions())
    assert all("mẫu áp dụng" in link.attrib["aria-label"] and "căn cứ" in link.attrib["aria-label"] for link in links)
    assert {link.attrib["href"] for link in links} == {f"/cb/mau/f/{form}" for form in CATALOG.forms}


def test_bars_are_told_apart_by_patterns() -> None:
    """An ended one, the one in force and one to come are filled with patterns of their own that are there."""
    root = picture(timeline(CATALOG, on=DAY, form="ct01"))
    fills = [rect.attrib["fill"] for a in root.findall(f".//{SVG}a") for rect in a.findall(f"{SVG}rect")]
    used = {fill for fill in fills if fill.startswith("url(")}
    assert used == {"url(#moc-ended)", "url(#moc-in_force)", "url(#moc-scheduled)"}
    made = {pattern.attrib["id"] for pattern in root.findall(f".//{SVG}pattern")}
    assert {fill[5:-1] for fill in used} <= made


def test_nothing_is_drawn_beside_the_sheet() -> None:
    """Bars and letters lie within its width, and today stands on it."""
    root = picture(timeline(CATALOG, on=DAY))
    for rect in root.findall(f".//{SVG}a/{SVG}rect"):
        assert float(rect.attrib["x"]) >= 0
        assert float(rect.attrib["x"]) + float(rect.attrib["width"]) <= WIDTH
    assert "hôm nay 01/06/2026" in [text.text for text in root.iter(f"{SVG}text")]


def test_names_are_escaped_and_no_style_is_needed() -> None:
    """A strict policy lets neither style nor script through."""
    root = picture(timeline(CATALOG, on=DAY))
    assert all("style" not in element.attrib for element in root.iter())


def test_a_bar_that_leads_nowhere_is_still_named() -> None:
    """As a file of its own there is nothing to go to."""
    root = ET.fromstring(drawn(timeline(CATALOG, on=DAY, form="ct01"), "en", lambda _: None, alone=True))
    assert not root.findall(f".//{SVG}a")
    assert len([g for g in root.iter(f"{SVG}g") if g.attrib.get("role") == "img"]) == 4
