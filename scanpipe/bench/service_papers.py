"""What is handed in to the service: clear photos of first pages, and papers of one to three pages, one file a page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

import numpy as np

from samples.pictures.phone import phone
from samples.pictures.picture import Picture
from samples.pictures.scanner import flatbed
from samples.recipe import printed_alike
from scanpipe.bench.glass import filled_papers
from scanpipe.bench.papers import Bench
from scanpipe.model import Image, UploadFile

MOST_PAGES = 3
_PHOTOS = 0.6
"""Of the dossiers, so many are photographed; the others lay on a scanner."""
_SCAN_DPI = (200, 300)


@dataclass(frozen=True, slots=True)
class Handful:
    """A paper of one to three pages, each a file of its own, in order."""

    name: str
    files: tuple[UploadFile, ...] = field(repr=False)


def photos(bench: Bench, count: int) -> Iterator[UploadFile]:
    """Good photos of first pages, each of an edition that its print tells from all others."""
    asked = bench.options
    pixels = np.random.default_rng((asked.seed, 1))
    papers = filled_papers(f"wait-{asked.split}-{asked.seed}", asked.split, bench.catalog, bench.sources)
    told = (pages[0] for paper, pages in papers if not printed_alike(paper.edition, bench.catalog))
    for number, page in enumerate(islice(told, count)):
        yield _file(f"photo-{number}", phone(page, pixels))


def handfuls(bench: Bench, count: int) -> Iterator[Handful]:
    """Papers of one to three pages: photos, and scans of 200 and 300 dpi."""
    asked = bench.options
    pixels = np.random.default_rng((asked.seed, 2))
    papers = filled_papers(f"pace-{asked.split}-{asked.seed}", asked.split, bench.catalog, bench.sources)
    short = (pages for _, pages in papers if len(pages) <= MOST_PAGES)
    for number, pages in enumerate(islice(short, count)):
        name = f"paper-{number:04d}"
        pictures = _taken(pages, pixels)
        yield Handful(name, tuple(_file(f"{name}-{n}", one) for n, one in enumerate(pictures, start=1)))


def _taken(pages: list[Image], pixels: np.random.Generator) -> list[Picture]:
    if pixels.random() < _PHOTOS:
        return [phone(page, pixels) for page in pages]
    dpi, colour = int(pixels.choice(_SCAN_DPI)), bool(pixels.random() < 0.5)
    skew_deg = float(np.clip(pixels.normal(0, 1), -3, 3))
    return [flatbed(page, pixels, dpi=dpi, colour=colour, skew_deg=skew_deg) for page in pages]


def _file(name: str, picture: Picture) -> UploadFile:
    return UploadFile(f"{name}.{picture.suffix}", picture.encoded())
