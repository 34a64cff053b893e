"""The store of this machine's service, for commands that look into it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from scanpipe.console.terminal import settings_of_this_machine
from scanpipe.errors import UsageError

if TYPE_CHECKING:
    from scanpipe.store.opening import Store


@contextmanager
def store_of_this_machine() -> Iterator[Store]:
    """
    The store that the settings name, closed at the end. Raises UsageError when there is none: a mistyped folder would
    else be a new and empty store, in which everything is in order.
    """
    from scanpipe.store.opening import open_store

    settings = settings_of_this_machine()
    if settings.database_url is None and not (settings.data_dir / "scanpipe.sqlite").is_file():
        raise UsageError(f"{settings.data_dir} holds no store of the service: set SCANPIPE_DATA_DIR to where it is.")
    secret = settings.secret.get_secret_value() if settings.secret else None
    store = open_store(settings.data_dir, url=settings.database_url, secret=secret)
    try:
        yield store
    finally:
        store.close()
