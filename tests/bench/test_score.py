"""One report against its truth: what is right counts as right, and each planted mistake in its own place."""

import math
from dataclasses import replace

import pytest

from scanpipe.bench.score import ACCUSATIONS, TIES, TURNED, UPRIGHT, Tally, score
from scanpipe.catalog import Catalog
from scanpipe.model import EditionStatus, Finding, Ink, Ruling, Severity


@pytest.fixture
def counted(catalog: Catalog):
    """Scores a case on its own."""

    def tally(case, held_out: frozenset[str] = frozenset()) -> Tally:
        one = Tally()
        score(case.truth, case.report, catalog, one, held_out)
        return one

    return tally


def missed(tally: Tally) -> set[str]:
    """The names of the counts with a miss."""
    return {name for name, n in tally.tries.items() if tally.hits[name] < n}


def test_a_report_without_fault_misses_nothing(counted, good, faulty) -> None:
    """And both papers are really looked at."""
    assert missed(counted(good)) == set()
    assert missed(counted(faulty)) == set()
    assert counted(good).tries["correct current papers without must"] == 1
    assert counted(faulty).tries["required blank found, scans"] == 1
    assert counted(faulty).tries["musts deserved"] == 1
    assert counted(good).tries["located"] == len(good.truth.fields)


def test_a_good_paper_accused_is_told_by_name(counted, good) -> None:
    """The share drops, and the story names form, code and field."""
    tally = counted(good.accused("field.required_empty", "applicant_dob"))
    wrong = {"musts deserved", "written not called blank with must", "correct current papers without must"}
    assert missed(tally) == wrong
    stories = [miss.story for miss in tally.misses if miss.name in ACCUSATIONS]
    assert any("field.required_empty applicant_dob" in story and "ct01" in story for story in stories)


def test_a_question_is_no_accusation(counted, good) -> None:
    """`check` asks; only `must` accuses."""
    assert missed(counted(good.accused("field.required_empty", "applicant_dob", Severity.CHECK))) == set()


def test_any_undeserved_must_is_an_accusation(counted, good, faulty) -> None:
    """Also of another kind than blank, also on a paper that has a fault elsewhere."""
    assert "musts deserved" in missed(counted(good.accused("field.id_format", "applicant_personal_id")))
    assert missed(counted(faulty.accused("field.date_future", "applicant_dob"))) == {"musts deserved"}


def test_a_handwritten_number_is_shown_never_accused(counted, good) -> None:
    """A must of any code on a correct boxed number is a miss of its own."""
    tally = counted(good.accused("field.id_checksum", "applicant_phone"))
    assert "boxed hand numbers not accused" in missed(tally)


def test_a_form_that_only_asks_does_not_flatter_the_share(counted, good) -> None:
    """Papers of grade C cannot be accused: they are counted apart."""
    tally = counted(good.with_truth(accuses=False))
    assert tally.tries["correct current papers without must"] == 0
    assert tally.hits["correct current papers without must, forms that only ask"] == 1


def test_a_blank_that_is_not_told_is_missed(counted, faulty) -> None:
    """Found by a question is found; not told at all is not."""
    silent = replace(faulty, report=replace(faulty.report, findings=()))
    assert "required blank found, scans" in missed(counted(silent))
    asked = silent.accused("field.required_empty", "household_head", Severity.CHECK)
    assert missed(counted(asked)) == {"required blank said as must, scans"}


@pytest.mark.parametrize("form", [None, "ct02"])
def test_a_blank_on_a_paper_that_was_not_recognised_is_missed(counted, faulty, form: str | None) -> None:
    """Nobody is helped by shares that count only what was recognised."""
    tally = counted(faulty.with_document(form=form, edition=None, edition_status=EditionStatus.UNKNOWN))
    assert {"required blank found, scans", "edition right, scans"} <= missed(tally)
    assert tally.tries["located"] == 0


def test_a_field_without_a_reading_is_neither_located_nor_clear(counted, good) -> None:
    """Silence about a field is no success."""
    tally = counted(good.without_reading("applicant_dob"))
    assert missed(tally) == {"located", "not unclear, scans", "typed read exactly, scans"}


def test_a_field_found_in_another_place_is_not_located(counted, good) -> None:
    """The place counts, not the claim; forms that nothing was chosen on have their own share."""
    box = good.report.documents[0].readings[0].box
    lower = good.with_reading("applicant_full_name", box=replace(box, y=box.y + 0.3))
    assert missed(counted(lower)) == {"located"}
    assert missed(counted(lower, frozenset({"ct01"}))) == {"located, held out"}


def test_unclear_is_not_blank(counted, good) -> None:
    """Cannot tell is an answer with its own share."""
    assert missed(counted(good.with_reading("applicant_dob", ink=Ink.UNCLEAR))) == {"not unclear, scans"}
    assert missed(counted(good.with_reading("applicant_dob", ink=Ink.BLANK))) == {"written read as written"}


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("applicant_full_name", "NGUYỄN THỊ HÔNG"),
        ("applicant_dob", "05/09/1986"),
        ("applicant_personal_id", "079190000128"),
        ("applicant_personal_id", None),
    ],
)
def test_a_typed_value_is_read_letter_by_letter(counted, good, key: str, text: str | None) -> None:
    """One tone or one digit makes it wrong."""
    assert missed(counted(good.with_reading(key, text=text))) == {"typed read exactly, scans"}


def test_separators_of_numbers_and_dates_do_not_count(counted, good) -> None:
    """A date in another dress is the same date."""
    dressed = good.with_reading("applicant_dob", text="05 - 09 - 1985")
    assert missed(counted(dressed)) == set()


@pytest.mark.parametrize(
    ("read", "right"), [("079190000124", 12), ("079190000128", 11), ("79190000124", 11), ("", 0), ("0791900001245", 12)]
)
def test_a_digit_that_is_lost_does_not_spoil_its_neighbours(counted, good, read: str, right: int) -> None:
    """Digits are counted in their order, numbers as a whole."""
    tally = counted(good.with_reading("applicant_phone", text=read))
    assert (tally.hits["boxed hand digits"], tally.tries["boxed hand digits"]) == (right, 12)
    assert tally.hits["boxed hand numbers"] == (read == "079190000124")


def test_pictures_have_their_own_shares(counted, good) -> None:
    """Scans, photos, and faxes of 98 lines an inch, which are no scans of 150 dpi."""
    assert counted(good.with_picture("phone")).tries["edition right, photos"] == 1
    assert counted(good.with_picture("fax_fine")).tries["edition right, scans"] == 1
    coarse = counted(good.with_picture("fax"))
    assert coarse.tries["edition right, scans"] == 0
    assert coarse.tries["edition right, coarse faxes"] == 1


def test_refusing_is_right_for_severe_pictures_only(counted, good) -> None:
    """A severe picture is counted for nothing else."""
    severe = good.with_picture("phone", severe="blur")
    assert missed(counted(severe.refused())) == set()
    assert missed(counted(severe)) == {"severe refused"}
    assert set(counted(severe).tries) == {"severe refused"}
    assert "acceptable kept" in missed(counted(good.refused()))


def test_an_outdated_paper_called_current_is_never_right(counted, good) -> None:
    """Whatever edition it was taken for."""
    outdated = good.with_truth(edition="tt66_2023", edition_status="outdated")
    assert {"outdated not called current", "edition right, scans"} <= missed(counted(outdated))
    unknown = outdated.with_document(edition=None, edition_status=EditionStatus.UNKNOWN)
    assert missed(counted(unknown)) == {"edition right, scans"}


def test_a_page_turned_the_wrong_way_is_counted_and_not_measured(counted, good) -> None:
    """Skew means nothing on a page that stands on its head."""
    tally = counted(good.with_page(rotation_deg=180))
    assert missed(tally) & {TURNED, UPRIGHT}
    assert tally.numbers == {}


def test_skew_is_measured_on_the_page_not_believed(counted, good) -> None:
    """A page left crooked by one degree is wrong by one degree, whatever the report says of it."""
    cos, sin = math.cos(math.radians(1)), math.sin(math.radians(1))
    (seen,) = good.truth.pages
    crooked = ((8 * cos, -8 * sin, 40.0), (8 * sin, 8 * cos, -10.0), (0.0, 0.0, 1.0))
    case = good.with_truth(pages=(replace(seen, to_picture=crooked, skew_deg=1.0),)).with_page(skew_deg=1.0)
    (error_deg,) = counted(case).numbers["skew error of the samples, degrees"]
    assert error_deg == pytest.approx(1.0, abs=0.01)


def test_tallies_add_up(counted, good, faulty) -> None:
    """The sum of two papers is what scoring them into one tally gives."""
    both = counted(good.accused("field.id_format", "applicant_dob"))
    both.add(counted(faulty))
    assert both.tries["edition right, scans"] == 2
    assert both.hits["musts deserved"] == 1
    assert len(both.numbers["skew error of the samples, degrees"]) == 2
    assert len(both.misses) == 2


def tie(case, *named: str):
    """The report that names a tie between these editions."""
    ruling = Ruling(
        Finding("edition.unknown", 1.0, 0, 1, params={"reason": "tie", "nearest": list(named)}),
        Severity.CHECK,
        "",
        {},
        {},
    )
    case = case.with_document(edition=None, edition_status=EditionStatus.UNKNOWN)
    return replace(case, report=replace(case.report, findings=(ruling,)))


def test_of_editions_that_print_the_same_the_tie_is_right(counted, good) -> None:
    """It is counted in a row of its own, and the row of editions is not asked."""
    alike = good.with_truth(printed_alike=("tt53_2025",))
    tally = counted(tie(alike, "tt53_2025", "tt116_2026"))
    assert tally.hits[TIES] == tally.tries[TIES] == 1
    assert tally.tries["edition right, scans"] == 0
    assert missed(tally) == set()


@pytest.mark.parametrize("named", [(), ("tt116_2026",), ("tt53_2025", "tt66_2023"), ("a", "tt53_2025", "tt116_2026")])
def test_a_tie_of_other_editions_is_not_right(counted, good, named: tuple[str, ...]) -> None:
    """Exactly the editions that print the same, the true one among them."""
    alike = good.with_truth(printed_alike=("tt53_2025",))
    assert TIES in missed(counted(tie(alike, *named)))


def test_to_claim_one_of_two_that_print_the_same_is_not_right(counted, good) -> None:
    """Also where the claim happens to be true."""
    assert missed(counted(good.with_truth(printed_alike=("tt53_2025",)))) == {TIES}


def test_a_tie_where_the_print_differs_is_a_miss(counted, good) -> None:
    """Who can tell has to."""
    assert "edition right, scans" in missed(counted(tie(good, "tt53_2025", "tt116_2026")))


@pytest.mark.parametrize(
    ("illegible", "read", "right"),
    [
        ((3,), "079790000124", True),
        ((3,), "07990000124", True),
        ((3,), "079190000129", False),
        ((), "07990000124", False),
    ],
)
def test_a_digit_that_nobody_can_read_is_not_asked(counted, good, illegible, read: str, right: bool) -> None:
    """Misread or left out, it spoils no number; the others still do."""
    fields = tuple(replace(f, illegible=illegible) if f.style == "digits" else f for f in good.truth.fields)
    tally = counted(good.with_truth(fields=fields).with_reading("applicant_phone", text=read))
    assert tally.hits["boxed hand numbers"] == right
    assert tally.tries["boxed hand digits"] == 12 - len(illegible)
    assert tally.hits["boxed hand numbers, with what a person cannot read"] == 0
