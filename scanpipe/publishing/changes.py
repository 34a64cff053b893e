"""
The changes that an editor makes to an edition, as a page or a program sends them. `edits.py` makes them.

What cannot be done is an `EditError` that names the place and says why in one of the words of WHYS; pages have the
sentence.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal, TypeAlias

from pydantic import Field

from scanpipe.catalog.schema import Kind
from scanpipe.catalog.strict import Key, Strict
from scanpipe.errors import ScanpipeError

WHYS = (
    "broken",
    "unknown_field",
    "named_by",
    "key_twice",
    "key",
    "empty",
    "number",
    "range",
    "date",
    "choice",
    "box",
    "page",
    "needs_boxes",
    "needs_options",
    "needs_columns",
    "condition",
    "condition_field",
    "wrong",
)
"""Why a change cannot be made."""
Rect4: TypeAlias = tuple[float, float, float, float]
Index: TypeAlias = Annotated[int, Field(ge=1, le=20)]


class MoveBox(Strict):
    """Where a field is filled in (`box`) or its label stands (`label`): left, top, right, bottom in mm, or nowhere."""

    do: Literal["move"] = "move"
    key: Key
    part: Literal["box", "label"] = "box"
    to_mm: Rect4 | None
    page: Index | None = None


class SetField(Strict):
    """New values for some attributes of a field, by the names of FieldSpec; None takes an attribute back."""

    do: Literal["set"] = "set"
    key: Key
    values: dict[str, Any]


class AddField(Strict):
    """A new field of that kind, in reading order by its place; `new_key` is made up where it is not told."""

    do: Literal["add"] = "add"
    kind: Kind = Kind.LINE
    page: Index = 1
    box_mm: Rect4 | None = None
    label: str = ""
    new_key: Key | None = None


class Duplicate(Strict):
    """The same field once more behind itself, under another key and below on the page."""

    do: Literal["duplicate"] = "duplicate"
    key: Key


class Remove(Strict):
    """A field less."""

    do: Literal["remove"] = "remove"
    key: Key


class Reorder(Strict):
    """A field so many fields further down (below zero: up); printed lines between stay where they are."""

    do: Literal["reorder"] = "reorder"
    key: Key
    steps: Annotated[int, Field(ge=-500, le=500)]


class SetEdition(Strict):
    """New values for what the edition says of itself, by the names of Edition; None takes one back."""

    do: Literal["edition"] = "edition"
    values: dict[str, Any]


Change: TypeAlias = Annotated[
    MoveBox | SetField | AddField | Duplicate | Remove | Reorder | SetEdition, Field(discriminator="do")
]


class EditError(ScanpipeError):
    """A change that cannot be made: `place` is an attribute, `why` one of WHYS, `told` says what else is meant."""

    def __init__(self, place: str, why: str, told: str = "") -> None:
        super().__init__(f"This change cannot be made: {place or 'the draft'}: {why} {told}".rstrip() + ".")
        self.place = place
        self.why = why
        self.told = told
