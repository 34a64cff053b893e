"""Blobs: sealed one by one, there whole or not at all, and nowhere but in their folder."""

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scanpipe.store.blobs import LocalBlobs
from scanpipe.store.errors import NotFoundError, SealError, StoreError
from scanpipe.store.keys import Keys

KEYS = Keys.of([bytes(range(32))])
KEY = "chk_0123456789abcdefghjkmnpqrs/straight_0123456789abcdef"
OTHER = "chk_0123456789abcdefghjkmnpqrs/straight_fedcba9876543210"


@pytest.fixture
def blobs(tmp_path: Path) -> LocalBlobs:
    """An empty folder of blobs."""
    return LocalBlobs(tmp_path / "blobs", KEYS)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
@given(st.binary(max_size=3000))
def test_what_was_put_comes_back(blobs: LocalBlobs, data: bytes) -> None:
    """Byte for byte, and the newest wins."""
    blobs.put(KEY, data)
    assert blobs.get(KEY) == data


def test_nothing_of_a_blob_can_be_read_on_the_disk(blobs: LocalBlobs, tmp_path: Path) -> None:
    """And file and folder are for their owner only."""
    blobs.put(KEY, "Nguyễn Văn An".encode() * 50)
    file = tmp_path / "blobs" / KEY
    assert "Nguyễn Văn An".encode() not in file.read_bytes()
    modes = [path.stat().st_mode & 0o777 for path in (file, file.parent, file.parent.parent)]
    assert modes == [0o600, 0o700, 0o700]


def test_the_same_bytes_never_look_the_same_twice(blobs: LocalBlobs, tmp_path: Path) -> None:
    """Each blob has a key of its own."""
    blobs.put(KEY, b"data")
    blobs.put(OTHER, b"data")
    one, two = ((tmp_path / "blobs" / key).read_bytes() for key in (KEY, OTHER))
    assert one[-20:] != two[-20:]


@pytest.mark.parametrize("at", [0, 5, 10, 30, 60, 90, -1])
def test_a_changed_blob_does_not_open(blobs: LocalBlobs, tmp_path: Path, at: int) -> None:
    """Wherever the byte is."""
    blobs.put(KEY, b"some data that is not short")
    file = tmp_path / "blobs" / KEY
    content = bytearray(file.read_bytes())
    content[at] ^= 1
    file.write_bytes(content)
    with pytest.raises(SealError):
        blobs.get(KEY)


def test_a_blob_cut_off_or_moved_does_not_open(blobs: LocalBlobs, tmp_path: Path) -> None:
    """One page cannot be passed off as another."""
    blobs.put(KEY, b"data")
    file = tmp_path / "blobs" / KEY
    (tmp_path / "blobs" / OTHER).write_bytes(file.read_bytes())
    with pytest.raises(SealError):
        blobs.get(OTHER)
    file.write_bytes(file.read_bytes()[:40])
    with pytest.raises(SealError):
        blobs.get(KEY)


def test_another_key_does_not_open_it(blobs: LocalBlobs, tmp_path: Path) -> None:
    """Who copies the folder without the key has nothing."""
    blobs.put(KEY, b"data")
    with pytest.raises(SealError, match="is not here"):
        LocalBlobs(tmp_path / "blobs", Keys.of([bytes(32)])).get(KEY)


TRICKS = [
    "", "/", "key", "/etc/passwd", "../x_1/y_1", "chk_1/../../key", "chk_1/..", "chk_1/.x_1", "chk_1/a_1/b_1",
    "chk_1\\a_1", "chk_1/a_1\x00", "chk_1/a_1\n", "chk_1/a_1.tar.gz", ".unfinished-1/x_1", "chk_1/.unfinished-/../x",
]  # fmt: skip


@pytest.mark.parametrize("key", TRICKS)
def test_a_key_never_leads_out_of_the_folder(blobs: LocalBlobs, key: str) -> None:
    """Only names that we give ourselves are keys."""
    for use in (lambda: blobs.put(key, b""), lambda: blobs.get(key), lambda: blobs.delete(key)):
        with pytest.raises(StoreError, match="not the key"):
            use()
    with pytest.raises(StoreError, match="not the id"):
        blobs.delete_all(key)


def test_deleting_twice_is_the_same_as_once(blobs: LocalBlobs, tmp_path: Path) -> None:
    """And an empty folder does not stay behind."""
    blobs.put(KEY, b"data")
    blobs.delete(KEY)
    blobs.delete(KEY)
    with pytest.raises(NotFoundError):
        blobs.get(KEY)
    assert list((tmp_path / "blobs").iterdir()) == []


def test_deleting_all_of_a_check_leaves_the_others(blobs: LocalBlobs) -> None:
    """A check is a folder."""
    blobs.put(KEY, b"data")
    blobs.put(OTHER, b"data")
    blobs.put("chk_other/report_1", b"data")
    blobs.delete_all(KEY.partition("/")[0])
    blobs.delete_all(KEY.partition("/")[0])
    assert [stored.key for stored in blobs.stored()] == ["chk_other/report_1"]


def test_what_was_never_finished_is_told_and_can_be_deleted(blobs: LocalBlobs, tmp_path: Path) -> None:
    """A power cut while a blob was written."""
    blobs.put(KEY, b"data")
    (tmp_path / "blobs" / KEY).with_name(".unfinished-0123456789abcdef").write_bytes(b"half")
    told = {stored.key.partition("/")[2]: stored.at for stored in blobs.stored()}
    assert set(told) == {".unfinished-0123456789abcdef", KEY.partition("/")[2]}
    assert all(dt.datetime.now(dt.UTC) - at < dt.timedelta(minutes=5) for at in told.values())
    for stored in list(blobs.stored()):
        blobs.delete(stored.key)
    assert list(blobs.stored()) == []


def test_files_of_other_programs_are_left_alone(blobs: LocalBlobs, tmp_path: Path) -> None:
    """A file manager leaves its own in every folder."""
    blobs.put(KEY, b"data")
    for stray in (tmp_path / "blobs" / ".DS_Store", (tmp_path / "blobs" / KEY).with_name("Thumbs.db")):
        stray.write_bytes(b"")
    (tmp_path / "blobs" / "lost+found").mkdir()
    assert [stored.key for stored in blobs.stored()] == [KEY]
