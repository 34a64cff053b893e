"""One thing that lint found to mend (or to know), and where: form, edition, field, file and line."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias

from scanpipe.catalog.schema import Edition

Severity: TypeAlias = Literal["error", "warning", "info"]

Steps: TypeAlias = tuple[str | int, ...]
"""The way to a value in a YAML file: keys, and positions in lists (from 0)."""


@dataclass(frozen=True, slots=True)
class Problem:
    """
    One thing to mend (or to know): in which form, edition and field, and what to do.

    `at` leads to the value that is meant, from the field where `key` names one, else from the top of the file. `file`
    and `line` (from 1) are known once somebody looked (scanpipe.catalog.where).
    """

    code: str
    severity: Severity
    form: str
    edition: str | None
    key: str | None
    message: str
    at: Steps = ()
    file: Path | None = None
    line: int | None = None


def problem(
    code: str, severity: Severity, edition: Edition, message: str, key: str | None = None, *at: str | int
) -> Problem:
    """A problem of an edition, of its field `key` if one is named; `at` are the steps to the value."""
    return Problem(code, severity, edition.form, edition.edition, key, message, at)
