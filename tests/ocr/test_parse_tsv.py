"""Tesseract's table: level 5 rows are words, every other row is passed over."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from scanpipe.ocr.engine import RawWord
from scanpipe.ocr.tesseract import parse_tsv

HEADER = "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext"


def _row(text: str, *, level: int = 5, left=10, top=20, width=30, height=12, conf="91.5") -> str:
    return "\t".join(str(v) for v in (level, 1, 1, 1, 1, 1, left, top, width, height, conf, text))


def test_a_word_row_is_a_word() -> None:
    """Width and height become right and bottom, percent becomes a share."""
    assert parse_tsv(f"{HEADER}\n{_row('Nguyễn')}\n") == [RawWord("Nguyễn", 10, 20, 40, 32, 0.915)]


def test_rows_of_pages_blocks_and_lines_are_no_words() -> None:
    """Levels 1 to 4 have boxes but no text."""
    rows = [_row("", level=level, conf="-1") for level in (1, 2, 3, 4)]
    assert parse_tsv("\n".join([HEADER, *rows])) == []


def test_empty_words_are_passed_over() -> None:
    """Tesseract calls a rule or a speck a word of spaces."""
    assert parse_tsv("\n".join([HEADER, _row(""), _row("  "), _row("\u00a0")])) == []


def test_rows_cut_short_are_passed_over() -> None:
    """A full disk cuts the table in the middle of a row."""
    rows = [HEADER, _row("tên"), "5\t1\t1\t1\t1\t2\t10\t20", "5", "", "\t\t\t"]
    assert [w.text for w in parse_tsv("\n".join(rows))] == ["tên"]


def test_confidence_is_a_share() -> None:
    """Whatever the engine says, it is between 0 and 1."""
    rows = [_row("a", conf="-1"), _row("b", conf="0"), _row("c", conf="96.123456"), _row("d", conf="100.2")]
    assert [round(w.confidence, 3) for w in parse_tsv("\n".join(rows))] == [0.0, 0.0, 0.961, 1.0]


def test_no_table_has_no_words() -> None:
    """An empty page, and Windows line ends."""
    assert parse_tsv("") == []
    assert [w.text for w in parse_tsv(f"{HEADER}\r\n{_row('họ')}\r\n")] == ["họ"]


@given(st.lists(st.tuples(st.text("aăâbcđeêộị.,:/-0123456789", min_size=1), st.integers(0, 2000), st.integers(1, 300))))
def test_every_word_comes_back_in_its_place(words: list[tuple[str, int, int]]) -> None:
    """Nothing is lost, nothing moves."""
    table = "\n".join([HEADER, *(_row(text, left=left, width=width) for text, left, width in words)])
    assert [(w.text, w.left, w.right - w.left) for w in parse_tsv(table)] == words
