"""
Which papers an edition is tried with: complete ones, ones on which each required field is left out once, and ones of
its neighbours. Which they are hangs on the edition and the catalogue alone: the same edition is tried with the same.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

from rapidfuzz import fuzz

from samples.people import cast
from samples.plan import UNASKED, Plan, plan
from samples.stage import scene
from scanpipe.catalog import Catalog, Edition, FieldSpec
from scanpipe.catalog.schema import Condition
from scanpipe.text import base_letters
from scanpipe.trials.report import Kind

_MOST_PAGES = 8
"""Of complete papers, and of papers with something left out: so many pages each, however long the form is."""
_BASES = 12
"""So many papers are thought up to find one on which the conditions of a field hold."""
_LOOK_ALIKES = 2
_ALIKE = 60.0
"""Similarity of titles (0-100) from which a form may be taken for another."""


@dataclass(frozen=True, slots=True)
class Manner:
    """How a paper is filled in and taken."""

    typed: bool
    photo: bool

    @property
    def name(self) -> str:
        """In words, as a row tells it."""
        return f"{'typed' if self.typed else 'hand'} {'photo' if self.photo else 'scan'}"


CLEAN = Manner(typed=True, photo=False)
MANNERS = (CLEAN, Manner(typed=False, photo=True), Manner(typed=True, photo=True), Manner(typed=False, photo=False))
"""In the order in which they are taken: two of them have seen all four ways."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """
    One paper to make. `keys` are left out on purpose; the plan already leaves them out. `last`: what is missed here has
    been missed before.
    """

    name: str
    kind: Kind
    edition: Edition
    manner: Manner
    plan: Plan
    keys: tuple[str, ...] = ()
    last: bool = False


@dataclass(frozen=True, slots=True)
class Wish:
    """All papers of a trial, and the required fields that no paper could leave out: nothing makes them required."""

    papers: tuple[Wanted, ...]
    untried: tuple[str, ...]


def wish(edition: Edition, catalog: Catalog, *, on: dt.date) -> Wish:
    """What an edition that has fields is tried with on a day."""
    manners = MANNERS[: max(2, min(len(MANNERS), _MOST_PAGES // edition.pages))]
    papers = [
        Wanted(f"complete-{n}", Kind.POSITIVE, edition, manner, honest(edition, on, f"complete-{n}"))
        for n, manner in enumerate(manners, start=1)
    ]
    left_out, untried = leaving_out(edition, required_keys(edition), manners, on=on)
    papers += left_out
    papers += _neighbours(edition, catalog, on)
    return Wish(tuple(papers), untried)


def honest(edition: Edition, on: dt.date, name: str) -> Plan:
    """A paper filled in by somebody invented who knows the form; the same name, the same paper."""
    rng = Random(f"{edition.form}@{edition.edition} {name}")
    return plan(edition, scene(edition, cast(rng, filed=on), rng), rng)


def required_keys(edition: Edition) -> tuple[str, ...]:
    """The fields that a citizen has to fill in, always or on some condition."""
    return tuple(spec.key for spec in edition.fields if spec.required != "no" and spec.kind not in UNASKED)


def only_in_words(spec: FieldSpec) -> bool:
    """Whether a field is required on a condition that is told to people alone: nobody is ever accused of it."""
    condition = spec.required
    return isinstance(condition, Condition) and not (condition.field or condition.written or condition.blank)


def leaving_out(
    edition: Edition,
    keys: Sequence[str],
    manners: Sequence[Manner],
    *,
    on: dt.date,
    name: str = "left-out",
    last: bool = False,
) -> tuple[list[Wanted], tuple[str, ...]]:
    """
    Papers, one a manner at most, on which these fields are left out, each on one of them and spread over all; and those
    that could not be. Fields that hang on each other are not left out together: the one would excuse the other.
    """
    bases = _bases(edition, keys, len(manners), on, name)
    gone: list[list[str]] = [[] for _ in bases]
    untried = []
    for number, key in enumerate(keys):
        turns = [(number + step) % len(bases) for step in range(len(bases))]
        home = next((at for at in turns if _all_missed(bases[at], [*gone[at], key])), None)
        if home is None:
            untried.append(key)
        else:
            gone[home].append(key)
    papers = [
        Wanted(f"{name}-{n}", Kind.LEFT_OUT, edition, manner, base.without(own), tuple(own), last)
        for n, (manner, base, own) in enumerate(zip(manners, bases, gone, strict=True), start=1)
        if own
    ]
    return papers, tuple(untried)


def _bases(edition: Edition, keys: Sequence[str], count: int, on: dt.date, name: str) -> list[Plan]:
    """Papers on which, together, as many of the fields as possible are required."""
    thought = [honest(edition, on, f"{name}-{n}") for n in range(_BASES)]
    asked = [{e.spec.key for e in one.entries if e.required and e.answer is not None} & set(keys) for one in thought]
    open_keys, chosen = set(keys), []
    for _ in range(count):
        best = max(range(len(thought)), key=lambda n: (n not in chosen, len(asked[n] & open_keys), len(asked[n]), -n))
        chosen.append(best)
        open_keys -= asked[best]
    return [thought[n] for n in chosen]


def _all_missed(base: Plan, keys: Sequence[str]) -> bool:
    """Whether a paper without these fields is wrong in each of them."""
    written = {e.spec.key for e in base.entries if e.required and e.answer is not None}
    missed = {e.spec.key for e in base.without(keys).entries if e.faults}
    return written.issuperset(keys) and missed.issuperset(keys)


def _neighbours(edition: Edition, catalog: Catalog, on: dt.date) -> Iterator[Wanted]:
    """The other editions of the form that can be drawn, then forms whose titles are much like this one's."""
    others = [e for e in catalog.forms[edition.form].editions if e.edition != edition.edition and e.fields]
    others += _look_alikes(edition, catalog, on, at_least=not others)
    for number, other in enumerate(others):
        name = f"{other.form}-{other.edition}"
        yield Wanted(name, Kind.NEGATIVE, other, MANNERS[number % 2], honest(other, on, name))


def _look_alikes(edition: Edition, catalog: Catalog, on: dt.date, *, at_least: int) -> list[Edition]:
    """
    Of each form with a title much like this one's, the edition that people use on the day; of the likest `at_least`
    forms in any case.
    """
    title = base_letters(edition.title)
    likeness = []
    for form in catalog.forms:
        other = catalog.in_force(form, on=on) or next(iter(reversed(catalog.forms[form].editions)), None)
        if form != edition.form and other is not None and other.fields:
            likeness.append((fuzz.ratio(title, base_letters(other.title)), other))
    likely = sorted(likeness, key=lambda pair: (-pair[0], pair[1].form))
    return [other for n, (alike, other) in enumerate(likely[:_LOOK_ALIKES]) if alike >= _ALIKE or n < at_least]
