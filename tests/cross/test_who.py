"""Who is who: siblings, father and son, copied numbers, cards of strangers."""

from dataclasses import replace

from scanpipe.model import Document, Ink, Source
from scanpipe.read_table import TableCell, TableReading
from tests.cross.papers import BOX, NUMBER, OTHER_NUMBER, card, codes, ct01, found, paper, written

SON, FATHER = "NGUYỄN VĂN HƯNG", "NGUYỄN VĂN HÙNG"
SON_NUMBER, FATHER_NUMBER = "001099000111", "001072000999"


def household(head_number: str = FATHER_NUMBER) -> Document:
    """A son declares, his father is the head of the household."""
    born = written("declarant_dob", "02/09/1999")
    return ct01(SON, SON_NUMBER, born, written("head_full_name", FATHER), written("head_personal_id", head_number))


def test_father_and_son_of_nearly_one_name_are_two_people() -> None:
    """Each has his card, whichever lies on top."""
    cards = card(SON, SON_NUMBER, born="02/09/1999", sex="Nam"), card(FATHER, FATHER_NUMBER, born="1/1/1972", sex="Nam")
    assert codes(household(), *cards) == []
    assert codes(household(), *reversed(cards)) == []


def test_the_card_of_one_says_nothing_of_the_other() -> None:
    """The father's card is not the son's with a wrong name."""
    assert codes(household(), card(FATHER, FATHER_NUMBER, born="1/1/1972", sex="Nam")) == []


def test_a_number_copied_from_the_line_above_is_found() -> None:
    """The head has the number of the declarant."""
    cards = card(SON, SON_NUMBER, born="02/09/1999", sex="Nam"), card(FATHER, FATHER_NUMBER, born="1/1/1972", sex="Nam")
    assert codes(household(SON_NUMBER), *cards) == ["cross.id_differs"]


def test_the_card_of_a_stranger_is_a_question() -> None:
    """It may be a witness's; nobody is accused."""
    (finding,) = found(ct01(), card(), card("LÝ QUỐC ĐẠT", OTHER_NUMBER, born="1/5/1985", sex="Nam"))
    assert finding.code == "cross.card_unmatched"
    assert finding.params["name"] == "LÝ QUỐC ĐẠT"
    assert finding.document == 2


def test_a_stranger_may_be_whom_nobody_could_read() -> None:
    """Handwriting, a smudge, or a line of the table of members."""
    stranger = card("LÝ QUỐC ĐẠT", OTHER_NUMBER, born="1/5/1985", sex="Nam")
    unread = written("head_full_name", None, 0.0)
    smudged = replace(unread, ink=Ink.UNCLEAR)
    counted = replace(written("members", None, 0.9), rows=1)
    for reading in (unread, smudged, counted):
        assert codes(ct01("TRẦN THỊ HÒA", NUMBER, reading), card(), stranger) == []


def members(name: str, number: str, sure: float = 0.95) -> TableReading:
    """One filled row of the table of members."""
    said = {"full_name": name, "dob": "1/5/1985", "gender": "Nam", "personal_id": number}
    cells = tuple(TableCell(1, key, Ink.WRITTEN, text, sure, 2, BOX) for key, text in said.items())
    return TableReading("members", 1, None, Ink.WRITTEN, rows=1, cells=cells, looked_at=9)


def test_a_member_of_the_household_is_known_by_the_row_of_the_table() -> None:
    """Their card is nobody's else; a wrong digit is asked about where it stands."""
    own = card("LÝ QUỐC ĐẠT", OTHER_NUMBER, born="1/5/1985", sex="Nam")
    assert codes(ct01("TRẦN THỊ HÒA", NUMBER, members("Lý Quốc Đạt", OTHER_NUMBER)), card(), own) == []
    (wrong,) = found(ct01("TRẦN THỊ HÒA", NUMBER, members("Lý Quốc Đạt", "001085004562")), card(), own)
    assert (wrong.code, wrong.key, wrong.page, wrong.box) == ("cross.id_differs", "members", 2, BOX)
    assert wrong.confidence < 0.9


def test_a_member_whom_nobody_could_read_may_be_anybody() -> None:
    """So a stranger's card is not asked about."""
    stranger = card("LÝ QUỐC ĐẠT", OTHER_NUMBER, born="1/5/1985", sex="Nam")
    assert codes(ct01("TRẦN THỊ HÒA", NUMBER, members("Lỷ ú ĐJt", "00108", 0.4)), card(), stranger) == []


def test_both_sides_of_a_card_are_one_holder() -> None:
    """The zone on the back has the name without marks."""
    assert codes(ct01(), card(), card("TRAN THI HOA", source=Source.MRZ)) == []


def test_the_mother_is_the_requester_too() -> None:
    """One card for two persons of one form; a slip in one place is told there."""
    form = paper(
        *("birth_registration", "tt04_2024"),
        *(written("requester_full_name", "Trần Thị Hòa"), written("requester_id_doc", NUMBER)),
        *(written("mother_full_name", "Trần Thị Hoa"), written("mother_birth_year", "1990")),
        written("mother_id_doc", NUMBER),
    )
    assert [(f.code, f.key) for f in found(form, card())] == [("cross.name_differs", "mother_full_name")]


def test_one_number_for_two_people_of_two_papers_is_asked_about() -> None:
    """A copied line; the card is not the paper to mend."""
    (finding,) = found(ct01("LÝ QUỐC ĐẠT", NUMBER), card(born=""))
    assert (finding.code, finding.document) == ("cross.id_shared", 0)
    assert (finding.params["a"], finding.params["b"]) == ("LÝ QUỐC ĐẠT", "TRẦN THỊ HÒA")


def test_two_forms_of_one_person_without_a_card_are_held_against_each_other() -> None:
    """Nothing accuses: nobody knows which one is right."""
    other = paper(
        *("land_change", "nd151_2025"),
        *(written("user_name", "Trần Thị Hòa"), written("user_id_doc", "CCCD 079190000128")),
    )
    found_ = found(ct01(), other)
    assert [f.code for f in found_] == ["cross.number_unlike"]
    assert found_[0].confidence < 0.8


def test_a_parent_younger_than_the_child_is_asked_about() -> None:
    """The years were exchanged."""
    form = paper(
        *("birth_registration", "tt04_2024"),
        *(written("child_full_name", "Lê An"), written("child_dob", "01/02/1990")),
        *(written("mother_full_name", "Trần Thị Hòa"), written("mother_birth_year", "2026")),
    )
    assert codes(form) == ["cross.parent_age"]


def test_papers_that_nobody_knows_are_left_alone() -> None:
    """Neither a form nor a kind."""
    unknown = replace(ct01(), form=None, edition=None)
    assert codes(unknown, card()) == []
    assert codes(ct01()) == []
    assert codes() == []


def test_a_number_that_is_the_same_was_not_misread_into_it() -> None:
    """However unsurely the twelve digits were read: the name beside it is the one that differs."""
    number = written("declarant_personal_id", NUMBER, 0.5)
    form = paper("ct01", "tt116_2026", written("declarant_full_name", "LÊ VĂN HẢI"), number)
    assert codes(form, card("LÊ VĂN DŨNG", sex="Nam")) == ["cross.name_differs"]


def test_a_badly_read_person_whose_card_is_here_is_not_the_stranger() -> None:
    """Everybody else could be read."""
    head = written("head_full_name", "LÊ VĂN HẢI", 0.5), written("head_personal_id", SON_NUMBER)
    cards = card(), card("LÊ VĂN HẢI", SON_NUMBER, sex="Nam"), card("LÝ QUỐC ĐẠT", OTHER_NUMBER, sex="Nam")
    assert codes(ct01("TRẦN THỊ HÒA", NUMBER, *head), *cards) == ["cross.card_unmatched"]


def test_a_copied_number_is_found_where_the_name_beside_it_in_the_form_was_misread() -> None:
    """Nobody has the name of a relative to the letter."""
    head = written("head_full_name", "TRẦN THI HÒA", 0.8), written("head_personal_id", NUMBER)
    assert "cross.id_differs" in codes(ct01("TRẦN THỊ HÒA", OTHER_NUMBER, *head), card())
