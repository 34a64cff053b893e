"""
Mã số thuế (MST): the tax code.

    10 digits      companies, cooperatives, organisations; the tenth is a check digit
    10 + 3 digits  their branches, 001 to 999
    12 digits      persons, households and household businesses since 01/07/2025: the personal number (of the
                   representative); there is no separate code per place of business

The check digit is 10 − (Σ weight·digit mod 11) with the weights 31 29 23 19 17 13 7 5 3; when that gives 10 the number
cannot exist. python-stdnum (`stdnum.vn.mst`) does it. Foreigners without a personal number keep ten digits.

Source: Thông tư 86/2024/TT-BTC art. 5, quoted by thuvienphapluat.vn, and guidance of Cục Thuế [R]; weights in
python-stdnum 2.2 [R], tried [T]. A ten-digit code of a person (they begin with 8 [M]) on a paper from before
07/2025 is not an error [R], and may still be used in tax papers: doubted, never refused. So are the numbers of
household business certificates from before 07/2025, such as 41A8000000 [M].

>>> validate("0199 999 991")
'0199999991'
>>> validate("0199999991-002")
'0199999991002'
>>> validate("079190000123")
'079190000123'
>>> validate("0199999992")
Traceback (most recent call last):
scanpipe.validators.refusals.WrongChecksum: the tenth digit does not fit the other nine
>>> import datetime as dt
>>> doubts("8001234566", on=dt.date(2025, 8, 1))
('old_personal_code',)
"""

import datetime as dt
import re

from stdnum import exceptions
from stdnum.vn import mst

from scanpipe.validators import citizen_id
from scanpipe.validators.refusals import (
    Impossible,
    Refusal,
    WrongChecksum,
    accepts,
    require_digits,
    require_length,
)
from scanpipe.validators.spelling import without_separators

PERSONAL_NUMBER_SINCE = dt.date(2025, 7, 1)
_OLD_HOUSEHOLD_BUSINESS = re.compile(r"\d{2}[A-Z]\d{7}", re.ASCII)


def compact(text: str) -> str:
    """The code without spaces, dots and hyphens, letters as capitals."""
    return without_separators(text).upper()


def validate(text: str, *, on: dt.date | None = None) -> str:
    """The code as digits without a hyphen, or why it cannot be a tax code."""
    code = compact(text)
    if _OLD_HOUSEHOLD_BUSINESS.fullmatch(code):
        return code
    require_length(code, 10, 12, 13)
    require_digits(code)
    if len(code) == 12:
        return citizen_id.validate(code, on=on)
    try:
        return str(mst.validate(code))
    except exceptions.InvalidChecksum:
        raise WrongChecksum("the tenth digit does not fit the other nine") from None
    except exceptions.ValidationError:
        raise Impossible("no code has seven zeros in a row, and no branch is 000") from None


def is_valid(text: str, *, on: dt.date | None = None) -> bool:
    """Whether the text can be a tax code."""
    return accepts(validate, text, on)


def doubts(text: str, *, on: dt.date | None = None) -> tuple[str, ...]:
    """
    What deserves a look.

    `old_personal_code`: the ten digits of a person after 01/07/2025. `personal_number_too_early`: twelve digits
    before that day. `old_household_code`: the number of an old household business certificate.
    """
    try:
        code = validate(text, on=on)
    except Refusal:
        return ()
    if _OLD_HOUSEHOLD_BUSINESS.fullmatch(code):
        return ("old_household_code",)
    if len(code) == 12:
        early = ("personal_number_too_early",) if on is not None and on < PERSONAL_NUMBER_SINCE else ()
        return early + citizen_id.doubts(code, on=on)
    if code.startswith("8") and on is not None and on >= PERSONAL_NUMBER_SINCE:
        return ("old_personal_code",)
    return ()
