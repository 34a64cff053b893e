"""
Somebody at a screen: a browser with a size, and everything that must never happen while they use it.

Every visit notes errors of scripts, what the content security policy had to stop, answers that failed, and requests to
anybody else; at its end there must have been none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import axe_playwright_python
from playwright.sync_api import Browser, ConsoleMessage, FilePayload, Locator, Page, Request, Response

from tests.service.caller import Dossier

PHONE, DESK = (360, 640), (1366, 768)
SIZES = {"360": PHONE, "1366": DESK}
AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
GRAVE = ("moderate", "serious", "critical")
_WATCH = """
window.__stopped = [];
document.addEventListener('securitypolicyviolation', event =>
  window.__stopped.push(event.violatedDirective + ' ' + event.blockedURI));
"""
_LOADING = re.compile(r"^Failed to load resource: .*status of (\d{3})")
_LONGEST_MS = 15_000


class Visit:
    """
    One person with one browser window. `told` are the statuses of refusals that the test provokes, `offline` that it
    takes the network away, `cut` that it cuts the stream of events.
    """

    told: set[int]

    def __init__(self, page: Page, address: str) -> None:
        self.page, self.address = page, address
        self.told = set()
        self.offline = self.cut = False
        self.troubles: list[str] = []
        self._held: set[str] = set()
        self.asked: list[Request] = []
        page.set_default_timeout(_LONGEST_MS)
        page.add_init_script(_WATCH)
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.troubles.append(f"script: {error}"))
        page.on("request", self._request)
        page.on("response", self._response)

    # ---- going places ------------------------------------------------------------------------------------------------

    def open(self, path: str) -> Response | None:
        """Go to an address of the service, or to a whole one."""
        return self.page.goto(path if path.startswith("http") else self.address + path)

    def open_check(self, dossier: Dossier, path: str = "") -> None:
        """Go to a check as its owner."""
        self.hold(dossier)
        self.open(f"/k/{dossier.code}{path}")

    def hold(self, dossier: Dossier) -> None:
        """Have this browser open the check, as its private link does; once is enough."""
        if dossier.id not in self._held:
            self.open(f"/k/{dossier.code}?t={dossier.token}")
            self._held.add(dossier.id)

    def begin(self, procedure: str | None = None) -> str:
        """From the start to the checklist, past the notice; the code of the new check."""
        self.open("/k/new")
        if procedure is None:
            self.seen("unsure").click()
        else:
            self.page.locator(f"button[value={procedure}]").first.click()
        self.seen("agree").click()
        self.page.wait_for_url("**/k/KT-*")
        return self.page.url.rpartition("/")[2]

    def hand_in(self, file: Path | FilePayload) -> None:
        """Choose a file, use it whatever the advice is, and wait until the service has it."""
        there = self.page.locator(".page-row[data-page]").count()
        self.seen("choose").set_input_files(file)
        arrived = self.page.locator(".page-row[data-page]").nth(there)
        arrived.or_(self.seen("keep")).first.wait_for()
        if self.seen("keep").count():
            self.seen("keep").click()
        arrived.wait_for()

    # ---- seeing ------------------------------------------------------------------------------------------------------

    def seen(self, name: str) -> Locator:
        """What carries that data-testid."""
        return self.page.get_by_test_id(name)

    @property
    def heading(self) -> str:
        return self.page.locator("h1").inner_text().strip()

    def wide(self) -> int:
        """By how many pixels the page is wider than the window."""
        return int(self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))

    def axe(self, allow: Sequence[str] = ()) -> None:
        """
        Nothing that axe calls moderate or worse.

        The script comes in through the debugger: the policy of the pages would stop it as a tag, and so it should.
        """
        self.page.evaluate(AXE)
        found: dict[str, Any] = self.page.evaluate(
            "tags => axe.run(document, {runOnly: {type: 'tag', values: tags}})", AXE_TAGS
        )
        bad = [v for v in found["violations"] if v["id"] not in allow and v["impact"] in GRAVE]
        assert not bad, [(v["id"], v["impact"], [n["target"] for n in v["nodes"]][:5]) for v in bad]

    # ---- what must not happen ----------------------------------------------------------------------------------------

    def nothing_wrong(self) -> None:
        """No error of a script, nothing stopped by the policy, no failed answer, nobody else asked."""
        if not self.page.is_closed():
            self.troubles += [f"stopped: {what}" for what in self.page.evaluate("window.__stopped || []")]
        assert not self.troubles, self.troubles

    def _console(self, message: ConsoleMessage) -> None:
        if message.type not in ("error", "warning"):
            return
        status = _LOADING.match(message.text)
        if status is not None and int(status[1]) in self.told:
            return
        if self.offline and "ERR_INTERNET_DISCONNECTED" in message.text:
            return
        if self.cut and "/events" in message.location.get("url", ""):
            return
        self.troubles.append(f"console: {message.text} {message.location.get('url', '')}")

    def _request(self, request: Request) -> None:
        self.asked.append(request)
        if urlsplit(request.url).scheme in ("data", "blob"):
            return
        if not request.url.startswith(f"{self.address}/"):
            self.troubles.append(f"elsewhere: {request.url}")

    def _response(self, response: Response) -> None:
        if response.status >= 400 and response.status not in self.told:
            self.troubles.append(f"{response.status}: {response.url}")


@contextmanager
def visiting(browser: Browser, address: str, size: tuple[int, int] = PHONE, **wishes: Any) -> Iterator[Visit]:
    """A visit with a window of that size; `wishes` are those of a browser context."""
    width, height = size
    context = browser.new_context(
        viewport={"width": width, "height": height}, locale="vi-VN", has_touch=width < 600, **wishes
    )
    try:
        visit = Visit(context.new_page(), address)
        yield visit
        visit.nothing_wrong()
    finally:
        context.close()
