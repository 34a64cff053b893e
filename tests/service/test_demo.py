"""What `--demo` shows is made through the front door, and every link that it prints opens."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from api import demo
from scanpipe.intake.desk import open_desk
from scanpipe.intake.intake import Intake
from scanpipe.settings import Settings


@pytest.fixture
def intake(tmp_path: Path) -> Iterator[Intake]:
    desk = open_desk(Settings(data_dir=tmp_path))
    try:
        yield Intake(desk)
    finally:
        desk.store.close()


def test_every_link_of_the_demo_opens_a_check_that_is_being_worked_on(intake: Intake) -> None:
    """One check for each thing that is shown, with its pages waiting."""
    told: list[str] = []
    demo.fill(intake, "http://localhost:8080/", told.append)
    assert len(told) == len(demo.SHOWN)
    for shown, line in zip(demo.SHOWN, told, strict=True):
        assert shown.what in line
        code, token = line.rpartition("/k/")[2].split("?t=")
        view = intake.view(intake.open(code, token))
        assert (view.consented, view.examined, len(view.pages)) == (True, False, len(shown.files))


def test_without_the_samples_it_says_so(intake: Intake, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An installed package has no samples: the service runs all the same."""
    monkeypatch.setattr(demo, "SAMPLES", tmp_path / "none")
    told: list[str] = []
    demo.fill(intake, "http://localhost:8080/", told.append)
    assert told
    assert "samples/" in told[0]


def test_a_full_queue_ends_the_demo_with_a_sentence(tmp_path: Path) -> None:
    """What was made before is told; no traceback."""
    desk = open_desk(Settings(data_dir=tmp_path, most_waiting_pages=1))
    told: list[str] = []
    try:
        demo.fill(Intake(desk), "http://localhost:8080/", told.append)
    finally:
        desk.store.close()
    assert len(told) == 2
    assert "could not be filled" in told[-1]
