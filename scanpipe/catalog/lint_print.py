"""F002 and F009: the legal basis as printed, and whether what is printed tells one edition from another."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from scanpipe.catalog.catalog import Form
from scanpipe.catalog.problem import Problem, Severity, problem
from scanpipe.catalog.schema import Edition
from scanpipe.catalog.tell_apart import printed_texts, says, told_apart


def legal_basis(edition: Edition) -> Iterator[Problem]:
    """A number that a paper can be held against, printed where it is said to be."""
    citation = edition.citation
    if citation.number is None:
        severity: Severity = "error" if citation.printed else "warning"
        text = "its citation has no number; a paper cannot be held against it"
        yield problem("F002", severity, edition, text, None, "citation")
    elif citation.printed and not any(says(line, citation.number) for line in edition.header_lines):
        text = f"{citation.number} is said to be printed but stands in no header line"
        yield problem("F002", "error", edition, text, None, "citation", "number")
    if citation.number and not citation.printed and any(says(h, citation.number) for h in edition.header_lines):
        text = f"{citation.number} stands in a header line: set printed to true"
        yield problem("F002", "error", edition, text, None, "citation", "printed")


def look_alikes(form: Form) -> Iterator[Problem]:
    """Editions of a form between which nothing printed decides."""
    for one, other in combinations(form.editions, 2):
        if not told_apart(one, other):
            both_accuse = one.accuses and other.accuses
            text = f"nothing printed tells it from {one.edition}: neither number, code, title, words nor labels"
            yield problem("F009", "error" if both_accuse else "warning", other, text, None, "tell_apart")


def contradicts_itself(edition: Edition) -> Iterator[Problem]:
    """Words to tell an edition by that its own print denies."""
    texts = printed_texts(edition)
    for place, word in enumerate(edition.tell_apart.must_not_contain):
        if seen := next((t for t in texts if says(t, word)), None):
            text = f"must_not_contain {word!r}, but its own paper says {seen!r}"
            yield problem("F009", "error", edition, text, None, "tell_apart", "must_not_contain", place)
    for place, word in enumerate(edition.tell_apart.must_contain):
        if edition.lines and not any(says(text, word) for text in texts):
            text = f"must_contain {word!r}, but none of its printed lines says so"
            yield problem("F009", "warning", edition, text, None, "tell_apart", "must_contain", place)
