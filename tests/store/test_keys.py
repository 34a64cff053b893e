"""Keys: made once, read by nobody else, changed without a pause."""

import base64
import secrets
import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanpipe.store.errors import SealError, StoreError
from scanpipe.store.keys import Keys, add_key, load_keys

KEYS = Keys.of([bytes(range(32))])


@given(st.binary(max_size=200), st.text(max_size=40))
def test_what_was_sealed_opens_under_its_label_only(value: bytes, label: str) -> None:
    """A value moved to another row does not pass for that row's."""
    sealed = KEYS.sealed(value, label)
    assert KEYS.opened(sealed, label) == value
    with pytest.raises(SealError):
        KEYS.opened(sealed, label + "2")


@given(st.binary(min_size=1, max_size=60), st.data())
def test_no_byte_of_a_sealed_value_can_be_changed(value: bytes, data: st.DataObject) -> None:
    """Version, key id, nonce, text and tag alike."""
    sealed = bytearray(KEYS.sealed(value, "here"))
    sealed[data.draw(st.integers(0, len(sealed) - 1))] ^= data.draw(st.integers(1, 255))
    with pytest.raises(SealError):
        KEYS.opened(bytes(sealed), "here")


def test_the_same_value_never_looks_the_same_twice() -> None:
    """Nobody can see that two people have the same name."""
    assert KEYS.sealed(b"Nguyen", "here") != KEYS.sealed(b"Nguyen", "here")


def test_the_key_file_is_made_once_and_for_its_owner(tmp_path: Path) -> None:
    """The second start reads what the first made."""
    first = load_keys(None, tmp_path / "key")
    assert (tmp_path / "key").stat().st_mode & 0o777 == 0o600
    assert load_keys("", tmp_path / "key") == first
    assert [path.name for path in tmp_path.iterdir()] == ["key"]


def test_servers_that_start_together_get_the_same_key(tmp_path: Path) -> None:
    """One makes the file, the others read it."""
    seen: list[Keys] = []
    starts = [threading.Thread(target=lambda: seen.append(load_keys(None, tmp_path / "key"))) for _ in range(8)]
    for start in starts:
        start.start()
    for start in starts:
        start.join()
    assert len(seen) == 8
    assert len({keys.newest for keys in seen}) == 1


def test_a_key_file_that_others_may_read_is_refused(tmp_path: Path) -> None:
    """Said with the command that mends it."""
    load_keys(None, tmp_path / "key")
    (tmp_path / "key").chmod(0o644)
    with pytest.raises(StoreError, match="chmod 600"):
        load_keys(None, tmp_path / "key")


def test_a_changed_key_seals_anew_and_the_old_one_still_opens(tmp_path: Path) -> None:
    """Nothing has to be sealed again at once."""
    old = load_keys(None, tmp_path / "key")
    new = add_key(tmp_path / "key")
    assert new.newest != old.newest
    assert new.opened(old.sealed(b"value", "here"), "here") == b"value"
    with pytest.raises(SealError, match=f"{new.newest.hex()}.*add that key"):
        old.opened(new.sealed(b"value", "here"), "here")


def test_a_secret_may_be_hex_or_base64_and_hold_several_keys(tmp_path: Path) -> None:
    """The first seals; no file is made."""
    first, second = secrets.token_bytes(32), secrets.token_bytes(32)
    keys = load_keys(f"{first.hex()}, {base64.b64encode(second).decode()}\n", tmp_path / "key")
    assert keys == Keys.of([first, second])
    assert not (tmp_path / "key").exists()


@pytest.mark.parametrize("secret", ["short", "00" * 31, "zz" * 32, "é" * 44])
def test_a_secret_that_is_no_key_is_refused(secret: str, tmp_path: Path) -> None:
    """And not repeated: it may be somebody's password."""
    with pytest.raises(StoreError, match="openssl rand") as caught:
        load_keys(secret, tmp_path / "key")
    assert secret not in str(caught.value)


@pytest.mark.parametrize("content", [b"", b"\n# nothing\n", b"\xff\xfe"])
def test_a_broken_key_file_is_never_made_anew(content: bytes, tmp_path: Path) -> None:
    """A fresh key would make everything unreadable for good."""
    (tmp_path / "key").write_bytes(content)
    (tmp_path / "key").chmod(0o600)
    with pytest.raises(StoreError):
        load_keys(None, tmp_path / "key")
    assert (tmp_path / "key").read_bytes() == content


def test_other_purposes_have_keys_of_their_own(tmp_path: Path) -> None:
    """The same on every start, and nothing of the master key in them."""
    keys = load_keys(None, tmp_path / "key")
    csrf = keys.derived("csrf")
    assert csrf == load_keys(None, tmp_path / "key").derived("csrf")
    assert len({csrf, keys.derived("cookies"), keys.by_id[keys.newest]}) == 3
    assert len(csrf) == 32


def test_a_disk_without_hard_links_gets_its_key_all_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A shared folder, a stick; and a folder that cannot be written to is said with the mend."""

    def refuse(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr("os.link", refuse)
    keys = load_keys(None, tmp_path / "key")
    assert load_keys(None, tmp_path / "key") == keys
    with pytest.raises(StoreError, match="see who may write there"):
        load_keys(None, tmp_path / "key" / "below" / "key")
