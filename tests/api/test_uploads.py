"""Names of files are made harmless, and no more is read than may be taken."""

from __future__ import annotations

import io
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.datastructures import UploadFile

from api.uploads import digest, read_file, shown_name
from scanpipe.errors import UploadError
from scanpipe.settings import Settings


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("to khai.pdf", "to khai.pdf"),
        ("C:\\Users\\me\\to khai.pdf", "to khai.pdf"),
        ("../../etc/passwd", "passwd"),
        ("/", "tệp"),
        ("..", ".."),
        ("", "tệp"),
        (None, "tệp"),
        ("a\r\nSet-Cookie: x.jpg", "aSet-Cookie: x.jpg"),
        ("ảnh\u202egpj.exe", "ảnhgpj.exe"),
        ("a" * 300 + ".jpg", "a" * 116 + ".jpg"),
        ("<b>.jpg", "<b>.jpg"),
    ],
)
def test_a_name_is_only_ever_shown(sent: str | None, shown: str) -> None:
    """Its last part, without what could turn or break a line."""
    assert shown_name(sent) == shown


@given(st.text(max_size=300))
def test_every_name_can_be_shown(name: str) -> None:
    """Short, on one line, in NFC, never empty."""
    shown = shown_name(name)
    assert 0 < len(shown) <= 120
    assert "/" not in shown
    assert "\\" not in shown
    assert shown == unicodedata.normalize("NFC", shown)
    assert not any(unicodedata.category(c).startswith("C") for c in shown)


def test_no_more_is_read_than_may_be_taken() -> None:
    """A file of just the size is taken; one byte more and it is refused by name, not read on."""
    most = 1024 * 1024
    just = UploadFile(io.BytesIO(b"0" * most), filename="a.jpg")
    assert len(read_file(just, Settings(max_file_mb=1)).data) == most
    larger = UploadFile(io.BytesIO(b"0" * (most + 500)), filename="b.jpg")
    with pytest.raises(UploadError) as refused:
        read_file(larger, Settings(max_file_mb=1))
    assert (refused.value.code, refused.value.params) == ("file.too_large", {"name": "b.jpg", "max_mb": 1})
    assert larger.file.tell() == most + 1


def test_a_file_can_be_read_after_it_was_compared() -> None:
    """And compared after it was read."""
    part = UploadFile(io.BytesIO(b"abc"), filename="a")
    assert digest(part) == digest(part)
    assert read_file(part, Settings()).data == b"abc"
    assert digest(part) != digest(UploadFile(io.BytesIO(b"abd"), filename="a"))
