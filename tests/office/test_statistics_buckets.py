"""Medians from buckets."""

import math
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanpipe.office.statistics.buckets import HOURS, SECONDS, TIMES, bucket, quantile


@given(st.lists(st.floats(0.01, 400), min_size=1, max_size=60), st.sampled_from([0.5, 0.9, 0.95]))
def test_a_quantile_lies_in_the_bucket_that_is_told(values: list[float], share: float) -> None:
    """At most the edge, and more than the edge before."""
    for edges in (SECONDS, HOURS):
        most = quantile(Counter(bucket(value, edges) for value in values), share, edges)
        true = sorted(values)[math.ceil(share * len(values)) - 1]
        assert most is not None
        assert true <= most
        before = max((edge for edge in edges if edge < most), default=0.0)
        assert true > before


def test_what_is_counted_one_by_one_is_told_exactly() -> None:
    """Mends have a bucket each."""
    assert quantile(Counter(bucket(n, TIMES) for n in (0, 0, 1, 2, 2, 5)), 0.5, TIMES) == 1.0


def test_of_nothing_there_is_no_median() -> None:
    """No zero where nobody knows."""
    assert quantile({}, 0.5, SECONDS) is None


@pytest.mark.parametrize("edges", [SECONDS, HOURS, TIMES])
def test_edges_grow_and_have_names_of_their_own(edges: tuple[float, ...]) -> None:
    """Two buckets are never counted as one."""
    assert list(edges) == sorted(edges)
    assert len({f"{edge:g}" for edge in edges}) == len(edges)
