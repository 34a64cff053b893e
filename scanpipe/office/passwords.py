"""
Passwords: kept as Argon2id (RFC 9106), chosen freely.

At least 12 characters and no rules of composition, as NIST SP 800-63B (5.1.1.2) and OWASP ASVS (V2.1) have it:
refused are only the login, the commonest, and what is one short piece again and again.
"""

from __future__ import annotations

import secrets
import threading
import unicodedata
from enum import StrEnum

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST = 12
LONGEST = 200
"""In characters. A longer one adds nothing, and hashing without end could be asked for."""
_LONGEST_PIECE = 4
_AT_ONCE = 2
"""How many are hashed at a time: each takes its memory, and a flood of logins must not take all."""

_COMMON = frozenset(
    """
    123456789012 1234567890123 12345678901234 123456789123 1234567890abc 012345678910 123123123123 987654321098
    111222333444 112233445566 123456123456 123456654321 147258369000 1q2w3e4r5t6y 1qaz2wsx3edc 1qazxsw23edc
    q1w2e3r4t5y6 zaq12wsxcde3 qwertyuiopas qwertyuiop12 qwerty123456 qwerty1234567 qwertyuiop123 asdfghjkl123
    asdfghjklzxc zxcvbnm12345 qwerty12345678 password1234 password12345 password123456 passwordpassword password2024
    password2025 password2026 passw0rd1234 p@ssw0rd1234 p@ssword1234 changeme1234 changemeplease letmein12345
    welcome12345 iloveyou1234 administrator administrators administrator1 administrator123 admin1234567 admin12345678
    adminadmin12 abcdefghijkl abcdefgh1234 abcd12345678 abc123456789 abcdef123456 aa1234567890 a12345678910
    a1b2c3d4e5f6 sunshine1234 princess1234 football1234 computer1234 superman1234 matkhau12345 matkhau123456
    matkhaumatkhau matkhau2025 matkhaucuatoi quantrivien1 quantrivien123 vietnam12345 vietnam123456 vietnamvodich
    vietnam2025 hanoi1234567 hochiminhcity saigon123456 anhyeuem1234 anhyeuem123456 emyeuanh1234 toiyeuvietnam
    khongcopass1 khongbietnua1 trungtamhcc1 hanhchinhcong motcuahanhchinh dichvucong12 dichvucong123 canbo1234567
    scanpipe1234
    """.split()  # noqa: SIM905 - one to a line would be a page
)


class Weak(StrEnum):
    """Why a password is refused."""

    SHORT = "short"
    LONG = "long"
    LOGIN = "login"
    COMMON = "common"


def weakness(password: str, login: str) -> Weak | None:
    """
    Why this password is not good enough for that account; None when it is.

    >>> weakness("con mèo leo cây cau", "hoa.nguyen")
    >>> weakness("hoa.nguyen2026", "hoa.nguyen")
    <Weak.LOGIN: 'login'>
    """
    plain = _plain(password)
    if len(plain) < SHORTEST:
        return Weak.SHORT
    if len(plain) > LONGEST:
        return Weak.LONG
    small = plain.casefold()
    letters = _letters(small)
    if small == login.casefold() or (letters and letters == _letters(login.casefold())):
        return Weak.LOGIN
    if small in _COMMON or _is_one_piece(small):
        return Weak.COMMON
    return None


class Passwords:
    """Makes and checks hashes. The parameters are those of new hashes; older ones are still understood."""

    def __init__(self, *, rounds: int = 3, memory_kib: int = 65536) -> None:
        self._hasher = PasswordHasher(time_cost=rounds, memory_cost=memory_kib, parallelism=1)
        self._room = threading.BoundedSemaphore(_AT_ONCE)
        self._nobodys = self.hashed(secrets.token_urlsafe(32))

    def hashed(self, password: str) -> str:
        """What is kept of a password."""
        with self._room:
            return self._hasher.hash(_plain(password))

    def fits(self, password: str, kept: str | None) -> bool:
        """Whether it is the password; where none is kept the same work is done for nothing."""
        try:
            with self._room:
                self._hasher.verify(kept or self._nobodys, _plain(password))
        except (VerificationError, InvalidHashError):
            return False
        return kept is not None

    def is_old(self, kept: str) -> bool:
        """Whether a hash was made with other parameters than new ones are."""
        return self._hasher.check_needs_rehash(kept)


def _plain(password: str) -> str:
    """The same for every keyboard: a letter with its marks can be written in several ways (NFKC, as NIST has it)."""
    return unicodedata.normalize("NFKC", password)


def _letters(text: str) -> str:
    return "".join(c for c in text if c.isalpha())


def _is_one_piece(text: str) -> bool:
    """Whether it is one short piece again and again, such as "abcabcabcabc"."""
    return any((text[:size] * len(text))[: len(text)] == text for size in range(1, _LONGEST_PIECE + 1))
