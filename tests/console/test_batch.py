"""`check --batch` from its options to the exit code: what a worker does with a dossier, and what people are told."""

import csv
import datetime as dt
import io
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from pypdf import PdfWriter

from scanpipe import service
from scanpipe.batch import Batch, Dossier, DossierError, Row, Trouble
from scanpipe.batch.worker import Task, attempt
from scanpipe.console import batch as console
from scanpipe.console.batch import BatchOptions, CheckDossier, exit_code, run_batch, tally
from scanpipe.console.batch_progress import Pace, shown_progress
from scanpipe.errors import UsageError
from scanpipe.imaging.encode import png
from scanpipe.model import IDENTITY, FileRecord, MadeWith, Page, Readability, Report, UploadFile, Verdict
from scanpipe.settings import Settings
from tests.scripted import blank_of

DAY = dt.date(2026, 11, 23)
PAPER = png(np.full((600, 420), 240, np.uint8))
OURS, THEIRS = Trouble("dossier.crashed"), Trouble("dossier.no_file")


def report_on(files: Sequence[UploadFile]) -> Report:
    """A page of each file, and nothing to be said."""
    pages = tuple(Page(n, n - 1, 1, Readability.OK, 0, 0.0, {}, IDENTITY, 210, 297) for n, _ in enumerate(files, 1))
    records = tuple(FileRecord(f.name, "0" * 64, 1) for f in files)
    return Report(Verdict.SUBMIT, DAY, MadeWith("0.1.0", "scripted", "sha256:0", 0.5), records, pages, (), ())


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, object]]:
    """A service that reads nothing; returns what it was asked."""
    calls: list[dict[str, object]] = []

    def check(files: Sequence[UploadFile], **options: object) -> Report:
        calls.append({"files": [f.name for f in files], **options})
        progress = options.get("progress")
        for number, _ in enumerate(files, 1):
            assert callable(progress)
            progress("page", number)
        return report_on(files)

    monkeypatch.setattr(service, "check", check)
    return calls


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A folder with one dossier of two pictures."""
    (tmp_path / "in" / "a").mkdir(parents=True)
    for name in ("1.png", "2.png"):
        (tmp_path / "in" / "a" / name).write_bytes(PAPER)
    return tmp_path / "in"


def _dossier(home: Path) -> Dossier:
    return Dossier("a", tuple(sorted((home / "a").iterdir())))


def test_a_worker_writes_what_check_writes(asked: list[dict[str, object]], home: Path, tmp_path: Path) -> None:
    """report.json, report.html and pictures; the procedure and all else reach the service."""
    options = BatchOptions(home, None, as_of=DAY, form="ct01", extra={"procedure": "birth"})
    CheckDossier(options, Settings())(_dossier(home), tmp_path / "w")
    names = {p.name for p in (tmp_path / "w").iterdir()}
    assert names == {"report.json", "report.html", "annotated-p1.png", "annotated-p2.png"}
    (call,) = asked
    assert (call["files"], call["as_of"], call["form"], call["procedure"]) == (["1.png", "2.png"], DAY, "ct01", "birth")


@pytest.mark.usefixtures("asked")
def test_the_limit_of_pages_holds_for_the_dossier(home: Path, tmp_path: Path) -> None:
    """Two files of one page each, where one page is allowed: told at the second page, and no report."""
    work = CheckDossier(BatchOptions(home, None, as_of=DAY), Settings(max_pages=1))
    with pytest.raises(DossierError):
        work(_dossier(home), tmp_path / "w")
    trouble = attempt(Task(1, _dossier(home), tmp_path / "w"), work)
    assert trouble == Trouble("dossier.too_many_pages", {"n": 2, "max": 1})
    assert not (tmp_path / "w").exists()


def test_a_file_that_goes_away_is_a_refusal_of_its_dossier(home: Path, tmp_path: Path) -> None:
    """It is listed, and gone when a worker opens it."""
    dossier = replace(_dossier(home), files=(home / "a" / "gone.png",))
    trouble = attempt(Task(1, dossier, tmp_path / "w"), CheckDossier(BatchOptions(home, None, as_of=DAY), Settings()))
    assert trouble is not None
    assert trouble.code == "dossier.refused"
    assert "gone.png" in trouble.sentence("vi")


def _submit(**changes: object) -> Row:
    return replace(Row("a", "submit", pages=1), **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ([_submit()], 0),
        ([_submit(), _submit(verdict="review")], 12),
        ([_submit(verdict="correct"), _submit(verdict="review")], 10),
        ([_submit(verdict="correct"), _submit(verdict="rescan")], 11),
        ([_submit(verdict="rescan"), Row("b", trouble=THEIRS)], 3),
        ([_submit(verdict="rescan"), _submit(verdict="rescan", pages=0)], 3),
        ([Row("b", trouble=THEIRS), Row("c", trouble=OURS), _submit()], 1),
    ],
)
def test_the_worst_dossier_is_the_exit_code(rows: list[Row], code: int) -> None:
    """Not checked by our fault, not openable, rescan, correct, review, submit: in any order of the rows."""
    assert exit_code(rows) == exit_code(reversed(rows)) == code


def test_fail_on_means_for_each_dossier_what_it_means_for_one() -> None:
    """`never` silences verdicts, not errors; `check` lets a question count as something to put right."""
    assert exit_code([_submit(verdict="rescan"), _submit(verdict="correct")], "never") == 0
    assert exit_code([_submit(), Row("b", trouble=OURS)], "never") == 1
    assert exit_code([_submit(checks=1)], "check") == 10
    assert exit_code([_submit(checks=1)]) == 0


def test_a_batch_from_options_to_the_table(
    asked: list[dict[str, object]],
    home: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """The day is settled once, before the first; the table's path is the data, the rest goes to stderr."""
    (home / "loose.jpg").touch()
    seen: list[Batch] = []

    def check_all(batch: Batch, work: CheckDossier, tell: object) -> tuple[tuple[Row, ...], bool]:
        seen.append(batch)
        assert work.options.as_of == DAY
        return (_submit(), Row("b", trouble=THEIRS)), len(seen) == 1

    monkeypatch.setattr(console, "check_all", check_all)
    out = tmp_path / "out"
    out.mkdir()
    options = BatchOptions(home, out, jobs=2, extra={"procedure": "birth", "facts": ("minor",)})
    assert run_batch(options) == 3
    assert asked[0]["files"] == []
    assert (seen[0].asked["as_of"], seen[0].asked["procedure"], seen[0].jobs) == ("2026-11-23", "birth", 2)
    told = capsys.readouterr()
    assert told.out == f"{out / 'summary.csv'}\n"
    assert "are not checked: 1" in told.err
    assert "2 dossiers: 1 submit, 1 not checked" in told.err
    assert run_batch(options) == 130  # interrupted, and the table is there all the same
    assert (out / "summary.csv").is_file()


def test_what_would_stop_every_dossier_is_told_before_the_first(home: Path, tmp_path: Path) -> None:
    """A mistyped form, no --out, --out among the dossiers: wrong usage, and nothing is written."""
    for options, words in (
        (BatchOptions(home, tmp_path / "out", form="ct99"), "no form 'ct99'"),
        (BatchOptions(home, None), "--out"),
        (BatchOptions(home, home / "out"), "outside"),
    ):
        with pytest.raises(UsageError, match=words):
            run_batch(options)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["in"]


def test_progress_names_numbers_and_codes_never_people(capsys: pytest.CaptureFixture[str]) -> None:
    """Folders are often called by a person's name."""
    with shown_progress(2) as tell:
        tell(2, Row("NGUYỄN VĂN A", trouble=Trouble("dossier.nested", {"name": "con"})), False)
        tell(1, _submit(), True)
    assert capsys.readouterr().err == "dossier 2: dossier.nested\n2 of 2, 1 done before\n"


def test_the_time_left_is_told_by_what_was_really_done(monkeypatch: pytest.MonkeyPatch) -> None:
    """Dossiers that were done before take no time and say nothing about the others."""
    now = [100.0]
    monkeypatch.setattr("scanpipe.console.batch_progress.time.monotonic", lambda: now[0])
    pace = Pace(12)
    pace.one_more(before=True)
    pace.one_more(before=True)
    assert pace.note() == "2 done before"
    for _ in range(2):
        now[0] += 20
        pace.one_more(before=False)
    assert pace.note() == "2 done before, about 3 min left"


def test_the_tally_counts_what_there_is() -> None:
    """Kinds with nothing in them are not named."""
    assert tally([_submit(), _submit(), Row("b", trouble=OURS)]) == "3 dossiers: 2 submit, 1 not checked"


@pytest.mark.poppler
@pytest.mark.tesseract
@pytest.mark.slow
def test_a_real_batch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty blank, a folder without files and a PDF of more pages than allowed, twice: the second run only looks."""
    monkeypatch.setenv("SCANPIPE_MAX_PAGES", "2")
    home, out = tmp_path / "in", tmp_path / "out"
    for name in ("blank", "empty", "long"):
        (home / name).mkdir(parents=True)
    (home / "blank" / "a.pdf").write_bytes(blank_of("ct01", "tt66_2023").pdf)
    (home / "long" / "a.pdf").write_bytes(_pages(3))
    options = BatchOptions(home, out, jobs=2, as_of=DAY, lang="en")
    assert run_batch(options) == 3
    first = _table(out)
    made = (out / "blank" / "report.json").stat().st_mtime_ns
    assert [row["dossier"] for row in first] == ["blank", "empty", "long"]
    assert first[0]["papers"] == "ct01@tt66_2023"
    assert (first[0]["edition_status"], first[0]["verdict"]) == ("outdated", "correct")
    assert first[1]["error"].startswith("The folder holds no file")
    assert (first[2]["verdict"], first[2]["pages"]) == ("rescan", "0")
    assert "file.too_many_pages" in (out / "long" / "report.json").read_text(encoding="utf-8")
    assert run_batch(options) == 3
    assert _table(out) == first
    assert (out / "blank" / "report.json").stat().st_mtime_ns == made


def _table(out: Path) -> list[dict[str, str]]:
    with (out / "summary.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def _pages(count: int) -> bytes:
    """A PDF of so many empty pages."""
    writer = PdfWriter()
    for _ in range(count):
        writer.add_blank_page(595, 842)
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()
