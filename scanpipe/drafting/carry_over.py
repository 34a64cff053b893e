"""What a field of a new edition takes over from the same field of the one before: its key, and what people decided."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from scanpipe.catalog.diff import item_of, name_of
from scanpipe.catalog.schema import Column, Condition, FieldSpec, Kind
from scanpipe.catalog.tell_apart import FOOTNOTE_MARK
from scanpipe.drafting.alignment import words_alike
from scanpipe.drafting.fields import TEXT, Required
from scanpipe.drafting.usual import meaning_of
from scanpipe.publishing.draft_file import Guess
from scanpipe.text import base_letters, nfc

_SAME_COLUMN = 0.75
_SAME_OPTION = 0.8
_UNSURE = 0.5
_WRITTEN = (Kind.LINE, Kind.MULTILINE, Kind.BOXES)
_MEANT = (Kind.OFFICE_USE, Kind.PLACE_DATE)
"""Kinds that are no matter of print: a dotted line is the office's because people said so."""


def carried_over(old: FieldSpec, new: FieldSpec, *, exact: bool) -> FieldSpec:
    """
    The field as the blank shows it, with what the edition before knows of it: key, type, required, group and so on.

    Its label is quoted as before where the two differ in signs and spaces alone; tones count where the blank was read
    `exact`ly, and not where it was OCR'd. Conditions are as they were: see `with_living_conditions`.
    """
    written = {old.kind, new.kind} <= set(_WRITTEN)
    kind = old.kind if old.kind in _MEANT else new.kind
    return new.model_copy(
        update={
            "key": old.key,
            "label": _label(old, new, exact=exact),
            "kind": kind,
            "type": _type(old, new) if written or old.kind is new.kind else new.type,
            "required": _renumbered(old.required, old, new),
            "critical": old.critical,
            "group": old.group,
            "choose": old.choose if new.kind is Kind.CHOICE else new.choose,
            "options": _options(old, new),
            "columns": tuple(_columns(old, new, exact=exact)),
            "captions": tuple(_captions(old, new, exact=exact)),
            "note": _renumbered_text(old.note, old, new),
        }
    )


def _type(old: FieldSpec, new: FieldSpec) -> str:
    """
    The type of before, unless it was what the label of before usually means and the new one means another value:
    "Số định danh cá nhân/CMND" that lost its "CMND" takes the personal number alone.
    """
    before, now = meaning_of(old.label), meaning_of(new.label)
    if before is None or now is None or before.type != old.type or TEXT in (before.type, now.type):
        return old.type
    return now.type


def _label(old: FieldSpec, new: FieldSpec, *, exact: bool) -> str:
    """The label of the blank, quoted as before where it is the same; a scan shows raised marks and spaces badly."""
    if same_print(old.label, new.label, exact=exact):
        return old.label
    named = item_of(old) == item_of(new) and base_letters(name_of(old)) == base_letters(name_of(new))
    lettered = _without_marks(old.label) == _without_marks(new.label)
    return old.label if (named or lettered) and not exact else new.label


def _without_marks(label: str) -> str:
    return base_letters(FOOTNOTE_MARK.sub("", label))


def same_print(one: str, other: str, *, exact: bool) -> bool:
    """Whether two quotations are of the same print, whatever the signs, gaps and spaces; with its tones if `exact`."""
    if base_letters(one) != base_letters(other):
        return False
    return not exact or _letters(one) == _letters(other)


def _letters(text: str) -> str:
    return "".join(c for c in nfc(text).casefold() if c.isalpha())


def _captions(old: FieldSpec, new: FieldSpec, *, exact: bool) -> Iterator[str]:
    """The captions of the blank, quoted as before where they are the same; those of before where none was seen."""
    if not exact and len(new.captions) <= len(old.captions):
        # What is printed small over and under a signature, a scan seldom shows whole.
        yield from old.captions
        return
    for caption in new.captions or old.captions:
        yield next((text for text in old.captions if same_print(text, caption, exact=exact)), caption)


def _renumbered(required: Required, old: FieldSpec, new: FieldSpec) -> Required:
    """The condition with the footnote that its note names by the mark that the label has now."""
    if isinstance(required, Condition) and required.note:
        return required.model_copy(update={"note": _renumbered_text(required.note, old, new)})
    return required


def _renumbered_text(note: str | None, old: FieldSpec, new: FieldSpec) -> str | None:
    before, now = FOOTNOTE_MARK.findall(old.label), FOOTNOTE_MARK.findall(new.label)
    if note is None or len(before) != 1 or len(now) != 1:
        return note
    return note.replace(before[0], now[0])


def _options(old: FieldSpec, new: FieldSpec) -> tuple[str, ...]:
    """The options of the blank, quoted as before where they are the same."""
    named = {base_letters(option): option for option in old.options}
    return tuple(named.get(base_letters(option), option) for option in new.options)


def _columns(old: FieldSpec, new: FieldSpec, *, exact: bool) -> Iterator[Column]:
    """The columns of the blank; those that the table had before keep key, type and whether they are required."""
    left = list(old.columns)
    keys = {column.key for column in old.columns}
    for number, column in enumerate(new.columns):
        same = max(left, key=lambda c: words_alike(c.header, column.header), default=None)
        alike = words_alike(same.header, column.header) if same else 0.0
        if alike < _SAME_COLUMN and not base_letters(column.header):
            # A header of two letters that nobody could read stands where it stood.
            same = old.columns[number] if number < len(old.columns) and old.columns[number] in left else None
            alike = 1.0
        if same is None or alike < _SAME_COLUMN:
            yield column.model_copy(update={"key": f"{column.key}_new"}) if column.key in keys else column
            continue
        left.remove(same)
        unread = not base_letters(column.header)
        quoted = unread or same_print(same.header, column.header, exact=exact)
        yield same.model_copy(update={"header": same.header if quoted else column.header})


def with_living_conditions(
    spec: FieldSpec, kept: Mapping[str, FieldSpec], name: Mapping[str, str]
) -> tuple[FieldSpec, Guess | None]:
    """
    The field with a condition that names only fields which are still there (`kept`, by key), and a guess where it had
    to be changed. `name` are the labels of all fields of the edition before, for what is told to people.

    A condition that lost its field becomes a note: such a field is asked about, never accused.
    """
    required = spec.required
    if not isinstance(required, Condition):
        return spec, None
    mended = _mended(required, kept, name)
    if mended == required:
        return spec, None
    says = mended if isinstance(mended, str) else f"if: {mended.note or mended.is_ or ', '.join(mended.written)}"
    guess = Guess(key=spec.key, what="required", says=says, confidence=_UNSURE)
    return spec.model_copy(update={"required": mended}), guess


def _mended(condition: Condition, kept: Mapping[str, FieldSpec], name: Mapping[str, str]) -> Required:
    if condition.field is not None:
        asked = kept.get(condition.field)
        option = _option(condition.is_ or "", asked) if asked else None
        if option is not None:
            return condition.model_copy(update={"is_": option})
        return Condition(note=condition.note or f"{name.get(condition.field, condition.field)} {condition.is_}")
    for test in ("written", "blank"):
        keys = getattr(condition, test)
        living = tuple(key for key in keys if key in kept)
        if keys and living != keys:
            lost = ", ".join(name.get(key, key) for key in keys if key not in kept)
            return condition.model_copy(update={test: living}) if living else Condition(note=condition.note or lost)
    return condition


def _option(said: str, asked: FieldSpec) -> str | None:
    """The option of the field that a condition means; what was said, where the field has no options at all."""
    if asked.kind is not Kind.CHOICE:
        return said
    best = max(asked.options, key=lambda option: words_alike(option, said), default=None)
    return best if best is not None and words_alike(best, said) >= _SAME_OPTION else None
