"""The catalogue: all forms with their editions, and which edition is in force on a day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from scanpipe.catalog.schema import Edition, FormFile
from scanpipe.model import EditionStatus


@dataclass(frozen=True, slots=True)
class Form:
    """A form with its editions, oldest first."""

    about: FormFile
    editions: tuple[Edition, ...]

    def edition(self, key: str) -> Edition:
        """The edition of that id; KeyError when there is none."""
        for edition in self.editions:
            if edition.edition == key:
                return edition
        raise KeyError(key)


@dataclass(frozen=True, slots=True, eq=False)
class Catalog:
    """All forms by key. `digest` is the SHA-256 of what was read, so that a report names the law it was made under."""

    forms: Mapping[str, Form]
    digest: str

    def editions(self) -> Iterator[Edition]:
        """Every edition of every form."""
        for form in self.forms.values():
            yield from form.editions

    def edition(self, form: str, edition: str) -> Edition:
        """One edition; KeyError when form or edition is unknown."""
        return self.forms[form].edition(edition)

    def in_force(self, form: str, *, on: dt.date, province: str | None = None) -> Edition | None:
        """The newest edition that had taken effect by that day, in that province where it issues its own."""
        own = [e for e in self.forms[form].editions if province and e.province == province]
        return _newest(own, on) or _newest([e for e in self.forms[form].editions if e.province is None], on)

    def successor(self, edition: Edition) -> Edition | None:
        """The edition that ends this one: the next of the same reach (country or province)."""
        line = [e for e in self.forms[edition.form].editions if e.province == edition.province]
        index = next(i for i, e in enumerate(line) if e.edition == edition.edition)
        return line[index + 1] if index + 1 < len(line) else None

    def status(self, edition: Edition, *, on: dt.date) -> EditionStatus:
        """
        Where an edition stands on a day.

        A month is all that is known of some dates: within that month neither the edition nor the one before it is
        judged (`UNKNOWN`).
        """
        following = self.successor(edition)
        if edition.withdrawn_on and on >= edition.withdrawn_on:
            return EditionStatus.OUTDATED
        if edition.effective_from is not None and on < edition.effective_from:
            return EditionStatus.NOT_YET
        if _within_unsure_month(edition, on) or (following and _within_unsure_month(following, on)):
            return EditionStatus.UNKNOWN
        if following is None or following.effective_from is None or on < following.effective_from:
            return EditionStatus.CURRENT
        if edition.accepted_until and on <= edition.accepted_until:
            return EditionStatus.GRACE
        return EditionStatus.OUTDATED

    def ended_on(self, edition: Edition) -> dt.date | None:
        """The last day on which an edition was accepted; None while it has no dated end."""
        if edition.withdrawn_on:
            return edition.withdrawn_on - dt.timedelta(days=1)
        following = self.successor(edition)
        if following is None or following.effective_from is None:
            return None
        return edition.accepted_until or following.effective_from - dt.timedelta(days=1)


def in_order(editions: list[Edition]) -> tuple[Edition, ...]:
    """
    Editions oldest first; those without a date first of all. Two that began on one day stand in the order in which
    they supersede each other.
    """
    known = {e.edition: e for e in editions}
    return tuple(sorted(editions, key=lambda e: (e.effective_from or dt.date.min, _steps(e, known), e.edition)))


def _steps(edition: Edition, known: Mapping[str, Edition]) -> int:
    """How many editions lead to this one."""
    seen = {edition.edition}
    before = known.get(edition.supersedes or "")
    while before and before.edition not in seen:
        seen.add(before.edition)
        before = known.get(before.supersedes or "")
    return len(seen)


def _newest(editions: list[Edition], on: dt.date) -> Edition | None:
    begun = [e for e in editions if (e.effective_from or dt.date.min) <= on]
    if not begun or (begun[-1].withdrawn_on and on >= begun[-1].withdrawn_on):
        # What a withdrawn edition had replaced does not come back.
        return None
    return begun[-1]


def _within_unsure_month(edition: Edition, on: dt.date) -> bool:
    begin = edition.effective_from
    return (
        edition.effective_precision == "month"
        and begin is not None
        and (on.year, on.month) == (begin.year, begin.month)
    )
