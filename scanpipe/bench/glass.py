"""Pages laid on the glass as the measurement wants them: crooked, turned, exactly straight, and by the hundred."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import count, islice
from pathlib import Path

import numpy as np

from samples import fonts
from samples.fill import choose_hand, fill
from samples.generate import TYPED_FACES
from samples.people import cast
from samples.pictures.picture import Picture
from samples.pictures.scanner import flatbed
from samples.plan import plan
from samples.recipe import draw
from samples.sheet import Paper, Sheet
from samples.sources import Source
from samples.stage import scene
from samples.truth import PageTruth
from scanpipe.catalog import Catalog
from scanpipe.model import Image, UploadFile

STEEPEST_DEG = 15.0
BLOCK = 20
_CROOKED, _OF = 5, 8
"""Five of eight pages lie crooked, the others exactly straight; three of four are turned by quarters."""
_PDF_DPI = 200


@dataclass(frozen=True, slots=True)
class LaidPage:
    """One scan as a file, and how it lies."""

    file: UploadFile
    seen: PageTruth


def laid_block(
    block: int, number: int, *, seed: int, split: str, catalog: Catalog, sources: Mapping[str, Source]
) -> Iterator[LaidPage]:
    """
    The first `number` flatbed scans of a block of BLOCK filled pages, crooked by up to STEEPEST_DEG or straight, in all
    four directions. Every block is made without the others.
    """
    rng = np.random.default_rng((seed, block))
    filled = filled_pages(f"laid-{split}-{seed}-{block}", split, catalog, sources)
    for index, (page, sheet) in enumerate(islice(filled, min(number, BLOCK)), start=block * BLOCK):
        skew_deg = float(rng.uniform(-STEEPEST_DEG, STEEPEST_DEG)) if index % _OF < _CROOKED else 0.0
        dpi = int(rng.choice([150, 200, 300]))
        picture = flatbed(page, rng, dpi=dpi, colour=False, skew_deg=skew_deg).turned((index + index // _OF) % 4)
        yield LaidPage(UploadFile(f"laid-{index:04d}.jpg", picture.encoded()), _truth(picture, sheet))


def _truth(picture: Picture, sheet: Sheet) -> PageTruth:
    height, width = picture.pixels.shape[:2]
    return PageTruth(
        page=sheet.page,
        file=0,
        file_page=1,
        picture=picture.name,
        severe=None,
        width_px=width,
        height_px=height,
        width_mm=sheet.width_mm,
        height_mm=sheet.height_mm,
        to_picture=picture.transform,
        quarter_turns_deg=picture.quarter_turns_deg,
        skew_deg=picture.skew_deg,
    )


def filled_pages(
    seed: str, split: str, catalog: Catalog, sources: Mapping[str, Source]
) -> Iterator[tuple[Image, Sheet]]:
    """Pages of good papers (BGR, 300 dpi) without end, from all sources in turn."""
    for paper, pages in filled_papers(seed, split, catalog, sources):
        yield from zip(pages, paper.sheets, strict=True)


def filled_papers(
    seed: str, split: str, catalog: Catalog, sources: Mapping[str, Source]
) -> Iterator[tuple[Paper, list[Image]]]:
    """Good papers without end, each with its pages (BGR, 300 dpi)."""
    faces = fonts.hand_faces(fonts.JUDGE_HANDS if split == "judge" else fonts.DEVELOP_HANDS)
    typed = [fonts.typed_face(name) for name in TYPED_FACES[split]]
    for number in count():
        rng = random.Random(f"{seed}-{number}")
        name = rng.choice(sorted(sources))
        recipe = draw(rng, catalog, name, split=split)
        paper = sources[name](recipe.edition, rng)
        if paper is None:
            continue
        pixels = np.random.default_rng(rng.getrandbits(64))
        content = plan(recipe.edition, scene(recipe.edition, cast(rng, filed=recipe.as_of), rng), rng)
        pages, _ = fill(paper, content, choose_hand(pixels, faces, typed, judge=recipe.judge), pixels)
        yield paper, pages


def write_pdfs(
    lengths: tuple[int, ...], folder: Path, *, seed: int, split: str, catalog: Catalog, sources: Mapping[str, Source]
) -> dict[int, Path]:
    """
    A PDF of each length, of the first so many of the same scans. No page comes twice: a copy would be put aside,
    and cost nothing.
    """
    rng = np.random.default_rng(seed)
    filled = islice(filled_pages(f"pdf-{split}-{seed}", split, catalog, sources), max(lengths, default=0))
    scans = [
        flatbed(page, rng, dpi=_PDF_DPI, colour=False, skew_deg=float(np.clip(rng.normal(0, 1), -3, 3))).pil()
        for page, _ in filled
    ]
    paths = {}
    for length in lengths:
        paths[length] = folder / f"{length}-pages.pdf"
        first, *rest = scans[:length]
        first.save(paths[length], "PDF", save_all=True, append_images=rest, resolution=_PDF_DPI, quality=70)
    return paths
