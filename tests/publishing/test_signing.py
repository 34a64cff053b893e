"""Keys of Centers: made once, kept to oneself, trusted by name."""

import stat
from pathlib import Path

import pytest

from scanpipe.publishing.signing import Keyring, parsed
from scanpipe.publishing.words import PublishError


def test_the_own_key_is_made_once_and_is_nobody_elses(tmp_path: Path) -> None:
    """0600 from the beginning; the same key on every start."""
    ring = Keyring(tmp_path / "keys")
    first = ring.own("trung-tam-thu")
    path = tmp_path / "keys" / "signing.key"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert ring.own().public.raw == first.public.raw
    assert first.public.signed(b"text", first.sign(b"text"))
    assert not first.public.signed(b"texts", first.sign(b"text"))
    assert not first.public.signed(b"text", b"short")
    assert ring.knows(first.public.raw) is not None
    assert [p.name for p in (tmp_path / "keys").iterdir()] == ["signing.key"]


def test_a_key_that_others_can_read_is_not_used(tmp_path: Path) -> None:
    """Nor one that is none; each with its mend."""
    ring = Keyring(tmp_path)
    ring.own()
    path = tmp_path / "signing.key"
    path.chmod(0o644)
    with pytest.raises(PublishError, match="0600"):
        ring.own()
    path.write_text("no key")
    with pytest.raises(PublishError, match="cannot be read"):
        ring.own()


def test_a_key_is_trusted_by_name_until_it_is_not(tmp_path: Path) -> None:
    """Its line travels as text; a name stands for one key."""
    theirs = Keyring(tmp_path / "theirs").own("xa-thu").public
    other = Keyring(tmp_path / "other").own("xa-thu").public
    ring = Keyring(tmp_path / "ours")
    assert ring.knows(theirs.raw) is None
    assert ring.trust(f"  {theirs.line}\n") == theirs
    assert ring.trust(theirs.line) == theirs
    assert ring.trusted() == (theirs,)
    with pytest.raises(PublishError, match="Another key"):
        ring.trust(other.line)
    assert ring.trust(other.line, "xa-khac").name == "xa-khac"
    assert ring.knows(other.raw) is not None
    ring.distrust("xa-khac")
    assert ring.knows(other.raw) is None
    with pytest.raises(PublishError, match="No key"):
        ring.distrust("xa-khac")


@pytest.mark.parametrize("line", ["", "ssh-ed25519 AAAA x", "scanpipe-ed25519 AAAA x", "scanpipe-ed25519 é x"])
def test_what_is_no_key_is_refused(line: str) -> None:
    """With the shape that one has."""
    with pytest.raises(PublishError, match="scanpipe-ed25519"):
        parsed(line)


@pytest.mark.parametrize("name", ["../x", "", "A", "x" * 41, "a b"])
def test_a_name_is_a_plain_word(tmp_path: Path, name: str) -> None:
    """It becomes the name of a file."""
    line = Keyring(tmp_path / "theirs").own("xa-thu").public.line
    if name:
        with pytest.raises(PublishError, match="lower-case"):
            Keyring(tmp_path).trust(line, name)
    with pytest.raises(PublishError, match="No key"):
        Keyring(tmp_path).distrust(name)
