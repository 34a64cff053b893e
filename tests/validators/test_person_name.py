"""Names of persons, and where their tones stand."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanpipe.text import same_words
from scanpipe.validators import person_name
from scanpipe.validators.refusals import WrongCharacters, WrongLength
from scanpipe.validators.tones import place_tone

FAMILY = ["Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Huỳnh", "Đỗ", "Trường"]
GIVEN = ["Thị", "Văn", "Hòa", "Thúy", "Khỏe", "Quý", "Quỳnh", "Giàu", "Diệu", "Ước", "Yến"]
syllables = st.sampled_from(FAMILY + GIVEN)
names = st.lists(syllables, min_size=2, max_size=5).map(" ".join)


@given(names, st.sampled_from(["NFC", "NFD"]), st.sampled_from([str.upper, str.lower, str.title]), st.integers(1, 3))
def test_unicode_form_case_and_spaces_never_change_a_name(name: str, form: str, case: object, spaces: int) -> None:
    """The same person, whoever typed it."""
    assert callable(case)
    written = unicodedata.normalize(form, case(name)).replace(" ", " " * spaces)
    assert person_name.validate(f" {written}. ") == name.upper()
    assert "foreign_letters" not in person_name.doubts(written)
    assert same_words(person_name.validate(written), name)


@given(names)
def test_only_a_name_in_capitals_raises_no_doubt(name: str) -> None:
    """Forms that want capitals say so in their label."""
    assert person_name.doubts(name.upper()) == ()
    assert person_name.doubts(name) == ("not_capitals",)


@pytest.mark.parametrize(
    ("new", "customary"),
    [
        ("hoà", "hòa"),
        ("hòa", "hòa"),
        ("hòang", "hoàng"),
        ("thuý", "thúy"),
        ("khoẻ", "khỏe"),
        ("qúy", "quý"),
        ("quý", "quý"),
        ("qủa", "quả"),
        ("gìa", "già"),
        ("gìn", "gìn"),
        ("gì", "gì"),
        ("giêng", "giêng"),
        ("giếng", "giếng"),
        ("mùa", "mùa"),
        ("ngoài", "ngoài"),
        ("khuỷu", "khuỷu"),
        ("thưở", "thưở"),
        ("thuở", "thuở"),
        ("người", "người"),
        ("Tuý", "Túy"),
        ("TUỴ", "TỤY"),
        ("Hoa", "Hoa"),
        ("São", "São"),
    ],
)
def test_the_tone_moves_to_its_customary_letter(new: str, customary: str) -> None:
    """Both customs and slips of the keyboard become one."""
    assert place_tone(new) == place_tone(unicodedata.normalize("NFD", new)) == customary


@pytest.mark.parametrize(
    ("name", "doubts"),
    [
        ("K'BRẾU", ("single_word",)),
        ("H’HEN NIÊ", ()),
        ("Y BHĨU MLÔ", ()),
        ("JOHN SMITH", ("foreign_letters",)),
        ("FRANÇOIS LÊ", ("foreign_letters",)),
        ("LÊ THỊ (BÉ)", ("other_signs",)),
        ("NGUYỄ\u0301N VĂN A", ("two_tones",)),
    ],
)
def test_unusual_names_are_names(name: str, doubts: tuple[str, ...]) -> None:
    """They may be asked about, and are never refused."""
    assert person_name.is_valid(name)
    assert person_name.doubts(name) == doubts


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        ("", WrongLength),
        ("…………", WrongLength),
        ("A" * 101, WrongLength),
        ("TRẦN VĂN 5", WrongCharacters),
        ("TR@N VĂN A", WrongCharacters),
        ("Иван", WrongCharacters),
        ("'", WrongCharacters),
    ],
)
def test_what_no_name_holds_is_refused(text: str, refusal: type[Exception]) -> None:
    """Digits, signs, other scripts."""
    with pytest.raises(refusal):
        person_name.validate(text)
