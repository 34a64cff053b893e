"""Files of a form: read with a bound, their names made harmless. What they are is found out elsewhere."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Sequence
from pathlib import PurePosixPath

from starlette.datastructures import UploadFile as Part

from scanpipe.errors import UploadError
from scanpipe.model import UploadFile
from scanpipe.settings import Settings

MAX_FILES = 20
"""Files in one request; a phone sends them one by one."""

MAX_FIELDS = 20
MAX_FIELD_BYTES = 16 * 1024

_NAME_LENGTH = 120
_BLOCK = 256 * 1024


def read_files(parts: Sequence[Part], settings: Settings) -> tuple[UploadFile, ...]:
    """
    The files of a form, in order.

    Never more than the limit is read of a file. Raises UploadError (file.too_large).
    """
    return tuple(read_file(part, settings) for part in parts)


def read_file(part: Part, settings: Settings) -> UploadFile:
    """One file of a form. Raises UploadError (file.too_large)."""
    most = settings.max_file_mb * 1024 * 1024
    name = shown_name(part.filename)
    part.file.seek(0)
    data = part.file.read(most + 1)
    if len(data) > most:
        raise UploadError(
            "file.too_large",
            f"A file is larger than {settings.max_file_mb} MB.",
            name=name,
            max_mb=settings.max_file_mb,
        )
    return UploadFile(name, data)


def shown_name(name: str | None) -> str:
    r"""
    A file's name as it may be shown: its last part, in NFC, without control characters, not too long.

    >>> shown_name("C:\\Users\\me\\to khai.pdf")
    'to khai.pdf'
    >>> shown_name("../../etc/passwd")
    'passwd'
    """
    last = PurePosixPath((name or "").replace("\\", "/")).name
    # Format characters (category Cf) can turn the direction of writing and so hide the ending of a name.
    plain = "".join(
        c for c in unicodedata.normalize("NFC", last) if unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co", "Cn")
    )
    return plain.strip()[-_NAME_LENGTH:] or "tệp"


def digest(part: Part) -> str:
    """The SHA-256 of a file's bytes, read block by block; it can be read again afterwards."""
    seen = hashlib.sha256()
    part.file.seek(0)
    while block := part.file.read(_BLOCK):
        seen.update(block)
    part.file.seek(0)
    return seen.hexdigest()
