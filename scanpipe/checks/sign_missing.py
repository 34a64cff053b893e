"""
sign.signature_missing, sign.unclear, sign.date_missing: nobody signed, nobody can tell, or the day is missing.

What it checks   every required signature zone for strokes of a pen, and the date line above.
Why it matters   an unsigned declaration declares nothing.
How to fix       sign in the place, then photograph the page again.
"""

from __future__ import annotations

from collections.abc import Iterator

from scanpipe.catalog import Kind
from scanpipe.checks.paper import Paper, required
from scanpipe.model import Finding, Ink


def check(paper: Paper) -> Iterator[Finding]:
    """Yield one finding for every required signature that is not there, and one for a date line left empty."""
    for spec, reading in paper.fields():
        if not required(paper, spec):
            continue
        if spec.kind is Kind.PLACE_DATE and reading.ink is Ink.BLANK:
            yield paper.finding("sign.date_missing", spec, reading, reading.confidence)
        elif spec.kind is Kind.SIGNATURE and reading.ink is Ink.BLANK:
            sure = reading.confidence if spec.key not in paper.edition.unproven else min(reading.confidence, 0.5)
            yield paper.finding("sign.signature_missing", spec, reading, sure)
        elif spec.kind is Kind.SIGNATURE and reading.ink is Ink.UNCLEAR:
            yield paper.finding("sign.unclear", spec, reading, 0.5)
