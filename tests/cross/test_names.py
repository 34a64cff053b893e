"""Names of one person on two papers: what never counts, what does, and how it is shown."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samples.people import GIVEN_MEN, GIVEN_WOMEN, MIDDLE_WOMEN, SURNAMES
from scanpipe.cross.names import Likeness, compare_names, says, shown
from scanpipe.text import without_marks
from scanpipe.validators import person_name
from tests.cross.papers import card, codes, ct01, found, looks

NAMES = st.tuples(*(st.sampled_from(words) for words in (SURNAMES, MIDDLE_WOMEN, GIVEN_WOMEN + GIVEN_MEN))).map(
    " ".join
)


@given(NAMES, st.sampled_from([str.upper, str.lower, str.title]), st.sampled_from(["NFC", "NFD"]))
def test_case_and_unicode_form_never_count(name: str, case: object, form: str) -> None:
    """However it was typed, it is the same name."""
    assert callable(case)
    typed = unicodedata.normalize(form, case(name))
    alike = compare_names(person_name.validate(typed), person_name.validate(name))
    assert alike.likeness is Likeness.SAME


@given(NAMES)
def test_a_name_without_its_marks_is_another_name_unless_the_zone_wrote_it(name: str) -> None:
    """The machine-readable zone has no marks; everybody else has."""
    full, plain = person_name.validate(name), without_marks(person_name.validate(name))
    expected = Likeness.SAME if full == plain else Likeness.MARKS
    assert compare_names(full, plain).likeness is expected
    assert compare_names(full, plain, zone=True).likeness is Likeness.SAME


@given(NAMES, NAMES)
def test_comparing_has_no_direction(a: str, b: str) -> None:
    """It does not matter which paper is called the first."""
    one, other = person_name.validate(a), person_name.validate(b)
    assert compare_names(one, other) == compare_names(other, one)


@pytest.mark.parametrize(
    ("a", "b", "likeness"),
    [
        ("TRẦN THỊ HÒA", "TRẦN THỊ HOÀ", Likeness.SAME),
        ("TRẦN THỊ HÒA", "HÒA TRẦN THỊ", Likeness.SAME),
        ("TRẦN THỊ HÒA", "TRẦNTHỊ HÒA", Likeness.SAME),
        ("TRẦN THỊ HÒA", "TRẦN THỊ HOA", Likeness.MARKS),
        ("ĐỖ VĂN NAM", "DO VĂN NĂM", Likeness.MARKS),
        ("LÊ VĂN NAM", "LÊ VĂN LAM", Likeness.LETTER),
        ("LÊ VĂN NAM", "LÊ VĂN NA", Likeness.LETTER),
        ("LÊ VĂN NAM", "LÊ VĂN DŨNG", Likeness.WORD),
        ("LÊ VĂN NAM", "LÊ NAM", Likeness.WORD),
        ("VÕ DIỆ PNƯỢNG", "VÕ DIỆU PHƯỢNG", Likeness.LETTER),
        ("HOÀNG THANN BÍCH", "HOÀNG THANH VÂN", Likeness.WORD),
        ("LÊ VĂN NAM", "PHẠM THỊ LAN", Likeness.DIFFERENT),
    ],
)
def test_how_alike_two_names_are(a: str, b: str, likeness: Likeness) -> None:
    """From the same to nothing in common."""
    assert compare_names(person_name.validate(a), person_name.validate(b)).likeness is likeness


def test_a_long_name_is_cut_by_the_zone() -> None:
    """Thirty places hold no more."""
    full = person_name.validate("Công Tằng Tôn Nữ Hoàng Phương Thảo")
    assert compare_names(full, "CONG TANG TON NU HOANG PHUONG", zone=True).likeness is Likeness.SAME
    assert compare_names(full, "CONG TANG TON NU HOANG PHUONG").likeness is not Likeness.SAME


def test_what_differs_is_shown_in_brackets() -> None:
    """One letter, one mark, one word; nothing where everything differs."""
    assert shown("LÊ VĂN NAM", "LÊ VĂN LAM", Likeness.LETTER) == ("LÊ VĂN [N]AM", "LÊ VĂN [L]AM")
    assert shown("LÊ VĂN NAM", "LÊ VĂN BA", Likeness.WORD) == ("LÊ VĂN [NAM]", "LÊ VĂN [BA]")
    assert shown("LÊ A", "PHẠM B", Likeness.DIFFERENT) == ("LÊ A", "PHẠM B")


def test_a_row_says_a_name_whatever_stands_around_it() -> None:
    """Labels, leaders and the other custom of tones."""
    assert says("1. Họ, chữ đệm và tên: trần thị hoà ......", "TRẦN THỊ HÒA")
    assert not says("1. Họ, chữ đệm và tên: trần thị hoa", "TRẦN THỊ HÒA")


def test_the_place_of_the_tone_is_no_difference_between_papers() -> None:
    """Two customs, one name."""
    assert codes(ct01("Trần Thị Hoà"), card()) == []


def test_a_missing_mark_is_told_as_a_difference_of_marks() -> None:
    """With the letter shown, and both papers named in both languages."""
    (finding,) = found(ct01("TRẦN THỊ HOA"), card())
    assert finding.code == "cross.name_differs"
    assert (finding.params["a"], finding.params["b"]) == ("TRẦN THỊ H[O]A", "TRẦN THỊ H[Ò]A")
    assert finding.params["what"] == "name_marks"
    assert finding.params["doc_a_vi"] == "Tờ khai thay đổi thông tin cư trú"
    assert (finding.params["doc_b_vi"], finding.params["doc_b_en"]) == ("Thẻ căn cước", "Identity card")
    assert (finding.document, finding.page, finding.key) == (0, 1, "declarant_full_name")


def test_a_mark_read_with_doubt_is_left_alone() -> None:
    """It is more often the engine's slip than the citizen's."""
    assert codes(ct01("TRẦN THỊ HOA", sure=0.88), card()) == []


def test_a_doubtful_mark_is_asked_about_when_every_closer_look_is_sure_of_it() -> None:
    """Unless a look says what the card says, or the word itself was read with doubt."""
    form = ct01("TRẦN THỊ HOA", sure=0.85)
    assert codes(form, card(), again=looks(*["Trần Thị Hoa"] * 4)) == ["cross.name_differs"]
    assert codes(form, card(), again=looks(*["Trần Thị Hoa"] * 4, sure=0.8)) == []
    assert codes(form, card(), again=looks("Trần Thị Hoa", "Trần Thị Hoa", "Trần Thị Hoà")) == []


def test_garbled_handwriting_is_no_other_name() -> None:
    """Nothing is compared that was not read."""
    assert codes(ct01("ham: (ái ân", sure=0.47), card()) == []


def test_letters_of_an_old_font_are_no_name() -> None:
    """A text layer in an old encoding shows other letters than the eye."""
    assert codes(ct01("NGUYÔN WJÖN AN"), card("NGUYỄN VĂN AN")) == []
