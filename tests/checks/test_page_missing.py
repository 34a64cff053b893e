"""A page that was not handed in, and one that only looks so."""

from scanpipe.catalog import Edition
from scanpipe.catalog.schema import Print
from scanpipe.checks.page_missing import missing_pages
from scanpipe.findings import missing_parameters, rule
from scanpipe.labels import Hit
from scanpipe.model import Finding, Reading, Rect, Severity
from tests.checks.hand_made import blank, edition, line, unlocated, written

FOUND = Hit(100.0, 0, 9, (0, 0), (0, 0), Rect(20, 20, 60, 24), 9)
Missing = tuple[list[Finding], frozenset[str]]


def form(*, required: int = 2) -> Edition:
    back = [line(f"back_{i}", page=2, required="yes" if i < required else "no") for i in range(3)]
    return edition(line("front", required="yes"), *back, pages=2)


def missing(readings: list[Reading], *, pages: int = 1, required: int = 2, sure: bool = True) -> Missing:
    return missing_pages(form(required=required), readings, (FOUND, None, None, None), pages, 0, 1, sure)


GONE = [blank("front"), *(unlocated(f"back_{i}") for i in range(3))]


def test_a_page_of_which_nothing_was_found_is_missing() -> None:
    """Named with its number; its fields are not reported one by one."""
    found, keys = missing(GONE)
    (finding,) = found
    assert (finding.code, finding.page) == ("page.missing", 1)
    assert finding.params["missing"] == 2
    assert keys == {"back_0", "back_1", "back_2"}
    assert missing_parameters(finding) == frozenset()
    assert rule(finding, accuses=True).severity is Severity.MUST


def test_an_unsure_identity_only_asks_for_the_page() -> None:
    """Another layout may have no second page."""
    found, _ = missing(GONE, sure=False)
    assert rule(found[0], accuses=True).severity is Severity.CHECK


def test_one_label_of_the_page_is_enough_to_have_it() -> None:
    """A poor page is not a missing one."""
    assert missing([blank("front"), unlocated("back_0"), blank("back_1"), unlocated("back_2")]) == ([], frozenset())


def test_when_as_many_pages_came_as_the_form_has_none_is_missing() -> None:
    """It is there and could not be read."""
    assert missing(GONE, pages=2) == ([], frozenset())


def test_a_page_that_asks_for_little_is_not_missed() -> None:
    """Notes on a back page."""
    assert missing(GONE, required=0) == ([], frozenset())


def test_the_front_page_can_be_missing_too() -> None:
    """Only the back was photographed."""
    two = edition(
        line("front_a", required="yes"), line("front_b", required="yes"), line("back", page=2, required="yes"), pages=2
    )
    readings = [unlocated("front_a"), unlocated("front_b"), blank("back")]
    found, keys = missing_pages(two, readings, (None, None, FOUND), 1, 0, 1, True)
    assert [f.params["missing"] for f in found] == [1]
    assert keys == {"front_a", "front_b"}


SIGNED_BEHIND = edition(
    *(line(f"front_{i}", required="yes") for i in range(10)),
    Print(text="Tôi xin cam kết:", page=2),
    line("signature", "CHỦ HỘ KINH DOANH", kind="signature", page=2, required="yes"),
    pages=2,
)
"""The last page holds a promise and the signature."""


def last_page_gone(*, found: int, promise: Hit | None = None, signed: Reading | None = None) -> Missing:
    """One page came, of which that many of ten labels were found."""
    readings = [*(written(f"front_{i}") for i in range(10)), signed or unlocated("signature")]
    hits = (*(FOUND if i < found else None for i in range(10)), promise, None)
    return missing_pages(SIGNED_BEHIND, readings, hits, 1, 0, 1, True)


def test_a_page_with_nothing_but_the_signature_is_missed_when_all_else_was_found() -> None:
    """Nobody can sign on a page that was not handed in; its fields are not reported one by one."""
    found, keys = last_page_gone(found=10)
    assert rule(found[0], accuses=True).severity is Severity.MUST
    assert keys == {"signature"}


def test_a_poorly_read_paper_is_only_asked_for_its_last_page() -> None:
    """Two lines are easily lost among others that were."""
    found, _ = last_page_gone(found=8)
    assert rule(found[0], accuses=True).severity is Severity.CHECK


def test_one_printed_line_of_the_last_page_is_enough_to_have_it() -> None:
    """A form retyped on one page has the promise, or the caption, on its front."""
    assert last_page_gone(found=10, promise=FOUND) == ([], frozenset())
    assert last_page_gone(found=10, signed=blank("signature")) == ([], frozenset())
