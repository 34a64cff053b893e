"""What a check is given: one identified paper, its edition's standing on the day, and what its fields say."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from scanpipe.catalog import Catalog, Condition, Edition, FieldSpec
from scanpipe.model import EditionStatus, Finding, Ink, Reading
from scanpipe.text import same_words


@dataclass(frozen=True, slots=True)
class Paper:
    """
    One paper whose form and edition are known.

    `document` is its index in the report, `readings` its fields by key, `first_page` the number of its first page.
    `confidence` (0–1) is how sure the edition is; `known` is False when it is one of several that nothing tells apart.
    """

    document: int
    edition: Edition
    status: EditionStatus
    confidence: float
    first_page: int
    readings: Mapping[str, Reading]
    catalog: Catalog
    as_of: dt.date
    province: str | None = None
    known: bool = True

    def fields(self) -> Iterator[tuple[FieldSpec, Reading]]:
        """Every field that was looked for, with its reading, in printed order."""
        for spec in self.edition.fields:
            reading = self.readings.get(spec.key)
            if reading is not None:
                yield spec, reading

    def finding(self, code: str, spec: FieldSpec, reading: Reading, confidence: float, **params: object) -> Finding:
        """A finding about one field, with its evidence."""
        return Finding(
            code,
            round(confidence, 3),
            self.document,
            reading.page,
            spec.key,
            reading.box,
            {"label": spec.label, **params},
            self.edition.citation.instrument,
        )


def required(paper: Paper, spec: FieldSpec) -> bool | None:
    """Whether a field has to be filled in on this paper; None when the condition cannot be told from it."""
    if spec.required in ("yes", "no"):
        return spec.required == "yes"
    condition = spec.required
    if not isinstance(condition, Condition):
        return None
    if condition.field is not None and condition.is_ is not None:
        return _says(paper.readings.get(condition.field), condition.is_)
    if condition.written:
        states = [_ink(paper, key) for key in condition.written]
        return True if Ink.WRITTEN in states else False if set(states) == {Ink.BLANK} else None
    if condition.blank:
        states = [_ink(paper, key) for key in condition.blank]
        return True if set(states) == {Ink.BLANK} else False if Ink.WRITTEN in states else None
    return None


def _ink(paper: Paper, key: str) -> Ink:
    reading = paper.readings.get(key)
    return reading.ink if reading else Ink.UNCLEAR


def _says(reading: Reading | None, words: str) -> bool | None:
    if reading is None or reading.ink is Ink.UNCLEAR:
        return None
    if reading.ink is Ink.BLANK:
        return False
    if reading.text is None or reading.confidence < 0.8:
        return None
    return any(same_words(part, words) for part in reading.text.split("; "))
