"""
Instruments that are named somewhere and that no edition is issued by: each may be one that brings a new form.

Read off the files of editions (what must not stand on a paper, what is uncertain, what differs) and off papers.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from scanpipe.catalog import Catalog, Edition
from scanpipe.citation import numbers_in

_NAMED = re.compile(r"\d{1,4}/20\d\d/(?:TT|NĐ|QĐ|TTLT)-[A-ZĐ]{2,6}[A-Za-zĐ]*")
"""Circulars, decrees and decisions: laws bring no forms."""


@dataclass(frozen=True, slots=True)
class Instrument:
    """One that is unknown: its number as printed, on how many papers it was read, and which editions name it."""

    number: str
    papers: int
    editions: tuple[tuple[str, str], ...]


def unknown_instruments(catalog: Catalog, read: Iterable[str]) -> tuple[Instrument, ...]:
    """Those that no edition is issued by, the most often read first; `read` are citations of papers, each as often."""
    known = {key for e in catalog.editions() for key in numbers_in(f"{e.citation.number} {e.citation.instrument}")}
    papers: Counter[tuple[int, int]] = Counter()
    editions: dict[tuple[int, int], list[tuple[str, str]]] = defaultdict(list)
    told: dict[tuple[int, int], str] = {}
    for text in read:
        for number in _numbers(text):
            papers[number[0]] += 1
            told.setdefault(*number)
    for edition in catalog.editions():
        for key, said in dict(n for text in _texts(edition) for n in _numbers(text)).items():
            editions[key].append((edition.form, edition.edition))
            told.setdefault(key, said)
    found = [Instrument(told[key], papers[key], tuple(editions[key])) for key in told if key not in known]
    return tuple(sorted(found, key=lambda one: (-one.papers, -_year(one.number), one.number)))


def _numbers(text: str) -> Iterator[tuple[tuple[int, int], str]]:
    for match in _NAMED.finditer(text):
        yield numbers_in(match[0])[0], match[0]


def _year(number: str) -> int:
    return numbers_in(number)[0][1]


def _texts(edition: Edition) -> Iterator[str]:
    yield from edition.tell_apart.must_contain
    yield from edition.tell_apart.must_not_contain
    yield from edition.header_lines
    yield from edition.provenance.uncertain
    yield from (text for text in (edition.differences, edition.provenance.text, edition.tell_apart.note) if text)
