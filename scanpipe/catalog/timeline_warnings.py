"""What an operator should look at: gaps and ends, blanks that are not what they were, editions nobody looked after."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from pathlib import Path

from scanpipe.catalog.schema import Edition
from scanpipe.catalog.timeline import Bar, FormLanes, Lane, Standing, Timeline

SOON = dt.timedelta(days=30)
"""An edition that ends within this time should have a successor by now."""
UNVERIFIED = dt.timedelta(days=365)
"""Laws of forms change about once a year: what nobody looked at for longer may be another form by now."""
_DAY = dt.timedelta(days=1)


class Code(StrEnum):
    """What is the matter, the gravest first."""

    NONE_IN_FORCE = "none_in_force"
    GAP = "gap"
    """Days between two editions on which none was, or will be, in force."""
    OVERLAP = "overlap"
    """Two editions are in force at once, and no day says until when the older one is taken."""
    ENDS_SOON = "ends_soon"
    BLANK_MISSING = "blank_missing"
    BLANK_CHANGED = "blank_changed"
    LOW_GRADE = "low_grade"
    UNVERIFIED = "unverified"
    NO_INSTRUMENT = "no_instrument"


@dataclass(frozen=True, slots=True)
class Warned:
    """
    One warning about a form, or one edition of it. `first` and `last` are the days that it is about (of a gap, or the
    day of an end or of the last look), `said` a word more: the grade, or the file.
    """

    code: Code
    form: str
    edition: str | None = None
    first: dt.date | None = None
    last: dt.date | None = None
    said: str | None = None


def warned(timeline: Timeline, folder: Path | None = None) -> tuple[Warned, ...]:
    """All warnings, form by form and the gravest first; blanks are looked at in forms/ when the folder is given."""
    found = [one for form in timeline.forms for one in _of_form(form, timeline.on, folder)]
    order = {code: place for place, code in enumerate(Code)}
    return tuple(sorted(found, key=lambda one: (order[one.code], one.form)))


def _of_form(form: FormLanes, on: dt.date, folder: Path | None) -> Iterator[Warned]:
    national = next((lane for lane in form.lanes if lane.province is None), None)
    unsure = national is not None and any(b.standing is Standing.UNSURE for b in national.bars)
    if form.current is None and not unsure:
        yield Warned(Code.NONE_IN_FORCE, form.key, said=_next(form))
    for lane in form.lanes:
        yield from _of_lane(form.key, lane, on)
    for bar in form.bars():
        if bar.standing is not Standing.ENDED:
            yield from _of_edition(bar.edition, on)
        if folder is not None:
            yield from _of_blank(bar.edition, folder)


def _next(form: FormLanes) -> str | None:
    coming = form.next
    return coming.edition.edition if coming else None


def _of_lane(form: str, lane: Lane, on: dt.date) -> Iterator[Warned]:
    for old, new in pairwise(lane.bars):
        yield from _between(form, old, new)
    last = lane.bars[-1]
    ends = _last_day(last.edition)
    if ends is not None and on <= ends < on + SOON:
        yield Warned(Code.ENDS_SOON, form, last.edition.edition, first=ends)


def _last_day(edition: Edition) -> dt.date | None:
    """The last day of an edition that nothing follows, as its own file says it."""
    withdrawn = edition.withdrawn_on - _DAY if edition.withdrawn_on else None
    return min((day for day in (withdrawn, edition.accepted_until) if day), default=None)


def _between(form: str, old: Bar, new: Bar) -> Iterator[Warned]:
    withdrawn = old.edition.withdrawn_on
    if new.begin is None:
        return
    if withdrawn is not None and withdrawn < new.begin:
        yield Warned(Code.GAP, form, old.edition.edition, first=withdrawn, last=new.begin - _DAY)
    both_begin = old.begin == new.begin and old.edition.edition != new.edition.supersedes
    runs_on = withdrawn is not None and withdrawn > new.begin
    if (both_begin or runs_on) and old.edition.accepted_until is None:
        last = withdrawn - _DAY if withdrawn is not None and runs_on else None
        yield Warned(Code.OVERLAP, form, old.edition.edition, first=new.begin, last=last, said=new.edition.edition)


def _of_edition(edition: Edition, on: dt.date) -> Iterator[Warned]:
    """What matters of an edition as long as it is taken, or is to come."""
    looked = edition.provenance.verified_on
    if not edition.accuses:
        yield Warned(Code.LOW_GRADE, edition.form, edition.edition, said=edition.provenance.grade.value)
    if on - looked > UNVERIFIED:
        yield Warned(Code.UNVERIFIED, edition.form, edition.edition, first=looked)
    if edition.citation.number is None:
        yield Warned(Code.NO_INSTRUMENT, edition.form, edition.edition)


def _of_blank(edition: Edition, folder: Path) -> Iterator[Warned]:
    """Whether the blank lies beside the edition's file, and is the one that was published."""
    if edition.blank is None:
        return
    home = folder / edition.form
    if not (home / edition.blank.file).is_file():
        yield Warned(Code.BLANK_MISSING, edition.form, edition.edition, said=edition.blank.file)
    elif blank_of(edition, folder) is None:
        yield Warned(Code.BLANK_CHANGED, edition.form, edition.edition, said=edition.blank.file)
    if edition.blank.editable is not None and not (home / edition.blank.editable).is_file():
        yield Warned(Code.BLANK_MISSING, edition.form, edition.edition, said=edition.blank.editable)


def blank_of(edition: Edition, folder: Path) -> bytes | None:
    """The bytes of an edition's own blank in forms/; None when it has none, or the file is not the published one."""
    if edition.blank is None:
        return None
    try:
        data = (folder / edition.form / edition.blank.file).read_bytes()
    except OSError:
        return None
    return data if hashlib.sha256(data).hexdigest() == edition.blank.sha256 else None
