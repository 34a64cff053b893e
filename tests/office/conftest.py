"""The Center of each test, and those who work there and elsewhere."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from scanpipe.office.people import Actor, Role
from tests.office.center import OTHER_UNIT, Center, opened


@pytest.fixture
def center(tmp_path: Path) -> Iterator[Center]:
    """The Center opened, and closed after the test."""
    made = opened(tmp_path)
    yield made
    made.desk.store.close()


@pytest.fixture
def officer(center: Center) -> Actor:
    """An officer of the Center."""
    return center.actor("ng.hoa", Role.OFFICER)


@pytest.fixture
def colleague(center: Center) -> Actor:
    """Another officer of the same Center."""
    return center.actor("le.binh", Role.OFFICER)


@pytest.fixture
def lead(center: Center) -> Actor:
    """Who leads the Center."""
    return center.actor("tr.lan", Role.LEAD)


@pytest.fixture
def auditor(center: Center) -> Actor:
    """Who looks at what was done there."""
    return center.actor("kt.minh", Role.AUDITOR)


@pytest.fixture
def administrator(center: Center) -> Actor:
    """Who keeps the accounts."""
    return center.actor("qt.an", Role.ADMINISTRATOR)


@pytest.fixture
def stranger(center: Center) -> Actor:
    """An officer of another Center."""
    return center.actor("ph.xa", Role.OFFICER, unit=OTHER_UNIT)
