"""`scanpipe forms publish|rollback|history|export|import|trust`, as somebody types them."""

import json
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner, Result

from scanpipe.console.forms_bundles import forms_export, forms_import, forms_trust
from scanpipe.console.forms_publish import forms_history, forms_publish, forms_rollback
from scanpipe.publishing.proposals import propose_rollback, proposed_rollback
from scanpipe.publishing.tree import law_id
from tests.publishing.counter import BEFORE, KEY, MAKER, NOW, ON, PUBLISHER, drafted, forms_with, tree

app = typer.Typer()
for word, command in (
    ("publish", forms_publish),
    ("rollback", forms_rollback),
    ("history", forms_history),
    ("export", forms_export),
    ("import", forms_import),
    ("trust", forms_trust),
):
    app.command(word)(command)
NAME = f"ct01@{KEY}"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A forms/ of this machine, and a data folder for its keys."""
    made = forms_with(tmp_path)
    monkeypatch.setenv("SCANPIPE_FORMS_DIR", str(made))
    monkeypatch.setenv("SCANPIPE_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("SCANPIPE_CENTER", "Trung tâm Thử")
    return made


def run(*args: str, code: int = 0) -> Result:
    """The command; its gates and files go to stderr."""
    done = CliRunner().invoke(app, list(args))
    assert done.exit_code == code, done.output + repr(done.exception)
    return done


def test_from_draft_to_edition_and_back(folder: Path) -> None:
    """Published, rolled back by what somebody else proposed, and both told by the history."""
    before = law_id(folder)
    drafted(folder)
    done = run("publish", NAME, "--on", str(ON), "--by", PUBLISHER, "--accepted-until", "2027-03-31")
    assert "0001" in done.stdout
    assert f"công bố  {NAME}  từ 01/03/2027  mẫu trước nhận đến hết 31/03/2027" in done.stdout
    assert f"~ forms/ct01/2026-07-01_{BEFORE}.yaml" in done.stderr
    propose_rollback(folder, "ct01", BEFORE, reason="sai", by="vh.chi", now=NOW)
    run("rollback", "ct01", "--to", BEFORE, "--reason", "sai mục 7", "--by", PUBLISHER)
    assert law_id(folder) == before
    assert proposed_rollback(folder, "ct01") is None
    told = run("history", "ct01", "--lang", "en").stdout.splitlines()
    assert [row.split()[0] for row in told] == ["0002", "0001"]
    assert "by: vh.chi" in told[0]
    listed: dict[str, Any] = json.loads(run("history", "--format", "json").stdout)
    assert [one["kind"] for one in listed["releases"]] == ["rolled_back", "published"]


def test_a_dry_run_tells_the_gates(folder: Path) -> None:
    """Nothing is changed, and it says so."""
    drafted(folder)
    before = tree(folder)
    done = run("publish", NAME, "--on", str(ON), "--by", PUBLISHER, "--dry-run", "--lang", "en")
    assert done.stderr.count("✔") == 6
    assert "Nothing was changed" in done.stderr
    assert tree(folder) == before


def test_what_is_refused_exits_with_one_and_the_sentence(folder: Path) -> None:
    """The maker may not publish; one person alone only where it is allowed; a rollback needs a second person."""
    drafted(folder)
    done = run("publish", NAME, "--on", str(ON), "--by", MAKER, code=1)
    assert f"scanpipe: {MAKER} đã soạn hoặc sửa bản nháp này" in done.stderr
    assert "SCANPIPE_PUBLISH_ALONE" in run("publish", NAME, "--on", str(ON), "--by", MAKER, "--alone", code=1).stderr
    run("publish", NAME, "--on", str(ON), "--by", PUBLISHER)
    lonely = run("rollback", "ct01", "--to", BEFORE, "--reason", "sai", "--by", PUBLISHER, code=1)
    assert "hai người" in lonely.stderr
    run("publish", "ct01", "--on", str(ON), "--by", PUBLISHER, code=2)
    run("publish", "ct01@nothing", "--on", str(ON), "--by", PUBLISHER, code=2)


def test_forms_travel_to_another_center(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Exported here; there refused, trusted, shown, imported."""
    bundle = tmp_path / "all.scanform.zip"
    key = run("export", "--all", "-o", str(bundle)).stdout.strip()
    assert key.startswith("scanpipe-ed25519 ")
    assert key.endswith(" trung-tam-thu")
    law = law_id(folder)
    monkeypatch.setenv("SCANPIPE_FORMS_DIR", str(tmp_path / "there"))
    monkeypatch.setenv("SCANPIPE_DATA_DIR", str(tmp_path / "there-data"))
    assert "forms trust" in run("import", str(bundle), "--by", "qt.dung", code=1).stderr
    assert "trung-tam-thu" in run("trust", key).stdout
    done = run("import", str(bundle), "--by", "qt.dung", "--dry-run")
    assert f"ct01@{BEFORE}: mẫu mới" in done.stdout
    assert "+ forms/ct01/form.yaml" in done.stdout
    assert not (tmp_path / "there" / "ct01").exists()
    run("import", str(bundle), "--by", "qt.dung")
    assert law_id(tmp_path / "there") == law
    run("trust", "--remove", "trung-tam-thu")
    run("import", str(bundle), "--by", "qt.dung", code=1)


def test_one_says_what_to_export(folder: Path, tmp_path: Path) -> None:
    """Forms, or all of them, and forms that exist."""
    out = str(tmp_path / "x.scanform.zip")
    run("export", "-o", out, code=2)
    run("export", "ct01", "--all", "-o", out, code=2)
    assert "no_such" in run("export", "no_such", "-o", out, code=1).stderr
    run("export", "ct01", "-o", out)
