"""What a field keeps from the edition before, and what the new blank says."""

import pytest

from scanpipe.catalog.schema import Choose, Column, Condition, FieldSpec, Kind
from scanpipe.drafting.carry_over import carried_over, with_living_conditions

OLD = FieldSpec(
    key="declarant_dob",
    label="2. Ngày, tháng, năm sinh(1):",
    type="date",
    required="yes",
    critical=True,
    group="declarant",
    note="what people wrote",
)


def new(label: str, **more: object) -> FieldSpec:
    """The field as the blank shows it."""
    return FieldSpec(key="x", label=label, box_mm=(1, 2, 3, 4), **more)  # type: ignore[arg-type]


def test_what_people_decided_is_kept_and_what_is_printed_is_new() -> None:
    """Key, type, required, group and note stay; label, place and lines are the blank's."""
    found = carried_over(OLD, new("3. Ngày, tháng, năm sinh(2):", page=1, dotted_lines=2, same_line=True), exact=True)
    assert (found.key, found.type, found.required, found.critical) == ("declarant_dob", "date", "yes", True)
    assert (found.group, found.note) == ("declarant", "what people wrote")
    assert (found.label, found.dotted_lines, found.same_line) == ("3. Ngày, tháng, năm sinh(2):", 2, True)
    assert found.box_mm == (1, 2, 3, 4)


@pytest.mark.parametrize("read", ["2. Ngày, tháng, năm sinh (1) :", "2. Ngày tháng năm sinh(1):……"])
def test_signs_and_spaces_are_no_other_label(read: str) -> None:
    """The quotation of before is kept where letters and tones are the same."""
    assert carried_over(OLD, new(read), exact=True).label == OLD.label


def test_a_scan_is_forgiven_its_tones_and_marks() -> None:
    """A text layer is not: there another tone is another word."""
    read = "2. Ngay, thang, năm sinh®:"
    assert carried_over(OLD, new(read), exact=False).label == OLD.label
    assert carried_over(OLD, new(read), exact=True).label == read


def test_another_value_gets_its_own_type() -> None:
    """A label that lost its "CMND" asks for the personal number alone; a type that people chose is theirs."""
    old = FieldSpec(key="id", label="4. Số định danh cá nhân/CMND:", type="identity_document")
    assert carried_over(old, new("4. Số định danh cá nhân:"), exact=True).type == "citizen_id"
    chosen = old.model_copy(update={"type": "passport"})
    assert carried_over(chosen, new("4. Số định danh cá nhân:"), exact=True).type == "passport"


def test_columns_keep_their_keys() -> None:
    """By their headers, also when they changed places; one that nobody could read stands where it stood."""
    columns = (
        Column(key="number", header="TT"),
        Column(key="name", header="Họ và tên", type="person_name", required=True),
        Column(key="id", header="Số định danh", type="citizen_id"),
    )
    old = FieldSpec(key="members", label="Thành viên:", kind=Kind.TABLE, columns=columns)
    shown = (
        Column(key="field", header="…"),
        Column(key="personal_id", header="Số định danh cá nhân", type="citizen_id"),
        Column(key="full_name", header="Họ và tên"),
        Column(key="id", header="Ghi chú"),
    )
    found = carried_over(old, new("Thành viên:", kind=Kind.TABLE, columns=shown), exact=True).columns
    assert [column.key for column in found] == ["number", "id", "name", "id_new"]
    assert found[0].header == "TT"
    assert (found[1].header, found[2].required) == ("Số định danh cá nhân", True)


def test_options_are_quoted_as_before() -> None:
    """So that conditions on them stay true; how many have to be ticked stays too."""
    old = FieldSpec(key="wish", label="Có:", kind=Kind.CHOICE, options=("Có", "Không"), choose=Choose.EXACTLY_ONE)
    found = carried_over(old, new("Có:", kind=Kind.CHOICE, options=("CÓ", "Khác")), exact=True)
    assert (found.options, found.choose) == (("Có", "Khác"), Choose.EXACTLY_ONE)


def test_captions_that_a_scan_lost_are_those_of_before() -> None:
    """Printed small under a signature; a text layer that shows others has others."""
    old = FieldSpec(key="s", label="NGƯỜI KHAI", kind=Kind.SIGNATURE, captions=("(Ký)", "Họ và tên"))
    seen = new("NGƯỜI KHAI", kind=Kind.SIGNATURE, captions=("( Ký",))
    assert carried_over(old, seen, exact=False).captions == old.captions
    assert carried_over(old, seen, exact=True).captions == ("(Ký)",)
    assert carried_over(old, new("NGƯỜI KHAI", kind=Kind.SIGNATURE), exact=True).captions == old.captions


def test_what_the_office_fills_in_stays_the_offices() -> None:
    """On paper it is a dotted line like any other."""
    old = FieldSpec(key="office", label="Số hồ sơ:", kind=Kind.OFFICE_USE)
    assert carried_over(old, new("Số hồ sơ:"), exact=True).kind is Kind.OFFICE_USE


def test_conditions_live_on_what_is_there() -> None:
    """Of several fields those that are left; an option by its new words; what is gone as a note."""
    asked = FieldSpec(key="wish", label="Có:", kind=Kind.CHOICE, options=("Có nhu cầu", "Không"))
    kept = {"wish": asked, "a": FieldSpec(key="a", label="A:")}
    names = {"b": "Cột B:"}

    def mended(**condition: object) -> object:
        rule = Condition.model_validate(condition)
        return with_living_conditions(FieldSpec(key="f", label="F:", required=rule), kept, names)[0].required

    assert mended(field="wish", **{"is": "Không"}) == Condition.model_validate({"field": "wish", "is": "Không"})
    assert mended(field="wish", **{"is": "Có  nhu cầu"}) == Condition.model_validate(
        {"field": "wish", "is": "Có nhu cầu"}
    )
    assert mended(field="wish", **{"is": "Đã nộp"}) == Condition(note="wish Đã nộp")
    assert mended(written=["a", "b"]) == Condition(written=("a",))
    assert mended(blank=["b"]) == Condition(note="Cột B:")
    assert mended(note="as people say") == Condition(note="as people say")
