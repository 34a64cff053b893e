"""Open the store: database, blobs and keys together, made on first use."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select

from scanpipe.store.blobs import Blobs, LocalBlobs
from scanpipe.store.database import Database
from scanpipe.store.errors import StoreError
from scanpipe.store.keys import Keys, load_keys
from scanpipe.store.migrate import migrate
from scanpipe.store.tables import KeyMark


@dataclass(frozen=True, slots=True)
class Store:
    """Where everything is kept."""

    database: Database
    blobs: Blobs
    keys: Keys

    def close(self) -> None:
        """Close the connections."""
        self.database.close()


def open_store(folder: Path, *, url: str | None = None, secret: str | None = None) -> Store:
    """
    The store in this folder (0700): `scanpipe.sqlite` unless a database is named by its URL, `blobs/`, and `key` unless
    the keys come as a secret. Tables are brought to this version.

    Raises StoreError with the mend when something cannot be opened, is newer than this version or has other keys.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(f"The folder {folder} cannot be made ({error.strerror}): see who may write there.") from error
    database = Database(url or f"sqlite:///{(folder / 'scanpipe.sqlite').absolute()}")
    migrate(database)
    keys = load_keys(secret, folder / "key")
    _check_keys(database, keys)
    return Store(database, LocalBlobs(folder / "blobs", keys), keys)


def _check_keys(database: Database, keys: Keys) -> None:
    """A lost key shows now, not when the first citizen asks for a page."""
    known = {key.hex() for key in keys.by_id}
    with database.writing() as session:
        used = set(session.scalars(select(KeyMark.key_id)))
        if missing := used - known:
            raise StoreError(
                f"The key {', '.join(sorted(missing))} sealed what is in this store and is not here: put the old key "
                "back, or add it after the new one."
            )
        if keys.newest.hex() not in used:
            session.add(KeyMark(key_id=keys.newest.hex()))
