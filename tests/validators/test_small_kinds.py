"""Kinds of value with a short rule: passport, sex, nationality, procedure code, e-mail and web addresses."""

import pytest

from scanpipe.validators import email, nationality, passport, procedure_code, sex, url
from scanpipe.validators.refusals import Impossible, WrongCharacters, WrongLength


@pytest.mark.parametrize("text", ["B1234567", "c 1234567", "C12345678"])
def test_a_vietnamese_passport_raises_no_doubt(text: str) -> None:
    """A letter with seven or eight digits."""
    assert passport.is_valid(text)
    assert passport.doubts(text) == ()


@pytest.mark.parametrize("text", ["AB123456", "123456789", "X1234567A"])
def test_a_foreign_passport_is_only_a_question(text: str) -> None:
    """Other countries number otherwise."""
    assert passport.is_valid(text)
    assert passport.doubts(text) == ("not_vietnamese_form",)


@pytest.mark.parametrize(
    ("text", "refusal"), [("B123", WrongLength), ("B123456789", WrongLength), ("ABCDEFG", WrongCharacters)]
)
def test_what_no_passport_carries_is_refused(text: str, refusal: type[Exception]) -> None:
    """Too short, too long, no digit."""
    with pytest.raises(refusal):
        passport.validate(text)


@pytest.mark.parametrize(
    ("text", "said"), [("Nam", "Nam"), ("NỮ", "Nữ"), ("nu", "Nữ"), ("Nam.", "Nam"), ("trai", "Nam")]
)
def test_sex_is_nam_or_nu(text: str, said: str) -> None:
    """Case, dots and a lost tone do not matter."""
    assert sex.validate(text) == said


@pytest.mark.parametrize("text", ["", "Nem", "Nam/Nữ", "1"])
def test_other_words_are_no_sex(text: str) -> None:
    """And both at once are none."""
    with pytest.raises(Impossible):
        sex.validate(text)


@pytest.mark.parametrize("text", ["Việt Nam", "VIỆT NAM", "Viet Nam", "VN", "Vietnam", "....Việt Nam...."])
def test_viet_nam_has_many_spellings(text: str) -> None:
    """One name comes out."""
    assert nationality.validate(text) == "Việt Nam"
    assert nationality.doubts(text) == ()


@pytest.mark.parametrize("text", ["Hoa Kỳ", "Việt Nam, Pháp", "CHLB Đức"])
def test_other_countries_are_accepted_and_marked(text: str) -> None:
    """Other rules may hold for these people."""
    assert nationality.validate(text) == text
    assert nationality.doubts(text) == ("foreign",)


@pytest.mark.parametrize("text", ["", "…", "84", "V1ệt Nam"])
def test_a_nationality_is_words(text: str) -> None:
    """Nothing, leaders and digits are none."""
    assert not nationality.is_valid(text)


@pytest.mark.parametrize("text", ["1.001193", "1.001193.01", "2.000720.000.00.00.H49", "1.001193.000.00.00.G15"])
def test_codes_of_the_portal_are_procedures(text: str) -> None:
    """With and without case and agency."""
    assert procedure_code.validate(text) == text
    assert procedure_code.procedure(text) == text[:8]


@pytest.mark.parametrize("text", ["1001193", "1.00119", "1.001193.H49", "A.001193", ""])
def test_other_codes_are_no_procedures(text: str) -> None:
    """The first dot belongs to the code."""
    assert not procedure_code.is_valid(text)


@pytest.mark.parametrize(
    "text", ["a@example.vn", "nguyen.van-a+hkd@mail.example.com", "X_1@EXAMPLE.COM.VN", "a @ example.vn"]
)
def test_addresses_of_the_usual_form_are_accepted(text: str) -> None:
    """Spaces come from OCR."""
    assert email.validate(text) == text.replace(" ", "").lower()


@pytest.mark.parametrize(
    "text",
    [
        *("", "a", "@example.vn", "a@", "a@example", "a@b@example.vn", ".a@example.vn", "a.@example.vn", "không có"),
        *("a..b@example.vn", "a@-example.vn", "a@example-.vn", "a@example..vn", "á@example.vn", "a@example.vn1"),
        *("a" * 65 + "@example.vn", "a@" + "b." * 130 + "vn"),
    ],
)
def test_what_is_no_address_is_refused(text: str) -> None:
    """Whatever is missing, doubled or foreign."""
    assert not email.is_valid(text)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("example.vn", "example.vn"),
        ("WWW.Example.com.vn/Shop?id=1", "www.example.com.vn/Shop?id=1"),
        ("http://example.vn:8080", "http://example.vn:8080"),
        ("bánhmì.vn", "bánhmì.vn"),
    ],
)
def test_sites_are_accepted_with_and_without_scheme(text: str, said: str) -> None:
    """Only scheme and host are the same in any case."""
    assert url.validate(text) == said


@pytest.mark.parametrize(
    "text", ["", "không", "example", "ftp://example.vn", "http://", "a@example.vn", "exa_mple-.vn", "1.2"]
)
def test_what_is_no_site_is_refused(text: str) -> None:
    """An e-mail address is none either."""
    assert not url.is_valid(text)
