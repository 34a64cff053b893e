"""The report of an examiner is that of the command line, byte for byte, times aside."""

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from scanpipe.cli import app
from scanpipe.jobs.examiner import Examiner, Reported
from scanpipe.jobs.outcome import Outcome
from scanpipe.settings import Settings
from tests.jobs.orders import DAY, SMALL, Heard, order

pytestmark = [pytest.mark.tesseract, pytest.mark.poppler, pytest.mark.slow]
FILES = (SMALL / "hkd-good-scan-1.png", SMALL / "birth-outdated.pdf", SMALL / "ct01-good-hand-phone.jpg")
_SECONDS = re.compile(rb'"seconds": [0-9.]+,\s+"stages": \{[^}]*\}')


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("same") / "work"


@pytest.fixture(scope="module")
def examiner(work: Path) -> Iterator[Examiner]:
    """With walls where they stand here."""
    one = Examiner(Settings(), work)
    one.start()
    yield one
    one.stop()


def reported(examiner: Examiner, given: object) -> tuple[bytes, Heard, Outcome]:
    heard = Heard()
    result = examiner.examine(given, heard)  # type: ignore[arg-type]
    assert isinstance(result, Reported)
    return result.report.read_bytes(), heard, Outcome.from_json(result.outcome.read_bytes())


def by_command(files: list[Path], *more: str) -> bytes:
    names = [str(f) for f in files]
    result = CliRunner().invoke(app, ["check", *names, "--as-of", str(DAY), "--format", "json", *more])
    return result.stdout_bytes


def timeless(report: bytes) -> bytes:
    return _SECONDS.sub(b"", report)


def test_an_examiner_says_what_the_command_line_says(examiner: Examiner, work: Path, tmp_path: Path) -> None:
    """When all is read, when some was kept, when all was kept, and when pages are left out or come in another order."""
    expected = timeless(by_command(list(FILES)))
    assert b'"documents"' in expected
    given = order(work, FILES)
    first, heard, outcome = reported(examiner, given)
    assert timeless(first) == expected
    told = {e.data["file"]: e.data for e in heard.of("page.recognised")}
    by_number = {p["number"]: p for p in json.loads(first)["pages"]}
    documents = json.loads(first)["documents"]
    for file, data in told.items():
        own = documents[next(p["document"] for p in by_number.values() if p["file"] == file)]
        said = (data["form"], data["edition"], data["status"], data["effective_from"])
        assert said == (own["form"], own["edition"], own["edition_status"], own["effective_from"])
    assert set(told) == {0, 1, 2}
    assert [f.code for f in outcome.findings] == [f["code"] for f in json.loads(first)["findings"]]
    assert [d.pages for d in outcome.documents] == [tuple(d["pages"]) for d in documents]

    packs = [Path(shutil.copy(Path(given.folder) / f"kept-{i}.pack", tmp_path / f"{i}")) for i in range(3)]
    some, heard, _ = reported(examiner, order(work, FILES, kept=[packs[0], None, packs[2]]))
    assert timeless(some) == expected
    assert [e.data["file"] for e in heard.of("file.read")] == [1]
    every, heard, _ = reported(examiner, order(work, FILES, kept=packs))
    assert timeless(every) == expected
    assert heard.types() == ["reported"]

    named = [(f, n) for f, pages in enumerate(_pages(outcome)) for n in pages]
    again, _, _ = reported(examiner, order(work, FILES, kept=packs, pages=named))
    assert timeless(again) == expected


def _pages(outcome: Outcome) -> list[list[int]]:
    return [[p.file_page for p in outcome.pages if p.file == f] for f in range(3)]


def test_files_in_another_order_are_another_dossier(examiner: Examiner, work: Path) -> None:
    """Named in the order in which they are laid out, as on the command line."""
    files = [SMALL / "ct01-unsigned.jpg", SMALL / "marital-good-phone.jpg"]
    assert timeless(reported(examiner, order(work, files))[0]) == timeless(by_command(files))


def test_pages_are_numbered_as_they_are_named(examiner: Examiner, work: Path) -> None:
    """What is left out is not in the report, whatever was found on it."""
    pdf = SMALL / "hkd-good-scan-2.png"
    files = [SMALL / "birth-outdated.pdf", pdf]
    report, _, outcome = reported(examiner, order(work, files, pages=[(1, None), (0, 1)]))
    assert [(p.file, p.file_page, p.number) for p in outcome.pages] == [(1, 1, 1), (0, 1, 2)]
    told = json.loads(report)
    assert [(p["file"], p["file_page"], p["number"]) for p in told["pages"]] == [(1, 1, 1), (0, 1, 2)]
    assert {f["page"] for f in told["findings"]} <= {None, 1, 2}


def test_a_pack_of_another_version_is_read_anew(examiner: Examiner, work: Path, tmp_path: Path) -> None:
    """The person waits longer, and gets the same."""
    stale = tmp_path / "stale"
    stale.write_bytes(b"PK of another time")
    files = [SMALL / "ct01-unsigned.jpg"]
    report, heard, _ = reported(examiner, order(work, files, kept=[stale]))
    assert heard.types().count("file.read") == 1
    assert timeless(report) == timeless(by_command(files))


def test_a_procedure_is_asked_for_as_on_the_command_line(examiner: Examiner, work: Path) -> None:
    """With its checklist."""
    files = [SMALL / "ct01-good-scan.jpg"]
    key = min(p.stem for p in (Settings().forms_dir / "procedures").iterdir() if not p.stem.startswith("_"))
    report, _, _ = reported(examiner, order(work, files, procedure=key))
    assert timeless(report) == timeless(by_command(files, "--procedure", key))
    assert b'"checklist"' in report
