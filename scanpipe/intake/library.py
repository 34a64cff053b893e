"""
The public library: forms with their editions, and the blank of the edition in force.

The blank is the file that was published with the edition; without one, or where that file is not what was published,
it is typeset from the edition.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass, field
from functools import lru_cache

import structlog

from scanpipe.catalog.blank import typeset
from scanpipe.catalog.carry import carry, filled
from scanpipe.catalog.schema import Edition
from scanpipe.catalog.timeline_warnings import blank_of
from scanpipe.intake.errors import NotFoundError
from scanpipe.intake.law import Law
from scanpipe.intake.views import Words
from scanpipe.report.saved import SavedReport

log = structlog.get_logger("scanpipe.library")


@dataclass(frozen=True, slots=True)
class FormView:
    """A form of the library."""

    form: str
    name: Words
    domain: str
    agency: str | None


@dataclass(frozen=True, slots=True)
class FormEditionView:
    """One edition of a form; `status` is that of the day asked about, `ended_on` the last day it was accepted."""

    edition: str
    title: str
    form_code: str | None
    instrument: str | None
    url: str | None
    effective_from: dt.date | None
    ended_on: dt.date | None
    status: str


@dataclass(frozen=True, slots=True)
class BlankView:
    """A blank to download. `sha256` is in hex; `official`: the file of the instrument itself, not typeset by us."""

    pdf: bytes = field(repr=False)
    sha256: str
    file_name: str
    edition: str
    official: bool = False


def forms(law: Law) -> list[FormView]:
    """All forms, by domain and name."""
    found = [
        FormView(key, law.form_name(key), form.about.domain, form.about.agency)
        for key, form in law.catalog.forms.items()
    ]
    return sorted(found, key=lambda f: (f.domain, f.name["vi"]))


def editions(law: Law, form: str, on: dt.date) -> list[FormEditionView]:
    """The editions of a form, newest first. Raises NotFoundError."""
    if form not in law.catalog.forms:
        raise NotFoundError
    return [_edition(law, e, on) for e in reversed(law.catalog.forms[form].editions)]


def _edition(law: Law, edition: Edition, on: dt.date) -> FormEditionView:
    return FormEditionView(
        edition=edition.edition,
        title=edition.title,
        form_code=edition.form_code,
        instrument=edition.citation.instrument,
        url=edition.citation.url,
        effective_from=edition.effective_from,
        ended_on=law.catalog.ended_on(edition),
        status=law.catalog.status(edition, on=on).value,
    )


def blank(law: Law, form: str, on: dt.date) -> BlankView:
    """The blank in force on a day. Raises NotFoundError when there is none, EngineError without fonts."""
    edition = law.catalog.in_force(form, on=on) if form in law.catalog.forms else None
    if edition is None:
        raise NotFoundError
    return _published(law, edition) or _typeset(law.catalog.digest, _with_fields(edition))


def editable(law: Law, form: str, on: dt.date) -> bytes | None:
    """The blank in force on a day as DOCX, where it was published as such too; None else."""
    edition = law.catalog.in_force(form, on=on) if form in law.catalog.forms else None
    if edition is None or edition.blank is None or edition.blank.editable is None:
        return None
    try:
        return (law.folder / form / edition.blank.editable).read_bytes()
    except OSError:
        return None


def carried(law: Law, report: bytes, document: int) -> BlankView:
    """The blank in force on the report's day, filled with what was surely read from an older edition of the form."""
    saved = SavedReport.model_validate_json(report)
    if not 0 <= document < len(saved.documents):
        raise NotFoundError
    paper = saved.documents[document]
    if paper.form is None or paper.edition is None or paper.form not in law.catalog.forms:
        raise NotFoundError
    old = next((e for e in law.catalog.forms[paper.form].editions if e.edition == paper.edition), None)
    found = law.catalog.in_force(paper.form, on=saved.as_of)
    if found is None:
        raise NotFoundError
    new = _with_fields(found)
    if old is None or old.edition == new.edition:
        raise NotFoundError
    pdf = filled(carry(old, new, paper.readings, doubted=saved.doubted(document), on=saved.as_of))
    return BlankView(pdf, hashlib.sha256(pdf).hexdigest(), f"{new.form}-{new.edition}.pdf", new.edition)


def _with_fields(edition: Edition) -> Edition:
    """An edition that can be typeset: a form that is only recognised has no blank."""
    if not edition.fields:
        raise NotFoundError
    return edition


def _published(law: Law, edition: Edition) -> BlankView | None:
    """The file that was published with the edition; None without one, or where it is not that file any more."""
    if edition.blank is None:
        return None
    data = blank_of(edition, law.folder)
    if data is None:
        log.warning("blank.not_as_published", form=edition.form, edition=edition.edition, file=edition.blank.file)
        return None
    return BlankView(data, edition.blank.sha256, f"{edition.form}-{edition.edition}.pdf", edition.edition, True)


@lru_cache(maxsize=64)
def _blank_of(digest: str, form: str, edition: str, law_edition: _Same) -> BlankView:
    pdf = typeset(law_edition.edition).pdf
    return BlankView(pdf, hashlib.sha256(pdf).hexdigest(), f"{form}-{edition}.pdf", edition)


@dataclass(frozen=True, slots=True)
class _Same:
    """An edition that a cache need not look into: digest, form and edition tell it."""

    edition: Edition = field(compare=False, repr=False)


def _typeset(digest: str, edition: Edition) -> BlankView:
    return _blank_of(digest, edition.form, edition.edition, _Same(edition))
