"""
Whether forms/ makes sense, beyond being well formed: each rule names the file that has to be mended.

F001  editions of a form without an order, with a gap or an overlap; a broken chain of `supersedes`
F002  no legal basis, or one that is said to be printed and is not
F004  a measured place outside the sheet, inside out, or over the label of another field
F005  an edition id that stands twice
F006  a field without words on its label
F007  a rule that cannot be followed: unknown type, unknown option, conditions in a circle
F009  editions that a reader could not tell apart, or words to tell by that its own paper contradicts
F012  a text that is not in Unicode NFC
F013  an edition below grade B: it identifies papers and never accuses (for information)
F014  people that name a field which does not exist or is of another kind; a name that is nobody's

An error is wrong whatever the paper looks like; a warning may be right and deserves a look. There is no clock here:
that a form has no edition for today is not for lint to say. The loader has already refused what the schema refuses.
"""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import combinations, pairwise
from typing import Any, Literal, TypeAlias

from pydantic import BaseModel

from scanpipe.catalog.catalog import Catalog, Form
from scanpipe.catalog.lint_people import unclaimed_names, unfit_people
from scanpipe.catalog.schema import Condition, Edition, FieldSpec, Kind
from scanpipe.catalog.tell_apart import printed_texts, says, told_apart
from scanpipe.model import Rect
from scanpipe.text import base_letters
from scanpipe.validators.registry import VALIDATORS

SHEET = Rect(0.0, 0.0, 210.0, 297.0)
"""A4 upright, in millimetres: every form is printed on it (facts on physical layout, Nghị định 30/2020/NĐ-CP)."""

TOUCH_MM2 = 0.5
"""Boxes measured to a tenth of a millimetre touch without meaning it; less common area than this is no overlap."""

NO_TYPE = "text"

Severity: TypeAlias = Literal["error", "warning", "info"]


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to mend (or to know): in which form, edition and field, and what to do."""

    code: str
    severity: Severity
    form: str
    edition: str | None
    key: str | None
    message: str


def lint(catalog: Catalog, *, types: Collection[str] = tuple(VALIDATORS)) -> Iterator[Problem]:
    """Every problem that can be found by reading, form by form. `types` names the values that have a validator."""
    for form in catalog.forms.values():
        yield from _not_nfc(form.about, form.about.form, None)
        yield from _order(form)
        yield from _chain(form)
        yield from _look_alikes(form)
        yield from _people(form)
        for edition in form.editions:
            yield from _own_dates(edition)
            yield from _legal_basis(edition)
            yield from _contradicts_itself(edition)
            yield from _not_nfc(edition, edition.form, edition.edition)
            yield from _places(edition)
            yield from _fields(edition, types)
            yield from _circles(edition)
            if not edition.accuses and any(f.required != "no" for f in edition.fields):
                grade = edition.provenance.grade
                yield _problem("F013", "info", edition, f"grade {grade}: what is missing is asked for, never accused")


# Dates and order


def _order(form: Form) -> Iterator[Problem]:
    """Neighbours on one line (the country, or a province) follow each other without a gap and without a tie."""
    if not form.editions:
        yield Problem("F001", "error", form.about.form, None, None, "has no edition; add one file per edition")
    for edition, count in Counter(e.edition for e in form.editions).items():
        if count > 1:
            text = f"{count} files carry this id; give each its own"
            yield Problem("F005", "error", form.about.form, edition, None, text)
    for line in _reaches(form):
        for before, after in pairwise(line):
            yield from _handover(before, after)


def _reaches(form: Form) -> list[list[Edition]]:
    """The editions of the country, and those of each province, oldest first."""
    provinces = dict.fromkeys(e.province for e in form.editions)
    return [[e for e in form.editions if e.province == province] for province in provinces]


def _handover(before: Edition, after: Edition) -> Iterator[Problem]:
    if before.effective_from == after.effective_from:
        if after.supersedes != before.edition:
            day = after.effective_from or "no day"
            text = f"begins on {day} like {before.edition} and does not supersede it; say which comes first"
            yield _problem("F001", "error", after, text)
        else:
            yield _problem("F001", "warning", before, f"{after.edition} replaced it on its first day: never in force")
    begin = after.effective_from
    if begin and before.withdrawn_on and before.withdrawn_on < begin:
        text = f"withdrawn on {before.withdrawn_on}, but {after.edition} begins only on {begin}: a gap"
        yield _problem("F001", "error", before, text)
    if begin and before.accepted_until and before.accepted_until < begin:
        text = f"accepted until {before.accepted_until}, before {after.edition} begins on {begin}: no grace at all"
        yield _problem("F001", "error", before, text)


def _own_dates(edition: Edition) -> Iterator[Problem]:
    begin = edition.effective_from
    if begin is None:
        return
    ends: dict[str, dt.date | None] = {
        "accepted_until": edition.accepted_until,
        "withdrawn_on": edition.withdrawn_on,
    }
    for name, end in ends.items():
        if end and end < begin:
            yield _problem("F001", "error", edition, f"{name} {end} lies before effective_from {begin}")
    if edition.citation.issued and edition.citation.issued > begin:
        text = f"issued on {edition.citation.issued}, after it took effect on {begin}"
        yield _problem("F001", "error", edition, text)
    if edition.effective_precision == "month" and begin.day != 1:
        yield _problem("F001", "error", edition, "only its month is known: effective_from has to be the first of it")


def _chain(form: Form) -> Iterator[Problem]:
    """`supersedes` names the edition before; a province may supersede one of the country."""
    known = {e.edition: e for e in form.editions}
    for edition in form.editions:
        before = known.get(edition.supersedes or "")
        if edition.supersedes and before is None:
            yield _problem("F001", "error", edition, f"supersedes {edition.supersedes}, which is not in this form")
        elif before is None:
            continue
        elif before is edition or form.editions.index(before) > form.editions.index(edition):
            yield _problem("F001", "error", edition, f"supersedes {before.edition}, which does not come before it")
        elif before.province not in (None, edition.province):
            yield _problem("F001", "error", edition, f"supersedes {before.edition} of another province")
    for line in _reaches(form):
        for before, after in pairwise(line):
            if after.supersedes in known and after.supersedes != before.edition:
                text = f"supersedes {after.supersedes}, but {before.edition} stands between them"
                yield _problem("F001", "error", after, text)
            elif after.supersedes is None:
                text = f"does not say what it supersedes; {before.edition} comes before it"
                yield _problem("F001", "warning", after, text)


# The legal basis


def _legal_basis(edition: Edition) -> Iterator[Problem]:
    citation = edition.citation
    if citation.number is None:
        severity: Severity = "error" if citation.printed else "warning"
        yield _problem("F002", severity, edition, "its citation has no number; a paper cannot be held against it")
    elif citation.printed and not any(says(line, citation.number) for line in edition.header_lines):
        text = f"{citation.number} is said to be printed but stands in no header line"
        yield _problem("F002", "error", edition, text)
    if citation.number and not citation.printed and any(says(h, citation.number) for h in edition.header_lines):
        yield _problem("F002", "error", edition, f"{citation.number} stands in a header line: set printed to true")


# Telling editions apart


def _look_alikes(form: Form) -> Iterator[Problem]:
    for one, other in combinations(form.editions, 2):
        if not told_apart(one, other):
            both_accuse = one.accuses and other.accuses
            text = f"nothing printed tells it from {one.edition}: neither number, code, title, words nor labels"
            yield _problem("F009", "error" if both_accuse else "warning", other, text)


def _contradicts_itself(edition: Edition) -> Iterator[Problem]:
    texts = printed_texts(edition)
    for word in edition.tell_apart.must_not_contain:
        if seen := next((t for t in texts if says(t, word)), None):
            yield _problem("F009", "error", edition, f"must_not_contain {word!r}, but its own paper says {seen!r}")
    for word in edition.tell_apart.must_contain:
        if edition.lines and not any(says(text, word) for text in texts):
            yield _problem("F009", "warning", edition, f"must_contain {word!r}, but none of its printed lines says so")


# Fields


def _fields(edition: Edition, types: Collection[str]) -> Iterator[Problem]:
    for field in edition.fields:
        if not base_letters(field.label):
            severity: Severity = "warning" if field.required == "no" else "error"
            yield _problem("F006", severity, edition, "its label has no words to find it by", field.key)
        for kind in (field.type, *(column.type for column in field.columns)):
            if kind != NO_TYPE and kind not in types:
                yield _problem("F007", "error", edition, f"type {kind!r} has no validator of that name", field.key)
        if isinstance(field.required, Condition):
            yield from _option(edition, field, field.required)


def _option(edition: Edition, field: FieldSpec, condition: Condition) -> Iterator[Problem]:
    if condition.field is None:
        return
    asked = edition.field(condition.field)
    if asked.kind is Kind.CHOICE and condition.is_ not in asked.options:
        text = f"required when {asked.key} is {condition.is_!r}, but its options are {', '.join(asked.options)}"
        yield _problem("F007", "error", edition, text, field.key)


def _circles(edition: Edition) -> Iterator[Problem]:
    """Fields whose being required depends, step by step, on themselves: one problem a circle."""
    needs: dict[str, tuple[str, ...]] = {}
    for field in edition.fields:
        if isinstance(field.required, Condition):
            tested = (field.required.field,) if field.required.field else ()
            needs[field.key] = (*tested, *field.required.written, *field.required.blank)
    told: set[str] = set()
    for start in needs:
        reached: set[str] = set()
        ahead = list(needs[start])
        while ahead:
            key = ahead.pop()
            if key not in reached:
                reached.add(key)
                ahead.extend(needs.get(key, ()))
        if start in reached and start not in told:
            told |= {key for key in reached if key in needs}
            yield _problem("F007", "error", edition, "whether it is required depends on itself", start)


# People


def _people(form: Form) -> Iterator[Problem]:
    for key, text in unfit_people(form):
        yield Problem("F014", "error", form.about.form, None, key, text)
    if form.about.people:
        for key in unclaimed_names(form):
            yield Problem("F014", "warning", form.about.form, None, key, "is the name of nobody in people; say whose")


# Places and text


def _places(edition: Edition) -> Iterator[Problem]:
    labels = [(f, Rect(*f.label_mm)) for f in edition.fields if f.label_mm]
    for field in edition.fields:
        for name, place in (("label_mm", field.label_mm), ("box_mm", field.box_mm)):
            if place is None:
                continue
            rect = Rect(*place)
            if rect.width <= 0 or rect.height <= 0:
                text = f"{name} has no area; write left, top, right, bottom"
                yield _problem("F004", "error", edition, text, field.key)
            elif rect.union(SHEET) != SHEET:
                text = f"{name} reaches outside the sheet of 210 x 297 mm"
                yield _problem("F004", "error", edition, text, field.key)
        if field.box_mm is None:
            continue
        for other, label in labels:
            if other is not field and other.page == field.page and Rect(*field.box_mm).overlap(label) > TOUCH_MM2:
                yield _problem("F004", "error", edition, f"box_mm lies over the label of {other.key}", field.key)


def _not_nfc(value: BaseModel, form: str, edition: str | None) -> Iterator[Problem]:
    for key, text in _texts(value.model_dump(), None):
        if not unicodedata.is_normalized("NFC", text):
            message = f"{text!r} is not in Unicode NFC; type it again or save it normalised"
            yield Problem("F012", "error", form, edition, key, message)


def _texts(value: Any, key: str | None) -> Iterator[tuple[str | None, str]]:
    """Every text of a dumped model, with the key of the field it belongs to."""
    if isinstance(value, str):
        yield key, value
    elif isinstance(value, dict):
        here = value["key"] if key is None and isinstance(value.get("key"), str) else key
        for inner in (*value.keys(), *value.values()):
            yield from _texts(inner, here)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _texts(inner, key)


def _problem(code: str, severity: Severity, edition: Edition, message: str, key: str | None = None) -> Problem:
    return Problem(code, severity, edition.form, edition.edition, key, message)
