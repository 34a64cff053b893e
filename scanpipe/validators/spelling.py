"""How much of the spelling a comparison forgives. Validators stand below `scanpipe.text` and need only this much."""

import re
import unicodedata

_SEPARATORS = re.compile(r"[\s.\-_·•…\u00ad\u2010-\u2015]+")
_SAME_SIGN = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "`": "'", "´": "'"})


def nfc(text: str) -> str:
    """
    The text in Unicode NFC with single spaces and straight apostrophes.

    >>> nfc("Nguyê\u0303n   Va\u0306n  A"), nfc("H’Mông")
    ('Nguyễn Văn A', "H'Mông")
    """
    return " ".join(unicodedata.normalize("NFC", text).translate(_SAME_SIGN).split())


def fold(text: str) -> str:
    """
    Lower case, no tones or diacritics, single spaces: what survives a bad scan.

    >>> fold("Một  TRIỆU đồng")
    'mot trieu dong'
    """
    decomposed = unicodedata.normalize("NFD", nfc(text).lower().replace("đ", "d"))
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def key(text: str) -> str:
    """
    Only the letters and digits of the folded text, so that hyphens, spaces and apostrophes do not count.

    >>> key("Thừa Thiên - Huế"), key("H'Mông")
    ('thuathienhue', 'hmong')
    """
    return "".join(c for c in fold(text) if c.isalnum())


def without_separators(text: str) -> str:
    """
    The text without spaces, dots, hyphens, dashes and leaders.

    >>> without_separators("079.190-000 123....")
    '079190000123'
    """
    return _SEPARATORS.sub("", unicodedata.normalize("NFC", text))
