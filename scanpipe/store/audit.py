"""
The audit: what people did, line after line, each sealed to the one before by a keyed hash.

    hash = HMAC-SHA256(key of the audit, hash of the line before + the line as canonical JSON)

Whoever changes, adds or takes away a line without the key breaks the chain there. Taking away the newest lines leaves
a chain that fits: hold its head against one that was noted elsewhere.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import json
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from scanpipe.store.keys import Keys
from scanpipe.store.office_tables import AuditDetail, AuditLine
from scanpipe.store.tables import Dossier

_LOCK_NUMBER = 0x61756469  # any number that nobody else uses on the PostgreSQL server: "audi"
_BEGINNING = "0" * 64


@dataclass(frozen=True, slots=True)
class Note:
    """
    What somebody did. `actor` is an id of an officer or key, or citizen | machine | console; `about` a field, finding
    or page; `detail` what was seen, before and after: sealed, and gone with the dossier.
    """

    actor: str
    action: str
    unit: str = ""
    check_id: str | None = None
    about: str | None = None
    reason: str | None = None
    edition: str | None = None
    engine: str | None = None
    detail: Mapping[str, Any] | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class AuditRow:
    """One line, with its detail as long as the dossier is there."""

    seq: int
    at: dt.datetime
    note: Note
    hash: str


@dataclass(frozen=True, slots=True)
class Verified:
    """What came out of checking the chain: how many lines, the hash of the last, and the first that does not fit."""

    lines: int
    head: str
    broken_at: int | None
    why: str = ""


def write(session: Session, keys: Keys, note: Note, *, at: dt.datetime) -> AuditRow:
    """Add a line, in the transaction of what it tells."""
    if session.get_bind().dialect.name == "postgresql":  # SQLite's writer is alone already
        session.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": _LOCK_NUMBER})
    last = session.scalar(select(AuditLine).order_by(AuditLine.seq.desc()).limit(1))
    seq, before = (last.seq + 1, last.hash) if last else (1, _BEGINNING)
    sealed = None
    if note.detail is not None and note.check_id is not None:
        told = json.dumps(dict(note.detail), ensure_ascii=False, sort_keys=True)
        sealed = keys.sealed_text(told, _label(seq))
    line = AuditLine(
        seq=seq,
        at=at,
        unit=note.unit,
        check_id=note.check_id,
        actor=note.actor,
        action=note.action,
        about=note.about,
        reason=note.reason,
        edition=note.edition,
        engine=note.engine,
        detail_hash=hashlib.sha256(sealed).hexdigest() if sealed is not None else None,
    )
    line.hash = _chained(_audit_keys(keys)[0], before, line)
    session.add(line)
    session.flush()
    if sealed is not None:
        session.add(AuditDetail(seq=seq, check_id=note.check_id, sealed=sealed))
        session.flush()
    return AuditRow(seq, at, note, line.hash)


def lines(
    session: Session, keys: Keys, *, check_id: str | None = None, unit: str | None = None, after: int = 0
) -> Iterator[AuditRow]:
    """The lines after a number, oldest first; of one dossier, or of one Center, when asked for."""
    wanted = select(AuditLine).where(AuditLine.seq > after).order_by(AuditLine.seq)
    if check_id is not None:
        wanted = wanted.where(AuditLine.check_id == check_id)
    if unit is not None:
        wanted = wanted.where(AuditLine.unit == unit)
    # Whoever stops in the middle leaves no cursor open on the server.
    with closing(session.scalars(wanted.execution_options(yield_per=500))) as found:
        for line in found:
            detail = session.get(AuditDetail, line.seq) if line.detail_hash else None
            opened = json.loads(keys.opened_text(detail.sealed, _label(line.seq))) if detail else None
            yield AuditRow(line.seq, line.at, _note(line, opened), line.hash)


def verify(session: Session, keys: Keys, *, head: str | None = None) -> Verified:
    """Hold every line against the one before, its detail against its hash; `head` is a hash that must be there."""
    known, before, expected, seen_head = _audit_keys(keys), _BEGINNING, 0, head is None
    every = select(AuditLine).order_by(AuditLine.seq).execution_options(yield_per=500)
    with closing(session.scalars(every)) as found:
        for line in found:
            expected += 1
            if line.seq != expected:
                return Verified(expected - 1, before, expected, "the line is missing")
            if not any(hmac.compare_digest(line.hash, _chained(key, before, line)) for key in known):
                return Verified(expected - 1, before, line.seq, "the line was changed, or its key is not here")
            if why := _wrong_detail(session, line):
                return Verified(expected - 1, before, line.seq, why)
            before = line.hash
            seen_head = seen_head or line.hash == head
    if not seen_head:
        return Verified(expected, before, expected + 1, "the line with the given head is missing")
    return Verified(expected, before, None)


def _wrong_detail(session: Session, line: AuditLine) -> str:
    """What is wrong with the detail of a line that fits; nothing when it is right, or gone with its dossier."""
    if line.detail_hash is None:
        return ""
    detail = session.get(AuditDetail, line.seq)
    if detail is None:
        lives = session.get(Dossier, line.check_id) is not None
        return "what was seen, before or after, was taken away" if lives else ""
    if detail.check_id != line.check_id or hashlib.sha256(detail.sealed).hexdigest() != line.detail_hash:
        return "what was seen, before or after, was changed"
    return ""


def _chained(key: bytes, before: str, line: AuditLine) -> str:
    told = {
        "seq": line.seq,
        "at": line.at.astimezone(dt.UTC).isoformat(timespec="microseconds"),
        "unit": line.unit,
        "check": line.check_id,
        "actor": line.actor,
        "action": line.action,
        "about": line.about,
        "reason": line.reason,
        "edition": line.edition,
        "engine": line.engine,
        "detail": line.detail_hash,
    }
    written = json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hmac.new(key, f"{before}{written}".encode(), hashlib.sha256).hexdigest()


def _audit_keys(keys: Keys) -> list[bytes]:
    """The key that signs new lines, then those that signed older ones."""
    newest = keys.by_id[keys.newest]
    masters = [newest, *(key for key in keys.by_id.values() if key != newest)]
    return [hmac.digest(master, b"scanpipe audit", "sha256") for master in masters]


def _note(line: AuditLine, detail: Mapping[str, Any] | None) -> Note:
    return Note(
        actor=line.actor,
        action=line.action,
        unit=line.unit,
        check_id=line.check_id,
        about=line.about,
        reason=line.reason,
        edition=line.edition,
        engine=line.engine,
        detail=detail,
    )


def _label(seq: int) -> str:
    return f"audit.detail/{seq}"
