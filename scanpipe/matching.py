"""The cheapest way to give each of some pages to one of some papers, each paper taking at most one."""

from __future__ import annotations

from collections.abc import Sequence


def cheapest(costs: Sequence[Sequence[float]]) -> dict[int, int]:
    """
    Row → column with the smallest sum of costs; as many rows as possible get a column of their own.

    Augmenting along shortest paths, one row after the other (Kuhn 1955; the reduced costs stay at or above zero).

    >>> cheapest([[1.0, 2.0], [1.0, 9.0]])
    {0: 1, 1: 0}
    >>> cheapest([[5.0], [1.0]])
    {1: 0}
    """
    rows, columns = len(costs), len(costs[0]) if costs else 0
    if not rows or not columns:
        return {}
    if rows > columns:
        turned = cheapest([[costs[r][c] for r in range(rows)] for c in range(columns)])
        return {r: c for c, r in sorted(turned.items(), key=lambda pair: pair[1])}
    row_price, column_price = [0.0] * rows, [0.0] * columns
    owner: list[int | None] = [None] * columns
    for row in range(rows):
        _augment(row, costs, row_price, column_price, owner)
    return dict(sorted((r, c) for c, r in enumerate(owner) if r is not None))


def _augment(
    row: int,
    costs: Sequence[Sequence[float]],
    row_price: list[float],
    column_price: list[float],
    owner: list[int | None],
) -> None:
    """Give `row` a column; rows that had one may move to another where that costs less."""
    columns = len(column_price)
    distance, before = [float("inf")] * columns, [-1] * columns
    done: list[int] = []
    reached, at, here = 0.0, row, -1
    while True:
        for c in range(columns):
            if c in done:
                continue
            step = reached + costs[at][c] - row_price[at] - column_price[c]
            if step < distance[c]:
                distance[c], before[c] = step, here
        here = min((c for c in range(columns) if c not in done), key=lambda c: distance[c])
        reached = distance[here]
        done.append(here)
        taken_by = owner[here]
        if taken_by is None:
            break
        at = taken_by
    row_price[row] += reached
    for c in done[:-1]:
        spare = reached - distance[c]
        column_price[c] -= spare
        row_price[owner[c]] += spare  # type: ignore[index]  # every column that was passed has an owner
    while here != -1:
        owner[here] = owner[before[here]] if before[here] != -1 else row
        here = before[here]
