"""Digital signatures: there or not, over the whole file or not; never whether they can be trusted."""

import datetime as dt

import pytest

from scanpipe.imaging.pdf_signature import Signed, signatures
from tests.imaging.pdf_samples import pdf, typed

NAME = "Lê Thị Hòa".encode("utf-16-be").hex()
RANGE = "[0 1111111111 1111111111 1111111111]"


def signed(extra: str = "", *, name: str = "chu_ky") -> bytes:
    """A file with one signature field, its byte range filled in as a signing program does."""
    signature = (
        f"<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter /adbe.pkcs7.detached /ByteRange {RANGE} "
        f"/Contents <{'00' * 64}> /Name <feff{NAME}> /M (D:20261120093000+07'00') {extra} >>"
    )
    data = pdf(
        "<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [4 0 R] /SigFlags 3 >> >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Annots [4 0 R] >>",
        f"<< /Type /Annot /Subtype /Widget /FT /Sig /T ({name}) /V 5 0 R /Rect [0 0 0 0] >>",
        signature,
    )
    start = data.index(b"/Contents <") + len(b"/Contents ")
    end = data.index(b">", start) + 1
    ranges = f"[0 {start} {end} {len(data) - end}]".ljust(len(RANGE))
    return data.replace(RANGE.encode(), ranges.encode())


def test_a_signature_over_the_whole_file_is_told_with_what_it_claims() -> None:
    """The field, the name and the time as the file says them."""
    (one,) = signatures(signed())
    zone = dt.timezone(dt.timedelta(hours=7))
    assert one == Signed("chu_ky", True, "Lê Thị Hòa", dt.datetime(2026, 11, 20, 9, 30, tzinfo=zone))


def test_what_was_added_after_signing_is_not_covered() -> None:
    """An incremental update stands behind the last signed byte; a line end at the end of the file is none."""
    (one,) = signatures(signed() + b"6 0 obj\n(added)\nendobj\nstartxref\n0\n%%EOF\n")
    assert not one.whole_file
    (one,) = signatures(signed() + b"\r\n")
    assert one.whole_file


@pytest.mark.parametrize("ranges", ["[0 10]", "[5 100 300 400]", "[0 -1 3 4]", "[0 20 40 60]", "(nonsense)"])
def test_a_byte_range_that_leaves_more_out_than_the_signature_covers_not_all(ranges: str) -> None:
    """A gap wider than the signature may hold anything."""
    data = signed()
    begin = data.index(b"/ByteRange ") + len(b"/ByteRange ")
    (one,) = signatures(data[:begin] + ranges.ljust(len(RANGE)).encode() + data[begin + len(RANGE) :])
    assert not one.whole_file


def test_names_of_people_stay_out_of_logs() -> None:
    """What a log may print of it."""
    assert "Hòa" not in repr(signatures(signed()))


@pytest.mark.parametrize(
    "data", [b"", b"%PDF-1.7 /ByteRange", typed(["no signature"]), signed()[:400], b"/ByteRange " * 1000]
)
def test_files_without_a_signature_and_broken_ones_have_none(data: bytes) -> None:
    """Nothing is raised: that a file cannot be opened is told by who opens it."""
    assert signatures(data) == ()


def test_an_empty_signature_field_is_no_signature() -> None:
    """Who prepared the form left room to sign."""
    assert signatures(signed().replace(b"/V 5 0 R", b"/X 5 0 R")) == ()
