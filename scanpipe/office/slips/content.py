"""
What stands on a request for a supplement, and how an officer's choices become it.

A `Draft` is what is offered, `Edited` what the officer made of it, `Content` what is given out. The content holds the
edition of the slip that it was set in, so that what was given stays the same whatever becomes of forms/.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Literal, TypeAlias

from pydantic import TypeAdapter

from scanpipe.catalog.slips import SlipEdition
from scanpipe.findings import FINDINGS
from scanpipe.office.views import SlipLine

MOST_COPIES = 20
MOST_LETTERS = 1000
"""Of one line; a request that needs more is a letter."""
_CODES = re.compile(r"(?<![\w.])(?:" + "|".join(map(re.escape, FINDINGS)) + r")(?!\w|\.\w)")

GapKind: TypeAlias = Literal["nothing", "deadline", "past", "contact_name", "contact_phone", "code", "long", "empty"]


@dataclass(frozen=True, slots=True)
class Counts:
    """How many of a paper are asked for, by kind of copy; None where nothing is asked."""

    original: int | None = None
    certified: int | None = None
    photo: int | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """A paper of the table."""

    text: str = field(repr=False)
    counts: Counts = Counts()


@dataclass(frozen=True, slots=True)
class Line:
    """A numbered line. `page_id` is the page that it is about, as it was when the request was given."""

    text: str = field(repr=False)
    basis: str | None = None
    page_id: str | None = None


@dataclass(frozen=True, slots=True)
class Head:
    """What stands around the rows and lines; empty texts are printed as dotted lines."""

    agency: str = ""
    center: str = ""
    number: str = ""
    place: str = ""
    applicant: str = field(default="", repr=False)
    matter: str = ""
    address: str = field(default="", repr=False)
    phone: str = field(default="", repr=False)
    email: str = field(default="", repr=False)
    contact_name: str = field(default="", repr=False)
    contact_phone: str = field(default="", repr=False)
    deadline: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Content:
    """A request as it is printed; `day` is the day on which it is given, `code` the code of the check."""

    edition: SlipEdition
    code: str
    day: dt.date
    head: Head
    rows: tuple[Row, ...] = ()
    lines: tuple[Line, ...] = ()

    def sealed_as(self) -> str:
        """As JSON."""
        return _adapter().dump_json(self).decode()


def content_from(text: str) -> Content:
    """What `sealed_as` wrote."""
    return _adapter().validate_json(text)


@dataclass(frozen=True, slots=True)
class Item:
    """
    Something that may be asked for: a paper of the table (`counts` are not None), or a line.

    `why` says what to think of: question (nobody is sure: look first), or why it is not ticked: disputed (the citizen
    says otherwise), moot (a new form makes it void), retake (a new photo is asked for instead).
    """

    id: str
    text: str = field(repr=False)
    ticked: bool
    severity: str
    counts: Counts | None = None
    basis: str | None = None
    page_id: str | None = None
    page_number: int | None = None
    why: str | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """A request before the officer has looked at it. `earlier` are those that the dossier has already."""

    id: str
    code: str
    edition: SlipEdition
    day: dt.date
    items: tuple[Item, ...]
    head: Head
    earlier: tuple[SlipLine, ...]


@dataclass(frozen=True, slots=True)
class Ticked:
    """An item that the officer asks for, with their words for it; empty counts ask for nothing in the table."""

    id: str
    text: str = field(repr=False)
    counts: Counts = Counts()


@dataclass(frozen=True, slots=True)
class Edited:
    """What the officer made of a draft. `ticked` None takes it as it is; `more` are lines of their own."""

    head: Head
    ticked: tuple[Ticked, ...] | None = None
    more: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Gap:
    """What keeps a request from being given. `about` is the id of an item, None when it is about none."""

    kind: GapKind
    about: str | None = None


def content_of(draft: Draft, edited: Edited) -> Content:
    """The request as it would be printed now. Ids that the draft does not have are passed over: see `unknown`."""
    known = {item.id: item for item in draft.items}
    rows, lines = [], []
    for one in chosen(draft, edited):
        item = known.get(one.id)
        if item is None:
            continue
        if item.counts is not None:
            rows.append(Row(clean(one.text), one.counts))
        else:
            lines.append(Line(clean(one.text), item.basis, item.page_id))
    lines += [Line(text) for more in edited.more if (text := clean(more))]
    return Content(draft.edition, draft.code, draft.day, _cleaned(edited.head), tuple(rows), tuple(lines))


def chosen(draft: Draft, edited: Edited) -> tuple[Ticked, ...]:
    """The items that are asked for, in the officer's words."""
    if edited.ticked is not None:
        return edited.ticked
    return tuple(Ticked(item.id, item.text, item.counts or Counts()) for item in draft.items if item.ticked)


def unknown(draft: Draft, edited: Edited) -> bool:
    """Whether something is asked for that is not open any more: the dossier changed in the meantime."""
    known = {item.id for item in draft.items}
    return any(one.id not in known for one in chosen(draft, edited))


def gaps(draft: Draft, edited: Edited) -> Iterator[Gap]:
    """What is missing or cannot stand, in the order of the screen."""
    asked = chosen(draft, edited)
    more = [text for text in edited.more if clean(text)]
    if not asked and not more:
        yield Gap("nothing")
    for one in asked:
        if not clean(one.text):
            yield Gap("empty", one.id)
        yield from _unfit(one.text, one.id)
    for text in more:
        yield from _unfit(text, None)
    head = edited.head
    if head.deadline is None:
        yield Gap("deadline")
    elif head.deadline < draft.day:
        yield Gap("past")
    if not clean(head.contact_name):
        yield Gap("contact_name")
    if not clean(head.contact_phone):
        yield Gap("contact_phone")


def clean(text: str) -> str:
    r"""
    A text for people on one line: composed letters, no control characters, single spaces.

    >>> clean("  Nguye\u0302\u0303n\x07\n Thị Mẫu ")
    'Nguyễn Thị Mẫu'
    """
    composed = unicodedata.normalize("NFC", text)
    return " ".join("".join(letter if letter.isprintable() else " " for letter in composed).split())


def _unfit(text: str, about: str | None) -> Iterator[Gap]:
    if _CODES.search(text):
        yield Gap("code", about)  # a technical code is no reason
    if len(clean(text)) > MOST_LETTERS:
        yield Gap("long", about)


def _cleaned(head: Head) -> Head:
    texts = {name: clean(value) for name in Head.__slots__ if isinstance(value := getattr(head, name), str)}
    return Head(**texts, deadline=head.deadline)


@cache
def _adapter() -> TypeAdapter[Content]:
    return TypeAdapter(Content)
