"""
Codes that accuse wrongly too often ask instead: what was a `must` becomes a question, with the words of a question.

It is done to the rulings before any verdict is drawn from them, so that report, page and command line say the same.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from scanpipe.errors import UsageError
from scanpipe.findings import FINDINGS, rule
from scanpipe.model import Ruling, Severity

_FACTS = ("file.", "quality.", "system.")
"""What cannot be read is not made readable by asking."""


def asked_instead(rulings: Iterable[Ruling], codes: Collection[str]) -> tuple[Ruling, ...]:
    """The rulings in their order; a `must` of one of these codes as a question (`check`, `asked`)."""
    return tuple(
        rule(r.finding, accuses=False) if r.severity is Severity.MUST and r.finding.code in codes else r
        for r in rulings
    )


def can_ask(code: str) -> bool:
    """Whether a code accuses, and of something that a person can answer."""
    return code in FINDINGS and FINDINGS[code].severity is Severity.MUST and not code.startswith(_FACTS)


def codes_of(text: str) -> frozenset[str]:
    """
    Codes from a comma-separated list. Raises UsageError for one that cannot ask.

    >>> sorted(codes_of("field.id_format, sign.name_missing"))
    ['field.id_format', 'sign.name_missing']
    """
    codes = frozenset(code for part in text.split(",") if (code := part.strip()))
    if strange := sorted(code for code in codes if not can_ask(code)):
        raise UsageError(
            f"{', '.join(strange)} cannot ask instead: name findings that accuse, such as field.id_format."
        )
    return codes
