"""
Whether forms/ makes sense, beyond being well formed: each rule names the file and line that has to be mended.

F001  editions of a form without an order, with a gap or an overlap; a broken chain of `supersedes`
F002  no legal basis, or one that is said to be printed and is not
F003  measured boxes on a page with fewer than four measured labels, or with labels that all lie on one line
F004  a measured place outside the sheet, inside out, or over the label of another field
F005  an edition id that stands twice; a field with another key than in the edition before, without `was`
F006  a field without words on its label
F007  a rule that cannot be followed: unknown type, unknown option, conditions in a circle
F008  a blank that is not beside its edition, or is not the one that was measured
F009  editions that a reader could not tell apart, or words to tell by that its own paper contradicts
F010  a draft that was never tested, or tested without a paper of its own or without one of another edition
F011  a finding that has to be put right on its papers and has no formal phrase for an officer's request
F012  a text that is not in Unicode NFC
F013  an edition below grade B: it identifies papers and never accuses (for information)
F014  people that name a field which does not exist or is of another kind; a name that is nobody's

An error is wrong whatever the paper looks like; a warning may be right and deserves a look. There is no clock here:
that a form has no edition for today is not for lint to say. The loader has already refused what the schema refuses.
F010 is of drafts alone (scanpipe.publishing.draft_lint).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

from scanpipe.catalog import lint_fields, lint_order, lint_phrases, lint_places, lint_print, lint_texts
from scanpipe.catalog.catalog import Catalog, Form
from scanpipe.catalog.lint_blank import blank
from scanpipe.catalog.lint_people import unclaimed_names, unfit_people
from scanpipe.catalog.problem import Problem as Problem
from scanpipe.catalog.problem import Severity as Severity
from scanpipe.catalog.problem import problem
from scanpipe.catalog.schema import Edition
from scanpipe.catalog.where import placed
from scanpipe.findings import FINDINGS, Entry
from scanpipe.validators.registry import VALIDATORS

CODES = tuple(f"F{number:03}" for number in range(1, 15))
"""Every code of the rules above; each has its words for operators."""


def lint(
    catalog: Catalog,
    folder: Path | None = None,
    *,
    types: Collection[str] = tuple(VALIDATORS),
    findings: Mapping[str, Entry] = FINDINGS,
) -> Iterator[Problem]:
    """
    Every problem that can be found by reading, form by form. `types` names the values that have a validator.

    With the `folder` that the catalogue was loaded from, blanks are looked at too, and problems know file and line.
    """
    found = _found(catalog, folder, types, findings)
    yield from placed(found, folder) if folder is not None else found


def _found(
    catalog: Catalog, folder: Path | None, types: Collection[str], findings: Mapping[str, Entry]
) -> Iterator[Problem]:
    for form in catalog.forms.values():
        yield from lint_texts.not_nfc(form.about, form.about.form, None)
        yield from lint_order.order(form)
        yield from lint_order.chain(form)
        yield from lint_print.look_alikes(form)
        yield from lint_fields.renamed(form)
        yield from _people(form)
        for edition in form.editions:
            yield from _one(edition, types)
            if folder is not None:
                yield from blank(edition, folder / edition.form)
    yield from lint_phrases.unsaid(catalog, findings)


def _one(edition: Edition, types: Collection[str]) -> Iterator[Problem]:
    """What can be seen in the file of one edition alone."""
    yield from lint_order.own_dates(edition)
    yield from lint_print.legal_basis(edition)
    yield from lint_print.contradicts_itself(edition)
    yield from lint_texts.not_nfc(edition, edition.form, edition.edition)
    yield from lint_places.places(edition)
    yield from lint_places.anchors(edition)
    yield from lint_fields.fields(edition, types)
    yield from lint_fields.circles(edition)
    if not edition.accuses and any(f.required != "no" for f in edition.fields):
        text = f"grade {edition.provenance.grade}: what is missing is asked for, never accused"
        yield problem("F013", "info", edition, text, None, "provenance", "grade")


def _people(form: Form) -> Iterator[Problem]:
    for key, text in unfit_people(form):
        yield Problem("F014", "error", form.about.form, None, key, text)
    if form.about.people:
        for key in unclaimed_names(form):
            yield Problem("F014", "warning", form.about.form, None, key, "is the name of nobody in people; say whose")
