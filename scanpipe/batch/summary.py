"""
The table of a batch: one row a dossier, from its report.json, or the reason why there is none.

For people with a spreadsheet: UTF-8 with a byte order mark (Excel takes it for another code page otherwise), and no
cell is a formula, whatever a folder is called (https://owasp.org/www-community/attacks/CSV_Injection).
"""

from __future__ import annotations

import csv
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scanpipe.batch.dossier import shown
from scanpipe.batch.trouble import Trouble

if TYPE_CHECKING:
    from scanpipe.findings import Lang

SUMMARY_FILE = "summary.csv"
COLUMNS = ("dossier", "verdict", "musts", "checks", "papers", "edition_status", "pages", "seconds", "error")
_BETWEEN = " | "
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


@dataclass(frozen=True, slots=True)
class Row:
    """
    One dossier: either what its report says in short, or its trouble (then the rest is empty).

    `papers` are `form@edition`, the kind of a supporting paper, or `?`; `statuses` their edition status (`-` for a
    kind, which has no editions). `seconds` is
    the wall time that its report took when it was made.
    """

    dossier: str
    verdict: str | None = None
    musts: int = 0
    checks: int = 0
    papers: str = ""
    statuses: str = ""
    pages: int = 0
    seconds: float = 0.0
    trouble: Trouble | None = None


def row_of(name: str, report: Mapping[str, Any]) -> Row:
    """The row of a dossier with a report. Raises KeyError or TypeError when it is none of `scanpipe.report/v1`."""
    severities = [finding["severity"] for finding in report["findings"]]
    documents = report["documents"]
    return Row(
        dossier=name,
        verdict=report["verdict"],
        musts=severities.count("must"),
        checks=severities.count("check"),
        papers=_BETWEEN.join(_paper(d) for d in documents),
        statuses=_BETWEEN.join("-" if d.get("kind") else d["edition_status"] for d in documents),
        pages=len(report["pages"]),
        seconds=report["made_with"]["seconds"],
    )


def write_summary(path: Path, rows: Iterable[Row], lang: Lang) -> None:
    """Writes the table at once: who opens it sees the old one or the new one, never half of it."""
    half = path.with_name(path.name + ".tmp")
    with half.open("w", encoding="utf-8-sig", newline="") as file:
        table = csv.writer(file)
        table.writerow(COLUMNS)
        table.writerows([harmless(cell) for cell in _cells(row, lang)] for row in rows)
    os.replace(half, path)


def harmless(cell: str) -> str:
    """The cell as text that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def _cells(row: Row, lang: Lang) -> tuple[str, ...]:
    if row.trouble is not None:
        return (shown(row.dossier), *[""] * 7, row.trouble.sentence(lang))
    numbers = str(row.musts), str(row.checks)
    size = str(row.pages), f"{row.seconds:.1f}"
    return (shown(row.dossier), row.verdict or "", *numbers, row.papers, row.statuses, *size, "")


def _paper(document: Mapping[str, Any]) -> str:
    if document["form"] is None:
        return str(document.get("kind") or "?")
    return f"{document['form']}@{document['edition'] or '?'}"
