"""`forms draft` at the terminal: a draft in forms/drafts/, what to look at first, and errors that name the mend."""

import shutil
import zipfile
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from scanpipe.catalog.load import load_catalog
from scanpipe.console.forms_draft import forms_draft
from scanpipe.publishing.candidate import candidate
from scanpipe.publishing.drafts import Drafts
from tests.drafting.blanks import FORMS, catalog, pdf_of

run = CliRunner()
app = typer.Typer()
app.command("draft")(forms_draft)


@app.callback()
def _group() -> None:
    """So that the command keeps its name."""


@pytest.fixture(scope="module")
def blank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The blank of CT01 of 2026 as a PDF."""
    path = tmp_path_factory.mktemp("blank") / "Mẫu CT01.pdf"
    path.write_bytes(pdf_of(catalog().edition("ct01", "tt116_2026")))
    return path


@pytest.fixture
def forms(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two forms of forms/, as they were before the edition of 2026."""
    folder = tmp_path / "forms"
    for form in ("ct01", "htx_registration"):
        shutil.copytree(FORMS / form, folder / form)
    (folder / "ct01" / "2026-07-01_tt116_2026.yaml").unlink()
    monkeypatch.setenv("SCANPIPE_FORMS_DIR", str(folder))
    return folder


def asked(blank: Path, *more: str) -> Result:
    """The command's answer."""
    return run.invoke(app, ["draft", str(blank), "--by", "an", *more])


CT01 = ("--form", "ct01", "--edition", "tt116_2026")


def test_an_edition_is_begun_from_its_blank(forms: Path, blank: Path) -> None:
    """The draft lies there with its blank, can be published as it is, and the catalogue does not see it."""
    answer = asked(blank, *CT01, "--on", "2026-07-01", "--from-previous")
    assert answer.exit_code == 0, answer.output
    assert "Carried over from tt53_2025: 16 of 16 fields." in answer.stdout
    draft = Drafts(forms).get("ct01", "tt116_2026")
    assert draft.edition is not None
    assert draft.edition.field("declarant_dob").type == "date"
    assert (draft.about.made_by, draft.about.source_name, draft.about.previous) == ("an", blank.name, "tt53_2025")
    assert draft.blank == blank.read_bytes()
    with candidate(forms, draft.text, draft.edition, files=draft.files()) as (folder, law):
        assert law.edition("ct01", "tt116_2026") == draft.edition
        assert (folder / "ct01" / "tt116_2026.pdf").read_bytes() == blank.read_bytes()
    assert all(edition.edition != "tt116_2026" for edition in load_catalog(forms).editions())


def test_what_is_least_sure_is_told_first(forms: Path, blank: Path) -> None:
    """Without the edition before most is guessed: the list rises in confidence and counts what it leaves out."""
    answer = asked(blank, *CT01)
    shares = [int(row.strip().split("%")[0]) for row in answer.stdout.splitlines() if "%  " in row]
    assert shares == sorted(shares)
    assert shares[0] == 0
    assert "It has no day yet" in answer.stdout
    draft = Drafts(forms).get("ct01", "tt116_2026")
    assert f"{len(draft.about.guesses)} guesses in all." in answer.stdout
    assert draft.edition is not None
    assert draft.edition.supersedes == "tt53_2025"


def test_a_form_that_is_not_known_needs_a_name(forms: Path, blank: Path) -> None:
    """The forms that there are, and what a new one needs; then its file comes with the draft."""
    refused = asked(blank, "--form", "ct09", "--edition", "tt1_2027")
    assert refused.exit_code == 2
    assert "There is no form ct09; there are ct01, htx_registration. " in refused.stderr
    assert "--name-vi" in refused.stderr
    named = ("--name-vi", "Tờ khai", "--name-en", "Declaration", "--domain", "residence")
    answer = asked(blank, "--form", "ct09", "--edition", "tt1_2027", *named)
    assert answer.exit_code == 0, answer.output
    assert "The form is new" in answer.stdout
    draft = Drafts(forms).get("ct09", "tt1_2027")
    assert draft.edition is not None
    with candidate(forms, draft.text, draft.edition, files=draft.files()) as (_, law):
        assert law.forms["ct09"].about.name["vi"] == "Tờ khai"


@pytest.mark.parametrize(
    ("args", "code", "told"),
    [
        (("--form", "ct01", "--edition", "tt53_2025"), 2, "published already; take another key"),
        (("--form", "ct01", "--edition", "../x"), 2, "no id of edition"),
        (("--form", "htx_registration", "--edition", "x", "--from-previous"), 2, "leave --from-previous out"),
    ],
)
def test_a_name_that_cannot_be_is_refused_with_the_mend(
    forms: Path, blank: Path, args: tuple[str, ...], code: int, told: str
) -> None:
    """Before the blank is read, and nothing is written."""
    answer = asked(blank, *args)
    assert answer.exit_code == code
    assert told in answer.stderr
    assert Drafts(forms).all() == ()


def test_a_word_file_without_libreoffice_names_the_mend(
    forms: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The program, and how it is installed; a file that only looks like one is told apart."""
    monkeypatch.setenv("PATH", str(tmp_path))
    path = tmp_path / "blank.docx"
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("word/document.xml", "<w:document/>")
    answer = asked(path, *CT01)
    assert answer.exit_code == 1
    assert "LibreOffice is not installed" in answer.stderr
    path.write_bytes(b"PK\x03\x04 nothing of the kind")
    assert asked(path, *CT01).exit_code == 3
    assert Drafts(forms).all() == ()


def test_a_word_file_is_kept_beside_its_pdf(
    forms: Path, blank: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Citizens may have both: what they print, and what they fill in on the screen."""
    monkeypatch.setattr("scanpipe.drafting.begin.to_pdf", lambda data, name: blank.read_bytes())
    path = tmp_path / "blank.docx"
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("word/document.xml", "<w:document/>")
    assert asked(path, *CT01).exit_code == 0
    draft = Drafts(forms).get("ct01", "tt116_2026")
    assert draft.files() == {"tt116_2026.pdf": blank.read_bytes(), "tt116_2026.docx": path.read_bytes()}
    assert draft.about.source_name == "blank.docx"


def test_a_draft_that_is_there_is_not_overwritten(forms: Path, blank: Path) -> None:
    """Somebody may have worked on it."""
    assert asked(blank, *CT01).exit_code == 0
    again = asked(blank, *CT01)
    assert again.exit_code == 2
    assert "already; go on with it, or drop it first" in again.stderr


@pytest.mark.parametrize("data", [b"", b"hello", b"%PDF-1.7 broken"])
def test_a_blank_that_cannot_be_read_is_told(forms: Path, tmp_path: Path, data: bytes) -> None:
    """Nothing is left behind."""
    path = tmp_path / "blank.pdf"
    path.write_bytes(data)
    answer = asked(path, *CT01)
    assert answer.exit_code == 3
    assert "blank.pdf" in answer.stderr
    assert asked(tmp_path / "none.pdf", *CT01).exit_code == 3
    assert Drafts(forms).all() == ()
