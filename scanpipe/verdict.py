"""
Findings → what happens next, for a paper and for the dossier.

    a required page cannot be read            → rescan
    an open `must`                            → correct
    an unidentified page, an unclear required
    field, or a `must` that became a question → review: an officer looks
    everything else                           → submit, questions listed as advice
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from scanpipe.model import Document, Page, Readability, Ruling, Severity, Verdict

UNCLEAR = frozenset(
    {
        "page.unknown",
        "edition.unknown",
        "edition.conflict",
        "field.unclear",
        "sign.unclear",
        "system.partial",
        "system.engine_failed",
    }
)
"""Codes that say that something could not be told."""

_RESCAN_GROUPS = ("file.", "quality.")


def of_document(pages: Iterable[Page], rulings: Iterable[Ruling]) -> Verdict:
    """The verdict on one paper, from its pages and the rulings about it."""
    listed = list(rulings)
    if any(p.readability is Readability.UNREADABLE for p in pages):
        return Verdict.RESCAN
    musts = [r for r in listed if r.severity is Severity.MUST]
    if any(r.finding.code.startswith(_RESCAN_GROUPS) for r in musts):
        return Verdict.RESCAN
    if musts:
        return Verdict.CORRECT
    if any(r.asked or r.finding.code in UNCLEAR for r in listed):
        return Verdict.REVIEW
    return Verdict.SUBMIT


def of_dossier(pages: Sequence[Page], documents: Sequence[Document], rulings: Sequence[Ruling]) -> Verdict:
    """The verdict on everything that was handed in."""
    if not documents:
        return Verdict.RESCAN
    return of_document(pages, rulings)
