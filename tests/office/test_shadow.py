"""A draft held against recent dossiers: what would be another is told, and no dossier is touched."""

import dataclasses
import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from scanpipe.catalog.write import yaml_of
from scanpipe.errors import FormDataError
from scanpipe.intake.errors import NotFoundError, StateError
from scanpipe.intake.law import law_of
from scanpipe.jobs.examiner import Failed
from scanpipe.office.catalogue.shadow import Shadow
from scanpipe.office.catalogue.shadow_report import FILE
from scanpipe.office.errors import NotAllowedError
from scanpipe.office.people import Actor, Role
from scanpipe.publishing.draft_file import DraftFile
from scanpipe.publishing.drafts import Drafts
from scanpipe.publishing.tree import copy_law
from scanpipe.settings import Settings
from scanpipe.store import recent
from scanpipe.store.tables import Dossier
from tests.office.center import Center
from tests.office.lawful import NEW, LawfulClerk, MovingLaw, lawful

MARCH = dt.date(2027, 3, 1)


@pytest.fixture(scope="module")
def forms(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """forms/ with a draft of CT01 in it, as it is but for its name and day."""
    folder = tmp_path_factory.mktemp("forms")
    copy_law(Settings().forms_dir, folder)
    last = law_of(folder).catalog.forms["ct01"].editions[-1]
    edition = last.model_copy(update={"edition": NEW, "effective_from": MARCH, "supersedes": None, "blank": None})
    about = DraftFile(form="ct01", edition=NEW, made_by="an", made_at=dt.datetime(2026, 11, 1, tzinfo=dt.UTC))
    Drafts(folder).begin(yaml_of(edition), about, {})
    return folder


@pytest.fixture
def operator(center: Center) -> Actor:
    return center.actor("vh.mau", Role.OPERATOR)


@pytest.fixture
def clerks(center: Center, forms: Path) -> list[LawfulClerk]:
    """The Center under a law with that draft; the clerks of its shadow runs are put here."""
    lawful(center)
    settings = center.desk.settings.model_copy(update={"forms_dir": forms})
    center.desk = dataclasses.replace(center.desk, settings=settings)
    return []


@pytest.fixture
def shadow(center: Center, clerks: list[LawfulClerk]) -> Iterator[Shadow]:
    """Its shadow runs, in which a clerk finds papers to stand as the candidate law says."""

    def make(settings: Settings, _: Path) -> Any:
        assert isinstance(center.clerk, LawfulClerk)
        editions = dict(center.clerk.editions)
        clerks.append(LawfulClerk(laws=MovingLaw(law_of(settings.forms_dir)), editions=editions))
        clerks[-1].said = center.clerk.said
        return clerks[-1]

    made = Shadow(center.desk, make)
    yield made
    made.close()


def _ended(shadow: Shadow) -> None:
    assert shadow._thread is not None
    shadow._thread.join(timeout=20)
    assert not shadow._thread.is_alive()


def test_what_would_change_is_told_and_nothing_is_touched(
    center: Center, shadow: Shadow, operator: Actor, clerks: list[LawfulClerk], forms: Path
) -> None:
    """Verdicts and codes of each dossier, from what was read before; those received long ago are left alone."""
    found = [center.dossier(verdict="submit") for _ in range(2)]
    old = center.dossier(verdict="submit")
    with center.desk.store.database.writing() as session:
        row = session.get_one(Dossier, old.id)
        row.state, row.accepted_at = "received", center.desk.now() - dt.timedelta(days=31)
    before = {check.id: (center.row(check.id), len(center.intake.events(center.keys[check.id], 0))) for check in found}
    assert shadow.view(operator, "ct01", NEW).report is None
    shadow.start(operator, "ct01", NEW, MARCH)
    _ended(shadow)

    view = shadow.view(operator, "ct01", NEW)
    report = view.report
    assert report is not None
    assert (view.running, view.broken, view.of_this, view.codes) == (None, None, True, {})
    assert (report.looked, report.unchanged, report.failed, report.on) == (2, 0, 0, MARCH)
    assert report.verdicts == {("submit", "correct"): 2}
    assert {row.check_id for row in report.rows} == set(before)
    assert {(r.edition_before, r.status_before, r.status_after) for r in report.rows} == {
        ("tt116_2026", "current", "outdated")
    }
    (clerk,) = clerks
    assert {order.as_of for order in clerk.orders} == {MARCH}
    assert all(file.kept is not None for order in clerk.orders for file in order.files), "nothing is read again"
    for check_id, (row, told) in before.items():
        assert center.row(check_id) == row
        assert len(center.intake.events(center.keys[check_id], 0)) == told
    text = (forms / "drafts" / "ct01" / NEW / FILE).read_text("utf-8")
    assert "NGUYỄN" not in text
    assert found[0].code not in text
    assert list((center.desk.settings.data_dir / "work").glob("shadow-*")) == []

    both = center.actor("vh.cb", Role.OPERATOR, Role.OFFICER)
    assert shadow.view(both, "ct01", NEW).codes == {check.id: check.code for check in found}


def test_what_cannot_be_examined_is_counted_and_a_stopped_run_keeps_what_it_has(
    center: Center, shadow: Shadow, operator: Actor, clerks: list[LawfulClerk]
) -> None:
    """One dossier that breaks the examiner is one line, not the end."""
    for _ in range(3):
        center.dossier(verdict="submit")
    make = shadow._make

    def unlucky(settings: Settings, folder: Path) -> Any:
        clerk = make(settings, folder)
        clerk.fails = [Failed("crash", 0)]  # type: ignore[attr-defined]
        clerk.before_report = lambda: shadow.stop(operator, "ct01", NEW)  # type: ignore[attr-defined]
        return clerk

    shadow._make = unlucky
    shadow.start(operator, "ct01", NEW, MARCH)
    _ended(shadow)
    report = shadow.view(operator, "ct01", NEW).report
    assert report is not None
    assert (report.looked, report.failed, report.stopped, len(report.rows)) == (1, 1, True, 1)


def test_one_run_at_a_time_and_only_of_a_draft_that_is_there(
    center: Center, shadow: Shadow, operator: Actor, officer: Actor, forms: Path
) -> None:
    """Another draft waits its turn; who may not is told so; a run that comes to nothing says why."""
    with pytest.raises(NotAllowedError):
        shadow.start(officer, "ct01", NEW, MARCH)
    with pytest.raises(NotFoundError):
        shadow.start(operator, "ct01", "no_draft", MARCH)
    drafts = Drafts(forms)
    about = DraftFile(form="ct01", edition="other_2027", made_by="an", made_at=center.desk.now())
    text = drafts.get("ct01", NEW).text.replace(NEW, "other_2027")
    drafts.begin(text, about, {})

    def broken(*_: Any) -> Any:
        with pytest.raises(StateError):
            shadow.start(operator, "ct01", "other_2027", MARCH)
        shadow.start(operator, "ct01", NEW, MARCH)  # the same again is the same run
        raise FormDataError("forms/ct01: broken")

    shadow._make = broken
    shadow.start(operator, "ct01", NEW, MARCH)
    _ended(shadow)
    assert shadow.view(operator, "ct01", NEW).broken == "forms/ct01: broken"
    shadow.close()
    with pytest.raises(StateError):
        shadow.start(operator, "ct01", NEW, MARCH)
    drafts.drop("ct01", "other_2027", by="an")


def test_recent_dossiers_are_the_newest_of_the_form(center: Center, clerks: list[LawfulClerk]) -> None:
    """At most so many, of that form, that were examined."""
    assert clerks == []
    made = []
    for _ in range(3):
        center.later(minutes=1)
        made.append(center.dossier(verdict="submit"))
    with center.desk.store.database.reading() as session:
        since = center.desk.now()
        newest = recent.recent_of(session, "ct01", received_since=since, limit=2)
        none = recent.recent_of(session, "birth_registration", received_since=since, limit=2)
    assert [row.id for row in newest] == [made[2].id, made[1].id]
    assert none == ()
