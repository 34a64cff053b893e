"""
Pages that carry neither a title nor a form's labels: overleaves of supporting papers, pages of notes, pages with
nothing but a signature.

Each is held against every paper that has room: its number in the margin, values written on both, words used on both,
notes and captions of a form, whether the paper is signed yet, and whether the page came right behind. Too little of
that, and it is a paper of its own: a page put to a strange paper is worse than a page that an officer has to look at.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from scanpipe.matching import cheapest
from scanpipe.page_order import Chain, Rarity
from scanpipe.page_sight import Sight
from scanpipe.standing import Standing

_ENOUGH = 1.4
_NEXT_NUMBER, _OTHER_NUMBER = 1.6, -1.5
_SHARED = 1.5
_MOST_SHARED = 3.0
_BEHIND, _SAME_FILE = 1.0, 0.3
_BEFORE = -0.4
_CAPTIONS = 1.4
_OPEN, _CLOSED = 0.8, -1.0
_USUALLY_LONGER = 0.7
_CLOSING = 0.4
_VOCABULARY = 7.0
_USUAL_VOCABULARY = 0.06
"""Share of words, rare ones counting for more, that pages of different papers have in common (median of 64 pairs)."""
_SIGNATURES = 30
"""A page with fewer words than this and captions of signatures holds hardly more than these."""


def place_loose(
    loose: Sequence[Sight], tails: Mapping[int, Sequence[Standing]], chains: Sequence[Chain], rarity: Rarity
) -> list[Chain]:
    """Put each page behind the paper that most speaks for, best first; new papers of the pages that nothing does."""
    left = list(loose)
    # A page that people sign on is the last of its paper: those before it are placed first.
    for round_ in ([p for p in left if not p.closes], [p for p in left if p.closes]):
        for page in _placed(round_, tails, chains, rarity):
            left.remove(page)
    for chain in chains:
        _settle(chain)
    return [Chain([page], None, None, 1) for page in left]


def _placed(
    pages: Sequence[Sight], tails: Mapping[int, Sequence[Standing]], chains: Sequence[Chain], rarity: Rarity
) -> list[Sight]:
    """Put pages behind papers, one a paper at a time, so that most speaks for all of them; the pages that found one."""
    left, done = list(pages), list[Sight]()
    while left and chains:
        scores = [[_score(p, c, tails[p.number], rarity) for c in chains] for p in left]
        best = cheapest([[-value if value >= _ENOUGH else 0.0 for value in row] for row in scores])
        pairs = [(left[r], chains[c], scores[r][c]) for r, c in best.items() if scores[r][c] >= _ENOUGH]
        if not pairs:
            break
        for page, chain, value in pairs:
            own = [t for t in tails[page.number] if t.form == chain.form]
            chain.add(page, own[0] if own else None, round(min(0.95, 0.5 + value / 8), 2))
            left.remove(page)
            done.append(page)
    return done


def _score(page: Sight, chain: Chain, tails: Sequence[Standing], rarity: Rarity) -> float:
    """How much speaks for a page being the next of a paper."""
    if len(chain.pages) >= chain.room or not chain.begun or chain.sides:
        return float("-inf")
    evidence = _numbered(page, chain) + _ordered(page, chain) + _unfinished(page, chain)
    evidence += min(_MOST_SHARED, _SHARED * max(rarity.shared(p, page) for p in chain.pages))
    if any(t.form == chain.form for t in tails):
        evidence += _CAPTIONS + (_CAPTIONS if page.notes else 0.0)
    elif chain.form is None:
        evidence += _VOCABULARY * max(0.0, rarity.common_words(page, chain.pages) - _USUAL_VOCABULARY)
    elif len(chain.pages) >= chain.least or not page.closes or len(page.words) > _SIGNATURES:
        # A form prints all that is on its pages: what it does not print is not its own, poorly read signatures aside.
        return float("-inf")
    return evidence


def _unfinished(page: Sight, chain: Chain) -> float:
    """A paper that nobody signed yet goes on."""
    if any(p.closes for p in chain.pages):
        return _CLOSED
    longer = _USUALLY_LONGER if len(chain.pages) < chain.least else 0.0
    return _OPEN + longer + (_CLOSING if page.closes else 0.0)


def _numbered(page: Sight, chain: Chain) -> float:
    if page.printed_number is None:
        return 0.0
    taken = {p.printed_number for p in chain.pages} | {1}
    if page.printed_number in taken or page.printed_number > chain.room:
        return _OTHER_NUMBER
    return _NEXT_NUMBER if page.printed_number == len(chain.pages) + 1 else 0.4 * _NEXT_NUMBER


def _ordered(page: Sight, chain: Chain) -> float:
    last = chain.pages[-1]
    if page.place == last.place + 1:
        return _BEHIND + (_SAME_FILE if page.file == last.file else 0.0)
    return 0.0 if page.place > last.place else _BEFORE


def _settle(chain: Chain) -> None:
    """Pages with numbers in their margins stand in the order of these, others in the order in which they came."""
    if chain.form is not None or chain.sides:
        return
    later = chain.pages[1:]
    numbered = all(p.printed_number is not None for p in later)
    later.sort(key=lambda p: (p.printed_number or 0,) if numbered else (p.closes, p.place))
    chain.pages[1:] = later
