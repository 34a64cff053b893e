"""When a field is required only sometimes: told from the paper, or left alone."""

import pytest

from scanpipe.checks.paper import required
from scanpipe.model import Reading
from tests.checks.hand_made import blank, codes, edition, line, paper, unclear, unlocated, written

COPIES = line("copies", "Đề nghị cấp bản sao:", kind="choice", options=("Có", "Không"), choose="exactly_one")
COUNT = line("copy_count", "Số lượng:", required={"field": "copies", "is": "Có"})


def says(form: tuple, key: str, *readings: Reading) -> bool | None:
    made = edition(*form)
    return required(paper(made, *readings), made.field(key))


@pytest.mark.parametrize(
    ("reading", "answer"),
    [
        (written("copies", "Có"), True),
        (written("copies", "CÓ"), True),
        (written("copies", "Không; Có"), True),
        (written("copies", "Không"), False),
        (blank("copies"), False),
        (unclear("copies"), None),
        (unlocated("copies"), None),
        (written("copies", "Có", 0.6), None),
        (written("copies", None), None),
    ],
)
def test_a_field_hangs_on_what_another_says(reading: Reading, answer: bool | None) -> None:
    """Copies wanted: then their number. What was not read surely tells nothing."""
    assert says((COPIES, COUNT), "copy_count", reading) is answer


def test_a_condition_on_a_field_that_was_not_looked_for_cannot_be_told() -> None:
    """It stands on a page that is missing."""
    assert says((COPIES, COUNT), "copy_count") is None


WORK = (line("company"), line("office"), line("position", required={"written": ["company", "office"]}))


@pytest.mark.parametrize(
    ("readings", "answer"),
    [
        ((written("company"), blank("office")), True),
        ((unclear("company"), written("office")), True),
        ((blank("company"), blank("office")), False),
        ((blank("company"), unclear("office")), None),
        ((blank("company"),), None),
    ],
)
def test_a_field_hangs_on_ink_in_others(readings: tuple[Reading, ...], answer: bool | None) -> None:
    """Any of them holds ink: required; all are empty: not; else nobody can tell."""
    assert says(WORK, "position", *readings) is answer


BOXES = (line("by_post"), line("in_person"), line("other_way", required={"blank": ["by_post", "in_person"]}))


@pytest.mark.parametrize(
    ("readings", "answer"),
    [
        ((blank("by_post"), blank("in_person")), True),
        ((written("by_post"), blank("in_person")), False),
        ((written("by_post"), unclear("in_person")), False),
        ((unclear("by_post"), blank("in_person")), None),
        ((blank("by_post"),), None),
    ],
)
def test_a_field_hangs_on_others_being_empty(readings: tuple[Reading, ...], answer: bool | None) -> None:
    """All of them are empty: required."""
    assert says(BOXES, "other_way", *readings) is answer


def test_a_condition_in_words_accuses_nobody() -> None:
    """ "For children under 14": no machine can tell."""
    form = (line("guardian", required={"note": "người chưa thành niên"}),)
    assert says(form, "guardian", blank("guardian")) is None
    assert codes(paper(edition(*form), blank("guardian"))) == []
    assert codes(paper(edition(*form), unclear("guardian"))) == []


@pytest.mark.parametrize(
    ("copies", "found"),
    [
        (written("copies", "Có"), [("field.required_empty", "copy_count")]),
        (written("copies", "Không"), []),
        (unclear("copies"), []),
        (blank("copies"), []),
    ],
)
def test_only_a_condition_that_holds_asks_for_ink(copies: Reading, found: list[tuple[str, str]]) -> None:
    """ "Yes" without a number is incomplete, "no" without one is right."""
    assert codes(paper(edition(COPIES, COUNT), copies, blank("copy_count"))) == found


@pytest.mark.parametrize(("mark", "answer"), [("yes", True), ("no", False)])
def test_plain_marks_are_what_they_say(mark: str, answer: bool) -> None:
    """Required or not, whatever else stands on the paper."""
    assert says((line("a_field", required=mark),), "a_field") is answer
