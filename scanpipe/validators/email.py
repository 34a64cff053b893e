"""
Thư điện tử: an e-mail address, its form only. Nobody is asked whether the address exists.

A small part of RFC 5321 and 5322 (recalled [M]): letters, digits and a few signs of ASCII before the @, words joined by
single dots; at least two labels after it; at most 64 and 254 characters. Quoted names and addresses with letters
outside ASCII are legal elsewhere and unheard of on our forms. Spaces never belong to an address: OCR adds them.

>>> validate(" Nguyen.VanA @Example.vn")
'nguyen.vana@example.vn'
>>> is_valid("nguyễn@example.vn"), is_valid("a..b@example.vn"), is_valid("a@example"), is_valid("a@b@example.vn")
(False, False, False, False)
"""

import datetime as dt
import re

from scanpipe.validators.refusals import WrongCharacters, WrongLength, accepts

_WORD = r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_ADDRESS = re.compile(rf"{_WORD}(?:\.{_WORD})*@(?:{_LABEL}\.)+(?:[a-z]{{2,63}}|xn--[a-z0-9-]{{1,59}})")

LONGEST = 254
LONGEST_NAME = 64


def compact(text: str) -> str:
    """The address without spaces, in lower case; dots and hyphens belong to it."""
    return "".join(text.split()).lower()


def validate(text: str, *, on: dt.date | None = None) -> str:
    """The address in lower case, or why it cannot be one."""
    address = compact(text)
    name, at, _ = address.rpartition("@")
    if not at or not name:
        raise WrongCharacters("expected a name, @ and a domain")
    if len(address) > LONGEST or len(name) > LONGEST_NAME:
        raise WrongLength(f"longer than {LONGEST} characters, or {LONGEST_NAME} before the @")
    if not _ADDRESS.fullmatch(address):
        raise WrongCharacters("not the form of an e-mail address")
    return address


def is_valid(text: str, *, on: dt.date | None = None) -> bool:
    """Whether the text has the form of an e-mail address."""
    return accepts(validate, text, on)


def doubts(text: str, *, on: dt.date | None = None) -> tuple[str, ...]:
    """Nothing about a well formed address can be doubted without asking the network."""
    return ()
