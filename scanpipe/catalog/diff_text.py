"""Two texts line by line, as the YAML of two editions: what was taken out, what was put in, and some lines around."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal, TypeAlias

Sign: TypeAlias = Literal["+", "-", " "]
CONTEXT = 3
"""Unchanged lines that are shown around a change."""


@dataclass(frozen=True, slots=True)
class DiffLine:
    """One line: put in, taken out, or unchanged; its number (from 1) in the old and new text, where it has one."""

    sign: Sign
    old: int | None
    new: int | None
    text: str


@dataclass(frozen=True, slots=True)
class Hunk:
    """Lines that stand together; between two hunks there are unchanged lines that are not shown."""

    lines: tuple[DiffLine, ...]


def text_diff(old: str, new: str, *, context: int = CONTEXT) -> tuple[Hunk, ...]:
    """What has to be read to see all changes from one text to another; empty where they have the same lines."""
    before, after = old.splitlines(), new.splitlines()
    groups = SequenceMatcher(None, before, after, autojunk=False).get_grouped_opcodes(context)
    return tuple(Hunk(tuple(line for code in group for line in _lines(before, after, *code))) for group in groups)


def as_text(hunks: tuple[Hunk, ...]) -> Iterator[str]:
    """The lines with their signs in front, "…" where lines are left out."""
    for number, hunk in enumerate(hunks):
        if number or hunk.lines[0].new not in (1, None):
            yield "…"
        yield from (f"{line.sign} {line.text}".rstrip() for line in hunk.lines)


def _lines(before: list[str], after: list[str], tag: str, a1: int, a2: int, b1: int, b2: int) -> Iterator[DiffLine]:
    if tag == "equal":
        for a, b in zip(range(a1, a2), range(b1, b2), strict=True):
            yield DiffLine(" ", a + 1, b + 1, before[a])
        return
    yield from (DiffLine("-", a + 1, None, before[a]) for a in range(a1, a2))
    yield from (DiffLine("+", None, b + 1, after[b]) for b in range(b1, b2))
