"""A draft begun: a blank read, made the draft of an edition, and laid into forms/drafts/ with what belongs to it."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from scanpipe.catalog.catalog import Catalog, Form
from scanpipe.catalog.schema import BlankFile, Edition, FormFile
from scanpipe.catalog.write import yaml_of
from scanpipe.drafting.blank_pdf import blank_pdf
from scanpipe.drafting.edition import Drafted, drafted
from scanpipe.drafting.filled_in import without_written
from scanpipe.drafting.office_file import kind_of_office, to_pdf
from scanpipe.drafting.read import read_blank
from scanpipe.errors import UsageError
from scanpipe.imaging.load import Limits
from scanpipe.ocr.engine import OcrEngine
from scanpipe.publishing.draft import Draft
from scanpipe.publishing.draft_errors import DraftExists
from scanpipe.publishing.draft_file import DraftFile
from scanpipe.publishing.drafts import Drafts

MOST_PAGES = 20
"""An edition has no more (scanpipe.catalog.schema)."""
_KEY = re.compile(r"[a-z][a-z0-9_]*")


@dataclass(frozen=True, slots=True)
class Wish:
    """
    Which edition of which form is to be drafted. `effective_from` is the day on which it takes effect, where known;
    `carry` says whether keys and rules of the newest edition are carried over; `instrument` names the law that issues
    it. A form that the catalogue does not know comes with its names and its `domain`. `filled_in`: what is read is no
    blank but somebody's paper, of which neither the picture nor words of their own may be kept.
    """

    form: str
    edition: str
    by: str
    effective_from: dt.date | None = None
    carry: bool = False
    instrument: str | None = None
    name_vi: str | None = None
    name_en: str | None = None
    domain: str | None = None
    filled_in: bool = False


def need_possible(wish: Wish, catalog: Catalog, drafts: Drafts) -> FormFile | None:
    """
    The file of the form where it is a new one, None where the catalogue has it.

    Raises UsageError naming the mend where such a draft cannot be begun, DraftExists where there is one.
    """
    for what, key in (("form", wish.form), ("edition", wish.edition)):
        if not _KEY.fullmatch(key):
            raise UsageError(f"{key!r} is no id of {what}; use small letters, digits and _, such as tt116_2026.")
    known = catalog.forms.get(wish.form)
    if known is None:
        return _new_form(wish, catalog)
    taken = [edition.edition for edition in known.editions]
    if wish.edition in taken:
        raise UsageError(
            f"{wish.form}@{wish.edition} is published already; take another key for the new edition "
            f"(taken: {', '.join(taken)})."
        )
    if any(draft.form == wish.form and draft.key == wish.edition for draft in drafts.all()):
        raise DraftExists(f"There is a draft of {wish.form}@{wish.edition} already; go on with it, or drop it first.")
    if wish.carry and newest(known, wish.effective_from) is None:
        raise UsageError(f"No edition of {wish.form} has fields to carry over; leave --from-previous out.")
    return None


def newest(form: Form, on: dt.date | None) -> Edition | None:
    """The edition to carry over from: the newest of the whole country with fields, that is no newer than the draft."""
    before = [e for e in form.editions if e.fields and (on is None or (e.effective_from or dt.date.min) <= on)]
    return next((e for e in reversed(before) if e.province is None), before[-1] if before else None)


def begin(
    data: bytes,
    name: str,
    wish: Wish,
    *,
    catalog: Catalog,
    drafts: Drafts,
    engine: OcrEngine,
    limits: Limits,
    now: dt.datetime,
) -> tuple[Drafted, Draft]:
    """
    The draft of the edition from its blank (PDF, DOCX or picture), laid into forms/drafts/. `now` is with a zone.

    Raises UsageError and DraftExists as `need_possible` does, UploadError for a blank that cannot be read, EngineError
    where a program is missing (LibreOffice for a DOCX), FormDataError where forms/ cannot be written.
    """
    new_form = need_possible(wish, catalog, drafts)
    form = catalog.forms.get(wish.form)
    office = kind_of_office(data)
    editable = data if office == "docx" else None
    readable = to_pdf(data, name) if office else data
    sheet = read_blank(readable, f"{Path(name).stem}.pdf" if office else name, engine, limits)
    pdf = blank_pdf(sheet, readable if readable.startswith(b"%PDF") else None)
    previous = newest(form, wish.effective_from) if form else None
    found = drafted(
        sheet,
        form=wish.form,
        edition=wish.edition,
        effective_from=wish.effective_from,
        previous=previous if wish.carry else None,
        read_on=now.date(),
        source=name,
        instrument=wish.instrument,
        blank=_blank_file(wish, pdf, editable),
        supersedes=previous.edition if previous else None,
    )
    if wish.filled_in:
        found = without_written(found, catalog)
    about = DraftFile(
        form=wish.form,
        edition=wish.edition,
        made_by=wish.by,
        made_at=now,
        previous=found.edition.supersedes if wish.carry else None,
        source_name=name,
        source_sha256=hashlib.sha256(data).hexdigest(),
        guesses=found.guesses,
    )
    files = {} if wish.filled_in else {"blank.pdf": pdf}
    if editable is not None and not wish.filled_in:
        files["blank.docx"] = editable
    if new_form is not None:
        files["form.yaml"] = yaml_of(new_form).encode()
    return found, drafts.begin(yaml_of(found.edition), about, files)


def lost_people(about: FormFile, dropped: Sequence[str]) -> tuple[str, ...]:
    """Which people of a form lose a field with these keys, such as "declarant.address"."""
    said = ((role, part, keys) for role, person in about.people.items() for part, keys in person.said().items())
    return tuple(f"{role}.{part}" for role, part, keys in said if set(keys) & set(dropped))


def _new_form(wish: Wish, catalog: Catalog) -> FormFile:
    if not (wish.name_vi and wish.name_en and wish.domain):
        known = ", ".join(catalog.forms)
        raise UsageError(
            f"There is no form {wish.form}; there are {known}. A new form needs --name-vi, --name-en and --domain "
            "(such as residence)."
        )
    if not _KEY.fullmatch(wish.domain):
        raise UsageError(f"{wish.domain!r} is no domain; use small letters, digits and _, such as residence.")
    if wish.carry:
        raise UsageError(f"{wish.form} is a new form: there is nothing to carry over; leave --from-previous out.")
    return FormFile(form=wish.form, name={"vi": wish.name_vi, "en": wish.name_en}, domain=wish.domain)


def _blank_file(wish: Wish, pdf: bytes, editable: bytes | None) -> BlankFile:
    return BlankFile(
        file=f"{wish.edition}.pdf",
        sha256=hashlib.sha256(pdf).hexdigest(),
        editable=f"{wish.edition}.docx" if editable is not None else None,
    )
