"""
Where the tone mark of a Vietnamese syllable stands. Typists write both "hòa" and "hoà", both "thúy" and "thuý"; and
fast ones write "hòang" and "qúy", which is nobody's rule.

Both customs agree except for open "oa", "oe", "uy". Here the mark goes on the first letter of those, as in the names
Khánh Hòa and Thanh Hóa of Nghị quyết 202/2025/QH15. The customs themselves are recalled [M].
"""

import unicodedata

_MARKS = "\u0300\u0301\u0303\u0309\u0323"
_VOWELS = "aăâeêioôơuưy"
_SHAPED = "ăâêôơư"


def place_tone(word: str) -> str:
    """
    The word in NFC with its tone mark on the customary letter; a word with no tone, or with several, stays as it is.

    >>> [place_tone(word) for word in ("hoà", "hòang", "qúy", "THUÝ", "gìa", "khoẻ", "Nguyễn", "H'Hen")]
    ['hòa', 'hoàng', 'quý', 'THÚY', 'già', 'khỏe', 'Nguyễn', "H'Hen"]
    """
    decomposed = unicodedata.normalize("NFD", word)
    marks = [c for c in decomposed if c in _MARKS]
    letters = unicodedata.normalize("NFC", "".join(c for c in decomposed if c not in _MARKS))
    at = _place(letters.lower())
    if len(marks) != 1 or at is None:
        return unicodedata.normalize("NFC", word)
    return unicodedata.normalize("NFC", letters[: at + 1] + marks[0] + letters[at + 1 :])


def _place(letters: str) -> int | None:
    """The index of the letter that bears the tone of a toneless word; None when its vowels do not stand together."""
    vowels = [i for i, c in enumerate(letters) if c in _VOWELS]
    if letters.startswith(("qu", "gi")) and len(vowels) > 1 and vowels[1] == 2:
        vowels = vowels[1:]  # these u and i belong to the consonant
    if not vowels or vowels[-1] - vowels[0] != len(vowels) - 1:
        return None
    if shaped := [i for i in vowels if letters[i] in _SHAPED]:
        return shaped[-1]
    if len(vowels) == 2:
        closed = vowels[-1] < len(letters) - 1
        return vowels[1 if closed else 0]
    return vowels[len(vowels) // 2]
