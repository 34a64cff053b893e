"""
One database: SQLite in a file, or PostgreSQL by its URL. A transaction is `with database.writing() as session:` or
`with database.reading() as session:`; leaving the block commits, an error rolls everything back.
"""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import (
    ArgumentError,
    DataError,
    DBAPIError,
    IntegrityError,
    NoSuchModuleError,
    ProgrammingError,
)
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.orm import Session

from scanpipe.store.errors import StoreError

BUSY_TIMEOUT_S = 10.0
"""How long a transaction waits for others before it gives up."""

_WRITES = "scanpipe_writes"


class Database:
    """The way to the tables, shared by all threads of a process."""

    def __init__(self, url: str) -> None:
        parsed = _checked(url)
        self._sqlite = parsed.get_backend_name() == "sqlite"
        self._engine = _sqlite_engine(parsed) if self._sqlite else _postgresql_engine(parsed)
        self._place = parsed.render_as_string(hide_password=True)
        # SQLite has one writer at a time; waiting here is fairer and quicker than its own waiting, which looks again
        # after up to 100 ms.
        self._writers = threading.Lock() if self._sqlite else None

    @property
    def is_sqlite(self) -> bool:
        """Whether it is a file of this machine."""
        return self._sqlite

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A transaction that may write. On SQLite it holds the pen from its first moment (BEGIN IMMEDIATE)."""
        made = Session(self._bound(writes=True), expire_on_commit=False)
        with self._pen(), self._told(), made as session, session.begin():
            yield session

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A transaction that sees one moment of the database and cannot write."""
        with self._told(), Session(self._bound(writes=False), expire_on_commit=False) as session:
            yield session

    @contextmanager
    def connection(self) -> Iterator[Connection]:
        """A connection in a writing transaction, for migrations."""
        with self._pen(), self._told(), self._bound(writes=True).begin() as connection:
            yield connection

    def ready(self) -> None:
        """Raises StoreError when the database does not answer."""
        with self.reading() as session:
            session.execute(text("SELECT 1"))

    def forget_traces(self) -> None:
        """Bring what was deleted out of SQLite's journal as well, as far as readers let us."""
        if not self._sqlite:
            return
        with self._pen(), self._told(), self._engine.connect() as connection:
            plain: Any = connection.connection  # without a transaction
            # Writers wait meanwhile, so not for long: what readers keep from us now goes with the next erasure.
            plain.execute("PRAGMA busy_timeout=500")
            try:
                plain.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
            finally:
                plain.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_S * 1000:.0f}")

    def close(self) -> None:
        """Close all connections; those in use close when they are given back."""
        self._engine.dispose()

    def _bound(self, *, writes: bool) -> Engine:
        if self._sqlite:
            return self._engine.execution_options(**{_WRITES: writes})
        level = "READ COMMITTED" if writes else "REPEATABLE READ"
        return self._engine.execution_options(isolation_level=level, postgresql_readonly=not writes)

    @contextmanager
    def _pen(self) -> Iterator[None]:
        if self._writers is None:
            yield
            return
        if not self._writers.acquire(timeout=BUSY_TIMEOUT_S):
            raise StoreError(f"The database {self._place} is busy for more than {BUSY_TIMEOUT_S:.0f} s: try again.")
        try:
            yield
        finally:
            self._writers.release()

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Errors of the database in one sentence; never with the values of the statement."""
        try:
            yield
        except PoolTimeoutError as error:
            raise StoreError("All connections to the database are in use: try again.") from error
        except (DataError, IntegrityError, ProgrammingError):
            raise  # our own mistake, not the database's state
        except DBAPIError as error:
            raise StoreError(f"The database {self._place} does not answer as it should: {_why(error)}") from error


def _why(error: DBAPIError) -> str:
    """What the administrator can do about it."""
    said = str(error.orig).strip().splitlines()[0] if error.orig is not None else "no reason given"
    mends = {
        "locked": "another process holds it; try again.",
        "unable to open": "see that its folder exists and may be written to.",
        "readonly": "see that the file and its folder may be written to.",
        "full": "make room on the disk.",
        "no such table": "run the migrations (any start of the server does).",
        "not a database": "restore it from a backup.",
        "malformed": "restore it from a backup.",
        "connection": "see that the server runs and that address and password are right.",
    }
    return f"{said}; " + next(
        (mend for word, mend in mends.items() if word in said.lower()), "look after the database."
    )


def _checked(url: str) -> URL:
    """The URL, when it is one that we can use."""
    try:
        parsed = make_url(url)
        backend = parsed.get_backend_name()
    except (ArgumentError, NoSuchModuleError):
        raise StoreError("The database URL cannot be read: write sqlite:///path or postgresql://host/name.") from None
    if backend == "sqlite":
        if not parsed.database or parsed.database == ":memory:":
            raise StoreError("A database in memory cannot be shared by threads: write sqlite:///path.")
        return parsed.set(drivername="sqlite+pysqlite")
    if backend == "postgresql":
        return parsed.set(drivername="postgresql+psycopg")
    raise StoreError(f"A {backend} database is not supported: write sqlite:///path or postgresql://host/name.")


def _sqlite_engine(url: URL) -> Engine:
    file = Path(str(url.database))
    try:
        # The journal beside it takes over its mode, so it is made before SQLite makes it readable for others.
        os.close(os.open(file, os.O_RDWR | os.O_CREAT, 0o600))
    except OSError as error:
        raise StoreError(
            f"The database {file} cannot be opened ({error.strerror}): see who may write there."
        ) from error
    engine = create_engine(
        url,
        connect_args={"timeout": BUSY_TIMEOUT_S, "isolation_level": None, "check_same_thread": False},
        hide_parameters=True,
        pool_size=16,
        max_overflow=48,
        pool_timeout=BUSY_TIMEOUT_S,
    )
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: sqlite3.Connection, _: object) -> None:
    """Each new connection: a journal that lets readers read, commits that survive a power cut, deleted means wiped."""
    # Turning the journal on needs the file for oneself, and SQLite does not wait for that by itself.
    for pragma in ("synchronous=FULL", "foreign_keys=ON", "secure_delete=ON", "temp_store=MEMORY"):
        connection.execute(f"PRAGMA {pragma}")
    if connection.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
        _turn_on_wal(connection)


def _turn_on_wal(connection: sqlite3.Connection) -> None:
    waiting = threading.Event()
    for _ in range(100):
        try:
            connection.execute("PRAGMA journal_mode=WAL").fetchone()
        except sqlite3.OperationalError as error:
            if "locked" not in str(error):
                raise
        else:
            return
        waiting.wait(0.05)


def _begin_sqlite(connection: Connection) -> None:
    """Python's own BEGIN is switched off (isolation_level=None): it comes too late and never for reading."""
    writes = connection.get_execution_options().get(_WRITES, False)
    connection.exec_driver_sql(f"PRAGMA query_only={'OFF' if writes else 'ON'}")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _postgresql_engine(url: URL) -> Engine:
    try:
        return create_engine(
            url,
            connect_args={"connect_timeout": int(BUSY_TIMEOUT_S), "options": "-c timezone=UTC"},
            hide_parameters=True,
            pool_size=16,
            max_overflow=48,
            pool_timeout=BUSY_TIMEOUT_S,
            pool_pre_ping=True,
        )
    except ModuleNotFoundError:
        raise StoreError("PostgreSQL needs the psycopg package: install scanpipe[postgresql].") from None
