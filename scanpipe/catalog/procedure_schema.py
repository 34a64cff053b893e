"""
The shape of a file in forms/procedures/: which papers a procedure needs. Every model refuses unknown keys.

`forms/procedures/<procedure>.yaml` is a `Procedure`; `forms/procedures/_facts.yaml` is a `FactsFile`: the words of
the language in which conditions are written (`procedure_conditions`). Names and notes are quoted from the portal
page; `when` says the same for the machine.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from enum import StrEnum
from typing import Annotated, Literal, TypeAlias

from pydantic import Field, field_validator, model_validator

from scanpipe.catalog.procedure_conditions import When
from scanpipe.catalog.strict import Key, Strict, Text
from scanpipe.validators import procedure_code

Count = Annotated[int, Field(ge=0, le=20)]
Amount: TypeAlias = int | dict[Key, int]
"""One number, or one for each way of filing (online, postal, direct)."""


class Words(Strict):
    """A text in both languages: Vietnamese as in the source, English translated."""

    vi: Text
    en: Text


class Status(StrEnum):
    """How a fact is known. What nobody has read never accuses."""

    READ = "read"
    RECALLED = "recalled"
    INFERRED = "inferred"


class Role(StrEnum):
    """What happens with a paper."""

    FORM = "form"
    """Filled in by the citizen."""
    SUBMIT = "submit"
    """Handed in."""
    PRESENT = "present"
    """Only shown at the counter: scans need not hold it (Thông tư 03/2025/TT-VPCP art. 5.2)."""


class Need(StrEnum):
    """Whether a paper is needed."""

    ALWAYS = "always"
    CONDITIONAL = "conditional"
    """Needed when `when` holds."""
    ONE_OF = "one_of"
    """One paper of its `group` is enough; `when` rules a paper out."""
    IF_ANY = "if_any"
    """Handed in where somebody has it: never missing."""


class Replacement(Strict):
    """
    What a database holds of a paper: the authority takes it from there, and may not ask for the paper.

    `since` is the first day of that rule. `unless` says when the data is known to be absent; only then the paper
    itself is needed.
    """

    by: Words
    basis: tuple[Text, ...] = Field(min_length=1)
    since: dt.date
    unless: When | None = None


class Paper(Strict):
    """
    One paper of a procedure.

    `forms` (folders of forms/) and `kinds` (ids of forms/kinds.yaml) say as what it is recognised: any of them
    will do. `name` is quoted, `short` is what people are told when the name is a list. `condition` says in words
    what `when` says to the machine. `original` and `copy` count what is handed in; 0 and 0 is information, no
    paper. A paper with `on_portal` is filled in on the portal itself and never arrives as a scan.
    """

    id: Key
    name: Words
    short: Words | None = None
    role: Role
    forms: tuple[Key, ...] = ()
    kinds: tuple[Key, ...] = ()
    required: Need
    group: Key | None = None
    when: When | None = None
    condition: Words | None = None
    original: Count
    copy_: Count = Field(alias="copy")
    replaceable_by_data: Replacement | None = None
    on_portal: bool = False
    basis: Text | None = None
    note: Text | None = None
    status: Status = Status.READ

    @model_validator(mode="after")
    def _fits_need(self) -> Paper:
        if (self.required is Need.ONE_OF) != (self.group is not None):
            raise ValueError("one_of and group belong together: say which papers replace each other")
        if self.required is Need.CONDITIONAL and not (self.when and self.condition):
            raise ValueError("a conditional paper needs when (for the machine) and condition (for people)")
        if self.required in (Need.ALWAYS, Need.IF_ANY) and self.when is not None:
            raise ValueError(f"when has no meaning for a paper that is {self.required}; make it conditional")
        return self

    @property
    def called(self) -> Words:
        """What people are told."""
        return self.short or self.name

    @property
    def is_paper(self) -> bool:
        """Whether anything on paper is asked for at all."""
        return self.original + self.copy_ > 0 and not self.on_portal


class Case(Strict):
    """One case of a procedure with the papers of its own. Without `when` only a person can say that it applies."""

    case: Key
    name: Words
    when: When | None = None
    papers: tuple[Paper, ...] = Field(min_length=1)


class Time(Strict):
    """How long the authority takes."""

    value: Amount
    unit: Literal["working_day", "day"]
    note: Text | None = None


class Fee(Strict):
    """What it costs, in đồng; None where the source does not say."""

    amount_vnd: Amount | None
    unit: Text | None = None
    note: Text | None = None


class Deadline(Strict):
    """Until when the citizen has to come. For information: nobody is refused for being late."""

    days: int = Field(ge=1)
    from_: Words = Field(alias="from")
    source: Text


class Validity(Strict):
    """How long the result is good for."""

    months: int = Field(ge=1)
    source: Text


class Origin(Strict):
    """
    Where the facts come from, and for which days.

    `seen_on` is the day (or the first of the month) of the source, `verified_on` when it was read. `known_from` is
    the first day on which this list of papers is known to hold, and `known_from_basis` what says so: for an
    earlier filing nothing is called missing, only asked.
    """

    status: Status
    known_from: dt.date
    known_from_basis: Words
    seen_on: dt.date
    verified_on: dt.date
    text: Text
    cross_check: Text | None = None


class Procedure(Strict):
    """One procedure: `forms/procedures/<procedure>.yaml`. `papers` are needed in every case, `cases` add their own."""

    procedure: Key
    code: Text
    name: Words
    field: Text
    level: Text
    decision: Text
    decision_date: dt.date | None = None
    time: Time
    fee: Fee
    deadline: Deadline | None = None
    validity: Validity | None = None
    legal: tuple[Text, ...] = Field(min_length=1)
    superseding_watch: Text | None = None
    conditions: dict[Key, When] = Field(default_factory=dict)
    groups: dict[Key, Words] = Field(default_factory=dict)
    papers: tuple[Paper, ...] = ()
    cases: tuple[Case, ...] = ()
    checks: tuple[Text, ...] = ()
    notes: tuple[Text, ...] = ()
    form_ids: dict[str, Text] = Field(default_factory=dict)
    provenance: Origin

    @field_validator("code")
    @classmethod
    def _is_code(cls, value: str) -> str:
        try:
            return procedure_code.validate(value)
        except ValueError as error:
            raise ValueError(f"{value!r} is no code of a procedure ({error}); write it as '1.001193'") from error

    @model_validator(mode="after")
    def _consistent(self) -> Procedure:
        if not self.papers and not self.cases:
            raise ValueError("has neither papers nor cases; list the papers it needs")
        lists = [[p.id for p in self.papers], *([p.id for p in c.papers] for c in self.cases)]
        for ids in lists:
            if twice := sorted({i for i in ids if ids.count(i) > 1}):
                raise ValueError(f"paper ids used twice: {', '.join(twice)}")
        if both := sorted(set(lists[0]) & {i for ids in lists[1:] for i in ids}):
            raise ValueError(f"papers of every case stand in a case again: {', '.join(both)}")
        names = [c.case for c in self.cases]
        if twice := sorted({n for n in names if names.count(n) > 1}):
            raise ValueError(f"cases used twice: {', '.join(twice)}")
        used = {p.group for p in self.every_paper() if p.group}
        if missing := sorted(used ^ set(self.groups)):
            raise ValueError(f"groups and the papers that name them do not agree: {', '.join(missing)}")
        return self

    @property
    def forms(self) -> tuple[str, ...]:
        """The forms that the procedure may need, in the order of the file."""
        return tuple(dict.fromkeys(form for paper in self.every_paper() for form in paper.forms))

    def every_paper(self) -> Iterator[Paper]:
        """The papers of all cases; a paper of several cases comes several times."""
        yield from self.papers
        for case in self.cases:
            yield from case.papers

    def whens(self) -> Iterator[When]:
        """Every condition of the file."""
        yield from self.conditions.values()
        yield from (case.when for case in self.cases if case.when)
        for paper in self.every_paper():
            if paper.when:
                yield paper.when
            if paper.replaceable_by_data and paper.replaceable_by_data.unless:
                yield paper.replaceable_by_data.unless


class Told(Strict):
    """
    A field of a form that tells a fact: exactly one of the tests.

    `is`: true when this option alone is ticked, false when another one alone is. `says` and `denies`: words, whole and
    with their tones, that make it true or false.
    """

    form: Key
    field: Key
    is_: Text | None = Field(default=None, alias="is")
    says: tuple[Text, ...] = ()
    denies: tuple[Text, ...] = ()

    @model_validator(mode="after")
    def _one_test(self) -> Told:
        if (self.is_ is not None) == bool(self.says or self.denies):
            raise ValueError("say what the field has to hold: is, or says and denies")
        return self


class Fact(Strict):
    """One word of the language: what it says when it is true, the question that settles it, which fields tell it."""

    means: Words
    ask: Words
    told_by: tuple[Told, ...] = ()


class FactsFile(Strict):
    """`forms/procedures/_facts.yaml`: every fact that a condition may name."""

    facts: dict[Key, Fact]
