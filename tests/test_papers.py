"""Which pages make a paper, and which are pictures of the same page."""

from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from scanpipe.model import IDENTITY, Page, Readability, Word
from scanpipe.pages import ReadPage
from scanpipe.papers import duplicates, group
from scanpipe.rows import make_rows
from tests.scripted import CATALOG, PageWords, typed, words_on

CT01 = words_on("ct01", "tt116_2026")
CT01_2023 = words_on("ct01", "tt66_2023")
BIRTH = words_on("birth_registration", "tt04_2024")
LAND = words_on("land_registration", "nd151_2025")
HKD = words_on("hkd_registration", "tt68_2025")
LETTER = (tuple(w for i, line in enumerate(["Kính gửi anh Ba", "Tôi gửi anh"]) for w in typed(line, 30, 40 + 8 * i)),)


def read(*papers: PageWords) -> list[ReadPage]:
    words = [page for pages in papers for page in pages]
    return [one(i + 1, page) for i, page in enumerate(words)]


def one(number: int, words: Iterable[Word], thumbnail: np.ndarray | None = None) -> ReadPage:
    page = Page(number, 0, number, Readability.OK, 0, 0.0, {}, IDENTITY, 210.0, 297.0)
    return ReadPage(page, make_rows(words), thumbnail=thumbnail)


def test_one_page_is_one_paper() -> None:
    """Whatever it is."""
    assert group(read(CT01), CATALOG) == [(0,)]
    assert group(read(LETTER), CATALOG) == [(0,)]
    assert group([], CATALOG) == []


def test_two_papers_in_one_upload_stay_two() -> None:
    """Each with a title of its own, also when they are two of one form."""
    assert group(read(CT01, BIRTH), CATALOG) == [(0,), (1,)]
    assert group(read(CT01, CT01), CATALOG) == [(0,), (1,)]
    assert group(read(CT01, CT01_2023[:1]), CATALOG) == [(0,), (1,)]


def test_page_two_continues_page_one() -> None:
    """A page without a title belongs to the paper whose labels it carries."""
    assert group(read(LAND), CATALOG) == [(0, 1)]
    assert group(read(HKD), CATALOG) == [(0, 1, 2)]


def test_the_notes_on_the_back_belong_to_the_form() -> None:
    """CT01 of 2023 has a page that is nothing but notes."""
    assert group(read(CT01_2023), CATALOG) == [(0, 1)]


def test_pages_find_home_over_another_paper() -> None:
    """Someone put the second page of the land form behind the birth form."""
    pages = read(LAND[:1], BIRTH, LAND[1:])
    assert group(pages, CATALOG) == [(0, 2), (1,)]


def test_the_papers_of_two_forms_keep_their_own_pages() -> None:
    """Land form and household business, two and three pages, one upload."""
    assert group(read(LAND, HKD), CATALOG) == [(0, 1), (2, 3, 4)]
    assert group(read(HKD, LAND), CATALOG) == [(0, 1, 2), (3, 4)]


def test_a_letter_belongs_to_nobody() -> None:
    """A page without title, labels or notes is a paper of its own, and does not break up the others."""
    assert group(read(CT01, LETTER), CATALOG) == [(0,), (1,)]
    assert group(read(LETTER, CT01), CATALOG) == [(0,), (1,)]
    assert group(read(LAND[:1], LETTER, LAND[1:]), CATALOG) == [(0, 2), (1,)]


def test_every_page_is_in_one_paper() -> None:
    """None is lost, none counted twice."""
    pages = read(CT01_2023, LETTER, LAND, BIRTH, HKD, CT01)
    papers = group(pages, CATALOG)
    assert sorted(i for paper in papers for i in paper) == list(range(len(pages)))
    assert [paper[0] for paper in papers] == sorted(paper[0] for paper in papers)


# Duplicates


def ink(seed: int) -> np.ndarray:
    return (np.random.default_rng(seed).random((48, 34)) * 200).astype(np.float32)


def test_another_picture_of_the_same_page_is_a_duplicate() -> None:
    """The same words in the same squares: sent twice."""
    pages = [one(1, CT01[0], ink(1)), one(2, BIRTH[0], ink(2)), one(3, CT01[0], ink(1))]
    assert duplicates(pages) == {3: 1}


def test_two_people_on_the_same_form_are_two_papers() -> None:
    """The same printed words, but the ink lies elsewhere."""
    assert duplicates([one(1, CT01[0], ink(1)), one(2, CT01[0], ink(2))]) == {}


def test_the_same_ink_under_other_words_is_no_duplicate() -> None:
    """What was read decides too."""
    assert duplicates([one(1, CT01[0], ink(1)), one(2, BIRTH[0], ink(1))]) == {}


def test_pages_without_words_are_never_duplicates() -> None:
    """Two dark backs look alike; dropping one of them could drop a page."""
    assert duplicates([one(1, (), ink(1)), one(2, (), ink(1))]) == {}
    assert duplicates([one(1, CT01[0]), one(2, CT01[0])]) == {}


def test_three_of_a_kind_all_point_to_the_first() -> None:
    """A page is never the duplicate of a duplicate."""
    pages = [one(n, CT01[0], ink(1)) for n in (1, 2, 3)]
    assert duplicates(pages) == {2: 1, 3: 1}
    assert duplicates([replace(p, thumbnail=None) for p in pages]) == {}
