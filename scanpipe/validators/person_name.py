"""
Họ, chữ đệm và tên: the name of a person.

A name of a Vietnamese citizen is in Vietnamese or a language of another people of Viet Nam, with no digits and no sign
that is not a letter (Bộ luật Dân sự 2015 art. 26 [M]). Names such as K'Brếu, Ê-ban and those of foreigners are names
too: any Latin letter, apostrophe and hyphen passes. The normalised form is in capitals as cards print it, in NFC, each
tone on its customary letter (`tones`). What a form wants in capitals is asked for by its label: see `not_capitals`.

>>> validate("  Nguyê\u0303n Thị   Hoà. ")
'NGUYỄN THỊ HÒA'
>>> validate("K’Brếu"), doubts("K’Brếu")
("K'BRẾU", ('not_capitals', 'single_word'))
>>> validate("NGUYỄN VĂN 4")
Traceback (most recent call last):
scanpipe.validators.refusals.WrongCharacters: a name has no digits
"""

import datetime as dt
import unicodedata

from scanpipe.validators.refusals import Refusal, WrongCharacters, WrongLength, accepts
from scanpipe.validators.spelling import nfc
from scanpipe.validators.tones import place_tone

LONGEST = 100
_ALPHABET = set("ABCDĐEGHIKLMNOPQRSTUVXY")
_TONES = "\u0300\u0301\u0303\u0309\u0323"


def compact(text: str) -> str:
    """The name in NFC with single spaces, without dots and lines at its ends, each tone on its customary letter."""
    return " ".join(place_tone(word) for word in nfc(text).strip(" .…_-:;,|").split())


def validate(text: str, *, on: dt.date | None = None) -> str:
    """The name in capitals, or why it cannot be one."""
    name = compact(text).upper()
    if not name:
        raise WrongLength("nothing written")
    if len(name) > LONGEST:
        raise WrongLength(f"longer than {LONGEST} characters")
    if any(c.isdigit() for c in name):
        raise WrongCharacters("a name has no digits")
    if not all(_latin(c) or c in " '-.(),/" or unicodedata.combining(c) for c in name):
        raise WrongCharacters("a name is written in Latin letters")
    if not any(map(_latin, name)):
        raise WrongCharacters("no letter")
    return name


def is_valid(text: str, *, on: dt.date | None = None) -> bool:
    """Whether the text can be a name."""
    return accepts(validate, text, on)


def doubts(text: str, *, on: dt.date | None = None) -> tuple[str, ...]:
    """
    What deserves a look.

    `not_capitals`: not all in capitals. `single_word`. `other_signs`: brackets, commas, slashes. `foreign_letters`: F,
    J, W, Z or letters of other languages. `two_tones`: a word that bears several tones.
    """
    try:
        name = validate(text, on=on)
    except Refusal:
        return ()
    decomposed = unicodedata.normalize("NFD", name)
    found = {
        "not_capitals": compact(text) != name,
        "single_word": " " not in name,
        "other_signs": any(c in "(),/" for c in name),
        "foreign_letters": any(c.isalpha() and c not in _ALPHABET for c in decomposed),
        "two_tones": any(sum(c in _TONES for c in word) > 1 for word in decomposed.split()),
    }
    return tuple(code for code, holds in found.items() if holds)


def _latin(c: str) -> bool:
    return c.isalpha() and unicodedata.name(c, "").startswith("LATIN ")
