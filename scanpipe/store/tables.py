"""
The tables. A *check* of the API is a row of `dossiers`; whatever hangs on it goes when it goes.

`dossiers.done < dossiers.wanted` is work, and nothing else is the queue's truth. Columns `…_sealed` hold personal data
and open with the keys only (`keys.py`). Names of papers and fields are those of the report.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, LargeBinary, MetaData, UniqueConstraint, text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from scanpipe.store.columns import Plain, Utc

_IS_WORK = text("done < wanted")


class Base(DeclarativeBase):
    """Constraints have names, so that a later migration can find them on every database."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012 - SQLAlchemy reads it from the class
        dt.datetime: Utc,
        dict[str, Any]: JSON,
        bytes: LargeBinary,
    }


def _of_check(*, key: bool = False) -> Mapped[str]:
    """The check that a row belongs to; erasing the check erases the row."""
    return mapped_column(Plain(40), ForeignKey("dossiers.id", ondelete="CASCADE"), primary_key=key, index=not key)


class Dossier(Base):
    """
    One check: who may open it, what it is for, what is to be done and what came out.

    From `unit` on for the Center: which Center it is for, which officer has it and until when nobody else may write to
    it, when it was opened there first, when it is due; how many points a person has to look at, whether a paper is on a
    form that is not in force; for statistics the verdict of its first whole check and how often a page was replaced;
    whether the person allows that the machine learns from it.
    """

    __tablename__ = "dossiers"
    __table_args__ = (
        Index("ix_dossiers_queue", "lane", "wanted_at", sqlite_where=_IS_WORK, postgresql_where=_IS_WORK),
        Index("ix_dossiers_expiry", "state", "touched_at"),
        Index("ix_dossiers_office", "unit", "state", "due_at"),
    )

    id: Mapped[str] = mapped_column(Plain(40), primary_key=True)
    code: Mapped[str] = mapped_column(Plain(16), unique=True)
    token_hash: Mapped[str] = mapped_column(Plain(64), unique=True)
    state: Mapped[str] = mapped_column(Plain(24))
    lang: Mapped[str] = mapped_column(Plain(8))
    procedure: Mapped[str | None] = mapped_column(Plain(80))
    form: Mapped[str | None] = mapped_column(Plain(80))
    as_of: Mapped[dt.date | None]
    helper: Mapped[bool]
    team: Mapped[str | None] = mapped_column(Plain(80))
    official_code: Mapped[str | None] = mapped_column(Plain(80))
    consented_at: Mapped[dt.datetime | None]
    created_at: Mapped[dt.datetime]
    touched_at: Mapped[dt.datetime]
    wanted: Mapped[int] = mapped_column(default=0)
    done: Mapped[int] = mapped_column(default=0)
    lane: Mapped[int] = mapped_column(default=0)
    wanted_at: Mapped[dt.datetime | None]
    leased_version: Mapped[int | None]
    lease_owner: Mapped[str | None] = mapped_column(Plain(120))
    lease_until: Mapped[dt.datetime | None]
    finished_lease: Mapped[str | None] = mapped_column(Plain(120))
    attempts: Mapped[int] = mapped_column(default=0)
    verdict: Mapped[str | None] = mapped_column(Plain(24))
    report_blob: Mapped[str | None] = mapped_column(Plain(120))
    sent_at: Mapped[dt.datetime | None]
    unit: Mapped[str] = mapped_column(Plain(80), default="")
    officer_id: Mapped[str | None] = mapped_column(Plain(40))
    held_until: Mapped[dt.datetime | None]
    opened_at: Mapped[dt.datetime | None]
    due_at: Mapped[dt.datetime | None]
    postponed_until: Mapped[dt.datetime | None]
    accepted_at: Mapped[dt.datetime | None]
    points: Mapped[int] = mapped_column(default=0)
    old_form: Mapped[bool] = mapped_column(default=False)
    first_verdict: Mapped[str | None] = mapped_column(Plain(24))
    mends: Mapped[int] = mapped_column(default=0)
    may_teach: Mapped[bool] = mapped_column(default=False)
    deleted_at: Mapped[dt.datetime | None]
    deleted_why: Mapped[str | None] = mapped_column(Plain(24))
    last_seq: Mapped[int] = mapped_column(default=0)


class File(Base):
    """One upload; `pages` is None until it was read."""

    __tablename__ = "files"
    __table_args__ = (UniqueConstraint("check_id", "sha256"),)

    id: Mapped[str] = mapped_column(Plain(40), primary_key=True)
    check_id: Mapped[str] = _of_check()
    name_sealed: Mapped[bytes]
    sha256: Mapped[str] = mapped_column(Plain(64))
    size: Mapped[int] = mapped_column(BigInteger)
    blob: Mapped[str] = mapped_column(Plain(120))
    pages: Mapped[int | None]
    added_at: Mapped[dt.datetime]


class Page(Base):
    """One page of the dossier, in the order of `position`."""

    __tablename__ = "pages"

    id: Mapped[str] = mapped_column(Plain(40), primary_key=True)
    check_id: Mapped[str] = _of_check()
    file_id: Mapped[str] = mapped_column(Plain(40), ForeignKey("files.id", ondelete="CASCADE"), index=True)
    file_page: Mapped[int]
    position: Mapped[int]
    provisional: Mapped[bool]
    said_paper: Mapped[str | None] = mapped_column(Plain(80))
    stage: Mapped[str] = mapped_column(Plain(24))
    readability: Mapped[str | None] = mapped_column(Plain(24))
    verdict: Mapped[str | None] = mapped_column(Plain(24))
    number: Mapped[int | None]
    paper: Mapped[int | None]
    replaces: Mapped[str | None] = mapped_column(Plain(40))
    received_at: Mapped[dt.datetime]


class Artefact(Base):
    """A blob and what it belongs to; `version` is the run that made it, if one did."""

    __tablename__ = "artefacts"

    key: Mapped[str] = mapped_column(Plain(120), primary_key=True)
    check_id: Mapped[str] = _of_check()
    kind: Mapped[str] = mapped_column(Plain(24))
    about: Mapped[str | None] = mapped_column(Plain(40))
    media_type: Mapped[str] = mapped_column(Plain(80))
    version: Mapped[int | None]
    kept_at: Mapped[dt.datetime]


class Paper(Base):
    """One paper of the dossier as the newest run saw it, numbered as in its report."""

    __tablename__ = "papers"

    check_id: Mapped[str] = _of_check(key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    form: Mapped[str | None] = mapped_column(Plain(80))
    edition: Mapped[str | None] = mapped_column(Plain(80))
    edition_status: Mapped[str | None] = mapped_column(Plain(24))
    kind: Mapped[str | None] = mapped_column(Plain(80))
    verdict: Mapped[str | None] = mapped_column(Plain(24))
    confidence: Mapped[float]
    pages: Mapped[list[str]] = mapped_column(JSON)


class Reading(Base):
    """What one field says, sealed; `number` counts the readings of a run."""

    __tablename__ = "readings"

    check_id: Mapped[str] = _of_check(key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    paper: Mapped[int]
    key: Mapped[str] = mapped_column(Plain(120))
    page_id: Mapped[str | None] = mapped_column(Plain(40))
    ink: Mapped[str] = mapped_column(Plain(24))
    value_sealed: Mapped[bytes | None]
    confidence: Mapped[float]
    source: Mapped[str] = mapped_column(Plain(24))
    box: Mapped[list[float] | None] = mapped_column(JSON(none_as_null=True))


class Finding(Base):
    """One finding over all runs, with what became of it and what a person said to it."""

    __tablename__ = "findings"

    check_id: Mapped[str] = _of_check(key=True)
    id: Mapped[str] = mapped_column(Plain(40), primary_key=True)
    code: Mapped[str] = mapped_column(Plain(80))
    severity: Mapped[str] = mapped_column(Plain(16))
    page_id: Mapped[str | None] = mapped_column(Plain(40))
    paper: Mapped[int | None]
    key: Mapped[str | None] = mapped_column(Plain(120))
    state: Mapped[str] = mapped_column(Plain(24))
    number: Mapped[int | None]
    answer: Mapped[str | None] = mapped_column(Plain(16))
    answer_sealed: Mapped[bytes | None]
    answered_at: Mapped[dt.datetime | None]
    disputed_at: Mapped[dt.datetime | None]
    overridden_at: Mapped[dt.datetime | None]


class Event(Base):
    """What happened to a check, numbered without gaps."""

    __tablename__ = "events"

    check_id: Mapped[str] = _of_check(key=True)
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    type: Mapped[str] = mapped_column(Plain(40))
    data: Mapped[dict[str, Any]]
    at: Mapped[dt.datetime]


class NotNeeded(Base):
    """A paper of the procedure of which a person says that this dossier does not need it."""

    __tablename__ = "not_needed"

    check_id: Mapped[str] = _of_check(key=True)
    paper: Mapped[str] = mapped_column(Plain(80), primary_key=True)


class Request(Base):
    """A request with an idempotency key (kept as a hash) and the answer it got (sealed: it may hold a token)."""

    __tablename__ = "idempotency"
    __table_args__ = (Index("ix_idempotency_begun_at", "begun_at"),)

    name: Mapped[str] = mapped_column(Plain(64), primary_key=True)
    check_id: Mapped[str | None] = mapped_column(Plain(40), index=True)
    body_hash: Mapped[str] = mapped_column(Plain(64))
    begun_at: Mapped[dt.datetime]
    response_sealed: Mapped[bytes | None]


class Counter(Base):
    """How often something happened on a day; nobody can be told from it."""

    __tablename__ = "counters"

    day: Mapped[dt.date] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(Plain(80), primary_key=True)
    labels: Mapped[str] = mapped_column(Plain(255), primary_key=True)
    n: Mapped[int] = mapped_column(BigInteger)


class Proof(Base):
    """One line for each check that was erased; lines are added and never changed (triggers see to it)."""

    __tablename__ = "proofs"

    seq: Mapped[int] = mapped_column(primary_key=True)
    code_hash: Mapped[str] = mapped_column(Plain(64), index=True)
    at: Mapped[dt.datetime]
    what: Mapped[str] = mapped_column(Plain(24))


class KeyMark(Base):
    """A key that sealed something here; it shows at once when the store is opened with other keys."""

    __tablename__ = "key_marks"

    key_id: Mapped[str] = mapped_column(Plain(16), primary_key=True)
