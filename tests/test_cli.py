"""The command line: exit codes, what goes where, and errors as sentences."""

import datetime as dt
import json
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from scanpipe import service
from scanpipe.cli import app, exit_code
from scanpipe.errors import EngineError, FormDataError, UsageError
from scanpipe.findings import FINDINGS, rule
from scanpipe.imaging.encode import png
from scanpipe.model import (
    IDENTITY,
    Box,
    FileRecord,
    Finding,
    MadeWith,
    Page,
    Readability,
    Report,
    UploadFile,
    Verdict,
)

run = CliRunner()

PAPER = png(np.full((600, 420), 240, np.uint8))
PAGE = Page(1, 0, 1, Readability.OK, 0, 0.0, {}, IDENTITY, 210.0, 297.0)
UNSIGNED = Finding(
    "sign.signature_missing", 0.95, page=1, box=Box(0.6, 0.8, 0.3, 0.1), params={"label": "NGƯỜI KÊ KHAI"}
)
READY = Report(
    verdict=Verdict.SUBMIT,
    as_of=dt.date(2026, 11, 23),
    made_with=MadeWith("0.1.0", "scripted", "sha256:0", 0.5, {"words": 0.25}),
    files=(FileRecord("a.png", "0" * 64, 1),),
    pages=(PAGE,),
    documents=(),
    findings=(),
)
CORRECT = replace(READY, verdict=Verdict.CORRECT, findings=(rule(UNSIGNED, accuses=True),))
ASKED = replace(READY, findings=(rule(UNSIGNED, accuses=False),))

Serve = Callable[..., list[dict[str, object]]]


@pytest.fixture
def serve(monkeypatch: pytest.MonkeyPatch) -> Serve:
    """Let the service answer with a report, or with an error; returns what it was asked."""

    def answer_with(answer: Report | Exception) -> list[dict[str, object]]:
        asked: list[dict[str, object]] = []

        def check(files: Sequence[UploadFile], **options: object) -> Report:
            asked.append({"files": files, **options})
            progress = options["progress"]
            assert callable(progress)
            progress("words", 1)
            if isinstance(answer, Exception):
                raise answer
            return answer

        monkeypatch.setattr(service, "check", check)
        return asked

    return answer_with


@pytest.fixture
def paper(tmp_path: Path) -> str:
    path = tmp_path / "a.png"
    path.write_bytes(PAPER)
    return str(path)


@pytest.mark.parametrize(
    ("verdict", "code"),
    [(Verdict.SUBMIT, 0), (Verdict.CORRECT, 10), (Verdict.RESCAN, 11), (Verdict.REVIEW, 12)],
)
def test_the_verdict_is_the_exit_code(serve: Serve, paper: str, verdict: Verdict, code: int) -> None:
    """0 submit, 10 correct, 11 rescan, 12 review; and `--fail-on never` makes all of them 0."""
    serve(replace(READY, verdict=verdict))
    assert run.invoke(app, ["check", paper]).exit_code == code
    assert run.invoke(app, ["check", paper, "--fail-on", "never"]).exit_code == 0


def test_a_question_fails_only_when_asked_to() -> None:
    """A ready dossier with a point to look at is 0, and 10 under `--fail-on check`."""
    assert (exit_code(ASKED), exit_code(ASKED, "check"), exit_code(READY, "check")) == (0, 10, 0)
    assert exit_code(replace(ASKED, verdict=Verdict.REVIEW), "check") == 12


def test_a_dossier_of_which_nothing_opened_is_3(serve: Serve, paper: str) -> None:
    """Without a single page the report is still there, and the code says that no file could be opened."""
    broken = rule(Finding("file.corrupt", params={"name": "a.png"}), accuses=True)
    serve(replace(CORRECT, pages=(), findings=(broken,)))
    for fail_on in ("must", "never"):
        result = run.invoke(app, ["check", paper, "--fail-on", fail_on])
        assert result.exit_code == 3
        assert json.loads(result.stdout)["findings"][0]["code"] == "file.corrupt"


def test_json_when_piped_and_progress_apart(serve: Serve, paper: str) -> None:
    """stdout is nothing but JSON; progress and timing go to stderr."""
    serve(CORRECT)
    result = run.invoke(app, ["check", paper, "--timing"])
    assert json.loads(result.stdout)["verdict"] == "correct"
    assert "page 1" in result.stderr
    assert "words" in result.stderr


def test_text_and_html_on_demand(serve: Serve, paper: str) -> None:
    """Each format in each language."""
    serve(CORRECT)
    assert "✎ CẦN BỔ SUNG" in run.invoke(app, ["check", paper, "--format", "text"]).stdout
    assert "NEEDS MORE" in run.invoke(app, ["check", paper, "--format", "text", "--lang", "en"]).stdout
    html = run.invoke(app, ["check", paper, "--format", "html"]).stdout
    assert html.startswith("<!doctype html>")
    assert "data:image/jpeg" in html
    assert "data:image/jpeg" not in run.invoke(app, ["check", paper, "--format", "html", "--no-images"]).stdout


def test_the_folder_holds_report_page_and_pictures(serve: Serve, paper: str, tmp_path: Path) -> None:
    """`--out` writes report.json, report.html, page pictures and cut-outs; `--no-images` only the words."""
    serve(CORRECT)
    run.invoke(app, ["check", paper, "--out", str(tmp_path / "o")])
    assert sorted(p.relative_to(tmp_path / "o").as_posix() for p in (tmp_path / "o").rglob("*.*")) == [
        "annotated-p1.png",
        "crops/1.png",
        "report.html",
        "report.json",
    ]
    run.invoke(app, ["check", paper, "--out", str(tmp_path / "w"), "--no-images"])
    assert sorted(p.name for p in (tmp_path / "w").iterdir()) == ["report.html", "report.json"]


def test_a_folder_that_cannot_be_written_is_told_before_the_work(serve: Serve, paper: str) -> None:
    """`--out` onto a file is wrong usage, and nothing is checked in vain."""
    asked = serve(CORRECT)
    assert run.invoke(app, ["check", paper, "--out", paper]).exit_code == 2
    assert asked == []


def test_the_service_is_asked_what_was_said(serve: Serve, paper: str) -> None:
    """The day, form, province and procedure arrive; a file from stdin is one of the dossier."""
    asked = serve(READY)
    options = ["--as-of", "2025-06-30", "--form", "ct01", "--province", "Thanh Hóa", "--procedure", "1.004222"]
    run.invoke(app, ["check", paper, "-", *options], input=b"from a pipe")
    (said,) = asked
    assert (said["as_of"], said["form"], said["province"]) == (dt.date(2025, 6, 30), "ct01", "Thanh Hóa")
    assert said["procedure"] == "1.004222"
    assert said["files"] == [UploadFile("a.png", PAPER), UploadFile("stdin", b"from a pipe")]


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["--as-of", "yesterday"],
        ["--lang", "fr"],
        ["-", "-"],
        ["nowhere.png"],
    ],
)
def test_wrong_usage_is_2(serve: Serve, paper: str, arguments: list[str]) -> None:
    """No file, a day that is none, stdin twice, one file of two that is not there."""
    serve(READY)
    result = run.invoke(app, ["check", *([paper] if arguments else []), *arguments])
    assert result.exit_code == 2
    assert result.stderr


def test_files_that_are_not_there_are_3(serve: Serve, tmp_path: Path) -> None:
    """When no file can be opened there is no report, only a sentence."""
    asked = serve(READY)
    for name in (str(tmp_path / "nowhere.png"), str(tmp_path)):
        result = run.invoke(app, ["check", name])
        assert (result.exit_code, result.stdout) == (3, "")
        assert name in result.stderr
    assert asked == []


def test_a_huge_file_is_not_read_to_its_end(
    serve: Serve, paper: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One byte more than allowed is enough to refuse a file."""
    monkeypatch.setenv("SCANPIPE_MAX_FILE_MB", "1")
    asked = serve(READY)
    with (tmp_path / "huge.pdf").open("wb") as file:
        file.truncate(3_000_000_000)
    run.invoke(app, ["check", str(tmp_path / "huge.pdf")])
    (file_read,) = asked[0]["files"]  # type: ignore[misc]
    assert len(file_read.data) == 1_000_001


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (UsageError("There is no form xx."), 2),
        (FormDataError("ct01/form.yaml:3: name is required; add it."), 4),
        (EngineError("tesseract is not installed; run ./run doctor."), 1),
        (ZeroDivisionError("079190000123 is what somebody wrote"), 1),
    ],
)
def test_an_error_is_one_sentence_and_a_code(serve: Serve, paper: str, error: Exception, code: int) -> None:
    """No traceback, and never what people wrote."""
    serve(error)
    result = run.invoke(app, ["check", paper])
    assert (result.exit_code, result.stdout) == (code, "")
    assert "Traceback" not in result.stderr
    assert "079190000123" not in result.stderr
    assert "scanpipe: " in result.stderr


def test_a_wrong_setting_is_named(paper: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The sentence names the variable."""
    monkeypatch.setenv("SCANPIPE_MAX_PAGES", "many")
    result = run.invoke(app, ["check", paper])
    assert result.exit_code == 2
    assert "SCANPIPE_MAX_PAGES" in result.stderr


def test_a_missing_forms_folder_is_4(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The operator is told which folder."""
    monkeypatch.setenv("SCANPIPE_FORMS_DIR", str(tmp_path / "gone"))
    result = run.invoke(app, ["forms", "list"])
    assert result.exit_code == 4
    assert "gone" in result.stderr


def test_forms_can_be_listed_shown_and_linted() -> None:
    """Each edition with its standing on the day; the one in force is shown unless another is named."""
    listed = run.invoke(app, ["forms", "list", "--as-of", "2025-06-30"]).stdout
    assert "2024-01-01  tt66_2023              current" in listed
    assert run.invoke(app, ["forms", "show", "ct01", "--as-of", "2025-06-30"]).stdout.startswith("ct01 tt66_2023")
    assert run.invoke(app, ["forms", "show", "ct01", "tt56_2021"]).stdout.startswith("ct01 tt56_2021")
    assert run.invoke(app, ["forms", "show", "ct01", "--as-of", "1999-01-01"]).exit_code == 2
    assert run.invoke(app, ["forms", "show", "ct01", "tt1_1999"]).exit_code == 2
    assert run.invoke(app, ["forms", "show", "xx"]).exit_code == 2
    assert run.invoke(app, ["forms", "lint"]).exit_code == 0


def test_a_blank_is_written_or_piped(tmp_path: Path) -> None:
    """The PDF of an edition, in a file or on stdout."""
    path = tmp_path / "blank.pdf"
    assert run.invoke(app, ["forms", "blank", "ct01", "tt66_2023", "-o", str(path)]).exit_code == 0
    assert path.read_bytes().startswith(b"%PDF-")
    assert run.invoke(app, ["forms", "blank", "ct01", "tt66_2023", "-o", "-"]).stdout_bytes == path.read_bytes()


def test_findings_can_be_listed_and_explained() -> None:
    """Every code; one of them whole; an unknown one is a sentence."""
    listed = run.invoke(app, ["findings", "list", "--lang", "en"]).stdout.splitlines()
    assert [line.split()[0] for line in listed] == list(FINDINGS)
    explained = run.invoke(app, ["findings", "explain", "edition.outdated"]).stdout
    assert "must, newform, threshold 0.9" in explained
    assert "from, since" in explained
    assert run.invoke(app, ["findings", "explain", "no.such"]).exit_code == 2


def test_the_doctor_names_what_is_missing_and_the_mend(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a machine without programs the commands that install them are printed, and the code is 1."""
    monkeypatch.setenv("PATH", "")
    result = run.invoke(app, ["doctor"])
    assert result.exit_code == 1
    assert "✘ tesseract" in result.stdout
    assert "→ sudo apt-get install -y --no-install-recommends tesseract-ocr-vie" in result.stderr
    assert result.stderr.count("poppler-utils") == 1


@pytest.mark.tesseract
@pytest.mark.poppler
def test_the_doctor_finds_a_healthy_machine_healthy() -> None:
    """Where the tests run, everything is there."""
    result = run.invoke(app, ["doctor"])
    assert "✘" not in result.stdout
    assert result.exit_code == 0


def test_help_answers_at_once() -> None:
    """Nothing heavy is imported for the help."""
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "scanpipe", "--help"], capture_output=True, check=True
    )
    assert b"check" in done.stdout
    loaded = {line.rsplit(b"|", 1)[-1].strip() for line in done.stderr.splitlines()}
    assert not loaded & {b"cv2", b"numpy", b"jinja2", b"pypdf", b"PIL"}
