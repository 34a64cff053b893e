"""A place becomes a field: its type, its key and whether it is required are guessed, each as sure as it is."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scanpipe.catalog.schema import Condition, FieldSpec, Kind
from scanpipe.drafting.fields import Guessed, Keys, field_of, slug
from scanpipe.drafting.sheet import Place, PlaceColumn
from scanpipe.model import Rect

RECT = Rect(20.04, 30, 190, 36)


def guessed(
    label: str, kind: Kind = Kind.LINE, *, group: str | None = None, before: FieldSpec | None = None, **more: object
) -> Guessed:
    """The field of a place with that label."""
    place = Place(kind, 1, RECT, label, None, 0.9, "dots", **more)  # type: ignore[arg-type]
    return field_of(place, Keys(), group=group, before=before)


def sure(found: Guessed, what: str) -> float:
    """How sure one of the guesses is."""
    return next(guess.confidence for guess in found.guesses if guess.what == what)


def test_a_usual_label_gives_key_and_type() -> None:
    """Below the name of the mother a date of birth is hers."""
    found = guessed("Ngày, tháng, năm sinh:", group="mother").spec
    assert (found.key, found.type, found.group) == ("mother_dob", "date", "mother")
    assert found.box_mm == (20.0, 30.0, 190.0, 36.0)


def test_a_name_begins_its_person() -> None:
    """Who is named there owns what follows; a relationship to somebody does not make it theirs."""
    assert guessed("Họ, chữ đệm, tên người mẹ:").person == "mother"
    relation = guessed("Quan hệ với người chết:", group="requester")
    assert (relation.person, relation.spec.group) == (None, None)


def test_what_is_no_persons_has_no_group() -> None:
    """The content of a request is not the head of the household's, though it follows their number."""
    assert guessed("10. Nội dung đề nghị(3):", group="head").spec.group is None


@pytest.mark.parametrize(
    ("label", "required"),
    [
        ("Điện thoại (nếu có):", "no"),
        ("Họ và tên (*):", "yes"),
        ("Nơi đóng dấu:", "no"),
        (
            "Nơi ở hiện tại (chỉ kê khai nếu khác nơi thường trú):",
            Condition(note="chỉ kê khai nếu khác nơi thường trú"),
        ),
    ],
)
def test_what_the_print_says_of_being_required_is_taken(label: str, required: object) -> None:
    """A star, "nếu có", a condition in words; else it is left open."""
    assert guessed(label).spec.required == required


def test_what_nobody_says_is_a_weak_no() -> None:
    """A citizen is not accused for a line about which nothing is known."""
    assert guessed("Nghề nghiệp:").spec.required == "no"
    assert sure(guessed("Nghề nghiệp:"), "required") <= 0.3
    assert sure(guessed("Điện thoại (nếu có):"), "required") > 0.8


def test_a_signature_is_required_and_named_after_who_signs() -> None:
    """Its captions stay with it."""
    found = guessed("NGƯỜI KÊ KHAI(7)", Kind.SIGNATURE, captions=("(Ký, ghi rõ họ tên)",)).spec
    assert (found.key, found.required, found.critical) == ("declarant_signature", "yes", True)
    assert found.captions == ("(Ký, ghi rõ họ tên)",)


def test_words_below_a_date_are_a_date_in_words() -> None:
    """ "ghi bằng chữ" goes on with what was asked before; "bằng chữ in hoa" does not."""
    before = FieldSpec(key="child_dob", label="Ngày sinh:", type="date")
    found = guessed("ghi bằng chữ:", before=before).spec
    assert (found.key, found.type) == ("child_dob_words", "date")
    assert guessed("Tôi là (ghi họ tên bằng chữ in hoa):", before=before).spec.type == "person_name"


def test_twelve_boxes_are_a_personal_number() -> None:
    """Whatever the label says, or does not."""
    assert guessed("Số:", Kind.BOXES, boxes=12).spec.type == "citizen_id"
    assert guessed("Số:", Kind.BOXES, boxes=6).spec.type == "text"


def test_a_kind_without_what_it_needs_is_a_line() -> None:
    """A choice without options and boxes without a number are no such fields; the draft stays well formed."""
    for kind in (Kind.CHOICE, Kind.TABLE, Kind.BOXES):
        assert guessed("Mục đích:", kind).spec.kind is Kind.LINE


def test_columns_get_keys_and_types() -> None:
    """By their headers; two columns of one header have two keys."""
    columns = tuple(PlaceColumn(header, RECT) for header in ("STT", "Họ và tên", "Ghi chú", "Ghi chú"))
    found = guessed("Các thành viên:", Kind.TABLE, columns=columns, rows=3).spec
    assert [column.key for column in found.columns] == ["number", "full_name", "note", "note_2"]
    assert [column.type for column in found.columns] == ["text", "person_name", "text", "text"]


@settings(deadline=None)
@given(st.text(max_size=60))
def test_any_label_has_a_key(label: str) -> None:
    """Whatever is printed there, the key is one that the schema takes, and the label is never empty."""
    found = guessed(label)
    assert found.spec.key
    assert found.spec.label
    assert all(guess.key == found.spec.key for guess in found.guesses)
    assert all(part.isascii() for part in slug(label))
