"""
Vietnamese text made comparable. Unicode writes "ộ" in several ways, typists put the tone of "hoà" in two places,
and OCR confuses "ị" with "i": each comparison says how much of that it forgives.
"""

import re
import unicodedata

# One spelling for all: the validators stand below and have it from there.
from scanpipe.validators.spelling import nfc as nfc

_STROKES = str.maketrans("đĐðÐ", "dDdD")
_TONE_MARKS = "\u0300\u0301\u0303\u0309\u0323"  # grave, acute, tilde, hook above, dot below


def without_marks(text: str) -> str:
    """
    Letters without tones and diacritics, case kept.

    >>> without_marks("Đường Nguyễn Huệ")
    'Duong Nguyen Hue'
    """
    # OCR and old keyboards write the Icelandic Ð for Đ.
    plain = text.translate(_STROKES)
    decomposed = unicodedata.normalize("NFD", plain)
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def base_letters(text: str) -> str:
    """
    Only letters and digits, lower case, without tones: what survives a bad scan.

    >>> base_letters("3. Giới tính:")
    '3gioitinh'
    """
    return "".join(c for c in without_marks(text) if c.isalnum()).lower()


def tone_free(word: str) -> str:
    """
    One word without its tone, vowels kept: "hòa" and "hoà" become the same, "hoa" and "hoă" stay apart.

    >>> tone_free("hòa") == tone_free("hoà") == "hoa"
    True
    """
    decomposed = unicodedata.normalize("NFD", word)
    return unicodedata.normalize("NFC", "".join(c for c in decomposed if c not in _TONE_MARKS))


def tone_of(word: str) -> str:
    """The tone mark of one word as a combining character, or an empty string."""
    return next((c for c in unicodedata.normalize("NFD", word) if c in _TONE_MARKS), "")


def same_words(a: str, b: str) -> bool:
    """
    Whether two texts are the same words, whatever their case, spacing, Unicode form and tone position.

    >>> same_words("TRẦN THỊ HOÀ", "Trần Thị Hòa"), same_words("Trần Thị Hoa", "Trần Thị Hòa")
    (True, False)
    """

    def key(text: str) -> list[tuple[str, str]]:
        return [(tone_free(word), tone_of(word)) for word in nfc(text).casefold().split()]

    return key(a) == key(b)


def digits(text: str) -> str:
    """
    The ASCII digits of a text, in order.

    >>> digits("079 190-000.123")
    '079190000123'
    """
    return re.sub(r"[^0-9]", "", text)
