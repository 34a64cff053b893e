"""One database for all threads: writers one after the other, readers beside them, errors in a sentence."""

import datetime as dt
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import inspect, text

from scanpipe.errors import ScanpipeError
from scanpipe.store.database import Database
from scanpipe.store.errors import StoreError
from scanpipe.store.migrate import migrate
from scanpipe.store.tables import Base, Counter

TODAY = dt.date(2026, 11, 25)


def test_the_migrations_lead_to_the_tables_of_the_code(database: Database) -> None:
    """From nothing, step by step, to exactly what tables.py says."""
    with database.connection() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []
        assert set(inspect(connection).get_table_names()) == {*Base.metadata.tables, "alembic_version"}


def test_migrating_again_changes_nothing(database: Database) -> None:
    """Every start of a server migrates."""
    with database.writing() as session:
        session.add(Counter(day=TODAY, name="n", labels="{}", n=1))
    migrate(database)
    with database.reading() as session:
        assert session.get_one(Counter, (TODAY, "n", "{}")).n == 1


def test_a_database_of_a_newer_scanpipe_is_refused_with_the_mend(database: Database) -> None:
    """Old code must not write into tables that it does not know."""
    with database.writing() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StoreError, match=r"newer scanpipe.*9999"):
        migrate(database)


START = """
import sys
from scanpipe.store.database import Database
from scanpipe.store.migrate import migrate
migrate(Database(sys.argv[1]))
"""


def test_several_processes_may_start_at_once(url: str) -> None:
    """Three servers find an empty database: one makes the tables, the others wait."""
    starts = [subprocess.Popen([sys.executable, "-c", START, url], stderr=subprocess.PIPE) for _ in range(3)]
    told = [start.communicate()[1].decode() for start in starts]
    assert [start.returncode for start in starts] == [0, 0, 0], told


def test_an_error_rolls_everything_back(database: Database) -> None:
    """One request is one transaction."""

    def write_and_fail() -> None:
        with database.writing() as session:
            session.add(Counter(day=TODAY, name="n", labels="{}", n=1))
            session.flush()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        write_and_fail()
    with database.reading() as session:
        assert session.get(Counter, (TODAY, "n", "{}")) is None


def test_a_reader_cannot_write(database: Database) -> None:
    """Who said that he reads is held to it."""

    def write() -> None:
        with database.reading() as session:
            session.add(Counter(day=TODAY, name="n", labels="{}", n=1))
            session.flush()

    with pytest.raises(StoreError, match=r"read-?only"):
        write()


def test_a_reader_sees_one_moment_while_others_write(database: Database) -> None:
    """What is committed meanwhile shows in the next transaction; nobody waits."""
    with database.reading() as reader:
        assert reader.get(Counter, (TODAY, "n", "{}")) is None
        with database.writing() as session:
            session.add(Counter(day=TODAY, name="n", labels="{}", n=1))
        assert reader.scalar(text("SELECT count(*) FROM counters")) == 0
    with database.reading() as session:
        assert session.scalar(text("SELECT count(*) FROM counters")) == 1


def test_many_threads_write_without_losing_anything(database: Database) -> None:
    """Twelve threads read a number and write it back raised, twenty times each."""
    with database.writing() as session:
        session.add(Counter(day=TODAY, name="n", labels="{}", n=0))

    def raise_it() -> None:
        for _ in range(20):
            with database.writing() as session:
                session.get_one(Counter, (TODAY, "n", "{}"), with_for_update=True).n += 1

    threads = [threading.Thread(target=raise_it) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.reading() as session:
        assert session.get_one(Counter, (TODAY, "n", "{}")).n == 240


@pytest.mark.parametrize(
    ("url", "mend"),
    [
        ("sqlite://", "write sqlite:///path"),
        ("sqlite:////nowhere/at/all.sqlite", "see who may write there"),
        ("mysql://host/name", "not supported"),
        ("no url", "cannot be read"),
    ],
)
def test_what_cannot_be_opened_is_said_with_the_mend(url: str, mend: str) -> None:
    """An administrator reads one sentence, not a traceback."""
    with pytest.raises(ScanpipeError, match=mend):
        Database(url)


def test_a_file_that_is_no_database_is_said_with_the_mend(tmp_path: Path) -> None:
    """Damaged, or another program's."""
    (tmp_path / "test.sqlite").write_bytes(b"no database " * 500)
    database = Database(f"sqlite:///{tmp_path / 'test.sqlite'}")
    with pytest.raises(StoreError, match="restore it from a backup"):
        migrate(database)
    database.close()


def test_a_server_that_does_not_answer_is_not_ready(tmp_path: Path) -> None:
    """`/readyz` asks."""
    pytest.importorskip("psycopg")
    database = Database(f"postgresql://nobody:secret@/none?host={tmp_path}")
    with pytest.raises(StoreError, match="does not answer") as caught:
        database.ready()
    assert "secret" not in str(caught.value)


def test_the_file_is_for_its_owner_only_and_safe_against_a_power_cut(tmp_path: Path) -> None:
    """Journal and file alike; WAL, full synchronisation, foreign keys, wiped deletions."""
    database = Database(f"sqlite:///{tmp_path / 'test.sqlite'}")
    migrate(database)
    with database.writing() as session:
        pragmas = ("journal_mode", "synchronous", "foreign_keys", "secure_delete", "busy_timeout")
        assert [session.scalar(text(f"PRAGMA {name}")) for name in pragmas] == ["wal", 2, 1, 1, 10_000]
        assert {p.stat().st_mode & 0o777 for p in tmp_path.glob("test.sqlite*")} == {0o600}
    database.close()
