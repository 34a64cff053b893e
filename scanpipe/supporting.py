"""
Supporting papers: what a paper of no form says of itself.

An identity card is read from its code, its machine readable zone and its print. Of every other kind only what it is
counts: it has no template, so nothing in it can be missing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from scanpipe.cards.card import Card, by_owner
from scanpipe.cards.findings import card_findings, readings_of
from scanpipe.cross.people import CARD
from scanpipe.dossier import sides_asked
from scanpipe.examine_paper import Circumstances
from scanpipe.model import Document, EditionStatus, Finding, Ink, Page, Reading, Verdict
from scanpipe.pages import ReadPage
from scanpipe.papers import SortedPaper


@dataclass(frozen=True, slots=True)
class Supporting:
    """What was found out about one supporting paper. `accuses`: nothing is known of it that could be out of date."""

    pages: tuple[int, ...]
    kind: str
    sure: float
    readings: tuple[Reading, ...]
    findings: tuple[Finding, ...]
    accuses: bool = True

    def document(self, verdict: Verdict) -> Document:
        """The paper as the report tells it."""
        status = EditionStatus.UNKNOWN
        return Document(
            None, None, status, None, None, self.pages, self.sure, None, (), verdict, self.readings, self.kind
        )


def examine_supporting(
    paper: SortedPaper, pages: Sequence[ReadPage], number: int, under: Circumstances
) -> list[Supporting]:
    """The papers that a sorted supporting paper is: one, or one for each person whose card is on its pages."""
    kind = paper.kind or ""
    if kind != CARD:
        return [Supporting(paper.pages, kind, paper.sure, (), ())]
    parts = [card.on_page(page.page.number) for page in pages for card in page.cards]
    if not parts:
        return [Supporting(paper.pages, kind, paper.sure, (), ())]
    by_number = {p.page.number: p.page for p in pages}
    found = [_card(c, paper, number + i, by_number, under) for i, c in enumerate(by_owner(parts))]
    if len(paper.sides) > 1 or not all(page.cards for page in pages):
        # Its words say that the other side is there, however little of that side could be read.
        found = [replace(card, findings=tuple(sides_asked(card.findings))) for card in found]
    return found


def _card(card: Card, paper: SortedPaper, number: int, pages: dict[int, Page], under: Circumstances) -> Supporting:
    readings = []
    for value in readings_of(card):
        page = pages[value.page]
        box = value.rect.share_of(page.width_mm, page.height_mm) if value.rect else None
        readings.append(
            Reading(value.key, value.page, box, Ink.WRITTEN, value.text, round(value.confidence, 3), value.source)
        )
    found = card_findings(card, number, pages, under.as_of)
    return Supporting(card.pages, CARD, paper.sure, tuple(readings), tuple(found))
