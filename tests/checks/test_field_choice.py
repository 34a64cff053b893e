"""Boxes to tick: none, one, or too many."""

import pytest

from scanpipe.catalog.schema import Grade
from tests.checks.hand_made import blank, codes, edition, line, paper, rulings, unclear, weights, written


def choice(choose: str = "exactly_one", required: str = "yes") -> object:
    options = ("Có", "Không", "Khác")
    return line("copies", "Đề nghị cấp bản sao:", kind="choice", options=options, choose=choose, required=required)


def test_one_tick_is_right() -> None:
    """The only good answer to "exactly one"."""
    assert codes(paper(edition(choice()), written("copies", "Có"))) == []


@pytest.mark.parametrize(("ticked", "n"), [("Có; Không", 2), ("Có; Không; Khác", 3)])
def test_two_ticks_where_one_is_asked_contradict_each_other(ticked: str, n: int) -> None:
    """ "Yes and no" cannot be guessed; the number of ticks is told."""
    given = paper(edition(choice()), written("copies", ticked, 0.95))
    assert codes(given) == [("field.choice_many", "copies")]
    assert rulings(given)[0].finding.params["n"] == n
    assert weights(given) == {"field.choice_many": "must"}


def test_two_ticks_are_wrong_even_where_none_was_needed() -> None:
    """An optional choice has to be clear once it is made."""
    assert codes(paper(edition(choice(required="no")), written("copies", "Có; Không"))) == [
        ("field.choice_many", "copies")
    ]


def test_a_doubtful_second_tick_asks() -> None:
    """A slip of the pen or a stamp looks like a tick."""
    given = paper(edition(choice()), written("copies", "Có; Không", 0.6))
    assert weights(given) == {"field.choice_many": "check"}


@pytest.mark.parametrize("choose", ["at_least_one", "any"])
def test_several_ticks_are_right_where_several_may_be(choose: str) -> None:
    """Only "exactly one" limits them."""
    assert codes(paper(edition(choice(choose)), written("copies", "Có; Không"))) == []


@pytest.mark.parametrize("choose", ["exactly_one", "at_least_one"])
def test_no_tick_where_one_is_needed(choose: str) -> None:
    """Required and empty."""
    given = paper(edition(choice(choose)), blank("copies"))
    assert codes(given) == [("field.choice_none", "copies")]
    assert weights(given) == {"field.choice_none": "must"}


@pytest.mark.parametrize(("choose", "required"), [("any", "yes"), ("exactly_one", "no"), ("at_least_one", "no")])
def test_no_tick_where_none_is_needed(choose: str, required: str) -> None:
    """Nothing to be said."""
    assert codes(paper(edition(choice(choose, required)), blank("copies"))) == []


def test_a_smudged_box_is_a_question() -> None:
    """Neither none nor many."""
    assert codes(paper(edition(choice()), unclear("copies"))) == [("field.unclear", "copies")]
    assert codes(paper(edition(choice(required="no")), unclear("copies"))) == []


@pytest.mark.parametrize("reading", [blank("copies"), written("copies", "Có; Không")])
def test_an_edition_below_grade_b_only_asks(reading: object) -> None:
    """Its options were inferred."""
    assert set(weights(paper(edition(choice(), grade=Grade.C), reading)).values()) == {"check"}


def test_an_unproven_choice_only_asks() -> None:
    """Lint could not read it blank on its own blank."""
    given = paper(edition(choice(), unproven=("copies",)), blank("copies"))
    assert weights(given) == {"field.choice_none": "check"}


def test_of_boxes_that_stand_alone_one_has_to_be_ticked() -> None:
    """A box that is needed when those beside it are empty is asked for once, and not when one of them is ticked."""
    form = edition(
        line("register", "a) Đăng ký □", kind="checkbox", required={"blank": ["certificate"]}),
        line("certificate", "b) Cấp Giấy chứng nhận □", kind="checkbox"),
    )
    assert codes(paper(form, blank("register"), blank("certificate"))) == [("field.choice_none", "register")]
    assert codes(paper(form, blank("register"), written("certificate", "x"))) == []
    assert codes(paper(form, blank("register"), unclear("certificate"))) == []
