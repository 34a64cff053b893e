"""A table in Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence


def grid(heads: Sequence[str], lines: Iterable[Sequence[str]]) -> str:
    """Heads and lines as a table, with an empty line after it."""
    return "\n".join([*_lines(heads, lines), ""])


def _lines(heads: Sequence[str], lines: Iterable[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(heads)} |"
    yield f"|{' --- |' * len(heads)}"
    for cells in lines:
        yield f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |"
