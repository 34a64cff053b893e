"""
Which differences of a name an engine makes by itself: what it reads for what is written.

Measured on 900 typed names on scans, copies and faint copies, read and looked at closer four times (development seeds
71001 and 71002): of 2,400 letters with marks three were first read bare. The language model of the engine adds marks
("Thi" was read "Thị", "Đinh" "Định"), and so does a speck; it takes one tone for another, above all over Ô, Ê, Ă and Â,
and drops one mark of two. So a name read without a mark that the card has was most likely written so; a mark too many
says little.
"""

from __future__ import annotations

import unicodedata
from itertools import zip_longest

from scanpipe.cross.slips import DIFFERENT, SURE_WORDS, same_letters_at_a_glance
from scanpipe.text import without_marks

BARE_WORDS = 0.87
"""
Mean confidence of a word in closer looks from which it was written without its mark. Of words written bare nineteen in
twenty are read more surely; of six words that lost their marks in reading, two were (0.63 to 0.94).
"""
SLIPS_OF_A_WORD = 2
"""An engine makes so many slips in one word; with more of them it is another word."""


def bare(written: str, read: str) -> bool:
    """
    Whether a letter that has marks in one word has none in what was read.

    >>> bare("HÒA", "HOA"), bare("HOA", "HÒA"), bare("LỘC", "LÔC"), bare("PHƯỢNG", "PHUONG")
    (True, False, False, True)
    """
    if len(written) != len(read):
        return False
    if _marks(read) >= _marks(written):
        return False  # the tone stands on another letter
    return any(w != r and without_marks(w) == r for w, r in zip(written, read, strict=True))


def _marks(word: str) -> int:
    """How many marks a word has; that of Đ is one."""
    return sum(unicodedata.combining(c) > 0 or c in "Đđ" for c in unicodedata.normalize("NFD", word))


def only_gained(written: str, read: str) -> bool:
    """
    Whether what was read has marks on bare letters and is else the same.

    >>> only_gained("THANH", "THẠNH"), only_gained("THÀNH", "THẠNH")
    (True, False)
    """
    return len(written) == len(read) and all(w in (r, without_marks(r)) for w, r in zip(written, read, strict=True))


def slip_of_a_word(written: str, read: str) -> bool:
    """
    Whether slips of an engine explain one word read for another, both in capitals.

    >>> [slip_of_a_word(*pair.split()) for pair in ("LỘC LÔC", "LINH UNH", "DŨNG ĐÔHG", "DŨNG NAM")]
    [True, True, False, False]
    """
    wrong = sum(w != r for w, r in zip_longest(written, read))
    plain_written, plain_read = without_marks(written), without_marks(read)
    if plain_written == plain_read:
        return True
    if len(written) == len(read) and wrong > SLIPS_OF_A_WORD:
        return False
    return same_letters_at_a_glance(plain_written, plain_read)


def needed(written: str, read: str) -> float:
    """The mean confidence (0–1) of closer looks from which they are believed to read a word that is not on the card."""
    if not slip_of_a_word(written, read):
        return 0.0
    if not bare(written, read):
        return SURE_WORDS
    # A slip in another letter of the word makes all of it doubtful, the missing mark no less missing.
    return BARE_WORDS if without_marks(written) == without_marks(read) else DIFFERENT
