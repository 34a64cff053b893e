"""Statistics in a browser: at a desk and on a phone, in both languages, without scripts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from playwright.sync_api import Browser

from api.office.statistics_asked import HOME
from scanpipe.office.people import Role
from tests.office.center import opened
from tests.office.counted import count, weeks_of
from tests.office_pages.stand_in import serving
from tests.office_pages.test_statistics_page import app_of
from tests.screens.probes import CLIPPED, SMALL, SPACED
from tests.screens.visit import DESK, SIZES, Visit, visiting

SMALL_AT_A_DESK = SMALL.replace("47.5", "31.5")
"""Officers' targets have at least 32 px."""
FIRST = dt.date(2026, 9, 7)
ADDRESS = f"{HOME}?tu=2026-09-07&den=2026-11-01&bd=ct01"
OUTSIDE = """
[...document.querySelectorAll('svg.chart')].flatMap(svg => {
  const frame = svg.getBoundingClientRect();
  return [...svg.querySelectorAll('text')].filter(text => {
    const box = text.getBoundingClientRect();
    return box.left < frame.left - 1 || box.right > frame.right + 1
      || box.top < frame.top - 1 || box.bottom > frame.bottom + 1;
  }).map(text => svg.querySelector('title').textContent + ': ' + text.textContent);
})
"""
OVER_EACH_OTHER = """
[...document.querySelectorAll('svg.chart')].flatMap(svg => {
  const texts = [...svg.querySelectorAll('text')].map(t => [t.textContent, t.getBoundingClientRect()]);
  return texts.flatMap(([said, a], i) => texts.slice(i + 1).filter(([, b]) =>
    Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1 &&
    Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 4).map(([other]) => said + ' / ' + other));
})
"""

Coming = Callable[..., Visit]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The page over eight busy weeks and one that is almost empty, served."""
    center = opened(tmp_path_factory.mktemp("officers-statistics"))
    center.clock[0] = dt.datetime(2026, 11, 2, 2, 0, tzinfo=dt.UTC)
    count(center.desk, [*weeks_of(7, FIRST, 7, 25), *weeks_of(8, FIRST + dt.timedelta(days=49), 1, 3)])
    with serving(app_of(center, [center.actor("tr.lan", Role.LEAD)], 30)) as found:
        yield found
    center.desk.store.close()


@pytest.fixture
def come(browser: Browser, address: str) -> Iterator[Coming]:
    """Windows of this test; at its end nothing may have gone wrong in any of them."""
    with ExitStack() as open_ones:

        def window(size: tuple[int, int] = DESK, **wishes: Any) -> Visit:
            return open_ones.enter_context(visiting(browser, address, size, **wishes))

        yield window


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("size", list(SIZES.values()), ids=list(SIZES))
def test_the_page_fits_and_is_accessible(come: Coming, size: tuple[int, int], lang: str) -> None:
    """Nothing scrolls sideways, no letter leaves its chart or lies on another, axe finds nothing."""
    person = come(size)
    person.open(f"{ADDRESS}&lang={lang}")
    assert person.wide() == 0
    assert person.page.evaluate(OUTSIDE) == []
    assert person.page.evaluate(OVER_EACH_OTHER) == []
    person.page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    person.axe()
    assert person.page.evaluate(SMALL_AT_A_DESK) == []


def test_larger_letters_fit_as_well(come: Coming) -> None:
    """At 160 % and with wider spacing nothing is cut off."""
    person = come(DESK)
    person.open(f"{ADDRESS}&chu=3")
    person.page.evaluate(SPACED)
    assert person.page.evaluate(CLIPPED) == []
    assert person.wide() == 0


def test_it_works_without_scripts(come: Coming) -> None:
    """A fault down to its field and back, another procedure, a file: all by links and forms."""
    person = come(DESK, java_script_enabled=False)
    person.open(ADDRESS)
    person.seen("stat-faults").locator("summary").click()
    person.seen("stat-faults").locator("tbody a").first.click()
    person.seen("stat-faults").locator("tbody a").first.click()
    assert person.seen("stat-faults").locator("tbody tr").count() >= 1
    person.seen("stat-faults").locator("p a").first.click()
    person.page.select_option("#tt", index=1)
    person.page.get_by_role("button", name="Xem", exact=True).click()
    assert "làm tròn đến 5" in person.page.locator("main strong").first.inner_text()
    with person.page.expect_download() as coming:
        person.seen("stat-first").get_by_role("link", name="Tải CSV").click()
    assert coming.value.suggested_filename.startswith("thong-ke-first-")


def test_a_lead_has_a_finding_ask(come: Coming) -> None:
    """Proposed, switched by keyboard with a reason, and told; then taken back."""
    person = come(DESK)
    person.open(ADDRESS)
    proposed = person.seen("proposed").first
    proposed.get_by_label("Lý do").fill("Con dấu che số")
    person.page.keyboard.press("Enter")
    person.page.wait_for_url("**xong=hoi**")
    asking = person.seen("asking")
    assert "Con dấu che số" in asking.inner_text()
    asking.get_by_label("Lý do").fill("Đã sửa")
    asking.get_by_role("button").click()
    person.page.wait_for_url("**xong=bao**")
    assert person.page.locator("[data-testid=asking]").count() == 0
