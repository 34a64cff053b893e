"""The objects of a PDF as plain values: any of them may stand behind a reference, or be of the wrong kind."""

from __future__ import annotations

from typing import Any

from pypdf.generic import DictionaryObject


def resolved(value: Any) -> Any:
    """The value behind a reference; any other value as it is."""
    return value.get_object() if hasattr(value, "get_object") else value


def dictionary(value: Any) -> DictionaryObject:
    """The dictionary behind a value or reference, an empty one when it is something else."""
    found = resolved(value)
    return found if isinstance(found, DictionaryObject) else DictionaryObject()


def numbers(value: Any) -> list[float]:
    """The numbers of an array. Raises TypeError or ValueError when it is none."""
    return [float(resolved(item)) for item in resolved(value)]
