"""A report.json read back, as far as its values are needed: papers, readings, and which of them a finding doubts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from scanpipe.errors import UsageError
from scanpipe.model import Box, EditionStatus, Ink, Reading, Source

SCHEMA_ID = "scanpipe.report/v1"
_MOST_BYTES = 50_000_000
_NOT_ABOUT_A_VALUE = frozenset({"field.required_empty", "field.unclear", "field.choice_none"})
_PARTNERS: Mapping[str, frozenset[str]] = {
    "field.sex_mismatch": frozenset({"gender", "sex", "id"}),
    "field.birth_year_mismatch": frozenset({"dob", "id"}),
    "field.amount_mismatch": frozenset({"words", "number"}),
    "field.words_mismatch": frozenset({"words", "dob"}),
}
"""Findings that two values disagree name one of them: the last words of the keys of all that may be the wrong one."""


class _Lenient(BaseModel):
    """v1 only ever gains members: what is not known here is passed over."""

    model_config = ConfigDict(extra="ignore", frozen=True)


class _SavedReading(_Lenient):
    key: str
    page: int
    box: tuple[float, float, float, float] | None
    ink: Ink
    text: str | None
    confidence: float = Field(ge=0, le=1)
    source: Source


class SavedDocument(_Lenient):
    """One paper of a report."""

    form: str | None
    edition: str | None
    edition_status: EditionStatus
    saved_readings: tuple[_SavedReading, ...] = Field(alias="readings", repr=False)

    @property
    def readings(self) -> tuple[Reading, ...]:
        """What its fields say."""
        return tuple(
            Reading(r.key, r.page, Box(*r.box) if r.box else None, r.ink, r.text, r.confidence, r.source)
            for r in self.saved_readings
        )


class _SavedFinding(_Lenient):
    code: str
    severity: Literal["must", "check", "info"]
    document: int | None
    key: str | None
    params: Mapping[str, object] = Field(default={}, repr=False)


class SavedReport(_Lenient):
    """A report as far as `forms carry` needs it."""

    schema_id: Literal["scanpipe.report/v1"] = Field(alias="schema")
    as_of: dt.date
    documents: tuple[SavedDocument, ...]
    findings: tuple[_SavedFinding, ...] = Field(repr=False)

    def doubted(self, number: int) -> frozenset[str]:
        """The keys of the values of a paper that a finding holds to be wrong, or asks about."""
        return frozenset(self._doubted(number))

    def _doubted(self, number: int) -> Iterator[str]:
        keys = [reading.key for reading in self.documents[number].saved_readings]
        for finding in self.findings:
            if finding.severity == "info" or finding.code in _NOT_ABOUT_A_VALUE:
                continue
            if finding.code.startswith("cross.") and (finding.document == number or finding.document is None):
                yield from _crossed(finding, keys)
            elif finding.document == number and finding.key is not None:
                yield finding.key
                person = finding.key.partition("_")[0]
                ends = _PARTNERS.get(finding.code, frozenset())
                yield from (key for key in keys if key.partition("_")[0] == person and ends & {*key.split("_")[1:]})


def _crossed(finding: _SavedFinding, keys: list[str]) -> Iterator[str]:
    """The values that disagree with another paper; every personal number where it is not said which one."""
    if finding.key is not None:
        yield finding.key
    elif finding.code in ("cross.id_differs", "cross.id_shared", "cross.number_unlike"):
        yield from (key for key in keys if key.endswith(("personal_id", "id_number", "id_doc")))


def read_report(path: Path) -> SavedReport:
    """The report in that file. Raises UsageError when it is none, OSError when it cannot be read."""
    with path.open("rb") as file:
        data = file.read(_MOST_BYTES + 1)
    if len(data) > _MOST_BYTES:
        raise UsageError(f"{path}: larger than any report.")
    try:
        return SavedReport.model_validate_json(data)
    except ValidationError as error:
        first = error.errors(include_input=False)[0]
        where = ".".join(map(str, first["loc"])) or "the file"
        raise UsageError(f"{path} is no report of {SCHEMA_ID} ({where}: {first['msg']}).") from None
