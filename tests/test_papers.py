"""Which pages make a paper, and in which order."""

from samples.kinds.heap import ORDERS, heaps
from scanpipe.findings import missing_parameters
from scanpipe.papers import SortedPaper, first_pages_missing, group
from scanpipe.rows import make_rows
from scanpipe.spool import Spool
from tests.scripted import CATALOG, PageWords, typed, words_on
from tests.sorting import card_pages, form_pages, kind_pages, sorted_heap, sorted_up

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


# Sorting


def shapes(pages: PageWords, *, one_file: bool = True) -> list[tuple[tuple[int, ...], str | None]]:
    """Pages of each paper, and its form or kind."""
    return [(p.pages, p.form or p.kind) for p in sorted_up(pages, one_file=one_file)]


def test_a_form_a_certificate_and_a_card_are_three_papers() -> None:
    """As they come from the scanner, one after the other."""
    pages = (*form_pages("land_registration", "nd151_2025", 1), *kind_pages("birth_notice"))
    assert shapes((*pages, *card_pages(1, together=False))) == [
        ((1, 2), "land_registration"),
        ((3,), "birth_notice"),
        ((4, 5), "identity_card"),
    ]


def test_pages_are_put_in_printed_order() -> None:
    """Whatever the order in which they were photographed."""
    one, two, three = form_pages("hkd_registration", "tt68_2025", 3)
    assert shapes((three, one, two), one_file=False) == [((2, 3, 1), "hkd_registration")]
    first, second = kind_pages("land_use_certificate", 2)
    assert shapes((second, first), one_file=False) == [((2, 1), "land_use_certificate")]


def test_two_people_with_one_form_keep_their_own_pages() -> None:
    """Names and numbers on both pages tell whose second page it is."""
    mine, yours = (form_pages("hkd_registration", "tt68_2025", seed) for seed in (5, 6))
    assert shapes((mine[0], yours[0], yours[1], mine[1])) == [
        ((1, 4), "hkd_registration"),
        ((2, 3), "hkd_registration"),
    ]


def test_backs_of_cards_find_their_fronts() -> None:
    """By the number in their machine readable lines; a sheet with both sides needs none."""
    mine, yours, both = card_pages(7, together=False), card_pages(8, together=False), card_pages(9, together=True)
    pages = (yours[1], mine[0], *both, mine[1], yours[0])
    assert shapes(pages, one_file=False) == [
        ((5, 1), "identity_card"),
        ((2, 4), "identity_card"),
        ((3,), "identity_card"),
    ]
    sides = {p.pages: p.sides for p in sorted_up(pages, one_file=False)}
    assert set(sides.values()) == {("front", "back")}
    assert sorted_up((mine[1],))[0].sides == ("back",)


def test_a_letter_is_put_to_no_certificate() -> None:
    """What says nothing of itself is a paper of its own when the one before it is signed."""
    assert shapes((*kind_pages("death_notice"), *LETTER)) == [((1,), "death_notice"), ((2,), None)]


def test_a_middle_page_that_did_not_come_leaves_the_others_together() -> None:
    """Page 2 of 3 is missing: that is told of one paper, not of two."""
    one, _, three = form_pages("hkd_registration", "tt68_2025", 4)
    assert shapes((three, one)) == [((2, 1), "hkd_registration")]


def test_a_second_page_alone_asks_for_its_first() -> None:
    """Known by its labels; asked, never said."""
    papers = sorted_up(form_pages("land_registration", "nd151_2025", 1)[1:])
    assert [(p.form, p.begun) for p in papers] == [("land_registration", False)]
    (finding,) = first_pages_missing(papers, CATALOG)
    assert (finding.code, finding.page, finding.params["missing"]) == ("page.missing", 1, 1)
    assert finding.confidence < 0.6
    assert missing_parameters(finding) == frozenset()
    assert {"doc_vi", "doc_en"} <= finding.params.keys()
    assert first_pages_missing(sorted_up(form_pages("land_registration", "nd151_2025", 1)), CATALOG) == []


def test_what_cannot_be_told_is_said_to_be_unsure() -> None:
    """Two blank copies of one form, mixed: any pairing is a guess."""
    papers = sorted_up((LAND[0], LAND[0], LAND[1], LAND[1]))
    assert max(p.sure for p in papers) < 0.8


def test_nearly_all_pages_of_mixed_heaps_find_their_place() -> None:
    """Every order of papers once; each page is in exactly one paper."""
    right = total = 0
    for heap in heaps(11, len(ORDERS), CATALOG):
        found = [paper.pages for paper in sorted_heap(heap)]
        assert sorted(n for pages in found for n in pages) == [p.number for p in heap.pages]
        right += sum(len(pages) for pages in heap.truth & set(found))
        total += len(heap.pages)
    assert right >= 0.9 * total


def test_an_unsure_overleaf_may_be_a_paper_whose_title_was_not_read() -> None:
    """Pages of forms are known by what they print, sides of cards by theirs; nothing like that ties an overleaf."""
    assert SortedPaper((1, 2), kind="birth_notice", sure=0.7).may_hold_another
    assert not SortedPaper((1, 2), kind="birth_notice", sure=0.9).may_hold_another
    assert not SortedPaper((1,), kind="birth_notice", sure=0.7).may_hold_another
    assert not SortedPaper((1, 2), kind="identity_card", sure=0.7, sides=("front", "back")).may_hold_another
    assert not SortedPaper((1, 2), form="ct01", sure=0.7).may_hold_another


def test_a_pile_turned_over_has_its_backs_in_the_opposite_order() -> None:
    """The notes of two copies are alike; the card that lies with them, known by its number, tells the order."""
    (front, back), notes = card_pages(7, together=False), CT01_2023[1]
    mine, yours = (form_pages("ct01", "tt66_2023", seed)[0] for seed in (5, 6))
    turned = [p.pages for p in sorted_up((mine, yours, front, back, notes, notes), one_file=False)]
    assert turned == [(1, 6), (2, 5), (3, 4)]
    straight = [p.pages for p in sorted_up((mine, yours, front, notes, notes, back), one_file=False)]
    assert straight == [(1, 4), (2, 5), (3, 6)]
