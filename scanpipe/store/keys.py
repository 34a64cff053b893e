"""
The master keys: what makes the store readable, and nothing else does.

A key is 32 bytes. It comes from a secret (the environment of a server) or from a file that is made on first use.
Several keys can stand there: the first seals, all of them open, so that a key can be changed without a pause. Sealing
is AES-256-GCM (NIST SP 800-38D) with a random nonce of 96 bits; one key is good for 2³² seals.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import os
import re
import secrets
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from scanpipe.store.errors import SealError, StoreError

KEY_BYTES = 32
ID_BYTES = 4
NONCE_BYTES = 12
_VERSION = b"\x01"
_HEAD = len(_VERSION) + ID_BYTES + NONCE_BYTES


def key_id(key: bytes) -> bytes:
    """Four bytes that name a key and say nothing about it."""
    return hashlib.sha256(b"scanpipe key id\x00" + key).digest()[:ID_BYTES]


@dataclass(frozen=True, slots=True)
class Keys:
    """The keys by their id; `newest` is the id of the one that seals."""

    by_id: Mapping[bytes, bytes] = field(repr=False)
    newest: bytes

    @classmethod
    def of(cls, keys: list[bytes]) -> Keys:
        """These keys, the first of which seals."""
        return cls({key_id(key): key for key in keys}, key_id(keys[0]))

    def sealed(self, value: bytes, label: str) -> bytes:
        """
        The value, unreadable and unchangeable. It opens only under the same label (where it belongs), so that a value
        moved to another row does not pass for that row's.
        """
        nonce = secrets.token_bytes(NONCE_BYTES)
        cipher = AESGCM(self.by_id[self.newest]).encrypt(nonce, value, label.encode())
        return _VERSION + self.newest + nonce + cipher

    def opened(self, sealed: bytes, label: str) -> bytes:
        """The value again. Raises SealError for another key or label and for what was tampered with."""
        if len(sealed) < _HEAD or sealed[:1] != _VERSION:
            raise SealError("This is not a sealed value of scanpipe, or it was cut off: restore it from a backup.")
        key = self.by_id.get(sealed[1 : 1 + ID_BYTES])
        if key is None:
            raise SealError(
                f"It was sealed with the key {sealed[1 : 1 + ID_BYTES].hex()}, which is not here: add that key again."
            )
        try:
            return AESGCM(key).decrypt(sealed[1 + ID_BYTES : _HEAD], sealed[_HEAD:], label.encode())
        except InvalidTag:
            raise SealError("A sealed value was changed or moved: restore it from a backup.") from None

    def derived(self, purpose: str) -> bytes:
        """32 bytes for another purpose (such as signing): the same on every start, until the key is changed (HKDF)."""
        info = f"scanpipe {purpose}".encode()
        return HKDF(hashes.SHA256(), KEY_BYTES, salt=None, info=info).derive(self.by_id[self.newest])

    def sealed_text(self, text: str, label: str) -> bytes:
        """A text, sealed."""
        return self.sealed(text.encode("utf-8", "replace"), label)

    def opened_text(self, sealed: bytes, label: str) -> str:
        """A text that was sealed."""
        return self.opened(sealed, label).decode()


def load_keys(secret: str | None, key_file: Path) -> Keys:
    """
    The keys from the secret when there is one, else from the file, which is made when it is absent.

    A secret is one or several keys of 32 bytes in hex or base64, separated by spaces or commas, the newest first.
    """
    if secret is not None and secret.strip():
        return Keys.of([_key(text, "the secret") for text in re.split(r"[\s,]+", secret.strip())])
    try:
        if not key_file.exists():
            _make(key_file)
    except OSError as error:
        raise StoreError(
            f"The key file {key_file} cannot be made ({error.strerror}): see who may write there."
        ) from error
    return Keys.of(_read(key_file))


def add_key(key_file: Path) -> Keys:
    """Put a fresh key at the head of the file: from the next start it seals, and the older ones still open."""
    lines = [_written(secrets.token_bytes(KEY_BYTES)), *(_written(key) for key in _read(key_file))]
    fresh = _beside(key_file, "\n".join(lines) + "\n")
    fresh.replace(key_file)
    return Keys.of(_read(key_file))


def _written(key: bytes) -> str:
    return base64.b64encode(key).decode()


def _key(text: str, where: str) -> bytes:
    """One key written in hex or base64."""
    try:
        key = (
            bytes.fromhex(text) if len(text) == 2 * KEY_BYTES else base64.b64decode(text, altchars=None, validate=True)
        )
    except (ValueError, binascii.Error):
        key = b""
    if len(key) != KEY_BYTES:
        raise StoreError(f"A key in {where} is not 32 bytes in hex or base64: make one with `openssl rand -base64 32`.")
    return key


def _read(key_file: Path) -> list[bytes]:
    """The keys of a file, a line each; refuses a file that others may read."""
    try:
        mode = stat.S_IMODE(key_file.stat().st_mode)
        lines = [line.strip() for line in key_file.read_text(encoding="ascii").splitlines()]
    except (OSError, UnicodeDecodeError) as error:
        raise StoreError(f"The key file {key_file} cannot be read ({type(error).__name__}): give it back.") from error
    if mode & (stat.S_IRWXO | stat.S_IWGRP):
        raise StoreError(f"Others may read the key file {key_file} (mode {mode:o}): run `chmod 600 {key_file}`.")
    keys = [_key(line, str(key_file)) for line in lines if line and not line.startswith("#")]
    if not keys:
        raise StoreError(f"The key file {key_file} is empty: restore it from a backup, nothing opens without it.")
    return keys


def _make(key_file: Path) -> None:
    """Write a first key. Of several processes that start at once, one wins and all read the same key."""
    key_file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = _beside(key_file, _written(secrets.token_bytes(KEY_BYTES)) + "\n")
    try:
        os.link(fresh, key_file)
    except FileExistsError:
        pass
    except OSError:  # a disk without hard links
        if not key_file.exists():
            fresh.replace(key_file)
    finally:
        fresh.unlink(missing_ok=True)


def _beside(key_file: Path, text: str) -> Path:
    """The text in a file of its own (0600) in the same folder, on the disk."""
    fresh = key_file.with_name(f".{key_file.name}.{secrets.token_hex(8)}")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    return fresh
