"""Word files as blanks: told from their content, printed by LibreOffice, refused when they are none."""

import io
import os
import shutil
import zipfile
from pathlib import Path

import pytest

from scanpipe.drafting import office_file
from scanpipe.drafting.office_file import kind_of_office, to_pdf
from scanpipe.errors import EngineError, UploadError


def _packed(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        for name, data in parts.items():
            packed.writestr(name.replace("__", "/").replace("_xml", ".xml"), data)
    return out.getvalue()


def test_a_word_file_is_known_by_its_content() -> None:
    """A name proves nothing: what is packed inside does."""
    assert kind_of_office(_packed(word__document_xml=b"<w/>")) == "docx"
    assert kind_of_office(_packed(content_xml=b"<o/>")) == "odt"
    assert kind_of_office(_packed(other_xml=b"")) is None
    assert kind_of_office(b"PK\x03\x04 broken") is None
    assert kind_of_office(b"%PDF-1.7") is None


def test_without_libreoffice_the_mend_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """The administrator is told what to install."""
    monkeypatch.setattr(shutil, "which", lambda _: None)
    with pytest.raises(EngineError, match="apt-get install libreoffice"):
        to_pdf(_packed(word__document_xml=b"<w/>"), "mau.docx")


def test_an_office_that_hangs_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Past its time nothing of it is left, and the sentence says what happened."""
    slow = tmp_path / "soffice"
    slow.write_text(f"#!/bin/sh\necho $$ > {tmp_path}/pid\nsleep 60\n")
    slow.chmod(0o755)
    monkeypatch.setattr(shutil, "which", lambda _: str(slow))
    with pytest.raises(EngineError, match=r"longer than 0\.3 s"):
        to_pdf(_packed(word__document_xml=b"<w/>"), "mau.docx", timeout_s=0.3)
    with pytest.raises(ProcessLookupError):
        os.kill(int((tmp_path / "pid").read_text()), 0)


def test_an_office_that_prints_nothing_means_a_damaged_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """LibreOffice ends without a word about files that it cannot open."""
    mute = tmp_path / "soffice"
    mute.write_text("#!/bin/sh\nexit 0\n")
    mute.chmod(0o755)
    monkeypatch.setattr(shutil, "which", lambda _: str(mute))
    with pytest.raises(UploadError, match="save it again"):
        to_pdf(_packed(word__document_xml=b"<w/>"), "mau.docx")


def test_a_bomb_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that unpacks to more than any form is refused before LibreOffice sees it."""
    monkeypatch.setattr(office_file, "_MOST_UNPACKED_BYTES", 1000)
    with pytest.raises(UploadError, match="no Word document"):
        to_pdf(_packed(word__document_xml=b"0" * 1001), "mau.docx")
