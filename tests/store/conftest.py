"""A fresh store for each test: on SQLite, and on PostgreSQL where that can be had."""

import datetime as dt
import hashlib
import importlib.util
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import create_engine, make_url, text

from scanpipe.store import checks, files, ids
from scanpipe.store.database import Database
from scanpipe.store.migrate import migrate
from scanpipe.store.opening import Store, open_store
from scanpipe.store.rows import Added, CheckRow, NewCheck

NOW = dt.datetime(2026, 11, 25, 9, 30, tzinfo=dt.UTC)


@pytest.fixture
def now() -> dt.datetime:
    """The moment at which most tests happen."""
    return NOW


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """The URL of a PostgreSQL server: the one that is named, else a small one of our own; skips where there is none."""
    if importlib.util.find_spec("psycopg") is None:
        pytest.skip("the extra postgresql is not installed")
    if named := os.environ.get("SCANPIPE_TEST_POSTGRESQL_URL"):
        yield named
        return
    if not (shutil.which("postgres") and shutil.which("initdb") and shutil.which("pg_ctl")):
        pytest.skip("PostgreSQL is not on this machine")
    folder = Path(tempfile.mkdtemp(prefix="scanpipe-pg-"))
    try:
        yield from _own_server(folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _own_server(folder: Path) -> Iterator[str]:
    """A server that only this machine can reach, through a socket in the folder; it refuses to run as root."""
    user = next((name for name in ("postgres", "nobody") if _known(name)), None) if os.getuid() == 0 else None
    if user:
        shutil.chown(folder, user)

    def run(*command: str) -> None:
        subprocess.run(command, check=True, user=user, cwd=folder, stdout=subprocess.DEVNULL)

    run("initdb", "-D", str(folder / "data"), "-U", "postgres", "-A", "trust", "-N", "-E", "UTF8", "--locale=C")
    options = f"-c listen_addresses='' -c unix_socket_directories='{folder}' -c fsync=off"
    run("pg_ctl", "-D", str(folder / "data"), "-w", "-l", str(folder / "log"), "-o", options, "start")
    try:
        yield f"postgresql://postgres@/postgres?host={folder}"
    finally:
        run("pg_ctl", "-D", str(folder / "data"), "-w", "-m", "immediate", "stop")


def _known(user: str) -> bool:
    try:
        return bool(pwd.getpwnam(user))
    except KeyError:
        return False


@pytest.fixture
def postgresql_url(postgresql_server: str) -> Iterator[str]:
    """The URL of an empty database."""
    name = f"scanpipe_test_{uuid4().hex}"
    url = make_url(postgresql_server).set(drivername="postgresql+psycopg")
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    try:
        yield url.set(database=name).render_as_string(hide_password=False)
    finally:
        with engine.connect() as connection:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
        engine.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of an empty database, of each kind in turn."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'test.sqlite'}"
    return str(request.getfixturevalue("postgresql_url"))


@pytest.fixture
def database(url: str) -> Iterator[Database]:
    """A database with its tables, and nothing in them."""
    opened = Database(url)
    migrate(opened)
    yield opened
    opened.close()


@pytest.fixture
def store(url: str, tmp_path: Path) -> Iterator[Store]:
    """An empty store."""
    opened = open_store(tmp_path / "store", url=url)
    yield opened
    opened.close()


@pytest.fixture
def new_check(store: Store) -> Callable[..., CheckRow]:
    """Makes a check."""

    def make(new: NewCheck | None = None, *, now: dt.datetime = NOW) -> CheckRow:
        with store.database.writing() as session:
            return checks.create(session, new or NewCheck(), now=now)[0]

    return make


@pytest.fixture
def hand_in(store: Store) -> Callable[..., Added]:
    """Hands a file in: its bytes to the blobs, then its row."""

    def add(check_id: str, data: bytes, *, name: str = "anh.jpg", now: dt.datetime = NOW) -> Added:
        new = put(store, check_id, data, name=name)
        with store.database.writing() as session:
            return files.add_file(session, store.keys, check_id, new, now=now)

    return add


def put(store: Store, check_id: str, data: bytes, *, name: str = "anh.jpg") -> files.NewFile:
    """A file whose bytes are kept, and that has no row yet."""

    blob = ids.new_blob_key(check_id, "original")
    store.blobs.put(blob, data)
    return files.NewFile(ids.new_file_id(), name, hashlib.sha256(data).hexdigest(), len(data), blob)


@pytest.fixture
def keep_bytes(store: Store) -> Callable[..., files.NewFile]:
    """Keeps the bytes of a file, without a row."""
    return lambda check_id, data, name="anh.jpg": put(store, check_id, data, name=name)
