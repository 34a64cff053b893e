"""The store opens with nothing to configure, and says at once what is wrong with it."""

import base64
import secrets
from pathlib import Path

import pytest

from scanpipe.store.errors import StoreError
from scanpipe.store.keys import add_key
from scanpipe.store.opening import open_store


def test_a_store_is_made_on_first_use_and_found_on_the_next(tmp_path: Path) -> None:
    """One folder, for its owner only."""
    for _ in range(2):
        store = open_store(tmp_path / "a" / "store")
        store.database.ready()
        store.blobs.put("chk_1/report_1", b"data")
        assert store.blobs.get("chk_1/report_1") == b"data"
        store.close()
    assert (tmp_path / "a" / "store").stat().st_mode & 0o777 == 0o700
    assert {path.name for path in (tmp_path / "a" / "store").iterdir()} == {"blobs", "key", "scanpipe.sqlite"}


def test_a_lost_key_shows_when_the_store_is_opened(tmp_path: Path) -> None:
    """Not when the first citizen asks for a page; with the old key back, all is well."""
    open_store(tmp_path).close()
    (tmp_path / "key").rename(tmp_path / "old")
    with pytest.raises(StoreError, match="put the old key back"):
        open_store(tmp_path)
    (tmp_path / "old").replace(tmp_path / "key")
    open_store(tmp_path).close()


def test_a_key_can_be_changed(tmp_path: Path) -> None:
    """What was sealed before still opens; leaving the old key out is noticed."""
    store = open_store(tmp_path)
    store.blobs.put("chk_1/report_1", b"data")
    store.close()
    add_key(tmp_path / "key")
    store = open_store(tmp_path)
    assert store.blobs.get("chk_1/report_1") == b"data"
    store.close()
    newest = (tmp_path / "key").read_text().splitlines()[0]
    with pytest.raises(StoreError, match="is not here"):
        open_store(tmp_path, secret=newest)


def test_with_a_secret_no_key_lies_on_the_disk(tmp_path: Path) -> None:
    """The environment of the server holds it."""
    open_store(tmp_path, secret=base64.b64encode(secrets.token_bytes(32)).decode()).close()
    assert not (tmp_path / "key").exists()


def test_a_folder_that_cannot_be_made_is_said_with_the_mend(tmp_path: Path) -> None:
    """A file lies in its way."""
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(StoreError, match="cannot be made"):
        open_store(tmp_path / "file" / "store")
