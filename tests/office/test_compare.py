"""The comparison with the identity card."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanpipe.intake.law import law_of
from scanpipe.model import Document, EditionStatus, Ink, Reading, Source, Verdict
from scanpipe.office.alike import likeness
from scanpipe.office.compare import as_held, card_values, comparisons, pairs_of, part_of
from scanpipe.settings import Settings

LAW = law_of(Settings().forms_dir)
FORM = {
    "declarant_full_name": "Nguyễn Thị Hòa",
    "declarant_personal_id": "079185012345",
    "declarant_dob": "05/09/1985",
    "declarant_gender": "Nữ",
}
CARD = {"full_name": "NGUYỄN THỊ HOÀ", "personal_id": "079185012345", "date_of_birth": "05/09/1985", "sex": "Nữ"}
digits = st.text("0123456789", min_size=12, max_size=12)
names = st.lists(st.sampled_from(["Nguyễn", "Thị", "Hòa", "Thúy", "Đặng", "Hoa", "Khoẻ"]), min_size=2, max_size=4)


def _document(readings: tuple[Reading, ...], form: str | None) -> Document:
    return Document(
        form=form,
        edition="tt116_2026" if form else None,
        edition_status=EditionStatus.CURRENT,
        effective_from=None,
        superseded_by=None,
        pages=(1,),
        confidence=1.0,
        runner_up=None,
        evidence=(),
        verdict=Verdict.REVIEW,
        readings=readings,
        kind=None if form else "identity_card",
    )


def _form(**changes: str) -> Document:
    said = FORM | changes
    return _document(tuple(Reading(key, 1, None, Ink.WRITTEN, text, 0.95) for key, text in said.items()), "ct01")


def _card(source: Source = Source.QR, **changes: str) -> Document:
    said = CARD | changes
    readings = tuple(Reading(key, 2, None, Ink.WRITTEN, text, 0.99, source) for key, text in said.items())
    return _document(readings, None)


def _lines(form: Document, card: Document) -> dict[str, tuple[str, str]]:
    documents = (form, card)
    pairs = pairs_of(documents, LAW.catalog, LAW.kinds.names)
    return {one.key: (one.outcome, one.told["vi"]) for one in comparisons(pairs, documents)}


def test_one_wrong_digit_is_told_with_its_place() -> None:
    """As the officer's screen says it: so many digits, and where."""
    lines = _lines(_form(), _card(personal_id="079185012346"))
    assert lines["number"] == ("differs", "khác 1 chữ số, vị trí 12")
    assert lines["name"][0] == "same"


@pytest.mark.parametrize(
    ("paper", "card", "outcome"),
    [
        ("Hòa", "Hoà", "same"),
        ("Hòa", "HOÀ", "same"),
        ("Hoa", "Hòa", "marks"),
        ("Trần Thị Hòa", unicodedata.normalize("NFD", "Trần Thị Hòa"), "same"),
        ("Trần Thị Hòa", "Trần Thị Hoa", "marks"),
        ("Trần Thị Hòa", "Trần Thị Hà", "differs"),
    ],
)
def test_the_place_of_a_tone_does_not_count_and_a_mark_does(paper: str, card: str, outcome: str) -> None:
    """Hòa is Hoà; Hoa is not Hòa."""
    assert likeness("name", f"Trần Thị {paper}", f"Trần Thị {card}").outcome == outcome


@given(names)
def test_case_and_unicode_never_make_a_difference(words: list[str]) -> None:
    """Whatever the name, in whichever form."""
    name = " ".join(words)
    for other in (name.upper(), unicodedata.normalize("NFD", name), name.lower()):
        assert likeness("name", name, other).outcome == "same"


@given(digits, digits)
def test_every_digit_that_differs_is_marked_and_no_other(paper: str, card: str) -> None:
    """Places are those of the text on the form, however it is spaced."""
    spaced = f"{paper[:3]} {paper[3:]}"
    found = likeness("number", spaced, card)
    wrong = [i for i, (x, y) in enumerate(zip(paper, card, strict=True)) if x != y]
    assert found.outcome == ("differs" if wrong else "same")
    assert list(found.differing) == [i if i < 3 else i + 1 for i in wrong]


def test_a_number_that_is_too_short_says_so() -> None:
    """Eleven digits are not eleven right ones."""
    found = likeness("number", "07918501234", "079185012345")
    assert found.outcome == "differs"
    assert found.told["vi"] == "khác: 11 chữ số, trên thẻ 12"


@pytest.mark.parametrize(
    ("paper", "card", "outcome", "told"),
    [
        ("5/9/1985", "05/09/1985", "same", "khớp"),
        ("1985", "05/09/1985", "same", "khớp"),
        ("05/08/1985", "05/09/1985", "differs", "khác tháng"),
        ("06/08/1985", "05/09/1985", "differs", "khác ngày, tháng"),
    ],
)
def test_a_birth_says_which_part_differs(paper: str, card: str, outcome: str, told: str) -> None:
    """Day, month and year each by itself; a year alone contradicts nothing."""
    found = likeness("dob", paper, card)
    assert (found.outcome, found.told["vi"]) == (outcome, told)


@pytest.mark.parametrize(
    ("paper", "card", "outcome"),
    [
        ("Thôn 1, xã Tân Lập, tỉnh Tuyên Quang", "thôn 1, Xã Tân Lập, Tỉnh Tuyên Quang", "same"),
        ("Thôn 1, xã Tân Lập, tỉnh Tuyên Quang", "Thôn 1, xã Tân Lập, huyện Bắc Quang, tỉnh Hà Giang", "old_unit"),
        ("Thôn 1, xã Tân Lập, tỉnh Tuyên Quang", "12 Lê Lợi, phường Bến Nghé, TP Hồ Chí Minh", "differs"),
    ],
)
def test_an_old_district_is_normal(paper: str, card: str, outcome: str) -> None:
    """A card keeps the address of its day; the units were merged since."""
    assert likeness("address", paper, card).outcome == outcome


def test_what_was_not_read_is_absent_and_not_different() -> None:
    """On either side."""
    assert likeness("name", None, "A").outcome == "absent"
    assert likeness("name", "A", None).outcome == "absent"


def test_the_code_is_believed_before_the_print() -> None:
    """A slip of the engine on the print of the card accuses nobody."""
    code, printed = _card(), _card(Source.OCR, personal_id="079185012349")
    both = _document((*printed.readings, *code.readings), None)
    documents = (_form(), both)
    pairs = pairs_of(documents, LAW.catalog, LAW.kinds.names)
    number = next(one for one in comparisons(pairs, documents) if one.key == "number")
    assert (number.front, number.qr, number.outcome) == ("079185012349", "079185012345", "same")
    assert card_values(pairs, documents)[0, "declarant_personal_id"] == "079185012345"


def test_the_zone_stands_in_for_the_code_and_has_no_marks() -> None:
    """A card of which only the back was read."""
    lines = _lines(_form(), _card(Source.MRZ, full_name="NGUYEN THI HOA"))
    assert lines["name"][0] == "same"


def test_a_typed_value_is_what_is_compared() -> None:
    """The machine misread; what the officer typed agrees."""
    documents = (_form(declarant_personal_id="079185012349"), _card())
    now = as_held(documents, {(0, "declarant_personal_id"): "079185012345"})
    pairs = pairs_of(documents, LAW.catalog, LAW.kinds.names)
    assert [one.outcome for one in comparisons(pairs, now) if one.key == "number"] == ["same"]
    assert part_of(pairs, (0, "declarant_personal_id")) == "number"
    assert part_of(pairs, (0, "declarant_phone")) is None


def test_a_card_of_somebody_else_stands_beside_who_signs() -> None:
    """That it is another's is what the officer has to see."""
    stranger = _card(full_name="LÊ VĂN DŨNG", personal_id="001085999999", date_of_birth="01/01/1970", sex="Nam")
    lines = _lines(_form(), stranger)
    assert {key: outcome for key, (outcome, _) in lines.items()} == {
        "number": "differs",
        "name": "differs",
        "date_of_birth": "differs",
        "sex": "differs",
        "residence": "absent",
    }


def test_without_a_card_there_is_nothing_to_compare() -> None:
    """No line at all: the page says that there is no card."""
    documents = (_form(),)
    assert comparisons(pairs_of(documents, LAW.catalog, LAW.kinds.names), documents) == ()
