"""What is new in an edition: planted changes are found, whatever else stands on the form, and nothing else is told."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanpipe.catalog import load_catalog
from scanpipe.catalog.diff import What, compare, item_of, matched, name_of
from scanpipe.catalog.schema import Condition, Edition, FieldSpec, Kind
from scanpipe.settings import Settings

CATALOG = load_catalog(Settings().forms_dir)
CT01 = CATALOG.edition("ct01", "tt66_2023")
FOLLOWED = [(e, s) for e in CATALOG.editions() if e.fields and (s := CATALOG.successor(e)) and s.fields]


def with_fields(fields: Sequence[FieldSpec], edition: Edition = CT01) -> Edition:
    """The edition with other fields."""
    return edition.model_copy(update={"lines": tuple(fields), "edition": "other"})


def changed(key: str, /, **update: object) -> Edition:
    """The edition with one field changed."""
    return with_fields([f.model_copy(update=update) if f.key == key else f for f in CT01.fields])


def told(new: Edition, old: Edition = CT01) -> set[tuple[str, str]]:
    return {(change.what.value, change.key) for change in compare(old, new).changes}


@pytest.mark.parametrize("edition", [e for e in CATALOG.editions() if e.fields], ids=lambda e: f"{e.form}-{e.edition}")
def test_an_edition_does_not_differ_from_itself(edition: Edition) -> None:
    """No change, and every field kept."""
    found = compare(edition, edition)
    assert found.changes == ()
    assert found.kept == len(edition.fields)


@pytest.mark.parametrize(("old", "new"), FOLLOWED, ids=lambda e: f"{e.form}-{e.edition}")
def test_every_field_of_both_editions_is_accounted_for(old: Edition, new: Edition) -> None:
    """Added and kept or changed make up the new edition; dropped and kept or changed the old one."""
    found = compare(old, new)
    pairs = matched(old, new)
    assert {b.key for _, b in pairs} | {c.key for c in found.of(What.ADDED)} == {f.key for f in new.fields}
    assert {a.key for a, _ in pairs} | {c.key for c in found.of(What.DROPPED)} == {f.key for f in old.fields}
    assert len({a.key for a, _ in pairs}) == len(pairs)


@given(st.sets(st.sampled_from([f.key for f in CT01.fields]), max_size=6))
def test_what_is_taken_out_is_dropped_and_the_other_way_round_added(gone: set[str]) -> None:
    """The rest keeps its order, so nothing moved."""
    fewer = with_fields([f for f in CT01.fields if f.key not in gone])
    assert told(fewer) == {("dropped", key) for key in gone}
    assert told(CT01, fewer) == {("added", key) for key in gone}


@given(st.permutations(range(len(CT01.fields))))
def test_the_fewest_fields_are_said_to_have_moved(order: list[int]) -> None:
    """Those that are not said to have moved still stand in their old order."""
    new = with_fields([CT01.fields[i] for i in order])
    found = compare(CT01, new)
    moved = {change.key for change in found.of(What.MOVED)}
    stayed = [order.index(i) for i, f in enumerate(CT01.fields) if f.key not in moved]
    assert stayed == sorted(stayed)
    assert found.kept == len(CT01.fields) - len(moved)


def test_a_label_with_another_number_moved_and_was_not_renamed() -> None:
    """Lines are renumbered and footnotes come and go; the name is the same."""
    assert told(changed("head_full_name", label="9. Họ, chữ đệm và tên chủ hộ(3):")) == {("moved", "head_full_name")}


def test_another_name_is_told_with_both_labels() -> None:
    """Old and new label are there to be shown."""
    (change,) = compare(CT01, changed("declarant_full_name", label="1. Họ, chữ đệm và tên khai sinh:")).changes
    assert change.what is What.RENAMED
    assert change.old
    assert change.new
    assert (change.old.label, change.new.label) == ("1. Họ, chữ đệm và tên:", "1. Họ, chữ đệm và tên khai sinh:")


@pytest.mark.parametrize(
    ("required", "what"),
    [("no", "optional"), (Condition(written=("members",)), "conditional")],
)
def test_what_need_no_longer_be_filled_in_is_told(required: str | Condition, what: str) -> None:
    """The citizen may leave it out now, or in some cases."""
    assert told(changed("declarant_phone", required=required)) == {(what, "declarant_phone")}


def test_what_has_to_be_filled_in_now_is_told() -> None:
    """The fault that costs a second journey."""
    assert told(changed("declarant_email", required="yes")) == {("required", "declarant_email")}


def test_another_way_of_filling_in_is_told() -> None:
    """Boxes where a line was; one dotted line more is no news."""
    assert told(changed("declarant_personal_id", kind=Kind.LINE, boxes=None)) == {("reshaped", "declarant_personal_id")}
    assert told(changed("request_content", dotted_lines=4)) == set()


def test_a_field_under_another_key_is_found_by_its_label() -> None:
    """Keys are ours, labels are the law's."""
    assert told(changed("addressee", key="recipient")) == set()


def test_a_like_label_of_another_person_is_not_the_same_field() -> None:
    """The name of the mother never becomes that of the father, nor a signature a line."""
    birth = CATALOG.edition("birth_registration", "tt04_2024")
    mother = birth.field("mother_full_name")
    as_fathers = mother.model_copy(update={"key": "somebody_full_name", "group": "father"})
    new = with_fields([as_fathers if f.key == mother.key else f for f in birth.fields if f.group != "father"], birth)
    assert ("added", "somebody_full_name") in told(new, birth)
    assert ("dropped", "mother_full_name") in told(new, birth)


def test_two_labels_that_fit_equally_well_are_not_guessed() -> None:
    """Which of two equal lines was kept cannot be told."""
    phone = CT01.field("declarant_phone")
    old = with_fields([phone.model_copy(update={"key": key}) for key in ("first", "second")])
    new = with_fields([phone.model_copy(update={"key": "third"})])
    assert told(new, old) == {("added", "third"), ("dropped", "first"), ("dropped", "second")}


def test_items_and_names_of_labels() -> None:
    """Numbers with their parts, names without marks."""
    spec = CT01.field("head_full_name")
    assert (item_of(spec), name_of(spec)) == ("7", "Họ, chữ đệm và tên chủ hộ")
    hkd = CATALOG.edition("hkd_registration", "tt02_2023")
    assert item_of(hkd.field("start_date")) == "5.2"
    assert name_of(hkd.field("start_date")) == "Ngày bắt đầu hoạt động"
    assert item_of(CT01.field("declarant_signature")) is None


def test_the_residence_form_of_2026_renames_four_lines_of_that_of_2023() -> None:
    """The worked example of the documentation."""
    found = compare(CT01, CATALOG.edition("ct01", "tt116_2026"))
    assert {change.what for change in found.changes} == {What.RENAMED}
    assert {change.key for change in found.changes} == {
        "declarant_full_name",
        "head_consent",
        "owner_consent",
        "guardian_consent",
    }
    assert found.kept == 12
