"""A personal number against the sex and the birth beside it: a question, never an accusation."""

import pytest

from tests.checks.hand_made import codes, edition, line, paper, unclear, weights, written

MAN_OF_1985, WOMAN_OF_2001 = "001085000123", "001301000123"


def person(who: str) -> tuple:
    return (
        line(f"{who}_full_name", type="person_name"),
        line(f"{who}_dob", type="date"),
        line(f"{who}_gender", type="sex"),
        line(f"{who}_personal_id", type="citizen_id"),
    )


FORM = edition(*person("requester"), *person("mother"))


@pytest.mark.parametrize(
    ("number", "born", "sex"),
    [(MAN_OF_1985, "05/09/1985", "Nam"), (WOMAN_OF_2001, "17/02/2001", "Nữ")],
)
def test_a_number_that_fits_says_nothing(number: str, born: str, sex: str) -> None:
    """Century, sex and year stand in digits four to six."""
    readings = (
        written("mother_dob", born),
        written("mother_gender", sex),
        written("mother_personal_id", number),
    )
    assert codes(paper(FORM, *readings)) == []


def test_another_sex_is_asked_about() -> None:
    """At the number."""
    given = paper(FORM, written("mother_gender", "Nữ"), written("mother_personal_id", MAN_OF_1985))
    assert codes(given) == [("field.sex_mismatch", "mother_personal_id")]
    assert weights(given) == {"field.sex_mismatch": "check"}


def test_another_year_of_birth_is_asked_about() -> None:
    """1958 for 1985."""
    given = paper(FORM, written("mother_dob", "05/09/1958"), written("mother_personal_id", MAN_OF_1985))
    assert weights(given) == {"field.birth_year_mismatch": "check"}


def test_people_are_held_against_their_own_fields() -> None:
    """The requester's sex says nothing about the mother's number."""
    given = paper(FORM, written("requester_gender", "Nữ"), written("mother_personal_id", MAN_OF_1985))
    assert codes(given) == []


def test_a_group_makes_a_person_whatever_the_keys_are() -> None:
    """The edition says whose field it is."""
    form = edition(
        line("gender", type="sex", group="child"),
        line("personal_id", type="citizen_id", group="child"),
    )
    given = paper(form, written("gender", "Nữ"), written("personal_id", MAN_OF_1985))
    assert codes(given) == [("field.sex_mismatch", "personal_id")]


def test_one_number_for_two_people_is_asked_about() -> None:
    """The commonest slip; both lines are named."""
    numbers = (written("requester_personal_id", MAN_OF_1985), written("mother_personal_id", MAN_OF_1985))
    names = (written("requester_full_name", "Lê Văn Bình"), written("mother_full_name", "Trần Thị Hòa"))
    given = paper(FORM, *names, *numbers)
    assert weights(given) == {"field.id_copied": "check"}
    assert codes(given) == [("field.id_copied", "mother_personal_id")]


def test_one_person_in_two_places_of_a_form_has_one_number() -> None:
    """A declarant is often the head of the household too; a name that was not read says neither."""
    numbers = (written("requester_personal_id", MAN_OF_1985), written("mother_personal_id", MAN_OF_1985))
    same = (written("requester_full_name", "TRẦN THỊ HOÀ"), written("mother_full_name", "Trần Thị Hòa"))
    assert codes(paper(FORM, *same, *numbers)) == []
    assert codes(paper(FORM, written("requester_full_name"), *numbers)) == []


@pytest.mark.parametrize("sure", [0.3, 0.7])
def test_what_was_hardly_read_is_not_compared(sure: float) -> None:
    """Neither the number nor what stands beside it."""
    doubtful = (written("mother_gender", "Nữ", sure), written("mother_personal_id", MAN_OF_1985))
    assert codes(paper(FORM, *doubtful)) == []
    doubtful = (written("mother_gender", "Nữ"), written("mother_personal_id", MAN_OF_1985, sure))
    assert codes(paper(FORM, *doubtful)) == []
    assert codes(paper(FORM, unclear("mother_gender"), written("mother_personal_id", MAN_OF_1985))) == []


def test_values_that_are_no_values_are_not_compared() -> None:
    """That they are wrong is another check's finding."""
    given = paper(FORM, written("mother_dob", "tháng chín"), written("mother_personal_id", MAN_OF_1985))
    assert "field.birth_year_mismatch" not in dict(codes(given))


def test_the_day_of_issue_is_no_part_of_the_number() -> None:
    """The line of an identity paper holds both, in any order; digits of a date and of half a number are no number."""
    form = edition(line("mother_dob", type="date"), line("mother_id_doc", type="identity_document"))
    for said in (f"CCCD cấp ngày 02/10/2022 số {MAN_OF_1985}", f"02/10/2022, {MAN_OF_1985}", "02/10/2022 số 0921"):
        assert codes(paper(form, written("mother_dob", "05/09/1985"), written("mother_id_doc", said))) == []
    other = written("mother_id_doc", f"CCCD cấp ngày 02/10/2022 số {WOMAN_OF_2001}")
    given = paper(form, written("mother_dob", "05/09/1985"), other)
    assert codes(given) == [("field.birth_year_mismatch", "mother_id_doc")]
