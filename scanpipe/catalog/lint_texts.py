"""F012: texts that are not in Unicode NFC."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel

from scanpipe.catalog.problem import Problem, Steps


def not_nfc(value: BaseModel, form: str, edition: str | None) -> Iterator[Problem]:
    """Every text of a file that is written in another way than it is read; with the key of its field."""
    for key, at, text in _texts(value.model_dump(by_alias=True), None, ()):
        if not unicodedata.is_normalized("NFC", text):
            message = f"{text!r} is not in Unicode NFC; type it again or save it normalised"
            yield Problem("F012", "error", form, edition, key, message, at)


def _texts(value: Any, key: str | None, at: Steps) -> Iterator[tuple[str | None, Steps, str]]:
    """Every text of a dumped model, with the key of the field it belongs to and the steps to it from there."""
    if isinstance(value, str):
        yield key, at, value
    elif isinstance(value, dict):
        if key is None and isinstance(value.get("key"), str):
            key, at = value["key"], ()
        for name, inner in value.items():
            yield from _texts(name, key, (*at, name))
            yield from _texts(inner, key, (*at, name))
    elif isinstance(value, list | tuple):
        for place, inner in enumerate(value):
            yield from _texts(inner, key, (*at, place))
