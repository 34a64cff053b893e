"""Bring a database to the tables of this version; several processes may start at once."""

from __future__ import annotations

import threading

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from scanpipe.store.database import Database
from scanpipe.store.errors import StoreError

_LOCK_NUMBER = 0x7363616E  # any number that nobody else uses on the PostgreSQL server: "scan"
_one_at_a_time = threading.Lock()  # Alembic keeps its context in a module


def migrate(database: Database) -> None:
    """
    Upgrade to the newest tables, all of it or nothing.

    Raises StoreError when the database cannot be opened or was written by a newer scanpipe.
    """
    with _one_at_a_time, database.connection() as connection:
        if not database.is_sqlite:  # SQLite's writer is alone already
            connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": _LOCK_NUMBER})
        config = config_for(connection)
        _refuse_newer(connection, ScriptDirectory.from_config(config))
        command.upgrade(config, "head")


def config_for(connection: Connection) -> Config:
    """Alembic's configuration without a file: where the migrations are, and the connection to use."""
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", "scanpipe.store:migrations")
    return config


def _refuse_newer(connection: Connection, scripts: ScriptDirectory) -> None:
    known = {script.revision for script in scripts.walk_revisions()}
    for revision in MigrationContext.configure(connection).get_current_heads():
        if revision not in known:
            raise StoreError(
                f"The database was written by a newer scanpipe (its tables are at {revision}): start that version, "
                "or restore the backup that was made before."
            )
