"""
Later pages put behind the first pages that they belong to.

Pages of one form that carry the same printed lines are the same page of different copies; each copy gets one of them.
Which one, is told by what is written on both (a name, a number), by the edition, and last by the order in which the
pages came: behind each other, or all first pages before all second ones.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from rapidfuzz import fuzz

from scanpipe.matching import cheapest
from scanpipe.page_sight import Sight
from scanpipe.standing import Standing

_SAME_PART = 0.4
_SHARED = 4.0
_WHOLE_SHARE = 0.5
"""Share of a page's letters that the labels of its form usually make up; a page with less may be a stranger."""
_LOSS_LETTERS = 50.0
_BACKWARDS = 1.0
_FIRM = 0.6
"""One value that these two pages have and at most one more."""
_OVER = 0.25
_LIKE = 92.0
_FUZZY_LETTERS = 10
_FEW_WORDS = 15


@dataclass(slots=True)
class Chain:
    """
    A paper while its pages are found. `begun` is False for later pages whose first page did not come. `room` is how
    many pages such a paper has at most and `least` how many it usually has, `sure` how sure the least certain page
    is (0–1).
    """

    pages: list[Sight]
    form: str | None
    kind: str | None
    room: int
    least: int = 1
    begun: bool = True
    sure: float = 1.0
    standings: list[Standing] = field(default_factory=list)
    sides: tuple[str, ...] = ()

    @property
    def behind(self) -> float:
        """The printed line that its pages reach (share 0–1 of the form)."""
        return max((s.last for s in self.standings), default=0.0)

    def add(self, page: Sight, standing: Standing | None, sure: float) -> None:
        """Put a page behind the others."""
        self.pages.append(page)
        if standing:
            self.standings.append(standing)
        self.sure = min(self.sure, sure)


class Rarity:
    """How much it says that two pages share a value or a word: less, the more pages carry it."""

    def __init__(self, pages: Sequence[Sight]) -> None:
        self._pages = Counter(v for p in pages for v in p.values)
        self._words = Counter(w for p in pages for w in p.words)
        self._count = len(pages)

    def common_words(self, page: Sight, others: Iterable[Sight]) -> float:
        """Share (0–1) of the words of a page that stand on others too, rare words counting for more."""
        theirs = frozenset[str]().union(*(p.words for p in others))
        weights = {w: math.log((self._count + 1) / self._words[w]) for w in page.words}
        # Of a page with few words nothing can be said by them.
        whole = max(sum(weights.values()), _FEW_WORDS * math.log((self._count + 1) / 2))
        return sum(weight for w, weight in weights.items() if w in theirs) / whole if whole else 0.0

    def shared(self, a: Sight, b: Sight) -> float:
        """0 when two pages share nothing written, 1 for one value that no other page has, more for more."""
        common = a.values & b.values
        weight = sum(2.0 / max(2, self._pages[v]) for v in common)
        return weight if common else 0.5 * self._nearly(a, b)

    def _nearly(self, a: Sight, b: Sight) -> float:
        """The same for values read with a slip: one letter of ten."""
        mine = [v for v in a.values if len(v) >= _FUZZY_LETTERS]
        theirs = [v for v in b.values if len(v) >= _FUZZY_LETTERS and not v.isdigit()]
        return float(sum(any(fuzz.ratio(v, w, score_cutoff=_LIKE) for w in theirs) for v in mine if not v.isdigit()))


def layers(pages: Sequence[tuple[Sight, Standing]]) -> list[list[tuple[Sight, Standing]]]:
    """Later pages of one form in printed order; those that carry the same lines stand together."""
    out: list[list[tuple[Sight, Standing]]] = []
    for page, standing in sorted(pages, key=lambda p: (p[1].first + p[1].last, p[0].place)):
        if out and all(_same_part(standing, other) for _, other in out[-1]):
            out[-1].append((page, standing))
        else:
            out.append([(page, standing)])
    return out


def _same_part(a: Standing, b: Standing) -> bool:
    if a.tail or b.tail:
        return a.tail and b.tail
    common = min(a.last, b.last) - max(a.first, b.first)
    return common > _SAME_PART * min(a.last - a.first, b.last - b.first)


def firm_pairs(candidates: Iterable[tuple[Sight, Sequence[Chain]]], rarity: Rarity) -> list[tuple[int, int]]:
    """Places of first pages and of the pages behind them that carry the same values, as no other first page does."""
    found = []
    for page, chains in candidates:
        shares = sorted(((rarity.shared(c.pages[0], page), c.pages[0].place) for c in chains), reverse=True)
        if shares and shares[0][0] >= _FIRM and all(value <= _FIRM / 2 for value, _ in shares[1:]):
            found.append((shares[0][1], page.place))
    return found


def backwards(
    layer: Sequence[tuple[Sight, Standing]], chains: Sequence[Chain], firm: Sequence[tuple[int, int]]
) -> bool:
    """
    Whether the backs lie in the opposite order of the fronts, as in a pile that was turned over as a whole: papers
    whose pages are known tell it of those that look alike.
    """
    fronts, backs = [c.pages[0].place for c in chains], [page.place for page, _ in layer]
    steps = [(f - front) * (b - back) for f, b in firm for front in fronts for back in backs]
    return sum((step > 0) - (step < 0) for step in steps) < 0


def attach(
    layer: Sequence[tuple[Sight, Standing]], chains: Sequence[Chain], rarity: Rarity, *, turned: bool = False
) -> list[Sight]:
    """
    Give each page of a layer to one chain; the pages that are left when there are too many. `turned`: where nothing
    else tells, the last first page gets the first of them.
    """
    costs = [[cost(c, page, standing, rarity, turned=turned) for c in chains] for page, standing in layer]
    chosen = cheapest(costs)
    for row, column in chosen.items():
        page, standing = layer[row]
        chains[column].add(page, standing, _sure(costs, row, column))
    return [page for i, (page, _) in enumerate(layer) if i not in chosen]


def _sure(costs: Sequence[Sequence[float]], row: int, column: int) -> float:
    """0.5–0.98: how much more the next best paper of the page, or page of the paper, would have cost."""
    others = [costs[row][c] for c in range(len(costs[row])) if c != column]
    others += [costs[r][column] for r in range(len(costs)) if r != row]
    if not others:
        return 0.98
    margin = min(others) - costs[row][column]
    return round(min(0.98, max(0.5, 0.6 + 0.2 * margin)), 2)


def cost(chain: Chain, page: Sight, standing: Standing, rarity: Rarity, *, turned: bool = False) -> float:
    """How unlikely a page is to follow in a chain; below zero where much speaks for it."""
    value = -_SHARED * min(2.0, max(rarity.shared(p, page) for p in chain.pages))
    if chain.standings and not standing.tail:
        value += 2.0 * (1.0 - min(1.0, standing.share / _WHOLE_SHARE))
        value += min(1.5, standing.loss(chain.standings[0].edition) / _LOSS_LETTERS)
        value += 1.5 if chain.behind > standing.first + _OVER else 0.0
    if page.printed_number is not None and page.printed_number != len(chain.pages) + 1:
        value += 0.5
    return value + (_turned_distance(chain.pages[0], page) if turned else _distance(chain.pages[-1], page))


def _distance(before: Sight, page: Sight) -> float:
    """Squared, so that all first pages before all second ones are paired in their order; other files are further."""
    steps = page.place - before.place
    far = 0.1 * min(30, abs(steps) - 1) ** 2 if steps else 0.0
    return min(3.0, 0.03 * far + 0.05 * abs(steps)) + (_BACKWARDS if steps < 0 else 0.0)


def _turned_distance(first: Sight, page: Sight) -> float:
    """Its root, so that the pages of a pile that was turned over are paired from its middle."""
    steps = page.place - first.place
    return 0.3 * math.sqrt(abs(steps)) + (_BACKWARDS if steps < 0 else 0.0)
