"""Which pages are pictures of one page, and which only look alike."""

import zlib
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from scanpipe.imaging.sheet import PX_PER_MM, Sheet, Structure, pixels
from scanpipe.model import Image, Rect, Word
from scanpipe.rows import make_rows
from scanpipe.same_page import duplicates
from scanpipe.spool import Spool
from tests.scripted import CATALOG, typed, words_on
from tests.sorting import card_pages, form_pages, kind_pages

WIDTH_MM, HEIGHT_MM = 210.0, 297.0
CT01 = words_on("ct01", "tt66_2023")
MINE, YOURS = (form_pages("land_registration", "nd151_2025", seed) for seed in (5, 6))
NUMBER = next(w.text for w in MINE[0] if w.text[:12].isdigit() and len(w.text) >= 12)


def copies(
    *pages: Sequence[Word], names: bool = True, written: Sequence[int] = (), lost: Sequence[int] = ()
) -> dict[int, int]:
    """
    Duplicates among pages with these words; `written` holds a seed of handwriting for each, 0 for none, `lost` which
    of its words could not be read: every so-manieth, 0 for none.
    """
    with Spool() as spool:
        for number, words in enumerate(pages, start=1):
            every = lost[number - 1] if lost else 0
            spool.put_rows(number, make_rows([w for i, w in enumerate(words) if not every or i % every]))
            spool.put(number, inked(words, written[number - 1] if written else 0))
        return duplicates(range(1, len(pages) + 1), spool, CATALOG if names else None)


def inked(words: Sequence[Word], hand: int = 0) -> Sheet:
    """A sheet on which every word is ink of its own shape, with lines of handwriting that nobody can read."""
    ink = np.zeros((round(HEIGHT_MM * PX_PER_MM), round(WIDTH_MM * PX_PER_MM)), np.uint8)
    for word in words:
        scribble(ink, word.rect, zlib.crc32(word.text.encode()))
    for line in range(8 if hand else 0):
        scribble(ink, Rect(120.0, 60.0 + 20.0 * line, 190.0, 66.0 + 20.0 * line), 97 * hand + line)
    structure = Structure(WIDTH_MM, HEIGHT_MM, (), (), (), (), (), ())
    return Sheet(255 - 255 * ink, ink, ink, np.zeros((1, 1), np.uint8), 1.0, structure)


def scribble(ink: Image, rect: Rect, seed: int) -> None:
    """Squares of ink, half of them, over a place."""
    part = ink[pixels(rect, ink.shape)]
    height, width = part.shape
    squares = np.random.default_rng(seed).integers(0, 2, (height // 3 + 1, width // 3 + 1)).astype(np.uint8)
    part[:] = np.kron(squares, np.ones((3, 3), np.uint8))[:height, :width]


def laid(words: Sequence[Word], right_mm: float, down_mm: float) -> tuple[Word, ...]:
    """The page on another place of the glass."""
    return tuple(
        replace(
            w,
            rect=Rect(w.rect.left + right_mm, w.rect.top + down_mm, w.rect.right + right_mm, w.rect.bottom + down_mm),
        )
        for w in words
    )


def with_word(words: Sequence[Word], old: str, new: str) -> tuple[Word, ...]:
    """The page with one word changed."""
    assert any(w.text == old for w in words)
    return tuple(replace(w, text=new) if w.text == old else w for w in words)


def test_a_page_sent_twice_is_a_duplicate() -> None:
    """Whatever lies between."""
    assert copies(MINE[0], CT01[0], MINE[0]) == {3: 1}


def test_a_second_scan_lies_elsewhere_and_is_read_with_slips() -> None:
    """A few words are lost, and everything is moved by millimetres."""
    assert copies(MINE[0], laid(MINE[0], 9 / PX_PER_MM, -12 / PX_PER_MM), lost=(0, 25)) == {2: 1}


def test_two_people_on_the_same_form_are_two_papers() -> None:
    """The same printed words, but others are written."""
    assert copies(MINE[0], YOURS[0]) == {}
    assert copies(*MINE, *YOURS) == {}


def test_cards_of_two_people_are_two() -> None:
    """Much is printed on them, and little is their own."""
    assert copies(card_pages(7, together=True)[0], card_pages(8, together=True)[0]) == {}


def test_empty_forms_and_pages_of_notes_prove_nothing() -> None:
    """Two people's are as much alike as two pictures of one."""
    assert copies(CT01[1], CT01[1]) == {}
    assert copies(CT01[0], CT01[0]) == {}
    blank = words_on("hkd_registration", "tt68_2025")
    assert copies(*blank, *blank) == {}


def test_handwriting_that_nobody_could_read_tells() -> None:
    """The same strokes in the same places are one page, others are two."""
    assert copies(CT01[0], CT01[0], written=(1, 1)) == {2: 1}
    assert copies(CT01[0], CT01[0], written=(1, 2)) == {}


def test_one_answer_changed_makes_another_page() -> None:
    """Somebody put it right and scanned the page again: that one must not be dropped."""
    assert copies(MINE[0], with_word(MINE[0], NUMBER, f"{NUMBER[:-4]}000,")) == {}


def test_two_copies_of_one_form_keep_a_page_each() -> None:
    """First pages that differ in an answer, second ones that do not: the second copy needs its own."""
    signed = (*MINE[1], *typed(NUMBER, 150.0, 270.0))
    changed = with_word(MINE[0], "18/07/2022", "19/07/2022")
    assert copies(MINE[0], signed, signed) == {3: 2}
    assert copies(MINE[0], signed, changed, signed) == {}


def test_pages_of_supporting_papers_are_told_by_their_numbers_too() -> None:
    """No template is needed, and no list of what forms print."""
    page = kind_pages("house_contract", 3)[0]
    assert copies(page, page, names=False) == {2: 1}
    assert copies(page, kind_pages("house_contract", 4)[0], names=False) == {}


def test_pages_without_words_are_never_duplicates() -> None:
    """Two dark backs look alike; dropping one of them could drop a page."""
    assert copies((), ()) == {}


def test_three_of_a_kind_all_point_to_the_first() -> None:
    """A page is never the duplicate of a duplicate."""
    assert copies(MINE[0], MINE[0], MINE[0]) == {2: 1, 3: 1}
