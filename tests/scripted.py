"""
A reader without OCR: what stands on a typeset blank, exactly, and engines that follow a script.

The words of a blank come from the text layer of its own PDF, so identification and the places of fields are tested
on what a perfect engine would read; `degraded` makes a worse one of it.
"""

from __future__ import annotations

import datetime as dt
import io
import random
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path

import numpy as np
import PIL.Image
from pypdf import PdfReader

from samples.fill import Hand, fill
from samples.fonts import typed_face
from samples.pen import BLUE, Pen
from samples.people import cast
from samples.plan import plan
from samples.sources import Source as BlankSource
from samples.sources import open_sources
from samples.stage import scene
from samples.truth import FieldTruth
from scanpipe.catalog import Catalog, Edition, Kind, load_catalog
from scanpipe.catalog.blank import Blank, typeset
from scanpipe.errors import EngineError
from scanpipe.identify import Identity, identify
from scanpipe.imaging import pdf_geometry
from scanpipe.imaging.encode import png
from scanpipe.imaging.load import Limits, SourcePage, load_pages
from scanpipe.imaging.pdf_content import Fonts, content_of
from scanpipe.imaging.pdf_words import words_of
from scanpipe.imaging.sheet import Sheet, take_apart
from scanpipe.locate import locate
from scanpipe.model import Image, Ink, Readability, Reading, Rect, Source, Upload, UploadFile, Word
from scanpipe.ocr.engine import Layout, RawWord
from scanpipe.places.place import Place
from scanpipe.read import SheetOf, read_fields
from scanpipe.rows import Row, Stream, make_rows, stream
from scanpipe.settings import Settings
from scanpipe.text import tone_free

FORMS = Path(__file__).resolve().parents[1] / "forms"
CATALOG = load_catalog(FORMS)
EDITIONS = tuple(CATALOG.editions())
PRINTED = tuple(e for e in EDITIONS if e.fields)
"""Editions whose printed lines are known."""
TIED = frozenset({("marriage_registration", "tt04_2020"), ("marriage_registration", "tt04_2024")})
"""Two editions of which nothing is known that tells them apart."""
LIMITS = Limits.of(Settings.model_construct())
MM_PER_INCH = 25.4

PageWords = tuple[tuple[Word, ...], ...]
"""The words of the pages of one paper."""


def name_of(edition: Edition) -> str:
    """As "ct01.tt66_2023": the id of a test."""
    return f"{edition.form}.{edition.edition}"


def without(edition: Edition) -> Catalog:
    """The catalogue of somebody who has never heard of that edition."""
    form = CATALOG.forms[edition.form]
    left = replace(form, editions=tuple(e for e in form.editions if e.edition != edition.edition))
    forms = {**CATALOG.forms, edition.form: left}
    return Catalog({k: f for k, f in forms.items() if f.editions}, f"without {name_of(edition)}")


@lru_cache(maxsize=64)
def blank_of(form: str, edition: str) -> Blank:
    """The typeset blank, once."""
    return typeset(CATALOG.edition(form, edition))


@lru_cache(maxsize=64)
def words_on(form: str, edition: str) -> PageWords:
    """Every printed word of a blank, page by page, in millimetres."""
    reader, fonts = PdfReader(io.BytesIO(blank_of(form, edition).pdf)), Fonts()
    pages = []
    for page in reader.pages:
        sheet = pdf_geometry.sheet_of(page)
        pages.append(words_of(content_of(page, reader, sheet, fonts).glyphs, sheet))
    return tuple(pages)


@lru_cache(maxsize=8)
def drawn(form: str, edition: str) -> tuple[SourcePage, ...]:
    """The pages of a blank drawn at 200 dpi. Needs Poppler."""
    pages = load_pages(UploadFile("blank.pdf", blank_of(form, edition).pdf), LIMITS)
    return tuple(p for p in pages if isinstance(p, SourcePage))


@dataclass(frozen=True)
class Seen:
    """A blank that went through the back half of the line: what it was taken for, its places and its readings."""

    identity: Identity
    places: tuple[Place, ...]
    readings: tuple[Reading, ...]

    @property
    def asked(self) -> tuple[Place, ...]:
        """The places of fields that a citizen fills in."""
        return tuple(p for p in self.places if p.spec.kind not in (Kind.PHOTO, Kind.OFFICE_USE))


@lru_cache(maxsize=64)
def seen(form: str, edition: str) -> Seen:
    """The blank of an edition that is told from others, located and read from its exact words. Needs Poppler."""
    text = paper(words_on(form, edition))
    identity = identify(text, CATALOG)
    if identity.fit is None or identity.edition != CATALOG.edition(form, edition):
        raise AssertionError(f"{form} {edition} is taken for {identity.edition}")
    sheets = [sheet_of(p) for p in drawn(form, edition)]
    places = locate(identity.fit, text, [s.structure for s in sheets])
    pages = [SheetOf(i + 1, s, Readability.OK, Source.OCR, {}) for i, s in enumerate(sheets)]
    return Seen(identity, places, read_fields(identity, text, places, pages.__getitem__))


def sheet_of(page: SourcePage) -> Sheet:
    """A drawn page taken apart."""
    height, width = page.image.shape[:2]
    per_mm = (page.dpi or 200) / MM_PER_INCH
    return take_apart(page.image, width / per_mm, height / per_mm)


def paper(pages: Iterable[Iterable[Word]]) -> Stream:
    """Words of pages as the stream that identification reads."""
    return stream([Row(i, r.words, r.top, r.bottom) for i, words in enumerate(pages) for r in make_rows(words)])


def lines(*texts: str, top_mm: float = 20.0, pitch_mm: float = 7.0, page: int = 0) -> Stream:
    """Lines of words, one below the other, each letter 2 mm wide."""
    rows = make_rows(w for i, text in enumerate(texts) for w in typed(text, 30.0, top_mm + i * pitch_mm))
    return stream([replace(r, page=page) for r in rows])


def typed(text: str, left_mm: float, top_mm: float, *, confidence: float = 0.95) -> list[Word]:
    """A text as words on one row, each letter 2 mm wide and 3.2 mm high."""
    out, x = [], left_mm
    for part in text.split():
        out.append(Word(part, Rect(x, top_mm, x + 2 * len(part), top_mm + 3.2), confidence))
        x += 2 * len(part) + 2
    return out


def said_differently(pages: PageWords, change: Callable[[str], str]) -> PageWords:
    """The same words, each text changed; a word that becomes empty is gone."""
    return tuple(tuple(replace(w, text=text) for w in words if (text := change(w.text))) for words in pages)


def cited_as(pages: PageWords, old: str, new: str) -> PageWords:
    """The paper with another instrument number; fails when the number is not printed on it."""
    changed = said_differently(pages, lambda text: text.replace(old, new))
    if changed == pages:
        raise AssertionError(f"{old} is not printed on this blank")
    return changed


_CONFUSED = {"ị": "i", "í": "i", "ộ": "o", "ô": "o", "ờ": "o", "ạ": "a", "ậ": "â", "ế": "ê", "ụ": "u", "đ": "d"}
"""Letters as an engine confuses them on a poor scan."""


def degraded(pages: PageWords, *, seed: int, lost: float, confused: float, toneless: bool) -> PageWords:
    """Words as a poor scan gives them: a share of words lost, a share of letters confused, tones dropped."""
    rng = random.Random(seed)

    def worse(text: str) -> str:
        if rng.random() < lost:
            return ""
        text = tone_free(text) if toneless else text
        return "".join(_CONFUSED.get(c, c) if rng.random() < confused else c for c in text)

    return said_differently(pages, worse)


# Engines


@dataclass
class ScriptedEngine:
    """
    Gives each page its words, in the order of the pages; a second look at a line finds nothing more.

    `calls` counts whole pages read.
    """

    pages: Sequence[Sequence[Word]]
    name: str = "scripted 1 vie"
    calls: int = field(default=0, init=False)

    def words(self, picture: Image, *, layout: Layout, dpi: int) -> Sequence[RawWord]:
        """The next page's words in pixels of that resolution."""
        if layout is not Layout.SPARSE:
            return []
        self.calls += 1
        return self.page(self.calls, dpi)

    def page(self, number: int, dpi: int) -> Sequence[RawWord]:
        """The words of the page with that number, counted from 1."""
        return [_raw(w, dpi / MM_PER_INCH) for w in self.pages[number - 1]]


class CrashingEngine(ScriptedEngine):
    """Reads the first page and dies on every later one."""

    def page(self, number: int, dpi: int) -> Sequence[RawWord]:
        """The words of page 1 only. Raises EngineError."""
        if number > 1:
            raise EngineError("Tesseract ended with signal 11.")
        return super().page(number, dpi)


class SlowEngine(ScriptedEngine):
    """Never comes back in time."""

    def page(self, number: int, dpi: int) -> Sequence[RawWord]:
        """Nothing. Raises EngineError as the engine does after its time."""
        raise EngineError("Tesseract could not read a page in the time it was given.")


class SilentEngine(ScriptedEngine):
    """Works, and sees nothing."""

    def page(self, number: int, dpi: int) -> Sequence[RawWord]:
        """No words."""
        return []


class GarbageEngine(ScriptedEngine):
    """Reads nonsense, with great confidence, where the words are."""

    def page(self, number: int, dpi: int) -> Sequence[RawWord]:
        """The right places with the wrong letters."""
        rng = random.Random(number)
        signs = "¥§~#xqzjw|<>{}0189"
        garbled = [replace(w, text="".join(rng.choice(signs) for _ in w.text)) for w in self.pages[number - 1]]
        return [_raw(w, dpi / MM_PER_INCH) for w in garbled]


def _raw(word: Word, px_per_mm: float) -> RawWord:
    left, top, right, bottom = (
        round(v * px_per_mm) for v in (word.rect.left, word.rect.top, word.rect.right, word.rect.bottom)
    )
    return RawWord(word.text, left, top, max(right, left + 1), max(bottom, top + 1), word.confidence)


# Papers filled in by program


@dataclass(frozen=True)
class Scan:
    """A paper as a flatbed gives it: one PNG a page, the words a perfect engine reads, and what is written where."""

    files: tuple[UploadFile, ...]
    words: PageWords
    fields: tuple[FieldTruth, ...] = ()

    @property
    def upload(self) -> Upload:
        """The files as one dossier."""
        return Upload(self.files)

    @property
    def engine(self) -> ScriptedEngine:
        """The engine that reads it."""
        return ScriptedEngine(self.words)


def blank_scan(form: str, edition: str, *, pages: Sequence[int] = ()) -> Scan:
    """An empty form on the glass; `pages` chooses some of its pages (from 1)."""
    chosen = [n - 1 for n in pages] or range(len(words_on(form, edition)))
    shown, words = drawn(form, edition), words_on(form, edition)
    files = tuple(UploadFile(f"{form}-{i + 1}.png", _png(shown[i].image)) for i in chosen)
    return Scan(files, tuple(words[i] for i in chosen))


def _png(image: Image) -> bytes:
    gray = image if image.ndim == 2 else image[..., :3].mean(axis=2).astype(np.uint8)
    return png(np.ascontiguousarray(gray))


@lru_cache(maxsize=12)
def filled(
    form: str,
    edition: str,
    *,
    seed: int = 1,
    filed: dt.date = dt.date(2026, 11, 20),
    leave_out: int = 0,
    unsigned: bool = False,
    fault: str | None = None,
) -> Scan:
    """A paper typed and signed by somebody who knows the form, on the glass at 200 dpi. Needs Poppler."""
    rng = random.Random(f"{form}-{edition}-{seed}")
    known = CATALOG.edition(form, edition)
    blank = _source()(known, rng)
    if blank is None:
        raise AssertionError(f"{form} {edition} has no blank")
    people = scene(known, cast(rng, filed=filed), rng)
    content = plan(known, people, rng, leave_out=leave_out, unsigned=unsigned, fault=fault)
    pages, fields = fill(blank, content, _typed_hand(), np.random.default_rng(seed))
    files = tuple(UploadFile(f"page-{i + 1}.png", _png(_at_200_dpi(p))) for i, p in enumerate(pages))
    printed = words_on(form, edition)
    words = tuple(
        (*printed[i], *(w for f in fields if f.page == sheet.page and _is_text(f) for w in _words_of(f)))
        for i, sheet in enumerate(blank.sheets)
    )
    return Scan(files, words, fields)


@lru_cache(maxsize=1)
def _source() -> BlankSource:
    return open_sources(["typeset"])["typeset"]


def _typed_hand() -> Hand:
    face = typed_face("serif")
    return Hand(Pen(face, 4.2, (28, 26, 26), False, 0.0), Pen(face, 4.8, BLUE, False, 0.0, 0.08, 0.45))


def _at_200_dpi(page: Image) -> Image:
    height, width = page.shape[:2]
    small = PIL.Image.fromarray(page).convert("L").resize((width * 2 // 3, height * 2 // 3), PIL.Image.Resampling.BOX)
    return np.asarray(small, np.uint8)


def _is_text(truth: FieldTruth) -> bool:
    lined = truth.kind in (Kind.LINE, Kind.MULTILINE, Kind.BOXES, Kind.PLACE_DATE)
    return lined and truth.state is Ink.WRITTEN and bool(truth.text)


def _words_of(truth: FieldTruth) -> list[Word]:
    """A value as words over the places that it was written in, as a perfect engine reads it."""
    ink = truth.ink or truth.rect
    bands = [r for r in truth.rects if r.overlap(ink) > 0] or [ink]
    room = sum(r.width for r in bands)
    parts = truth.text.split()
    out: list[Word] = []
    for band in bands:
        count = len(parts) if band is bands[-1] else max(1, round(len(parts) * band.width / room))
        mine, parts = parts[:count], parts[count:]
        left, right = max(band.left, ink.left), min(band.right, ink.right)
        step = (right - left) / max(1, len(" ".join(mine)))
        x = left
        for part in mine:
            out.append(Word(part, Rect(x, band.top + 0.5, x + step * len(part), band.bottom - 1), 0.96))
            x += step * (len(part) + 1)
    return out
