"""
A bundle as a file: `.scanform.zip`, which carries forms from one Center to another without a network.

    manifest.json    scanpipe.bundle/v1: from whom, when, the law, and the SHA-256 of every other file
    manifest.sig     one line: the signer's public key, and the Ed25519 signature of manifest.json, in base64
    forms/…          files of forms/, by their path
    trials/…         the report of the last test of each edition: <form>/<edition>.json

A bundle comes from outside, so it is opened in memory and nothing of it is believed before its signature and every hash
fit: names of a few plain shapes only, plain files only, none of them twice, sizes counted while they are unpacked.
"""

from __future__ import annotations

import base64
import binascii
import io
import json
import re
import stat
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, Field, ValidationError

from scanpipe.catalog.strict import Strict, Text
from scanpipe.publishing.release_file import Sha, sha_of
from scanpipe.publishing.signing import KeyPair, Keyring, PublicKey
from scanpipe.publishing.words import PublishError

SUFFIX = ".scanform.zip"
MANIFEST, SIGNATURE = "manifest.json", "manifest.sig"
FORMS, TRIALS = "forms/", "trials/"
SCHEMA = "scanpipe.bundle/v1"
MAX_BYTES = 64_000_000
MAX_UNPACKED = 256_000_000
MAX_FILE = 48_000_000
MAX_FILES = 4_000
MAX_NAME = 120
_EPOCH = (1980, 1, 1, 0, 0, 0)
_SHAPE = re.compile(
    r"(?:forms/[a-z][a-z0-9_]*\.yaml"
    r"|forms/[a-z][a-z0-9_]*/(?:samples/)?[A-Za-z0-9_][A-Za-z0-9_.-]*\.(?:yaml|pdf|docx|png|jpg)"
    r"|forms/slips(?:/[A-Za-z0-9_][A-Za-z0-9_-]*){1,2}/[A-Za-z0-9_][A-Za-z0-9_.-]*\.(?:yaml|docx|pdf)"
    r"|trials/[a-z][a-z0-9_]*/[a-z][a-z0-9_]*\.json)\Z"
)
_NEVER = ("forms/drafts/", "forms/history/")


class Listed(Strict):
    """One file of a bundle."""

    path: Text
    sha256: Sha
    size: Annotated[int, Field(ge=0, le=MAX_FILE)]


class Manifest(Strict):
    """What a bundle says of itself; `law` is the id of the forms/ that it was made from, `sender` who made it."""

    schema_: Literal["scanpipe.bundle/v1"] = Field(default="scanpipe.bundle/v1", alias="schema")
    sender: Text
    made_by: Text
    made_at: AwareDatetime
    law: Sha
    forms: tuple[Text, ...]
    files: tuple[Listed, ...]


@dataclass(frozen=True, slots=True)
class Bundle:
    """A bundle that was opened, signed by a key that is trusted: bytes by path in it."""

    manifest: Manifest
    signer: PublicKey
    files: Mapping[str, bytes] = field(repr=False)

    @property
    def law_files(self) -> dict[str, bytes]:
        """The files of forms/, by their path from there."""
        return {path.removeprefix(FORMS): data for path, data in self.files.items() if path.startswith(FORMS)}

    @property
    def trials(self) -> dict[str, bytes]:
        """The reports of tests, by form/edition.json."""
        return {path.removeprefix(TRIALS): data for path, data in self.files.items() if path.startswith(TRIALS)}


def packed(manifest: Manifest, files: Mapping[str, bytes], pair: KeyPair) -> bytes:
    """The bundle: the same bytes for the same manifest, files and key."""
    told = json.dumps(manifest.model_dump(mode="json", by_alias=True), ensure_ascii=False, indent=1).encode()
    signature = " ".join((pair.public.line, base64.b64encode(pair.sign(told)).decode())).encode() + b"\n"
    room = io.BytesIO()
    with zipfile.ZipFile(room, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, data in {MANIFEST: told, SIGNATURE: signature, **dict(sorted(files.items()))}.items():
            info = zipfile.ZipInfo(name, _EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = (stat.S_IFREG | 0o644) << 16
            archive.writestr(info, data)
    return room.getvalue()


def opened(data: bytes, keyring: Keyring) -> Bundle:
    """The bundle in some bytes. Raises PublishError with the sentence for whatever is wrong with it."""
    files = _unpacked(data)
    for name in (MANIFEST, SIGNATURE):
        if name not in files:
            raise PublishError("bundle.no_manifest", file=name)
    told = files.pop(MANIFEST)
    content = _schema_known(told)
    signer = _signer(told, files.pop(SIGNATURE), keyring)
    try:
        manifest = Manifest.model_validate(content)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise PublishError("bundle.bad_manifest", trouble=f"{place}: {first['msg']}") from error
    _as_listed(manifest, files)
    return Bundle(manifest, signer, files)


def allowed(name: str) -> bool:
    """Whether a file of that name may stand in a bundle."""
    short = all(len(part) <= MAX_NAME for part in name.split("/"))
    return short and bool(_SHAPE.fullmatch(name)) and ".." not in name and not name.startswith(_NEVER)


def _unpacked(data: bytes) -> dict[str, bytes]:
    if len(data) > MAX_BYTES:
        raise PublishError("bundle.too_large", max_mb=MAX_BYTES // 1_000_000)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = archive.infolist()
            _expect_plain(infos)
            left, files = MAX_UNPACKED, {}
            for info in infos:
                files[info.filename] = _one(archive, info, min(left, MAX_FILE))
                left -= len(files[info.filename])
            return files
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OSError) as error:
        raise PublishError("bundle.not_zip") from error


def _expect_plain(infos: list[zipfile.ZipInfo]) -> None:
    """That the list of contents has nothing in it but plain files of plain names; before any of them is unpacked."""
    if len(infos) > MAX_FILES:
        raise PublishError("bundle.too_many", max=MAX_FILES)
    seen: set[str] = set()
    for info in infos:
        # What the zip says, before the library cut it off at a NUL or turned separators.
        name = getattr(info, "orig_filename", info.filename)
        shown = name.encode("unicode_escape").decode("ascii")[:120]
        kind = stat.S_IFMT(info.external_attr >> 16)
        if info.is_dir() or kind not in (0, stat.S_IFREG):
            raise PublishError("bundle.not_a_file", file=shown)
        if name != info.filename or not (name in (MANIFEST, SIGNATURE) or allowed(name)):
            raise PublishError("bundle.bad_name", file=shown)
        if name.casefold() in seen:
            raise PublishError("bundle.twice", file=shown)
        seen.add(name.casefold())
        if info.flag_bits & 0x1:
            raise PublishError("bundle.encrypted", file=shown)
        if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise PublishError("bundle.not_zip")


def _one(archive: zipfile.ZipFile, info: zipfile.ZipInfo, limit: int) -> bytes:
    """One file, whatever size it claims. Raises PublishError when it grows beyond the limit (bytes)."""
    if info.file_size > limit:
        raise PublishError("bundle.bomb", file=info.filename)
    with archive.open(info) as file:
        data = file.read(limit + 1)
    if len(data) > limit:
        raise PublishError("bundle.bomb", file=info.filename)
    return data


def _schema_known(told: bytes) -> Any:
    """The manifest as JSON, when it is of a format that is known here."""
    try:
        content = json.loads(told)
    except (ValueError, RecursionError) as error:
        raise PublishError("bundle.bad_manifest", trouble=type(error).__name__) from error
    schema = content.get("schema") if isinstance(content, dict) else None
    if isinstance(schema, str) and re.fullmatch(r"scanpipe\.bundle/v[0-9]{1,4}", schema) and schema != SCHEMA:
        raise PublishError("bundle.newer", schema=schema)
    if schema != SCHEMA:
        raise PublishError("bundle.bad_manifest", trouble="schema")
    return content


def _signer(told: bytes, line: bytes, keyring: Keyring) -> PublicKey:
    """Whose signature it is. Raises PublishError: not trusted, or it does not fit."""
    try:
        parts = line.decode("ascii").split()
        raw, signature = base64.b64decode(parts[1], validate=True), base64.b64decode(parts[-1], validate=True)
    except (UnicodeDecodeError, IndexError, ValueError, binascii.Error) as error:
        raise PublishError("bundle.bad_signature") from error
    key = keyring.knows(raw)
    if key is None:
        raise PublishError("bundle.unknown_signer", key=PublicKey("", raw).fingerprint)
    if not key.signed(told, signature):
        raise PublishError("bundle.bad_signature")
    return key


def _as_listed(manifest: Manifest, files: Mapping[str, bytes]) -> None:
    """That the files are those of the manifest, no more, no less, no other."""
    listed = {one.path: one for one in manifest.files}
    if len(listed) != len(manifest.files):
        raise PublishError("bundle.bad_manifest", trouble="files")
    for name, data in files.items():
        if name not in listed:
            raise PublishError("bundle.unlisted", file=name)
        if listed[name].sha256 != sha_of(data):
            raise PublishError("bundle.changed", file=name)
    for name in listed:
        if name not in files:
            raise PublishError("bundle.missing", file=name)
