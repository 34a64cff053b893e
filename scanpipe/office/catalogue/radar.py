"""
The radar: papers of no known edition, and what else may soon be another law. For those who edit the catalogue.

Papers are told by what is printed on them, from all Centers; a paper itself is opened to nobody. A draft can be made
from one whose citizen allowed it, at the Center of the one who asks.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from scanpipe.catalog.timeline import timeline
from scanpipe.catalog.timeline_warnings import Code, Warned, warned
from scanpipe.citation import numbers_in
from scanpipe.intake.desk import Desk
from scanpipe.intake.errors import NotFoundError
from scanpipe.office.catalogue.instruments import Instrument, unknown_instruments
from scanpipe.office.catalogue.radar_groups import Group, group_of, grouped, is_group, seen_of
from scanpipe.office.people import EVERY_UNIT, Actor, Right
from scanpipe.service import VIETNAM
from scanpipe.store import audit, sightings
from scanpipe.text import base_letters
from scanpipe.unknown_papers import UnknownPaper

_SOON = frozenset({Code.ENDS_SOON, Code.NONE_IN_FORCE, Code.GAP})


@dataclass(frozen=True, slots=True)
class Outlook:
    """All that the radar shows: groups of papers, those set aside, what ends, what nobody verified, instruments."""

    groups: tuple[Group, ...]
    aside: tuple[Group, ...]
    ending: tuple[Warned, ...]
    unverified: tuple[Warned, ...]
    instruments: tuple[Instrument, ...]


class Radar:
    """What comes in and is not known."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    def note(self, session: Any, check_id: str, papers: Sequence[UnknownPaper]) -> None:
        """
        The papers of no known edition that the newest examination of a check found, in its transaction: they take the
        place of those that were noted before.
        """
        known = list(sightings.known_groups(session)) if papers else []
        rows = []
        for paper in papers:
            seen = seen_of(paper)
            group = group_of(seen, paper.shape, known)
            known.append((group, seen))
            rows.append((paper.paper, group, seen))
        sightings.replace(session, check_id, rows, now=self.desk.now())

    def outlook(self, actor: Actor) -> Outlook:
        """Everything, as it stands now. Raises NotAllowedError."""
        actor.need(Right.CATALOGUE)
        with self.desk.store.database.reading() as session:
            sighted = sightings.all_sighted(session)
            aside = sightings.set_aside(session)
        groups = grouped(sighted, aside, None if actor.unit == EVERY_UNIT else (actor.unit,))
        found = self.warnings(actor)
        return Outlook(
            groups=tuple(g for g in groups if not g.aside),
            aside=tuple(g for g in groups if g.aside),
            ending=tuple(w for w in found if w.code in _SOON),
            unverified=tuple(w for w in found if w.code is Code.UNVERIFIED),
            instruments=unknown_instruments(self.desk.law.catalog, [s.seen.citation or "" for s in sighted]),
        )

    def warnings(self, actor: Actor) -> tuple[Warned, ...]:
        """What an operator should look at in the catalogue of today. Raises NotAllowedError."""
        actor.need(Right.CATALOGUE)
        law = self.desk.law
        day = self.desk.now().astimezone(VIETNAM).date()
        return warned(timeline(law.catalog, on=day), law.folder)

    def group(self, actor: Actor, group: str) -> Group:
        """One group. Raises NotAllowedError, NotFoundError."""
        found = self.outlook(actor)
        known = next((g for g in (*found.groups, *found.aside) if g.id == group), None)
        if known is None:
            raise NotFoundError
        return known

    def set_aside(self, actor: Actor, group: str) -> None:
        """Nothing to be done about these papers: for all operators. Raises NotAllowedError, NotFoundError."""
        self._mark(actor, group, sightings.SET_ASIDE, aside=True)

    def take_back(self, actor: Actor, group: str) -> None:
        """They are to be looked at again. Raises NotAllowedError, NotFoundError."""
        self._mark(actor, group, sightings.TAKEN_BACK, aside=False)

    def _mark(self, actor: Actor, group: str, action: str, *, aside: bool) -> None:
        actor.need(Right.CATALOGUE)
        if not is_group(group):
            raise NotFoundError
        store, now = self.desk.store, self.desk.now()
        with store.database.writing() as session:
            if group not in {one.group for one in sightings.all_sighted(session)}:
                raise NotFoundError
            if (group in sightings.set_aside(session)) != aside:
                audit.write(session, store.keys, audit.Note(actor.id, action, unit=actor.unit, about=group), at=now)


def edition_key(citation: str | None, today_year: int) -> str:
    """
    What an edition might be called that this instrument issues: "86/2026/TT-BCA" gives "tt86_2026".

    >>> edition_key("86/2026/TT-BCA", 2026), edition_key("151/2025/NĐ-CP", 2026), edition_key(None, 2027)
    ('tt86_2026', 'nd151_2025', 'moi_2027')
    """
    found = numbers_in(citation or "")
    if not found:
        return f"moi_{today_year}"
    number, year = found[0]
    kind = re.search(r"/([^\W\d_]+)-", citation or "")
    return f"{base_letters(kind[1]).lower() if kind else 'vb'}{number}_{year}"
