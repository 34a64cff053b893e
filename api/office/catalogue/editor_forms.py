"""
The forms of the editor: what stands in their boxes for a field or an edition, and what they say when they are sent.

Texts both ways; what cannot be a number or a day is handed on as it is, and refused where editions are made.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from starlette.datastructures import FormData

from scanpipe.catalog.schema import Condition, Edition, FieldSpec, Kind
from scanpipe.publishing.changes import EditError

Filled = dict[str, Any]
"""What stands in the boxes of a form, by their names: texts, ticks, and lists of them."""

_FIELD_TEXTS = (
    "key", "label", "kind", "type", "page", "group", "dotted_lines", "boxes", "options", "choose", "rows", "captions",
    "note", "was", "required", "when", "when_field", "when_is", "when_note",
)  # fmt: skip
_EDITION_TEXTS = (
    "title", "subtitle", "form_code", "header_lines", "header_position", "instrument", "number", "issued", "article",
    "url", "effective_from", "effective_precision", "supersedes", "province", "pages", "procedure_codes",
    "must_contain", "must_not_contain", "tell_note", "differences", "news_vi", "news_en", "grade", "verified_on",
    "source_text", "uncertain",
)  # fmt: skip
PLACES: Mapping[str, str] = {
    "citation.instrument": "instrument",
    "citation.number": "number",
    "citation.issued": "issued",
    "citation.article": "article",
    "citation.url": "url",
    "news.vi": "news_vi",
    "news.en": "news_en",
    "provenance.grade": "grade",
    "provenance.verified_on": "verified_on",
    "provenance.text": "source_text",
    "box_mm": "o-rong",
    "label_mm": "nhan-rong",
}
"""The box of a form in which an attribute stands, where it has another name."""
_SPARE_COLUMNS = 2
_MOST_COLUMNS = 30
_LINE_ENDS = re.compile(r"\r\n|\r|\n")


def field_filled(spec: FieldSpec) -> Filled:
    """The form of a field."""
    required = spec.required
    condition = required if isinstance(required, Condition) else None
    return {
        **{name: _text(getattr(spec, name)) for name in ("key", "label", "type", "page", "group", "note", "was")},
        **{name: _text(getattr(spec, name)) for name in ("boxes", "rows", "dotted_lines")},
        "kind": spec.kind.value,
        "choose": spec.choose.value,
        "critical": spec.critical,
        "same_line": spec.same_line,
        "options": "\n".join(spec.options),
        "captions": "\n".join(spec.captions),
        "columns": [_column(c.key, c.header, c.type, c.required) for c in spec.columns] + _spare(),
        "required": required if isinstance(required, str) else "when",
        **_condition_filled(condition),
    }  # fmt: skip


def field_sent(form: FormData) -> Filled:
    """The same, as somebody sent it."""
    columns = []
    for n in range(_MOST_COLUMNS):
        if f"column_{n}_key" not in form:
            break
        part = {name: _one(form, f"column_{n}_{name}") for name in ("key", "header", "type")}
        columns.append(_column(part["key"], part["header"], part["type"], f"column_{n}_required" in form))
    return {
        **{name: _one(form, name) for name in _FIELD_TEXTS},
        "critical": "critical" in form,
        "same_line": "same_line" in form,
        "when_keys": [str(key) for key in form.getlist("when_keys")],
        "columns": columns,
    }


def field_values(filled: Filled) -> dict[str, Any]:
    """What a form of a field says of it, by the names of FieldSpec. Raises EditError for a condition without a test."""
    values: dict[str, Any] = {name: filled[name] for name in ("key", "label", "kind", "critical", "same_line")}
    values |= {name: filled[name] or None for name in ("type", "group", "note", "was")}
    values |= {"page": _number(filled["page"]), "dotted_lines": _number(filled["dotted_lines"])}
    values["captions"] = _lines(filled["captions"])
    match filled["kind"]:
        case Kind.BOXES:
            values["boxes"] = _number(filled["boxes"])
        case Kind.CHOICE:
            values |= {"options": _lines(filled["options"]), "choose": filled["choose"] or None}
        case Kind.TABLE:
            values |= {"columns": _columns(filled["columns"]), "rows": _number(filled["rows"])}
    values["required"] = _condition(filled) if filled["required"] == "when" else filled["required"] or None
    return values


def edition_filled(edition: Edition) -> Filled:
    """The form of what an edition says of itself."""
    citation, source, apart = edition.citation, edition.provenance, edition.tell_apart
    plain = ("title", "subtitle", "form_code", "header_position", "effective_precision", "effective_from")
    return {
        **{name: _text(getattr(edition, name)) for name in plain},
        **{name: _text(getattr(edition, name)) for name in ("supersedes", "province", "pages", "differences")},
        **{name: _text(getattr(citation, name)) for name in ("instrument", "number", "issued", "article", "url")},
        "printed": citation.printed,
        "national_motto": edition.national_motto,
        "header_lines": "\n".join(edition.header_lines),
        "procedure_codes": "\n".join(edition.procedure_codes),
        "must_contain": "\n".join(apart.must_contain),
        "must_not_contain": "\n".join(apart.must_not_contain),
        "tell_note": _text(apart.note),
        "news_vi": (edition.news or {}).get("vi", ""),
        "news_en": (edition.news or {}).get("en", ""),
        "grade": source.grade.value,
        "verified_on": source.verified_on.isoformat(),
        "source_text": source.text,
        "uncertain": "\n".join(source.uncertain),
    }


def edition_sent(form: FormData) -> Filled:
    """The same, as somebody sent it."""
    ticks = {name: name in form for name in ("printed", "national_motto")}
    return {name: _one(form, name) for name in _EDITION_TEXTS} | ticks


def edition_values(filled: Filled, edition: Edition) -> dict[str, Any]:
    """What that form says, by the names of Edition; what the form has no box for stays."""
    values: dict[str, Any] = {"title": filled["title"], "national_motto": filled["national_motto"]}
    for name in ("subtitle", "form_code", "header_position", "effective_precision", "effective_from"):
        values[name] = filled[name] or None
    values |= {name: filled[name] or None for name in ("supersedes", "province", "differences")}
    values |= {name: _lines(filled[name]) for name in ("header_lines", "procedure_codes")}
    values["pages"] = _number(filled["pages"])
    cited = {name: filled[name] or None for name in ("number", "issued", "article", "url")}
    values["citation"] = {"instrument": filled["instrument"], "printed": filled["printed"], **cited}
    apart = {name: _lines(filled[name]) for name in ("must_contain", "must_not_contain")}
    values["tell_apart"] = {**apart, "note": filled["tell_note"] or None}
    news = {lang: filled[f"news_{lang}"] for lang in ("vi", "en") if filled[f"news_{lang}"]}
    values["news"] = news or None
    source = {"grade": filled["grade"], "verified_on": filled["verified_on"], "text": filled["source_text"]}
    values["provenance"] = {**source, "header": edition.provenance.header, "uncertain": _lines(filled["uncertain"])}
    return values


def corners_sent(form: FormData) -> tuple[float, float, float, float]:
    """Left, top, right, bottom from left, top, width, height in mm; a comma is a point. Raises EditError."""
    try:
        left, top, width, height = (
            float(_one(form, name).replace(",", ".")) for name in ("trai", "tren", "rong", "cao")
        )
    except ValueError as error:
        raise EditError("box_mm", "number") from error
    return left, top, left + width, top + height


def _one(form: FormData, name: str) -> str:
    value = form.get(name, "")
    return _LINE_ENDS.sub("\n", value).strip() if isinstance(value, str) else ""


def _text(value: object) -> str:
    return "" if value is None else str(value)


def _number(text: str) -> int | str | None:
    return int(text) if text.isascii() and text.isdecimal() else (text or None)


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.split("\n") if line.strip())


def _column(key: str, header: str, kind: str, required: bool) -> Filled:
    return {"key": key, "header": header, "type": kind, "required": required}


def _spare() -> list[Filled]:
    """Rows of the form for columns that are not there yet."""
    return [_column("", "", "text", False) for _ in range(_SPARE_COLUMNS)]


def _columns(filled: list[Filled]) -> tuple[dict[str, Any], ...]:
    """The columns that have a header; one without a key of its own gets one by its number."""
    named = [column for column in filled if column["header"]]
    return tuple({**c, "key": c["key"] or f"column_{n}", "type": c["type"] or "text"} for n, c in enumerate(named, 1))


def _condition_filled(condition: Condition | None) -> Filled:
    when = "is"
    if condition is not None and condition.field is None:
        when = "written" if condition.written else "blank" if condition.blank else "note"
    return {
        "when": when,
        "when_field": _text(condition.field) if condition else "",
        "when_is": _text(condition.is_) if condition else "",
        "when_keys": list(condition.written or condition.blank) if condition else [],
        "when_note": _text(condition.note) if condition else "",
    }


def _condition(filled: Filled) -> dict[str, Any]:
    note = {"note": filled["when_note"]} if filled["when_note"] else {}
    match filled["when"]:
        case "is" if filled["when_field"] and filled["when_is"]:
            return {"field": filled["when_field"], "is": filled["when_is"], **note}
        case "written" | "blank" if filled["when_keys"]:
            return {filled["when"]: tuple(filled["when_keys"]), **note}
        case "note" if note:
            return note
    raise EditError("required", "condition")
