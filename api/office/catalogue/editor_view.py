"""What the editor shows of a draft: its fields as rows, the places on the page, what nobody has looked at yet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from scanpipe.catalog.schema import Edition, FieldSpec, FormFile
from scanpipe.findings import plain_label
from scanpipe.publishing.draft_file import Guess
from scanpipe.publishing.drafts import Draft
from scanpipe.text import without_marks

_SURE, _RATHER_SURE = 0.9, 0.7
_COMPARED = ("label", "kind", "type", "required", "options", "columns", "boxes")
"""What makes a field the same as in the edition before, wherever it stands."""


@dataclass(frozen=True, slots=True)
class Where:
    """The draft that a page is of."""

    form: str
    edition: str

    @property
    def overview(self) -> str:
        """The page of the draft with its steps."""
        return f"/cb/mau/n/{quote(self.form)}/{quote(self.edition)}"

    @property
    def home(self) -> str:
        """The editor."""
        return f"{self.overview}/sua"

    def at(self, **asked: object) -> str:
        """The editor with something open: `trang` a page, `muc` a field, `the` a tab, `q` what is searched for."""
        kept = {name: str(value) for name, value in asked.items() if value not in (None, "")}
        return f"{self.home}?{urlencode(kept)}" if kept else self.home


@dataclass(frozen=True, slots=True)
class Unseen:
    """Guesses that nobody has looked at: `sure` is how sure the least sure is (sure | rather | unsure)."""

    guesses: tuple[Guess, ...]
    sure: str


@dataclass(frozen=True, slots=True)
class Row:
    """
    One field of the list. `number` counts from 1; `unseen` is None when there is nothing to look at; `before` says how
    it stands to the edition before (same | changed | new), None where there is none.
    """

    spec: FieldSpec
    number: int
    name: str
    unseen: Unseen | None
    before: str | None
    differs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PlaceMark:
    """A box on the page: `part` is box | label; a rectangle in mm."""

    row: Row
    part: str
    x: float
    y: float
    width: float
    height: float


def rows_of(draft: Draft, previous: Edition | None) -> tuple[Row, ...]:
    """All fields of the draft, in order."""
    if draft.edition is None:
        return ()
    before = {spec.key: spec for spec in previous.fields} if previous else None
    rows = []
    for number, spec in enumerate(draft.edition.fields, start=1):
        how, differs = _beside(spec, before)
        rows.append(Row(spec, number, name_of(spec), unseen_of(draft, spec.key), how, differs))
    return tuple(rows)


def unseen_of(draft: Draft, key: str) -> Unseen | None:
    """What nobody has looked at of a field, or of the whole with ""; None when all was looked at."""
    return _unseen(guess for guess in draft.about.unseen if (guess.key or "") == key)


def unseen_elsewhere(draft: Draft, rows: Iterable[Row]) -> Unseen | None:
    """Guesses about fields that the draft does not have (any more): what was there before and was not found again."""
    there = {row.spec.key for row in rows} | {""}
    return _unseen(guess for guess in draft.about.unseen if (guess.key or "") not in there)


def marks_of(rows: Iterable[Row], page: int) -> Iterator[PlaceMark]:
    """The boxes on a page, labels first, so that the places to fill in lie on top."""
    on_page = [row for row in rows if row.spec.page == page]
    for part in ("label", "box"):
        for row in on_page:
            corners = row.spec.label_mm if part == "label" else row.spec.box_mm
            if corners is not None:
                left, top, right, bottom = corners
                yield PlaceMark(row, part, left, top, round(right - left, 2), round(bottom - top, 2))


def found(rows: Iterable[Row], asked: str) -> tuple[Row, ...]:
    """The rows whose label, key, group or note has those letters, with or without marks."""
    wanted = _plain(asked)
    return tuple(row for row in rows if wanted in _plain(searched(row.spec)))


def searched(spec: FieldSpec) -> str:
    """What a search looks at."""
    return " ".join(part for part in (spec.label, spec.key, spec.group, spec.note) if part)


def name_of(spec: FieldSpec) -> str:
    """The label as it is said: without footnotes, colons and dots; the key where nothing is left."""
    return plain_label(spec.label) or spec.key


def confidence(value: float) -> str:
    """How sure the machine is, in three words: sure | rather | unsure."""
    return "sure" if value >= _SURE else "rather" if value >= _RATHER_SURE else "unsure"


def roles_of(about: FormFile | None, key: str) -> tuple[tuple[str, str], ...]:
    """Whose field it is as form.yaml has it: (person, what of them)."""
    if about is None:
        return ()
    said = ((role, person.said()) for role, person in about.people.items())
    return tuple((role, part) for role, parts in said for part, keys in parts.items() if key in keys)


def _unseen(guesses: Iterable[Guess]) -> Unseen | None:
    open_ones = tuple(guesses)
    if not open_ones:
        return None
    return Unseen(open_ones, confidence(min(guess.confidence for guess in open_ones)))


def _beside(spec: FieldSpec, before: dict[str, FieldSpec] | None) -> tuple[str | None, tuple[str, ...]]:
    if before is None:
        return None, ()
    old = before.get(spec.was or spec.key)
    if old is None:
        return "new", ()
    differs = tuple(name for name in _COMPARED if getattr(spec, name) != getattr(old, name))
    return ("changed" if differs else "same"), differs


def _plain(text: str) -> str:
    return without_marks(text).casefold()
