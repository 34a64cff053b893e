"""Broken and hostile files, each in the company of a good one."""

import json
from pathlib import Path

import pytest

from scanpipe.jobs.examiner import Reported
from scanpipe.jobs.sandbox import sandbox_here
from tests.jobs.orders import SCAN, Heard, order, troubled

pytestmark = [pytest.mark.shared, pytest.mark.poppler, pytest.mark.slow]


def test_every_bad_file_gets_a_report_and_leaves_the_good_one_alone(shared_data: Path, tmp_path: Path) -> None:
    """None kills the examiner, and none costs the page that came with it."""
    work = tmp_path / "work"
    examiner = troubled(work, sandbox_here())
    examiner.start()
    try:
        good = None
        for bad in sorted((shared_data / "bad-inputs").iterdir()):
            given = order(work, [SCAN, bad], kept=[good])
            result = examiner.examine(given, Heard())
            assert isinstance(result, Reported), f"{bad.name}: {result}"
            report = json.loads(result.report.read_bytes())
            pages = [p for p in report["pages"] if p["file"] == 0]
            assert [p["readability"] for p in pages] == ["ok"], bad.name
            if good is None:
                good = tmp_path / "good.pack"
                good.write_bytes((Path(given.folder) / "kept-0.pack").read_bytes())
    finally:
        examiner.stop()
