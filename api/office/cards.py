"""A review as it is laid out: points as cards, their places as boxes on the pages, and which of them is at hand."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import quote, urlencode

from api.office.marks import Mark, height_of, marks_of
from scanpipe.catalog.schema import FieldSpec, Kind
from scanpipe.intake.law import Law
from scanpipe.intake.views import PageView
from scanpipe.office.views import Certainty, Comparison, Point, PointState, ReviewView

_NOT_TYPED = (Kind.SIGNATURE, Kind.PHOTO, Kind.TABLE)


class Tab(StrEnum):
    """What stands beside the page: the points to look at, every field, or the comparison with the identity card."""

    POINTS = "diem"
    FIELDS = "muc"
    CARD = "the"


@dataclass(frozen=True, slots=True)
class Card:
    """
    One point with what may be done about it. `anchor` is its id on the page, `href` where its decisions go; `entry`
    says that it has a value to type, `against` how that compares with the identity card; `version` changes with
    everything that the card shows.
    """

    point: Point
    anchor: str
    href: str
    entry: bool
    against: Comparison | None
    version: str

    @property
    def decided(self) -> bool:
        """Whether an officer has said something about it."""
        return self.point.state is not PointState.OPEN

    @property
    def style(self) -> str:
        """How its box is drawn: must | look | unreadable | sure. What was settled is drawn as sure."""
        settled = self.point.state in (
            PointState.ACCEPTED, PointState.EDITED, PointState.OVERRIDDEN, PointState.NOT_APPLICABLE,
        )  # fmt: skip
        still_wrong = self.point.certainty is Certainty.MUST and self.point.state is PointState.ACCEPTED
        return "sure" if settled and not still_wrong else self.point.certainty.value

    @property
    def tick(self) -> str | None:
        """`human` when an officer settled it, `machine` when the machine is sure, None when neither is."""
        if self.decided:
            return "human"
        return "machine" if self.point.certainty is Certainty.SURE else None

    @property
    def crop(self) -> str | None:
        """The address of its place cut out; None when it has no place."""
        page, box = self.point.page_id, self.point.box
        if page is None or box is None:
            return None
        shares = ",".join(f"{min(1.0, max(0.0, share)):.5f}" for share in (box.x, box.y, box.width, box.height))
        return f"{self.href.partition('/diem/')[0]}/trang/{page}/cat?o={shares}"

    @property
    def may_not_apply(self) -> bool:
        """What must be put right is set aside with a reason only."""
        return self.entry and self.point.certainty is not Certainty.MUST


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page with the boxes of the cards that are on it; `shown` first."""

    page: PageView
    height: int
    marks: tuple[tuple[Mark, Card], ...]
    shown: bool


@dataclass(frozen=True, slots=True)
class Group:
    """Cards of one paper under its name; one group without a name where nothing has to be told apart."""

    name: Mapping[str, str] | None
    cards: tuple[Card, ...]


@dataclass(frozen=True, slots=True)
class Layout:
    """The whole of it. `original` shows the photos as sent, without boxes: places are those of straight pages."""

    home: str
    tab: Tab
    cards: tuple[Card, ...]
    groups: tuple[Group, ...]
    sheets: tuple[Sheet, ...]
    active: Card | None
    original: bool

    def here(self, **choice: object) -> str:
        """The address of this review with another choice."""
        now = {"xem": self.tab.value, "trang": self.page_number, "goc": 1 if self.original else None} | choice
        kept = {name: value for name, value in now.items() if value is not None}
        return f"{self.home}?{urlencode(kept)}"

    @property
    def page_number(self) -> int | None:
        """Which page is shown."""
        return next((sheet.page.number for sheet in self.sheets if sheet.shown), None)


def layout(
    view: ReviewView, law: Law, *, tab: Tab, point: str | None = None, page: int | None = None, original: bool = False
) -> Layout:
    """`point` is the one at hand, else the first that is open; `page` the number of the page shown, else its page."""
    home = f"/cb/h/{view.id}"
    shown = view.fields if tab is Tab.FIELDS else view.points
    cards = tuple(card_of(one, view, law, home) for one in shown)
    active = next((card for card in cards if card.point.id == point), None)
    if active is None and page is None:
        active = next((card for card in cards if not card.decided), cards[0] if cards else None)
    wanted = page or (active.point.page_number if active else None) or 1
    sheets = _sheets(view.pages, cards, wanted)
    groups = _groups(view, cards) if tab is Tab.FIELDS else (Group(None, cards),)
    return Layout(home, tab, cards, groups, sheets, active, original)


def card_of(point: Point, view: ReviewView, law: Law, home: str) -> Card:
    """The point as a card."""
    spec = spec_of(point, view, law)
    entry = point.key is not None and (point.code is None or point.code.startswith(("field.", "cross.")))
    entry = entry and (spec is None or spec.kind not in _NOT_TYPED)
    return Card(
        point=point,
        anchor=anchor_of(point.id),
        href=f"{home}/diem/{quote(point.id, safe=':')}",
        entry=entry,
        against=_against(point, view),
        version=hashlib.sha256(f"{point!r}{point.value}{point.note}{point.card}".encode()).hexdigest()[:16],
    )


def _against(point: Point, view: ReviewView) -> Comparison | None:
    """The line of the comparison that holds this value beside what the card says."""
    if point.card is None or point.kept:
        return None
    lines = (line for line in view.comparison if line.paper == point.value and point.card in (line.qr, line.front))
    return next(lines, None)


def anchor_of(point_id: str) -> str:
    """
    The id of a point's card on the page.

    >>> anchor_of("v:0:declarant_full_name")
    'd-v-0-declarant_full_name'
    """
    return "d-" + re.sub(r"[^A-Za-z0-9_]+", "-", point_id)


def spec_of(point: Point, view: ReviewView, law: Law) -> FieldSpec | None:
    """The field of the edition that the paper is of; None where it is none of a form."""
    paper = next((d for d in view.documents if d.number == point.document), None)
    if paper is None or paper.edition is None or paper.edition.form not in law.catalog.forms:
        return None
    editions = law.catalog.forms[paper.edition.form].editions
    edition = next((e for e in editions if e.edition == paper.edition.edition), None)
    return next((f for f in edition.fields if f.key == point.key), None) if edition else None


def following(points: Sequence[Point], point: str) -> Point | None:
    """The next open point after that one, from the start again at the end; None when none is open."""
    at = next((i for i, one in enumerate(points) if one.id == point), -1)
    ahead = [*points[at + 1 :], *points[: at + 1]]
    return next((one for one in ahead if one.state is PointState.OPEN), None)


def _sheets(pages: Iterable[PageView], cards: Sequence[Card], wanted: int) -> tuple[Sheet, ...]:
    pages = tuple(pages)
    wanted = wanted if any(page.number == wanted for page in pages) else 1
    sheets = []
    for page in pages:
        height = height_of(page.width_mm, page.height_mm)
        own = [(card, card.point.box) for card in cards if card.point.page_id == page.id and card.point.box]
        marks = marks_of([(box, card.point.number is not None) for card, box in own], height)
        pairs = tuple(zip(marks, [card for card, _ in own], strict=True))
        sheets.append(Sheet(page, height, pairs, page.number == wanted))
    return tuple(sheets)


def _groups(view: ReviewView, cards: Sequence[Card]) -> tuple[Group, ...]:
    names = {paper.number: paper.name for paper in view.documents}
    order = list(dict.fromkeys(card.point.document for card in cards))
    return tuple(
        Group(names.get(number) if number is not None else None, tuple(c for c in cards if c.point.document == number))
        for number in order
    )
