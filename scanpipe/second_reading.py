"""
Values read with doubt, read once more: alone on white, in three sizes, all of a page in one call of the engine.

The first pass sees a whole page at the resolution at which lines are found best. A tone mark is three pixels there,
and the engine is as unsure of "Ô" and "Ố" as its confidence says. The four readings vote, and a value that no two of
them agree on stays doubtful.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from scanpipe.imaging.sheet import Sheet
from scanpipe.model import Image, Rect
from scanpipe.ocr.engine import OcrEngine, RawWord
from scanpipe.strips import read_strips, strips_of
from scanpipe.text import digits, nfc

NUMBERS = frozenset({"citizen_id", "date", "identity_document", "old_id", "passport", "phone", "tax_code"})
EXACT = NUMBERS | {"person_name", "email"}
"""Types of values in which a single letter counts."""
DOUBTFUL = 0.9
"""Values whose least sure word is surer than this are not read again."""
_HOPELESS = 0.2
"""Words less sure than this on average are handwriting that a second look does not make legible."""
_LARGER = (1.5,)
_AGREED, _ALONE = 0.97, 0.5
_READ_AT_ALL = 0.05
_MARGINS = " .…_:-,;|"


@dataclass(frozen=True, slots=True)
class Doubt:
    """A value that was read with doubt: which field, its type, what was read, and where each of its lines stands."""

    key: str
    kind: str
    text: str = field(repr=False)
    confidence: float
    lines: tuple[Rect, ...]


def worth_it(kind: str, confidences: Sequence[float]) -> bool:
    """Whether a value of that type, whose words were read with those confidences (0–1), is read again."""
    if kind not in EXACT or not confidences or min(confidences) >= DOUBTFUL:
        return False
    return sum(confidences) / len(confidences) >= _HOPELESS


def read_again(sheet: Sheet, doubts: Sequence[Doubt], engine: OcrEngine) -> Mapping[str, tuple[str, float]]:
    """
    Text and confidence (0–1) of each value after a second look, by key. Raises EngineError.

    The lines of one size are stacked on one page with all others, so the engine starts once.
    """
    pictures: list[Image] = []
    owner: list[tuple[str, int]] = []
    for doubt in doubts:
        for line in doubt.lines:
            strips = strips_of(sheet, line, _LARGER)
            pictures += strips
            owner += [(doubt.key, size) for size in range(len(strips))]
    read: dict[tuple[str, int], list[RawWord]] = defaultdict(list)
    for whose, words in zip(owner, read_strips(pictures, engine), strict=True):
        read[whose] += words
    out = {}
    for doubt in doubts if pictures else ():
        again = [words for (key, _), words in sorted(read.items()) if key == doubt.key and words]
        told = [(" ".join(w.text for w in words), min(w.confidence for w in words)) for words in again]
        out[doubt.key] = elected(doubt.kind, [(doubt.text, doubt.confidence), *told])
    return out


def elected(kind: str, readings: Sequence[tuple[str, float]]) -> tuple[str, float]:
    """
    The reading, of several as text and confidence, that the others speak for most, and how sure it is.

    Numbers and dates are the same when their digits are, other values when their letters are. What only one reading
    says is at most half sure.
    """
    weight: dict[str, float] = defaultdict(float)
    voices: dict[str, list[tuple[str, float]]] = defaultdict(list)
    for text, confidence in readings:
        same = _same(kind, text)
        weight[same] += _READ_AT_ALL + confidence
        voices[same].append((text.strip(_MARGINS), confidence))
    best = max(weight, key=lambda same: weight[same])
    text = max(voices[best], key=lambda voice: voice[1])[0]
    sure = max(confidence for _, confidence in voices[best])
    return text, min(sure, _AGREED) if len(voices[best]) > 1 else min(sure, _ALONE)


def _same(kind: str, text: str) -> str:
    return (digits(text) if kind in NUMBERS else "") or nfc(text.strip(_MARGINS))
