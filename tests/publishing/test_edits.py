"""Changes of an edition, one at a time: what they make, and what they refuse."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from scanpipe.catalog.schema import Condition, Edition
from scanpipe.catalog.write import yaml_of
from scanpipe.publishing.changes import (
    WHYS,
    AddField,
    Change,
    Duplicate,
    EditError,
    MoveBox,
    Remove,
    Reorder,
    SetEdition,
    SetField,
)
from scanpipe.publishing.draft import edition_of
from scanpipe.publishing.edits import changed

SMALL: dict[str, Any] = {
    "form": "thu",
    "edition": "tt1_2026",
    "title": "Tờ khai thử",
    "citation": {"instrument": "Thông tư 1/2026/TT-BCA"},
    "effective_from": "2026-12-01",
    "pages": 2,
    "provenance": {"grade": "B", "verified_on": "2026-11-26", "text": "của chúng tôi"},
    "lines": [
        {"text": "Phần một"},
        {"key": "full_name", "label": "1. Họ và tên:", "required": "yes", "box_mm": [50, 40, 190, 46]},
        {"key": "married", "label": "2.", "kind": "choice", "options": ["Có", "Không"], "box_mm": [50, 50, 90, 55]},
        {"text": "Ghi nếu đã kết hôn"},
        {"key": "spouse", "label": "3. Họ tên vợ/chồng:", "required": {"field": "married", "is": "Có"}},
        {"key": "note", "label": "Ghi chú", "page": 2, "required": {"written": ["spouse"]}},
    ],
    "unproven": ["spouse"],
}  # fmt: skip
EDITION = Edition.model_validate(SMALL)
TWO_KEYS = st.sampled_from([spec.key for spec in EDITION.fields])
MM = st.floats(0, 300, allow_nan=False)


def one(change: Change, *, before: Edition | None = None) -> Edition:
    """The edition with one change, as it comes back from its own YAML."""
    made = changed(EDITION, [change], before=before)
    assert edition_of(yaml_of(made).encode(), "thu", "tt1_2026") == made
    return made


def why(change: Change) -> tuple[str, str]:
    with pytest.raises(EditError) as refused:
        changed(EDITION, [change])
    assert refused.value.why in WHYS
    return refused.value.place, refused.value.why


@given(TWO_KEYS, MM, MM, st.floats(1.2, 100), st.floats(1.2, 100))
def test_a_box_stands_where_it_was_put_and_nothing_else_moves(
    key: str, left: float, top: float, width: float, height: float
) -> None:
    """To a tenth of a millimetre, half a thousandth of a page of A4."""
    made = changed(EDITION, [MoveBox(key=key, to_mm=(left, top, left + width, top + height))])
    box = made.field(key).box_mm
    assert box is not None
    assert box == pytest.approx((left, top, left + width, top + height), abs=0.051)
    others = [line for line in made.lines if getattr(line, "key", "") != key]
    assert others == [line for line in EDITION.lines if getattr(line, "key", "") != key]


@given(st.lists(st.sampled_from([-2, -1, 1, 2]), max_size=6), TWO_KEYS)
def test_order_keeps_all_lines(steps: list[int], key: str) -> None:
    """However fields are moved, each is there once, and printed lines keep their order."""
    made = changed(EDITION, [Reorder(key=key, steps=by) for by in steps])
    assert {spec.key for spec in made.fields} == {spec.key for spec in EDITION.fields}
    prints = [line for line in made.lines if not hasattr(line, "key")]
    assert prints == [line for line in EDITION.lines if not hasattr(line, "key")]


def test_moving_a_field_up_passes_one_field() -> None:
    """Also where a printed line stands between."""
    keys = [spec.key for spec in one(Reorder(key="spouse", steps=-1)).fields]
    assert keys == ["full_name", "spouse", "married", "note"]


def test_another_key_is_found_wherever_it_is_named() -> None:
    """In conditions and among the unproven; the field says what it was in the edition before."""
    made = one(SetField(key="spouse", values={"key": "spouse_name"}), before=EDITION)
    assert made.field("spouse_name").was == "spouse"
    assert made.field("note").required == Condition(written=("spouse_name",))
    assert made.unproven == ("spouse_name",)
    made = one(SetField(key="married", values={"key": "is_married"}))
    assert made.field("spouse").required == Condition.model_validate({"field": "is_married", "is": "Có"})
    assert made.field("is_married").was is None


def test_values_are_cleaned_and_taken_back() -> None:
    """NFC without space around; None is what goes without saying."""
    made = one(SetField(key="full_name", values={"label": "  Ho\u0323 tên ", "required": None, "box_mm": None}))
    assert made.field("full_name").label == "Họ tên"
    assert made.field("full_name").required == "no"
    assert made.field("full_name").box_mm is None


def test_another_kind_lets_go_of_what_only_the_old_one_had() -> None:
    """A choice that becomes a line has no options."""
    made = one(SetField(key="married", values={"kind": "line"}))
    assert made.field("married").options == ()
    made = one(SetField(key="married", values={"kind": "boxes", "boxes": 12}))
    assert (made.field("married").boxes, made.field("married").options) == (12, ())


def test_a_new_field_stands_in_reading_order() -> None:
    """Behind what is printed above it on its page."""
    made = one(AddField(box_mm=(20, 47, 80, 49.5)))
    assert [spec.key for spec in made.fields][:3] == ["full_name", "field_1", "married"]
    assert one(AddField(page=2, box_mm=(20, 10, 80, 15))).fields[-1].key == "field_1"
    assert one(AddField(kind="table", page=1)).fields[-2].columns != ()
    assert one(AddField(kind="boxes", box_mm=(95, 50, 150, 55))).fields[2].boxes == 12


def test_a_copy_stands_below_under_its_own_key() -> None:
    """Same size, same page, one line down."""
    made = one(Duplicate(key="full_name"))
    assert made.field("full_name_1").box_mm == (50, 46, 190, 52)
    assert made.fields[1].key == "full_name_1"


def test_a_field_that_others_depend_on_stays() -> None:
    """The refusal names who depends on it; all others go, with what was said of them."""
    assert why(Remove(key="spouse")) == ("key", "named_by")
    made = changed(EDITION, [SetField(key="note", values={"required": "no"}), Remove(key="spouse")])
    assert "spouse" not in {spec.key for spec in made.fields} | set(made.unproven)


def test_what_the_edition_says_of_itself() -> None:
    """Title, dates, news; a date may be unknown."""
    made = one(SetEdition(values={"title": "Tờ khai", "effective_from": None, "news": {"vi": "Thêm mục 4."}}))
    assert (made.title, made.effective_from, made.news) == ("Tờ khai", None, {"vi": "Thêm mục 4."})


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"key": "note"}, ("key", "key_twice")),
        ({"key": "Họ tên"}, ("key", "key")),
        ({"label": ""}, ("label", "empty")),
        ({"label": None}, ("label", "empty")),
        ({"page": 3}, ("page", "page")),
        ({"kind": "table"}, ("columns", "needs_columns")),
        ({"kind": "boxes"}, ("boxes", "needs_boxes")),
        ({"kind": "choice"}, ("options", "needs_options")),
        ({"kind": "wall"}, ("kind", "choice")),
        ({"dotted_lines": "nhiều"}, ("dotted_lines", "number")),
        ({"dotted_lines": 40}, ("dotted_lines", "range")),
        ({"required": {}}, ("required", "condition")),
        ({"required": {"written": ["nobody"]}}, ("required", "condition_field")),
        ({"box_mm": (1, 1, 1.5, 9)}, ("box_mm", "box")),
        ({"colour": "red"}, ("colour", "wrong")),
    ],
)
def test_what_cannot_be_is_refused_at_its_place(values: dict[str, Any], expected: tuple[str, str]) -> None:
    """Each with a word that pages have a sentence for."""
    assert why(SetField(key="full_name", values=values)) == expected


def test_edition_and_lines_are_not_set_by_the_way() -> None:
    """Nor is what names the draft; a day that is none is refused."""
    for name in ("form", "edition", "lines", "blank"):
        assert why(SetEdition(values={name: "x"})) == (name, "wrong")
    assert why(SetEdition(values={"effective_from": "2026-02-30"})) == ("effective_from", "date")
    assert why(SetField(key="nobody", values={})) == ("key", "unknown_field")


def test_changes_come_from_json() -> None:
    """As the page sends them."""
    sent = '[{"do": "move", "key": "note", "to_mm": [10, 20, 30, 40]}, {"do": "remove", "key": "note"}]'
    changes: list[Change] = TypeAdapter(list[Change]).validate_json(sent)
    assert [spec.key for spec in changed(EDITION, changes).fields] == ["full_name", "married", "spouse"]
