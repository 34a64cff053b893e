"""
What engines do to written text, as a model: which characters are confused, how often, and how sure the engine is.

The rates and confidences follow development samples (22 papers, 140 typed and handwritten names, numbers and dates,
examined by the pipeline and looked at closer four times): of typed names one in ten was wrong, of typed numbers and
dates none of sixty; what looks like handwriting was wrong more often than not. Right values were read at 0.91 and more
nine times in ten (median 0.955), wrong ones at 0.2 to 0.93. Six of eight slips came back at every closer look.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from scanpipe.closer_look import Look
from scanpipe.model import Box, Ink, Reading, Source
from scanpipe.text import digits, nfc, without_marks

STUBBORN = 0.75
"""How many slips of print come back each time when the same ink is read again."""
_NONSENSE = 0.1
_FIGURES = 0.2
"""Slips in figures for each slip in letters."""
_WRONG_AT_MOST = 0.93
_BOX = Box(0.2, 0.3, 0.5, 0.02)
_DIGITS = {"0": "68O", "6": "08", "8": "063", "1": "7I", "7": "12", "3": "8", "5": "6", "2": "7", "4": "1", "9": "0"}
_MARKS = {
    **{"ô": "ốộồổơ", "ố": "ôồ", "ộ": "ôọ", "ơ": "ờô", "ị": "i", "i": "ịí", "đ": "d", "Đ": "D", "ê": "ếệ", "ễ": "ể"},
    **{"ă": "ẳâ", "â": "ẫấậ", "ẩ": "ấ", "ư": "ừu", "ụ": "u", "a": "ạà", "á": "a", "à": "á", "ạ": "a", "ý": "y"},
    **{"y": "ỳ", "n": "h", "h": "n", "l": "i", "u": "ụ", "e": "c", "c": "e", "o": "ọ"},
}


@dataclass(frozen=True, slots=True)
class Manner:
    """
    A way of writing: how often a name is misread, how many right values are read with doubt, and around what confidence
    (mean, spread) the wrong ones are read.
    """

    name: str
    slips: float
    doubted: float
    wrong: tuple[float, float]
    source: Source = Source.OCR
    unread: float = 0.0
    """How often nothing usable is read at all."""


TYPED = Manner("typed", 0.10, 0.12, (0.87, 0.05))
FAINT = Manner("faint copy", 0.30, 0.40, (0.80, 0.10))
HAND = Manner("hand", 0.60, 0.50, (0.70, 0.20), unread=0.4)
TYPED_IN = Manner("form fields", 0.0, 0.0, (0.99, 0.0), Source.ACROFORM)
TEXT_LAYER = Manner("text layer", 0.0, 0.0, (0.99, 0.0), Source.TEXT_LAYER)
MANNERS = (TYPED, TYPED, TYPED, TYPED_IN, FAINT, TYPED, TEXT_LAYER)
"""As they are dealt; handwriting is asked for by name."""


def misread(key: str, text: str, manner: Manner, rng: Random, *, boxed: bool = False) -> Reading:
    """The reading of a field in which this is written."""
    if rng.random() < manner.unread:
        return Reading(key, 1, _BOX, Ink.WRITTEN, None if rng.random() < 0.5 else "ham: (ái ân", 0.3, manner.source)
    figures = len(digits(text)) > len(text) / 2
    slipped = rng.random() < manner.slips * (_FIGURES if figures else 1.0)
    said = slip(text, rng) if slipped else text
    if manner.source is not Source.OCR:
        sure = 0.99
    elif nfc(said) != nfc(text):
        sure = max(0.05, rng.gauss(*manner.wrong))
        sure = sure if sure < _WRONG_AT_MOST else rng.uniform(0.8, _WRONG_AT_MOST)
    elif rng.random() < manner.doubted:
        sure = rng.uniform(0.55, 0.92)
    else:
        sure = min(0.97, rng.gauss(0.955, 0.012))
    if boxed and manner.source is Source.OCR:
        # Two readers of boxed digits agree, or one of them is shown and never trusted.
        sure = 0.97 if not slipped and rng.random() < 0.8 else min(sure, 0.75)
    return Reading(key, 1, _BOX, Ink.WRITTEN, said, round(sure, 3), manner.source)


def slip(text: str, rng: Random) -> str:
    """The text with one character, now and then two, as an engine confuses them."""
    text = nfc(text)
    for _ in range(1 if rng.random() < 0.75 else 2):
        places = [i for i, c in enumerate(text) if c in _DIGITS or c.lower() in _MARKS]
        if not places:
            return text
        at = rng.choice(places)
        c = text[at]
        other = rng.choice(_DIGITS.get(c) or _MARKS[c.lower()])
        text = text[:at] + (other.upper() if c.isupper() else other) + text[at + 1 :]
    return text if rng.random() < 0.95 else text.replace(" ", "", 1)


def reader(written: str, first: str, rng: Random) -> Callable[[], Look]:
    """Closer looks at ink in which `written` stands and which was first read as `first`."""
    wrong = nfc(first) != nfc(written)
    stubborn = wrong and rng.random() < STUBBORN
    right = {word: _word_sure(rng) for word in nfc(written).split()}

    def again() -> Look:
        if rng.random() < _NONSENSE:
            return tuple((word, 0.5) for word in slip(without_marks(written), rng).split())
        said = first if stubborn else written
        slipped = min(_WRONG_AT_MOST, max(0.3, rng.gauss(0.82, 0.1)))
        return tuple((word, right.get(word, slipped)) for word in nfc(said).split())

    return again


def _word_sure(rng: Random) -> float:
    """How sure a right word is in every look: six of seven surer than any slip."""
    return rng.uniform(0.4, 0.93) if rng.random() < 1 / 7 else min(0.97, rng.gauss(0.96, 0.01))
