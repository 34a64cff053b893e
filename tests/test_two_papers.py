"""Two papers on one picture, told by their titles; one paper that looks like two is not."""

from collections.abc import Sequence

import pytest

from scanpipe.model import Word
from scanpipe.papers import SortedPaper
from scanpipe.rows import make_rows
from scanpipe.spool import Spool
from scanpipe.two_papers import two_in_one, two_titles
from tests.scripted import CATALOG, typed
from tests.sorting import KINDS, card_pages

MOTTO = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"


def head(title: str, left_mm: float, top_mm: float, *, motto: bool = True) -> list[Word]:
    """The head of a paper whose left edge stands there."""
    words = typed(MOTTO, left_mm, top_mm) if motto else []
    return [*words, *typed(title, left_mm + 10, top_mm + 15)]


def told(*parts: Sequence[Word]) -> bool:
    """Whether two papers are seen."""
    return two_titles(make_rows([w for part in parts for w in part]), CATALOG, KINDS) is not None


@pytest.mark.parametrize(("left_mm", "top_mm"), [(120.0, 20.0), (20.0, 160.0)])
def test_two_heads_are_two_papers(left_mm: float, top_mm: float) -> None:
    """Side by side, or one below the other."""
    assert told(head("GIẤY CHỨNG SINH", 20, 20), head("GIẤY BÁO TỬ MẪU", left_mm, top_mm)) is False
    assert told(head("GIẤY CHỨNG SINH", 20, 20), head("GIẤY CHỨNG NHẬN KẾT HÔN", left_mm, top_mm))


def test_one_paper_that_looks_like_two_is_one() -> None:
    """In two halves with one title, without a second motto, with the heads close together."""
    first = head("GIẤY CHỨNG SINH", 20, 20)
    assert not told(first)
    assert not told(first, head("GIẤY CHỨNG SINH", 20, 160))
    assert not told(first, head("GIẤY CHỨNG NHẬN KẾT HÔN", 20, 160, motto=False))
    assert not told(first, head("GIẤY CHỨNG NHẬN KẾT HÔN", 20, 60))


def test_findings_name_the_page() -> None:
    """Titles are surer than the picture; a card copied on both sides is one paper whatever the picture shows."""
    pages = {
        1: [*head("GIẤY CHỨNG SINH", 20, 20), *head("GIẤY CHỨNG NHẬN KẾT HÔN", 20, 160)],
        2: head("GIẤY CHỨNG SINH", 20, 20),
        3: list(card_pages(1, together=True)[0]),
    }
    papers = [
        SortedPaper((1,), None, "birth_notice"),
        SortedPaper((2,), None, "birth_notice"),
        SortedPaper((3,), None, "identity_card", sides=("front", "back")),
    ]
    with Spool() as spool:
        for number, words in pages.items():
            spool.put_rows(number, make_rows(words))
        by_words = two_in_one(papers, {}, CATALOG, KINDS, spool)
        with_pictures = two_in_one(papers, {2: True, 3: True}, CATALOG, KINDS, spool)
    assert [(f.code, f.page) for f in by_words] == [("page.two_in_one", 1)]
    assert [(f.page, f.confidence) for f in with_pictures] == [(1, 0.95), (2, 0.9)]
