"""
Across the papers of a dossier: who is who, and what differs.

Each person of a form is held against their card; persons of two forms of whom no card is there, against each other.
A card that is nobody's is a question, and only where every person of every form could be read.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import combinations

from scanpipe.catalog import Catalog
from scanpipe.cross.differences import Pair, differences
from scanpipe.cross.families import families
from scanpipe.cross.members import members_of, unread_members
from scanpipe.cross.people import READ, Person, people_of
from scanpipe.cross.shared_numbers import shared_numbers
from scanpipe.cross.slips import ASKED, Again
from scanpipe.cross.who import ENOUGH, cards_of, likeness
from scanpipe.model import Document, Finding


def cross_findings(
    documents: Sequence[Document],
    catalog: Catalog,
    *,
    kind_names: Mapping[str, Mapping[str, str]] | None = None,
    again: Again | None = None,
) -> list[Finding]:
    """
    Everything in which the papers of one dossier disagree, in the order of the papers.

    `documents` stand as in the report: a finding's `document` is an index into them. `kind_names` is how supporting
    papers are called (vi, en) by kind. `again` reads the place of a reading further times (paper, reading → texts); it
    is asked only where something differs, and settles whether the engine or the citizen slipped.
    """
    everybody = [
        person
        for i, document in enumerate(documents)
        for person in (*people_of(document, i, catalog, kind_names or {}), *members_of(document, i, catalog))
    ]
    cards = [p for p in everybody if p.card and p.known]
    named = [p for p in everybody if not p.card]
    own = cards_of(named, cards)
    found = [f for i, j in own.items() for f in differences(Pair(named[i], cards[j], again))]
    found += _between_forms(named, own, again)
    found += families(named, {i: cards[j] for i, j in own.items()})
    # Somebody whose card is here may be badly read: they are not the stranger.
    if not any(p.hidden for i, p in enumerate(named) if i not in own) and not any(
        unread_members(d, catalog) for d in documents
    ):
        found += _strangers(named, cards, set(own.values()))
    asked = {(f.document, f.key) for f in found if f.document is not None and f.key is not None}
    found += shared_numbers(
        everybody, asked, {(named[i].document, named[i].role, cards[j].document) for i, j in own.items()}
    )
    return sorted(found, key=lambda f: (f.document or 0, f.page or 0))


def _between_forms(named: Sequence[Person], own: Mapping[int, int], again: Again | None) -> Iterator[Finding]:
    """What two forms say differently of one person whom no card speaks of."""
    for (i, one), (j, other) in combinations(enumerate(named), 2):
        if one.document != other.document and not (i in own and j in own) and likeness(one, other) >= ENOUGH:
            yield from differences(Pair(one, other, again))


def _strangers(named: Sequence[Person], cards: Sequence[Person], owned: Collection[int]) -> Iterator[Finding]:
    """A question about every card that is nobody's; `owned` are the places of those that are somebody's."""
    if not any(p.known for p in named):
        return
    numbers = {p.number.value for p in named if p.number}
    for j, card in enumerate(cards):
        # The other side of a card may be a paper of its own; a number that somebody else wrote is told there.
        others = [c for k, c in enumerate(cards) if k in owned or k < j]
        told = any(likeness(card, c) >= ENOUGH for c in others) or (card.number and card.number.value in numbers)
        fact = card.name or card.number
        if j not in owned and not told and fact is not None and fact.sure >= READ:
            yield Pair(card, card).finding("cross.card_unmatched", fact, min(fact.sure, ASKED), name=fact.value)
