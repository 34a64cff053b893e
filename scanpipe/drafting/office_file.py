"""
A blank that comes as a Word or OpenDocument file, printed to PDF by LibreOffice: the only file that starts it.

It works in a folder and with a profile of its own that are gone afterwards, runs no macros, follows no links out of the
document, and is stopped when it takes too long.
"""

from __future__ import annotations

import contextlib
import io
import os
import shutil
import signal
import subprocess
import tempfile
import zipfile
from pathlib import Path

from scanpipe.errors import EngineError, UploadError

TIMEOUT_S = 90.0
_INSTALL = "install it with: apt-get install libreoffice-writer-nogui"
_MOST_UNPACKED_BYTES = 200_000_000
_OLD_WORD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PARTS = {"word/document.xml": "docx", "content.xml": "odt"}
_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="DisableActiveContent" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop></item>
</oor:items>
"""


def kind_of_office(data: bytes) -> str | None:
    """docx, odt or doc; None for anything else. Told from the content, never from the name."""
    if data.startswith(_OLD_WORD):
        return "doc"
    if not data.startswith(b"PK\x03\x04"):
        return None
    with contextlib.suppress(zipfile.BadZipFile, ValueError, OSError), zipfile.ZipFile(io.BytesIO(data)) as packed:
        names = set(packed.namelist())
        return next((kind for part, kind in _PARTS.items() if part in names), None)
    return None


def to_pdf(data: bytes, name: str, *, timeout_s: float = TIMEOUT_S) -> bytes:
    """
    The file as LibreOffice prints it.

    Raises UploadError (file.corrupt) when it is damaged or unpacks to too much, and EngineError when LibreOffice is not
    installed or takes longer than `timeout_s` seconds.
    """
    kind = kind_of_office(data)
    if kind is None or not _unpacks_to_little(data, kind):
        raise UploadError("file.corrupt", f"{name} is no Word document that can be opened.", name=name)
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        raise EngineError(f"LibreOffice is not installed, and a Word file needs it; {_INSTALL}")
    with tempfile.TemporaryDirectory(prefix="scanpipe-office-") as scratch:
        folder = Path(scratch)
        source = folder / f"blank.{kind}"
        source.write_bytes(data)
        _run(office, source, folder, timeout_s)
        printed = folder / "out" / "blank.pdf"
        if not printed.is_file():
            raise UploadError("file.corrupt", f"LibreOffice cannot open {name}: save it again as DOCX.", name=name)
        return printed.read_bytes()


def _run(office: str, source: Path, folder: Path, timeout_s: float) -> None:
    """One conversion, in a process group of its own so that nothing of it is left when it is stopped."""
    user = folder / "profile" / "user"
    user.mkdir(parents=True)
    (user / "registrymodifications.xcu").write_text(_SETTINGS, encoding="utf-8")
    profile = f"-env:UserInstallation={user.parent.as_uri()}"
    command = [office, profile, "--headless", "--norestore", "--nolockcheck", "--convert-to", "pdf"]
    environment = {"PATH": os.environ.get("PATH", os.defpath), "HOME": str(folder), "LANG": "C.UTF-8"}
    process = subprocess.Popen(
        [*command, "--outdir", str(folder / "out"), str(source)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=environment,
        start_new_session=True,
    )
    try:
        process.wait(timeout_s)
    except subprocess.TimeoutExpired as error:
        raise EngineError(f"LibreOffice took longer than {timeout_s:g} s on one Word file.") from error
    finally:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _unpacks_to_little(data: bytes, kind: str) -> bool:
    """Whether a packed file is no bomb: LibreOffice would unpack all of it."""
    if kind == "doc":
        return True
    with contextlib.suppress(zipfile.BadZipFile), zipfile.ZipFile(io.BytesIO(data)) as packed:
        return sum(part.file_size for part in packed.infolist()) <= _MOST_UNPACKED_BYTES
    return False
