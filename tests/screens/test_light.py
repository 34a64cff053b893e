"""A slow line and an old phone: the start page is small and soon there."""

from __future__ import annotations

import time

from tests.screens.conftest import Visiting

KBIT = 1000 / 8


def test_the_start_page_is_light_and_soon_usable(visit: Visiting) -> None:
    """AT-C23: at 400 kbit/s and 400 ms the button is there within 3 s; everything together is at most 100 KB."""
    person = visit()
    line = person.page.context.new_cdp_session(person.page)
    line.send("Network.enable")
    sizes: list[float] = []
    line.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    slow = {"offline": False, "latency": 400, "downloadThroughput": 400 * KBIT, "uploadThroughput": 400 * KBIT}
    line.send("Network.emulateNetworkConditions", slow)
    begin = time.monotonic()
    person.page.goto(person.address, wait_until="domcontentloaded")
    person.seen("start").click(trial=True)
    usable_s = time.monotonic() - begin
    person.page.wait_for_load_state("networkidle")
    assert sum(sizes) <= 100_000, sizes
    assert usable_s < 3, usable_s


def test_the_start_page_is_usable_without_scripts(visit: Visiting) -> None:
    """Every way that leads on is a link."""
    person = visit(java_script_enabled=False)
    person.open("/")
    person.seen("have-code").click()
    person.page.wait_for_url("**/ma")
    person.page.go_back()
    person.seen("start").click()
    person.page.wait_for_url("**/k/new")
    assert person.page.url.endswith("/k/new")
