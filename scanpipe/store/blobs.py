"""
Blobs: pictures, uploads and reports, sealed, in a folder.

Each blob has a data key of its own (AES-256-GCM), wrapped by a master key; the blob's name is sealed in, so a blob that
was moved to another name does not open. A blob is written beside its place, brought to the disk and then renamed: it is
there whole, or not at all.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import re
import secrets
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from scanpipe.store.errors import NotFoundError, SealError, StoreError
from scanpipe.store.keys import ID_BYTES, KEY_BYTES, NONCE_BYTES, Keys

_MAGIC = b"SPB1"
_TAG_BYTES = 16
_WRAPPED = 1 + ID_BYTES + NONCE_BYTES + KEY_BYTES + _TAG_BYTES
_HEAD = len(_MAGIC) + _WRAPPED + NONCE_BYTES
_PREFIX = re.compile(r"[a-z][a-z0-9]{0,15}_[A-Za-z0-9]{1,64}")
_NAME = re.compile(r"[a-z][a-z0-9_-]{0,31}_[A-Za-z0-9]{1,64}(\.[a-z0-9]{1,8})?")
_UNFINISHED = ".unfinished-"


@dataclass(frozen=True, slots=True)
class Stored:
    """A blob that is there, and since when."""

    key: str
    at: dt.datetime


class Blobs(Protocol):
    """Keeps bytes under a name such as `chk_…/straight_…`; the part before the slash is the check they belong to."""

    def put(self, key: str, data: bytes) -> None:
        """Keep the bytes; when this returns they survive a power cut."""
        ...

    def get(self, key: str) -> bytes:
        """The bytes again. Raises NotFoundError, or SealError when they were tampered with."""
        ...

    def delete(self, key: str) -> None:
        """Forget one blob; it may be absent."""
        ...

    def delete_all(self, prefix: str) -> None:
        """Forget all blobs of one check (its id); there may be none."""
        ...

    def stored(self) -> Iterator[Stored]:
        """Every blob there is, in no order; what was never finished is among them."""
        ...


class LocalBlobs:
    """Blobs in a folder of this machine: a folder (0700) a check, a file (0600) a blob."""

    def __init__(self, folder: Path, keys: Keys) -> None:
        self._folder = folder
        self._keys = keys
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    def put(self, key: str, data: bytes) -> None:
        """Keep the bytes; when this returns they survive a power cut."""
        place = self._place(key)
        sealed = self._sealed(key, data)
        # Erasing a check may take the folder away between the two steps: then it is made again, and swept later.
        for _ in range(3):
            with contextlib.suppress(FileNotFoundError):
                return self._write(place, sealed)
        raise StoreError(f"The folder {self._folder} vanishes while it is written to: look after the disk.")

    def get(self, key: str) -> bytes:
        """The bytes again. Raises NotFoundError, or SealError when they were tampered with."""
        try:
            sealed = self._place(key).read_bytes()
        except FileNotFoundError:
            raise NotFoundError("There is no such blob.") from None
        except OSError as error:
            raise StoreError(f"The folder {self._folder} cannot be read ({error.strerror}): look after it.") from error
        return self._opened(key, sealed)

    def delete(self, key: str) -> None:
        """Forget one blob; it may be absent."""
        prefix, _, name = key.partition("/")
        # Names of unfinished files are told by `stored` and are no keys; they are deleted all the same.
        unfinished = name.startswith(_UNFINISHED) and "/" not in name and _PREFIX.fullmatch(prefix)
        place = self._folder / prefix / name if unfinished else self._place(key)
        place.unlink(missing_ok=True)
        with contextlib.suppress(OSError):  # other blobs are in it
            place.parent.rmdir()

    def delete_all(self, prefix: str) -> None:
        """Forget all blobs of one check (its id); there may be none."""
        if not _PREFIX.fullmatch(prefix):
            raise StoreError("This is not the id of a check.")
        folder = self._folder / prefix
        for _ in range(5):  # somebody may put a blob while we delete
            shutil.rmtree(folder, ignore_errors=True)
            if not folder.exists():
                return _on_disk(self._folder)
        raise StoreError(f"The folder {folder} cannot be deleted: see who may write to it.")

    def stored(self) -> Iterator[Stored]:
        """Every blob there is, in no order; what was never finished is among them."""
        for folder in self._folder.iterdir():
            if not (_PREFIX.fullmatch(folder.name) and folder.is_dir()):
                continue
            with contextlib.suppress(FileNotFoundError):
                for file in folder.iterdir():
                    if not (_NAME.fullmatch(file.name) or file.name.startswith(_UNFINISHED)):
                        continue  # not ours: somebody looked at the folder with another program
                    at = dt.datetime.fromtimestamp(file.stat().st_mtime, dt.UTC)
                    yield Stored(f"{folder.name}/{file.name}", at)

    def _place(self, key: str) -> Path:
        """Where a blob lies; nothing but a name that we give ourselves is a key, so no path leads elsewhere."""
        prefix, slash, name = key.partition("/")
        if not (slash and _PREFIX.fullmatch(prefix) and _NAME.fullmatch(name)):
            raise StoreError("This is not the key of a blob.")
        return self._folder / prefix / name

    def _write(self, place: Path, sealed: bytes) -> None:
        place.parent.mkdir(mode=0o700, exist_ok=True)
        unfinished = place.with_name(_UNFINISHED + secrets.token_hex(8))
        try:
            with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                file.write(sealed)
                file.flush()
                os.fsync(file.fileno())
            unfinished.replace(place)
            _on_disk(place.parent)
        except FileNotFoundError:
            raise
        except OSError as error:
            unfinished.unlink(missing_ok=True)
            raise StoreError(f"Nothing can be written to {self._folder} ({error.strerror}): make room.") from error

    def _sealed(self, key: str, data: bytes) -> bytes:
        data_key = AESGCM.generate_key(256)
        nonce = secrets.token_bytes(NONCE_BYTES)
        wrapped = self._keys.sealed(data_key, f"blob key {key}")
        return b"".join((_MAGIC, wrapped, nonce, AESGCM(data_key).encrypt(nonce, data, key.encode())))

    def _opened(self, key: str, sealed: bytes) -> bytes:
        if len(sealed) < _HEAD + _TAG_BYTES or not sealed.startswith(_MAGIC):
            raise SealError("A blob is cut off or is none: restore it from a backup.")
        data_key = self._keys.opened(sealed[len(_MAGIC) : len(_MAGIC) + _WRAPPED], f"blob key {key}")
        nonce = sealed[_HEAD - NONCE_BYTES : _HEAD]
        try:
            return AESGCM(data_key).decrypt(nonce, sealed[_HEAD:], key.encode())
        except InvalidTag:
            raise SealError("A blob was changed: restore it from a backup.") from None


def _on_disk(folder: Path) -> None:
    """Bring the names in a folder to the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
