"""Runs the migrations on the connection that `migrate.py` hands over; its transaction is the caller's."""

from alembic import context

from scanpipe.store import catalogue_tables, office_tables  # noqa: F401 - their tables are those of Base, too
from scanpipe.store.tables import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    compare_type=True,
    render_as_batch=True,
)
context.run_migrations()
