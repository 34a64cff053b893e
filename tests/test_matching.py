"""Who gets which page: the cheapest way, held against trying all."""

from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from scanpipe.matching import cheapest

COSTS = st.integers(1, 5).flatmap(
    lambda width: st.lists(st.lists(st.integers(-9, 9), min_size=width, max_size=width), min_size=1, max_size=5)
)


@given(COSTS)
def test_nothing_is_cheaper(costs: list[list[int]]) -> None:
    """As many pages as possible have a paper each, and no other choice costs less."""
    rows, columns = len(costs), len(costs[0])
    chosen = cheapest(costs)
    assert len(chosen) == min(rows, columns) == len(set(chosen.values()))
    if rows <= columns:
        best = min(sum(costs[r][c] for r, c in enumerate(p)) for p in permutations(range(columns), rows))
    else:
        best = min(sum(costs[r][c] for c, r in enumerate(p)) for p in permutations(range(rows), columns))
    assert sum(costs[r][c] for r, c in chosen.items()) == best


def test_nothing_to_give_away() -> None:
    """No pages, or no papers."""
    assert cheapest([]) == {}
    assert cheapest([[], []]) == {}
