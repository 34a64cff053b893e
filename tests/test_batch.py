"""Many dossiers: what is done stays done, what fails is a row, and nothing that is not ours is touched."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from scanpipe.batch import Batch, Row, check_all
from scanpipe.batch.done import forms_digest
from scanpipe.batch.outbox import ASIDE, held
from scanpipe.batch.workers import ONE_THREAD, _environment
from scanpipe.errors import UsageError
from tests.batch_script import ASKED, SECRET, Script

ROOT = Path(__file__).resolve().parents[1]
Make = Callable[..., Batch]


@pytest.fixture
def script(tmp_path: Path) -> Script:
    return Script(tmp_path / "attempts")


@pytest.fixture
def make(tmp_path: Path) -> Make:
    """Makes a folder of dossiers, each with one file of the content given, and the batch over it."""

    def made(contents: Mapping[str, str], **options: object) -> Batch:
        home = tmp_path / "in"
        for name, content in contents.items():
            (home / name).mkdir(parents=True, exist_ok=True)
            (home / name / "a.txt").write_text(content, encoding="utf-8")
        home.mkdir(exist_ok=True)
        options = {"asked": ASKED, "max_pages": 20, "max_bytes": 1000, **options}
        return Batch(home, tuple(sorted(p.name for p in home.iterdir())), tmp_path / "out", **options)  # type: ignore[arg-type]

    return made


def silent(number: int, row: Row, before: bool) -> None:
    """Nobody is told."""


def codes(rows: tuple[Row, ...]) -> dict[str, str | None]:
    """What became of each dossier: its verdict, or the code of its trouble."""
    return {row.dossier: row.trouble.code if row.trouble else row.verdict for row in rows}


def gone(process: int) -> bool:
    """Whether a process has ended (one that nobody waited for counts as ended)."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()[0] == "Z"
    except OSError:
        return True


def wait_for(happened: Callable[[], bool], seconds: float = 20.0) -> None:
    end = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.02)


def test_each_dossier_has_its_folder_and_its_row(make: Make, script: Script, tmp_path: Path) -> None:
    """Two workers, four dossiers: four folders, four rows by name, nothing unfinished left."""
    rows, complete = check_all(make(dict.fromkeys("dbca", "x"), jobs=2), script, silent)
    assert complete
    assert [row.dossier for row in rows] == ["a", "b", "c", "d"]
    assert set(codes(rows).values()) == {"submit"}
    assert sorted(p.name for p in (tmp_path / "out").iterdir()) == ["a", "b", "c", "d"]
    assert sorted(p.name for p in (tmp_path / "out" / "a").iterdir()) == ["asked.json", "report.html", "report.json"]
    assert len(script.processes()) <= 2


def test_what_is_done_is_not_done_again(make: Make, script: Script) -> None:
    """The second run takes every row from the reports of the first, and says so."""
    batch = make({"a": "x", "b": "y"})
    first, _ = check_all(batch, script, silent)
    told: list[bool] = []
    second, _ = check_all(batch, script, lambda number, row, before: told.append(before))
    assert second == first
    assert told == [True, True]
    assert script.attempts() == ["a", "b"]


def _other_file(batch: Batch) -> Batch:
    (batch.home / "a" / "b.txt").write_text("one more", encoding="utf-8")
    return batch


def _other_content(batch: Batch) -> Batch:
    (batch.home / "a" / "a.txt").write_text("z", encoding="utf-8")
    return batch


def _other_name(batch: Batch) -> Batch:
    (batch.home / "a" / "a.txt").rename(batch.home / "a" / "b.txt")
    return batch


def _broken_report(batch: Batch) -> Batch:
    (batch.out / "a" / "report.json").write_text("{", encoding="utf-8")
    return batch


def _poor_report(batch: Batch) -> Batch:
    path = batch.out / "a" / "report.json"
    report = json.loads(path.read_text(encoding="utf-8"))
    del report["documents"]
    path.write_text(json.dumps(report), encoding="utf-8")
    return batch


@pytest.mark.parametrize(
    "change",
    [
        _other_file,
        _other_content,
        _other_name,
        _broken_report,
        _poor_report,
        lambda batch: replace(batch, asked={**ASKED, "as_of": "2026-11-24"}),
        lambda batch: replace(batch, asked={**ASKED, "procedure": "birth_registration"}),
        lambda batch: replace(batch, asked={**ASKED, "forms": "sha256:1"}),
        lambda batch: replace(batch, asked={**ASKED, "scanpipe": "0.2.0"}),
    ],
)
def test_anything_else_is_done_again(make: Make, script: Script, change: Callable[[Batch], Batch]) -> None:
    """Other files, another day, procedure, catalogue or version: the earlier report answers another question."""
    batch = make({"a": "x"})
    check_all(batch, script, silent)
    rows, _ = check_all(change(batch), script, silent)
    assert script.attempts() == ["a", "a"]
    assert codes(rows) == {"a": "submit"}


def test_what_is_no_report_is_never_replaced(make: Make, script: Script) -> None:
    """A folder of somebody else under the name of a dossier stays as it is."""
    batch = make({"a": "x", "b": "x", "summary.csv": "x"})
    (batch.out / "a").mkdir(parents=True)
    (batch.out / "a" / "letter.txt").write_text("mine", encoding="utf-8")
    rows, _ = check_all(batch, script, silent)
    assert codes(rows) == {"a": "dossier.out_taken", "b": "submit", "summary.csv": "dossier.out_taken"}
    assert [p.name for p in (batch.out / "a").iterdir()] == ["letter.txt"]


def test_a_dossier_that_fails_is_a_row_and_the_others_go_on(make: Make, script: Script) -> None:
    """A crash, an error, a refusal, no report at all: each has its code; what was being read is not told."""
    contents = {"a": "crash", "b": "fail", "c": "refuse", "d": "x", "e": "nothing", "f": "x"}
    rows, complete = check_all(make(contents, jobs=2), script, silent)
    assert complete
    assert codes(rows) == {
        "a": "dossier.crashed",
        "b": "dossier.failed",
        "c": "dossier.refused",
        "d": "submit",
        "e": "dossier.failed",
        "f": "submit",
    }
    failed, refused = rows[1].trouble, rows[2].trouble
    assert failed is not None
    assert refused is not None
    assert "ValueError, batch_script.py" in failed.sentence("vi")
    assert SECRET not in failed.sentence("vi")
    assert refused.sentence("en") == "a.txt: cannot be opened."


def test_a_killed_worker_gets_its_dossier_a_second_chance(make: Make, script: Script) -> None:
    """After all others it is tried once more, alone; a dossier that kills twice is given up."""
    rows, _ = check_all(make({"a": "crash once", "b": "x", "c": "crash", "d": "x"}, jobs=2), script, silent)
    assert codes(rows) == {"a": "submit", "b": "submit", "c": "dossier.crashed", "d": "submit"}
    attempts = script.attempts()
    assert {name: attempts.count(name) for name in "abcd"} == {"a": 2, "b": 1, "c": 2, "d": 1}
    assert sorted(attempts[-2:]) == ["a", "c"]


def test_a_failure_takes_the_earlier_report_away(make: Make, script: Script) -> None:
    """A report about files that are there no more is not left to be believed."""
    batch = make({"a": "x"})
    check_all(batch, script, silent)
    make({"a": "fail"})
    rows, _ = check_all(batch, script, silent)
    assert codes(rows) == {"a": "dossier.failed"}
    assert not (batch.out / "a").exists()


def test_a_worker_is_replaced_after_its_share(make: Make, script: Script) -> None:
    """What libraries never give back goes with the process that holds it."""
    check_all(make(dict.fromkeys("abcd", "x"), per_worker=2), script, silent)
    assert len(script.processes()) == 2


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_batch_keeps_what_is_finished(make: Make, script: Script, stop: signal.Signals) -> None:
    """Ctrl-C and `kill` end workers at once; the rows of the rest say that they were not reached."""
    batch = make({"a": "x", "b": "sleep", "c": "x"})
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    timer = threading.Thread(
        target=lambda: (wait_for(lambda: "b" in script.attempts()), os.kill(os.getpid(), stop)), daemon=True
    )
    timer.start()
    began = time.monotonic()
    try:
        rows, complete = check_all(batch, script, silent)
    finally:
        signal.signal(signal.SIGTERM, before)
    assert not complete
    assert time.monotonic() - began < 20
    assert codes(rows) == {"a": "submit", "b": "dossier.not_reached", "c": "dossier.not_reached"}
    assert all(gone(process) for process in script.processes())
    assert sorted(p.name for p in batch.out.iterdir()) == ["a"]


KILLED = """
import sys
from pathlib import Path
from scanpipe.batch import Batch, check_all, dossiers_in
from tests.batch_script import ASKED, Script

if __name__ == "__main__":
    home, out, log = map(Path, sys.argv[1:])
    batch = Batch(home, dossiers_in(home)[0], out, ASKED, max_pages=20, max_bytes=1000, jobs=2)
    check_all(batch, Script(log, pause_s=0.3), lambda *_: None)
"""


def test_after_a_kill_nothing_finished_is_done_again(make: Make, script: Script, tmp_path: Path) -> None:
    """`kill -9` in the middle: the workers end too and leave no page behind; the next run does only the rest."""
    batch = make({f"d{n}": "x" for n in range(8)}, jobs=2)
    program, temporary = tmp_path / "killed.py", tmp_path / "tmp"
    program.write_text(KILLED, encoding="utf-8")
    temporary.mkdir()
    told = {**os.environ, "PYTHONPATH": str(ROOT), "TMPDIR": str(temporary)}
    command = [sys.executable, str(program), str(batch.home), str(batch.out), str(script.log)]
    with subprocess.Popen(command, env=told) as process:
        wait_for(lambda: len(list(batch.out.glob("d*/report.json"))) >= 3)
        process.kill()
    wait_for(lambda: all(gone(worker) for worker in script.processes()))
    wait_for(lambda: not list(temporary.glob("scanpipe-batch-*")))
    finished = {p.parent.name for p in batch.out.glob("d*/report.json")}
    assert 3 <= len(finished) < 8
    attempts_before = len(script.attempts())
    rows, complete = check_all(batch, script, silent)
    assert complete
    assert set(codes(rows).values()) == {"submit"}
    assert set(script.attempts()[attempts_before:]) == {f"d{n}" for n in range(8)} - finished
    assert not (batch.out / ASIDE).exists()


def test_two_batches_do_not_write_into_one_folder(make: Make, script: Script) -> None:
    """The second is told so before it does anything."""
    batch = make({"a": "x"})
    with held(batch.out), pytest.raises(UsageError, match="another batch"):
        check_all(batch, script, silent)
    assert script.attempts() == []


@pytest.mark.parametrize("out", ["in", "in/out", "."])
def test_reports_never_go_among_the_dossiers(make: Make, script: Script, tmp_path: Path, out: str) -> None:
    """Reports would become dossiers of the next run, or fall upon those that are there."""
    batch = make({"a": "x"})
    with pytest.raises(UsageError, match="outside"):
        check_all(replace(batch, out=tmp_path / out), script, silent)


def test_a_folder_of_500_pages_is_refused_with_its_sentence(make: Make, script: Script) -> None:
    """No file of it is opened, and the others go on."""
    batch = make({"a": "x", "b": "x"}, max_pages=200)
    for n in range(499):
        (batch.home / "a" / f"{n}.jpg").touch()
    rows, _ = check_all(batch, script, silent)
    assert codes(rows) == {"a": "dossier.too_many_pages", "b": "submit"}
    trouble = rows[0].trouble
    assert trouble is not None
    assert trouble.sentence("vi").startswith("Hồ sơ có 500 trang trở lên, nhiều hơn 200 trang; vui lòng tách")
    assert script.attempts() == ["b"]


def test_the_digest_of_forms_covers_procedures_and_kinds(tmp_path: Path) -> None:
    """A procedure that changed is another question, also where the editions stay as they are."""
    (tmp_path / "procedures").mkdir()
    for path in (tmp_path / "kinds.yaml", tmp_path / "procedures" / "a.yaml"):
        path.write_text("a: 1", encoding="utf-8")
        before = forms_digest(tmp_path)
        path.write_text("a: 2", encoding="utf-8")
        assert forms_digest(tmp_path) != before


def test_workers_are_told_to_keep_to_one_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    """The environment is lent for the start of a worker and given back."""
    monkeypatch.setenv("OMP_NUM_THREADS", "7")
    monkeypatch.delenv("OPENBLAS_NUM_THREADS", raising=False)
    with _environment(ONE_THREAD):
        assert (os.environ["OMP_NUM_THREADS"], os.environ["OPENBLAS_NUM_THREADS"]) == ("1", "1")
    assert os.environ["OMP_NUM_THREADS"] == "7"
    assert "OPENBLAS_NUM_THREADS" not in os.environ
