"""
field.required_empty, field.unclear: a required field was left blank, or nobody can tell.

What it checks   every line, row of boxes and table that the edition requires, conditions included.
Why it matters   the officer must refuse a dossier with a blank required field.
How to fix       write the field in, then photograph the page again.
"""

from __future__ import annotations

from collections.abc import Iterator

from scanpipe.catalog import Kind
from scanpipe.checks.paper import Paper, required
from scanpipe.model import Finding, Ink

_OTHERS = (Kind.SIGNATURE, Kind.CHOICE, Kind.CHECKBOX, Kind.PLACE_DATE, Kind.PHOTO, Kind.OFFICE_USE)


def check(paper: Paper) -> Iterator[Finding]:
    """Yield one finding for every required field without ink, and a question for every one that is unclear."""
    for spec, reading in paper.fields():
        if spec.kind in _OTHERS or not required(paper, spec):
            continue
        if reading.ink is Ink.BLANK:
            sure = reading.confidence if spec.key not in paper.edition.unproven else min(reading.confidence, 0.5)
            yield paper.finding("field.required_empty", spec, reading, sure, hint=None)
        elif reading.ink is Ink.UNCLEAR:
            yield paper.finding("field.unclear", spec, reading, 0.5)
