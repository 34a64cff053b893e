"""A trial without pictures: papers that exist as their plan alone, and a reader that sees them without a mistake."""

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from samples.recipe import printed_alike
from samples.truth import FieldTruth, PageTruth
from scanpipe.catalog import Catalog, Edition
from scanpipe.model import (
    IDENTITY,
    Document,
    Finding,
    Ink,
    MadeWith,
    Page,
    Readability,
    Reading,
    Rect,
    Report,
    Ruling,
    Severity,
    Upload,
    UploadFile,
    Verdict,
)
from scanpipe.prove import Proof
from scanpipe.prove import Trial as Printed
from scanpipe.trials.judging import Trial, absence_of, standing
from scanpipe.trials.making import Made
from scanpipe.trials.papers import Wanted

WIDTH_MM, HEIGHT_MM, PX_PER_MM = 210.0, 297.0, 10.0
NOTHING: frozenset[str] = frozenset()
ALL = ("typed scan", "hand photo", "typed photo", "hand scan")


@dataclass
class Typist:
    """Makes papers of one page out of a plan: every field a line of its own."""

    made: dict[str, Made] = field(default_factory=dict)

    def make(self, wanted: Wanted) -> Made:
        """That paper."""
        fields = tuple(
            FieldTruth(
                e.spec.key,
                1,
                "line",
                e.spec.type,
                (Rect(40.0, 10.0 + 4 * n, 180.0, 13.0 + 4 * n),),
                Ink.BLANK if e.answer is None else Ink.WRITTEN,
                e.required,
                faults=e.faults,
            )
            for n, e in enumerate(wanted.plan.entries)
        )
        scale = ((PX_PER_MM, 0.0, 0.0), (0.0, PX_PER_MM, 0.0), (0.0, 0.0, 1.0))
        page = PageTruth(1, 0, 1, "flatbed", None, 2100, 2970, WIDTH_MM, HEIGHT_MM, scale)
        paper = Made(wanted, (UploadFile(f"{wanted.name}.jpg", b""),), (page,), fields, ())
        self.made[f"{wanted.name}.jpg"] = paper
        return paper


@dataclass
class Reader:
    """
    Reads what the typist made. Of the edition that is tried it misses the fields in `misses` (on papers whose manner,
    or name, is in `misses_on`), only asks about those in `asks` (also), and calls those in `accuses` blank. It takes
    a paper for what `takes_for` says, and looks `off_mm` below where things are printed; None: it finds no place.
    `doubts` is the code with which it doubts every paper of that edition.
    """

    typist: Typist
    edition: Edition
    misses: frozenset[str] = NOTHING
    misses_on: Collection[str] = ALL
    asks: frozenset[str] = NOTHING
    asks_on: Collection[str] = ALL
    accuses: frozenset[str] = NOTHING
    takes_for: Mapping[str, str] = field(default_factory=dict)
    off_mm: float | None = 0.0
    doubts: str | None = None

    def examine(self, upload: Upload, *, as_of: dt.date, catalog: Catalog, **_: object) -> Report:
        """The report on one paper."""
        made = self.typist.made[upload.files[0].name]
        edition = made.wanted.edition
        alike = bool(printed_alike(edition, catalog))
        form, _, key = self.takes_for.get(made.wanted.name, f"{edition.form}@{edition.edition}").partition("@")
        known = key if key and not alike else None
        readings = tuple(self._reading(one) for one in made.fields)
        document = Document(
            form or None,
            known,
            catalog.status(edition, on=as_of),
            None,
            None,
            (1,),
            0.9,
            None,
            (),
            Verdict.REVIEW,
            readings if form == edition.form else (),
        )
        page = Page(1, 0, 1, Readability.OK, 0, 0.0, {}, IDENTITY, WIDTH_MM, HEIGHT_MM)
        rulings = tuple(self._rulings(made, known is not None and edition.accuses, Trial(edition, catalog, as_of)))
        return Report(Verdict.REVIEW, as_of, MadeWith("", "", "", 0.0), (), (page,), (document,), rulings)

    def _reading(self, one: FieldTruth) -> Reading:
        if self.off_mm is None:
            return Reading(one.key, 1, None, Ink.UNCLEAR, located=False)
        rect = one.rect
        seen = Rect(rect.left, rect.top + self.off_mm, rect.right, rect.bottom + self.off_mm)
        return Reading(one.key, 1, seen.share_of(WIDTH_MM, HEIGHT_MM), one.state)

    def _rulings(self, made: Made, may_demand: bool, standing_of: Trial):
        own = made.wanted.edition == self.edition
        if own and self.doubts:
            yield _ruled(self.doubts, None, Severity.CHECK)
        for code in standing(made.wanted.edition, standing_of):
            yield _ruled(code, None, Severity.MUST)
        for entry in made.wanted.plan.entries:
            key = entry.spec.key
            on = {made.wanted.manner.name, made.wanted.name}
            missed = own and key in self.misses and not on.isdisjoint(self.misses_on)
            blank = bool(entry.faults) and not missed
            if blank or (own and key in self.accuses and entry.answer is not None):
                asked = own and key in self.asks and not on.isdisjoint(self.asks_on)
                sure = may_demand and not asked and key not in made.wanted.edition.unproven
                demands = sure and absence_of(entry.spec) != "sign.date_missing"
                yield _ruled(absence_of(entry.spec), key, Severity.MUST if demands else Severity.CHECK)


def _ruled(code: str, key: str | None, severity: Severity) -> Ruling:
    return Ruling(Finding(code, 0.9, 0, 1, key), severity, "fix", {}, {})


def sound(edition: Edition, *_: object) -> Proof:
    """A proof in which both prints are read without a mistake."""
    official = Printed("official", 1, True, (), NOTHING, NOTHING)
    return Proof(edition, (official, Printed("retyped", 1, True, (), NOTHING, NOTHING)))
