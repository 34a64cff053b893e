"""The judging papers hold enough of every kind, whatever the seed."""

import random
from collections import Counter
from dataclasses import replace

import pytest

from samples.deck import BLOCK, Card, dealt
from samples.generate import _drawn
from samples.pictures.severe import CODES
from samples.recipe import deal, printed_alike
from samples.sheet import Paper
from scanpipe.catalog.catalog import Catalog
from scanpipe.catalog.schema import Kind
from scanpipe.model import EditionStatus


@pytest.mark.parametrize("seed", [1, 7741])
def test_two_hundred_papers_hold_enough_of_every_kind(seed: int) -> None:
    """Severe pictures of all kinds, photos and scans, boxed numbers, and good papers."""
    cards = list(dealt("judge", seed, 200))
    assert len(cards) == 200
    readable = [card for card in cards if card.picture != "severe"]
    assert Counter(card.severe for card in cards if card.severe) == dict.fromkeys(CODES, 4)
    assert sum(card.boxed for card in readable) == 40
    assert sum(card.alike for card in readable) == 12
    assert not any(card.alike and card.boxed for card in cards)
    assert sum(card.wrong == "nothing" for card in readable) == len(readable) / 2
    for picture, enough in (("scan", 60), ("phone", 40)):
        assert 2 * sum(card.picture == picture and card.wrong == "left_out" for card in readable) > 0.8 * enough


def test_a_longer_run_begins_like_a_shorter_one() -> None:
    """Cards do not hang on how many are asked for, but on the seed."""
    assert list(dealt("judge", 1, 2 * BLOCK))[:70] == list(dealt("judge", 1, 70))
    assert list(dealt("judge", 1, BLOCK)) != list(dealt("judge", 2, BLOCK))


def test_a_card_is_obeyed(catalog: Catalog) -> None:
    """Picture, fault and boxes are those of the card."""
    rng = random.Random(1)
    for _ in range(50):
        boxed = deal(rng, catalog, "typeset", Card("phone", "left_out", boxed=True))
        assert any(spec.kind is Kind.BOXES for spec in boxed.edition.fields)
        assert boxed.typed is False
        assert boxed.real_digits
        assert boxed.leave_out >= 2
        assert deal(rng, catalog, "typeset", Card("severe", "nothing", "dark")).severe == "dark"
        assert printed_alike(deal(rng, catalog, "typeset", Card("scan", "nothing", alike=True)).edition, catalog)


def test_good_papers_are_mostly_such_as_can_be_wronged(catalog: Catalog) -> None:
    """In force on their day, and of an edition that may accuse."""
    rng = random.Random(2)
    recipes = [deal(rng, catalog, "typeset", Card("scan", "nothing")) for _ in range(300)]
    can_be = [
        r
        for r in recipes
        if r.edition.accuses
        and not printed_alike(r.edition, catalog)
        and catalog.status(r.edition, on=r.as_of) is EditionStatus.CURRENT
    ]
    assert len(can_be) > 0.72 * len(recipes)


def test_a_source_without_such_a_form_leaves_the_paper_to_another(catalog: Catalog) -> None:
    """Real blanks are few: a card is obeyed all the same."""
    paper = Paper("typeset", catalog.edition("marriage_registration", "tt04_2020"), ())
    sources = {
        "scan": lambda edition, rng: None,
        "typeset": lambda edition, rng: replace(paper, edition=edition),
    }
    card = Card("scan", "nothing", alike=True)
    for seed in range(6):
        recipe, found = _drawn(random.Random(seed), catalog, sources, card, ())
        assert recipe.source == "typeset"
        assert found.edition is recipe.edition
    with pytest.raises(ValueError, match="scan has such"):
        _drawn(random.Random(1), catalog, {"scan": sources["scan"]}, card, ())
