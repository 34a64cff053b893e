"""The tables of the first version."""

import sqlalchemy as sa
from alembic import op

from scanpipe.store.columns import Utc
from scanpipe.store.migrations.lines import forget_lines, only_append

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Step forward: every table after those that it points to."""
    _counters()
    _dossiers()
    _editions()
    _key_marks()
    _officers()
    _proofs()
    _artefacts()
    _events()
    _files()
    _findings()
    _idempotency()
    _not_needed()
    _papers()
    _readings()
    _pages()
    only_append("proofs")


def downgrade() -> None:
    """Step back."""
    for table in (
        "pages",
        "readings",
        "papers",
        "not_needed",
        "idempotency",
        "findings",
        "files",
        "events",
        "artefacts",
        "proofs",
        "officers",
        "key_marks",
        "editions",
        "dossiers",
        "counters",
    ):
        op.drop_table(table)
    forget_lines("proofs")


def _counters() -> None:
    op.create_table(
        "counters",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("labels", sa.String(length=255), nullable=False),
        sa.Column("n", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("day", "name", "labels", name="pk_counters"),
    )


def _dossiers() -> None:
    op.create_table(
        "dossiers",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("code", sa.String(length=16), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("lang", sa.String(length=8), nullable=False),
        sa.Column("procedure", sa.String(length=80), nullable=True),
        sa.Column("form", sa.String(length=80), nullable=True),
        sa.Column("as_of", sa.Date(), nullable=True),
        sa.Column("helper", sa.Boolean(), nullable=False),
        sa.Column("team", sa.String(length=80), nullable=True),
        sa.Column("official_code", sa.String(length=80), nullable=True),
        sa.Column("consented_at", Utc(), nullable=True),
        sa.Column("created_at", Utc(), nullable=False),
        sa.Column("touched_at", Utc(), nullable=False),
        sa.Column("wanted", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("lane", sa.Integer(), nullable=False),
        sa.Column("wanted_at", Utc(), nullable=True),
        sa.Column("leased_version", sa.Integer(), nullable=True),
        sa.Column("lease_owner", sa.String(length=120), nullable=True),
        sa.Column("lease_until", Utc(), nullable=True),
        sa.Column("finished_lease", sa.String(length=120), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("verdict", sa.String(length=24), nullable=True),
        sa.Column("report_blob", sa.String(length=120), nullable=True),
        sa.Column("sent_at", Utc(), nullable=True),
        sa.Column("deleted_at", Utc(), nullable=True),
        sa.Column("deleted_why", sa.String(length=24), nullable=True),
        sa.Column("last_seq", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_dossiers"),
        sa.UniqueConstraint("code", name="uq_dossiers_code"),
        sa.UniqueConstraint("token_hash", name="uq_dossiers_token_hash"),
    )
    op.create_index("ix_dossiers_expiry", "dossiers", ["state", "touched_at"], unique=False)
    op.create_index(
        "ix_dossiers_queue",
        "dossiers",
        ["lane", "wanted_at"],
        unique=False,
        sqlite_where=sa.text("done < wanted"),
        postgresql_where=sa.text("done < wanted"),
    )


def _editions() -> None:
    op.create_table(
        "editions",
        sa.Column("form", sa.String(length=80), nullable=False),
        sa.Column("edition", sa.String(length=80), nullable=False),
        sa.Column("effective_from", sa.Date(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("published_at", Utc(), nullable=False),
        sa.PrimaryKeyConstraint("form", "edition", name="pk_editions"),
    )


def _key_marks() -> None:
    op.create_table(
        "key_marks",
        sa.Column("key_id", sa.String(length=16), nullable=False),
        sa.PrimaryKeyConstraint("key_id", name="pk_key_marks"),
    )


def _officers() -> None:
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


def _proofs() -> None:
    op.create_table(
        "proofs",
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("at", Utc(), nullable=False),
        sa.Column("what", sa.String(length=24), nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_proofs"),
    )
    op.create_index("ix_proofs_code_hash", "proofs", ["code_hash"], unique=False)


def _artefacts() -> None:
    op.create_table(
        "artefacts",
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("check_id", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("about", sa.String(length=40), nullable=True),
        sa.Column("media_type", sa.String(length=80), nullable=False),
        sa.Column("version", sa.Integer(), nullable=True),
        sa.Column("kept_at", Utc(), nullable=False),
        sa.ForeignKeyConstraint(["check_id"], ["dossiers.id"], name="fk_artefacts_check_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("key", name="pk_artefacts"),
    )
    op.create_index("ix_artefacts_check_id", "artefacts", ["check_id"], unique=False)


def _events() -> None:
    op.create_table(
        "events",
        sa.Column("check_id", sa.String(length=40), nullable=False),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("type", sa.String(length=40), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("at", Utc(), nullable=False),
        sa.ForeignKeyConstraint(["check_id"], ["dossiers.id"], name="fk_events_check_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("check_id", "seq", name="pk_events"),
    )


def _files() -> None:
    op.create_table(
        "files",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("check_id", sa.String(length=40), nullable=False),
        sa.Column("name_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("blob", sa.String(length=120), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=True),
        sa.Column("added_at", Utc(), nullable=False),
        sa.ForeignKeyConstraint(["check_id"], ["dossiers.id"], name="fk_files_check_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_files"),
        sa.UniqueConstraint("check_id", "sha256", name="uq_files_check_id_sha256"),
    )
    op.create_index("ix_files_check_id", "files", ["check_id"], unique=False)


def _findings() -> None:
    op.create_table(
        "findings",
        sa.Column("check_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("code", sa.String(length=80), nullable=False),
        sa.Column("severity", sa.String(length=16), nullable=False),
        sa.Column("page_id", sa.String(length=40), nullable=True),
        sa.Column("paper", sa.Integer(), nullable=True),
        sa.Column("key", sa.String(length=120), nullable=True),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("answer", sa.String(length=16), nullable=True),
        sa.Column("answer_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("answered_at", Utc(), nullable=True),
        sa.Column("disputed_at", Utc(), nullable=True),
        sa.Column("overridden_at", Utc(), nullable=True),
        sa.ForeignKeyConstraint(["check_id"], ["dossiers.id"], name="fk_findings_check_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("check_id", "id", name="pk_findings"),
    )


def _idempotency() -> None:
    op.create_table(
        "idempotency",
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("check_id", sa.String(length=40), nullable=True),
        sa.Column("body_hash", sa.String(length=64), nullable=False),
        sa.Column("begun_at", Utc(), nullable=False),
        sa.Column("response_sealed", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("name", name="pk_idempotency"),
    )
    op.create_index("ix_idempotency_begun_at", "idempotency", ["begun_at"], unique=False)
    op.create_index("ix_idempotency_check_id", "idempotency", ["check_id"], unique=False)


def _not_needed() -> None:
    op.create_table(
        "not_needed",
        sa.Column("check_id", sa.String(length=40), nullable=False),
        sa.Column("paper", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(["check_id"], ["dossiers.id"], name="fk_not_needed_check_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("check_id", "paper", name="pk_not_needed"),
    )


def _papers() -> None:
    op.create_table(
        "papers",
        sa.Column("check_id", sa.String(length=40), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("form", sa.String(length=80), nullable=True),
        sa.Column("edition", sa.String(length=80), nullable=True),
        sa.Column("edition_status", sa.String(length=24), nullable=True),
        sa.Column("kind", sa.String(length=80), nullable=True),
        sa.Column("verdict", sa.String(length=24), nullable=True),
        sa.Column("confidence", sa.Double(), nullable=False),
        sa.Column("pages", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["check_id"], ["dossiers.id"], name="fk_papers_check_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("check_id", "number", name="pk_papers"),
    )


def _readings() -> None:
    op.create_table(
        "readings",
        sa.Column("check_id", sa.String(length=40), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("paper", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("page_id", sa.String(length=40), nullable=True),
        sa.Column("ink", sa.String(length=24), nullable=False),
        sa.Column("value_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("confidence", sa.Double(), nullable=False),
        sa.Column("source", sa.String(length=24), nullable=False),
        sa.Column("box", sa.JSON(none_as_null=True), nullable=True),
        sa.ForeignKeyConstraint(["check_id"], ["dossiers.id"], name="fk_readings_check_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("check_id", "number", name="pk_readings"),
    )


def _pages() -> None:
    op.create_table(
        "pages",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("check_id", sa.String(length=40), nullable=False),
        sa.Column("file_id", sa.String(length=40), nullable=False),
        sa.Column("file_page", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("provisional", sa.Boolean(), nullable=False),
        sa.Column("said_paper", sa.String(length=80), nullable=True),
        sa.Column("stage", sa.String(length=24), nullable=False),
        sa.Column("readability", sa.String(length=24), nullable=True),
        sa.Column("verdict", sa.String(length=24), nullable=True),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("paper", sa.Integer(), nullable=True),
        sa.Column("replaces", sa.String(length=40), nullable=True),
        sa.Column("received_at", Utc(), nullable=False),
        sa.ForeignKeyConstraint(["check_id"], ["dossiers.id"], name="fk_pages_check_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["file_id"], ["files.id"], name="fk_pages_file_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_pages"),
    )
    op.create_index("ix_pages_check_id", "pages", ["check_id"], unique=False)
    op.create_index("ix_pages_file_id", "pages", ["file_id"], unique=False)
