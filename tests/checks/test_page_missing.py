"""A page that was not handed in, and one that only looks so."""

from scanpipe.catalog import Edition
from scanpipe.checks.page_missing import missing_pages
from scanpipe.findings import missing_parameters, rule
from scanpipe.model import Reading, Severity
from tests.checks.hand_made import blank, edition, line, unlocated


def form(*, required: int = 2) -> Edition:
    back = [line(f"back_{i}", page=2, required="yes" if i < required else "no") for i in range(3)]
    return edition(line("front", required="yes"), *back, pages=2)


def missing(readings: list[Reading], *, pages: int = 1, required: int = 2, sure: bool = True):
    return missing_pages(form(required=required), readings, pages, 0, 1, sure)


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
    """Notes on a back page, or one line that a retyped form moved to the front."""
    assert missing(GONE, required=0) == ([], frozenset())
    assert missing(GONE, required=1) == ([], frozenset())


def test_the_front_page_can_be_missing_too() -> None:
    """Only the back was photographed."""
    two = edition(
        line("front_a", required="yes"), line("front_b", required="yes"), line("back", page=2, required="yes"), pages=2
    )
    found, keys = missing_pages(two, [unlocated("front_a"), unlocated("front_b"), blank("back")], 1, 0, 1, True)
    assert [f.params["missing"] for f in found] == [1]
    assert keys == {"front_a", "front_b"}
