"""Whether two editions of a form can be told apart by what is printed on them, and nothing else."""

from __future__ import annotations

import re
from collections import Counter

from scanpipe.catalog.schema import Edition, FieldSpec
from scanpipe.text import base_letters

FOOTNOTE_MARK = re.compile(r"\(\d+[a-z]?\)")


def told_apart(one: Edition, other: Edition) -> bool:
    """
    Whether a reader of the paper could say which of the two it is: by the printed number, the form code, the title,
    the words that must and must not stand on it, or by how often each label is printed.
    """
    if _head(one) != _head(other):
        return True
    if _words_exclude(one, other) or _words_exclude(other, one):
        return True
    # An edition whose lines nobody has read has none to differ by.
    return bool(one.lines and other.lines) and _labels(one) != _labels(other)


def printed_texts(edition: Edition) -> list[str]:
    """Everything that is known to be printed on the paper, piece by piece."""
    texts = [edition.title, edition.subtitle or "", edition.form_code or "", *edition.header_lines]
    for line in edition.lines:
        if isinstance(line, FieldSpec):
            texts += [line.label, *line.options, *line.captions, *(column.header for column in line.columns)]
        else:
            texts.append(line.text)
    return [*texts, *edition.footnotes.values()]


def says(text: str, words: str) -> bool:
    """Whether a printed text contains the words, whatever their tones, case and spacing."""
    return base_letters(words) in base_letters(text)


def _head(edition: Edition) -> tuple[str | None, str | None, str]:
    number = edition.citation.number if edition.citation.printed else None
    return number, edition.form_code, base_letters(edition.title + (edition.subtitle or ""))


def _words_exclude(one: Edition, other: Edition) -> bool:
    """Whether a word that must not stand on the other is bound to stand on this one."""
    texts = [*one.tell_apart.must_contain, *printed_texts(one)]
    return any(says(text, word) for text in texts for word in other.tell_apart.must_not_contain)


def _labels(edition: Edition) -> Counter[str]:
    """How often each label is printed. Footnote marks are left out: a scan seldom shows them well enough."""
    texts = (line.label if isinstance(line, FieldSpec) else line.text for line in edition.lines)
    return Counter(base_letters(FOOTNOTE_MARK.sub("", text)) for text in texts)
