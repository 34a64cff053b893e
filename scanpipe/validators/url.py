"""
Website: the address of a site, its form only. Nobody is asked whether it exists.

A host of at least two labels (RFC 1123, recalled [M]), with or without http(s):// before it and a path after it. Hosts
with Vietnamese letters exist (tên miền tiếng Việt [M]).

>>> validate("Example.VN"), validate("https:// www.example.vn/Cua-Hang ")
('example.vn', 'https://www.example.vn/Cua-Hang')
>>> is_valid("không có")
False
"""

import datetime as dt
import re
import unicodedata

from scanpipe.validators.refusals import WrongCharacters, WrongLength, accepts

_LABEL = r"[^\W_](?:[\w-]{0,61}[^\W_])?"
_SITE = re.compile(
    rf"(?P<scheme>https?://)?(?P<host>(?:{_LABEL}\.)+[^\W\d_]{{2,}})(?P<rest>(?::\d{{1,5}})?(?:[/?#]\S*)?)", re.I
)

LONGEST = 2000


def compact(text: str) -> str:
    """The address without spaces, in NFC."""
    return "".join(unicodedata.normalize("NFC", text).split())


def validate(text: str, *, on: dt.date | None = None) -> str:
    """The address with scheme and host in lower case, or why it cannot be one."""
    address = compact(text)
    if len(address) > LONGEST:
        raise WrongLength(f"longer than {LONGEST} characters")
    match = _SITE.fullmatch(address)
    if match is None:
        raise WrongCharacters("not the form of a web address")
    return (match["scheme"] or "").lower() + match["host"].lower() + match["rest"]


def is_valid(text: str, *, on: dt.date | None = None) -> bool:
    """Whether the text has the form of a web address."""
    return accepts(validate, text, on)


def doubts(text: str, *, on: dt.date | None = None) -> tuple[str, ...]:
    """Nothing about a well formed address can be doubted without asking the network."""
    return ()
