"""`scanpipe audit` and `scanpipe cases`: what they print, where, and with which exit code."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer
from sqlalchemy import text
from typer.testing import CliRunner

from scanpipe.console.audit import audit_app
from scanpipe.console.cases import cases_app
from scanpipe.office.people import Role
from scanpipe.office.queue import Queue
from scanpipe.store import audit, cases
from scanpipe.store.rows import CheckRow
from tests.office.center import Center, opened

run = CliRunner()
app = typer.Typer()
app.add_typer(audit_app, name="audit")
app.add_typer(cases_app, name="cases")


@pytest.fixture
def center(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Center]:
    """The Center whose store the commands look into."""
    made = opened(tmp_path)
    monkeypatch.setenv("SCANPIPE_DATA_DIR", str(tmp_path / "data"))
    yield made
    made.desk.store.close()


@pytest.fixture
def row(center: Center) -> CheckRow:
    """A dossier with three lines of the audit."""
    made = center.dossier(may_teach=True)
    officer, queue = center.actor("ng.hoa", Role.OFFICER), Queue(center.desk)
    queue.take(officer, made.id)
    queue.postpone(officer, made.id, center.desk.now(), "đợi bản chính")
    queue.take(officer, made.id)
    return made


def tamper(center: Center, seq: int) -> None:
    """Change a line as somebody with the file in their hands could."""
    with center.desk.store.database.writing() as session:
        session.execute(text("DROP TRIGGER audit_no_update"))
        session.execute(text("UPDATE audit SET actor = 'off_somebody' WHERE seq = :seq"), {"seq": seq})


def head(center: Center) -> str:
    """The hash of the last line."""
    with center.desk.store.database.reading() as session:
        return audit.verify(session, center.desk.store.keys).head


def test_a_chain_that_fits_is_said_to_fit(center: Center, row: CheckRow) -> None:
    """The head goes to stdout, to be kept by a program; the words to stderr."""
    answer = run.invoke(app, ["audit", "verify"])
    assert (answer.exit_code, answer.stdout) == (0, f"{head(center)}\n")
    assert "3 lines" in answer.stderr
    assert run.invoke(app, ["audit", "verify", "--head", head(center)]).exit_code == 0


@pytest.mark.parametrize("seq", [1, 2, 3])
def test_a_line_that_was_changed_is_named(center: Center, row: CheckRow, seq: int) -> None:
    """Exit code 1, and nothing on stdout that could pass for a head."""
    tamper(center, seq)
    answer = run.invoke(app, ["audit", "verify"])
    assert (answer.exit_code, answer.stdout) == (1, "")
    assert f"Line {seq} of the audit does not fit" in answer.stderr


def test_a_head_that_is_gone_is_missed(center: Center, row: CheckRow) -> None:
    """The newest line was taken away: what is left fits by itself."""
    noted = head(center)
    with center.desk.store.database.writing() as session:
        session.execute(text("DROP TRIGGER audit_no_delete"))
        session.execute(text("DELETE FROM audit WHERE seq = 3"))
    assert run.invoke(app, ["audit", "verify"]).exit_code == 0
    answer = run.invoke(app, ["audit", "verify", "--head", noted])
    assert answer.exit_code == 1
    assert "Line 3" in answer.stderr


def test_a_folder_without_a_store_is_told_and_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A mistyped folder is not a chain without a fault."""
    monkeypatch.setenv("SCANPIPE_DATA_DIR", str(tmp_path / "mistyped"))
    for command in (["audit", "verify"], ["audit", "export"], ["cases", "export", str(tmp_path / "out")]):
        answer = run.invoke(app, command)
        assert answer.exit_code == 2
        assert "SCANPIPE_DATA_DIR" in answer.stderr
    assert not (tmp_path / "mistyped").exists()


def test_an_export_has_a_line_for_each_line(center: Center, row: CheckRow, tmp_path: Path) -> None:
    """To a file that others cannot read, or to stdout; words of people's papers only when asked for."""
    out = tmp_path / "audit.jsonl"
    assert run.invoke(app, ["audit", "export", "-o", str(out)]).exit_code == 0
    lines = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert [(line["seq"], line["who"], line["action"]) for line in lines] == [
        (1, "ng.hoa", "opened"),
        (2, "ng.hoa", "postponed"),
        (3, "ng.hoa", "opened"),
    ]
    assert lines[-1]["hash"] == head(center)
    assert out.stat().st_mode & 0o077 == 0
    plain = run.invoke(app, ["audit", "export"]).stdout
    assert plain == out.read_text(encoding="utf-8")
    assert "đợi bản chính" not in plain
    assert "đợi bản chính" in run.invoke(app, ["audit", "export", "--details"]).stdout


def test_cases_are_written_with_how_many_there_are(center: Center, row: CheckRow, tmp_path: Path) -> None:
    """And with the word that they are people's papers."""
    with center.desk.store.database.writing() as session:
        keys, now = center.desk.store.keys, center.desk.now()
        cases.keep(session, keys, check_id=row.id, document=0, key="declarant_phone", truth="", now=now)
    answer = run.invoke(app, ["cases", "export", str(tmp_path / "cases")])
    assert answer.exit_code == 0
    assert "1 cases on 1 pages" in answer.stderr
    assert run.invoke(app, ["cases", "export", str(tmp_path / "cases")]).exit_code == 2
