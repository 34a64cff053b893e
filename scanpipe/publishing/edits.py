"""
What an editor does to an edition, one change at a time: from an edition to an edition, nothing else touched.

The changes are those of changes.py. All functions raise EditError for what cannot be done.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from itertools import takewhile
from typing import Any

from pydantic import ValidationError

from scanpipe.catalog.schema import Condition, Edition, FieldSpec, Kind, Line
from scanpipe.catalog.strict import Strict
from scanpipe.publishing.changes import (
    AddField,
    Change,
    Duplicate,
    EditError,
    MoveBox,
    Rect4,
    Remove,
    Reorder,
    SetEdition,
    SetField,
)

LEAST_MM = 1.0
"""No place on paper is smaller, and no hand finds one that is."""
_MOST_MM = 1200.0  # A0 is 1189 mm high
_BELONG: Mapping[str, Kind] = {
    "boxes": Kind.BOXES,
    "options": Kind.CHOICE,
    "choose": Kind.CHOICE,
    "columns": Kind.TABLE,
    "rows": Kind.TABLE,
}
"""What only one kind of field has: it goes when the kind does."""
_TO_BEGIN_WITH: Mapping[Kind, Mapping[str, Any]] = {
    Kind.BOXES: {"boxes": 12},
    Kind.CHOICE: {"options": ("…",)},
    Kind.TABLE: {"columns": ({"key": "column_1", "header": "…"},)},
    Kind.MULTILINE: {"dotted_lines": 2},
}
_WHY_OF_TYPE = {
    "missing": "empty",
    "string_too_short": "empty",
    "string_pattern_mismatch": "key",
    "int_parsing": "number",
    "float_parsing": "number",
    "int_from_float": "number",
    "greater_than_equal": "range",
    "less_than_equal": "range",
    "enum": "choice",
    "literal_error": "choice",
}


def changed(edition: Edition, changes: Sequence[Change], *, before: Edition | None = None) -> Edition:
    """
    The edition with the changes made in order. `before` is the edition that it follows: a field that had its key there
    and gets another says so (`was`). Raises EditError; then none is made.
    """
    for change in changes:
        edition = _made(edition, change, before)
    return edition


def touched(change: Change) -> str:
    """The key of the field that a change is about; "" for what is about the whole, or about a field that is new."""
    return "" if isinstance(change, SetEdition | AddField) else change.key


def new_key(edition: Edition, stem: str = "field") -> str:
    """A key that no field has: the stem with the next number."""
    known = {spec.key for spec in edition.fields}
    return next(key for n in range(1, len(known) + 2) if (key := f"{stem}_{n}") not in known)


def box_of(corners: Sequence[float]) -> Rect4:
    """Left, top, right, bottom in mm to a tenth. Raises EditError for less than a millimetre, or off any sheet."""
    left, top, right, bottom = (round(float(value), 1) for value in corners)
    if right - left < LEAST_MM or bottom - top < LEAST_MM or min(left, top) < 0 or max(right, bottom) > _MOST_MM:
        raise EditError("box_mm", "box")
    return left, top, right, bottom


def _made(edition: Edition, change: Change, before: Edition | None) -> Edition:
    match change:
        case MoveBox():
            values: dict[str, Any] = {f"{change.part}_mm": change.to_mm}
            return set_field(edition, change.key, values | ({"page": change.page} if change.page else {}))
        case SetField():
            return set_field(edition, change.key, change.values, before=before)
        case AddField():
            return add_field(edition, change)
        case Duplicate():
            return duplicate(edition, change.key)
        case Remove():
            return remove_field(edition, change.key)
        case Reorder():
            return reorder(edition, change.key, change.steps)
        case SetEdition():
            return set_edition(edition, change.values)


def set_field(edition: Edition, key: str, values: Mapping[str, Any], *, before: Edition | None = None) -> Edition:
    """A field with other values. Under a new key it is found where other fields name it. Raises EditError."""
    old = _field(edition, key)
    given = {name: _clean(value) for name, value in values.items()}
    if other := set(given) - set(FieldSpec.model_fields):
        raise EditError(min(other), "wrong")
    if given.get("kind", old.kind) != old.kind:
        given = {name: None for name, kind in _BELONG.items() if kind != given["kind"]} | given
    if (renamed := str(given.get("key") or key)) != key and before is not None and not given.get("was"):
        given |= _was(old, renamed, before)
    for name in ("box_mm", "label_mm"):
        if given.get(name) is not None:
            given[name] = box_of(given[name])
    spec = _spec({**dict(old), **given})
    lines = [spec if line is old else line for line in edition.lines]
    if spec.key == key:
        return _edition(edition, lines=lines)
    if any(one.key == spec.key for one in edition.fields):
        raise EditError("key", "key_twice", spec.key)
    named = [_renamed(line, key, spec.key) for line in lines]
    return _edition(edition, lines=named, unproven=tuple(spec.key if k == key else k for k in edition.unproven))


def add_field(edition: Edition, wish: AddField) -> Edition:
    """One field more: behind the last that stands above it on its page. Raises EditError."""
    key = wish.new_key or new_key(edition)
    if any(spec.key == key for spec in edition.fields):
        raise EditError("key", "key_twice", key)
    values: dict[str, Any] = {"key": key, "label": _clean(wish.label) or "…", "kind": wish.kind, "page": wish.page}
    if wish.box_mm is not None:
        values["box_mm"] = box_of(wish.box_mm)
    spec = _spec({**_TO_BEGIN_WITH.get(wish.kind, {}), **values})
    at = _place_for(edition, spec)
    return _edition(edition, lines=[*edition.lines[:at], spec, *edition.lines[at:]])


def duplicate(edition: Edition, key: str) -> Edition:
    """The field once more behind itself. Raises EditError."""
    spec = _field(edition, key)
    values = {**dict(spec), "key": new_key(edition, key), "was": None}
    for name in ("box_mm", "label_mm"):
        if values[name] is not None:
            left, top, right, bottom = values[name]
            values[name] = (left, bottom, right, round(2 * bottom - top, 1))
    at = edition.lines.index(spec) + 1
    return _edition(edition, lines=[*edition.lines[:at], _spec(values), *edition.lines[at:]])


def remove_field(edition: Edition, key: str) -> Edition:
    """The edition without that field. Raises EditError where another depends on it."""
    spec = _field(edition, key)
    for other in edition.fields:
        if other.key != key and key in _named_in(other.required):
            raise EditError("key", "named_by", other.label)
    lines = [line for line in edition.lines if line is not spec]
    return _edition(edition, lines=lines, unproven=tuple(k for k in edition.unproven if k != key))


def reorder(edition: Edition, key: str, steps: int) -> Edition:
    """The field further down or up among the fields, no further than there are any. Raises EditError."""
    spec, fields, lines = _field(edition, key), list(edition.fields), list(edition.lines)
    at = fields.index(spec)
    to = min(max(at + steps, 0), len(fields) - 1)
    if to == at:
        return edition
    target = lines.index(fields[to])
    lines.remove(spec)
    lines.insert(target, spec)
    return _edition(edition, lines=lines)


def set_edition(edition: Edition, values: Mapping[str, Any]) -> Edition:
    """The edition with other values of its own. Form, edition and lines are not to be set. Raises EditError."""
    given = {name: _clean(value) for name, value in values.items()}
    if other := set(given) - (set(Edition.model_fields) - {"form", "edition", "lines", "blank"}):
        raise EditError(min(other), "wrong")
    return _edition(edition, **{name: _or_default(Edition, name, value) for name, value in given.items()})


def _field(edition: Edition, key: str) -> FieldSpec:
    try:
        return edition.field(key)
    except KeyError:
        raise EditError("key", "unknown_field", key) from None


def _spec(values: Mapping[str, Any]) -> FieldSpec:
    kind = values.get("kind")
    for name in ("boxes", "options", "columns"):
        if kind == _BELONG[name] and not values.get(name):
            raise EditError(name, f"needs_{name}")
    try:
        return FieldSpec.model_validate({n: _or_default(FieldSpec, n, value) for n, value in values.items()})
    except ValidationError as error:
        raise _refusal(error) from error


def _or_default(model: type[Strict], name: str, value: Any) -> Any:
    """None takes an attribute back to what goes without saying; one that has to be said is missing then."""
    if value is not None:
        return value
    if name == "effective_from":
        return None
    info = model.model_fields[name]
    return "" if info.is_required() else info.get_default(call_default_factory=True)


def _edition(edition: Edition, **values: Any) -> Edition:
    try:
        made = Edition.model_validate({**dict(edition), **values})
    except ValidationError as error:
        raise _refusal(error) from error
    return made


def _refusal(error: ValidationError) -> EditError:
    """The first thing that is the matter, at the attribute it is the matter with."""
    first = error.errors()[0]
    # What is part of a list is told of the list; what is part of the citation has its own place on a page.
    steps = list(takewhile(lambda step: isinstance(step, str), first["loc"]))
    place = str(steps[0]) if steps[:1] == ["required"] else ".".join(str(step) for step in steps)
    said = str(first["msg"])
    if first["type"] == "value_error":
        if "on page" in said:
            return EditError("page", "page")
        if "unknown fields" in said:
            return EditError("required", "condition_field")
        return EditError(place, "condition" if place == "required" else "wrong")
    why = _WHY_OF_TYPE.get(first["type"], "date" if first["type"].startswith("date") else "wrong")
    # A condition that is tried as a word fails as a word first.
    return EditError(place, "condition" if place == "required" else why)


def _clean(value: Any) -> Any:
    """Texts in NFC, without space around them, wherever they stand."""
    match value:
        case str():
            return unicodedata.normalize("NFC", value).strip()
        case Mapping():
            return {name: _clean(inner) for name, inner in value.items()}
        case list() | tuple():
            return tuple(_clean(inner) for inner in value)
    return value


def _was(old: FieldSpec, renamed: str, before: Edition) -> dict[str, str]:
    """What a field under a new key says of the edition before: nothing where the new key is the one it had there."""
    known = {spec.key for spec in before.fields}
    if old.key not in known or renamed in known or old.was:
        return {}
    return {"was": old.key}


def _renamed(line: Line, old: str, new: str) -> Line:
    """A line whose condition names the field by its new key."""
    if not isinstance(line, FieldSpec) or old not in _named_in(line.required):
        return line
    condition = line.required
    assert isinstance(condition, Condition)
    values: dict[str, Any] = {
        "field": new if condition.field == old else condition.field,
        "written": tuple(new if key == old else key for key in condition.written),
        "blank": tuple(new if key == old else key for key in condition.blank),
    }
    return line.model_copy(update={"required": condition.model_copy(update=values)})


def _named_in(required: str | Condition) -> set[str]:
    if not isinstance(required, Condition):
        return set()
    return {*required.written, *required.blank} | ({required.field} if required.field else set())


def _place_for(edition: Edition, spec: FieldSpec) -> int:
    """The index among the lines: before the first field printed after it, behind the last before it, else last."""
    known = [
        (i, line) for i, line in enumerate(edition.lines) if isinstance(line, FieldSpec) and line.page == spec.page
    ]
    if after := [i for i, line in known if _before(spec.box_mm, line.box_mm)]:
        return after[0]
    if before := [i + 1 for i, line in known if _before(line.box_mm, spec.box_mm)]:
        return before[-1]
    return max((i + 1 for i, line in enumerate(edition.lines) if line.page <= spec.page), default=0)


def _before(one: Rect4 | None, other: Rect4 | None) -> bool:
    """Whether a place stands above another, or left of it on the same printed line; False where one is not known."""
    if one is None or other is None:
        return False
    if one[3] <= other[1] or other[3] <= one[1]:
        return one[3] <= other[1]
    return one[0] < other[0]
