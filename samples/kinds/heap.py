"""
Heaps of pages as officers receive them: forms and supporting papers of a family or of two, in the order in which
somebody scanned or photographed them, with the truth of which pages make a paper.

Pages are words, as an engine reads them: printed words come from the text layer of our own typesetting, values from
the plan of a filled paper. `worn` makes poor readings of them.
"""

from __future__ import annotations

import datetime as dt
import io
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from pypdf import PdfReader

from samples.kinds import kind_papers
from samples.people import Cast, Person, cast
from samples.plan import Entry, plan
from samples.stage import scene
from scanpipe.catalog import Catalog, Edition, Kind
from scanpipe.catalog.blank import OFFICIAL, RETYPED, Blank, typeset
from scanpipe.imaging import pdf_geometry
from scanpipe.imaging.pdf_content import Fonts, content_of
from scanpipe.imaging.pdf_words import words_of
from scanpipe.model import IDENTITY, Page, Readability, Rect, Word
from scanpipe.text import without_marks

FILED = dt.date(2026, 11, 20)
LETTER_MM = 2.0
ORDERS = ("in order", "papers shuffled", "fronts, then backs", "fronts, then backs reversed", "shuffled", "interleaved")
"""How a heap was laid down. Where the pages of two copies of one form are mixed, what is written has to tell them."""
FORMS = (
    ("land_registration", "nd151_2025"), ("hkd_registration", "tt68_2025"), ("ct01", "tt66_2023"),
    ("ct01", "tt116_2026"), ("birth_registration", "tt04_2024"), ("birth_registration", "tt04_2020"),
    ("marital_status_certificate", "tt04_2024"), ("civil_status_extract_copy", "tt04_2020"),
    ("hkd_registration", "tt43_2025"), ("land_registration", "thanhhoa_2026"),
)  # fmt: skip
_CONFUSED = {"ị": "i", "í": "i", "ộ": "o", "ô": "o", "ờ": "o", "ạ": "a", "ậ": "â", "ế": "ê", "ụ": "u", "đ": "d"}


@dataclass(frozen=True, slots=True)
class Leaf:
    """One page of a heap: its words, which paper it is of (from 0) and which page of that (from 1)."""

    words: tuple[Word, ...] = field(repr=False)
    paper: int
    page: int


@dataclass(frozen=True, slots=True)
class Pile:
    """One paper: its form or kind, its pages as words."""

    form: str | None
    kind: str | None
    pages: tuple[tuple[Word, ...], ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Heap:
    """Pages in the order they came. `one_file`: all in one PDF; else every page is a picture of its own."""

    name: str
    papers: tuple[Pile, ...]
    leaves: tuple[Leaf, ...]
    one_file: bool

    @property
    def pages(self) -> tuple[Page, ...]:
        """The pages as the line knows them, numbered from 1."""
        return tuple(
            Page(i + 1, 0 if self.one_file else i, i + 1 if self.one_file else 1, Readability.OK, 0, 0.0, {},
                 IDENTITY, 210.0, 297.0)
            for i in range(len(self.leaves))
        )  # fmt: skip

    @property
    def truth(self) -> frozenset[tuple[int, ...]]:
        """The numbers of the pages of each paper, in their printed order."""
        return frozenset(
            tuple(i + 1 for _, i in sorted((leaf.page, i) for i, leaf in enumerate(self.leaves) if leaf.paper == paper))
            for paper in {leaf.paper for leaf in self.leaves}
        )


def heaps(seed: int, count: int, catalog: Catalog) -> Iterator[Heap]:
    """`count` heaps of three to seven papers, every order in turn; half of them in one PDF, a third read poorly."""
    for number in range(count):
        rng = random.Random(f"heap-{seed}-{number}")
        order = ORDERS[number % len(ORDERS)]
        papers = tuple(_papers(rng, catalog, twins=order == "interleaved" or rng.random() < 0.3))
        if rng.random() < 0.33:
            papers = tuple(worn(p, rng) for p in papers)
        leaves = [Leaf(w, i, n) for i, p in enumerate(papers) for n, w in enumerate(p.pages, start=1)]
        yield Heap(f"{seed}-{number} {order}", papers, tuple(laid(leaves, order, rng)), number % 2 == 0)


def laid(leaves: Sequence[Leaf], order: str, rng: random.Random) -> list[Leaf]:
    """The pages in one of ORDERS."""
    count = max(leaf.paper for leaf in leaves) + 1
    match order:
        case "papers shuffled":
            mixed = rng.sample(range(count), count)
            return sorted(leaves, key=lambda x: (mixed[x.paper], x.page))
        case "fronts, then backs" | "interleaved":
            return sorted(leaves, key=lambda x: (x.page, x.paper))
        case "fronts, then backs reversed":
            return sorted(leaves, key=lambda x: (x.page, x.paper if x.page == 1 else -x.paper))
        case "shuffled":
            return rng.sample(list(leaves), len(leaves))
        case _:
            return list(leaves)


def _papers(rng: random.Random, catalog: Catalog, *, twins: bool) -> Iterator[Pile]:
    family = cast(rng, filed=FILED)
    forms = [f for f in FORMS if f[0] in catalog.forms]
    chosen = rng.choice(forms)
    yield filled(catalog.edition(*chosen), family, rng)
    if twins:
        yield filled(catalog.edition(*chosen), cast(rng, filed=FILED), rng)
    elif rng.random() < 0.4:
        yield filled(catalog.edition(*rng.choice([f for f in forms if f[0] != chosen[0]])), family, rng)
    for kind in rng.sample(sorted(kind_papers()), rng.randint(1, 3)):
        yield filled(kind_papers()[kind], family, rng, kind=kind)
    for person in (family.filer, family.spouse)[: rng.randint(0, 2)]:
        yield card(person, together=rng.random() < 0.4)


def filled(edition: Edition, people: Cast, rng: random.Random, *, kind: str | None = None) -> Pile:
    """A form or supporting paper with everything that is required written on it, typed."""
    manner = RETYPED if rng.random() < 0.3 else OFFICIAL
    blank, printed = _printed(edition, manner is RETYPED)
    pages = [list(words) for words in printed]
    content = plan(edition, scene(edition, people, rng), rng)
    numbered = rng.random() < 0.5
    for entry in content.entries:
        for page, word in _written(entry, blank, rng):
            pages[page - 1].append(word)
    if not numbered:
        pages = [[w for w in words if not (w.rect.bottom < 16 and w.text.isdigit())] for words in pages]
    return Pile(None if kind else edition.form, kind, tuple(tuple(words) for words in pages))


_READ: dict[tuple[str, str, bool], tuple[Blank, tuple[tuple[Word, ...], ...]]] = {}


def _printed(edition: Edition, retyped: bool) -> tuple[Blank, tuple[tuple[Word, ...], ...]]:
    """The blank and the words on its pages, read once from its text layer."""
    key = (edition.form, edition.edition, retyped)
    if key not in _READ:
        blank = typeset(edition, RETYPED if retyped else OFFICIAL)
        reader, fonts = PdfReader(io.BytesIO(blank.pdf)), Fonts()
        pages = []
        for page in reader.pages:
            sheet = pdf_geometry.sheet_of(page)
            pages.append(words_of(content_of(page, reader, sheet, fonts).glyphs, sheet))
        _READ[key] = blank, tuple(pages)
    return _READ[key]


def _written(entry: Entry, blank: Blank, rng: random.Random) -> Iterator[tuple[int, Word]]:
    """The words of one answer over the places of its field; half of those who sign write their name below."""
    said, zones = entry.answer, [z for z in blank.of(entry.spec.key) if z.kind in ("value", "cell", "signature")]
    if said is None or not zones:
        return
    if entry.spec.kind is Kind.SIGNATURE:
        if rng.random() < 0.5 and said.text:
            rect = zones[0].rect
            yield from ((zones[0].page, w) for w in _set_words(said.text, rect.left + 4, rect.bottom - 5))
        return
    if said.parts and len(zones) >= len(said.parts):
        for part, zone in zip(said.parts, zones, strict=False):
            yield from ((zone.page, w) for w in _set_words(part, zone.rect.left + 1, zone.rect.bottom - 4))
        return
    first = zones[0]
    yield from ((first.page, w) for w in _set_words(said.text, first.rect.left + 1, first.rect.bottom - 4))


def _set_words(text: str, left_mm: float, top_mm: float) -> Iterator[Word]:
    x = left_mm
    for part in text.split():
        yield Word(part, Rect(x, top_mm, x + LETTER_MM * len(part), top_mm + 3.2), 0.95)
        x += LETTER_MM * (len(part) + 1)


# Cards


def card(person: Person, *, together: bool) -> Pile:
    """An identity card of 2021 copied on paper: both sides on one sheet, or a sheet each."""
    front = list(_lines(front_lines(person), 60.0, 40.0))
    back = list(_lines(back_lines(person), 60.0, 130.0 if together else 40.0))
    return Pile(None, "identity_card", ((*front, *back),) if together else (tuple(front), tuple(back)))


def front_lines(person: Person) -> tuple[str, ...]:
    """What the front says."""
    return (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "CĂN CƯỚC CÔNG DÂN",
        "Citizen Identity Card",
        f"Số / No.: {person.number}",
        f"Họ và tên / Full name: {person.name.upper()}",
        f"Ngày sinh / Date of birth: {person.born:%d/%m/%Y}",
        f"Giới tính / Sex: {person.sex} Quốc tịch / Nationality: Việt Nam",
        f"Quê quán / Place of origin: {person.address.commune}",
        f"Nơi thường trú / Place of residence: {person.address.one_line}",
    )


def back_lines(person: Person) -> tuple[str, ...]:
    """What the back says; the check digits are not part of this truth and stand as 0."""
    surname, *given = without_marks(person.name).upper().split()
    name = f"{surname}<<{'<'.join(given)}"
    return (
        "Đặc điểm nhân dạng / Personal identification: Nốt ruồi",
        f"Ngày, tháng, năm / Date, month, year: {person.card_issued:%d/%m/%Y}",
        "CỤC TRƯỞNG CỤC CẢNH SÁT",
        "Ngón trỏ trái / Left index finger",
        "Ngón trỏ phải / Right index finger",
        f"IDVNM{person.number[3:]}0{person.number}<<0",
        f"{person.born:%y%m%d}0{'M' if person.sex == 'Nam' else 'F'}3802010VNM<<<<<<<<<<<0",
        f"{name:<<30}"[:30],
    )


def _lines(texts: Sequence[str], left_mm: float, top_mm: float) -> Iterator[Word]:
    for i, text in enumerate(texts):
        yield from (replace(w, rect=_narrow(w.rect, left_mm)) for w in _set_words(text, left_mm, top_mm + 5.0 * i))


def _narrow(rect: Rect, left_mm: float) -> Rect:
    """Print of a card is half as wide."""
    return Rect(left_mm + (rect.left - left_mm) / 2, rect.top, left_mm + (rect.right - left_mm) / 2, rect.bottom - 0.6)


def worn(paper: Pile, rng: random.Random) -> Pile:
    """The paper as an engine reads a poor scan: some words lost, some letters without their marks."""

    def worse(text: str) -> str:
        return "".join(_CONFUSED.get(c, c) if rng.random() < 0.3 else c for c in text)

    pages = tuple(tuple(replace(w, text=worse(w.text)) for w in words if rng.random() > 0.03) for words in paper.pages)
    return replace(paper, pages=pages)
