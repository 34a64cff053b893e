"""The table of a batch, for people with a spreadsheet."""

import csv
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from scanpipe.batch import Row, Trouble, write_summary
from scanpipe.batch.summary import COLUMNS, harmless, row_of


def test_the_table_opens_in_a_spreadsheet(tmp_path: Path) -> None:
    """A byte order mark, one header, Vietnamese as it is, and no cell that is a formula."""
    rows = [
        Row("=cmd|' /C calc'!A0", "correct", 2, 1, "ct01@tt66_2023 | identity_card", "outdated | -", 3, 1.94),
        Row("hồ sơ, 2", trouble=Trouble("dossier.refused", {"why": "+1: hỏng"})),
    ]
    path = tmp_path / "summary.csv"
    write_summary(path, rows, "vi")
    assert path.read_bytes().startswith(b"\xef\xbb\xbfdossier,")
    with path.open(encoding="utf-8-sig", newline="") as file:
        head, first, second = csv.reader(file)
    assert tuple(head) == COLUMNS
    told = ["correct", "2", "1", "ct01@tt66_2023 | identity_card", "outdated | -", "3", "1.9", ""]
    assert first == ["'=cmd|' /C calc'!A0", *told]
    assert second == ["hồ sơ, 2", *[""] * 7, "'+1: hỏng"]
    assert list(tmp_path.iterdir()) == [path]


@given(st.text())
def test_no_cell_is_a_formula(cell: str) -> None:
    """Whatever a folder is called; and the words themselves are kept."""
    assert not harmless(cell).startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
    assert harmless(cell).removeprefix("'") == cell.removeprefix("'")


def test_a_row_says_what_the_report_says() -> None:
    """Papers with their editions and statuses; a supporting paper has a kind and no edition."""
    report = {
        "verdict": "correct",
        "findings": [{"severity": s} for s in ("must", "check", "must", "info")],
        "documents": [
            {"form": "ct01", "edition": "tt66_2023", "edition_status": "outdated"},
            {"form": None, "edition": None, "edition_status": "unknown", "kind": "identity_card"},
            {"form": None, "edition": None, "edition_status": "unknown"},
            {"form": "ct02", "edition": None, "edition_status": "unknown"},
        ],
        "pages": [{}, {}],
        "made_with": {"seconds": 3.5},
    }
    papers = "ct01@tt66_2023 | identity_card | ? | ct02@?"
    assert row_of("a", report) == Row("a", "correct", 2, 1, papers, "outdated | - | unknown | unknown", 2, 3.5)
