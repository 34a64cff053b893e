"""New fields of an edition named after the carried fields that they stand between."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from scanpipe.catalog.schema import FieldSpec, Line, Print
from scanpipe.drafting.usual import meaning_of


def named_by_neighbours(
    lines: Sequence[Line], carried: Collection[str], taken: Collection[str]
) -> dict[str, FieldSpec]:
    """
    New fields that got group and key from their neighbours, by the key that they had before.

    A field between two carried ones of one group is of that group; where their keys begin alike ("owner_"), so does
    its own. `carried` are the keys of carried fields; a key in `taken` is never given.
    """
    used = {line.key for line in lines if isinstance(line, FieldSpec)} | set(taken)
    out: dict[str, FieldSpec] = {}
    for number, line in enumerate(lines):
        if not isinstance(line, FieldSpec) or line.key in carried:
            continue
        before = _nearest(reversed(lines[:number]), carried)
        after = _nearest(lines[number + 1 :], carried)
        meaning = meaning_of(line.label)
        if before is None or after is None or before.group is None or before.group != after.group or meaning is None:
            continue
        prefix = _common(before.key, after.key)
        key = f"{prefix}_{meaning.key}" if prefix and meaning.personal else line.key
        if key != line.key and key in used:
            key = line.key
        used.add(key)
        out[line.key] = line.model_copy(update={"key": key, "group": before.group})
    return out


def _nearest(lines: Iterable[Line], carried: Collection[str]) -> FieldSpec | None:
    """The first carried field, before any heading: a heading begins another part."""
    for line in lines:
        if isinstance(line, Print) and line.style == "heading":
            return None
        if isinstance(line, FieldSpec) and line.key in carried:
            return line
    return None


def _common(one: str, other: str) -> str:
    """The words with which both keys begin.

    >>> _common("owner_id_number", "owner_id_type"), _common("dob", "phone")
    ('owner_id', '')
    """
    words: list[str] = []
    for a, b in zip(one.split("_"), other.split("_"), strict=False):
        if a != b:
            break
        words.append(a)
    return "_".join(words)
