"""Twelve digits that say where, when and as whom someone was registered."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanpipe.validators import citizen_id
from scanpipe.validators.refusals import WrongCharacters, WrongLength
from scanpipe.validators.tables import table

twelve_digits = st.text("0123456789", min_size=12, max_size=12)


@given(twelve_digits, st.sampled_from([" ", ".", "-", "–", " . ", "\u00a0"]))
def test_separators_never_change_the_number(number: str, separator: str) -> None:
    """A number reads the same however the applicant spaced it."""
    assert citizen_id.validate(separator.join(number)) == number


@given(twelve_digits)
def test_century_sex_and_year_come_from_the_fourth_digit_on(number: str) -> None:
    """Even is male; each pair of digits is one century from 1900."""
    said = citizen_id.parts(number)
    assert said.sex == ("Nam" if number[3] in "02468" else "Nữ")
    assert 1900 <= said.birth_year <= 2399
    assert said.birth_year // 100 == 19 + int(number[3]) // 2
    assert said.birth_year % 100 == int(number[4:6])


@pytest.mark.parametrize("row", table("provinces")["provinces_63"], ids=lambda row: row["code"])
def test_every_old_province_is_known(row: dict[str, str]) -> None:
    """Numbers keep the codes of the 63 provinces."""
    number = row["code"] + "095000001"
    assert citizen_id.parts(number).province == row["name"]
    assert citizen_id.doubts(number, on=dt.date(2026, 1, 1)) == ()


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        ("07919000012", WrongLength),
        ("0791900001234", WrongLength),
        ("", WrongLength),
        ("07919000O123", WrongCharacters),
    ],
)
def test_what_is_not_twelve_digits_is_refused(text: str, refusal: type[Exception]) -> None:
    """Eleven digits are too few, and a letter O is no zero."""
    with pytest.raises(refusal):
        citizen_id.validate(text)


def test_a_code_outside_the_table_is_a_question_not_a_refusal() -> None:
    """People born abroad carry the code of a country."""
    assert citizen_id.validate("999095000001") == "999095000001"
    assert citizen_id.doubts("999095000001") == ("province_unknown",)


def test_somebody_born_after_the_paper_was_signed_is_a_question() -> None:
    """Without a day nothing lies in the future."""
    assert citizen_id.doubts("079227000001", on=dt.date(2026, 12, 31)) == ("birth_year_in_future",)
    assert citizen_id.doubts("079227000001") == ()
