"""What every edition prints, prepared for comparison with what was read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from scanpipe.catalog import Catalog, Edition, FieldSpec, Kind
from scanpipe.citation import numbers_in
from scanpipe.form_code import codes_in
from scanpipe.labels import core
from scanpipe.rows import letters_of


@dataclass(frozen=True, slots=True)
class Printed:
    """What an edition prints, prepared for comparison. `cores[i]` belongs to `edition.lines[i]`."""

    edition: Edition
    title: str
    titles: tuple[str, ...]
    cores: tuple[str, ...]
    ordered: tuple[bool, ...]
    size: int
    cites: frozenset[tuple[int, int]]
    codes: frozenset[tuple[str, str]]
    rest: str
    """Letters of what is printed besides the cores: ends of labels, captions, options, columns, notes."""


@lru_cache(maxsize=4)
def printed(catalog: Catalog) -> tuple[Printed, ...]:
    """What every edition prints; prepared once for a catalogue."""
    return tuple(_prepare(e, catalog) for e in catalog.editions())


def _prepare(edition: Edition, catalog: Catalog) -> Printed:
    cores: list[str] = []
    row_label = ""
    for line in edition.lines:
        text = line.label if isinstance(line, FieldSpec) else line.text
        row, _, column = text.partition(" | ")
        # "Dân tộc | Bên nữ" and "Dân tộc | Bên nam" are two cells behind one printed label.
        cores.append("" if column and row == row_label else core(row))
        row_label = row if column else ""
    ordered = tuple(
        not (isinstance(line, FieldSpec) and line.kind in (Kind.SIGNATURE, Kind.PLACE_DATE, Kind.PHOTO))
        for line in edition.lines
    )
    shown = [edition.citation.number or ""] if edition.citation.printed else []
    numbers = [n for text in (*shown, *edition.header_lines) for n in numbers_in(text)]
    size = sum(len(letters_of(c)) for c, o in zip(cores, ordered, strict=True) if o)
    aliases = catalog.forms[edition.form].about.aliases
    titles = tuple(letters_of(t) for t in (edition.title, *aliases))
    codes = codes_in(edition.form_code or "")
    rest = letters_of(" ".join(_besides(edition, cores, ordered)))
    return Printed(edition, edition.title, titles, tuple(cores), ordered, size, frozenset(numbers), codes, rest)


def _besides(edition: Edition, cores: Sequence[str], ordered: Sequence[bool]) -> Iterator[str]:
    for line, found_as, in_order in zip(edition.lines, cores, ordered, strict=True):
        text = line.label if isinstance(line, FieldSpec) else line.text
        yield text.replace(found_as, " ", 1) if found_as and in_order else text
        if isinstance(line, FieldSpec):
            yield from (*line.captions, *line.options, *(c.header for c in line.columns))
    yield from (edition.title, edition.subtitle or "", *edition.header_lines, *edition.footnotes.values())
