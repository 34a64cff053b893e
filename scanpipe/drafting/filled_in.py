"""
A draft from a paper that somebody filled in: nothing that may be theirs is kept.

What no edition of the catalogue prints may be what a person wrote. So printed lines are kept only where an edition has
them too; of labels and headings only the words that forms print. What is lost is seen on the blank, once there is one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from scanpipe.catalog.catalog import Catalog
from scanpipe.catalog.schema import Column, Edition, FieldSpec, Line
from scanpipe.catalog.tell_apart import printed_texts
from scanpipe.drafting.edition import Drafted
from scanpipe.publishing.draft_file import Guess
from scanpipe.text import base_letters, nfc

_WORD = re.compile(r"[^\W\d_]+")
_NUMBERED = re.compile(r"^\s*(\(?\d{1,2}(?:\.\d{1,2})*[.)]\s*)?")
_TOLD_ANYWAY = ("type", "required", "date", "gone")
"""Guesses that say nothing of the paper's own words."""


def without_written(found: Drafted, catalog: Catalog) -> Drafted:
    """The draft without its blank, and without words that only this paper has."""
    print_ = _Printed(text for edition in catalog.editions() for text in printed_texts(edition))
    edition = found.edition
    lines = tuple(line for old in edition.lines if (line := print_.line(old)) is not None)
    kept = {line.key for line in lines if isinstance(line, FieldSpec)}
    head = {
        "title": print_.words(edition.title) or edition.form,
        "subtitle": print_.words(edition.subtitle or "") or None,
        "header_lines": tuple(text for text in edition.header_lines if print_.all_of(text)),
        "footnotes": {mark: text for mark, text in edition.footnotes.items() if print_.known(text)},
        "tell_apart": type(edition.tell_apart)(),
        "blank": None,
    }
    cleared = Edition.model_validate(edition.model_dump(by_alias=True) | head | {"lines": [_dumped(x) for x in lines]})
    labels = {spec.key: spec.label for spec in cleared.fields}
    guesses = tuple(_said(guess, labels) for guess in found.guesses if guess.key is None or guess.key in kept)
    return replace(found, edition=cleared, guesses=guesses, carried=tuple(k for k in found.carried if k in kept))


class _Printed:
    """What the editions of a catalogue print: their lines, and the words of these."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._lines: set[str] = set()
        self._words: set[str] = set()
        for text in texts:
            self._lines.add(base_letters(text))
            self._words.update(word.casefold() for word in _WORD.findall(nfc(text)))

    def known(self, text: str) -> bool:
        """Whether an edition prints this line."""
        return base_letters(text) in self._lines

    def all_of(self, text: str) -> bool:
        """Whether every word of a text is printed somewhere."""
        return all(word.casefold() in self._words for word in _WORD.findall(nfc(text)))

    def words(self, text: str) -> str:
        """The text with those of its words only that are printed somewhere; its item number stays."""
        if self.known(text):
            return text
        number = (_NUMBERED.match(text) or [""])[0]
        rest = nfc(text)[len(number) :]
        own = [
            w for w in rest.split() if (parts := _WORD.findall(w)) and all(p.casefold() in self._words for p in parts)
        ]
        return f"{number}{' '.join(own)}".strip() if own else ""

    def line(self, line: Line) -> Line | None:
        """A line of the draft as far as it is print; None where nothing is left of it."""
        if not isinstance(line, FieldSpec):
            return line if self.known(line.text) else None
        label = self.words(line.label)
        if not base_letters(label):
            return None
        columns = tuple(self._column(column) for column in line.columns)
        options = tuple(self.words(option) or "…" for option in line.options)
        captions = tuple(text for text in line.captions if self.known(text))
        return line.model_copy(update={"label": label, "columns": columns, "options": options, "captions": captions})

    def _column(self, column: Column) -> Column:
        return column.model_copy(update={"header": self.words(column.header) or "…"})


def _dumped(line: Line) -> dict[str, object]:
    return line.model_dump(by_alias=True)


def _said(guess: Guess, labels: dict[str, str]) -> Guess:
    """What a guess says, in words that are kept."""
    if guess.what in _TOLD_ANYWAY:
        return guess
    return guess.model_copy(update={"says": labels[guess.key] if guess.key else "…"})
