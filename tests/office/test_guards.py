"""What keeps an officer from waving a dossier through."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanpipe.office import guards
from scanpipe.office.errors import DecisionError, OpenPointsError
from scanpipe.office.guards import Kind, Wish, check_wish, drawn, expect_nothing_open, unseen, wish_of
from scanpipe.office.views import Certainty, Point, PointState

VALUE = Point(
    id="v:0:declarant_full_name",
    number=1,
    state=PointState.OPEN,
    certainty=Certainty.SURE,
    critical=True,
    label="1. Họ, chữ đệm và tên",
    title={},
    code=None,
    page_id="pg_1",
    page_number=1,
    box=None,
    document=0,
    key="declarant_full_name",
    read="A",
    value="A",
    card=None,
    probability=0.9,
    sources=("ocr",),
)
FAULT = replace(VALUE, id="f_1", code="field.id_format", certainty=Certainty.MUST)
OF_DOSSIER = replace(FAULT, code="doc.missing", document=None, key=None, page_id=None)


def _decide(about: Point, kind: str, **said: Any) -> Wish:
    wish, has_value = wish_of(kind, **said), about.key is not None
    check_wish(wish, about, has_value=has_value, has_text=has_value and about.id != "v:0:signature")
    return wish


@pytest.mark.parametrize(("seen_ms", "taken"), [(0, False), (299, False), (300, True), (5000, True)])
def test_a_value_is_accepted_only_after_its_picture_was_seen(seen_ms: int, taken: bool) -> None:
    """For 300 milliseconds: less is a key that was held down."""
    if taken:
        _decide(VALUE, "accept", seen_ms=seen_ms)
    else:
        with pytest.raises(DecisionError):
            _decide(VALUE, "accept", seen_ms=seen_ms)


@pytest.mark.parametrize(
    ("about", "kind", "said"),
    [
        (VALUE, "override", {"reason": "misread"}),
        (FAULT, "override", {}),
        (FAULT, "override", {"reason": "other"}),
        (FAULT, "override", {"reason": "other", "note": "  "}),
        (FAULT, "override", {"reason": "because"}),
        (FAULT, "not_applicable", {}),
        (VALUE, "edit", {}),
        (VALUE, "edit", {"value": "  "}),
        (VALUE, "edit", {"value": "a" * (guards.LONGEST_VALUE + 1)}),
        (FAULT, "override", {"reason": "other", "note": "a" * (guards.LONGEST_NOTE + 1)}),
        (OF_DOSSIER, "edit", {"value": "1"}),
        (replace(VALUE, id="v:0:signature"), "edit", {"value": "1"}),
        (OF_DOSSIER, "illegible", {}),
        (OF_DOSSIER, "retake", {}),
        (VALUE, "accept_all", {"seen_ms": 900}),
    ],
)
def test_a_decision_that_lacks_something_is_not_taken(about: Point, kind: str, said: dict[str, Any]) -> None:
    """A reason, a text, a value, a page; and there is no accepting of all."""
    with pytest.raises(DecisionError):
        _decide(about, kind, **said)


@pytest.mark.parametrize(
    ("about", "kind", "said"),
    [
        (FAULT, "override", {"reason": "misread"}),
        (FAULT, "override", {"reason": "other", "note": "có bản chính"}),
        (FAULT, "edit", {"value": "079190000123"}),
        (VALUE, "illegible", {}),
        (VALUE, "not_applicable", {}),
        (VALUE, "retake", {}),
        (OF_DOSSIER, "override", {"reason": "allowed"}),
    ],
)
def test_a_whole_decision_is_taken(about: Point, kind: str, said: dict[str, Any]) -> None:
    """Each kind with what it needs, as it was said."""
    taken = _decide(about, kind, **said)
    assert (taken.kind, {name: getattr(taken, name) for name in said}) == (kind, said)


def test_a_door_may_name_a_decision_by_the_state_that_it_makes() -> None:
    """ "accepted" is "accept"."""
    assert {wish_of(state.value).kind for state in guards.STATES.values()} == set(Kind)


def test_nothing_open_and_nothing_unseen_lets_a_dossier_pass() -> None:
    """And nothing else does; the error tells how many."""
    expect_nothing_open(open_must=0, unseen=0)
    with pytest.raises(OpenPointsError) as told:
        expect_nothing_open(open_must=1, unseen=2)
    assert (told.value.must, told.value.unseen) == (1, 2)


def test_a_point_that_is_only_listed_does_not_count_as_unseen() -> None:
    """What has a number waits until somebody has said something about it."""
    listed, decided = replace(VALUE, number=None), replace(VALUE, state=PointState.ACCEPTED)
    assert unseen([VALUE, listed, decided]) == 1


@given(st.binary(min_size=32, max_size=32))
def test_the_lot_of_a_dossier_is_always_the_same(secret: bytes) -> None:
    """Nobody can draw again; without a rate nobody is drawn, with the rate 1 everybody."""
    assert drawn(secret, "chk_1") == drawn(secret, "chk_1")
    assert not drawn(secret, "chk_1", every=0)
    assert drawn(secret, "chk_1", every=1)


def test_one_dossier_in_fifty_is_drawn() -> None:
    """Of 5,000 about 100: within five standard deviations."""
    hits = sum(drawn(b"k" * 32, f"chk_{n}") for n in range(5000))
    assert 50 <= hits <= 150


def test_another_key_draws_other_dossiers() -> None:
    """Who does not have it cannot foresee the lot."""
    by_key = [{n for n in range(2000) if drawn(key * 32, f"chk_{n}")} for key in (b"a", b"b")]
    assert by_key[0] != by_key[1]
