"""The tables of the operator. Nothing was ever written into `editions`: editions are files."""

import sqlalchemy as sa
from alembic import op

from scanpipe.store.columns import Utc

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Step forward."""
    op.drop_table("editions")
    _rechecks()
    _recheck_dossiers()
    _sightings()


def downgrade() -> None:
    """Step back."""
    for table in ("sightings", "recheck_dossiers", "rechecks"):
        op.drop_table(table)
    op.create_table(
        "editions",
        sa.Column("form", sa.String(length=80), nullable=False),
        sa.Column("edition", sa.String(length=80), nullable=False),
        sa.Column("effective_from", sa.Date(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("published_at", Utc(), nullable=False),
        sa.PrimaryKeyConstraint("form", "edition", name="pk_editions"),
    )


def _rechecks() -> None:
    op.create_table(
        "rechecks",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("cause", sa.String(length=24), nullable=False),
        sa.Column("law", sa.String(length=64), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("form", sa.String(length=80), nullable=True),
        sa.Column("edition", sa.String(length=80), nullable=True),
        sa.Column("by", sa.String(length=40), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("started_at", Utc(), nullable=False),
        sa.Column("finished_at", Utc(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_rechecks"),
    )
    op.create_index("ix_rechecks_started_at", "rechecks", ["started_at"], unique=False)


def _recheck_dossiers() -> None:
    op.create_table(
        "recheck_dossiers",
        sa.Column("recheck_id", sa.String(length=40), nullable=False),
        sa.Column("check_id", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("form", sa.String(length=80), nullable=True),
        sa.Column("edition", sa.String(length=80), nullable=True),
        sa.Column("status_before", sa.String(length=24), nullable=True),
        sa.Column("status_after", sa.String(length=24), nullable=True),
        sa.Column("verdict_before", sa.String(length=24), nullable=True),
        sa.Column("verdict_after", sa.String(length=24), nullable=True),
        sa.Column("outcome", sa.String(length=24), nullable=True),
        sa.Column("done_at", Utc(), nullable=True),
        sa.ForeignKeyConstraint(["check_id"], ["dossiers.id"], name="fk_recheck_dossiers_check_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["recheck_id"], ["rechecks.id"], name="fk_recheck_dossiers_recheck_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("recheck_id", "check_id", name="pk_recheck_dossiers"),
    )
    op.create_index("ix_recheck_dossiers_check_id", "recheck_dossiers", ["check_id"], unique=False)


def _sightings() -> None:
    op.create_table(
        "sightings",
        sa.Column("check_id", sa.String(length=40), nullable=False),
        sa.Column("paper", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("group", sa.String(length=64), nullable=False),
        sa.Column("citation", sa.String(length=80), nullable=True),
        sa.Column("code", sa.String(length=40), nullable=True),
        sa.Column("title", sa.String(length=200), nullable=True),
        sa.Column("form", sa.String(length=80), nullable=True),
        sa.Column("edition", sa.String(length=80), nullable=True),
        sa.Column("likeness", sa.Double(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("seen_at", Utc(), nullable=False),
        sa.ForeignKeyConstraint(["check_id"], ["dossiers.id"], name="fk_sightings_check_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("check_id", "paper", name="pk_sightings"),
    )
    op.create_index("ix_sightings_group", "sightings", ["group"], unique=False)
