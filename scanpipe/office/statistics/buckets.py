"""
Numbers counted in fixed buckets, so that a median can be told from counters.

A bucket is named by its upper edge. A quantile is told as the upper edge of the bucket that it lies in: the true value
is at most that, and more than the edge before. For seconds that is at most 41 % less (edges grow by about √2), for
hours at most half, for mends nothing.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

SECONDS = (0.5, 0.7, 1.0, 1.4, 2.0, 2.8, 4.0, 5.6, 8.0, 11.0, 16.0, 22.0, 32.0, 45.0, 64.0, 90.0, 128.0)
HOURS = (0.25, 0.5, 1.0, 1.5, 2.0, 3.0, 4.0, 6.0, 8.0, 12.0, 16.0, 24.0, 36.0, 48.0, 72.0, 96.0, 120.0, 168.0, 336.0)
TIMES = (0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0)
MORE = "more"


def bucket(value: float, edges: Sequence[float]) -> str:
    """
    The name of the bucket that holds a value.

    >>> bucket(1.2, SECONDS), bucket(500, SECONDS), bucket(0, TIMES)
    ('1.4', 'more', '0')
    """
    return next((f"{edge:g}" for edge in edges if value <= edge), MORE)


def quantile(counted: Mapping[str, int], share: float, edges: Sequence[float]) -> float | None:
    """
    The upper edge of the bucket in which that share (0-1) of the values is reached; infinite beyond the last edge.

    None when nothing was counted.

    >>> quantile({"1": 3, "2": 1}, 0.5, SECONDS)
    1.0
    """
    wanted = math.ceil(share * sum(counted.values()))
    if wanted == 0:
        return None
    reached = 0
    for edge in edges:
        reached += counted.get(f"{edge:g}", 0)
        if reached >= wanted:
            return edge
    return math.inf
