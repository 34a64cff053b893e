"""
Cells of a CSV file that opens safely in a spreadsheet: RFC 4180 (comma, CRLF, doubled quotes), UTF-8 with a mark.

A spreadsheet takes a cell that begins with = + - @ (or their full-width forms, a tab, a line break) for a formula and
runs it (OWASP, CSV injection). Such a cell begins with ' instead, telephone numbers like +84 among them: whoever reads
the file by program takes one leading ' away. A spreadsheet that separates by semicolons cuts cells there and at tabs
and line breaks, so what follows one of these is treated alike.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence

BOM = "\ufeff"
_FORMULA = "=+\\-@＝＋－＠−﹢﹣﹦﹫"
_UNSEEN = r"\s\u200b-\u200f\u2060\ufeff"
"""What may stand before a formula without being seen; tab and line breaks are among it."""
_BEGINS = re.compile(rf"[{_UNSEEN}]*[{_FORMULA}]|[\t\r\n]")
_AFTER_CUT = re.compile(rf"([;\t\r\n][{_UNSEEN}\"]*)(?=[{_FORMULA}])")


def cell(value: object) -> str:
    """
    A value as a cell that no spreadsheet runs; None is empty.

    >>> cell("=1+1"), cell("+84 912 345 678"), cell("a;=1+1"), cell("Nguyễn Thị Mẫu")
    ("'=1+1", "'+84 912 345 678", "a;'=1+1", 'Nguyễn Thị Mẫu')
    """
    text = "" if value is None else str(value).replace("\x00", "\ufffd")
    text = _AFTER_CUT.sub(r"\1'", text)
    return f"'{text}" if _BEGINS.match(text) else text


def table(rows: Iterable[Sequence[object]]) -> bytes:
    """The rows as a file, each cell made safe."""
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\r\n", quoting=csv.QUOTE_MINIMAL)
    for row in rows:
        writer.writerow([cell(value) for value in row])
    return (BOM + written.getvalue()).encode("utf-8", "replace")
