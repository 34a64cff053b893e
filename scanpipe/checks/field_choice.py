"""
field.choice_none, field.choice_many: printed options of which none, or more than one, is ticked.

What it checks   every choice that has to be made, "exactly one" and "at least one".
Why it matters   an officer cannot guess what was meant; "copies wanted: yes and no" is the commonest slip.
How to fix       tick one box, then photograph the page again.
"""

from __future__ import annotations

from collections.abc import Iterator

from scanpipe.catalog import Choose, Kind
from scanpipe.checks.paper import Paper, required
from scanpipe.model import Finding, Ink


def check(paper: Paper) -> Iterator[Finding]:
    """Yield one finding for every choice that was not made, or made twice."""
    for spec, reading in paper.fields():
        if spec.kind is Kind.CHECKBOX and required(paper, spec) and reading.ink is Ink.BLANK:
            # Required only when the boxes beside it are empty too: nothing was asked for at all.
            yield paper.finding("field.choice_none", spec, reading, reading.confidence)
        if spec.kind is not Kind.CHOICE:
            continue
        ticked = len((reading.text or "").split("; ")) if reading.ink is Ink.WRITTEN else 0
        if spec.choose is Choose.EXACTLY_ONE and ticked > 1:
            yield paper.finding("field.choice_many", spec, reading, reading.confidence, n=ticked)
        elif required(paper, spec) and reading.ink is Ink.UNCLEAR:
            yield paper.finding("field.unclear", spec, reading, 0.5)
        elif required(paper, spec) and reading.ink is Ink.BLANK and spec.choose is not Choose.ANY:
            sure = reading.confidence if spec.key not in paper.edition.unproven else min(reading.confidence, 0.5)
            yield paper.finding("field.choice_none", spec, reading, sure)
