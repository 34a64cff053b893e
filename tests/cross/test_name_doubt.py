"""Word by word: a mark that is missing is asked about, a mark too many is the engine's, a slip hides nothing."""

import pytest

from scanpipe.findings import rule
from scanpipe.model import Severity, Source
from tests.cross.papers import card, codes, ct01, found, looks

HOA = "TRẦN THỊ HÒA"


def name_of(first: str, *texts: str, sure: float = 0.85, words: float = 0.96, owner: str = HOA) -> list[str]:
    """What is said of a name that was read first as that and again as those, beside the owner's card."""
    return codes(ct01(first, sure=sure), card(owner), again=looks(*texts, sure=words))


def test_a_missing_mark_is_asked_about_as_soon_as_words_are_read_as_surely_as_bare_words_are() -> None:
    """An engine adds marks; it hardly ever loses one."""
    assert name_of("TRẦN THỊ HOA", *["TRẦN THỊ HOA"] * 4, words=0.9) == ["cross.name_differs"]
    assert name_of("TRẦN THỊ HOA", *["TRẦN THỊ HOA"] * 4, words=0.8) == []


@pytest.mark.parametrize("read", ["TRẦN THỊ HÓA", "TRẤN THỊ HÒA"])
def test_another_mark_has_to_be_read_more_surely(read: str) -> None:
    """One tone is often taken for another."""
    assert name_of(read, *[read] * 4, words=0.9) == []
    assert name_of(read, *[read] * 4, words=0.96) == ["cross.name_differs"]


def test_a_mark_too_many_is_not_believed_for_a_sure_first_reading() -> None:
    """Specks and the language model of the engine put it there."""
    form = ct01("NGUYỄN THẠNH AN", sure=0.96)
    again = looks(*["NGUYỄN THẠNH AN"] * 4, sure=0.9)
    assert codes(form, card("NGUYỄN THANH AN"), again=again) == []
    assert codes(form, card("NGUYỄN THÀNH AN"), again=again) == ["cross.name_differs"]


def test_a_slip_in_one_word_hides_no_difference_in_another() -> None:
    """The word that a look reads as on the card is not shown as different."""
    again = looks("Trần Thị Hoa", "Trần Thị Hoa", "Trấn Thị Hoa")
    (finding,) = found(ct01("TRẤN THỊ HOA", sure=0.85), card(), again=again)
    assert (finding.params["a"], finding.params["b"]) == ("TRẦN THỊ H[O]A", "TRẦN THỊ H[Ò]A")
    assert finding.confidence <= 0.6


def test_one_look_that_reads_the_word_of_the_card_settles_it() -> None:
    """However sure the others are."""
    assert name_of("TRẦN THỊ HOA", "TRẦN THỊ HOA", "TRẦN THỊ HOA", "TRAN THI HÒA") == []


def test_looks_that_read_a_third_word_show_that_the_mark_is_not_legible() -> None:
    """Nothing is said of what nobody can read."""
    assert name_of("TRẦN THỊ HÓA", "TRẦN THỊ HÓA", "TRẦN THỊ HÓA", "TRẦN THỊ HỎA", sure=0.95) == []


def test_a_space_that_was_not_read_hides_no_missing_mark() -> None:
    """The words are parted as those of the card are."""
    assert name_of("TRẦNTHỊ HOA", *["TRẦNTHỊ HOA"] * 4) == ["cross.name_differs"]
    assert name_of("TRẦNTHỊ HOA", "TRẦN THỊ HOA", "TRẦNTHỊ HOA", "TRẦNTHỊ HÒA") == []


def test_a_mark_read_very_doubtfully_at_first_has_to_be_read_as_surely_as_any() -> None:
    """It may be handwriting."""
    assert name_of("TRẦN THỊ HOA", *["TRẦN THỊ HOA"] * 4, words=0.9, sure=0.65) == []


def test_labels_around_the_name_do_not_matter() -> None:
    """A look shows the row."""
    assert name_of("TRẦN THỊ HOA", *["1. Họ và tên: Trần Thị Hoa ...."] * 4) == ["cross.name_differs"]


def test_more_slips_in_a_word_than_an_engine_makes_are_another_word() -> None:
    """However doubtfully each letter was read."""
    assert name_of("TRẦN ĐÌNH ĐÔHG", *["TRẦN ĐÌNH ĐÔHG"] * 4, words=0.75, owner="TRẦN ĐÌNH DŨNG") == [
        "cross.name_differs"
    ]


def test_a_zone_without_marks_is_compared_without_them() -> None:
    """And both names are shown so."""
    owner = card("TRAN THI HOA", source=Source.MRZ)
    assert codes(ct01("TRẦN THỊ HÓA"), owner, again=looks(*["Trần Thị Hóa"] * 4)) == []
    (finding,) = found(ct01("TRẦN THỊ HOẠT"), owner, again=looks(*["Trần Thị Hoạt"] * 4))
    assert (finding.params["a"], finding.params["b"]) == ("TRAN THI HOA[T]", "TRAN THI HOA")


def test_a_name_in_another_order_is_not_compared_word_by_word() -> None:
    """The surname may stand last."""
    assert name_of("HOA TRẦN THỊ", *["HOA TRẦN THỊ"] * 4, words=0.9) == []


def test_a_name_never_accuses() -> None:
    """Whatever is known, and however surely."""

    (finding,) = found(ct01("TRẦN THỊ HOA", sure=0.99, source=Source.ACROFORM), card())
    assert rule(finding, accuses=True).severity is Severity.CHECK
