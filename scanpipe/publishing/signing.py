"""
Who made a bundle: Ed25519 (RFC 8032) keys of Centers, and which of them are trusted here.

The pair of this Center is made on first use: `signing.key` (0600) in a folder of the service's data, never in forms/.
Keys that are trusted lie beside it, one file each: `trusted/<name>.pub`. A public key is one line,

    scanpipe-ed25519 <32 bytes in base64> <name>

and is called by its fingerprint: the first 16 hex digits of the SHA-256 of the 32 bytes.
"""

from __future__ import annotations

import base64
import binascii
import contextlib
import hashlib
import os
import re
import stat
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from scanpipe.publishing.candidate import write_whole
from scanpipe.publishing.words import PublishError
from scanpipe.text import base_letters

ALGORITHM = "scanpipe-ed25519"
KEY_BYTES = 32
OWN = "*"
"""What the key of this Center is called here: no trusted key can be called that."""
_SECRET, _TRUSTED = "signing.key", "trusted"
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}\Z")


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A key that signatures are held against; `name` is what it is called here."""

    name: str
    raw: bytes

    @property
    def fingerprint(self) -> str:
        """What people compare over the telephone: 16 hex digits in groups of four."""
        digits = hashlib.sha256(self.raw).hexdigest()[:16]
        return " ".join(digits[at : at + 4] for at in range(0, 16, 4))

    @property
    def line(self) -> str:
        """The key as it is handed on."""
        return f"{ALGORITHM} {base64.b64encode(self.raw).decode()} {self.name}"

    def signed(self, data: bytes, signature: bytes) -> bool:
        """Whether the signature is one of this key over these bytes."""
        try:
            Ed25519PublicKey.from_public_bytes(self.raw).verify(signature, data)
        except (InvalidSignature, ValueError):
            return False
        return True


@dataclass(frozen=True, slots=True)
class KeyPair:
    """The key of this Center."""

    public: PublicKey
    _secret: Ed25519PrivateKey = field(repr=False)

    def sign(self, data: bytes) -> bytes:
        """64 bytes."""
        return self._secret.sign(data)


@dataclass(frozen=True, slots=True)
class Keyring:
    """The keys in one folder: this Center's own pair, and those that it trusts."""

    folder: Path

    def own(self, name: str = OWN) -> KeyPair:
        """The pair of this Center, made on first use. Raises PublishError where its file cannot be used."""
        path = self.folder / _SECRET
        if not path.exists():
            self._make(path)
        try:
            mode, text = path.stat().st_mode, path.read_text("ascii")
            raw = base64.b64decode(text.strip(), validate=True)
            secret = Ed25519PrivateKey.from_private_bytes(raw)
        except (OSError, ValueError, binascii.Error) as error:
            raise PublishError("key.unreadable", file=path) from error
        if stat.S_IMODE(mode) & 0o077:
            raise PublishError("key.loose", file=path)
        public = secret.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        return KeyPair(PublicKey(name, public), secret)

    def trusted(self) -> tuple[PublicKey, ...]:
        """The keys that are trusted, by name; not this Center's own. Raises PublishError naming a file that is none."""
        found = []
        for path in sorted((self.folder / _TRUSTED).glob("*.pub")):
            try:
                key = parsed(path.read_text("utf-8"))
            except (OSError, UnicodeDecodeError, PublishError) as error:
                raise PublishError("key.unreadable", file=path) from error
            found.append(PublicKey(path.stem, key.raw))
        return tuple(found)

    def knows(self, raw: bytes) -> PublicKey | None:
        """The key with these bytes, if it is trusted; this Center trusts its own."""
        own = (self.own().public,) if (self.folder / _SECRET).exists() else ()
        return next((key for key in (*own, *self.trusted()) if key.raw == raw), None)

    def trust(self, line: str, name: str | None = None) -> PublicKey:
        """Trust a key from now on. Raises PublishError: no key, no name, or the name of another key."""
        key = parsed(line)
        called = name or key.name
        if not _NAME.match(called):
            raise PublishError("key.bad_name")
        path = self.folder / _TRUSTED / f"{called}.pub"
        if path.exists() and parsed(path.read_text("utf-8")).raw != key.raw:
            raise PublishError("key.name_taken", name=called)
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        named = PublicKey(called, key.raw)
        write_whole(path, f"{named.line}\n".encode())
        return named

    def distrust(self, name: str) -> None:
        """Trust a key no more. Raises PublishError where none is called that."""
        path = self.folder / _TRUSTED / f"{name}.pub"
        if not _NAME.match(name) or not path.exists():
            raise PublishError("key.unknown", name=name)
        path.unlink()

    def _make(self, path: Path) -> None:
        """A new key in a file that nobody else can read, not for a moment. Who comes second takes the first one's."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        raw = Ed25519PrivateKey.generate().private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption())
        aside = path.with_name(f".{_SECRET}.{os.getpid()}")
        descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(base64.b64encode(raw) + b"\n")
                file.flush()
                os.fsync(file.fileno())
            with contextlib.suppress(FileExistsError):
                os.link(aside, path)
        finally:
            aside.unlink()


def keyring_of(data_dir: Path) -> Keyring:
    """The keys of a service, by its data folder."""
    return Keyring(data_dir / "publishing")


def plain_name(center: str) -> str:
    """
    What the key of a Center is called on its way to others.

    >>> plain_name("Trung tâm xã Thử 2"), plain_name("")
    ('trung-tam-xa-thu-2', 'scanpipe')
    """
    words = (base_letters(word).casefold() for word in re.split(r"\W+", center))
    return "-".join(word for word in words if word)[:40].strip("-") or "scanpipe"


def parsed(line: str) -> PublicKey:
    """The key in a line. Raises PublishError where it is none."""
    parts = line.split()
    if len(parts) not in (2, 3) or parts[0] != ALGORITHM:
        raise PublishError("key.not_a_key")
    try:
        raw = base64.b64decode(parts[1], validate=True)
    except (ValueError, binascii.Error) as error:
        raise PublishError("key.not_a_key") from error
    if len(raw) != KEY_BYTES:
        raise PublishError("key.not_a_key")
    return PublicKey(parts[2] if len(parts) == 3 else "", raw)
