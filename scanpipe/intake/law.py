"""The law that a service works by: forms, supporting papers and procedures of one folder, read together."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from scanpipe.catalog import Catalog
from scanpipe.catalog.kinds_schema import Kinds
from scanpipe.catalog.procedure_schema import Paper, Procedure
from scanpipe.catalog.procedures import Procedures
from scanpipe.intake.views import EditionView, ProcedureView, Words
from scanpipe.intake.words import group_of
from scanpipe.model import Document, EditionStatus
from scanpipe.publishing.tree import law_id
from scanpipe.report.words import say
from scanpipe.service import catalog_of, kinds_of, procedures_of
from scanpipe.text import base_letters


@dataclass(frozen=True, slots=True)
class Law:
    """What forms/ says, and what people call it. `folder` is where it was read from, `id` tells it from every other."""

    catalog: Catalog
    kinds: Kinds
    procedures: Procedures
    folder: Path
    id: str

    def form_name(self, form: str) -> Words:
        """What people call a form; its key when it is not known any more."""
        known = self.catalog.forms.get(form)
        vi = known.about.name.get("vi", form) if known else form
        return {"vi": vi, "en": (known.about.name.get("en") or vi) if known else form}

    def paper_name(self, document: Document) -> Words:
        """What people call a paper of a report."""
        if document.form is not None:
            return self.form_name(document.form)
        names: Mapping[str, str] = self.kinds.names.get(document.kind or "", {})
        unknown = {"vi": say("unknown_paper", "vi"), "en": say("unknown_paper", "en")}
        return {lang: names.get(lang) or unknown[lang] for lang in ("vi", "en")}

    def edition_view(self, form: str, edition: str | None, status: str, on: dt.date) -> EditionView:
        """An edition, as soon as it is known."""
        known = self.catalog.forms.get(form)
        found = next((e for e in known.editions if e.edition == edition), None) if known else None
        return EditionView(
            form=form,
            edition=edition,
            name=self.form_name(form),
            status=status,
            effective_from=found.effective_from if found else None,
            current_blank=self.has_blank(form, on),
        )

    def has_blank(self, form: str, on: dt.date) -> bool:
        """Whether the edition in force can be filled in: it has fields, or its official file."""
        edition = self.catalog.in_force(form, on=on) if form in self.catalog.forms else None
        return edition is not None and bool(edition.fields or edition.blank)

    def procedure_view(self, key: str) -> ProcedureView | None:
        """A procedure by its key."""
        found = self.procedures.by_key.get(key)
        return _view(found) if found else None

    def search(self, text: str | None) -> list[ProcedureView]:
        """Procedures that hold all the words, with or without marks; all of them for no text."""
        asked = base_letters(text or "").casefold().split()
        return [_view(p) for p in self.procedures.by_key.values() if all(word in _searched(p) for word in asked)]

    def candidates(self, documents: tuple[Document, ...]) -> list[ProcedureView]:
        """Procedures whose own form is among the papers, the one with fewest other papers first."""
        forms = {d.form for d in documents if d.form}
        fitting = [p for p in self.procedures.by_key.values() if forms & {f for x in papers_of(p) for f in x.forms}]
        return [_view(p) for p in sorted(fitting, key=lambda p: sum(1 for _ in papers_of(p)))]


def law_of(folder: Path, *, id: str | None = None) -> Law:
    """The law in a folder; `id` unless its files are to be hashed for it. Raises FormDataError."""
    return Law(catalog_of(folder), kinds_of(folder), procedures_of(folder), folder, id or law_id(folder))


def papers_of(procedure: Procedure) -> Iterator[Paper]:
    """Every paper that a procedure may ask for, in any of its cases."""
    yield from procedure.papers
    for case in procedure.cases:
        yield from case.papers


def current(status: str) -> bool:
    """Whether a paper of an edition of that status may be handed in."""
    return status in (EditionStatus.CURRENT, EditionStatus.GRACE)


def _view(procedure: Procedure) -> ProcedureView:
    title = {"vi": procedure.name.vi, "en": procedure.name.en}
    return ProcedureView(procedure.procedure, procedure.code, title, group_of(procedure.field))


def _searched(procedure: Procedure) -> str:
    forms = " ".join(paper.name.vi for paper in papers_of(procedure))
    text = f"{procedure.name.vi} {procedure.name.en} {procedure.code} {procedure.field} {forms}"
    return base_letters(text).casefold()
