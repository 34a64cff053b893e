"""What all kinds of value promise alike."""

import datetime as dt
import doctest
import importlib
import pkgutil
import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

import scanpipe.validators
from scanpipe.validators.refusals import Impossible, Refusal, WrongCharacters, WrongChecksum, WrongLength
from scanpipe.validators.registry import VALIDATORS

MODULES = [f"scanpipe.validators.{module.name}" for module in pkgutil.iter_modules(scanpipe.validators.__path__)]
KINDS = sorted(VALIDATORS)
DAYS = st.none() | st.dates(dt.date(2015, 1, 1), dt.date(2035, 12, 31))
GOOD = {
    "citizen_id": ["079 190 000 123", "001.203-000.456"],
    "date": ["15/3/2024", "ngày 15 tháng 3 năm 2024", "…/…/1958", "05/…/1958", "ngày hai tháng ba năm hai nghìn"],
    "email": ["Nguyen.Van.A@example.vn"],
    "ethnic_group": ["Kinh", "H'Mông", "Xá Phó", "KHƠ-ME"],
    "identity_document": ["CCCD số 079190000123 cấp ngày 01/02/2022", "CMND 012345678", "Giấy phép lái xe"],
    "industry_code": ["4711", "56.10"],
    "money": ["1.500.000 VNĐ", "1,5 tỷ", "2.000.000 đồng (hai triệu đồng)"],
    "money_words": ["Một triệu năm trăm nghìn đồng chẵn", "hai tỷ rưỡi"],
    "nationality": ["Việt Nam", "VN", "Hoa Kỳ"],
    "number": ["02 (hai) bản", "1.250,50 m2", "1,125", "hai", "12.5"],
    "old_id": ["012 345 678", "079190000123"],
    "passport": ["b 1234567", "AB1234567"],
    "person_name": ["Nguyễn Thị Hoà", "K’Brếu", "Y Bhĩu"],
    "phone": ["+84 912 345 678", "0123 456 7890", "028 3822 1234 / 0912345678", "+1 202 555 0123", "1900 1234"],
    "place": ["Số 1, phường Tân Lập, tỉnh Hà Giang.", "TP. Hồ Chí Minh"],
    "procedure_code": ["1.001193", "1.001193.000.00.00.H49"],
    "sex": ["Nam", "nữ", "gái"],
    "tax_code": ["0199 999 991", "0199999991-002", "079190000123", "41A8000000"],
    "url": ["https://Example.vn/Cua-Hang", "example.vn"],
}


@pytest.mark.parametrize("name", MODULES)
def test_doctests(name: str) -> None:
    """The examples of each specification run, and each module that is a kind of value has some."""
    result = doctest.testmod(importlib.import_module(name))
    assert result.failed == 0
    assert result.attempted > 0 or name.rpartition(".")[2] not in VALIDATORS


def test_every_kind_of_value_that_forms_may_name_has_its_validator() -> None:
    """A type in forms/ without a validator would never be checked."""
    assert set(KINDS) == set(GOOD)
    assert "text" not in VALIDATORS


def test_a_refusal_is_one_of_four() -> None:
    """Checks look the four up and nothing else."""
    assert set(Refusal.__subclasses__()) == {WrongLength, WrongCharacters, WrongChecksum, Impossible}


@pytest.mark.parametrize(("kind", "text"), [(kind, text) for kind in KINDS for text in GOOD[kind]])
def test_a_normalised_value_normalises_to_itself(kind: str, text: str) -> None:
    """What one step has tidied, the next one must not refuse or change."""
    value = VALIDATORS[kind].validate(text)
    assert VALIDATORS[kind].validate(value) == value


@pytest.mark.parametrize(("kind", "text"), [(kind, text) for kind in KINDS for text in GOOD[kind]])
def test_the_unicode_form_never_changes_the_value(kind: str, text: str) -> None:
    """Phones and macOS write NFD, Windows and our tables NFC."""
    composed, decomposed = (unicodedata.normalize(form, text) for form in ("NFC", "NFD"))
    validator = VALIDATORS[kind]
    assert validator.validate(composed) == validator.validate(decomposed)
    assert validator.doubts(composed) == validator.doubts(decomposed)


@pytest.mark.parametrize("kind", KINDS)
@given(text=st.text(max_size=40) | st.text("0123456789 .,-/OolI", max_size=20), on=DAYS)
def test_any_text_is_a_value_or_refused_and_nothing_else(kind: str, text: str, on: dt.date | None) -> None:
    """OCR hands over anything: no other exception, doubts only about accepted values."""
    validator = VALIDATORS[kind]
    validator.compact(text)
    doubts = validator.doubts(text, on=on)
    try:
        value = validator.validate(text, on=on)
    except Refusal:
        assert doubts == ()
        assert not validator.is_valid(text, on=on)
    else:
        assert validator.is_valid(text, on=on)
        assert validator.validate(value, on=on) == value
        assert all(code.replace("_", "").isalnum() and code == code.lower() for code in doubts)


@pytest.mark.parametrize("kind", ["citizen_id", "old_id", "tax_code", "phone", "industry_code"])
@given(number=st.text("0123456789", min_size=4, max_size=13), at=st.integers(0, 12), letter=st.sampled_from("OoIlSBZ"))
def test_a_letter_is_never_taken_for_a_digit(kind: str, number: str, at: int, letter: str) -> None:
    """A misread digit is refused, so that somebody looks at the paper."""
    at %= len(number)
    misread = number[:at] + letter + number[at + 1 :]
    # Old certificates of household businesses do hold a letter.
    if "old_household_code" not in VALIDATORS[kind].doubts(misread):
        assert not VALIDATORS[kind].is_valid(misread)


@pytest.mark.parametrize("kind", KINDS)
def test_a_very_long_text_is_answered_at_once(kind: str) -> None:
    """A page read into one field costs no time and breaks nothing."""
    validator = VALIDATORS[kind]
    began = time.process_time()
    for text in (
        "a" * 20_000,
        "1 " * 10_000,
        "1." * 10_000,
        "năm " * 5_000,
        "thành phố a, " * 2_000,
        "một tỷ " * 3_000,
    ):
        validator.compact(text)
        validator.is_valid(text)
        validator.doubts(text)
    assert time.process_time() - began < 5
