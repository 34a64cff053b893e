"""What is said of an edition as a whole: title, form code, citation, and the words it is told from others by."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from rapidfuzz import fuzz

from scanpipe.catalog.schema import Citation, Edition, TellApart
from scanpipe.catalog.tell_apart import printed_texts, says
from scanpipe.drafting.head import Head
from scanpipe.form_code import codes_in
from scanpipe.publishing.draft_file import Guess
from scanpipe.text import base_letters

UNKNOWN = "…"
"""Stands for words that nobody has read yet."""
_SAME_TITLE = 92.0
_KINDS = {"TT": "Thông tư", "NĐ": "Nghị định", "QĐ": "Quyết định"}
_NUMBER = re.compile(r"\d{1,4}/(?:20\d\d/)?[A-ZĐ][\w-]*(?:-\w+)*|\d{1,4}/20\d\d/\S+")


def said_of(head: Head, previous: Edition | None, instrument: str | None) -> tuple[dict[str, Any], list[Guess]]:
    """
    The values of an edition that its head tells, by the schema's names, and the guesses among them.

    `instrument` is the one that a person named ("Thông tư 116/2026/TT-BCA"); what the paper prints is held against it.
    """
    title, sure = _title(head, previous)
    subtitle = head.subtitle
    if subtitle and previous and previous.subtitle and _alike(subtitle, previous.subtitle):
        subtitle = previous.subtitle
    citation, cited = _citation(head, instrument)
    code = head.form_code
    if code and previous and previous.form_code and codes_in(code) == codes_in(previous.form_code):
        code = previous.form_code
    values: dict[str, Any] = {
        "title": title,
        "subtitle": subtitle,
        "form_code": code,
        "header_lines": head.header_lines,
        "header_position": head.position,
        "national_motto": head.motto,
        "citation": citation,
    }
    guesses = [Guess(what="title", says=title, confidence=sure), cited]
    if code:
        guesses.append(Guess(what="form_code", says=code, confidence=round(0.9 * head.header_confidence, 2)))
    shown = " / ".join(head.header_lines) or head.position
    guesses.append(
        Guess(what="header", says=shown, confidence=round((0.9 if shown else 0.5) * head.header_confidence, 2))
    )
    return values, guesses


def _title(head: Head, previous: Edition | None) -> tuple[str, float]:
    """The title as a sentence, and how sure it is; the one before where the print is the same."""
    if head.title is None:
        return (previous.title if previous else UNKNOWN), 0.1
    if previous and _alike(head.title, previous.title):
        return previous.title, round(0.97 * max(head.title_confidence, 0.9), 2)
    return sentence(head.title), round(0.85 * head.title_confidence, 2)


def sentence(title: str) -> str:
    """
    A title in capitals as it is written in a sentence.

    >>> sentence("TỜ KHAI THAY ĐỔI THÔNG TIN CƯ TRÚ")
    'Tờ khai thay đổi thông tin cư trú'
    """
    text = " ".join(title.split())
    return text[:1].upper() + text[1:].lower() if text.isupper() else text


def _citation(head: Head, instrument: str | None) -> tuple[Citation, Guess]:
    """The instrument that issues the form, as printed, else as a person named it, else left open."""
    read = head.cited
    named = _number_in(instrument) if instrument else None
    if read is None:
        whole = instrument or UNKNOWN
        citation = Citation(instrument=whole, number=named, issued=None, article=head.annex, printed=False)
        return citation, Guess(what="citation", says=whole, confidence=0.6 if instrument else 0.0)
    kind = _KINDS.get(read.text.split("/")[2].split("-")[0], "")
    number = named if named and same_number(named, read.text) else read.text
    whole = instrument if instrument and number == named else f"{kind} {number}".strip()
    # An agency that could not be read leaves the number without its end.
    sure = (0.95 if "-" in read.text else 0.6) * head.header_confidence
    if instrument and number != named:
        sure *= 0.4
    citation = Citation(instrument=whole, number=number, issued=head.issued, article=head.annex, printed=True)
    said = f"{whole}, {head.issued.isoformat()}" if head.issued else whole
    return citation, Guess(what="citation", says=said, confidence=round(sure, 2))


def _number_in(instrument: str) -> str | None:
    found = _NUMBER.search(instrument)
    return found[0] if found else None


def same_number(one: str, other: str) -> bool:
    """Whether two numbers are of one instrument: number and year, whatever the agency behind them."""
    return one.split("/")[:2] == other.split("/")[:2]


def _alike(one: str, other: str) -> bool:
    return float(fuzz.ratio(base_letters(one), base_letters(other))) >= _SAME_TITLE


def told_apart_by(edition: Edition, previous: Edition | None) -> TellApart:
    """
    The words by which an edition is told from the one before: its number, and what the two do not both print.

    What the edition before was told by stays where it is still printed, and where it never is.
    """
    number = edition.citation.number if edition.citation.printed else None
    texts = printed_texts(edition)
    must = [number] if number else []
    must_not: list[str] = []
    if previous is not None:
        before = previous.citation.number if previous.citation.printed else None
        kept = [w for w in previous.tell_apart.must_contain if w != before]
        must += [word for word in kept if _printed(word, texts)]
        must_not += [before] if before and before != number else []
        must_not += [word for word in previous.tell_apart.must_not_contain if not _printed(word, texts)]
    return TellApart(must_contain=tuple(_once(must)), must_not_contain=tuple(_once(must_not)))


def _printed(word: str, texts: Sequence[str]) -> bool:
    return any(says(text, word) for text in texts)


def _once(words: Sequence[str]) -> Iterator[str]:
    yield from dict.fromkeys(words)
