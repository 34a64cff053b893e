"""
The report as JSON, schema `scanpipe.report/v1`: the contract with other programs.

The same upload gives the same bytes through every door, times aside: members stand in one order and numbers are
rounded (places to 4 decimals, confidences to 3). v1 only ever gains optional members.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any, TypeAlias

from scanpipe.model import Box, Checklist, Document, FileRecord, Finding, Page, Reading, Report, Ruling

Json: TypeAlias = dict[str, Any]

SCHEMA_ID = "scanpipe.report/v1"


def to_json(report: Report) -> Json:
    """The report as plain dicts, lists, text and numbers."""
    made = report.made_with
    return {
        "schema": SCHEMA_ID,
        "verdict": report.verdict.value,
        "as_of": report.as_of.isoformat(),
        "made_with": {
            "scanpipe": made.scanpipe,
            "engine": made.engine,
            "forms": made.forms,
            "seconds": _rounded(made.seconds, 2),
            "stages": {stage: _rounded(cpu_s, 3) for stage, cpu_s in made.stages.items()},
        },
        "files": [_file(f) for f in report.files],
        "pages": [_page(p, report.documents) for p in report.pages],
        "documents": [_document(d) for d in report.documents],
        "findings": [_finding(r) for r in report.findings],
        **({"checklist": _checklist(report.checklist)} if report.checklist else {}),
    }


def dumps(report: Report) -> str:
    """The report as JSON text: two spaces, Vietnamese as it is, a newline at the end."""
    return json.dumps(to_json(report), ensure_ascii=False, indent=2, allow_nan=False) + "\n"


@cache
def schema() -> Json:
    """The JSON Schema (2020-12) that every report validates against."""
    text = files("scanpipe.report").joinpath("report.schema.json").read_text(encoding="utf-8")
    loaded: Json = json.loads(text)
    return loaded


def _file(file: FileRecord) -> Json:
    return {"name": file.name, "sha256": file.sha256, "pages": file.pages}


def _page(page: Page, documents: tuple[Document, ...]) -> Json:
    holder = next((i for i, d in enumerate(documents) if page.number in d.pages), None)
    return {
        "number": page.number,
        "file": page.file,
        "file_page": page.file_page,
        "document": holder,
        "readability": page.readability.value,
        "rotation_deg": page.rotation_deg,
        "skew_deg": _rounded(page.skew_deg, 2),
        "quality": {name: _rounded(value, 3) for name, value in page.quality.items()},
        "to_upload": [[_rounded(v, 6) for v in row] for row in page.to_upload],
    }


def _document(document: Document) -> Json:
    return {
        "form": document.form,
        "edition": document.edition,
        "edition_status": document.edition_status.value,
        "effective_from": document.effective_from.isoformat() if document.effective_from else None,
        "superseded_by": document.superseded_by,
        "pages": list(document.pages),
        "confidence": _rounded(document.confidence, 3),
        "runner_up": _runner_up(document),
        "evidence": list(document.evidence),
        "verdict": document.verdict.value,
        "readings": [_reading(r) for r in document.readings],
        **({"kind": document.kind} if document.kind else {}),
    }


def _checklist(checklist: Checklist) -> Json:
    return {
        "procedure": checklist.procedure,
        "code": checklist.code,
        "title": _by_language(checklist.title),
        "basis": checklist.basis,
        "deadline": _by_language(checklist.deadline) if checklist.deadline else None,
        "papers": [
            {
                "paper": line.paper,
                "name": _by_language(line.name),
                "state": line.state,
                "reason": line.reason,
                "why": _by_language(line.why) if line.why else None,
                "documents": list(line.documents),
            }
            for line in checklist.lines
        ],
        "questions": [_by_language(question) for question in checklist.questions],
    }


def _runner_up(document: Document) -> Json | None:
    second = document.runner_up
    if second is None:
        return None
    # The edition alone is enough within one form; another form has to be named.
    form = {} if second.form == document.form else {"form": second.form}
    return {**form, "edition": second.edition, "confidence": _rounded(second.confidence, 3)}


def _reading(reading: Reading) -> Json:
    return {
        "key": reading.key,
        "page": reading.page,
        "box": _box(reading.box),
        "ink": reading.ink.value,
        "text": reading.text,
        "confidence": _rounded(reading.confidence, 3),
        "source": reading.source.value,
    }


def _finding(ruling: Ruling) -> Json:
    finding: Finding = ruling.finding
    return {
        "code": finding.code,
        "severity": ruling.severity.value,
        "document": finding.document,
        "page": finding.page,
        "key": finding.key,
        "box": _box(finding.box),
        "confidence": _rounded(finding.confidence, 3),
        "params": {name: _plain(value) for name, value in finding.params.items()},
        "title": _by_language(ruling.title),
        "fix": _by_language(ruling.fix),
        "basis": finding.basis,
        "action": ruling.action,
    }


def _by_language(words: Mapping[str, str]) -> Json:
    return {"vi": words["vi"], "en": words["en"]}


def _box(box: Box | None) -> list[float] | None:
    return None if box is None else [_rounded(v, 4) for v in (box.x, box.y, box.width, box.height)]


def _plain(value: object) -> str | int | float | bool | None:
    """A parameter as JSON: dates in ISO form, numbers as they are, all else as text."""
    match value:
        case None | bool() | int() | str():
            return value
        case float():
            return _rounded(value, 4)
        case dt.date():
            return value.isoformat()
    return str(value)


def _rounded(value: float, decimals: int) -> float:
    """Rounded, as a plain Python number (numpy's are not JSON), and never -0.0."""
    return round(float(value), decimals) + 0.0
