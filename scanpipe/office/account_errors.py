"""What cannot be done with an account, a password or a key, each with a code that the doors turn into words."""

from __future__ import annotations

from collections.abc import Mapping

from scanpipe.errors import UsageError

_SENTENCES: Mapping[str, str] = {
    "unknown": "There is no such account: `scanpipe users list` shows those there are.",
    "login": "A login has 1 to 80 small letters a-z, digits and . _ @ + -, and begins and ends with a letter or digit.",
    "login_taken": "Somebody has this login already: choose another, or give them other roles.",
    "name": "The name is missing or too long: give up to 80 letters.",
    "unit": "This Center is not yours, or its name has more than 80 letters: leave it out, or name your own.",
    "roles": "Give at least one of the roles officer, lead, operator, publisher, auditor, administrator.",
    "last_administrator": "This is the last administrator of all Centers: make another one first.",
    "closed": "The account is closed: reopen it first.",
    "scopes": "Give the key at least one scope that exists.",
    "old_password": "The password in use is not this one.",
    "password_short": "The password is too short: take at least 12 characters.",
    "password_long": "The password is too long: take at most 200 characters.",
    "password_login": "The password is the login: take another one.",
    "password_common": "Many people have this password: take another one.",
}


class AccountError(UsageError):
    """The person at the keyboard can mend it; `why` is the code."""

    def __init__(self, why: str) -> None:
        super().__init__(_SENTENCES[why])
        self.why = why


def reasons() -> frozenset[str]:
    """Every code there is."""
    return frozenset(_SENTENCES)
