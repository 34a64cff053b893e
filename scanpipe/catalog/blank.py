"""
The blank of an edition: a fillable A4 PDF in the customary look of Vietnamese administrative papers, and the truth
of where everything on it stands.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from scanpipe.catalog.schema import Edition
from scanpipe.catalog.typeset.compose import compose
from scanpipe.catalog.typeset.fill import field_names, fill
from scanpipe.catalog.typeset.manner import OFFICIAL, RETYPED, Manner
from scanpipe.catalog.typeset.render import render
from scanpipe.catalog.typeset.sheet import HEIGHT_MM, WIDTH_MM, Zone, ZoneKind
from scanpipe.catalog.typeset.tags import elements_of
from scanpipe.catalog.typeset.widgets import with_fields

__all__ = [
    "HEIGHT_MM",
    "OFFICIAL",
    "RETYPED",
    "WIDTH_MM",
    "Blank",
    "Manner",
    "Zone",
    "ZoneKind",
    "field_names",
    "fill",
    "typeset",
]


@dataclass(frozen=True, slots=True)
class Blank:
    """An empty form: the PDF, how many pages it has, and every label and writing place on it."""

    pdf: bytes = field(repr=False)
    pages: int
    zones: tuple[Zone, ...] = field(repr=False)

    def of(self, key: str) -> tuple[Zone, ...]:
        """The zones of one field, in printed order."""
        return tuple(zone for zone in self.zones if zone.key == key)


def typeset(edition: Edition, manner: Manner = OFFICIAL) -> Blank:
    """
    The blank of an edition in the official manner or another, the same bytes every time.

    It has the edition's number of pages where its lines fit, and more where not. Raises EngineError when the fonts
    are not installed.
    """
    sheets = compose(edition, manner)
    subject = " – ".join(part for part in (edition.form_code, edition.citation.instrument) if part)
    printed = render(sheets.pages, title=edition.title, subject=subject)
    labels = {spec.key: spec.label for spec in edition.fields}
    pdf = with_fields(printed, sheets.zones, labels, [elements_of(marks) for marks in sheets.pages])
    return Blank(pdf, sheets.page, tuple(sheets.zones))
