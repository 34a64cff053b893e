"""What labels usually mean: usual.yaml, read and checked once."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

from pydantic import Field

from scanpipe.catalog.load import read_file
from scanpipe.catalog.strict import Key, Strict, Text
from scanpipe.text import base_letters

_PARENTHESES = re.compile(r"\([^()]*\)")
T = TypeVar("T", "Label", "Person")

_TABLE = Path(__file__).with_name("usual.yaml")


class Label(Strict):
    """Words of labels that ask for one thing, with the key and the type that it has."""

    key: Key
    type: Key
    words: tuple[Text, ...] = Field(min_length=1)


class Person(Strict):
    """Words that name one person of a paper; `key` is the group of that person's fields."""

    key: Key
    words: tuple[Text, ...] = Field(min_length=1)


class Table(Strict):
    """The whole file."""

    labels: tuple[Label, ...]
    people: tuple[Person, ...]
    parts: tuple[Person, ...]
    personal: tuple[Key, ...]


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a label asks for; `share` (0-1) is how much of its letters say so. `personal`: it is of some person."""

    key: str
    type: str
    share: float
    personal: bool


def meaning_of(name: str) -> Meaning | None:
    """
    What a label asks for, by the longest usual words in it; None where there are none.

    Words in parentheses count when there are no others.

    >>> meaning_of("Số định danh cá nhân của chủ hộ").type
    'citizen_id'
    """
    outside = _PARENTHESES.sub(" ", name)
    for text in (outside.partition(":")[0], outside, name):
        letters = base_letters(text)
        if found := _longest(letters, _labels()):
            words, label = found
            return Meaning(label.key, label.type, len(words) / len(letters), label.key in _table().personal)
    return None


def person_in(text: str) -> str | None:
    """The group of the person that a label, a heading or a caption names; None where it names nobody."""
    found = _longest(base_letters(text), _people())
    return found[1].key if found else None


def part_in(heading: str) -> str | None:
    """The group of the fields under a heading: a person, or another part of the form; None where it names none."""
    letters = base_letters(heading)
    found = _longest(letters, _parts()) or _longest(letters, _people())
    return found[1].key if found else None


def _longest(letters: str, table: Iterable[tuple[str, T]]) -> tuple[str, T] | None:
    # So short a word ("TT", "Ảnh") is no part of another one: it is the whole label or nothing.
    fits = [(words, one) for words, one in table if words == letters or (len(words) > 3 and words in letters)]
    return max(fits, key=lambda pair: len(pair[0]), default=None)


@lru_cache(maxsize=1)
def _table() -> Table:
    return read_file(_TABLE, Table)


@lru_cache(maxsize=1)
def _labels() -> tuple[tuple[str, Label], ...]:
    return tuple((base_letters(words), label) for label in _table().labels for words in label.words)


@lru_cache(maxsize=1)
def _people() -> tuple[tuple[str, Person], ...]:
    return tuple((base_letters(words), person) for person in _table().people for words in person.words)


@lru_cache(maxsize=1)
def _parts() -> tuple[tuple[str, Person], ...]:
    return tuple((base_letters(words), part) for part in _table().parts for words in part.words)
