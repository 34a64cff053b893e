"""What was typed into the fields of a fillable PDF (AcroForm, ISO 32000-1 §12.7), by the full name of the field."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from typing import Any

from pypdf import PageObject
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, NullObject, StreamObject

from scanpipe.imaging.pdf_object import resolved

_DEEPEST_FIELD = 32
_MOST_FIELDS = 5_000
PUSH_BUTTON = 1 << 16
_OFF = "/Off"


def form_values(page: PageObject) -> dict[str, str] | None:
    """
    The values of the fields that have a place on this page: text as typed (NFC), the name of the chosen state for
    check boxes and radio buttons ("Yes", "1"…), "" for what is empty or not ticked. None when the page has no field.

    Buttons that only do something and signature fields hold no value and are left out.
    """
    values: dict[str, str] = {}
    for widget in widgets(page):
        line = list(ancestry(widget))
        name = ".".join(reversed([str(node["/T"]) for node in line if "/T" in node]))
        kind = inherited(line, "/FT")
        if not name or kind not in ("/Tx", "/Btn", "/Ch"):
            continue
        if kind == "/Btn":
            if flags(line) & PUSH_BUTTON:
                continue
            # The buttons of one radio group share a name: the one that is on speaks for all.
            values[name] = values.get(name, "") or _button(widget, line)
        else:
            values[name] = _typed(line)
    return values or None


def holds_value(widget: DictionaryObject) -> bool:
    """Whether something was typed, chosen or ticked in the field that a widget shows."""
    line = list(ancestry(widget))
    return _text(inherited(line, "/V")) not in ("", "Off")


def widgets(page: PageObject) -> Iterator[DictionaryObject]:
    """The places of fields on a page, in the order of its annotations."""
    annotations = resolved(page.get("/Annots"))
    for entry in list(annotations)[:_MOST_FIELDS] if isinstance(annotations, ArrayObject) else ():
        annotation = resolved(entry)
        if isinstance(annotation, DictionaryObject) and annotation.get("/Subtype") == "/Widget":
            yield annotation


def ancestry(widget: DictionaryObject) -> Iterator[DictionaryObject]:
    """A widget and the fields above it: what it does not say itself, they say."""
    node: Any = widget
    for _ in range(_DEEPEST_FIELD):
        if not isinstance(node, DictionaryObject):
            return
        yield node
        node = resolved(node.get("/Parent"))


def inherited(line: list[DictionaryObject], key: str) -> Any:
    """What the nearest of a widget's line says for a key; None where none says anything."""
    return next((resolved(node[key]) for node in line if key in node), None)


def flags(line: list[DictionaryObject]) -> int:
    """The bits of a field (ISO 32000-1 §12.7.3, Table 221)."""
    bits = inherited(line, "/Ff")
    return int(bits) if isinstance(bits, int) else 0


def _button(widget: DictionaryObject, line: list[DictionaryObject]) -> str:
    """The state that is on. The widget's own /AS is what a viewer shows; /V is the field's."""
    state = resolved(widget.get("/AS"))
    if state is None or isinstance(state, NullObject):
        state = inherited(line, "/V")
    if state is None or isinstance(state, NullObject) or str(state) in (_OFF, ""):
        return ""
    name = str(state).removeprefix("/")
    options = inherited(line, "/Opt")
    if isinstance(options, ArrayObject) and name.isascii() and name.isdigit() and int(name) < len(options):
        return _text(options[int(name)])
    return _text(name)


def _typed(line: list[DictionaryObject]) -> str:
    value = inherited(line, "/V")
    chosen = [_text(item) for item in value] if isinstance(value, ArrayObject) else [_text(value)]
    return ", ".join(_shown(item, inherited(line, "/Opt")) for item in chosen)


def _shown(value: str, options: Any) -> str:
    """What a choice looks like on the page: an option may be a pair of stored and shown text."""
    for option in options if isinstance(options, ArrayObject) else ():
        pair = resolved(option)
        if isinstance(pair, ArrayObject) and len(pair) == 2 and _text(pair[0]) == value:
            return _text(pair[1])
    return value


def _text(value: Any) -> str:
    value = resolved(value)
    if value is None or isinstance(value, NullObject):
        return ""
    if isinstance(value, StreamObject):  # long text may be stored as a stream
        value = value.get_data().decode("utf-8", "replace")
    elif isinstance(value, bytes):
        value = value.decode("latin-1")
    text = str(value).removeprefix("/") if isinstance(value, NameObject) else str(value)
    return unicodedata.normalize("NFC", text)
