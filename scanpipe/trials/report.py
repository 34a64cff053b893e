"""
What a trial of an edition found out: rows, gates, and what is proposed. `trial.json` in the folder of a draft is one.

A row is one sample held against what it must bring about; a paper on which several fields were left out is several
rows. A gate is one rule of publishing: closed by any row that breaks it.
"""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Final, Literal, TypeAlias

from pydantic import Field, ValidationError, computed_field, model_validator

from scanpipe.catalog.strict import Key, Strict
from scanpipe.errors import FormDataError

SCHEMA: Final = "scanpipe.trial/v1"
FILE: Final = "trial.json"
"""Its name in the folder of a draft."""

GateName: TypeAlias = Literal[
    "complete", "empty", "left_out", "negatives", "matrix", "registration", "regression", "made", "cases"
]  # fmt: skip
Words: TypeAlias = dict[Literal["vi", "en"], str]


class Kind(StrEnum):
    """What a sample is there for."""

    POSITIVE = "positive"
    """Complete: identified as this edition, and nothing must be put right."""
    LEFT_OUT = "left_out"
    """One required field was left blank (`key`)."""
    NEGATIVE = "negative"
    """A paper of another edition or form: never taken for this one."""
    MADE = "made"
    """A picture that somebody put beside the draft, with what it must bring about."""
    EMPTY = "empty"
    """Its blank, printed empty: every field is found in its place and read as blank (`scanpipe.prove`)."""
    REGRESSION = "regression"
    """A field that is not found here, left out on a paper of the edition before: found there?"""
    CASE = "case"
    """What an officer corrected, read once more."""


class Outcome(StrEnum):
    """
    How a row ended. `ASKED`: a left-out field brought a question instead of a demand, or was missed on one picture; it
    is left out again in other rows, which decide. `EXCUSED`: it may do no more (its edition never accuses, or the field
    is `unproven`). `SKIPPED`: the row could not be tried here, and says why.
    """

    OK = "ok"
    ASKED = "asked"
    EXCUSED = "excused"
    WRONG = "wrong"
    SKIPPED = "skipped"


class Row(Strict):
    """
    One row. `edition` and `found` are "form@edition" ("form@?" where nothing printed tells editions apart, "?" where
    the form is not known). `expected` and `got` are codes, of a field as "code key". `read` of `fields` is how many
    fields were found and say something. `residual_mm` is that of its worst page, None where no page could be measured.
    `told` says what is wrong, or what was only asked. Rows of one paper share its `sample`; its `seconds` are told in
    its first row, 0 in the others.
    """

    sample: str
    kind: Kind
    manner: str = ""
    """How it was filled in and taken: "typed scan", "hand phone", …"""
    edition: str
    found: tuple[str, ...] = ()
    key: Key | None = None
    expected: tuple[str, ...] = ()
    got: tuple[str, ...] = ()
    outcome: Outcome
    told: Words | None = None
    fields: int = 0
    read: int = 0
    pages: int = 0
    residual_mm: float | None = None
    seconds: float = 0.0

    @model_validator(mode="before")
    @classmethod
    def _ok_follows(cls, value: Any) -> Any:
        """`ok` is written for others to read; it follows from the outcome."""
        return {k: v for k, v in value.items() if k != "ok"} if isinstance(value, dict) else value

    @computed_field  # type: ignore[prop-decorator]
    @property
    def ok(self) -> bool:
        """Whether nothing is wrong with it."""
        return self.outcome is not Outcome.WRONG


class Gate(Strict):
    """One rule of publishing: whether it is open, and in words what it saw."""

    name: GateName
    ok: bool
    told: Words


class Confusion(Strict):
    """How many papers of an edition of the form were taken for which: `found` as in a row. `alike`: a tie is right."""

    edition: str
    found: str
    papers: Annotated[int, Field(ge=1)]
    ok: bool
    alike: bool = False


class TrialReport(Strict):
    """
    The trial of one edition. `etag` (SHA-256 hex) is that of the draft's YAML that was tried, None for a published
    edition; `law` the digest of the catalogue it was tried in; `as_of` the day its papers were handed in. `unproven`
    are the fields that failed here and should not accuse, `line` what to write into the edition's file for it.
    """

    schema_: Literal["scanpipe.trial/v1"] = Field(default=SCHEMA, alias="schema")
    form: Key
    edition: Key
    etag: str | None
    law: str
    made_at: dt.datetime
    as_of: dt.date
    scanpipe: str
    engine: str
    rows: tuple[Row, ...]
    matrix: tuple[Confusion, ...]
    gates: tuple[Gate, ...]
    unproven: tuple[Key, ...] = ()
    line: str | None = None
    notes: tuple[Words, ...] = ()
    pages: int = 0
    seconds: float = 0.0
    ok: bool
    """Whether every gate is open."""

    @model_validator(mode="after")
    def _agrees(self) -> TrialReport:
        if self.ok != all(gate.ok for gate in self.gates):
            raise ValueError("ok says something else than the gates")
        return self

    @property
    def closed(self) -> tuple[Gate, ...]:
        """The gates that are not open."""
        return tuple(gate for gate in self.gates if not gate.ok)

    def to_json(self) -> str:
        """The report as JSON text."""
        return self.model_dump_json(by_alias=True, indent=1) + "\n"


def read_report(text: str | bytes, *, name: str = FILE) -> TrialReport:
    """A report from its JSON. Raises FormDataError when it is none, or of another schema."""
    try:
        return TrialReport.model_validate_json(text)
    except ValidationError as error:
        where = ".".join(str(step) for step in error.errors()[0]["loc"])
        raise FormDataError(f"{name}: no report of a trial ({where}): run `scanpipe forms test` once more.") from error


def report_beside(folder: Path) -> TrialReport | None:
    """The report in the folder of a draft; None when it was never tried. Raises FormDataError when it is broken."""
    path = folder / FILE
    return read_report(path.read_bytes(), name=str(path)) if path.is_file() else None
