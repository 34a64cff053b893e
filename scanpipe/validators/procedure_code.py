r"""
Mã thủ tục hành chính: the code of an administrative procedure on the National Public Service Portal.

    1.001193                     the procedure
    1.001193.01                  one of its cases
    1.001193.000.00.00.H49       as an agency publishes it (H: province, G: ministry)

Source: portal pages of July 2026 [R].

>>> validate("1.001193"), validate(" 1.001193.000.00.00.h49 ")
('1.001193', '1.001193.000.00.00.H49')
>>> procedure("1.001193.000.00.00.H49")
'1.001193'
"""

import datetime as dt
import re

from scanpipe.validators.refusals import WrongCharacters, accepts

_CODE = re.compile(r"(\d\.\d{6})(\.\d{2})?(\.\d{3}\.\d{2}\.\d{2}\.[A-Z]\d{2})?", re.ASCII)


def compact(text: str) -> str:
    """The code without spaces and hyphens, letters as capitals; the dots belong to it."""
    return re.sub(r"[\s\-]+", "", text).upper().strip(".")


def validate(text: str, *, on: dt.date | None = None) -> str:
    """The code as written on the portal, or why it cannot be one."""
    code = compact(text)
    if not _CODE.fullmatch(code):
        raise WrongCharacters("expected one digit, a dot and six digits")
    return code


def is_valid(text: str, *, on: dt.date | None = None) -> bool:
    """Whether the text can be the code of a procedure."""
    return accepts(validate, text, on)


def procedure(code: str) -> str:
    """The procedure that a valid code belongs to, without case and agency."""
    return code[:8]


def doubts(text: str, *, on: dt.date | None = None) -> tuple[str, ...]:
    """Nothing about a well formed code is doubtful."""
    return ()
