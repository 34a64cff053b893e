"""F005, F006 and F007: fields that lost their name, cannot be found by a label, or follow a rule that nobody can."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from itertools import pairwise

from scanpipe.catalog.catalog import Form
from scanpipe.catalog.diff import matched
from scanpipe.catalog.lint_order import reaches
from scanpipe.catalog.problem import Problem, Severity, problem
from scanpipe.catalog.schema import Condition, Edition, FieldSpec, Kind
from scanpipe.text import base_letters

NO_TYPE = "text"


def renamed(form: Form) -> Iterator[Problem]:
    """
    Fields that carry on one of the edition before under another key without saying so, by their label; and those that
    say so of a field which was not there.
    """
    for line in reaches(form):
        for before, after in pairwise(line):
            for old, new in matched(before, after):
                if old.key != new.key and new.was != old.key:
                    text = (
                        f"is labelled nearly like {old.key} of {before.edition}; say was: {old.key}, or keep that key"
                    )
                    yield problem("F005", "warning", after, text, new.key, "key")
            known = {spec.key for spec in before.fields}
            for spec in after.fields:
                if spec.was is not None and spec.was not in known:
                    text = f"was {spec.was}, but {before.edition} has no such field"
                    yield problem("F005", "error", after, text, spec.key, "was")


def fields(edition: Edition, types: Collection[str]) -> Iterator[Problem]:
    """Labels that can be found, types that exist (`types`), conditions that can come true."""
    for field in edition.fields:
        if not base_letters(field.label):
            severity: Severity = "warning" if field.required == "no" else "error"
            yield problem("F006", severity, edition, "its label has no words to find it by", field.key, "label")
        for kind in (field.type, *(column.type for column in field.columns)):
            if kind != NO_TYPE and kind not in types:
                text = f"type {kind!r} has no validator of that name"
                yield problem("F007", "error", edition, text, field.key, "type")
        if isinstance(field.required, Condition):
            yield from _option(edition, field, field.required)


def _option(edition: Edition, field: FieldSpec, condition: Condition) -> Iterator[Problem]:
    if condition.field is None:
        return
    asked = edition.field(condition.field)
    if asked.kind is Kind.CHOICE and condition.is_ not in asked.options:
        text = f"required when {asked.key} is {condition.is_!r}, but its options are {', '.join(asked.options)}"
        yield problem("F007", "error", edition, text, field.key, "required", "is")


def circles(edition: Edition) -> Iterator[Problem]:
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
            yield problem("F007", "error", edition, "whether it is required depends on itself", start, "required")
