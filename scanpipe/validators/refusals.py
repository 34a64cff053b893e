"""The four ways in which a value can be refused, and the small questions that all validators ask alike."""

import datetime as dt
from typing import Protocol


class Refusal(ValueError):  # noqa: N818 - the paper is refused, nothing broke
    """Why a text cannot be a value of its kind; its text is a short English reason without the value itself."""


class WrongLength(Refusal):
    """Characters or parts are missing, or there are too many."""


class WrongCharacters(Refusal):
    """Something stands there that such a value never holds."""


class WrongChecksum(Refusal):
    """The check digit belongs to another number."""


class Impossible(Refusal):
    """Well formed, and still no such value exists."""


class Validate(Protocol):
    """The verb `validate` of a validator."""

    def __call__(self, text: str, *, on: dt.date | None = None) -> str:
        """The normalised value, or a `Refusal`."""
        ...


def accepts(validate: Validate, text: str, on: dt.date | None) -> bool:
    """Whether `validate` returns a value instead of refusing."""
    try:
        validate(text, on=on)
    except Refusal:
        return False
    return True


def require_length(number: str, *lengths: int) -> None:
    """Raise `WrongLength` unless the text has one of these lengths."""
    if len(number) not in lengths:
        raise WrongLength(f"{len(number)} characters, expected {' or '.join(map(str, lengths))}")


def require_letters(words: str) -> None:
    """Raise `WrongLength` for no words at all, `WrongCharacters` for digits or words without a letter."""
    if not words:
        raise WrongLength("nothing written")
    if any(c.isdigit() for c in words) or not any(c.isalpha() for c in words):
        raise WrongCharacters("letters only")


def require_digits(number: str) -> None:
    """Raise `WrongCharacters` unless all characters are the digits 0 to 9."""
    if not (number.isascii() and number.isdigit()):
        raise WrongCharacters("digits only")
