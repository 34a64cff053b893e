"""`scanpipe recheck` and `scanpipe forms shadow`: what they ask for, and what they say."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from scanpipe.catalog.write import yaml_of
from scanpipe.cli import app
from scanpipe.office.catalogue import shadow
from scanpipe.office.catalogue.shadow_report import FILE, ShadowReport, ShadowRow, read_report
from scanpipe.publishing.draft_file import DraftFile
from scanpipe.publishing.drafts import Drafts
from scanpipe.publishing.tree import copy_law
from scanpipe.settings import Settings
from tests.office.center import Center, opened

NAME = "ct01@tt9_2027"


@pytest.fixture(scope="module")
def center(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Center]:
    """A Center with a dossier that was sent."""
    made = opened(tmp_path_factory.mktemp("center"))
    made.dossier(verdict="submit")
    yield made
    made.desk.store.close()


@pytest.fixture
def here(center: Center, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    """The command line of that Center's machine."""
    monkeypatch.setenv("SCANPIPE_DATA_DIR", str(center.desk.settings.data_dir))
    return CliRunner()


def test_a_recheck_is_counted_then_asked_for_once(center: Center, here: CliRunner) -> None:
    """The number or the id alone on stdout; words on stderr."""
    asked = ["recheck", "--form", "ct01", "--since", "2026-11-23"]
    assert here.invoke(app, [*asked, "--dry-run"]).stdout == "1\n"
    assert here.invoke(app, asked).stdout.startswith("rc_")
    again = here.invoke(app, asked)
    assert (again.exit_code, again.stdout) == (0, "")
    assert "no dossier" in again.stderr
    unknown = here.invoke(app, ["recheck", "--form", "no_form", "--since", "2026-11-23"])
    assert unknown.exit_code == 2
    assert "no_form" in unknown.stderr


def test_a_shadow_run_tells_what_would_change(
    center: Center, here: CliRunner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Counts first, then each dossier with its codes; the draft keeps it."""
    copy_law(Settings().forms_dir, tmp_path)
    last = center.desk.law.catalog.forms["ct01"].editions[-1]
    edition = last.model_copy(update={"edition": "tt9_2027", "supersedes": None, "blank": None})
    about = DraftFile(form="ct01", edition="tt9_2027", made_by="an", made_at=dt.datetime(2026, 11, 1, tzinfo=dt.UTC))
    draft = Drafts(tmp_path).begin(yaml_of(edition), about, {})
    monkeypatch.setenv("SCANPIPE_FORMS_DIR", str(tmp_path))
    row = ShadowRow(
        check_id="chk_1", verdict_before="submit", verdict_after="correct", edition_before="tt116_2026",
        edition_after="tt116_2026", status_before="current", status_after="outdated", appeared={"edition.outdated": 1},
    )  # fmt: skip
    days: list[dt.date] = []

    def held(_desk: Any, of: Any, on: dt.date, *_args: Any, told: Any, **_more: Any) -> ShadowReport:
        days.append(on)
        told(1, 2)
        return ShadowReport(
            form="ct01", edition="tt9_2027", etag=of.etag, on=on, made_at=about.made_at, looked=2, unchanged=1,
            failed=1, stopped=False, seconds=0.1, rows=(row,),
        )  # fmt: skip

    monkeypatch.setattr(shadow, "held_against", held)
    said = here.invoke(app, ["forms", "shadow", NAME, "--on", "2027-03-01"])
    assert said.exit_code == 0, said.output
    assert "2 dossiers as on 2027-03-01: 1 would change, 1 would not." in said.stdout
    assert "1  submit → correct" in said.stdout
    assert "+ edition.outdated" in said.stdout
    assert "[1/2] dossiers" in said.stderr
    kept = read_report(draft.folder / FILE)
    assert kept is not None
    assert ([kept.on], kept.etag) == (days, draft.etag)
    assert here.invoke(app, ["forms", "shadow", "ct01@no_draft", "--on", "2027-03-01"]).exit_code == 2
