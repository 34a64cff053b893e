"""Papers of a trial made, examined and judged one after the other, told as it goes on."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from scanpipe.catalog import Catalog, Edition
from scanpipe.catalog.diff import matched
from scanpipe.catalog.kinds_schema import Kinds
from scanpipe.model import EditionStatus, Report, Upload
from scanpipe.ocr.engine import OcrEngine
from scanpipe.pipeline import NO_KINDS, examine
from scanpipe.prove import filing_day
from scanpipe.trials.gates import failed, not_found
from scanpipe.trials.judging import Trial, rows
from scanpipe.trials.making import Made, Maker
from scanpipe.trials.papers import CLEAN, MANNERS, Manner, Wanted, leaving_out
from scanpipe.trials.report import Kind, Outcome, Row
from scanpipe.trials.words import say

Progress = Callable[[int, int, str], None]
"""Called with how many papers are done, of how many, and the name of the next."""


AFTERWARDS = 3
"""Steps after the papers: the empty prints, what people have put together, and the end."""


class Makes(Protocol):
    """What makes papers (`scanpipe.trials.making.Maker`)."""

    def make(self, wanted: Wanted) -> Made:
        """That paper."""


@dataclass(frozen=True, slots=True)
class Ground:
    """
    What a trial stands on. `catalog` holds the edition; `before` is the catalogue without it, None for a published one.
    `forms_dir` is where official blanks lie; `samples` and `cases` are folders of what people have put together.
    `etag` is that of the draft; `undated`: the day stands in for one that it does not have yet.
    """

    catalog: Catalog
    engine: OcrEngine
    forms_dir: Path
    kinds: Kinds = NO_KINDS
    before: Catalog | None = None
    samples: Path | None = None
    cases: Path | None = None
    update_expect: bool = False
    undated: bool = False
    etag: str | None = None
    maker: Makes | None = field(default=None, repr=False)


class Walk:
    """Papers made, examined and judged one after the other, told as it goes on."""

    def __init__(self, trial: Trial, ground: Ground, progress: Progress) -> None:
        self._trial, self._ground, self._tell = trial, ground, progress
        self._maker = ground.maker or Maker(ground.forms_dir)
        self._done, self._of = 0, AFTERWARDS

    def through(self, papers: Sequence[Wanted], trial: Trial | None = None) -> list[Row]:
        """The rows of these papers."""
        found: list[Row] = []
        self._of += len(papers)
        for wanted in papers:
            self.step(f"{wanted.name} ({wanted.manner.name})")
            begin = time.perf_counter()
            made = self._maker.make(wanted)
            report = self.examined(Upload(made.files), (trial or self._trial).on)
            found += rows(made, report, trial or self._trial, seconds=time.perf_counter() - begin)
        return found

    def step(self, words: str) -> None:
        """Tell what is done next."""
        self._tell(min(self._done, self._of), self._of, words)
        self._done += 1

    def examined(self, upload: Upload, on: dt.date | None) -> Report:
        """The report on an upload, filed on that day or on that of the trial."""
        ground, trial = self._ground, self._trial
        return examine(
            upload,
            as_of=on or trial.on,
            catalog=ground.catalog,
            engine=ground.engine,
            province=trial.edition.province,
            kinds=ground.kinds,
        )

    def second_chance(self, found: Sequence[Row]) -> list[Row]:
        """
        Fields that were only asked about, or missed, on a photo or in handwriting: left out once more on a clean scan,
        and those that were missed on another paper of that manner, too.
        """
        again = {row.key: row for row in found if row.outcome is Outcome.ASKED and row.key is not None}
        missed = [row for row in again.values() if not row.got]
        wished = {(CLEAN, "again"): tuple(again)} | _by_manner(missed, "once-more")
        return self._left_out(self._trial, wished)

    def before(self, found: Sequence[Row], previous: Edition | None) -> list[Row]:
        """Fields carried over that failed here, left out on papers of the edition before: are they surer there?"""
        if previous is None:
            return []
        edition = self._trial.edition
        missed = {*not_found(found), *failed(found)}
        carried = {old.key: new.key for old, new in matched(previous, edition) if new.key in missed}
        here = {row.key: row for row in reversed(found) if row.kind is Kind.LEFT_OUT}
        rows_here = [here[new].model_copy(update={"key": old}) for old, new in carried.items() if new in here]
        there = Trial(previous, self._ground.catalog, day_in_force(previous, self._ground.catalog))
        found_there = self._left_out(there, _by_manner(rows_here, "before"))
        return [
            _regressed(row, carried[row.key], found, edition)
            for row in found_there
            if row.key in carried and row.expected
        ]

    def _left_out(self, trial: Trial, wished: Mapping[tuple[Manner, str], Sequence[str]]) -> list[Row]:
        """The rows of fields left out on papers of these manners, so called."""
        papers: list[Wanted] = []
        for (manner, name), keys in wished.items():
            papers += leaving_out(trial.edition, keys, (manner, manner), on=trial.on, name=name, last=True)[0]
        return self.through(papers, trial)


def _by_manner(rows: Sequence[Row], name: str) -> dict[tuple[Manner, str], tuple[str, ...]]:
    """The keys of rows by the manner of their papers, each with a name for new ones."""
    keys: dict[tuple[Manner, str], tuple[str, ...]] = {}
    for row in rows:
        manner = next((m for m in MANNERS if m.name == row.manner), CLEAN)
        at = manner, f"{name}-{manner.name.replace(' ', '-')}"
        keys[at] = (*keys.get(at, ()), row.key or "")
    return keys


def day_in_force(edition: Edition, catalog: Catalog) -> dt.date:
    """
    A day on which the edition is in force, the first if it can be; for one that never was (superseded on its first day)
    the day it began.
    """
    first = filing_day(edition, catalog)
    month_later = (first.replace(day=1) + dt.timedelta(days=32)).replace(day=1)
    days = (first, month_later)
    return next((day for day in days if catalog.status(edition, on=day) is EditionStatus.CURRENT), first)


def predecessor(edition: Edition, catalog: Catalog) -> Edition | None:
    """The edition that this one follows, where it has fields to compare with."""
    line = [e for e in catalog.forms[edition.form].editions if e.province == edition.province]
    at = next(n for n, e in enumerate(line) if e.edition == edition.edition)
    return line[at - 1] if at and line[at - 1].fields else None


def _regressed(there: Row, key: str, found: Sequence[Row], edition: Edition) -> Row:
    """A row of the edition before as what it says of a field of this one."""
    own = (row for row in found if row.kind is Kind.LEFT_OUT and (row.key, row.manner) == (key, there.manner))
    here = max((_sureness(row) for row in own), default=0)
    worse = _sureness(there) > here
    told = say("found_before", label=edition.field(key).label) if worse else there.told
    outcome = Outcome.WRONG if worse else Outcome.OK
    return there.model_copy(update={"kind": Kind.REGRESSION, "key": key, "outcome": outcome, "told": told})


def _sureness(row: Row) -> int:
    """2: demanded, 1: asked about, 0: not found."""
    return 2 if row.outcome is Outcome.OK else 1 if row.got else 0
