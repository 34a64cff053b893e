"""
What a shadow run found: recent dossiers, examined as if a draft were the law already, held against how they stand.

`shadow.json` in the folder of a draft is one. It has ids of dossiers and codes of findings: nothing that people wrote.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final, Literal

from pydantic import Field, ValidationError

from scanpipe.catalog.strict import Strict
from scanpipe.model import Report

SCHEMA: Final = "scanpipe.shadow/v1"
FILE: Final = "shadow.json"


class ShadowRow(Strict):
    """
    A dossier that would stand otherwise. `edition` and `status` are those of its paper of the form; `appeared` and
    `vanished` are codes of findings, as often as they came or went.
    """

    check_id: str
    verdict_before: str
    verdict_after: str
    edition_before: str | None
    edition_after: str | None
    status_before: str
    status_after: str
    appeared: dict[str, int] = Field(default_factory=dict)
    vanished: dict[str, int] = Field(default_factory=dict)


class ShadowReport(Strict):
    """
    One shadow run: of which draft (`etag`), for which day, how many dossiers were `looked` at, and those that would
    change. `failed` could not be examined; `stopped` tells that somebody ended it before its end.
    """

    schema_: Literal["scanpipe.shadow/v1"] = Field(default=SCHEMA, alias="schema", serialization_alias="schema")
    form: str
    edition: str
    etag: str
    on: dt.date
    made_at: dt.datetime
    looked: int
    unchanged: int
    failed: int
    stopped: bool
    seconds: float
    rows: tuple[ShadowRow, ...]

    @property
    def verdicts(self) -> Mapping[tuple[str, str], int]:
        """How many would go from one verdict to another."""
        return Counter((r.verdict_before, r.verdict_after) for r in self.rows if r.verdict_before != r.verdict_after)

    @property
    def appeared(self) -> Mapping[str, int]:
        """In how many dossiers a finding would appear, the most frequent first."""
        return _frequent(row.appeared for row in self.rows)

    @property
    def vanished(self) -> Mapping[str, int]:
        """In how many dossiers a finding would go, the most frequent first."""
        return _frequent(row.vanished for row in self.rows)

    def to_json(self) -> str:
        """As it is kept."""
        return self.model_dump_json(by_alias=True, indent=1) + "\n"


def read_report(path: Path) -> ShadowReport | None:
    """The report of a draft's folder; None when there is none that can be read."""
    try:
        return ShadowReport.model_validate_json(path.read_bytes())
    except (OSError, ValidationError):
        return None


def changed(check_id: str, form: str, before: Report, after: Report) -> ShadowRow | None:
    """What is another in a dossier; None when it would stand as it does."""
    old, new = _papers(before, form), _papers(after, form)
    was, will = _codes(before), _codes(after)
    row = ShadowRow(
        check_id=check_id,
        verdict_before=before.verdict.value,
        verdict_after=after.verdict.value,
        edition_before=old[0],
        edition_after=new[0],
        status_before=old[1],
        status_after=new[1],
        appeared=dict(sorted((will - was).items())),
        vanished=dict(sorted((was - will).items())),
    )
    same = before.verdict is after.verdict and old == new and not row.appeared and not row.vanished
    return None if same else row


def _papers(report: Report, form: str) -> tuple[str | None, str]:
    """Edition and status of the first paper of a form, else of the first that nobody knows."""
    found = [d for d in report.documents if d.form == form] or [
        d for d in report.documents if not d.form and not d.kind
    ]
    return (found[0].edition, found[0].edition_status.value) if found else (None, "unknown")


def _codes(report: Report) -> Counter[str]:
    return Counter(ruling.finding.code for ruling in report.findings)


def _frequent(counts: Iterable[Mapping[str, int]]) -> Mapping[str, int]:
    return dict(Counter(code for one in counts for code in one).most_common())
