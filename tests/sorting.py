"""Pages of forms, supporting papers and cards as words, for tests that put them in order."""

import datetime as dt
import random
from collections.abc import Sequence

from samples.kinds import kind_papers
from samples.kinds.heap import Heap, card, filled
from samples.people import Cast, cast
from scanpipe.catalog.kinds_schema import load_kinds
from scanpipe.model import IDENTITY, Page, Readability, Word
from scanpipe.papers import SortedPaper, sort_pages
from scanpipe.rows import make_rows
from scanpipe.spool import Spool
from tests.scripted import CATALOG, FORMS, PageWords

KINDS = load_kinds(FORMS)
FILED = dt.date(2026, 11, 20)


def rng_of(seed: int) -> random.Random:
    """A source of chance."""
    return random.Random(seed)


def family(seed: int) -> Cast:
    """People of one household."""
    return cast(rng_of(seed), filed=FILED)


def form_pages(form: str, edition: str, seed: int) -> PageWords:
    """A form filled in by a family."""
    return filled(CATALOG.edition(form, edition), family(seed), rng_of(seed)).pages


def kind_pages(kind: str, seed: int = 1) -> PageWords:
    """A supporting paper of a family."""
    return filled(kind_papers()[kind], family(seed), rng_of(seed), kind=kind).pages


def card_pages(seed: int, *, together: bool) -> PageWords:
    """The card of the one who files."""
    return card(family(seed).filer, together=together).pages


def sorted_up(pages: Sequence[Sequence[Word]], *, one_file: bool = True) -> list[SortedPaper]:
    """The papers of pages in that order, numbered from 1."""
    known = [
        Page(i, 0 if one_file else i, i if one_file else 1, Readability.OK, 0, 0.0, {}, IDENTITY, 210.0, 297.0)
        for i in range(1, len(pages) + 1)
    ]
    return sorted_pages(known, pages)


def sorted_heap(heap: Heap) -> list[SortedPaper]:
    """The papers of a heap."""
    return sorted_pages(heap.pages, [leaf.words for leaf in heap.leaves])


def sorted_pages(known: Sequence[Page], words: Sequence[Sequence[Word]]) -> list[SortedPaper]:
    """The papers that pages with these words make."""
    with Spool() as spool:
        for page, own in zip(known, words, strict=True):
            spool.put_rows(page.number, make_rows(own))
        return sort_pages(known, CATALOG, KINDS, spool)
