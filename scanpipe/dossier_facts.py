"""
What the papers of a dossier tell about it: facts for the conditions of its procedure.

Which field tells which fact is data (`told_by` in forms/procedures/_facts.yaml). Only a field that was read well tells
anything; papers that contradict each other tell nothing. What no paper tells stays unknown, and is never guessed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from scanpipe.catalog.procedure_conditions import Truth
from scanpipe.catalog.procedure_schema import Fact, Told
from scanpipe.model import Document, Ink, Reading
from scanpipe.read import CHOICE_SEPARATOR
from scanpipe.text import nfc, tone_free, tone_of

READ_WELL: Final = 0.8
"""A reading with less confidence (0-1) tells nothing: a paper may be demanded because of it."""


def facts_told(documents: Sequence[Document], facts: Mapping[str, Fact]) -> dict[str, bool]:
    """The facts that the papers tell, true or false; the others are absent."""
    told: dict[str, bool] = {}
    for name, fact in facts.items():
        answers = {a for told_by in fact.told_by for a in _answers(told_by, documents) if a is not None}
        if len(answers) == 1:
            told[name] = answers.pop()
    return told


def _answers(told_by: Told, documents: Sequence[Document]) -> Iterator[Truth]:
    """What each paper of that form says."""
    for document in documents:
        if document.form == told_by.form:
            yield from (_answer(told_by, r) for r in document.readings if r.key == told_by.field)


def _answer(told_by: Told, reading: Reading) -> Truth:
    if reading.ink is not Ink.WRITTEN or not reading.text or reading.confidence < READ_WELL:
        return None
    if told_by.is_ is not None:
        ticked = [_words(option) for option in reading.text.split(CHOICE_SEPARATOR)]
        return ticked[0] == _words(told_by.is_) if len(ticked) == 1 else None
    words = _words(reading.text)
    said = any(_holds(words, _words(phrase)) for phrase in told_by.says)
    denied = any(_holds(words, _words(phrase)) for phrase in told_by.denies)
    return None if said == denied else said


def _words(text: str) -> list[tuple[str, str]]:
    """The words of a text, whatever their case and the position of their tones; without punctuation at their ends."""
    bare = (word.strip(".,;:()/\"'–-") for word in nfc(text).casefold().replace("/", " ").split())
    return [(tone_free(word), tone_of(word)) for word in bare if word]


def _holds(words: Sequence[tuple[str, str]], phrase: Sequence[tuple[str, str]]) -> bool:
    """Whether the words of a phrase stand side by side in a text."""
    last = len(words) - len(phrase)
    return any(list(words[i : i + len(phrase)]) == list(phrase) for i in range(last + 1))
