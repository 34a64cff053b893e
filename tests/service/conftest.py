"""One service for the tests that leave it as it was; those that kill or fill theirs start one of their own."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator

import httpx
import pytest

from tests.service.served import Served, served


@pytest.fixture(scope="package")
def tesseract() -> None:
    """Papers are really read here."""
    if shutil.which("tesseract") is None:
        if os.environ.get("SCANPIPE_REQUIRE_ALL"):
            pytest.fail("tesseract is absent, and a skip counts as a failure here")
        pytest.skip("tesseract is not installed")


@pytest.fixture(scope="package")
def house(tesseract: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("service") / "data") as house:
        yield house


@pytest.fixture(scope="package")
def http(house: Served) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=house.address, timeout=30) as client:
        yield client
