"""Blank papers from our own typesetting (`scanpipe.catalog.blank`), with their zones as truth."""

from __future__ import annotations

from samples.sheet import PX_PER_MM, WORKING_DPI, Paper, Sheet, Spot, pack
from samples.sources.raster import gray_pages
from scanpipe.catalog.blank import typeset
from scanpipe.catalog.schema import Edition

WRITTEN_IN = ("value", "cell", "option", "table_cell", "signature")


def typeset_paper(edition: Edition) -> Paper | None:
    """The blank of an edition as printed by us; None when the edition has no fields."""
    if not edition.fields:
        return None
    blank = typeset(edition)
    sheets = []
    for number, gray in enumerate(gray_pages(blank.pdf), start=1):
        spots = tuple(
            Spot(zone.key, zone.page, zone.rect, zone.kind, zone.index or 0, zone.row, zone.column)
            for zone in blank.zones
            if zone.page == number and zone.kind in WRITTEN_IN
        )
        height, width = gray.shape
        sheets.append(Sheet(number, pack(gray, dpi=WORKING_DPI), width / PX_PER_MM, height / PX_PER_MM, spots))
    return Paper("typeset", edition, tuple(sheets))
