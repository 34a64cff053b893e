"""No measured place lies over another field's label, or beside the sheet: lint would refuse the draft."""

from hypothesis import given, settings
from hypothesis import strategies as st

from scanpipe.catalog.lint_places import places
from scanpipe.catalog.schema import FieldSpec
from scanpipe.drafting.clearing import cleared
from scanpipe.model import Rect
from tests.drafting.blanks import catalog, draft_of

sides = st.tuples(st.floats(-20, 200), st.floats(-20, 290), st.floats(5, 120), st.floats(4, 60))
boxes = sides.map(lambda s: (round(s[0], 1), round(s[1], 1), round(s[0] + s[2], 1), round(s[1] + s[3], 1)))


def spec(key: str, box: tuple[float, ...] | None = None, label: tuple[float, ...] | None = None) -> FieldSpec:
    """A field that lies there (mm)."""
    return FieldSpec.model_validate({"key": key, "label": key, "box_mm": box, "label_mm": label})


def test_a_place_keeps_its_largest_free_part() -> None:
    """The room to sign beside the neighbour's caption, the dotted line up to the next label."""
    room, beside = spec("a", (20, 200, 110, 230)), spec("b", None, (100, 195, 150, 205))
    assert cleared((room, beside))[0] == spec("a", (20, 200, 100, 230))
    line, following = spec("c", (60, 98, 130, 104)), spec("d", None, (90, 99, 110, 103))
    assert cleared((line, following))[0] == spec("c", (60, 98, 90, 104))


def test_what_lies_beside_the_sheet_is_cut_off() -> None:
    """A scan may be a little wider than the sheet; a place of which nothing is left is none."""
    assert cleared((spec("a", (150, 290, 212.9, 300)),))[0] == spec("a", (150, 290, 210, 297))
    assert cleared((spec("a", (211, 20, 215, 30)),))[0] == spec("a")


def test_a_place_of_its_own_label_is_left() -> None:
    """Only another field's label is in the way, and only on the same page."""
    own = spec("a", (20, 20, 80, 30), (20, 20, 40, 25))
    other = spec("b", None, (20, 20, 40, 25)).model_copy(update={"page": 2})
    assert cleared((own, other))[0] == own


@settings(deadline=None)
@given(st.lists(st.tuples(boxes, boxes), max_size=6))
def test_lint_accepts_every_place(found: list[tuple[tuple[float, ...], tuple[float, ...]]]) -> None:
    """Wherever places and labels lie; nothing grows."""
    specs = tuple(spec(f"k{n}", box, label) for n, (box, label) in enumerate(found))
    lines = cleared(specs)
    edition = catalog().edition("ct01", "tt116_2026").model_copy(update={"lines": lines})
    assert list(places(edition)) == []
    for before, after in zip(specs, edition.fields, strict=True):
        if after.box_mm is not None and before.box_mm is not None:
            assert Rect(*before.box_mm).grown(0.11).union(Rect(*after.box_mm)) == Rect(*before.box_mm).grown(0.11)


def test_no_draft_of_ours_has_a_place_that_lint_refuses() -> None:
    """Four signatures in a row, captions of one line and of two."""
    for edition in ("tt66_2023", "tt116_2026"):
        assert list(places(draft_of("ct01", edition).edition)) == []
