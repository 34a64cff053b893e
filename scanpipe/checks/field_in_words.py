"""
field.amount_mismatch, field.words_mismatch: the same thing written twice, in figures and in words, differs.

What it checks   capital in figures against capital in words; a date in figures against "ghi bằng chữ".
Why it matters   an officer cannot know which of the two was meant.
How to fix       write both the same on the form.
"""

from __future__ import annotations

from collections.abc import Iterator

from scanpipe.catalog import FieldSpec
from scanpipe.checks.paper import Paper
from scanpipe.model import Finding, Reading
from scanpipe.validators import date, money, money_words
from scanpipe.validators.refusals import Refusal

_READ = 0.6
_WORDS_READ = 0.35
"""Least confidence in the words of an amount: letters misread at random do not make an amount of money."""


def check(paper: Paper) -> Iterator[Finding]:
    """Yield one finding for every pair of figures and words that disagree."""
    before: list[tuple[FieldSpec, Reading]] = []
    for spec, reading in paper.fields():
        if spec.type == "money_words":
            yield from _amount(paper, spec, reading, [p for p in before if p[0].type == "money"])
        elif spec.key.endswith("_words"):
            yield from _date(paper, spec, reading, [p for p in before if p[0].key == spec.key.removesuffix("_words")])
        before.append((spec, reading))


def _amount(
    paper: Paper, spec: FieldSpec, reading: Reading, figures: list[tuple[FieldSpec, Reading]]
) -> Iterator[Finding]:
    if not figures or not reading.text or not figures[-1][1].text:
        return
    if reading.confidence < _WORDS_READ or figures[-1][1].confidence < _READ:
        return
    sure = min(reading.confidence, figures[-1][1].confidence)
    try:
        same = int(money.validate(figures[-1][1].text)) == int(money_words.validate(reading.text))
    except Refusal:
        return  # what cannot be read cannot be compared
    if not same:
        yield paper.finding("field.amount_mismatch", spec, reading, sure)


def _date(
    paper: Paper, spec: FieldSpec, reading: Reading, figures: list[tuple[FieldSpec, Reading]]
) -> Iterator[Finding]:
    if not figures or not reading.text or not figures[0][1].text:
        return
    sure = min(reading.confidence, figures[0][1].confidence)
    try:
        same = date.validate(figures[0][1].text) == date.validate(reading.text)
    except Refusal:
        return
    if not same and sure >= _READ:
        yield paper.finding("field.words_mismatch", spec, reading, sure)
