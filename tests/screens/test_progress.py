"""Watching a check being examined: what is spoken, a stream that breaks, a stream that never comes, no scripts."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack

import httpx
import pytest
from playwright.sync_api import Route, expect

from tests.screens.conftest import Visiting
from tests.screens.relay import relay
from tests.screens.visit import Visit
from tests.service import papers
from tests.service.caller import Dossier, begin
from tests.service.served import Served

_SPOKEN = """
window.__spoken = [];
addEventListener('DOMContentLoaded', () => {
  const live = document.querySelector('[role=status]');
  if (!live || !document.querySelector('[data-progress]')) return;
  const told = () => {
    const all = JSON.parse(sessionStorage.getItem('spoken') || '[]');
    if (live.textContent) sessionStorage.setItem('spoken', JSON.stringify([...all, live.textContent]));
  };
  new MutationObserver(told).observe(live, {childList: true, characterData: true, subtree: true});
});
"""


@pytest.fixture
def going_on(http: httpx.Client, house: Served) -> Iterator[tuple[Dossier, Served]]:
    """A check that was handed in; its examination waits until the test lets it go on."""
    dossier = begin(http)
    with house.held_up():
        assert dossier.send(papers.BLURRED, papers.small(papers.GOOD)).status_code == 201
        yield dossier, house


def result_of(person: Visit) -> str:
    """The verdict once the page has gone on to the result."""
    person.page.wait_for_url("**/kq*", timeout=60_000)
    return person.heading


@pytest.mark.parametrize("size", [(360, 640), (1366, 768)], ids=["360", "1366"])
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_progress_can_be_read_by_everybody(
    visit: Visiting, going_on: tuple[Dossier, Served], size: tuple[int, int], lang: str
) -> None:
    """AT-X1: the page of a check in progress, in both languages and sizes."""
    person = visit(size)
    person.open_check(going_on[0], f"/tien-do?lang={lang}")
    assert person.seen("page-row").count() == 2
    person.axe()
    assert person.wide() <= 0


def test_little_is_spoken_and_the_last_word_is_the_verdict(visit: Visiting, http: httpx.Client, house: Served) -> None:
    """AT-C5: exactly one status region; between two and twelve texts for four pages; the last has the verdict."""
    dossier = begin(http)
    three = [papers.small(papers.GOOD, width_px) for width_px in (300, 310, 320)]
    person = visit()
    person.page.add_init_script(_SPOKEN)
    with house.held_up():  # until the page has begun to speak, however fast the machine is
        assert dossier.send(papers.BLURRED, *three).status_code == 201
        person.open_check(dossier, "/tien-do")
        assert person.page.get_by_role("status").count() == 1
        expect(person.page.get_by_role("status")).not_to_be_empty()
    verdict = result_of(person)
    spoken = person.page.evaluate("JSON.parse(sessionStorage.getItem('spoken') || '[]')")
    assert 2 <= len(spoken) <= 12, spoken
    assert verdict.removeprefix("↻").strip() in spoken[-1]


def test_a_broken_stream_is_taken_up_where_it_broke(visit: Visiting, http: httpx.Client, house: Served) -> None:
    """AT-C6: cut after event 5, the browser comes back with Last-Event-ID 5, and the end is the same."""
    dossier = begin(http)
    with relay(house.address, cut_after=5) as wire:
        person = visit(address=wire.address)
        person.cut = True
        with house.held_up():
            assert dossier.send(papers.BLURRED).status_code == 201
            assert dossier.send(papers.small(papers.GOOD)).status_code == 201
            person.open_check(dossier, "/tien-do")
        assert "Không đọc được" in result_of(person)
    assert wire.resumed[:2] == [None, "5"]


def test_news_that_come_while_it_asks_are_not_lost(visit: Visiting, http: httpx.Client, house: Served) -> None:
    """The check ends after the list was written and before it arrived: the page asks once more, and goes on."""
    dossier = begin(http)
    person = visit()
    lists = 0
    with ExitStack() as held:
        held.enter_context(house.held_up())
        assert dossier.send(papers.BLURRED).status_code == 201

        def late(route: Route) -> None:
            nonlocal lists
            lists += 1
            old = route.fetch()
            if lists == 1:
                held.close()
                dossier.finished()
                person.page.wait_for_timeout(1000)  # the stream tells it meanwhile
            route.fulfill(response=old)

        person.page.route("**/tien-do?manh=1", late)
        person.open_check(dossier, "/tien-do")
        assert "Không đọc được" in result_of(person)
    assert lists == 2


def test_without_a_stream_it_asks(visit: Visiting, http: httpx.Client, house: Served) -> None:
    """AT-C7: the stream is answered 503; polling takes over and the result appears."""
    dossier = begin(http)
    person = visit()
    person.told = {503}
    person.page.route("**/api/v1/checks/*/events", lambda route: route.fulfill(status=503, body=""))
    with house.held_up():
        assert dossier.send(papers.BLURRED).status_code == 201
        person.open_check(dossier, "/tien-do")
    assert "Không đọc được" in result_of(person)


def test_without_scripts_the_page_asks_again_by_itself(visit: Visiting, http: httpx.Client) -> None:
    """The progress refreshes itself until the result is there."""
    dossier = begin(http)
    person = visit(java_script_enabled=False)
    assert dossier.send(papers.BLURRED).status_code == 201
    person.open_check(dossier, "/tien-do")
    assert "Không đọc được" in result_of(person)


def test_the_whole_way_without_scripts(visit: Visiting) -> None:
    """AT-C8: start, choice, notice, photo, progress, result: with nothing but forms and links."""
    person = visit(java_script_enabled=False)
    person.open("/")
    person.seen("start").click()
    person.seen("unsure").click()
    person.seen("agree").click()
    person.seen("choose").set_input_files(papers.UNSIGNED)
    person.seen("send").click()
    person.page.wait_for_url("**#trang-moi")
    person.seen("finished").click()
    assert "Cần bổ sung" in result_of(person)
    first = person.seen("todo").get_by_role("link").first
    finding = person.page.locator(str(first.get_attribute("href")))
    assert finding.get_attribute("data-testid") == "finding"
    crop = finding.get_by_test_id("crop")
    assert person.page.request.get(person.address + str(crop.get_attribute("src"))).status == 200
    assert finding.get_by_test_id("action").is_visible()
