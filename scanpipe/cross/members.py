"""The people whom a paper lists in a table: members of a household, row by row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from scanpipe.catalog import Catalog, Edition, FieldSpec
from scanpipe.cross.people import READ, Fact, Person, edition_of
from scanpipe.cross.values import value_of
from scanpipe.model import Document, Ink, Reading
from scanpipe.read_table import TableCell, TableReading

_PARTS = {
    "person_name": "name",
    "citizen_id": "number",
    "identity_document": "number",
    "date": "dob",
    "sex": "sex",
}
"""What a column says of a person, by its type."""


def members_of(document: Document, index: int, catalog: Catalog) -> list[Person]:
    """A person for every filled row of every table that has a column for names. `index`: the paper in the report."""
    edition = edition_of(document, catalog)
    if edition is None:
        return []
    title = {str(lang): words for lang, words in catalog.forms[edition.form].about.name.items()}
    people = []
    for spec, reading in _tables(document, edition):
        cells = reading.cells if isinstance(reading, TableReading) else ()
        for number in sorted({cell.row for cell in cells}):
            nobody = Person(index, f"{spec.key}_{number}", title, basis=edition.citation.instrument)
            people.append(_member(spec, reading, [cell for cell in cells if cell.row == number], nobody))
    return people


def unread_members(document: Document, catalog: Catalog) -> bool:
    """Whether rows of such a table are filled, or may be, of which nothing is known."""
    edition = edition_of(document, catalog)
    for _, reading in _tables(document, edition) if edition else ():
        rows = {cell.row for cell in reading.cells} if isinstance(reading, TableReading) else set()
        if reading.ink is not Ink.BLANK and len(rows) < (reading.rows or 1):
            return True
    return False


def _tables(document: Document, edition: Edition) -> Iterator[tuple[FieldSpec, Reading]]:
    """The tables of a paper that list people."""
    specs = {f.key: f for f in edition.fields if _lists_people(f)}
    yield from ((specs[r.key], r) for r in document.readings if r.key in specs)


def _lists_people(spec: FieldSpec) -> bool:
    return any(c.type == "person_name" for c in spec.columns)


def _member(spec: FieldSpec, table: Reading, row: Sequence[TableCell], nobody: Person) -> Person:
    types = {c.key: c.type for c in spec.columns}
    facts: dict[str, Fact] = {}
    hidden = False
    for cell in row:
        part = _PARTS.get(types[cell.column])
        if part is None or cell.ink is Ink.BLANK:
            continue
        value = value_of(part, cell.text) if cell.text else None
        if value is not None and part not in facts:
            facts[part] = Fact(value, _reading(table, cell), spec.label)
        hidden |= part in ("name", "number") and (value is None or cell.confidence < READ)
    return replace(
        nobody,
        name=facts.get("name"),
        number=facts.get("number"),
        dob=facts.get("dob"),
        sex=facts.get("sex"),
        hidden=hidden,
    )


def _reading(table: Reading, cell: TableCell) -> Reading:
    """A cell as a reading of its table."""
    page, source = cell.page or table.page, table.source
    return Reading(table.key, page, cell.box or table.box, cell.ink, cell.text, cell.confidence, source)
