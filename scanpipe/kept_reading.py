"""
What was read of one file, packed so that it can be put aside and taken up again: by another process, on another day.

A dossier is examined again whenever a page comes or goes; recognising the others anew would cost seconds a page. The
pack is an archive without compression: the pages' values as JSON, their words, structure and sheets as the spool
writes them. It holds what people wrote, and is kept like their pictures.
"""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from pydantic import TypeAdapter

from scanpipe.errors import ScanpipeError
from scanpipe.model import Finding, UploadFile
from scanpipe.pages import FileRead, ReadPage
from scanpipe.spool import Spool

LAYOUT = "scanpipe.kept/1"
"""Changes when the pack does; a pack of another layout is read anew from its file."""
_READ: TypeAdapter[FileRead] = TypeAdapter(FileRead)
_VALUES = "read.json"


class StalePackError(ScanpipeError):
    """The pack was made by another version, or is damaged: read the file again."""


def pack(read: FileRead, spool: Spool, path: Path) -> None:
    """Write one file that was read with its pages numbered from 1; a page is in memory at a time."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        archive.comment = LAYOUT.encode("ascii")
        archive.writestr(_VALUES, _READ.dump_json(read))
        for page in read.pages:
            for kind, data in spool.packed(page.page.number).items():
                archive.writestr(f"{page.page.number}.{kind}", data)


def unpack(path: Path, spool: Spool, file: UploadFile, *, index: int, numbers: Mapping[int, int]) -> FileRead:
    """
    The file again as the one with that index in a dossier; `numbers` maps its pages (from 1) to their numbers there.

    Pages that are not in `numbers` are left out, with all that was found on them. The name is the file's own: what is
    called differently today is told by its name of today. Raises StalePackError.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            if archive.comment != LAYOUT.encode("ascii"):
                raise StalePackError("What was kept of this file was written by another version; read the file again.")
            read = _READ.validate_json(archive.read(_VALUES))
            for name in archive.namelist():
                page, _, kind = name.partition(".")
                if page.isdecimal() and int(page) in numbers:
                    spool.unpack(numbers[int(page)], kind, archive.read(name))
    except (zipfile.BadZipFile, KeyError, ValueError) as error:
        raise StalePackError("What was kept of this file is damaged; read the file again.") from error
    pages = tuple(_numbered(p, index, numbers) for p in read.pages if p.page.number in numbers)
    found = (f for f in read.findings if f.page is None or f.page in numbers)
    return FileRead(pages, tuple(_told(f, file, index, numbers) for f in found), read.signed)


def _numbered(page: ReadPage, index: int, numbers: Mapping[int, int]) -> ReadPage:
    return replace(page, page=replace(page.page, number=numbers[page.page.number], file=index))


def _told(finding: Finding, file: UploadFile, index: int, numbers: Mapping[int, int]) -> Finding:
    own = {"name": file.name, "file": index}
    params = {name: own.get(name, value) for name, value in finding.params.items()}
    return replace(finding, page=None if finding.page is None else numbers[finding.page], params=params)
