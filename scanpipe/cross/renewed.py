"""
cross.id_card_expired is not said of a card whose bearer's newer card is in the dossier too.

What it checks   the other cards of the dossier: the same number, or without one the same name and birth.
Why it matters   people hand in both, since old papers bear the old one; nothing has to be mended.
How to fix       nothing.

A newer card whose last day was not read (the code on the front does not hold it) makes a question of the accusation.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from scanpipe.catalog import Catalog
from scanpipe.cross import births, names
from scanpipe.cross.names import Likeness
from scanpipe.cross.people import CARD, READ, Person, people_of
from scanpipe.cross.slips import ASKED
from scanpipe.model import Document, Finding, Reading
from scanpipe.validators import date
from scanpipe.validators.refusals import Refusal
from scanpipe.validators.spelling import key

EXPIRED = "cross.id_card_expired"
_WITHOUT_END = "khongthoihan"


def renewed_left_out(
    findings: Sequence[Finding], documents: Sequence[Document], catalog: Catalog, *, as_of: dt.date
) -> list[Finding]:
    """
    The findings, no card called expired whose bearer has one in force; where that is not known it becomes a question.

    `documents` stand as in the report; a finding's `document` is an index into them.
    """
    told: list[Finding] = []
    for finding in findings:
        if finding.code != EXPIRED or finding.document is None:
            told.append(finding)
            continue
        old = documents[finding.document]
        others = [d for i, d in enumerate(documents) if i != finding.document and _of_one(old, d, catalog)]
        if any(_in_force(card, as_of) for card in others):
            continue
        asked = any(_may_be_in_force(card, old) for card in others)
        told.append(replace(finding, confidence=min(finding.confidence, ASKED)) if asked else finding)
    return told


def _of_one(one: Document, other: Document, catalog: Catalog) -> bool:
    """Whether two papers are cards of one person."""
    if not one.kind == other.kind == CARD:
        return False
    holders = [holder for d in (one, other) for holder in people_of(d, 0, catalog, {})]
    return len(holders) == 2 and _one_person(*holders)


def _one_person(one: Person, other: Person) -> bool:
    if one.number and other.number:
        return one.number.value == other.number.value
    if not (one.name and other.name and one.dob and other.dob):
        return False
    born = births.compare(one.dob.value, other.dob.value)
    return born.same and born.compared == 3 and names.compare(one.name, other.name).likeness is Likeness.SAME


def _in_force(card: Document, as_of: dt.date) -> bool:
    """Whether a card surely has its last day before it, or none."""
    said = _said(card, "expires_on")
    if said is None:
        return False
    day = _day(said)
    return day >= as_of if day else _WITHOUT_END in key(said.text or "")


def _may_be_in_force(card: Document, old: Document) -> bool:
    """Whether a card whose last day is not known was issued after the other one."""
    if _said(card, "expires_on") is not None:
        return False
    issued, before = (_day(_said(d, "issued_on")) for d in (card, old))
    expired = _day(_said(old, "expires_on"))
    since = before or expired
    return issued is not None and since is not None and issued > since


def _said(card: Document, wanted: str) -> Reading | None:
    """The surest reading of a value that was read at all."""
    found = [r for r in card.readings if r.key == wanted and r.text and r.confidence >= READ]
    return max(found, key=lambda r: r.confidence, default=None)


def _day(reading: Reading | None) -> dt.date | None:
    try:
        return date.parse(reading.text).whole if reading and reading.text else None
    except Refusal:
        return None
