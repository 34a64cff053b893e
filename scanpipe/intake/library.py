"""The public library: forms with their editions, and the blank of the edition in force."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass, field
from functools import lru_cache

from scanpipe.catalog.blank import typeset
from scanpipe.catalog.carry import carry, filled
from scanpipe.catalog.schema import Edition
from scanpipe.intake.errors import NotFoundError
from scanpipe.intake.law import Law
from scanpipe.intake.views import Words
from scanpipe.report.saved import SavedReport


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
    """A blank to download. `sha256` is in hex."""

    pdf: bytes = field(repr=False)
    sha256: str
    file_name: str
    edition: str


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
    return _typeset(law.catalog.digest, _in_force(law, form, on))


def carried(law: Law, report: bytes, document: int) -> BlankView:
    """The blank in force on the report's day, filled with what was surely read from an older edition of the form."""
    saved = SavedReport.model_validate_json(report)
    if not 0 <= document < len(saved.documents):
        raise NotFoundError
    paper = saved.documents[document]
    if paper.form is None or paper.edition is None or paper.form not in law.catalog.forms:
        raise NotFoundError
    old = next((e for e in law.catalog.forms[paper.form].editions if e.edition == paper.edition), None)
    new = _in_force(law, paper.form, saved.as_of)
    if old is None or old.edition == new.edition:
        raise NotFoundError
    pdf = filled(carry(old, new, paper.readings, doubted=saved.doubted(document), on=saved.as_of))
    return BlankView(pdf, hashlib.sha256(pdf).hexdigest(), f"{new.form}-{new.edition}.pdf", new.edition)


def _in_force(law: Law, form: str, on: dt.date) -> Edition:
    if not law.has_blank(form, on):
        raise NotFoundError
    edition = law.catalog.in_force(form, on=on)
    assert edition is not None
    return edition


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
