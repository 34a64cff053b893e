"""Tables to which lines are added and from which none is changed or taken away; the database sees to it."""

from alembic import op


def only_append(table: str) -> None:
    """From now on."""
    why = f"lines of {table} stay as they are"
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{why}'); END"
            )
        return
    op.execute(
        f"CREATE FUNCTION {_function(table)}() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{why}'; END $$"
    )
    op.execute(
        f"CREATE TRIGGER {table}_stay BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
        f"EXECUTE FUNCTION {_function(table)}()"
    )


def forget_lines(table: str) -> None:
    """What is left of it once the table is gone."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"DROP FUNCTION {_function(table)}()")


def _function(table: str) -> str:
    return "scanpipe_line_stays" if table == "proofs" else f"scanpipe_line_of_{table}_stays"
