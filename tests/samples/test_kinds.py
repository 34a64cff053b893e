"""Supporting papers and heaps of pages: that they are what they say, and the same every time."""

import pytest

from samples.kinds import kind_papers
from samples.kinds.heap import ORDERS, heaps
from scanpipe.catalog.kinds_schema import load_kinds
from scanpipe.text import base_letters
from tests.scripted import CATALOG, FORMS

KINDS = load_kinds(FORMS)


@pytest.mark.parametrize("kind", sorted(kind_papers()))
def test_a_supporting_paper_bears_a_title_of_its_kind(kind: str) -> None:
    """And has as many pages as such papers may have."""
    paper, known = kind_papers()[kind], KINDS.get(kind)
    assert any(base_letters(paper.title).startswith(base_letters(t.text)) for t in known.titles)
    assert paper.pages <= known.pages.most


def test_heaps_are_the_same_every_time_and_tell_the_truth() -> None:
    """Every page is in one paper of the truth; the orders differ."""
    first, second = (list(heaps(3, len(ORDERS), CATALOG)) for _ in range(2))
    assert first == second
    for heap in first:
        assert sorted(n for pages in heap.truth for n in pages) == [p.number for p in heap.pages]
        assert len(heap.truth) == len(heap.papers)
    assert len({heap.name.partition(" ")[2] for heap in first}) == len(ORDERS)
