"""
How sure it is that two names differ, word by word: what closer looks say at the place of each word that is not the
card's.

One look that reads the card's word settles that word. What looks agree on is believed when they are sure enough for
that kind of difference (`name_marks`); a slip in one word does not hide a difference in another.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, zip_longest

from rapidfuzz.distance import Levenshtein

from scanpipe.closer_look import Look
from scanpipe.cross import name_marks
from scanpipe.cross.names import READER, compare
from scanpipe.cross.people import Fact
from scanpipe.cross.slips import (
    AGREE,
    ASKED,
    DIFFERENT,
    LEGIBLE,
    SLIPS_UP_TO,
    SURE,
    SURE_WORDS,
    Again,
    Doubt,
    clear,
    weighed,
)
from scanpipe.model import Source
from scanpipe.text import nfc, without_marks
from scanpipe.validators.tones import place_tone

_ALIKE = 0.5
"""Mean likeness (0–1) of the words of a look with those of the name, from which they stand in its place."""


@dataclass(frozen=True, slots=True)
class _Spoken:
    """A word of a look, in capitals, how sure it is (0–1), and whether the whole look was clear."""

    word: str
    confidence: float
    clear: bool


def weighed_name(one: Fact, other: Fact, *, document: int, again: Again | None) -> Doubt | None:
    """
    How sure it is that two names differ; None when it is better to say nothing.

    `one` is the name on the paper `document`, at which `again` may look closer; `other` that of the card or of another
    paper. The doubt holds the name that closer looks agree on, where it is not what was read first.
    """
    zone = Source.MRZ in (one.reading.source, other.reading.source)
    plain = without_marks if zone else str
    theirs = plain(other.value).split()
    words = _parted(plain(one.value).split(), theirs)
    looked = one.reading.source is Source.OCR and other.exact
    if again is None or not looked or not _word_by_word(words, theirs):
        return weighed(one, other, READER, slip=compare(one, other).slip, document=document, again=again)
    sure = min(one.sure, other.sure)
    if sure < LEGIBLE:
        return None
    looks = [
        tuple((plain(nfc(text)), confidence) for text, confidence in look) for look in again(document, one.reading)
    ]
    if any(READER.says(" ".join(word for word, _ in look), " ".join(theirs)) for look in looks):
        return None
    places = [place for look in looks if (place := _in_place(look, words))]
    pairs = [(i, x, y) for i, (x, y) in enumerate(zip(words, theirs, strict=True)) if x != y]
    heard = {i: _heard(x, y, [place[i] for place in places], sure) for i, x, y in pairs}
    if not any(h.differs for h in heard.values()):
        return None
    said = " ".join(heard[i].word if i in heard else word for i, word in enumerate(words))
    confirmed = all(h.confirmed for h in heard.values())
    value = None if said == " ".join(plain(one.value).split()) else said
    return Doubt(sure if confirmed else min(sure, ASKED), confirmed and sure >= SURE, value)


def _word_by_word(words: Sequence[str], theirs: Sequence[str]) -> bool:
    """Whether the words of two names stand in one order."""
    moved = any(x != y and x in theirs for x, y in zip_longest(words, theirs))
    return len(words) == len(theirs) and not moved


@dataclass(frozen=True, slots=True)
class _Heard:
    """What is believed to stand in the place of a word, whether it differs, and whether that is no mere question."""

    word: str
    differs: bool
    confirmed: bool = False


def _heard(first: str, theirs: str, looks: Sequence[_Spoken], sure: float) -> _Heard:
    """
    One word that was read first as `first` where the card has `theirs`. `looks`: what each closer look has in its
    place; `sure`: the confidence of the whole name as first read.
    """
    if any(look.word == theirs for look in looks):
        return _Heard(theirs, differs=False)
    slip = name_marks.slip_of_a_word(theirs, first)
    agreed = [look for look in looks if look.word == first]
    legible = [look for look in looks if look.clear]
    if len(agreed) < AGREE:
        return _Heard(first, differs=not slip and sure >= DIFFERENT)
    if not slip:
        return _Heard(first, differs=True, confirmed=True)
    # Where one picture shows another word still, the mark is not legible.
    if any(look.word != first for look in legible):
        return _Heard(first, differs=False)
    if sure > SLIPS_UP_TO and not name_marks.only_gained(theirs, first):
        return _Heard(first, differs=True, confirmed=True)
    if len(legible) < AGREE:
        return _Heard(first, differs=False)
    mean = sum(look.confidence for look in legible) / len(legible)
    # A name that was read so badly may be handwriting, of which nothing was measured.
    needed = name_marks.needed(theirs, first) if sure >= DIFFERENT else SURE_WORDS
    return _Heard(first, differs=mean >= needed)


def _parted(words: list[str], theirs: Sequence[str]) -> list[str]:
    """
    The words of a name, parted as the other name is where a space was not read.

    >>> _parted(["PHẠMTHI", "NGÂN"], ["PHẠM", "THỊ", "NGÂN"]), _parted(["LÊ", "AN"], ["LÊ", "ÁNH"])
    (['PHẠM', 'THI', 'NGÂN'], ['LÊ', 'AN'])
    """
    if len(words) >= len(theirs) or len("".join(words)) != len("".join(theirs)):
        return words
    return [word for word, _ in _cut([(word, 1.0) for word in words], theirs)]


def _in_place(look: Look, name: Sequence[str]) -> list[_Spoken]:
    """The words of a look that stand where the name does; none where it says something else."""
    words = [(place_tone(w), sure) for text, sure in look for w in re.findall(r"[^\W_]+", nfc(text).upper())]
    ends = range(len(words) + 1)
    runs = [words[i:j] for i in ends for j in ends[i + 1 :] if j - i <= len(name)]
    letters = len("".join(name))
    windows = [run for run in runs if len(run) == len(name)]
    windows += [_cut(run, name) for run in runs if len(run) < len(name) and sum(len(w) for w, _ in run) == letters]
    likest = max(windows, key=lambda window: _likeness(window, name), default=[])
    if not likest or _likeness(likest, name) < _ALIKE:
        return []
    return [_Spoken(word, sure, clear(tuple(likest))) for word, sure in likest]


def _cut(words: Sequence[tuple[str, float]], name: Sequence[str]) -> list[tuple[str, float]]:
    """As many letters as a name has, cut into words as long as its words; each as sure as its least sure letter."""
    letters = [(letter, sure) for word, sure in words for letter in word]
    ends = list(accumulate(len(word) for word in name))
    cut = [letters[end - len(word) : end] for word, end in zip(name, ends, strict=True)]
    return [("".join(letter for letter, _ in part), min(sure for _, sure in part)) for part in cut]


def _likeness(window: Sequence[tuple[str, float]], name: Sequence[str]) -> float:
    """How much words look like those of a name, 0–1, marks aside."""
    pairs = [(without_marks(word), without_marks(part)) for (word, _), part in zip(window, name, strict=True)]
    return sum(Levenshtein.normalized_similarity(*pair) for pair in pairs) / len(pairs)
