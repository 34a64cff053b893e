"""Each rule of lint finds the mistake it is for, on a sound catalogue with that one mistake, and nothing else."""

import unicodedata
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanpipe.catalog import Catalog, Edition, Form, FormFile, load_catalog
from scanpipe.catalog.catalog import in_order
from scanpipe.catalog.lint import Problem, lint
from scanpipe.catalog.tell_apart import told_apart
from scanpipe.validators.registry import VALIDATORS

FORMS = Path(__file__).resolve().parents[2] / "forms"


def content(key: str = "tt1_2020", begin: str | None = "2020-01-01", **more: Any) -> dict[str, Any]:
    """What stands in a sound edition file; `more` replaces parts of it."""
    number = key.removeprefix("tt").replace("_", "/") + "/TT-X"
    return {
        "form": "leave",
        "edition": key,
        "title": "Đơn xin nghỉ",
        "header_lines": [f"Ban hành kèm theo Thông tư số {number}"],
        "citation": {"instrument": f"Thông tư {number}", "number": number, "printed": True},
        "effective_from": begin,
        "pages": 1,
        "provenance": {"grade": "A", "verified_on": "2026-01-01", "text": "written for a test"},
        "lines": [
            {
                "key": "full_name",
                "label": "Họ và tên:",
                "type": "person_name",
                "required": "yes",
                "label_mm": [20, 50, 45, 55],
                "box_mm": [46, 48, 190, 56],
            },
            {"key": "kind", "label": "Loại:", "kind": "choice", "options": ["Có lương", "Không lương"]},
            {"key": "reason", "label": "Lý do:", "required": {"field": "kind", "is": "Không lương"}},
        ],
        **more,
    }


def check(*contents: dict[str, Any], name: str = "Đơn xin nghỉ") -> list[Problem]:
    """What lint says about a form of these editions."""
    editions = [Edition.model_validate(c) for c in contents]
    about = FormFile(form="leave", name={"vi": name}, domain="work")
    return list(lint(Catalog({"leave": Form(about, in_order(editions))}, "sha256:0")))


def codes(problems: list[Problem]) -> list[tuple[str, str]]:
    """Code and severity of each problem."""
    return [(p.code, p.severity) for p in problems]


def changed(place: int, **more: Any) -> dict[str, Any]:
    """A sound edition with one changed line."""
    sound = content()
    sound["lines"][place] = sound["lines"][place] | more
    return sound


def test_a_sound_catalogue_has_no_problems() -> None:
    """Two editions that follow each other and cite different instruments."""
    assert check(content(), content("tt2_2021", "2021-01-01", supersedes="tt1_2020")) == []


def test_the_shipped_forms_have_no_errors() -> None:
    """Warnings are known and few: each is a doubt that the sources leave."""
    problems = list(lint(load_catalog(FORMS)))
    assert [p for p in problems if p.severity == "error"] == []
    assert {(p.code, p.form) for p in problems if p.severity == "warning"} == {
        ("F001", "hkd_registration"),
        ("F005", "land_change"),
        ("F009", "hkd_registration"),
        ("F009", "hkd_change"),
        ("F009", "marriage_registration"),
    }


# F001: dates and order


def test_two_editions_of_one_day_without_an_order_are_an_error() -> None:
    """Neither supersedes the other: nobody can say which is in force."""
    problems = check(content(), content("tt2_2020", supersedes=None))
    assert ("F001", "error") in codes(problems)


def test_an_edition_replaced_on_its_first_day_is_a_warning() -> None:
    """It was never in force; that may be so."""
    problems = check(content(), content("tt2_2020", supersedes="tt1_2020"))
    assert codes(problems) == [("F001", "warning")]
    assert problems[0].edition == "tt1_2020"


def test_two_undated_editions_have_no_order() -> None:
    """Both would be older than every dated one."""
    assert ("F001", "error") in codes(check(content(begin=None), content("tt2_2020", None)))


def test_a_province_has_an_order_of_its_own() -> None:
    """A provincial edition of the same day does not compete with that of the country."""
    assert check(content(), content("tt2_2020", supersedes="tt1_2020", province="Thanh Hóa")) == []


@pytest.mark.parametrize("name", ["withdrawn_on", "accepted_until"])
def test_an_end_before_the_next_beginning_is_a_gap(name: str) -> None:
    """Between the two no form could be handed in; or the grace is none."""
    old = content(**{name: "2020-06-30"})
    problems = check(old, content("tt2_2021", "2021-01-01", supersedes="tt1_2020"))
    assert codes(problems) == [("F001", "error")]
    assert problems[0].edition == "tt1_2020"


@pytest.mark.parametrize("name", ["withdrawn_on", "accepted_until"])
def test_an_edition_cannot_end_before_it_begins(name: str) -> None:
    """A year mistyped."""
    assert codes(check(content(**{name: "2019-06-30"}))) == [("F001", "error")]


def test_an_instrument_cannot_be_issued_after_it_took_effect() -> None:
    """A year mistyped."""
    sound = content()
    assert codes(check(sound | {"citation": sound["citation"] | {"issued": "2020-02-01"}})) == [("F001", "error")]


def test_a_month_is_written_as_its_first_day() -> None:
    """Any other day would pretend to be known."""
    assert codes(check(content(begin="2020-01-15", effective_precision="month"))) == [("F001", "error")]


def test_superseding_an_unknown_edition_is_an_error() -> None:
    """The chain leads out of the form."""
    assert codes(check(content(supersedes="tt0_1999"))) == [("F001", "error")]


def test_superseding_a_later_edition_is_an_error() -> None:
    """The chain runs backwards."""
    old = content(supersedes="tt2_2021")
    new = content("tt2_2021", "2021-01-01", supersedes="tt1_2020")
    assert ("F001", "error") in codes(check(old, new))


def test_leaving_an_edition_out_of_the_chain_is_an_error() -> None:
    """The third says it follows the first, though the second stands between."""
    third = content("tt3_2022", "2022-01-01", supersedes="tt1_2020")
    problems = check(content(), content("tt2_2021", "2021-01-01", supersedes="tt1_2020"), third)
    assert codes(problems) == [("F001", "error")]
    assert problems[0].edition == "tt3_2022"


def test_a_missing_link_is_a_warning() -> None:
    """The dates give an order; the link is only missing."""
    assert codes(check(content(), content("tt2_2021", "2021-01-01"))) == [("F001", "warning")]


def test_a_form_without_editions_is_an_error() -> None:
    """Nothing can be identified by a name alone."""
    assert codes(check()) == [("F001", "error")]


def test_an_edition_id_stands_once() -> None:
    """Two files of one id: a report could mean either."""
    assert ("F005", "error") in codes(check(content(), content(begin="2021-01-01")))


# F002: the legal basis


def test_a_number_that_is_said_to_be_printed_has_to_stand_in_the_header() -> None:
    """The paper would never be found by it."""
    assert codes(check(content(header_lines=["Mẫu số 1"]))) == [("F002", "error")]


def test_a_number_in_the_header_is_printed() -> None:
    """The opposite mistake."""
    sound = content()
    assert codes(check(sound | {"citation": sound["citation"] | {"printed": False}})) == [("F002", "error")]


@pytest.mark.parametrize(("printed", "severity"), [(True, "error"), (False, "warning")])
def test_a_citation_without_a_number_is_no_legal_basis(printed: bool, severity: str) -> None:
    """An officer needs something to quote."""
    citation = {"instrument": "Thông tư", "printed": printed}
    assert codes(check(content(citation=citation, header_lines=[]))) == [("F002", severity)]


# F004: measured places


@pytest.mark.parametrize("name", ["box_mm", "label_mm"])
@pytest.mark.parametrize("place", [[150, 48, 211, 56], [46, 290, 190, 298], [-1, 48, 45, 56]])
def test_a_place_outside_the_sheet_is_an_error(name: str, place: list[float]) -> None:
    """A4 upright ends at 210 by 297 mm."""
    problems = check(changed(0, **{name: place}))
    assert codes(problems) == [("F004", "error")]
    assert problems[0].key == "full_name"


def test_a_place_with_its_corners_exchanged_is_an_error() -> None:
    """Left, top, right, bottom: in this order."""
    assert codes(check(changed(0, box_mm=[190, 48, 46, 56]))) == [("F004", "error")]


def test_a_box_over_the_label_of_another_field_is_an_error() -> None:
    """Its print would be taken for writing."""
    problems = check(changed(2, label_mm=[120, 50, 140, 55]))
    assert codes(problems) == [("F004", "error")]
    assert problems[0].key == "full_name"
    assert "reason" in problems[0].message


def test_labels_of_another_page_are_not_in_the_way() -> None:
    """The same place on page two."""
    assert check(changed(2, label_mm=[120, 50, 140, 55], page=2) | {"pages": 2}) == []


# F006, F007, F012, F013: fields and text


@pytest.mark.parametrize(("required", "severity"), [("yes", "error"), ("no", "warning")])
def test_a_label_without_words_cannot_be_found(required: str, severity: str) -> None:
    """Dots and brackets are on every form."""
    problems = check(changed(0, label="……… :", required=required))
    assert codes(problems) == [("F006", severity)]


def test_a_type_without_a_validator_is_an_error() -> None:
    """A misspelt type would silently check nothing, in a field or in a column."""
    assert codes(check(changed(0, type="persn_name"))) == [("F007", "error")]
    table = {"kind": "table", "columns": [{"key": "name", "header": "Họ tên", "type": "persn_name"}]}
    assert codes(check(changed(0, **table))) == [("F007", "error")]


@given(st.sampled_from(sorted(VALIDATORS)))
def test_every_validator_may_be_a_type(name: str) -> None:
    """The table of validators decides, not a list in lint."""
    assert check(changed(0, type=name)) == []


def test_a_condition_on_an_option_that_is_not_printed_is_an_error() -> None:
    """It could never come true."""
    problems = check(changed(2, required={"field": "kind", "is": "không lương"}))
    assert codes(problems) == [("F007", "error")]
    assert problems[0].key == "reason"


@pytest.mark.parametrize("test", ["written", "blank"])
def test_conditions_in_a_circle_are_one_error(test: str) -> None:
    """Each would be required when the other is."""
    sound = changed(0, required={test: ["reason"]})
    sound["lines"][2]["required"] = {test: ["full_name"]}
    assert codes(check(sound)) == [("F007", "error")]


def test_a_chain_of_conditions_is_no_circle() -> None:
    """One hangs on the next, and the last on nothing."""
    sound = changed(0, required={"written": ["reason"]})
    sound["lines"][2]["required"] = {"written": ["kind"]}
    assert check(sound) == []


def test_text_that_is_not_composed_is_an_error_wherever_it_stands() -> None:
    """A label in NFD never equals what OCR reads; the problem names the field."""
    problems = check(changed(0, label=unicodedata.normalize("NFD", "Họ và tên:")))
    assert codes(problems) == [("F012", "error")]
    assert problems[0].key == "full_name"
    assert codes(check(content(footnotes={"1": unicodedata.normalize("NFD", "Ghi rõ")}))) == [("F012", "error")]
    named = check(content(), name=unicodedata.normalize("NFD", "Đơn xin nghỉ"))
    assert codes(named) == [("F012", "error")]
    assert named[0].edition is None


@pytest.mark.parametrize("grade", ["C", "D"])
def test_an_edition_below_b_is_mentioned_and_nothing_more(grade: str) -> None:
    """It identifies papers; that it never accuses is for information."""
    sound = content()
    assert codes(check(sound | {"provenance": sound["provenance"] | {"grade": grade}})) == [("F013", "info")]


# F009: telling editions apart


def unprinted(key: str, begin: str, grade: str = "A", **more: Any) -> dict[str, Any]:
    """An edition that prints no number, like the civil status forms."""
    sound = content(key, begin, header_lines=[], **more)
    sound["citation"]["printed"] = False
    sound["provenance"]["grade"] = grade
    return sound


def test_editions_that_print_the_same_are_an_error() -> None:
    """A paper of one could be accused of being the other."""
    problems = check(unprinted("tt1_2020", "2020-01-01"), unprinted("tt2_2021", "2021-01-01", supersedes="tt1_2020"))
    assert codes(problems) == [("F009", "error")]
    assert problems[0].edition == "tt2_2021"


def test_look_alikes_of_which_one_never_accuses_are_a_warning() -> None:
    """The tie is real, and reading more of the paper would settle it."""
    problems = check(
        unprinted("tt1_2020", "2020-01-01"), unprinted("tt2_2021", "2021-01-01", grade="C", supersedes="tt1_2020")
    )
    assert ("F009", "warning") in codes(problems)
    assert ("F009", "error") not in codes(problems)


@pytest.mark.parametrize(
    "more",
    [
        {"title": "Đơn xin nghỉ phép"},
        {"form_code": "Mẫu số 2"},
        {"lines": [{"text": "Tôi cam đoan."}]},
        {"tell_apart": {"must_not_contain": ["Họ và tên"]}, "lines": []},
    ],
    ids=["title", "code", "labels", "words"],
)
def test_one_printed_difference_is_enough(more: dict[str, Any]) -> None:
    """Title, form code, labels, or a word that must not stand on one and does stand on the other."""
    other = unprinted("tt2_2021", "2021-01-01", **more)
    one = unprinted("tt1_2020", "2020-01-01")
    assert told_apart(Edition.model_validate(one), Edition.model_validate(other))
    assert told_apart(Edition.model_validate(other), Edition.model_validate(one))


def test_a_footnote_mark_alone_tells_nothing() -> None:
    """A scan seldom shows the little numbers."""
    marked = unprinted("tt2_2021", "2021-01-01")
    marked["lines"][0] = marked["lines"][0] | {"label": "Họ và tên: (2)"}
    one = unprinted("tt1_2020", "2020-01-01")
    assert not told_apart(Edition.model_validate(one), Edition.model_validate(marked))


def test_an_edition_must_not_ban_its_own_words() -> None:
    """It would never be recognised."""
    problems = check(content(tell_apart={"must_not_contain": ["họ và tên"]}))
    assert codes(problems) == [("F009", "error")]


def test_a_word_that_no_printed_line_says_is_a_warning() -> None:
    """Either the word or the lines are incomplete."""
    assert codes(check(content(tell_apart={"must_contain": ["Nơi cư trú"]}))) == [("F009", "warning")]
