"""
The tables of the operator: what a change of the law did to dossiers under way, and papers of no known edition.

Editions, drafts and what was published are files in forms/, not rows here.
"""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from scanpipe.store.columns import Plain
from scanpipe.store.tables import Base


class Recheck(Base):
    """
    Dossiers examined once more. `cause` is published | rolled_back | changed | day | asked; `law` (hash of forms/)
    and `day` are what they were examined under; `form` is None where several forms changed. `count` is how many
    dossiers it was for.
    """

    __tablename__ = "rechecks"
    __table_args__ = (Index("ix_rechecks_started_at", "started_at"),)

    id: Mapped[str] = mapped_column(Plain(40), primary_key=True)
    cause: Mapped[str] = mapped_column(Plain(24))
    law: Mapped[str] = mapped_column(Plain(64))
    day: Mapped[dt.date]
    form: Mapped[str | None] = mapped_column(Plain(80))
    edition: Mapped[str | None] = mapped_column(Plain(80))
    by: Mapped[str] = mapped_column(Plain(40))
    count: Mapped[int]
    started_at: Mapped[dt.datetime]
    finished_at: Mapped[dt.datetime | None]


class RecheckDossier(Base):
    """
    One dossier of a recheck: status of its edition and its verdict, before and after. `version` is what the dossier
    wanted when it was asked for; `outcome` is unaffected | new_form | look, None while it is not done.
    """

    __tablename__ = "recheck_dossiers"

    recheck_id: Mapped[str] = mapped_column(Plain(40), ForeignKey("rechecks.id", ondelete="CASCADE"), primary_key=True)
    check_id: Mapped[str] = mapped_column(
        Plain(40), ForeignKey("dossiers.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    version: Mapped[int]
    form: Mapped[str | None] = mapped_column(Plain(80))
    edition: Mapped[str | None] = mapped_column(Plain(80))
    status_before: Mapped[str | None] = mapped_column(Plain(24))
    status_after: Mapped[str | None] = mapped_column(Plain(24))
    verdict_before: Mapped[str | None] = mapped_column(Plain(24))
    verdict_after: Mapped[str | None] = mapped_column(Plain(24))
    outcome: Mapped[str | None] = mapped_column(Plain(24))
    done_at: Mapped[dt.datetime | None]


class Sighting(Base):
    """
    A paper of no known edition: what was printed at its head (never what somebody wrote) and what it looks most like.
    `group` is what papers of one kind have in common.
    """

    __tablename__ = "sightings"
    __table_args__ = (Index("ix_sightings_group", "group"),)

    check_id: Mapped[str] = mapped_column(Plain(40), ForeignKey("dossiers.id", ondelete="CASCADE"), primary_key=True)
    paper: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    group: Mapped[str] = mapped_column(Plain(64))
    citation: Mapped[str | None] = mapped_column(Plain(80))
    code: Mapped[str | None] = mapped_column(Plain(40))
    title: Mapped[str | None] = mapped_column(Plain(200))
    form: Mapped[str | None] = mapped_column(Plain(80))
    edition: Mapped[str | None] = mapped_column(Plain(80))
    likeness: Mapped[float]
    pages: Mapped[int]
    seen_at: Mapped[dt.datetime]
