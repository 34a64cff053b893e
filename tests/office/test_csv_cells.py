"""Cells that no spreadsheet runs, in a file that every spreadsheet reads."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanpipe.office.csv_cells import BOM, cell, table


@pytest.mark.parametrize(
    "dangerous",
    [
        "=1+1", "+1", "-1", "@SUM(A1)", "=cmd|' /C calc'!A0", "  =1+1", "\u00a0=1", "\u200b=1",
        "\ufeff=1", "＝1+1", "＋1", "－1", "＠SUM", "−1", "+84912345678", "-", "\tx",
    ],
)  # fmt: skip
def test_what_looks_like_a_formula_begins_with_an_apostrophe(dangerous: str) -> None:
    """Telephone numbers too: the number behind it is whole."""
    assert cell(dangerous) == f"'{dangerous}"


@pytest.mark.parametrize("text", ["\t=1", "\r=1", "\n=1", "\r\n=1"])
def test_a_break_before_a_formula_is_as_dangerous(text: str) -> None:
    """Wherever the spreadsheet cuts, there is an apostrophe."""
    assert cell(text) == f"'{text[:-2]}'=1"


@pytest.mark.parametrize("harmless", ["NGUYỄN THỊ MẪU", "079190000123", "05/09/1990", "a=b", "x@example.com", "", "'x"])
def test_everything_else_stays_as_it_is(harmless: str) -> None:
    """Nothing is changed without need."""
    assert cell(harmless) == harmless


@pytest.mark.parametrize(
    ("text", "safe"), [("a;=1+1", "a;'=1+1"), ("a\t@x", "a\t'@x"), ("a\n+1", "a\n'+1"), ('a;"=1', "a;\"'=1")]
)
def test_a_spreadsheet_that_cuts_elsewhere_finds_no_formula(text: str, safe: str) -> None:
    """Behind a semicolon, a tab or a line break a cell of its own may begin."""
    assert cell(text) == safe


def test_none_is_empty_and_numbers_are_text() -> None:
    """As a reader expects."""
    assert [cell(None), cell(3), cell(-3)] == ["", "3", "'-3"]


def test_a_table_is_utf8_with_a_mark_and_crlf() -> None:
    """RFC 4180, and the mark by which Excel knows UTF-8."""
    assert table([["mã", "tên"], ["1", 'a "b", c\nd']]) == (BOM + 'mã,tên\r\n1,"a ""b"", c\nd"\r\n').encode()


@given(st.lists(st.lists(st.text(max_size=12), min_size=2, max_size=4), min_size=1, max_size=5))
def test_every_table_is_read_back_and_no_cell_is_a_formula(rows: list[list[str]]) -> None:
    """Whatever people write: the same number of rows and cells, and one apostrophe at most in front."""
    data = table(rows).decode("utf-8")
    assert data.startswith(BOM)
    read = list(csv.reader(io.StringIO(data.removeprefix(BOM), newline="")))
    assert [len(row) for row in read] == [len(row) for row in rows]
    for row, told in zip(rows, read, strict=True):
        for was, shown in zip(row, told, strict=True):
            assert shown.strip()[:1] not in tuple("=+-@＝＋－＠") or not shown.strip()
            assert len(shown) >= len(was.encode("utf-8", "replace").decode())
