"""A desk in a temporary folder, with a clock that the test sets and a clerk in the examiner's place."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from scanpipe.intake import tallies
from scanpipe.intake.desk import Desk, open_desk
from scanpipe.intake.intake import Intake, Key
from scanpipe.jobs.run import LEASE_S, Shop, run_claim
from scanpipe.model import UploadFile
from scanpipe.settings import Settings
from scanpipe.store import work
from scanpipe.store.rows import Finish
from tests.clerk import PICTURE, Clerk


@dataclass
class Counter:
    """The intake, what it works with, and who examines."""

    desk: Desk
    intake: Intake
    clerk: Clerk
    folder: Path
    clock: list[dt.datetime] = field(default_factory=list)
    woken: list[None] = field(default_factory=list)

    def check(self, procedure: str | None = None, consented: bool = True) -> Key:
        """A check whose person agreed."""
        new = self.intake.create(lang="vi", procedure=procedure, as_of=None, helper=False, team=None)
        key = self.intake.open(new.id, new.token)
        if consented:
            self.intake.consent(key)
        return key

    def work(self) -> Finish | None:
        """Examine what waits longest; None when nothing does, or when it was given back."""
        store = self.desk.store
        with store.database.writing() as session:
            claim = work.claim(session, "test", now=self.desk.now(), lease_s=LEASE_S)
        if claim is None:
            return None
        shop = Shop(store, self.desk.settings, self.desk.bell, self.desk.now, tallies.note)
        return run_claim(shop, claim, self.clerk, self.folder / "work", cancelled=lambda: False)  # type: ignore[arg-type]

    def later(self, **delta: float) -> None:
        """Let time pass."""
        self.clock[0] += dt.timedelta(**delta)


def photo(mark: str = "") -> UploadFile:
    """A file that looks like a photo; `mark` makes its bytes differ."""
    return UploadFile(f"photo{mark}.jpg", PICTURE + mark.encode())


@pytest.fixture
def counter(tmp_path: Path) -> Iterator[Counter]:
    """The desk opened, and closed after the test."""
    clock = [dt.datetime(2026, 11, 25, 3, 0, tzinfo=dt.UTC)]
    woken: list[None] = []
    settings = Settings(data_dir=tmp_path / "data", most_waiting_pages=5)
    desk = replace(open_desk(settings, now=lambda: clock[0]), wake=lambda: woken.append(None))
    yield Counter(desk, Intake(desk), Clerk(), tmp_path, clock, woken)
    desk.store.close()
