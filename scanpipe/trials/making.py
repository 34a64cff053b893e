"""Makes the papers of a trial from the blanks of their editions: filled in, then scanned or photographed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from random import Random

import numpy as np

from samples import fonts
from samples.fill import Hand, choose_hand, fill
from samples.packing import pack_pictures
from samples.pictures.phone import phone
from samples.pictures.picture import Picture
from samples.pictures.scanner import flatbed
from samples.plan import UNASKED, Plan
from samples.sheet import Paper
from samples.sources.measured import measured_paper
from samples.sources.printed_text import spots_from_text
from samples.sources.typeset import typeset_paper
from samples.truth import FieldTruth, PageTruth
from scanpipe.catalog import Edition
from scanpipe.model import Image, UploadFile
from scanpipe.trials.papers import Manner, Wanted

SCAN_DPI = 200
_SKEW_DEG = 0.8
"""A sheet that somebody laid on the glass with care lies at most so crooked."""


@dataclass(frozen=True, slots=True)
class Made:
    """A paper as it is handed in, and what is true of it. `unplaced`: codes of what its blank has no place for."""

    wanted: Wanted
    files: tuple[UploadFile, ...]
    pages: tuple[PageTruth, ...]
    fields: tuple[FieldTruth, ...]
    unplaced: tuple[tuple[str, str], ...]


class Maker:
    """Makes papers; blanks are drawn once. `forms_dir` is where the official blanks of editions lie."""

    def __init__(self, forms_dir: Path) -> None:
        self._blank = lru_cache(maxsize=4)(lambda form, key: self._drawn(self._editions[form, key], forms_dir))
        self._editions: dict[tuple[str, str], Edition] = {}

    def make(self, wanted: Wanted) -> Made:
        """
        That paper, the same bytes every time. Raises EngineError, OSError or SubprocessError where fonts or Poppler
        are missing, ValueError for an edition without a place to write in.
        """
        paper = self.blank(wanted.edition)
        seed = f"{wanted.edition.form}@{wanted.edition.edition} {wanted.name} {wanted.manner.name}"
        rng = Random(seed)
        pixels = np.random.default_rng(rng.getrandbits(64))
        pages, fields = fill(paper, wanted.plan, _hand(wanted.manner, pixels), pixels)
        pictures = [_taken(page, wanted.manner, pixels) for page in pages]
        packed = pack_pictures(pictures, rng, stem=wanted.name)
        truths = _pages(paper, pictures, packed.places)
        return Made(wanted, packed.files, truths, fields, _unplaced(wanted.plan, fields))

    def blank(self, edition: Edition) -> Paper:
        """The blank of an edition as it is filled in here: its official one, else ours."""
        key = edition.form, edition.edition
        self._editions[key] = edition
        return self._blank(*key)

    def _drawn(self, edition: Edition, forms_dir: Path) -> Paper:
        paper = None
        if edition.blank is not None:
            pdf = (forms_dir / edition.form / edition.blank.file).read_bytes()
            measured = measured_paper(edition, pdf, source="official")
            paper = measured and _with_the_rest(measured, pdf)
        paper = paper or typeset_paper(edition)
        if paper is None:
            raise ValueError(f"{edition.form}@{edition.edition} has no place to write in")
        return paper


def _with_the_rest(paper: Paper, pdf: bytes) -> Paper:
    """The blank with places for the fields that nobody has measured, where the text of the PDF shows them."""
    measured = {spot.key for sheet in paper.sheets for spot in sheet.spots}
    if all(spec.key in measured for spec in paper.edition.fields if spec.kind not in UNASKED):
        return paper
    rest = [spot for spot in spots_from_text(paper.edition, pdf) if spot.key not in measured]
    sheets = (replace(s, spots=(*s.spots, *(spot for spot in rest if spot.page == s.page))) for s in paper.sheets)
    return replace(paper, sheets=tuple(sheets))


def hands_here() -> bool:
    """Whether there are handwriting-like faces on this machine: without them everything is typed."""
    return bool(fonts.faces_here(fonts.DEVELOP_HANDS))


def _hand(manner: Manner, rng: np.random.Generator) -> Hand:
    """Handwriting-like faces, digits too: a person can read all of it, and real digits are for developers alone."""
    faces = fonts.faces_here(fonts.DEVELOP_HANDS)
    hand = choose_hand(rng, faces, [fonts.typed_face("serif")], judge=False, write=not manner.typed)
    return replace(hand, real_digits=False)


def _taken(page: Image, manner: Manner, rng: np.random.Generator) -> Picture:
    if manner.photo:
        return phone(page, rng)
    return flatbed(page, rng, dpi=SCAN_DPI, colour=False, skew_deg=float(rng.uniform(-_SKEW_DEG, _SKEW_DEG)))


def _pages(paper: Paper, pictures: list[Picture], places: tuple[tuple[int, int], ...]) -> tuple[PageTruth, ...]:
    return tuple(
        PageTruth(
            page=sheet.page,
            file=file,
            file_page=file_page,
            picture=picture.name,
            severe=None,
            width_px=picture.pixels.shape[1],
            height_px=picture.pixels.shape[0],
            width_mm=sheet.width_mm,
            height_mm=sheet.height_mm,
            to_picture=picture.transform,
            quarter_turns_deg=picture.quarter_turns_deg,
            skew_deg=picture.skew_deg,
        )
        for sheet, picture, (file, file_page) in zip(paper.sheets, pictures, places, strict=True)
    )


def _unplaced(plan: Plan, fields: tuple[FieldTruth, ...]) -> tuple[tuple[str, str], ...]:
    missing = plan.unplaced({field.key for field in fields})
    return tuple((one.code, one.key) for one in missing if one.key is not None)
