"""One service, one browser and a few finished checks for all screens; each test visits with a window of its own."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import cache
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.screens.visit import PHONE, Visit, visiting
from tests.service import papers
from tests.service.caller import Dossier, checked
from tests.service.served import Served, served

CHROMIUM = next((path for name in ("chromium", "chromium-browser") if (path := shutil.which(name))), None)

Visiting = Callable[..., Visit]
"""`visit(size, **wishes of a browser context)`: somebody with a window."""


def pytest_itemcollected(item: pytest.Item) -> None:
    """What is seen here was really read."""
    item.add_marker(pytest.mark.tesseract)


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Chromium of the system; nothing is downloaded."""
    if CHROMIUM is None:
        if os.environ.get("SCANPIPE_REQUIRE_ALL"):
            pytest.fail("chromium is absent, and a skip counts as a failure here")
        pytest.skip("chromium is not installed")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--force-color-profile=srgb"])
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def house(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The service, as it starts with nothing configured."""
    with served(tmp_path_factory.mktemp("screens") / "data") as house:
        yield house


@pytest.fixture(scope="package")
def http(house: Served) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=house.address, timeout=30) as client:
        yield client


@pytest.fixture
def visit(browser: Browser, house: Served) -> Iterator[Visiting]:
    """Windows of this test; at its end nothing may have gone wrong in any of them."""
    with ExitStack() as open_ones:

        def come(size: tuple[int, int] = PHONE, *, address: str = house.address, **wishes: Any) -> Visit:
            return open_ones.enter_context(visiting(browser, address, size, **wishes))

        yield come


@pytest.fixture(scope="package")
def finished(http: httpx.Client) -> Callable[[str], Dossier]:
    """
    Checks that are examined, made once, when somebody asks; for looking at only.

    "unsigned" | "outdated" | "good" | "blurred"
    """
    files = {
        "unsigned": papers.UNSIGNED,
        "outdated": papers.OUTDATED,
        "good": papers.GOOD,
        "blurred": papers.BLURRED,
    }

    @cache
    def made(name: str) -> Dossier:
        return checked(http, [files[name]])

    return made


@pytest.fixture(scope="package")
def birth(http: httpx.Client) -> Dossier:
    """A good birth declaration with a question about what was read: to answer, to send, to print."""
    return checked(http, [papers.GOOD_BIRTH], procedure="birth_registration")
