"""What is said of a card whose sides were sorted by their words and read from their pictures."""

import datetime as dt

from scanpipe.cards.card import Card
from scanpipe.examine_paper import Circumstances
from scanpipe.model import IDENTITY, Page, Readability
from scanpipe.pages import ReadPage
from scanpipe.papers import SortedPaper
from scanpipe.spool import Spool
from scanpipe.supporting import examine_supporting
from tests.scripted import CATALOG, ScriptedEngine

FRONT = Card("old", frozenset({"front"}), ())


def page(number: int, *cards: Card) -> ReadPage:
    """A page with those cards on it."""
    return ReadPage(Page(number, 0, number, Readability.OK, 0, 0.0, {}, IDENTITY, 210.0, 297.0), True, cards=cards)


def sure_of_a_missing_side(paper: SortedPaper, *pages: ReadPage) -> list[float]:
    """How sure it is that sides of the cards on those pages are missing."""
    with Spool() as spool:
        under = Circumstances(dt.date(2026, 11, 20), CATALOG, ScriptedEngine([]), spool, {})
        found = examine_supporting(paper, pages, 0, under)
    return [f.confidence for card in found for f in card.findings if f.code == "doc.id_one_side"]


def test_one_side_alone_is_said() -> None:
    """Nothing else is there."""
    paper = SortedPaper((1,), kind="identity_card", sides=("front",))
    assert sure_of_a_missing_side(paper, page(1, FRONT)) == [0.9]


def test_a_back_known_by_its_words_is_no_missing_side() -> None:
    """Its picture said nothing: it is asked for, not demanded."""
    paper = SortedPaper((1, 2), kind="identity_card", sides=("front", "back"))
    assert sure_of_a_missing_side(paper, page(1, FRONT), page(2)) == [0.5]


def test_a_card_of_which_nothing_was_read_says_nothing() -> None:
    """It is a card, and that is all."""
    paper = SortedPaper((1,), kind="identity_card", sides=("front",))
    assert sure_of_a_missing_side(paper, page(1)) == []
