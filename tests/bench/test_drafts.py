"""The measure of drafts: what counts as found, and what as invented."""

import numpy as np

from scanpipe.bench.drafts import Sample, table
from scanpipe.bench.drafts_score import Wanted, same_label, score
from scanpipe.catalog.schema import Kind
from scanpipe.catalog.typeset.sheet import Zone
from scanpipe.drafting.sheet import Place, Sheet, SheetPage
from scanpipe.model import Rect


def _sheet(*places: tuple[str, Rect]) -> Sheet:
    found = tuple(Place(Kind.LINE, 1, rect, label, None, 1.0, "dots") for label, rect in places)
    return Sheet((SheetPage(1, 210, 297, np.zeros((1, 1), np.uint8)),), (), found, "text")


HERE, THERE = Rect(50, 40, 90, 46), Rect(50, 140, 90, 146)
NAME = Wanted(Kind.LINE, "1. Họ và tên:", (Zone("name", 1, HERE, "value"),))


def test_a_field_needs_its_label_and_its_place() -> None:
    """The right words elsewhere are no find, nor are other words there."""
    assert score("a", _sheet(("1. Ho va tên", HERE)), (NAME,)).missed == ()
    assert score("a", _sheet(("1. Họ và tên:", THERE)), (NAME,)).missed == ("1. Họ và tên:",)
    assert score("a", _sheet(("Nơi sinh:", HERE)), (NAME,)).missed == ("1. Họ và tên:",)


def test_what_lies_on_no_zone_is_invented() -> None:
    """A second gap of a field is not; a place beside everything is."""
    scored = score("a", _sheet(("1. Họ và tên:", HERE), ("tên", HERE), ("x", THERE)), (NAME,))
    assert scored.invented == ("x",)
    assert scored.found == 1


def test_without_zones_every_place_of_nobody_is_invented() -> None:
    """On a real scan only labels tell; the pieces of a label with several gaps are its own."""
    wanted = Wanted(Kind.LINE, "Số tầng: … tầng; số tầng hầm: …")
    scored = score("a", _sheet(("Số tầng:", HERE), ("tầng; số tầng hầm:", HERE), ("Nhà", HERE)), (wanted,))
    assert scored.missed == ()
    assert scored.invented == ("Nhà",)


def test_cells_are_told_apart_by_their_column() -> None:
    """ "Dân tộc | Bên nữ" is another place than "Dân tộc | Bên nam"."""
    assert same_label("Dân tộc | Bên nữ", "Dân tộc | Bên nam") < same_label("Dân tộc | Bên nữ", "Dân tộc | Bên nữ")


def test_the_table_tells_what_judges_apart() -> None:
    """A row for each source and split."""
    scored = score("a", _sheet(("1. Họ và tên:", HERE)), (NAME,))
    shown = table([(Sample("own", "develop", "a", b"", ()), scored), (Sample("own", "judge", "a", b"", ()), scored)])
    assert shown.count("| own |") == 2
    assert "1 (100.0 %)" in shown
