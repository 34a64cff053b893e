"""Which pages make a paper, and which are pictures of the same page."""

from collections.abc import Iterable

import numpy as np

from scanpipe.imaging.sheet import Sheet, Structure
from scanpipe.model import Word
from scanpipe.papers import duplicates, group
from scanpipe.rows import make_rows
from scanpipe.spool import Spool
from tests.scripted import CATALOG, PageWords, typed, words_on

CT01 = words_on("ct01", "tt116_2026")
CT01_2023 = words_on("ct01", "tt66_2023")
BIRTH = words_on("birth_registration", "tt04_2024")
LAND = words_on("land_registration", "nd151_2025")
HKD = words_on("hkd_registration", "tt68_2025")
LETTER = (tuple(w for i, line in enumerate(["Kính gửi anh Ba", "Tôi gửi anh"]) for w in typed(line, 30, 40 + 8 * i)),)


def grouped(*papers: PageWords) -> list[tuple[int, ...]]:
    """The papers of an upload of these pages, numbered from 1."""
    with Spool() as spool:
        pages = [page for pages in papers for page in pages]
        for number, words in enumerate(pages, start=1):
            spool.put_rows(number, make_rows(words))
        return group(range(1, len(pages) + 1), CATALOG, spool)


def copies(*pages: tuple[Iterable[Word], int]) -> dict[int, int]:
    """Duplicates among pages with these words, each with ink scattered by a seed."""
    with Spool() as spool:
        for number, (words, seed) in enumerate(pages, start=1):
            spool.put_rows(number, make_rows(words))
            spool.put(number, inked(seed))
        return duplicates(range(1, len(pages) + 1), spool)


def inked(seed: int) -> Sheet:
    """A small sheet, every square of 4 mm inked or not by chance."""
    squares = np.random.default_rng(seed).integers(0, 2, (48, 34)).astype(np.uint8)
    ink = np.kron(squares, np.ones((4, 4), np.uint8))
    structure = Structure(34 * 4.0, 48 * 4.0, (), (), (), (), (), ())
    return Sheet(255 - 255 * ink, ink, ink, 255 - 255 * ink, 1.0, structure)


def test_one_page_is_one_paper() -> None:
    """Whatever it is."""
    assert grouped(CT01) == [(1,)]
    assert grouped(LETTER) == [(1,)]
    assert grouped() == []


def test_two_papers_in_one_upload_stay_two() -> None:
    """Each with a title of its own, also when they are two of one form."""
    assert grouped(CT01, BIRTH) == [(1,), (2,)]
    assert grouped(CT01, CT01) == [(1,), (2,)]
    assert grouped(CT01, CT01_2023[:1]) == [(1,), (2,)]


def test_page_two_continues_page_one() -> None:
    """A page without a title belongs to the paper whose labels it carries."""
    assert grouped(LAND) == [(1, 2)]
    assert grouped(HKD) == [(1, 2, 3)]


def test_the_notes_on_the_back_belong_to_the_form() -> None:
    """CT01 of 2023 has a page that is nothing but notes."""
    assert grouped(CT01_2023) == [(1, 2)]


def test_pages_find_home_over_another_paper() -> None:
    """Someone put the second page of the land form behind the birth form."""
    assert grouped(LAND[:1], BIRTH, LAND[1:]) == [(1, 3), (2,)]


def test_the_papers_of_two_forms_keep_their_own_pages() -> None:
    """Land form and household business, two and three pages, one upload."""
    assert grouped(LAND, HKD) == [(1, 2), (3, 4, 5)]
    assert grouped(HKD, LAND) == [(1, 2, 3), (4, 5)]


def test_a_letter_belongs_to_nobody() -> None:
    """A page without title, labels or notes is a paper of its own, and does not break up the others."""
    assert grouped(CT01, LETTER) == [(1,), (2,)]
    assert grouped(LETTER, CT01) == [(1,), (2,)]
    assert grouped(LAND[:1], LETTER, LAND[1:]) == [(1, 3), (2,)]


def test_every_page_is_in_one_paper() -> None:
    """None is lost, none counted twice."""
    papers = grouped(CT01_2023, LETTER, LAND, BIRTH, HKD, CT01)
    assert sorted(n for paper in papers for n in paper) == list(range(1, 11))
    assert [paper[0] for paper in papers] == sorted(paper[0] for paper in papers)


# Duplicates


def test_another_picture_of_the_same_page_is_a_duplicate() -> None:
    """The same words in the same squares: sent twice."""
    assert copies((CT01[0], 1), (BIRTH[0], 2), (CT01[0], 1)) == {3: 1}


def test_two_people_on_the_same_form_are_two_papers() -> None:
    """The same printed words, but the ink lies elsewhere."""
    assert copies((CT01[0], 1), (CT01[0], 2)) == {}


def test_the_same_ink_under_other_words_is_no_duplicate() -> None:
    """What was read decides too."""
    assert copies((CT01[0], 1), (BIRTH[0], 1)) == {}


def test_pages_without_words_are_never_duplicates() -> None:
    """Two dark backs look alike; dropping one of them could drop a page."""
    assert copies(((), 1), ((), 1)) == {}


def test_three_of_a_kind_all_point_to_the_first() -> None:
    """A page is never the duplicate of a duplicate."""
    assert copies((CT01[0], 1), (CT01[0], 1), (CT01[0], 1)) == {2: 1, 3: 1}
