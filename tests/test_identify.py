"""Which form, which edition: every edition knows itself, and nobody is rounded to a neighbour."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scanpipe.catalog import Edition
from scanpipe.fit import rank
from scanpipe.identify import Identity, Reason, identify, mixed_pages
from scanpipe.rows import Stream, make_rows, stream
from tests.scripted import (
    CATALOG,
    EDITIONS,
    PRINTED,
    TIED,
    PageWords,
    cited_as,
    degraded,
    lines,
    name_of,
    paper,
    said_differently,
    typed,
    without,
    words_on,
)

TOLD_APART = [e for e in PRINTED if (e.form, e.edition) not in TIED]
CITING = [e for e in PRINTED if e.citation.printed]
CT01 = CATALOG.forms["ct01"].editions

MOTTO = ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập – Tự do – Hạnh phúc")


def number_of(edition: Edition) -> str:
    """Number and year as "66/2023"."""
    return "/".join((edition.citation.number or "").split("/")[:2])


def known(words: PageWords) -> Identity:
    return identify(paper(words), CATALOG)


@pytest.mark.parametrize("edition", TOLD_APART, ids=name_of)
def test_every_edition_knows_its_own_blank(edition: Edition) -> None:
    """Form, edition and enough certainty to accuse; the evidence says what was read."""
    found = known(words_on(edition.form, edition.edition))
    assert (found.form, found.edition, found.reason) == (edition.form, edition, Reason.KNOWN)
    assert found.sure
    assert found.conflict is None
    assert found.evidence
    assert 0 < found.confidence < 1


@pytest.mark.parametrize(("form", "edition"), sorted(TIED))
def test_editions_that_nothing_tells_apart_are_a_tie(form: str, edition: str) -> None:
    """The form is known, the edition is not, and both candidates are named."""
    found = known(words_on(form, edition))
    assert (found.form, found.edition, found.sure, found.reason) == (form, None, False, Reason.TIE)
    assert {(form, near) for near in found.nearest} == TIED


@pytest.mark.parametrize("edition", [e for e in EDITIONS if not e.fields], ids=name_of)
def test_an_edition_known_by_its_title_never_accuses(edition: Edition) -> None:
    """Its form is named, and whatever edition is named is not sure."""
    found = known(words_on(edition.form, edition.edition))
    assert found.form == edition.form
    assert not found.sure


@settings(max_examples=40, deadline=None, derandomize=True)
@given(
    edition=st.sampled_from(PRINTED),
    seed=st.integers(0, 10_000),
    lost=st.floats(0, 0.1),
    confused=st.floats(0, 0.5),
    toneless=st.booleans(),
)
def test_a_poor_scan_is_never_surely_another_edition(
    edition: Edition, seed: int, lost: float, confused: float, toneless: bool
) -> None:
    """Without tones, with letters confused and a tenth of the words lost: the right edition, or doubt."""
    words = words_on(edition.form, edition.edition)
    found = known(degraded(words, seed=seed, lost=lost, confused=confused, toneless=toneless))
    assert found.edition in (edition, None) or not found.sure


@pytest.mark.parametrize("edition", TOLD_APART, ids=name_of)
def test_tones_are_not_needed(edition: Edition) -> None:
    """A page read without a single tone is still that edition."""
    found = known(degraded(words_on(edition.form, edition.edition), seed=1, lost=0, confused=0, toneless=True))
    assert found.edition == edition


# Instruments that nobody knows


@pytest.mark.parametrize("edition", CT01, ids=name_of)
@pytest.mark.parametrize("read", ["67/2023", "99/2031", "53/2024", "16/2026", "660/2023", "5/2025"])
def test_an_unknown_instrument_is_never_rounded(edition: Edition, read: str) -> None:
    """66/2023 read as 67/2023 stays 67/2023: unknown or doubtful, shown as it was read."""
    found = known(cited_as(words_on("ct01", edition.edition), number_of(edition), read))
    assert (found.form, found.edition, found.sure) == ("ct01", None, False)
    assert found.reason in (Reason.UNKNOWN_EDITION, Reason.DOUBTFUL_CITATION)
    assert any(text.startswith(read) for text in found.evidence)
    assert found.nearest


@settings(max_examples=25, deadline=None, derandomize=True)
@given(edition=st.sampled_from(CT01), number=st.integers(1, 400), year=st.integers(2012, 2039))
def test_whatever_number_is_printed_no_other_is_answered(edition: Edition, number: int, year: int) -> None:
    """A number is either that of an edition, or no edition is named."""
    read = f"{number}/{year}"
    if f"{number:02d}/{year}" == number_of(edition) or read == number_of(edition):
        return
    found = known(cited_as(words_on(edition.form, edition.edition), number_of(edition), read))
    if found.edition is not None:
        assert [int(n) for n in number_of(found.edition).split("/")] == [number, year]


NEWEST_OF_TWINS = ("marriage_registration", "tt04_2024")
"""Prints exactly what the edition before it prints, and no number: whoever knows only that one cannot see it."""


@pytest.mark.parametrize("edition", [e for e in EDITIONS if (e.form, e.edition) != NEWEST_OF_TWINS], ids=name_of)
def test_an_edition_that_left_the_catalogue_is_unknown(edition: Edition) -> None:
    """A circular of next year is nobody's neighbour, whether its number is printed or not: no edition is answered."""
    found = identify(paper(words_on(edition.form, edition.edition)), without(edition))
    assert found.edition is None
    assert not found.sure


def test_what_gives_an_unknown_edition_away_is_told() -> None:
    """A line that the known edition has not, or one of its own that the paper has no room for."""
    new, old = (CATALOG.edition("death_registration", e) for e in ("tt04_2024", "tt04_2020"))
    for edition in (new, old):
        found = identify(paper(words_on(edition.form, edition.edition)), without(edition))
        assert (found.form, found.reason) == ("death_registration", Reason.OTHER_PRINT)
        assert found.evidence == ("Ngày, tháng, năm sinh:",)
        assert found.nearest == ((old if edition is new else new).edition,)


def test_an_edition_whose_predecessor_nobody_knows_is_not_known_by_labels() -> None:
    """The form of 2024 takes the place of one that the catalogue lacks: the paper may be that one."""
    before = CATALOG.edition("marriage_registration", "tt04_2020")
    found = identify(paper(words_on("marriage_registration", "tt04_2024")), without(before))
    assert (found.form, found.edition, found.reason) == ("marriage_registration", None, Reason.TIE)


@pytest.mark.parametrize("code", ["12.", "99."])
def test_a_form_code_that_nobody_knows_is_no_edition(code: str) -> None:
    """The labels of "Mẫu số 15" under another code are another instrument's form."""
    found = known(cited_as(words_on("land_registration", "nd151_2025"), "15.", code))
    assert (found.form, found.edition, found.reason) == ("land_registration", None, Reason.OTHER_PRINT)


@pytest.mark.parametrize(
    ("number", "known_edition"), [("04/2020", True), ("04/2024", True), ("03/2027", False), ("40/2024", False)]
)
def test_a_citation_on_a_form_that_prints_none_is_looked_at(number: str, known_edition: bool) -> None:
    """A retyped paper may name its circular; one that nobody knows makes the edition unknown."""
    issued = lines(f"(Ban hành kèm theo Thông tư số {number}/TT-BTP)", top_mm=4.0).rows[0].words
    (first, *more) = words_on("birth_registration", "tt04_2024")
    found = known(((*issued, *first), *more))
    assert (found.edition is not None) is known_edition
    assert found.reason is (Reason.KNOWN if known_edition else Reason.UNKNOWN_EDITION)


@pytest.mark.parametrize("missing", range(3, 12))
def test_a_label_that_was_not_read_is_not_one_that_is_not_there(missing: int) -> None:
    """Where the row of a lost label leaves a gap, the paper is still of its edition."""
    edition = CATALOG.edition("death_registration", "tt04_2024")
    text = paper(words_on(edition.form, edition.edition))
    row = identify(text, CATALOG).fit.hits[missing].row  # type: ignore[union-attr]
    found = identify(stream([r for i, r in enumerate(text.rows) if i != row]), CATALOG)
    assert found.edition in (edition, None)
    assert found.reason is not Reason.OTHER_PRINT


def narrow_column(text: Stream, first: tuple[int, int], last: tuple[int, int]) -> Stream:
    """The label between two (row, word) pairs of one row, broken after its first half, its value between the halves."""
    r, half = first[0], (first[1] + last[1] + 1) // 2
    row = text.rows[r]
    above, below = row.words[:half], row.words[half:]
    above = (*above[:-1], replace(above[-1], text=above[-1].text + ":"))  # a speck behind the break
    value = typed("Số 135 đường Hai Bà Trưng", 90.0, row.top)
    rows = [replace(row, words=above), replace(row, words=tuple(value)), replace(row, words=below)]
    return stream([*text.rows[:r], *rows, *text.rows[r + 1 :]])


def test_a_label_broken_by_a_narrow_column_is_no_other_print() -> None:
    """Retyped forms put labels into a column: one that takes two rows has its value between them."""
    edition = CATALOG.edition("hkd_registration", "tt43_2025")
    text = paper(words_on(edition.form, edition.edition))
    fit = identify(text, CATALOG).fit
    assert fit is not None
    long = [h for h in fit.hits if h and h.first[0] == h.last[0] and h.last[1] - h.first[1] >= 3]
    for hit in long:
        found = identify(narrow_column(text, hit.first, hit.last), CATALOG)
        assert (found.edition, found.reason) == (edition, Reason.KNOWN)


@pytest.mark.parametrize(
    ("label", "confidence", "reason"),
    [
        ("Nhóm máu của người yêu cầu:", 0.95, Reason.OTHER_PRINT),
        ("Nhóm máu của người yêu cầu:", 0.7, Reason.KNOWN),
        ("Tụ ha Kí bưu:", 0.95, Reason.KNOWN),
        ("Số 33 phố Hai Bà Tr:", 0.95, Reason.KNOWN),
        ("12. Nhóm máu của người yêu cầu (3):", 0.95, Reason.OTHER_PRINT),
    ],
)
def test_only_a_long_label_that_was_surely_read_is_another_print(label: str, confidence: float, reason: Reason) -> None:
    """A few letters, or words read with doubt, are a slip of the reader; a house number is a value, not a label."""
    edition = CATALOG.edition("death_registration", "tt04_2024")
    text = paper(words_on(edition.form, edition.edition))
    words = typed(label, 25.0, text.rows[8].bottom + 1, confidence=confidence)
    rows = [*text.rows[:9], *make_rows(words), *text.rows[9:]]
    assert identify(stream(rows), CATALOG).reason is reason


@pytest.mark.parametrize(("confidence", "sure"), [(0.97, False), (0.2, True)])
def test_a_form_code_read_with_doubt_contradicts_nobody(confidence: float, sure: bool) -> None:
    """A stroke of "III-1" is easily lost; the engine says so."""
    pages = cited_as(words_on("hkd_registration", "tt01_2021"), "III-1", "II-1")
    doubted = [[replace(w, confidence=confidence) if w.text == "II-1" else w for w in words] for words in pages]
    found = identify(paper(doubted), CATALOG)
    assert (found.edition, found.sure) == (CATALOG.edition("hkd_registration", "tt01_2021"), sure)


@settings(max_examples=40, deadline=None, derandomize=True)
@given(
    edition=st.sampled_from([e for e in TOLD_APART if not e.citation.printed]),
    seed=st.integers(0, 10_000),
    confused=st.floats(0, 0.5),
    toneless=st.booleans(),
)
def test_a_poor_scan_of_a_known_edition_is_no_other_print(
    edition: Edition, seed: int, confused: float, toneless: bool
) -> None:
    """Words lost and letters confused are no label that nobody knows, and no line without room."""
    found = known(
        degraded(words_on(edition.form, edition.edition), seed=seed, lost=0.05, confused=confused, toneless=toneless)
    )
    assert found.reason is not Reason.OTHER_PRINT


def test_a_number_nobody_knows_is_looked_at_again() -> None:
    """Two of three further readings outvote the first; the page and the place are handed over."""
    asked = []

    def again(page: int, place: object) -> list[str]:
        asked.append((page, place))
        return ["Thông tư số 66/2023/TT-BCA", "so 66/2023/TT-BCA", "68/2023/TT-BCA"]

    words = cited_as(words_on("ct01", "tt66_2023"), "66/2023", "68/2023")
    found = identify(paper(words), CATALOG, again)
    assert found.edition == CATALOG.edition("ct01", "tt66_2023")
    assert [page for page, _ in asked] == [0]


@pytest.mark.parametrize(
    "texts", [[], ["", "", ""], ["66/2023", "56/2021", "53/2025"], ["68/2023", "68/2023", "66/2023"]]
)
def test_a_second_look_without_a_majority_changes_nothing(texts: list[str]) -> None:
    """One lonely reading of a known number is not enough to know the edition."""
    words = cited_as(words_on("ct01", "tt66_2023"), "66/2023", "68/2023")
    found = identify(paper(words), CATALOG, lambda page, place: texts)
    assert found.edition is None
    assert any(text.startswith("68/2023") for text in found.evidence)


def test_a_known_number_is_not_looked_at_again() -> None:
    """The second look costs time and is for doubt only."""

    def again(page: int, place: object) -> list[str]:
        raise AssertionError("nobody asked for a second look")

    assert identify(paper(words_on("ct01", "tt53_2025")), CATALOG, again).sure


# Labels without a citation, and against it


@pytest.mark.parametrize("edition", CITING, ids=name_of)
def test_without_its_citation_a_paper_is_itself_or_a_doubt(edition: Edition) -> None:
    """A seal over the header costs certainty, it does not make another edition."""
    number = number_of(edition)
    found = known(said_differently(words_on(edition.form, edition.edition), lambda t: "" if number in t else t))
    assert found.form == edition.form
    assert found.edition in (edition, None) or not found.sure


@pytest.mark.parametrize("cited", [e for e in CT01 if e.edition != "tt56_2021"], ids=name_of)
def test_labels_against_the_citation_are_reported(cited: Edition) -> None:
    """The fields of 2021 under the number of a later circular: not averaged, and not sure."""
    found = known(cited_as(words_on("ct01", "tt56_2021"), "56/2021", number_of(cited)))
    assert found.edition == cited
    assert found.conflict == "tt56_2021"
    assert not found.sure


def test_the_runner_up_is_another_edition() -> None:
    """Whoever doubts sees what else it could have been."""
    found = known(words_on("ct01", "tt66_2023"))
    assert found.runner_up is not None
    assert found.runner_up.edition != "tt66_2023"
    assert found.runner_up.confidence < found.confidence


# No form


@pytest.mark.parametrize(
    "page",
    [
        (*MOTTO, "HÓA ĐƠN GIÁ TRỊ GIA TĂNG", "Đơn vị bán hàng: Công ty TNHH Hoa Sen", "Mã số thuế: 0100109106"),
        (*MOTTO, "CĂN CƯỚC CÔNG DÂN", "Số: 001085000123", "Họ và tên: NGUYỄN VĂN A", "Giới tính: Nam"),
        (*MOTTO, "GIẤY ỦY QUYỀN", "Tôi tên là: Nguyễn Văn A", "Ủy quyền cho ông: Trần Văn B", "làm thủ tục cư trú"),
        ("The quick brown fox jumps over the lazy dog",),
        ("",),
    ],
)
def test_a_paper_of_no_form_is_no_form(page: tuple[str, ...]) -> None:
    """An invoice, a card, a letter, nothing at all: not guessed at."""
    found = identify(lines(*page), CATALOG)
    assert (found.form, found.edition, found.sure, found.reason) == (None, None, False, Reason.NO_FORM)


@pytest.mark.parametrize("form", ["ct01", "birth_registration", "marriage_registration", "land_registration"])
def test_a_title_alone_is_no_form(form: str) -> None:
    """A cover sheet that names a form is not that form."""
    title = CATALOG.forms[form].editions[-1].title
    found = identify(lines(*MOTTO, title.upper(), "Họ và tên: Nguyễn Văn A", "Nơi ở: Hà Nội"), CATALOG)
    assert found.form is None


@pytest.mark.parametrize("body", ["birth_registration", "land_registration", "hkd_suspension"])
def test_the_title_of_another_form_over_a_body_is_no_sure_form(body: str) -> None:
    """CT01's title over the labels of something else is not a CT01 that could be accused."""
    edition = CATALOG.forms[body].editions[0]
    labels = [f.label for f in edition.fields]
    found = identify(lines(*MOTTO, "TỜ KHAI THAY ĐỔI THÔNG TIN CƯ TRÚ", *labels), CATALOG)
    assert found.form != "ct01" or not found.sure


# Several pages


def test_pages_of_two_editions_in_one_paper_are_mixed() -> None:
    """Page 2 of the old edition behind page 1 of the new one is named."""
    new, old = words_on("hkd_registration", "tt68_2025"), words_on("hkd_registration", "tt02_2023")
    pages = (new[0], old[1])
    found = known(pages)
    assert found.edition == CATALOG.edition("hkd_registration", "tt68_2025")
    mixed = mixed_pages([paper([words]) for words in pages], found, CATALOG)
    assert set(mixed) == {1}
    assert mixed[1] != "tt68_2025"


@pytest.mark.parametrize("edition", [e for e in TOLD_APART if len(words_on(e.form, e.edition)) > 1], ids=name_of)
def test_pages_of_one_edition_are_not_mixed(edition: Edition) -> None:
    """Good paper is not called mixed."""
    pages = words_on(edition.form, edition.edition)
    assert mixed_pages([paper([words]) for words in pages], known(pages), CATALOG) == {}


def test_ranking_one_form_leaves_the_others_out() -> None:
    """Asked about one form only its editions answer, best first."""
    ranked = rank(paper(words_on("ct01", "tt56_2021")), CATALOG, "ct01")
    assert {f.printed.edition.form for f in ranked} == {"ct01"}
    assert ranked[0].printed.edition.edition == "tt56_2021"
    assert [f.score for f in ranked] == sorted((f.score for f in ranked), reverse=True)
