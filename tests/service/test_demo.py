"""What `--demo` shows is made through the front door, and every link that it prints opens."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from api import demo
from scanpipe.intake.desk import Desk, open_desk
from scanpipe.intake.intake import Intake
from scanpipe.office.accounts import Accounts
from scanpipe.settings import Settings


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = open_desk(Settings(data_dir=tmp_path))
    try:
        yield desk
    finally:
        desk.store.close()


@pytest.fixture
def intake(desk: Desk) -> Intake:
    return Intake(desk)


@pytest.fixture
def accounts(desk: Desk) -> Accounts:
    return Accounts(desk)


def test_every_link_of_the_demo_opens_a_check_that_is_being_worked_on(intake: Intake, accounts: Accounts) -> None:
    """One check for each thing that is shown, with its pages waiting; then a link for each of the Center's people."""
    told: list[str] = []
    keys = demo.fill(intake, accounts, "http://localhost:8080/", told.append)
    assert len(keys) == len(demo.SHOWN)
    assert len(told) == len(demo.SHOWN) + len(demo.STAFF)
    for who, line in zip(demo.STAFF, told[len(demo.SHOWN) :], strict=True):
        assert who.login in line
        assert accounts.logins.invited(line.rpartition("?t=")[2]).login == who.login
    for shown, line in zip(demo.SHOWN, told[: len(demo.SHOWN)], strict=True):
        assert shown.what in line
        code, token = line.rpartition("/k/")[2].split("?t=")
        view = intake.view(intake.open(code, token))
        assert (view.consented, view.examined, len(view.pages)) == (True, False, len(shown.files))


def test_a_second_demo_over_the_same_folder_makes_nobody_twice(intake: Intake, accounts: Accounts) -> None:
    """The people are there already; checks are made anew."""
    demo.fill(intake, accounts, "http://localhost:8080/", lambda _: None)
    told: list[str] = []
    demo.fill(intake, accounts, "http://localhost:8080/", told.append)
    assert len(told) == len(demo.SHOWN)


def test_without_the_samples_it_says_so(
    intake: Intake, accounts: Accounts, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An installed package has no samples: the service runs all the same."""
    monkeypatch.setattr(demo, "SAMPLES", tmp_path / "none")
    told: list[str] = []
    demo.fill(intake, accounts, "http://localhost:8080/", told.append)
    assert told
    assert "samples/" in told[0]


def test_a_full_queue_ends_the_demo_with_a_sentence(tmp_path: Path) -> None:
    """What was made before is told; no traceback."""
    desk = open_desk(Settings(data_dir=tmp_path, most_waiting_pages=1))
    told: list[str] = []
    try:
        demo.fill(Intake(desk), Accounts(desk), "http://localhost:8080/", told.append)
    finally:
        desk.store.close()
    assert len(told) == 2
    assert "could not be filled" in told[-1]
