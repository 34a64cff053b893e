"""Names that the store gives: of checks, files, pages, findings, and the two secrets of a check (code and token)."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets

CODE_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""What a person can read out and type: no 0/O, 1/I/L, U."""

_ID_LETTERS = "0123456789abcdefghjkmnpqrstvwxyz"
_CHECK_ID = re.compile(f"chk_[{_ID_LETTERS}]{{26}}")
_CODE = re.compile(f"KT-[{CODE_LETTERS}]{{4}}-[{CODE_LETTERS}]{{4}}")


def _drawn(letters: str, length: int) -> str:
    return "".join(secrets.choice(letters) for _ in range(length))


def new_check_id() -> str:
    """A fresh name of a check: `chk_` and 26 letters (130 bits)."""
    return "chk_" + _drawn(_ID_LETTERS, 26)


def new_file_id() -> str:
    """A fresh name of a file: `file_` and 16 letters."""
    return "file_" + _drawn(_ID_LETTERS, 16)


def new_page_id() -> str:
    """A fresh name of a page: `pg_` and 16 letters."""
    return "pg_" + _drawn(_ID_LETTERS, 16)


def new_blob_key(check_id: str, kind: str) -> str:
    """A fresh name of a blob of that check, such as `chk_…/straight_…`; it is never given twice."""
    return f"{check_id}/{kind}_{_drawn(_ID_LETTERS, 16)}"


def is_check_id(text: str) -> bool:
    """Whether the text is written like the id of a check."""
    return _CHECK_ID.fullmatch(text) is not None


def new_code() -> str:
    """A fresh code for officers, such as `KT-7M4K-92QX` (39 bits: good only behind a login)."""
    drawn = _drawn(CODE_LETTERS, 8)
    return f"KT-{drawn[:4]}-{drawn[4:]}"


def is_code(text: str) -> bool:
    """Whether the text is written like a code."""
    return _CODE.fullmatch(text) is not None


def new_token() -> str:
    """A fresh secret of a citizen's own link: 128 bits, safe in a URL."""
    return secrets.token_urlsafe(16)


def token_hash(token: str) -> str:
    """What is kept of a token: its SHA-256 in hex. A token is random, so nothing slower is needed."""
    return hashlib.sha256(token.encode()).hexdigest()


def same_token(token: str, kept_hash: str) -> bool:
    """Whether a token is the one of which the hash was kept; in constant time."""
    return hmac.compare_digest(token_hash(token), kept_hash)


def code_hash(code: str) -> str:
    """What the proof of an erasure keeps of a code: its SHA-256 in hex."""
    return hashlib.sha256(code.encode()).hexdigest()


def finding_id(code: str, *, page_id: str | None, key: str | None, paper: str | None, ordinal: int = 0) -> str:
    """
    The name of a finding, the same in every run that finds the same thing again: `f_` and 12 hex digits.

    `paper` says which paper of the check, `ordinal` which of several that are otherwise alike.
    """
    told = "\x1f".join((code, page_id or "", key or "", paper or "", str(ordinal)))
    return "f_" + hashlib.sha256(told.encode()).hexdigest()[:12]
