"""
What a reading of a blank has to find, and how it is counted.

A field is *found with the right label* when a place of its own overlaps one of the field's zones (where zones are
known) and its label says the same: the base letters of both labels, or of both up to their first gap, are alike by 0.85
or more (Indel similarity). Date lines say the same when both are date lines. A field counts once, however many gaps
stand in its label. A place is *invented* when it is nobody's: it overlaps no zone of any field; where no zones are
known, when it is neither the place of a field nor one more gap inside the label of a field that was found.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from rapidfuzz import fuzz

from scanpipe.catalog.blank import Blank, Zone
from scanpipe.catalog.schema import Edition, Kind
from scanpipe.drafting.sheet import Place, Sheet
from scanpipe.labels import core
from scanpipe.model import Rect
from scanpipe.text import base_letters

ALIKE = 85.0
_SHARE = 0.2
"""A place overlaps a zone when they share so much of the smaller one."""
_GAP = re.compile(r"…\.*|\.{3,}|_{3,}")


@dataclass(frozen=True, slots=True)
class Wanted:
    """One field that a blank prints; `zones` is None where nobody knows where it lies."""

    kind: Kind
    label: str
    zones: tuple[Zone, ...] | None = None


@dataclass(frozen=True, slots=True)
class Scored:
    """One blank read: how many fields it has, which were missed, what was invented, how many kinds were right."""

    name: str
    fields: int
    places: int
    missed: tuple[str, ...] = field(repr=False)
    invented: tuple[str, ...] = field(repr=False)
    kinds: int

    @property
    def found(self) -> int:
        """Fields found with the right label."""
        return self.fields - len(self.missed)


def wanted_of(edition: Edition, blank: Blank | None = None) -> tuple[Wanted, ...]:
    """The fields of an edition; with its own blank also where they lie."""
    return tuple(
        Wanted(spec.kind, spec.label, None if blank is None else _written_on(blank.of(spec.key)))
        for spec in edition.fields
    )


def score(name: str, sheet: Sheet, wanted: Sequence[Wanted]) -> Scored:
    """The reading of a blank held against what is printed on it."""
    free = list(range(len(sheet.places)))
    missed: list[str] = []
    right: list[Wanted] = []
    kinds = 0
    for one in wanted:
        best = max(free, key=lambda n: _fit(sheet.places[n], one), default=None)
        if best is None or _fit(sheet.places[best], one) <= 0:
            missed.append(one.label)
            continue
        free.remove(best)
        right.append(one)
        kinds += sheet.places[best].kind is one.kind
    invented = tuple(sheet.places[n].label for n in free if _is_nobodys(sheet.places[n], wanted, right))
    return Scored(name, len(wanted), len(sheet.places), tuple(missed), invented, kinds)


def same_label(a: str, b: str) -> float:
    """How alike two labels are (0-100): as a whole or up to their first gap, whichever is more."""
    whole = fuzz.ratio(base_letters(a), base_letters(b))
    if " | " in a or " | " in b:
        return whole
    first = [base_letters(core(text)) for text in (a, b)]
    return max(whole, fuzz.ratio(*first) if all(first) else 0.0)


def _fit(place: Place, wanted: Wanted) -> float:
    """How well a place is a field's; 0 where it is not."""
    if wanted.zones is not None and not any(_on(place, zone) for zone in wanted.zones):
        return 0.0
    if Kind.PLACE_DATE in (place.kind, wanted.kind) and place.kind is wanted.kind:
        return 100.0
    alike = same_label(place.label, wanted.label)
    return alike if alike >= ALIKE else 0.0


def _is_nobodys(place: Place, wanted: Sequence[Wanted], right: Sequence[Wanted]) -> bool:
    if any(one.zones is not None for one in wanted):
        return not any(_on(place, zone) for one in wanted for zone in one.zones or ())
    pieces = [piece for one in right for piece in _GAP.split(one.label)[1:]]
    return not any(len(base_letters(p)) > 2 and same_label(place.label, p) >= ALIKE for p in pieces)


def _written_on(zones: Sequence[Zone]) -> tuple[Zone, ...]:
    return tuple(zone for zone in zones if zone.kind != "label")


def _on(place: Place, zone: Zone) -> bool:
    if place.page != zone.page:
        return False
    smaller = min(_area(place.rect), _area(zone.rect))
    return place.rect.overlap(zone.rect) > _SHARE * smaller


def _area(rect: Rect) -> float:
    return max(1e-6, rect.width * rect.height)
