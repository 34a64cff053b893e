"""Content streams read by one expression say what pypdf reads in them, or are left to it."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf.generic import ContentStream, NameObject, StreamObject

from scanpipe.imaging.pdf_tokens import Operation, plain_operations

PIECES = st.sampled_from(
    [
        *(
            b" ",
            b"\n",
            b"\t ",
            b"1",
            b"-2.5",
            b".5",
            b"+7",
            b"3.",
            b"--4",
            b"1e5",
            b"/F1",
            b"/A#42",
            b"BT",
            b"Tj",
            b"T*",
        ),
        *(
            b"'",
            b'"',
            b"(abc)",
            b"(a(b)c)",
            b"(\\101\\50\\n)",
            b"(\\477)",
            b"(\\q)",
            b"(\r)",
            b"(",
            b")",
            b"<41 4>",
            b"<4142>",
        ),
        *(
            b"[",
            b"]",
            b"[(a)-3(b)]",
            b"<<",
            b"<</MCID 0>>",
            b">>",
            b"%x\n",
            b"true",
            b"null",
            b"q",
            b"re",
            b"\x80",
            b"{",
        ),
    ]
)


def by_pypdf(data: bytes) -> list[Operation]:
    """What pypdf reads in a stream."""
    stream = StreamObject()
    stream.set_data(data)
    return [(list(operands), operator) for operands, operator in ContentStream(stream, None, "bytes").operations]


def plain(value: Any) -> Any:
    """A value without pypdf's own types, but for names."""
    if isinstance(value, list):
        return [plain(item) for item in value]
    if isinstance(value, int | float):
        return float(value)
    if isinstance(value, dict):
        return {}
    return ("name", str(value)) if isinstance(value, NameObject) else value


def same(data: bytes) -> bool:
    ours = plain_operations(data)
    return ours is None or [(plain(o), op) for o, op in ours] == [(plain(o), op) for o, op in by_pypdf(data)]


def test_a_line_of_text_is_read_without_pypdf() -> None:
    """Fonts, places, strings with escapes, and arrays of strings and shifts."""
    found = plain_operations(b"BT /F1 11 Tf 1 0 0 1 72 -700.5 Tm (L\\352 \\(1\\)) Tj [(a)-20.5<4142>]TJ T* ET")
    assert found == [
        ([], b"BT"),
        ([NameObject("/F1"), 11], b"Tf"),
        ([1, 0, 0, 1, 72, -700.5], b"Tm"),
        ([b"L\xea (1)"], b"Tj"),
        ([[b"a", -20.5, b"AB"]], b"TJ"),
        ([], b"T*"),
        ([], b"ET"),
    ]


def test_the_tags_of_marked_content_are_no_operands_that_draw() -> None:
    """Every paragraph of a tagged PDF begins with such a dictionary."""
    assert plain_operations(b"/P <</MCID 0 /Type/P>>BDC q EMC") == [
        ([NameObject("/P"), {}], b"BDC"),
        ([], b"q"),
        ([], b"EMC"),
    ]


@pytest.mark.parametrize(
    "data",
    [
        b"BI /W 1 ID x EI",
        b"/P <</E (x)>> BDC",
        b"[[1] 2] 0 d",
        b"(a(b)c) Tj",
        b"% a comment\nq",
        b"(never closed Tj",
        b"[1 2",
    ],
)
def test_what_is_less_plain_is_left_to_pypdf(data: bytes) -> None:
    """Inline images, dictionaries, nested arrays and strings, comments, and what is cut short."""
    assert plain_operations(data) is None


def test_a_stream_of_endless_tokens_is_left_to_the_limits_of_pypdf() -> None:
    """Nobody waits for a page of a million numbers, nor for a string of escapes that never closes."""
    assert plain_operations(b"1 " * 300_000) is None
    assert plain_operations(b"(" + b"\\111" * 200_000) is None


@given(st.lists(PIECES, max_size=14).map(b" ".join))
def test_pieces_apart_say_what_pypdf_reads(data: bytes) -> None:
    """Whatever follows what, with white space between."""
    assert _agrees(data)


@given(st.lists(PIECES, max_size=14).map(b"".join))
def test_pieces_that_touch_say_what_pypdf_reads(data: bytes) -> None:
    """Whatever follows what, with nothing between."""
    assert _agrees(data)


def _agrees(data: bytes) -> bool:
    try:
        return same(data)
    except Exception:  # pypdf refuses the stream: then ours must have left it to it, or read what a viewer shows
        return True
