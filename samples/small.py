"""
The small set of samples that stays in the repository: one of each kind of paper, picture and fault, with the mark
"MẪU THỬ" on every page (black-and-white scans lose it). Only our own typesetting; everybody on it is invented.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any, Final

from samples.generate import sample, save
from samples.recipe import Recipe
from samples.sources import open_sources
from scanpipe.catalog.catalog import Catalog

SMALL_FOLDER: Final = Path(__file__).resolve().parent / "small"
LARGEST_BYTES: Final = 6_000_000


@dataclass(frozen=True, slots=True)
class Wanted:
    """One sample of the set: its name, the edition, and what is special about it."""

    name: str
    form: str
    edition: str
    seed: int
    special: dict[str, Any] = field(default_factory=dict)


SET: Final = (
    Wanted("ct01-good-scan", "ct01", "tt116_2026", 11, {"picture": "flatbed200gray", "typed": True}),
    Wanted("ct01-good-hand-phone", "ct01", "tt116_2026", 42, {"picture": "phone", "typed": False}),
    Wanted("ct01-outdated-2025", "ct01", "tt53_2025", 13, {"picture": "flatbed150gray", "typed": False}),
    Wanted("ct01-outdated-2023", "ct01", "tt66_2023", 14, {"picture": "bitonal200", "typed": True}),
    Wanted("ct01-2023-in-its-time", "ct01", "tt66_2023", 15,
           {"picture": "flatbed150gray", "typed": False, "as_of": dt.date(2024, 5, 20)}),
    Wanted("ct01-outdated-2021", "ct01", "tt56_2021", 16, {"picture": "copier", "typed": False}),
    Wanted("ct01-unsigned", "ct01", "tt116_2026", 17,
           {"picture": "flatbed150colour", "typed": False, "unsigned": True}),
    Wanted("ct01-two-left-out", "ct01", "tt116_2026", 18, {"picture": "phone", "typed": True, "leave_out": 2}),
    Wanted("ct01-short-number", "ct01", "tt116_2026", 19,
           {"picture": "flatbed200gray", "typed": True, "fault": "short_number"}),
    Wanted("ct01-blurred", "ct01", "tt116_2026", 20, {"picture": "severe", "severe": "motion", "typed": False}),
    Wanted("birth-good-scan", "birth_registration", "tt04_2024", 21, {"picture": "flatbed200gray", "typed": True}),
    Wanted("birth-good-fax", "birth_registration", "tt04_2024", 22, {"picture": "fax_fine", "typed": False}),
    Wanted("birth-outdated", "birth_registration", "tt04_2020", 23, {"picture": "bitonal200", "typed": False}),
    Wanted("birth-two-ticks", "birth_registration", "tt04_2024", 24,
           {"picture": "flatbed150gray", "typed": False, "fault": "two_ticks"}),
    Wanted("birth-future-date", "birth_registration", "tt04_2024", 25,
           {"picture": "bitonal200", "typed": True, "fault": "future_date"}),
    Wanted("birth-dark", "birth_registration", "tt04_2024", 26, {"picture": "severe", "severe": "dark", "typed": True}),
    Wanted("hkd-good-scan", "hkd_registration", "tt68_2025", 27, {"picture": "bitonal200", "typed": True}),
    Wanted("hkd-amounts-differ", "hkd_registration", "tt68_2025", 28,
           {"picture": "flatbed150gray", "typed": True, "fault": "amounts_differ"}),
    Wanted("hkd-page-missing", "hkd_registration", "tt68_2025", 29,
           {"picture": "bitonal200", "typed": False, "drop_page": True}),
    Wanted("hkd-outdated", "hkd_registration", "tt02_2023", 30, {"picture": "bitonal200", "typed": True}),
    Wanted("land-good-scan", "land_registration", "nd151_2025", 31, {"picture": "flatbed150gray", "typed": True}),
    Wanted("land-left-out", "land_registration", "nd151_2025", 32,
           {"picture": "bitonal200", "typed": False, "leave_out": 1}),
    Wanted("marital-good-phone", "marital_status_certificate", "tt04_2024", 33, {"picture": "phone", "typed": False}),
    Wanted("extract-impossible-date", "civil_status_extract_copy", "tt04_2020", 34,
           {"picture": "flatbed150gray", "typed": True, "fault": "impossible_date", "as_of": dt.date(2023, 3, 14)}),
)  # fmt: skip


def write_small_set(folder: Path, catalog: Catalog) -> list[Path]:
    """Make the set and write it; all paths written."""
    source = open_sources(["typeset"])["typeset"]
    written: list[Path] = []
    for wanted in SET:
        rng = Random(f"small-{wanted.seed}")
        edition = catalog.edition(wanted.form, wanted.edition)
        paper = source(edition, rng)
        if paper is None:
            raise ValueError(f"{wanted.form} {wanted.edition} has no fields to fill in")
        recipe = Recipe(edition, mark=True, forwarded=True, **wanted.special)
        written += save(sample(wanted.name, wanted.seed, recipe, paper, catalog, rng), folder)
    return written
