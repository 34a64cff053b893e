"""
Digital signatures of a PDF (ISO 32000-1, §12.8): that there are some, and whether they cover the file as it is.

Presence, not trust: no certificate is checked and no digest computed. Whether a signature is valid is for the software
that the law names; here it is only told that one is there, and whether something was added behind it.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import io
import re
import unicodedata
import warnings
from collections.abc import Iterator
from typing import Any

from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject

from scanpipe.imaging.pdf_object import dictionary, resolved

_MOST_FIELDS, _DEEPEST = 2_000, 32
_TIME = re.compile(r"^D:(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)?(?:Z|([+-])(\d\d)'?(\d\d)?)?")


@dataclasses.dataclass(frozen=True, slots=True)
class Signed:
    """
    One digital signature: the name of its field, and whether it covers the whole file but for itself. `name` and `time`
    are what the file claims: the signer's name and when it was signed, None where it does not say.
    """

    field: str
    whole_file: bool
    name: str | None = dataclasses.field(default=None, repr=False)
    time: dt.datetime | None = None


def signatures(pdf: bytes) -> tuple[Signed, ...]:
    """The digital signatures of a PDF, in the order of its form; none where the file cannot be read. Never raises."""
    if b"/ByteRange" not in pdf and b"/ObjStm" not in pdf:
        return ()  # a signature names the bytes it covers; most files hold none, and need not be parsed again
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            reader = PdfReader(io.BytesIO(pdf))
            if reader.is_encrypted and not reader.decrypt(""):
                return ()
            return tuple(_signatures(reader, pdf))
    except Exception:  # whatever pypdf stumbles over: a file without a readable form has no signature to tell of
        return ()


def _signatures(reader: PdfReader, pdf: bytes) -> Iterator[Signed]:
    form = dictionary(reader.root_object.get("/AcroForm"))
    for name, node in _fields(form):
        value = dictionary(node.get("/V"))
        if _kind(node) != "/Sig" or "/ByteRange" not in value:
            continue
        yield Signed(name, _covers_all(value, pdf), _text(value.get("/Name")), _time(value.get("/M")))


def _fields(form: DictionaryObject) -> Iterator[tuple[str, DictionaryObject]]:
    """All fields of the form with their full names, parents before their children."""
    roots = resolved(form.get("/Fields"))
    nodes = [(item, "", 0) for item in reversed(roots)] if isinstance(roots, ArrayObject) else []
    for _ in range(_MOST_FIELDS):
        if not nodes:
            return
        item, parent, depth = nodes.pop()
        node = dictionary(item)
        own = _text(node.get("/T")) or ""
        name = f"{parent}.{own}" if parent and own else parent or own
        yield name, node
        kids = resolved(node.get("/Kids"))
        if isinstance(kids, ArrayObject) and depth < _DEEPEST:
            nodes += [(kid, name, depth + 1) for kid in reversed(kids)]


def _kind(node: DictionaryObject) -> str:
    return str(node.get("/FT") or dictionary(node.get("/Parent")).get("/FT", ""))


def _covers_all(signature: DictionaryObject, pdf: bytes) -> bool:
    """Whether the two ranges are the whole file but for the signature itself, a hexadecimal string between them."""
    ranges = resolved(signature["/ByteRange"])
    numbers = [resolved(v) for v in ranges] if isinstance(ranges, ArrayObject) else []
    if len(numbers) != 4 or not all(isinstance(v, int) and v >= 0 for v in numbers):
        return False
    start, before, behind, after = (int(v) for v in numbers)
    gap = pdf[start + before : behind]
    closed = gap[:1] == b"<" and gap[-1:] == b">" and re.fullmatch(rb"<[0-9A-Fa-f\s]*>", gap) is not None
    # What follows the end of the file's last revision is no content: some servers add a line end.
    return start == 0 and closed and not pdf[behind + after :].strip(b"\r\n\0 ")


def _text(value: Any) -> str | None:
    value = resolved(value)
    return unicodedata.normalize("NFC", value).strip() or None if isinstance(value, str) else None


def _time(value: Any) -> dt.datetime | None:
    """A date of a PDF ("D:20261120093000+07'00'"); None for anything else."""
    found = _TIME.match(_text(value) or "")
    if found is None:
        return None
    year, month, day, hour, minute, second, sign, hours, minutes = found.groups()
    shift = dt.timedelta(hours=int(hours or 0), minutes=int(minutes or 0)) * (-1 if sign == "-" else 1)
    zone = dt.timezone(shift) if sign else dt.UTC
    try:
        return dt.datetime(int(year), int(month), int(day), int(hour), int(minute), int(second or 0), tzinfo=zone)
    except ValueError:
        return None
