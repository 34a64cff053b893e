"""
One story: CT01 of 2025 is drafted from its blank, finished, tried, published for tomorrow; tomorrow comes, and the
dossier of yesterday is examined again and its citizen told.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest
from typer.testing import CliRunner

from scanpipe.catalog.blank import typeset
from scanpipe.catalog.load import load_catalog
from scanpipe.cli import app
from scanpipe.intake.desk import Desk, open_desk
from scanpipe.intake.intake import Intake, Key
from scanpipe.intake.live_law import LiveLaw
from scanpipe.intake.views import CheckState, CheckView
from scanpipe.jobs.examiner import Examiner
from scanpipe.jobs.run import LEASE_S, Shop, run_claim
from scanpipe.model import UploadFile
from scanpipe.office.catalogue.catalogue import Catalogue
from scanpipe.office.catalogue.law_watch import LawWatch
from scanpipe.office.deciding import count_points
from scanpipe.office.office import connected, examined, office_of
from scanpipe.office.people import Actor, Role, rights_of
from scanpipe.publishing.words import PublishError
from scanpipe.settings import Settings
from scanpipe.store import work

ROOT = Path(__file__).resolve().parents[2]
VIETNAM = dt.timezone(dt.timedelta(hours=7))
EVE = dt.datetime(2025, 6, 29, 9, tzinfo=VIETNAM)
OPERATOR = Actor("off_lan", "lan", "Lan", "", rights_of([Role.OPERATOR]))
PUBLISHER = Actor("off_minh", "minh", "Minh", "", rights_of([Role.OPERATOR, Role.PUBLISHER]))
PAPER = ("ct01-2023-in-its-time-1.jpg", "ct01-2023-in-its-time-2.jpg")


@dataclass
class House:
    """The service without its doors, by a clock that the story sets."""

    desk: Desk
    catalogue: Catalogue
    watch: LawWatch
    shop: Shop
    examiner: Examiner
    clock: list[dt.datetime]
    folder: Path

    def dossier(self) -> Key:
        """A paper of the edition of 2023, handed in, examined and sent."""
        intake = Intake(self.desk)
        new = intake.create(lang="vi", procedure=None, as_of=None, helper=False, team=None)
        key = intake.open(new.id, new.token)
        intake.consent(key)
        intake.add(key, [UploadFile(name, (ROOT / "samples/small" / name).read_bytes()) for name in PAPER])
        assert self.examine() == 1
        intake.send(key)
        return key

    def examine(self) -> int:
        """All that waits, really examined; how many there were."""
        for count in range(10):
            with self.desk.store.database.writing() as session:
                claim = work.claim(session, "story", now=self.desk.now(), lease_s=LEASE_S)
            if claim is None:
                return count
            run_claim(self.shop, claim, self.examiner, self.folder / "work", cancelled=lambda: False)
        raise AssertionError("it does not come to an end")

    def blank(self) -> str:
        """The SHA-256 of what citizens download today."""
        intake = Intake(self.desk)
        return intake.blank("ct01", self.desk.now().astimezone(VIETNAM).date()).sha256


@pytest.fixture
def blank(tmp_path: Path) -> Path:
    """The blank of the edition of 2025."""
    path = tmp_path / "ct01.pdf"
    path.write_bytes(typeset(load_catalog(ROOT / "forms").edition("ct01", "tt53_2025")).pdf)
    return path


@pytest.fixture
def house(tesseract: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    """A Center that knows CT01 of 2021 and 2023 only."""
    forms, clock = tmp_path / "forms", [EVE]
    shutil.copytree(ROOT / "forms", forms, ignore=shutil.ignore_patterns("2025-*_tt53*", "2026-*_tt116*", "drafts"))
    monkeypatch.setenv("SCANPIPE_FORMS_DIR", str(forms))
    settings = Settings(forms_dir=forms, data_dir=tmp_path / "data")
    laws = LiveLaw(forms, tmp_path / "data" / "law")
    desk = connected(open_desk(settings, now=lambda: clock[0], laws=laws))
    catalogue = office_of(desk).catalogue

    def folder() -> Path:
        return desk.law.folder

    shop = Shop(desk.store, settings, desk.bell, desk.now, examined(desk), partial(count_points, desk), folder)
    examiner = Examiner(settings, tmp_path / "work", forms=folder)
    examiner.start()
    watch = LawWatch(laws, desk.now, catalogue.law_changed)
    yield House(desk, catalogue, watch, shop, examiner, clock, tmp_path)
    examiner.stop()
    catalogue.close()
    desk.store.close()


def standing(check: CheckView) -> list[tuple[str | None, str]]:
    """Each paper's edition and where that stands."""
    return [(d.edition.edition, d.edition.status) for d in check.documents if d.edition is not None]


def told(*command: str) -> str:
    """What a command says; it has to succeed."""
    result = CliRunner().invoke(app, list(command))
    assert result.exit_code == 0, result.output
    return result.output


def test_a_form_changes_and_nobody_is_told_too_late(house: House, blank: Path) -> None:
    """From the blank to the citizen, with every gate between."""
    house.watch.look()
    key = house.dossier()
    before = Intake(house.desk).view(key)
    assert standing(before) == [("tt66_2023", "current")]
    old_blank = house.blank()

    # The operator: draft, finish, try.
    house.clock[0] += dt.timedelta(days=1)
    said = told(
        "forms", "draft", str(blank), "--form", "ct01", "--edition", "tt53_2025", "--from-previous", "--by", "lan"
    )
    assert "16" in said
    drafting, publishing = house.catalogue.drafting, house.catalogue.publishing
    draft = drafting.get(OPERATOR, "ct01", "tt53_2025")
    drafting.see(OPERATOR, "ct01", "tt53_2025", {guess.key or "" for guess in draft.about.unseen})
    tomorrow = dt.date(2025, 7, 1)
    publishing.propose(OPERATOR, "ct01", "tt53_2025", on=tomorrow, until=None, etag=draft.etag)
    with pytest.raises(PublishError):
        publishing.approve(PUBLISHER, "ct01", "tt53_2025", etag=draft.etag)  # nobody has tried it yet
    told("forms", "test", "ct01@tt53_2025", "--draft")

    # The publisher, who is somebody else.
    lan_publishes = Actor("off_lan", "lan", "Lan", "", PUBLISHER.rights)
    with pytest.raises(PublishError):
        publishing.approve(lan_publishes, "ct01", "tt53_2025", etag=draft.etag)
    publishing.approve(PUBLISHER, "ct01", "tt53_2025", etag=draft.etag)
    house.watch.look()
    law, today = house.desk.law, house.clock[0].date()
    assert law.catalog.status(law.catalog.edition("ct01", "tt53_2025"), on=today).value == "not_yet"
    assert house.examine() == 0, "until midnight nothing changes for anybody"
    assert house.blank() == old_blank

    # Tomorrow comes.
    house.clock[0] = dt.datetime(2025, 7, 1, 0, 0, 1, tzinfo=VIETNAM)
    house.watch.look()
    assert house.blank() == hashlib.sha256(blank.read_bytes()).hexdigest()
    assert house.examine() == 1
    after = Intake(house.desk).view(key)
    assert after.state is CheckState.SENT
    assert standing(after) == [("tt66_2023", "outdated")]
    assert "edition.outdated" in {f.code for f in after.findings if f.severity == "must"}
    assert after.form_change is not None
    house.watch.look()
    assert house.examine() == 0, "and once is enough"

    # What the operator sees of it.
    (recheck,) = house.catalogue.rechecks.all(OPERATOR)
    assert recheck.count == 1
    (release,) = publishing.releases(OPERATOR, "ct01")
    assert (release.author, release.by, release.on) == ("lan", "minh", tomorrow)
