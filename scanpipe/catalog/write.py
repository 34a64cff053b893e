"""
An edition as the YAML of a file in forms/: the same text every time, in the manner of the files written by hand.

Keys stand in the order of the schema, without those that say what goes without saying. What is printed on the paper is
quoted; other text is where it has to be; a text that is too long for its line is folded. Lists of keys, codes and
millimetres stand on one line.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from enum import Enum
from math import isfinite
from typing import Any

import yaml
from pydantic import BaseModel

_WIDTH = 120
_PEOPLE = frozenset({"name", "number", "dob", "sex", "address", "relationship", "parents", "acts_for"})
_ON_ONE_LINE = _PEOPLE | {"procedure_codes", "unproven", "written", "blank", "box_mm", "label_mm"}
_PRINTED = frozenset({"label", "header", "is"})
"""Keys whose text is quoted always, for it is quoted from the paper; so is every text in a list, and a printed line."""
_RESOLVER = yaml.resolver.Resolver()
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}
_PLAIN = re.compile(r"[^\W_](?:[^:#]|:(?=\S)|(?<=\S)#)*")


def yaml_of(model: BaseModel) -> str:
    """
    The YAML of an edition, or of any other model of a file in forms/: `read_file` of it gives the same model back.

    The text ends with a line feed, and its lines have at most 120 characters where words allow.
    """
    content = model.model_dump(by_alias=True, exclude_defaults=True)
    if "citation" in content:
        # That the paper itself does not show its instrument is a fact worth its line.
        content["citation"].setdefault("printed", False)
    return "".join(f"{line}\n" for line in _mapping(content, 0)) or "{}\n"


def _mapping(content: Mapping[str, Any], indent: int) -> Iterator[str]:
    for key, value in content.items():
        name = str(key) if _is_plain(str(key)) else _quoted(str(key))
        yield from _entry(f"{' ' * indent}{name}:", key, value, indent)


def _entry(head: str, key: str, value: Any, indent: int) -> Iterator[str]:
    """One key with its value; `head` is the key as it stands in the file, with its colon."""
    if isinstance(value, Mapping) and value:
        yield head
        yield from _mapping(value, indent + 2)
    elif isinstance(value, Sequence) and not isinstance(value, str) and value:
        flow = f"{head} [{', '.join(_scalar(item, quote=key == 'procedure_codes') for item in value)}]"
        if key in _ON_ONE_LINE and len(flow) <= _WIDTH:
            yield flow
        else:
            yield head
            yield from _items(value, indent + 2)
    elif isinstance(value, Mapping | tuple | list):
        yield f"{head} {'{}' if isinstance(value, Mapping) else '[]'}"
    elif key == "required" and isinstance(value, str):
        # YAML's own yes and no, as everybody writes them.
        yield f"{head} {value}"
    else:
        yield from _text(head, value, indent + 2, quote=key in _PRINTED)


def _items(values: Sequence[Any], indent: int) -> Iterator[str]:
    dash = f"{' ' * indent}-"
    for value in values:
        if isinstance(value, Mapping) and value:
            # A printed line without a field is quoted like a label.
            first, *rest = _printed(value, indent + 2) if _is_print(value) else _mapping(value, indent + 2)
            yield f"{dash} {first.lstrip()}"
            yield from rest
        else:
            yield from _text(dash, value, indent + 2, quote=isinstance(value, str))


def _is_print(value: Mapping[str, Any]) -> bool:
    return "text" in value and "key" not in value


def _printed(value: Mapping[str, Any], indent: int) -> Iterator[str]:
    yield from _text(f"{' ' * indent}text:", value["text"], indent + 2, quote=True)
    yield from _mapping({key: inner for key, inner in value.items() if key != "text"}, indent)


def _text(head: str, value: Any, indent: int, *, quote: bool) -> Iterator[str]:
    """A single value behind its key or dash, folded where it is too long for the line."""
    line = f"{head} {_scalar(value, quote=quote)}"
    if len(line) <= _WIDTH or not isinstance(value, str) or not _folds(value):
        yield line
        return
    yield f"{head} >-"
    margin = " " * indent
    row = margin
    for word in value.split(" "):
        if row != margin and len(row) + 1 + len(word) > _WIDTH:
            yield row
            row = margin
        row += word if row == margin else f" {word}"
    yield row


def _folds(text: str) -> bool:
    """Whether a text survives being folded: single spaces between words, and nothing that needs an escape."""
    return text.isprintable() and all(text.split(" "))


def _scalar(value: Any, *, quote: bool) -> str:
    match value:
        case Enum():
            return _scalar(value.value, quote=quote)
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case float():
            return _number(value)
        case dt.date():
            return value.isoformat()
        case int():
            return str(value)
    text = str(value)
    return text if not quote and _is_plain(text) else _quoted(text)


def _number(value: float) -> str:
    """The shortest figure that reads as the same number, without an exponent (YAML takes 1e-07 for a word)."""
    if not isfinite(value):
        return f".{value}".replace(".-", "-.")
    return str(int(value)) if value.is_integer() else format(Decimal(repr(value)), "f")


def _is_plain(text: str) -> bool:
    """Whether the text needs no quotes: YAML takes it for nothing but this very text."""
    if not _PLAIN.fullmatch(text) or not text.isprintable() or text != text.strip() or text.endswith(":"):
        return False
    tag = _RESOLVER.resolve(yaml.ScalarNode, text, (True, False))  # type: ignore[no-untyped-call]
    return bool(tag == "tag:yaml.org,2002:str")


def _quoted(text: str) -> str:
    return '"' + "".join(_escaped(c) for c in text) + '"'


def _escaped(character: str) -> str:
    if character in _ESCAPES:
        return _ESCAPES[character]
    if character.isprintable():
        return character
    code = ord(character)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
