"""The tables of the Center, and what they need to know of a dossier."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from scanpipe.store.columns import Utc
from scanpipe.store.migrations.lines import forget_lines, only_append

revision = "0002"
down_revision = "0001"

_TABLES = (
    "officers",
    "staff_sessions",
    "invitations",
    "api_keys",
    "decisions",
    "slips",
    "second_entries",
    "cases",
    "ask_instead",
    "audit",
    "audit_details",
    "webhooks",
    "deliveries",
)


def upgrade() -> None:
    """Step forward. Nobody had an account before: the table of officers is made anew."""
    op.drop_table("officers")
    _officers()
    _staff_sessions()
    _invitations()
    _api_keys()
    _decisions()
    _slips()
    _second_entries()
    _cases()
    _ask_instead()
    _audit()
    _audit_details()
    _webhooks()
    _deliveries()
    _dossiers()
    only_append("audit")


def downgrade() -> None:
    """Step back; the officers of the first version are none."""
    op.drop_index("ix_dossiers_office", table_name="dossiers")
    for column in _columns():
        op.drop_column("dossiers", column.name)
    for table in reversed(_TABLES):
        op.drop_table(table)
    forget_lines("audit")
    op.create_table(
        "officers",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("login", sa.String(length=80), nullable=False),
        sa.Column("name_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("role", sa.String(length=24), nullable=False),
        sa.Column("password_hash", sa.String(length=255), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("created_at", Utc(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_officers"),
        sa.UniqueConstraint("login", name="uq_officers_login"),
    )


def _dossiers() -> None:
    # Column by column: to make the table anew would take with it all that hangs on its rows.
    for column in _columns():
        op.add_column("dossiers", column)
    op.create_index("ix_dossiers_office", "dossiers", ["unit", "state", "due_at"], unique=False)


def _columns() -> list[sa.Column[Any]]:
    return [
        sa.Column("unit", sa.String(length=80), nullable=False, server_default=""),
        sa.Column("officer_id", sa.String(length=40), nullable=True),
        sa.Column("held_until", Utc(), nullable=True),
        sa.Column("opened_at", Utc(), nullable=True),
        sa.Column("due_at", Utc(), nullable=True),
        sa.Column("postponed_until", Utc(), nullable=True),
        sa.Column("accepted_at", Utc(), nullable=True),
        sa.Column("points", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("old_form", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("first_verdict", sa.String(length=24), nullable=True),
        sa.Column("mends", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("may_teach", sa.Boolean(), nullable=False, server_default=sa.false()),
    ]


def _officers() -> None:
    op.create_table(
        "officers",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("login", sa.String(length=80), nullable=False),
        sa.Column("name_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("unit", sa.String(length=80), nullable=False),
        sa.Column("roles", sa.JSON(), nullable=False),
        sa.Column("password_hash", sa.String(length=255), nullable=True),
        sa.Column("subject", sa.String(length=64), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("locked_until", Utc(), nullable=True),
        sa.Column("wishes", sa.JSON(), nullable=False),
        sa.Column("created_at", Utc(), nullable=False),
        sa.Column("seen_at", Utc(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_officers"),
        sa.UniqueConstraint("login", name="uq_officers_login"),
        sa.UniqueConstraint("subject", name="uq_officers_subject"),
    )


def _staff_sessions() -> None:
    op.create_table(
        "staff_sessions",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("officer_id", sa.String(length=40), nullable=False),
        sa.Column("begun_at", Utc(), nullable=False),
        sa.Column("seen_at", Utc(), nullable=False),
        sa.Column("ends_at", Utc(), nullable=False),
        sa.ForeignKeyConstraint(
            ["officer_id"], ["officers.id"], name="fk_staff_sessions_officer_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("token_hash", name="pk_staff_sessions"),
    )
    op.create_index("ix_staff_sessions_officer_id", "staff_sessions", ["officer_id"], unique=False)


def _invitations() -> None:
    op.create_table(
        "invitations",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("officer_id", sa.String(length=40), nullable=False),
        sa.Column("ends_at", Utc(), nullable=False),
        sa.ForeignKeyConstraint(["officer_id"], ["officers.id"], name="fk_invitations_officer_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("token_hash", name="pk_invitations"),
    )
    op.create_index("ix_invitations_officer_id", "invitations", ["officer_id"], unique=False)


def _api_keys() -> None:
    op.create_table(
        "api_keys",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("key_hash", sa.String(length=64), nullable=False),
        sa.Column("unit", sa.String(length=80), nullable=False),
        sa.Column("scopes", sa.JSON(), nullable=False),
        sa.Column("created_at", Utc(), nullable=False),
        sa.Column("created_by", sa.String(length=40), nullable=False),
        sa.Column("used_at", Utc(), nullable=True),
        sa.Column("revoked_at", Utc(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_api_keys"),
        sa.UniqueConstraint("key_hash", name="uq_api_keys_key_hash"),
    )


def _decisions() -> None:
    op.create_table(
        "decisions",
        sa.Column("check_id", sa.String(length=40), nullable=False),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("point", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=True),
        sa.Column("value_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("note_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("seen_hash", sa.String(length=64), nullable=False),
        sa.Column("officer_id", sa.String(length=40), nullable=False),
        sa.Column("at", Utc(), nullable=False),
        sa.Column("undone_at", Utc(), nullable=True),
        sa.ForeignKeyConstraint(["check_id"], ["dossiers.id"], name="fk_decisions_check_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("check_id", "seq", name="pk_decisions"),
    )


def _slips() -> None:
    op.create_table(
        "slips",
        sa.Column("check_id", sa.String(length=40), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("template", sa.String(length=80), nullable=False),
        sa.Column("content_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("officer_id", sa.String(length=40), nullable=False),
        sa.Column("at", Utc(), nullable=False),
        sa.ForeignKeyConstraint(["check_id"], ["dossiers.id"], name="fk_slips_check_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("check_id", "number", name="pk_slips"),
    )


def _second_entries() -> None:
    op.create_table(
        "second_entries",
        sa.Column("check_id", sa.String(length=40), nullable=False),
        sa.Column("first_id", sa.String(length=40), nullable=False),
        sa.Column("asked_at", Utc(), nullable=False),
        sa.Column("second_id", sa.String(length=40), nullable=True),
        sa.Column("values_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("fields", sa.Integer(), nullable=True),
        sa.Column("differing", sa.Integer(), nullable=True),
        sa.Column("done_at", Utc(), nullable=True),
        sa.ForeignKeyConstraint(["check_id"], ["dossiers.id"], name="fk_second_entries_check_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("check_id", name="pk_second_entries"),
    )


def _cases() -> None:
    op.create_table(
        "cases",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("check_id", sa.String(length=40), nullable=False),
        sa.Column("form", sa.String(length=80), nullable=False),
        sa.Column("edition", sa.String(length=80), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("ink", sa.String(length=24), nullable=False),
        sa.Column("page_id", sa.String(length=40), nullable=True),
        sa.Column("truth_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", Utc(), nullable=False),
        sa.ForeignKeyConstraint(["check_id"], ["dossiers.id"], name="fk_cases_check_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_cases"),
    )
    op.create_index("ix_cases_check_id", "cases", ["check_id"], unique=False)


def _ask_instead() -> None:
    op.create_table(
        "ask_instead",
        sa.Column("code", sa.String(length=80), nullable=False),
        sa.Column("why", sa.String(length=255), nullable=False),
        sa.Column("officer_id", sa.String(length=40), nullable=False),
        sa.Column("at", Utc(), nullable=False),
        sa.PrimaryKeyConstraint("code", name="pk_ask_instead"),
    )


def _audit() -> None:
    op.create_table(
        "audit",
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", Utc(), nullable=False),
        sa.Column("unit", sa.String(length=80), nullable=False),
        sa.Column("check_id", sa.String(length=40), nullable=True),
        sa.Column("actor", sa.String(length=80), nullable=False),
        sa.Column("action", sa.String(length=40), nullable=False),
        sa.Column("about", sa.String(length=200), nullable=True),
        sa.Column("reason", sa.String(length=40), nullable=True),
        sa.Column("edition", sa.String(length=160), nullable=True),
        sa.Column("engine", sa.String(length=80), nullable=True),
        sa.Column("detail_hash", sa.String(length=64), nullable=True),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_audit"),
    )
    op.create_index("ix_audit_check_id", "audit", ["check_id"], unique=False)


def _audit_details() -> None:
    op.create_table(
        "audit_details",
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("check_id", sa.String(length=40), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["check_id"], ["dossiers.id"], name="fk_audit_details_check_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("seq", name="pk_audit_details"),
    )
    op.create_index("ix_audit_details_check_id", "audit_details", ["check_id"], unique=False)


def _webhooks() -> None:
    op.create_table(
        "webhooks",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("unit", sa.String(length=80), nullable=False),
        sa.Column("url", sa.String(length=500), nullable=False),
        sa.Column("secrets_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("events", sa.JSON(), nullable=False),
        sa.Column("personal", sa.Boolean(), nullable=False),
        sa.Column("created_at", Utc(), nullable=False),
        sa.Column("disabled_at", Utc(), nullable=True),
        sa.Column("disabled_why", sa.String(length=40), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_webhooks"),
    )


def _deliveries() -> None:
    op.create_table(
        "deliveries",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("webhook_id", sa.String(length=40), nullable=False),
        sa.Column("check_id", sa.String(length=40), nullable=True),
        sa.Column("event", sa.String(length=40), nullable=False),
        sa.Column("body_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_at", Utc(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("told", sa.String(length=80), nullable=True),
        sa.Column("created_at", Utc(), nullable=False),
        sa.Column("done_at", Utc(), nullable=True),
        sa.ForeignKeyConstraint(["check_id"], ["dossiers.id"], name="fk_deliveries_check_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["webhook_id"], ["webhooks.id"], name="fk_deliveries_webhook_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_deliveries"),
    )
    op.create_index("ix_deliveries_check_id", "deliveries", ["check_id"], unique=False)
    op.create_index("ix_deliveries_next", "deliveries", ["state", "next_at"], unique=False)
    op.create_index("ix_deliveries_webhook_id", "deliveries", ["webhook_id"], unique=False)
