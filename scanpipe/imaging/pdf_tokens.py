"""
The operations of a content stream (ISO 32000-1, §7.8.2), by one regular expression.

pypdf reads a stream byte by byte, which takes longer than anything else that is done with a page. Numbers, names,
plain strings and arrays of them are all that most pages hold; what holds more (nested values, inline images, comments,
anything malformed) is left to pypdf.
"""

from __future__ import annotations

import re
from typing import Any, TypeAlias

from pypdf.generic import NameObject

Operation: TypeAlias = tuple[list[Any], bytes]

_END = rb"(?=[\0\t\n\f\r ()<>\[\]{}/%]|\Z)"
_TOKEN = re.compile(
    rb"[\0\t\n\f\r ]*(?:"
    rb"(?P<number>[+-]?(?:\d{1,15}(?:\.\d{0,15})?|\.\d{1,15}))" + _END + rb"|"
    rb"(?P<operator>[A-Za-z'\"][A-Za-z0-9*'\"]*)" + _END + rb"|"
    rb"\((?P<text>[^()\\\r]*)\)|"
    rb"\((?P<escaped>(?:[^()\\\r]|\\[0-3][0-7]{0,2}|\\[4-7][0-7]?(?![0-7])|\\[nrtbf()\\])*+)\)|"
    rb"<(?P<hexadecimal>(?:[0-9A-Fa-f]{2})*)>|"
    rb"/(?P<name>[A-Za-z0-9_.+*-]+)" + _END + rb"|"
    rb"(?P<dictionary><<(?:[\0\t\n\f\r ]*/[A-Za-z0-9]+[\0\t\n\f\r ]*(?:/[A-Za-z0-9]+|\d{1,9}))*+[\0\t\n\f\r ]*>>)|"
    rb"(?P<open>\[)|(?P<close>\])|(?P<end>\Z))"
)
_ESCAPE = re.compile(rb"\\([0-7]{1,3}|[nrtbf()\\])")
_MEANS = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f", b"(": b"(", b")": b")", b"\\": b"\\"}
_MOST_TOKENS = 200_000
_NOT_PLAIN = frozenset({b"BI", b"ID", b"EI", b"true", b"false", b"null"})


def plain_operations(data: bytes) -> list[Operation] | None:
    """
    The operations of a decoded content stream, each with its operands before it: numbers, bytes for strings, NameObject
    for names, lists for arrays. The tags of marked content (/MCID) draw nothing: an empty dictionary stands for them.
    None where the stream is not as plain as that.
    """
    operations: list[Operation] = []
    operands: list[Any] = []
    array: list[Any] | None = None
    at = tokens = 0
    while (found := _TOKEN.match(data, at)) is not None:
        kind, at, tokens = found.lastgroup, found.end(), tokens + 1
        if tokens > _MOST_TOKENS:
            return None
        if kind == "operator":
            operator = found["operator"]
            if array is not None or operator in _NOT_PLAIN:
                return None
            operations.append((operands, operator))
            operands = []
        elif kind == "open":
            if array is not None:
                return None
            array = []
        elif kind == "close":
            if array is None:
                return None
            operands.append(array)
            array = None
        elif kind == "end":
            return operations if array is None else None
        else:
            (operands if array is None else array).append(_value(kind, found))
    return None


def _value(kind: str | None, found: re.Match[bytes]) -> float | bytes | NameObject | dict[str, Any]:
    match kind:
        case "dictionary":
            return {}
        case "number":
            number = found["number"]
            return float(number) if b"." in number else int(number)
        case "text":
            return found["text"]
        case "escaped":
            return _ESCAPE.sub(_meant, found["escaped"])
        case "hexadecimal":
            return bytes.fromhex(found["hexadecimal"].decode("ascii"))
        case _:
            return NameObject("/" + found["name"].decode("ascii"))


def _meant(escape: re.Match[bytes]) -> bytes:
    """The byte of an escape (§7.3.4.2, table 3)."""
    code = escape[1]
    return bytes([int(code, 8) & 0xFF]) if code.isdigit() else _MEANS[code]
