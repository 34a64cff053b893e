"""Yields samples: a blank, filled in by a plan, photographed or scanned, with the truth beside it."""

from __future__ import annotations

import random
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import repeat
from pathlib import Path
from typing import Final

import numpy as np

from samples import fonts
from samples.deck import Card, dealt
from samples.fill import Hand, choose_hand, fill
from samples.marks import mark_sample
from samples.packing import pack_pictures
from samples.people import cast
from samples.pictures.choice import choose_picture, seal_page
from samples.pictures.phone import forwarded
from samples.pictures.picture import Picture
from samples.pictures.severe import CODES as SEVERE_CODES
from samples.plan import plan
from samples.recipe import HELD_OUT, Recipe, deal, draw, printed_alike
from samples.sheet import Paper
from samples.sources import Source
from samples.stage import scene
from samples.truth import Expected, FieldTruth, PageTruth, Sample, Truth
from scanpipe.catalog.catalog import Catalog
from scanpipe.catalog.load import load_catalog
from scanpipe.model import EditionStatus, Image, Ink

FORMS_FOLDER: Final = Path(__file__).resolve().parents[1] / "forms"
TYPED_FACES: Final = {"develop": ("serif", "serif", "sans"), "judge": ("serif", "dejavu", "mono")}
SOURCE_SHARES: Final = {"typeset": 1.0, "retyped": 1.0, "scan": 0.5}
"""Real blanks are few: more of them would make the set one-sided."""
_TRIES: Final = 200
REAL_LINES_SHARE: Final = 0.25
"""How many handwritten papers get real lines, where there are any."""
STATUS_CODES: Final = {
    EditionStatus.OUTDATED: "edition.outdated",
    EditionStatus.NOT_YET: "edition.not_yet",
    EditionStatus.GRACE: "edition.grace",
}


def make(
    seed: int,
    count: int,
    *,
    sources: Mapping[str, Source],
    split: str = "develop",
    held_out: Sequence[str] = HELD_OUT,
    catalog: Catalog | None = None,
    real_lines: tuple[Image, ...] = (),
    numbers: Collection[int] | None = None,
) -> Iterator[Sample]:
    """
    `count` samples, one after the other; the same seed gives the same samples. `numbers`: only these of them (from 0).

    `sources` by name (see `samples.sources.open_sources`). `split` is "develop" (forms, faces and digit writers that
    rules may be chosen on) or "judge" (all forms, other faces, writers and values; how many of each kind is dealt, see
    `samples.deck`). `real_lines` are lines of real handwriting (white on black, see `samples.sources.real`) that some
    long fields get.
    """
    if split not in TYPED_FACES:
        raise ValueError(f"no split {split!r}; develop or judge")
    catalog = catalog or load_catalog(FORMS_FOLDER)
    cards = dealt(split, seed, count) if split == "judge" else repeat(None)
    for number, card in zip(range(count), cards, strict=False):
        if numbers is not None and number not in numbers:
            continue
        rng = random.Random(f"{split}-{seed}-{number}")
        recipe, paper = _drawn(rng, catalog, sources, card, held_out)
        yield sample(f"{split}-{seed}-{number:04d}", seed, recipe, paper, catalog, rng, real_lines)


def _drawn(
    rng: random.Random, catalog: Catalog, sources: Mapping[str, Source], card: Card | None, held_out: Sequence[str]
) -> tuple[Recipe, Paper]:
    """
    A recipe (by its card, or to develop on) and its blank; drawn again where the source lacks that edition, from any
    source where it has none that would do.
    """
    names = sorted(sources)
    source = rng.choices(names, [SOURCE_SHARES.get(name, 1.0) for name in names])[0]
    for tried in range(500):
        if tried >= _TRIES:
            source = rng.choice(names)
        if card is None:
            recipe = draw(rng, catalog, source, split="develop", held_out=held_out)
        else:
            recipe = deal(rng, catalog, source, card)
        paper = sources[source](recipe.edition, rng)
        if paper is not None:
            return recipe, paper
    raise ValueError(f"none of the sources {', '.join(names)} has such an edition")


def sample(
    name: str,
    seed: int,
    recipe: Recipe,
    paper: Paper,
    catalog: Catalog,
    rng: random.Random,
    real_lines: tuple[Image, ...] = (),
) -> Sample:
    """One sample by its recipe, on that blank."""
    pixels = np.random.default_rng(rng.getrandbits(64))
    split = "judge" if recipe.judge else "develop"
    parts = scene(recipe.edition, cast(rng, filed=recipe.as_of), rng)
    content = plan(recipe.edition, parts, rng, leave_out=recipe.leave_out, unsigned=recipe.unsigned, fault=recipe.fault)
    hand = _hand(recipe, split, pixels)
    if real_lines and pixels.random() < REAL_LINES_SHARE:
        hand = replace(hand, real_lines=real_lines)
    pages, fields = fill(paper, content, hand, pixels)
    if recipe.mark:
        for page in pages:
            mark_sample(page)
    signed = [(f.page, f.rect) for f in fields if f.kind == "signature" and f.state == Ink.WRITTEN]
    seal_page(pages, paper, signed, pixels)
    kept = len(pages) - 1 if recipe.drop_page and len(pages) > 1 else len(pages)
    missing = tuple(range(kept + 1, len(pages) + 1))
    findings = content.expected(hand=hand.pen.hand)
    unplaced = content.unplaced({field.key for field in fields})
    fields = tuple(field for field in fields if field.page <= kept)
    pictures = choose_picture(pages[:kept], pixels, recipe.picture, recipe.severe)
    if recipe.forwarded:
        pictures = [forwarded(picture) for picture in pictures]
    packed = pack_pictures(pictures, rng, stem=name)
    alike = printed_alike(recipe.edition, catalog)
    truth = Truth(
        name=name,
        seed=seed,
        split=split,
        source=paper.source,
        form=recipe.edition.form,
        edition=recipe.edition.edition,
        edition_status=catalog.status(recipe.edition, on=recipe.as_of).value,
        accuses=recipe.edition.accuses and not alike,
        as_of=recipe.as_of,
        pages=_pages(paper, pictures, packed.places),
        fields=fields,
        expected=_expected(recipe, findings, unplaced, fields, pictures, missing, catalog),
        missing_pages=missing,
        printed_alike=alike,
    )
    return Sample(truth, packed.files)


def _hand(recipe: Recipe, split: str, rng: np.random.Generator) -> Hand:
    names = fonts.JUDGE_HANDS if split == "judge" else fonts.DEVELOP_HANDS
    faces = fonts.hand_faces(names)
    write = None if recipe.typed is None else not recipe.typed
    typed = [fonts.typed_face(name) for name in TYPED_FACES[split]]
    hand = choose_hand(rng, faces, typed, judge=recipe.judge, write=write)
    if recipe.real_digits and hand.pen.hand:
        hand = replace(hand, real_digits=True)
    # What was printed before it was filled in keeps its dots.
    return replace(hand, clears_leader=False) if recipe.source == "scan" else hand


def _pages(paper: Paper, pictures: Sequence[Picture], places: Sequence[tuple[int, int]]) -> tuple[PageTruth, ...]:
    return tuple(
        PageTruth(
            page=sheet.page,
            file=file,
            file_page=file_page,
            picture=picture.name,
            severe=picture.severe,
            width_px=picture.pixels.shape[1],
            height_px=picture.pixels.shape[0],
            width_mm=sheet.width_mm,
            height_mm=sheet.height_mm,
            to_picture=picture.transform,
            quarter_turns_deg=picture.quarter_turns_deg,
            skew_deg=picture.skew_deg,
        )
        for sheet, picture, (file, file_page) in zip(paper.sheets, pictures, places, strict=False)
    )


def _expected(
    recipe: Recipe, findings: Sequence[Expected], unplaced: Sequence[Expected], fields: Sequence[FieldTruth],
    pictures: Sequence[Picture], missing: Sequence[int], catalog: Catalog,
) -> tuple[Expected, ...]:  # fmt: skip
    """What has to come out: a severe picture hides everything else, a missing page what stands on it."""
    hidden = [Expected(SEVERE_CODES[p.severe], None, n) for n, p in enumerate(pictures, start=1) if p.severe]
    if hidden:
        return tuple(hidden)
    status = catalog.status(recipe.edition, on=recipe.as_of)
    # What the print does not tell cannot be asked for: of editions that print the same, the tie is the right answer.
    told = status in STATUS_CODES and not printed_alike(recipe.edition, catalog)
    found = [Expected(STATUS_CODES[status])] if told else []
    found += [Expected("page.missing", None, page) for page in missing]
    placed = {field.key: field.page for field in fields}
    found += [replace(one, page=placed[one.key]) for one in findings if one.key in placed]
    return (*found, *unplaced)


def save(sample: Sample, folder: Path) -> list[Path]:
    """Write a sample and its truth to a folder; the paths written, truth last."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for file in sample.files:
        (folder / file.name).write_bytes(file.data)
        written.append(folder / file.name)
    beside = folder / f"{sample.truth.name}.truth.json"
    beside.write_text(sample.truth.to_json(), encoding="utf-8")
    return [*written, beside]
