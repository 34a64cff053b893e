"""`scanpipe forms test`: what is tried, what it says, and what it leaves beside a draft."""

import datetime as dt
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner, Result

from scanpipe.catalog import Edition
from scanpipe.console.forms_test import forms_test
from scanpipe.publishing.drafts import Drafts
from scanpipe.trials import trial as house
from scanpipe.trials.report import read_report
from scanpipe.trials.walk import Ground
from tests.publishing.counter import drafted, forms_with
from tests.scripted import ScriptedEngine
from tests.trials.reader import Reader, Typist, sound

TODAY = dt.date(2026, 11, 26)
Ask = Callable[..., Result]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A forms/ of two editions of CT01 and of the marriage form."""
    return forms_with(tmp_path, "marriage_registration")


@pytest.fixture
def ask(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Ask:
    """Asks the command, with a reader that makes the mistakes it is told."""
    monkeypatch.setenv("SCANPIPE_FORMS_DIR", str(folder))
    monkeypatch.setattr("scanpipe.service.today", lambda: TODAY)
    monkeypatch.setattr("scanpipe.service.engine_of", lambda *_: ScriptedEngine([]))
    monkeypatch.setattr("scanpipe.service.kinds_of", lambda *_: None)
    monkeypatch.setattr("scanpipe.trials.trial.prove", sound)
    run = house.run

    def ask_(*args: str, **mistakes: Any) -> Result:
        def reading(edition: Edition, ground: Ground, **more: Any) -> Any:
            reader = Reader(Typist(), edition, **mistakes)
            monkeypatch.setattr("scanpipe.trials.walk.examine", reader.examine)
            return run(edition, replace(ground, maker=reader.typist), **more)

        monkeypatch.setattr(house, "run", reading)
        app = typer.Typer()
        app.command("test")(forms_test)
        return CliRunner().invoke(app, list(args), env={"COLUMNS": "200"})

    return ask_


def test_the_edition_in_force_is_tried(ask: Ask) -> None:
    """By the name of its form; progress goes to stderr, line by line."""
    answer = ask("ct01", "--lang", "en")
    assert answer.exit_code == 0, answer.output
    assert answer.stdout.startswith("ct01@tt116_2026: ")
    assert "Passed: every gate is open." in answer.stdout
    assert answer.stderr.splitlines()[0] == "[0/12] ct01@tt116_2026: complete-1 (typed scan)"


def test_another_edition_and_all_of_todays_can_be_tried(ask: Ask) -> None:
    """As JSON, one report each."""
    by_name = json.loads(ask("ct01@tt53_2025", "--format", "json").stdout)
    assert [(one["edition"], one["ok"], one["etag"]) for one in by_name] == [("tt53_2025", True, None)]
    every = json.loads(ask("--format", "json").stdout)
    assert [(one["form"], one["edition"]) for one in every] == [
        ("ct01", "tt116_2026"),
        ("marriage_registration", "tt04_2024"),
    ]


def test_a_closed_gate_is_exit_code_one(ask: Ask, tmp_path: Path) -> None:
    """And stands in the JUnit file."""
    answer = ask("ct01", "--junit", str(tmp_path / "j.xml"), misses=frozenset({"declarant_dob"}))
    assert answer.exit_code == 1
    assert "unproven: [declarant_dob]" in answer.stdout
    assert 'name="left_out"' in (tmp_path / "j.xml").read_text("utf-8")


@pytest.mark.parametrize("name", ["ct99", "ct01@nothing"])
def test_a_name_that_is_not_there_is_a_usage_error(ask: Ask, name: str) -> None:
    """Of editions and of drafts."""
    for draft in ([], ["--draft"]):
        answer = ask(name, *draft)
        assert answer.exit_code == 2
        assert "scanpipe: There is no" in answer.stderr or "has no edition" in answer.stderr


def test_without_any_draft_there_is_nothing_to_try(ask: Ask) -> None:
    """It is said, instead of a test that passed over nothing."""
    answer = ask("--draft")
    assert answer.exit_code == 2
    assert "There is no draft" in answer.stderr


def test_a_draft_keeps_its_report(ask: Ask, folder: Path) -> None:
    """Of the very text that was tried; without a day it is tried as from tomorrow, after the edition of today."""
    draft = drafted(folder, tested=False)
    assert draft.edition is not None
    assert draft.edition.effective_from is None
    answer = ask("ct01", "--draft", "--lang", "en")
    assert answer.exit_code == 0, answer.output
    kept = read_report((draft.folder / "trial.json").read_bytes())
    assert (kept.etag, kept.as_of, kept.ok) == (draft.etag, TODAY + dt.timedelta(days=1), True)
    outdated = {row.edition for row in kept.rows if row.expected == ("edition.outdated",)}
    assert "ct01@tt116_2026" in outdated
    assert "27/11/2026" in answer.stdout
    assert Drafts(folder).get("ct01", draft.key).etag == draft.etag
    assert not (folder / "ct01" / f"2026-11-27_{draft.key}.yaml").exists()


def test_a_draft_that_fails_keeps_that_report(ask: Ask, folder: Path) -> None:
    """Publishing asks for it."""
    draft = drafted(folder, tested=False)
    assert ask("--draft", misses=frozenset({"declarant_dob"})).exit_code == 1
    kept = read_report((draft.folder / "trial.json").read_bytes())
    assert (kept.ok, kept.unproven) == (False, ("declarant_dob",))


def test_a_draft_that_cannot_be_read_is_told(ask: Ask, folder: Path) -> None:
    """File, line and the mend, and no report."""
    draft = drafted(folder, tested=False)
    (draft.folder / "edition.yaml").write_text("form: ct01\nedition: tt9_2027\npages: none\n")
    answer = ask("ct01", "--draft")
    assert answer.exit_code == 4
    assert "edition.yaml:3: pages" in answer.stderr
    assert not (draft.folder / "trial.json").exists()
