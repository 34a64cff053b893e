"""
What is new in an edition: fields added, dropped, renamed, moved, or asked for in another way.

Fields are the same when they have the same key; of the rest, those whose labels are nearly alike and belong to the
same person. Item numbers and footnote marks are no part of a name: a form that drops one line renumbers all others.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from rapidfuzz import fuzz

from scanpipe.catalog.schema import Condition, Edition, FieldSpec, Kind
from scanpipe.findings import plain_label
from scanpipe.text import base_letters, same_words

_ALIKE, _MARGIN = 0.9, 0.05
"""How alike two labels are (0-1) to mean one field, and how much better than any other label they have to fit."""
_ITEM = re.compile(r"^\s*(\d{1,2}(?:\.\d{1,2})*)[.)]\s*")
_GLUED_MARK = re.compile(r"(?<=[^\W\d_])\d{1,2}$")


class What(StrEnum):
    """What happened to a field."""

    ADDED = "added"
    DROPPED = "dropped"
    RENAMED = "renamed"
    MOVED = "moved"
    """It has another item number or page, or changed places with its neighbours."""
    REQUIRED = "required"
    OPTIONAL = "optional"
    CONDITIONAL = "conditional"
    """It is now required in some cases only, or in others than before."""
    RESHAPED = "reshaped"
    """It is filled in in another way: boxes, options, columns, or another kind of value."""


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that happened to one field; `old` is None for what was added, `new` for what was dropped."""

    what: What
    old: FieldSpec | None
    new: FieldSpec | None

    @property
    def key(self) -> str:
        """The key of the field, the new one where it has one."""
        spec = self.new or self.old
        assert spec is not None
        return spec.key


@dataclass(frozen=True, slots=True)
class Difference:
    """Two editions of a form and all changes, in the order of the new one; `kept` fields did not change at all."""

    old: Edition
    new: Edition
    changes: tuple[Change, ...]
    kept: int

    def of(self, what: What) -> tuple[Change, ...]:
        """The changes of one sort."""
        return tuple(change for change in self.changes if change.what is what)


def compare(old: Edition, new: Edition) -> Difference:
    """What changed from one edition to another."""
    pairs = matched(old, new)
    moved = _out_of_order([old.fields.index(a) for a, _ in pairs])
    partner = {b.key: (a, number in moved) for number, (a, b) in enumerate(pairs)}
    changes: list[Change] = []
    kept = 0
    for spec in new.fields:
        if spec.key not in partner:
            changes.append(Change(What.ADDED, None, spec))
            continue
        before, elsewhere = partner[spec.key]
        found = [Change(what, before, spec) for what in _changed(before, spec, elsewhere=elsewhere)]
        changes += found
        kept += not found
    gone = {a.key for a, _ in pairs}
    changes += [Change(What.DROPPED, spec, None) for spec in old.fields if spec.key not in gone]
    return Difference(old, new, tuple(changes), kept)


def matched(old: Edition, new: Edition) -> tuple[tuple[FieldSpec, FieldSpec], ...]:
    """The fields that both editions have, in the order of the new one."""
    before = {spec.key: spec for spec in old.fields}
    named = {spec.key: before[spec.was] for spec in new.fields if spec.was in before}
    taken = {spec.key for spec in named.values()}
    pairs = {k.key: before[k.key] for k in new.fields if k.key in before and k.key not in taken} | named
    left = [spec for spec in old.fields if spec.key not in {one.key for one in pairs.values()}]
    for spec in new.fields:
        if spec.key not in pairs and (alike := _alike(spec, left)):
            pairs[spec.key] = alike
            left.remove(alike)
    return tuple((pairs[spec.key], spec) for spec in new.fields if spec.key in pairs)


def item_of(spec: FieldSpec) -> str | None:
    """The number of the item as printed ("7", "5.2"), None where the label has none."""
    found = _ITEM.match(spec.label)
    return found[1] if found else None


def name_of(spec: FieldSpec) -> str:
    """The label without leaders, footnote marks and item number."""
    return _GLUED_MARK.sub("", _ITEM.sub("", plain_label(spec.label))).strip()


def _alike(spec: FieldSpec, candidates: Sequence[FieldSpec]) -> FieldSpec | None:
    """The one field whose label is nearly that of `spec`; None when there is none, or more than one."""
    # "Họ, chữ đệm, tên" of the mother is not that of the father, nor is a signature a line.
    signed = spec.kind is Kind.SIGNATURE
    own = [c for c in candidates if c.group == spec.group and (c.kind is Kind.SIGNATURE) is signed]
    letters = base_letters(name_of(spec))
    scores = sorted(((fuzz.ratio(letters, base_letters(name_of(c))) / 100, n) for n, c in enumerate(own)), reverse=True)
    if not scores or scores[0][0] < _ALIKE or (len(scores) > 1 and scores[0][0] - scores[1][0] < _MARGIN):
        return None
    return own[scores[0][1]]


def _changed(old: FieldSpec, new: FieldSpec, *, elsewhere: bool) -> Iterator[What]:
    if not same_words(name_of(old), name_of(new)):
        yield What.RENAMED
    if elsewhere or item_of(old) != item_of(new) or old.page != new.page:
        yield What.MOVED
    if (demand := _demand(new)) != _demand(old):
        yield {"yes": What.REQUIRED, "no": What.OPTIONAL}.get(demand, What.CONDITIONAL)
    if _shape(old) != _shape(new):
        yield What.RESHAPED


def _demand(spec: FieldSpec) -> str:
    """Either "yes", "no", or the test of the condition; how a note to people is worded changes nothing."""
    required = spec.required
    if not isinstance(required, Condition):
        return required
    return f"if {required.model_dump(exclude={'note'}, exclude_defaults=True)}"


def _shape(spec: FieldSpec) -> tuple[object, ...]:
    """What is to be written and how. One dotted line more or less is no other shape."""
    kind = Kind.LINE if spec.kind is Kind.MULTILINE else spec.kind
    columns = tuple(base_letters(column.header) for column in spec.columns)
    return kind, spec.type, spec.boxes, tuple(map(base_letters, spec.options)), spec.choose, columns


def _out_of_order(places: Sequence[int]) -> frozenset[int]:
    """Which of the fields (by index) left the order of all others: those outside the longest rising sequence."""
    tails: list[int] = []
    ends: list[int] = []
    before: list[int | None] = []
    for number, place in enumerate(places):
        at = bisect_left(tails, place)
        before.append(ends[at - 1] if at else None)
        tails[at : at + 1] = [place]
        ends[at : at + 1] = [number]
    rising: set[int] = set()
    number_now = ends[-1] if ends else None
    while number_now is not None:
        rising.add(number_now)
        number_now = before[number_now]
    return frozenset(range(len(places))) - rising
