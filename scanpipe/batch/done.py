"""
Is a dossier done? Only when its report was made from the same files, under the same law, by the same program, and for
the same question; anything else is done again.

The report says files, day and version. What it does not say (the whole of forms/, options, limits) stands beside it in
`asked.json`, which arrives with the report in one rename.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeAlias

from scanpipe.batch.dossier import Dossier, shown

Asked: TypeAlias = Mapping[str, Any]
"""What a report answers, as JSON: `as_of` and `scanpipe`, and whatever else changes it."""

REPORT_FILE, ASKED_FILE = "report.json", "asked.json"
SCHEMA_ID = "scanpipe.report/v1"
_CHUNK_BYTES = 1 << 20


def write_asked(folder: Path, asked: Asked) -> None:
    """Puts the question beside its answer."""
    (folder / ASKED_FILE).write_text(json.dumps(asked, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def report_in(folder: Path) -> dict[str, Any] | None:
    """The report.json in a folder; None when there is none, or it is no report."""
    try:
        report = json.loads((folder / REPORT_FILE).read_bytes())
    except (OSError, ValueError):
        return None
    return report if isinstance(report, dict) and report.get("schema") == SCHEMA_ID else None


def finished(folder: Path, dossier: Dossier, asked: Asked, max_bytes: int) -> dict[str, Any] | None:
    """
    The report in that folder when it answers what is asked about the dossier as it lies there now, else None.

    Of a file no more than `max_bytes` count: no more of it is read for a report either. Raises OSError when a file of
    the dossier cannot be read.
    """
    try:
        before = json.loads((folder / ASKED_FILE).read_bytes())
    except (OSError, ValueError):
        return None
    report = report_in(folder)
    if report is None or before != asked:
        return None
    try:
        if (report["as_of"], report["made_with"]["scanpipe"]) != (asked["as_of"], asked["scanpipe"]):
            return None
        files = [(f["name"], f["sha256"]) for f in report["files"]]
    except (KeyError, TypeError):
        return None
    if [name for name, _ in files] != [shown(path.name) for path in dossier.files]:
        return None
    same = all(_sha256(path, max_bytes) == digest for path, (_, digest) in zip(dossier.files, files, strict=True))
    return report if same else None


def forms_digest(folder: Path) -> str:
    """SHA-256 ("sha256:…") of all data files below forms/: editions, kinds, procedures, facts."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*.yaml")):
        digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return "sha256:" + digest.hexdigest()


def _sha256(path: Path, max_bytes: int) -> str:
    digest, left = hashlib.sha256(), max_bytes
    with path.open("rb") as file:
        while left and (chunk := file.read(min(_CHUNK_BYTES, left))):
            digest.update(chunk)
            left -= len(chunk)
    return digest.hexdigest()
