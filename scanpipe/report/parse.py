"""
A report read back from its JSON into the nouns that made it.

Made for those who show reports: the sizes of the sheets are not in the JSON (they are given as A4). Only what `dumps`
wrote is read; anything else is an error of the caller.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from typing import Any, TypeAlias

from scanpipe.model import (
    Box,
    Candidate,
    Checklist,
    ChecklistLine,
    Document,
    EditionStatus,
    FileRecord,
    Finding,
    Ink,
    MadeWith,
    Page,
    Readability,
    Reading,
    Report,
    Ruling,
    Severity,
    Source,
    Transform,
    Verdict,
)

Json: TypeAlias = Mapping[str, Any]

_A4_MM = (210.0, 297.0)


def report_of(data: bytes) -> Report:
    """The report in those bytes, which `dumps` wrote. Raises KeyError, ValueError when they are no report."""
    told: Json = json.loads(data)
    made = told["made_with"]
    return Report(
        verdict=Verdict(told["verdict"]),
        as_of=dt.date.fromisoformat(told["as_of"]),
        made_with=MadeWith(made["scanpipe"], made["engine"], made["forms"], made["seconds"], made.get("stages", {})),
        files=tuple(FileRecord(f["name"], f["sha256"], f["pages"]) for f in told["files"]),
        pages=tuple(_page(p) for p in told["pages"]),
        documents=tuple(_document(d) for d in told["documents"]),
        findings=tuple(_ruling(f) for f in told["findings"]),
        checklist=_checklist(told["checklist"]) if "checklist" in told else None,
    )


def _page(page: Json) -> Page:
    first, second, third = (tuple(row) for row in page["to_upload"])
    to_upload: Transform = (first, second, third)
    return Page(
        number=page["number"],
        file=page["file"],
        file_page=page["file_page"],
        readability=Readability(page["readability"]),
        rotation_deg=page["rotation_deg"],
        skew_deg=page["skew_deg"],
        quality=page["quality"],
        to_upload=to_upload,
        width_mm=_A4_MM[0],
        height_mm=_A4_MM[1],
    )


def _document(document: Json) -> Document:
    since, second = document["effective_from"], document["runner_up"]
    return Document(
        form=document["form"],
        edition=document["edition"],
        edition_status=EditionStatus(document["edition_status"]),
        effective_from=dt.date.fromisoformat(since) if since else None,
        superseded_by=document["superseded_by"],
        pages=tuple(document["pages"]),
        confidence=document["confidence"],
        runner_up=Candidate(second.get("form", document["form"]), second["edition"], second["confidence"])
        if second
        else None,
        evidence=tuple(document["evidence"]),
        verdict=Verdict(document["verdict"]),
        readings=tuple(_reading(r) for r in document["readings"]),
        kind=document.get("kind"),
    )


def _reading(reading: Json) -> Reading:
    return Reading(
        key=reading["key"],
        page=reading["page"],
        box=_box(reading["box"]),
        ink=Ink(reading["ink"]),
        text=reading["text"],
        confidence=reading["confidence"],
        source=Source(reading["source"]),
        located=reading["box"] is not None,
    )


def _ruling(told: Json) -> Ruling:
    finding = Finding(
        code=told["code"],
        confidence=told["confidence"],
        document=told["document"],
        page=told["page"],
        key=told["key"],
        box=_box(told["box"]),
        params=told["params"],
        basis=told["basis"],
    )
    return Ruling(finding, Severity(told["severity"]), told["action"], told["title"], told["fix"])


def _checklist(told: Json) -> Checklist:
    return Checklist(
        procedure=told["procedure"],
        code=told["code"],
        title=told["title"],
        basis=told["basis"],
        deadline=told["deadline"],
        lines=tuple(
            ChecklistLine(p["paper"], p["name"], p["state"], p["reason"], p["why"], tuple(p["documents"]))
            for p in told["papers"]
        ),
        questions=tuple(told["questions"]),
    )


def _box(sides: list[float] | None) -> Box | None:
    return None if sides is None else Box(*sides)
