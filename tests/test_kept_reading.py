"""What was read of a file, put aside and taken up again as part of another dossier."""

import zipfile
from pathlib import Path

import numpy as np
import pytest

from scanpipe.imaging.sheet import Sheet, Structure
from scanpipe.kept_reading import StalePackError, pack, unpack
from scanpipe.model import IDENTITY, Finding, Page, Readability, Rect, Source, UploadFile, Word
from scanpipe.pages import FileRead, ReadPage
from scanpipe.rows import make_rows
from scanpipe.spool import Spool

FILE = UploadFile("today.pdf", b"")


def _page(number: int) -> ReadPage:
    page = Page(number, 0, number, Readability.OK, 90, -1.25, {"sharpness": 0.8}, IDENTITY, 210.0, 297.0)
    return ReadPage(page, True, Source.OCR, {"name": "VŨ THỊ MẪU"})


def _sheet(shade: int) -> Sheet:
    gray = np.full((12, 9), shade, np.uint8)
    ink = (gray > 100).astype(np.uint8)
    structure = Structure(210.0, 297.0, (), (Rect(1.5, 2.0, 3.25, 2.5),), (), (), (), ())
    return Sheet(gray, ink, ink, np.repeat(gray, 2, axis=1), 4.0, structure)


@pytest.fixture
def packed(tmp_path: Path) -> Path:
    """Three pages of one file, with a finding on the second and one on the file."""
    found = (
        Finding("quality.auto_rotated", page=2, params={"name": "old.pdf", "file": 0}),
        Finding("sign.digital_present", params={"name": "old.pdf"}),
    )
    with Spool() as spool:
        for number in (1, 2, 3):
            spool.put(number, _sheet(40 * number))
            spool.put_rows(number, make_rows([Word(f"trang{number}", Rect(10, 10, 30, 14.5), 0.93)]))
        pack(FileRead(tuple(_page(n) for n in (1, 2, 3)), found, True), spool, tmp_path / "pack")
    return tmp_path / "pack"


def test_everything_comes_back_under_its_new_number(packed: Path) -> None:
    """Values, words, structure and pixels, to the last digit."""
    with Spool() as spool:
        read = unpack(packed, spool, FILE, index=4, numbers={1: 7, 2: 8, 3: 9})
        assert [(p.page.number, p.page.file, p.page.file_page) for p in read.pages] == [(7, 4, 1), (8, 4, 2), (9, 4, 3)]
        assert read.pages[0].values == {"name": "VŨ THỊ MẪU"}
        assert read.pages[0].page.skew_deg == -1.25
        assert spool.rows(8)[0].words == (Word("trang2", Rect(10, 10, 30, 14.5), 0.93),)
        taken, was = spool.take(9), _sheet(120)
        assert taken.structure == was.structure
        for one, other in ((taken.gray, was.gray), (taken.ink, was.ink), (taken.fine, was.fine)):
            np.testing.assert_array_equal(one, other)


def test_findings_follow_their_page_and_today_s_name(packed: Path) -> None:
    """A file is called what it is called now."""
    with Spool() as spool:
        read = unpack(packed, spool, FILE, index=4, numbers={1: 7, 2: 8, 3: 9})
    assert [(f.page, dict(f.params)) for f in read.findings] == [
        (8, {"name": "today.pdf", "file": 4}),
        (None, {"name": "today.pdf"}),
    ]
    assert read.signed


def test_pages_that_are_not_wanted_are_left_out_with_their_findings(packed: Path) -> None:
    """A page that was replaced by another picture is no part of the dossier any more."""
    with Spool() as spool:
        read = unpack(packed, spool, FILE, index=0, numbers={3: 1, 1: 2})
        assert {p.page.file_page: p.page.number for p in read.pages} == {3: 1, 1: 2}
        assert [f.page for f in read.findings] == [None]
        assert spool.rows(1)[0].words[0].text == "trang3"


def test_what_is_damaged_or_of_another_version_is_read_anew(packed: Path, tmp_path: Path) -> None:
    """Never half taken for whole."""
    cut = tmp_path / "cut"
    cut.write_bytes(packed.read_bytes()[:-200])
    other = tmp_path / "other"
    with zipfile.ZipFile(other, "w") as archive:
        archive.comment = b"scanpipe.kept/0"
        archive.writestr("read.json", "{}")
    for path in (cut, other):
        with Spool() as spool, pytest.raises(StalePackError, match="read the file again"):
            unpack(path, spool, FILE, index=0, numbers={1: 1})
