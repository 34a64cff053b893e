"""
The shape of a file in forms/: the law as data. Every model refuses unknown keys.

`forms/<form>/form.yaml` is a `FormFile`: what outlives editions. `forms/<form>/<effective_from>_<edition>.yaml` is
an `Edition`: the printed lines in order, with the field that follows each. An edition does not say when it ends:
the next one does.
"""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag, field_validator, model_validator

from scanpipe.catalog.person_spec import PersonSpec as PersonSpec
from scanpipe.catalog.strict import Key as Key
from scanpipe.catalog.strict import Strict as Strict
from scanpipe.catalog.strict import Text as Text


class Grade(StrEnum):
    """
    How far an edition can be trusted: A read whole from a form file, B with a few inferred lines, C mostly
    inferred, D a fragment. Below B an edition may identify a paper but never accuses.
    """

    A = "A"
    B = "B"
    C = "C"
    D = "D"


class Kind(StrEnum):
    """How a field is printed, and so how it is found and read."""

    LINE = "line"
    """One dotted line, or part of one."""
    MULTILINE = "multiline"
    """Several dotted lines."""
    BOXES = "boxes"
    """One character per box (`boxes` says how many)."""
    CHOICE = "choice"
    """Printed options, each with a box to tick (`options`, `choose`)."""
    CHECKBOX = "checkbox"
    """One box to tick."""
    TABLE = "table"
    """A ruled grid with a header row (`columns`)."""
    SIGNATURE = "signature"
    """Free space below a caption."""
    PLACE_DATE = "place_date"
    """"……, ngày … tháng … năm …" above a signature."""
    PHOTO = "photo"
    """A frame for a portrait."""
    OFFICE_USE = "office_use"
    """Filled in by the office: never asked of a citizen."""


class Choose(StrEnum):
    """How many of the printed options have to be ticked."""

    EXACTLY_ONE = "exactly_one"
    AT_LEAST_ONE = "at_least_one"
    ANY = "any"


class Condition(Strict):
    """
    When a field is required. Exactly one of the tests, or only a note.

    `field` with `is`: that choice or line says so. `written`: any of these fields holds ink. `blank`: all of
    these fields are empty. A condition that is only a `note` is for people: such a field is never accused.
    """

    field: Key | None = None
    is_: Text | None = Field(default=None, alias="is")
    written: tuple[Key, ...] = ()
    blank: tuple[Key, ...] = ()
    note: Text | None = None

    @model_validator(mode="after")
    def _one_test(self) -> Condition:
        tests = [self.field is not None, bool(self.written), bool(self.blank)]
        if sum(tests) > 1:
            raise ValueError("use one of field/is, written, blank")
        if (self.field is None) != (self.is_ is None):
            raise ValueError("field and is belong together")
        if not any(tests) and not self.note:
            raise ValueError("say when: field/is, written, blank, or at least a note")
        return self


class Column(Strict):
    """One column of a table: the header as printed, and what stands in it."""

    key: Key
    header: Text
    type: Key = "text"
    required: bool = False
    """Whether a filled row must have this cell."""


class Print(Strict):
    """A printed line that nobody fills in: a statement, a heading, a note."""

    text: Text
    style: Literal["statement", "heading", "note"] = "statement"
    page: int = Field(default=1, ge=1)


class FieldSpec(Strict):
    """
    One thing to fill in.

    `label` is quoted exactly as printed, with its number and footnote mark. `type` names a file of
    scanpipe/validators/ (or "text"). `group` says whose field it is (requester, child, mother…).
    `same_line` continues the printed line of the field before. `box_mm` and `label_mm` are left, top, right,
    bottom in millimetres on the printed sheet, when someone has measured them.
    """

    key: Key
    label: Text
    kind: Kind = Kind.LINE
    type: Key = "text"
    required: Literal["yes", "no"] | Condition = "no"
    page: int = Field(default=1, ge=1)
    group: Key | None = None
    critical: bool = False
    same_line: bool = False
    dotted_lines: int = Field(default=1, ge=1, le=12)
    boxes: int | None = Field(default=None, ge=2, le=30)
    options: tuple[Text, ...] = ()
    choose: Choose = Choose.ANY
    columns: tuple[Column, ...] = ()
    rows: int | None = Field(default=None, ge=1, le=40)
    captions: tuple[Text, ...] = ()
    """Further printed words of a signature block, such as "(Ký, ghi rõ họ tên)"."""
    note: Text | None = None
    was: Key | None = None
    """The key of the same field in the edition before, where it had another."""
    source_tag: Text | None = None
    """Provenance tag of this field where it deviates from the edition's."""
    box_mm: tuple[float, float, float, float] | None = None
    label_mm: tuple[float, float, float, float] | None = None

    @field_validator("required", mode="before")
    @classmethod
    def _yaml_booleans(cls, value: Any) -> Any:
        """YAML reads a bare yes or no as a boolean."""
        return {True: "yes", False: "no"}.get(value, value) if isinstance(value, bool) else value

    @model_validator(mode="after")
    def _fits_kind(self) -> FieldSpec:
        needs = {Kind.BOXES: self.boxes, Kind.CHOICE: self.options, Kind.TABLE: self.columns}
        if self.kind in needs and not needs[self.kind]:
            what = {Kind.BOXES: "boxes", Kind.CHOICE: "options", Kind.TABLE: "columns"}[self.kind]
            raise ValueError(f"a field of kind {self.kind} needs {what}")
        return self


def _line_kind(value: Any) -> str:
    keys = value if isinstance(value, dict) else getattr(value, "model_fields_set", ())
    return "field" if "key" in keys else "print"


Line = Annotated[Annotated[FieldSpec, Tag("field")] | Annotated[Print, Tag("print")], Discriminator(_line_kind)]


class Citation(Strict):
    """
    The instrument that issues the form. `number` as printed ("66/2023/TT-BCA"), null when unknown; `printed` says
    whether the paper itself shows it.
    """

    instrument: Text
    number: Text | None = None
    issued: dt.date | None = None
    article: Text | None = None
    url: Text | None = None
    printed: bool = False


class BlankFile(Strict):
    """
    The blank as the instrument prints it, kept beside the edition's file: what citizens download. `file` is the PDF,
    `editable` the same as DOCX where the operator had one; `sha256` (hex) is of the PDF. Without it a blank is typeset.
    """

    file: Text
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    editable: Text | None = None

    @field_validator("file", "editable")
    @classmethod
    def _lies_beside(cls, value: str | None) -> str | None:
        if value is not None and (value != Path(value).name or value.startswith(".")):
            raise ValueError("name a file in the same folder")
        return value


class TellApart(Strict):
    """How an edition is told from its neighbours: words that must, and must not, stand on the paper."""

    must_contain: tuple[Text, ...] = ()
    must_not_contain: tuple[Text, ...] = ()
    note: Text | None = None


class Provenance(Strict):
    """Where the facts come from and how far they can be trusted."""

    grade: Grade
    verified_on: dt.date
    text: Text
    header: Text | None = None
    uncertain: tuple[Text, ...] = ()


class Edition(Strict):
    """One edition of a form, as printed."""

    form: Key
    edition: Key
    title: Text
    subtitle: Text | None = None
    form_code: Text | None = None
    header_lines: tuple[Text, ...] = ()
    """The lines above the motto, as printed (form code and citation)."""
    header_position: Literal["right", "center", "none"] = "right"
    national_motto: bool = True
    citation: Citation
    effective_from: dt.date | None
    """None when nobody knows any more: such an edition is older than every dated one."""
    effective_precision: Literal["day", "month"] = "day"
    accepted_until: dt.date | None = None
    withdrawn_on: dt.date | None = None
    supersedes: Key | None = None
    province: Text | None = None
    """The province that issues this edition for itself; None for the whole country."""
    pages: int = Field(ge=1, le=20)
    procedure_codes: tuple[Text, ...] = ()
    tell_apart: TellApart = TellApart()
    differences: Text | None = None
    news: dict[Literal["vi", "en"], Text] | None = None
    """What is new in it, told to citizens beside the download."""
    blank: BlankFile | None = None
    footnotes: dict[str, Text] = Field(default_factory=dict)
    unproven: tuple[Key, ...] = ()
    """Fields that lint could not locate and read blank on the edition's own blank: they never accuse."""
    provenance: Provenance
    lines: tuple[Line, ...] = ()

    @property
    def fields(self) -> tuple[FieldSpec, ...]:
        """The lines that somebody fills in, in printed order."""
        return tuple(line for line in self.lines if isinstance(line, FieldSpec))

    @property
    def accuses(self) -> bool:
        """Whether its `must` findings stay `must`: only what was read from a real form may accuse."""
        return self.provenance.grade in (Grade.A, Grade.B)

    def field(self, key: str) -> FieldSpec:
        """The field of that key; KeyError when there is none."""
        for line in self.fields:
            if line.key == key:
                return line
        raise KeyError(key)

    @model_validator(mode="after")
    def _consistent(self) -> Edition:
        keys = [f.key for f in self.fields]
        twice = sorted({k for k in keys if keys.count(k) > 1})
        if twice:
            raise ValueError(f"field keys used twice: {', '.join(twice)}")
        known = set(keys)
        for f in self.fields:
            if f.page > self.pages:
                raise ValueError(f"field {f.key} stands on page {f.page} of {self.pages}")
            if isinstance(f.required, Condition):
                named = {*f.required.written, *f.required.blank} | ({f.required.field} - {None})
                if missing := sorted(str(n) for n in named - known):
                    raise ValueError(f"field {f.key} depends on unknown fields: {', '.join(missing)}")
        if missing := sorted(set(self.unproven) - known):
            raise ValueError(f"unproven names unknown fields: {', '.join(missing)}")
        return self


class FormFile(Strict):
    """What outlives editions: `forms/<form>/form.yaml`."""

    form: Key
    name: dict[Literal["vi", "en"], Text]
    domain: Key
    agency: Text | None = None
    aliases: tuple[Text, ...] = ()
    """Other titles under which the paper goes about."""
    people: dict[Key, PersonSpec] = Field(default_factory=dict)
    """Who is spoken of on the paper, and by which fields."""

    @model_validator(mode="after")
    def _people_know_each_other(self) -> FormFile:
        for role, person in self.people.items():
            if strangers := sorted({*person.parents, *person.acts_for} - (set(self.people) - {role})):
                raise ValueError(f"person {role} names others who are not on the form: {', '.join(strangers)}")
        return self
