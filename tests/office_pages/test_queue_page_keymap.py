"""Keys that somebody wished instead of those of the house."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api import words
from api.office.keymap import DEFAULTS, QUEUE, REVIEW, SHEET, clashes, keymap, spelled


def test_the_defaults_fall_on_different_keys() -> None:
    """On the list and in the review each key does one thing, and the sheet's key is free."""
    for actions in (QUEUE, REVIEW):
        of = keymap({}, actions).of
        assert tuple(of) == actions
        assert not clashes(of)
        assert SHEET not in of.values()


def test_every_action_has_words() -> None:
    """The list of keys says what each does."""
    assert {f"keys.{action}" for action in DEFAULTS} <= words.keys()


def test_a_wish_counts_unless_it_clashes() -> None:
    """Two actions on one key would be a trap: then the keys of the house hold."""
    assert keymap({"keys": {"next": "L"}}, QUEUE).of["next"] == "l"
    assert keymap({"keys": {"next": "k"}}, QUEUE).of == {"next": "j", "previous": "k", "open": "Enter"}
    assert keymap({"keys": {"next": "k", "previous": "j"}}, QUEUE).of["next"] == "k"
    assert keymap({"keys": {"accept": "shift+e"}}, REVIEW).named("accept") == "Shift+E"


@pytest.mark.parametrize("key", ["Tab", "Escape", "", " ", "?", "jj", "Ctrl+j", "Shift+Enter", "Shift+1", "\n"])
def test_some_keys_are_not_given_away(key: str) -> None:
    """What browsers and screen readers need, and what is no key."""
    assert spelled(key) is None


@given(st.dictionaries(st.sampled_from(sorted(DEFAULTS)) | st.text(), st.text() | st.integers() | st.none()))
def test_any_wishes_give_a_screen_that_works(wished: dict[str, object]) -> None:
    """Each action has one key of its own, spelled as a page reads it."""
    of = keymap({"keys": wished}, REVIEW).of
    assert tuple(of) == REVIEW
    assert not clashes(of)
    assert all(spelled(key) == key for key in of.values())


@given(st.text())
def test_spelling_a_spelled_key_changes_nothing(text: str) -> None:
    """What was kept is read as it was kept."""
    if (key := spelled(text)) is not None:
        assert spelled(key) == key


@pytest.mark.parametrize("wishes", [{}, {"keys": []}, {"keys": "j"}, {"keys_off": "yes"}, {"keys_off": 1}])
def test_wishes_of_another_kind_are_none(wishes: dict[str, object]) -> None:
    """Whatever an older release kept."""
    made = keymap(wishes, QUEUE)
    assert made.on
    assert made.of["next"] == "j"
