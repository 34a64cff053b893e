"""
Whole dossiers as files: a filled form, a picture of the card of a person on it, and a supporting paper; all matching,
or with one fault planted. The truth says which pages make which paper, and what has to be found.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from random import Random

import numpy as np

from samples import fonts
from samples.cards.data import card_of
from samples.cards.generate import LAYOUTS, sheet_with
from samples.cards.sides import back, front
from samples.fill import choose_hand, fill
from samples.kinds import kind_papers
from samples.packing import pack_pictures
from samples.people import GIVEN_MEN, Cast, Person, cast, number_of, stranger
from samples.pictures.phone import phone
from samples.pictures.picture import Picture
from samples.pictures.scanner import flatbed
from samples.plan import Plan, plan
from samples.sources.typeset import typeset_paper
from samples.stage import Scene, scene
from scanpipe.catalog import Catalog, Edition
from scanpipe.catalog.blank import typeset
from scanpipe.errors import EngineError
from scanpipe.model import Image, UploadFile

FILED = dt.date(2026, 11, 20)
FAULTS = ("other_number", "other_name", "stranger_card", "form_left_out", "page_twice", "page_missing")
CODES = {
    "other_number": ("cross.id_differs", "cross.number_unlike"),
    "other_name": ("cross.name_differs",),
    "stranger_card": ("cross.card_unmatched", "cross.id_differs", "cross.name_differs"),
    "form_left_out": ("doc.missing", "doc.missing_conditional"),
    "page_twice": ("page.duplicate",),
    "page_missing": ("page.missing",),
}
"""Findings of which one has to come out."""
DEALT = (
    ("birth_registration", "tt04_2024", "birth_notice"),
    ("permanent_residence", "tt116_2026", "house_contract"),
    ("death_registration", "tt04_2024", "death_notice"),
    ("hkd_registration", "tt68_2025", "authorisation"),
    ("marital_status_certificate", "tt04_2024", "marital_status_confirmation"),
    ("land_registration", "nd151_2025", "land_use_certificate"),
)
"""Procedure, the edition of its form in force, and a supporting paper that fits."""
_FORMS = {"permanent_residence": "ct01"}
_COPIED_DPI = (200, 300)


@dataclass(frozen=True, slots=True)
class PaperTruth:
    """One paper: its form or kind, and its pages in printed order as (file from 0, page in the file from 1)."""

    form: str | None
    kind: str | None
    pages: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class WholeDossier:
    """
    One dossier as handed in. `fault` is None where everything matches, else one of FAULTS; `copy` is the page that
    came twice and its second picture. `missing_form` is the form that was left out.
    """

    name: str
    procedure: str
    files: tuple[UploadFile, ...] = field(repr=False)
    papers: tuple[PaperTruth, ...]
    fault: str | None
    copy: tuple[tuple[int, int], tuple[int, int]] | None = None
    missing_form: str | None = None


@dataclass(frozen=True, slots=True)
class _Pile:
    """The pictures of one paper, in printed order."""

    form: str | None
    kind: str | None
    pictures: tuple[Picture, ...] = field(repr=False)


def whole_dossiers(seed: int, numbers: Sequence[int], catalog: Catalog) -> Iterator[WholeDossier]:
    """The dossiers with these numbers (from 0): one in two matches, faults and procedures are dealt in turn."""
    for number in numbers:
        rng = Random(f"dossier-{seed}-{number}")
        fault = FAULTS[number // 2 % len(FAULTS)] if number % 2 else None
        # Each fault comes round to every procedure; a page can only be missing where there are several.
        turn = number // 2 + number // (2 * len(DEALT))
        able = [d for d in DEALT if fault != "page_missing" or _several(catalog.edition(_form(d[0]), d[1]))]
        yield _dossier(f"dossier-{seed}-{number:03d}", able[turn % len(able)], fault, catalog, rng)


def _several(edition: Edition) -> bool:
    """Whether our print of it has several pages that something is written on."""
    return len({zone.page for zone in typeset(edition).zones}) > 1


def _form(procedure: str) -> str:
    return _FORMS.get(procedure, procedure)


def _dossier(name: str, dealt: tuple[str, str, str], fault: str | None, catalog: Catalog, rng: Random) -> WholeDossier:
    procedure, edition_name, kind = dealt
    pixels = np.random.default_rng(rng.getrandbits(64))
    edition = catalog.edition(_form(procedure), edition_name)
    family = cast(rng, filed=FILED)
    parts = scene(edition, family, rng)
    content = plan(edition, parts, rng)
    sheets = _typed(edition, content, pixels)
    scans = [_scan(page, pixels) for page in sheets]
    if fault == "page_missing":
        del scans[rng.randrange(1, len(scans)) :]
    holder = _holder(catalog, edition, parts, content)
    piles = [
        _Pile(edition.form, None, tuple(scans)),
        _Pile(None, "identity_card", (_card(_carried(holder, fault, rng), rng, pixels),)),
        _Pile(None, kind, tuple(_scan(page, pixels) for page in _supporting(kind, family, rng, pixels))),
    ]
    left_out = edition.form if fault == "form_left_out" else None
    piles = [p for p in piles if left_out is None or p.form != left_out]
    rng.shuffle(piles)
    files, papers = _packed(piles, name, rng)
    copy = None
    if fault == "page_twice":
        again = _scan(sheets[0], pixels)
        copy = next(p.pages[0] for p in papers if p.form), (len(files), 1)
        files = (*files, UploadFile(f"{name}-again.{again.suffix}", again.encoded()))
    return WholeDossier(name, procedure, files, papers, fault, copy, left_out)


def _typed(edition: Edition, content: Plan, pixels: np.random.Generator) -> list[Image]:
    """The pages with everything typed on them and signed."""
    paper = typeset_paper(edition)
    if paper is None:
        raise EngineError(f"{edition.form}@{edition.edition} has no fields to fill in")
    faces = fonts.hand_faces(fonts.JUDGE_HANDS)
    hand = choose_hand(pixels, faces, [fonts.typed_face("serif")], judge=True, write=False)
    return fill(paper, content, hand, pixels)[0]


def _supporting(kind: str, family: Cast, rng: Random, pixels: np.random.Generator) -> list[Image]:
    edition = kind_papers()[kind]
    return _typed(edition, plan(edition, scene(edition, family, rng), rng), pixels)


def _scan(page: Image, pixels: np.random.Generator) -> Picture:
    skew_deg = float(np.clip(pixels.normal(0, 0.8), -2, 2))
    return flatbed(page, pixels, dpi=int(pixels.choice(_COPIED_DPI)), colour=False, skew_deg=skew_deg)


# The card


def _holder(catalog: Catalog, edition: Edition, parts: Scene, content: Plan) -> Person:
    """Somebody whose name and number stand on the form."""
    written = {e.spec.key: e.spec for e in content.entries if e.answer is not None and e.answer.text}
    for role, spec in catalog.forms[edition.form].about.people.items():
        names = [key for key in spec.name if key in written]
        if role not in ("child", "deceased") and names and any(key in written for key in spec.number):
            return parts.who(written[names[0]])
    return parts.cast.filer


def _carried(holder: Person, fault: str | None, rng: Random) -> Person:
    """The person whose card lies in the dossier."""
    match fault:
        case "other_number":
            return replace(holder, number=number_of(rng, holder.sex, holder.born))
        case "other_name":
            *first, last = holder.name.split()
            return replace(holder, name=" ".join([*first, rng.choice([w for w in GIVEN_MEN if w != last])]))
        case "stranger_card":
            return stranger(rng, filed=FILED)
    return holder


def _card(person: Person, rng: Random, pixels: np.random.Generator) -> Picture:
    """Both sides on a sheet, scanned or photographed."""
    card = card_of(person, rng, rng.choice(LAYOUTS), FILED)
    page, _, _ = sheet_with([front(card, pixels), back(card, pixels)], rng)
    if rng.random() < 0.3:
        return phone(page, pixels)
    skew_deg = float(np.clip(pixels.normal(0, 0.8), -2, 2))
    return flatbed(page, pixels, dpi=300, colour=True, skew_deg=skew_deg)


# Files


def _packed(piles: Sequence[_Pile], name: str, rng: Random) -> tuple[tuple[UploadFile, ...], tuple[PaperTruth, ...]]:
    """Two dossiers in five as one heap, the others paper by paper."""
    stacks = [list(piles)] if rng.random() < 0.4 else [[pile] for pile in piles]
    files: list[UploadFile] = []
    papers: list[PaperTruth] = []
    for number, stack in enumerate(stacks, start=1):
        packed = pack_pictures([p for pile in stack for p in pile.pictures], rng, stem=f"{name}-{number}")
        places = iter([(file + len(files), page) for file, page in packed.places])
        papers += [PaperTruth(p.form, p.kind, tuple(next(places) for _ in p.pictures)) for p in stack]
        files += packed.files
    return tuple(files), tuple(papers)
