"""A blank filled in on a screen: values come from the form fields, nothing is guessed from pictures of letters."""

import datetime as dt

import pytest

from scanpipe.catalog import load_catalog
from scanpipe.catalog.blank import fill, typeset
from scanpipe.model import Ink, Source, Upload, UploadFile
from scanpipe.pipeline import examine
from scanpipe.settings import Settings
from tests.scripted import CrashingEngine

VALUES = {"requester_full_name": "Lê Thị Hòa", "child_dob": "05/11/2026", "copy_requested": "Có", "copy_count": "2"}


@pytest.mark.poppler
def test_a_form_filled_in_on_a_screen_needs_no_engine() -> None:
    """Text and ticks are those of the form fields; what was left out is missing; the signature is not typed."""
    catalog = load_catalog(Settings().forms_dir)
    blank = typeset(catalog.edition("birth_registration", "tt04_2024"))
    upload = Upload((UploadFile("form.pdf", fill(blank.pdf, VALUES)),))
    report = examine(upload, as_of=dt.date(2026, 11, 20), catalog=catalog, engine=CrashingEngine(()))
    (paper,) = report.documents
    assert (paper.form, paper.edition) == ("birth_registration", "tt04_2024")
    said = {r.key: (r.text, r.source) for r in paper.readings if r.ink is Ink.WRITTEN}
    assert said == {key: (text, Source.ACROFORM) for key, text in VALUES.items()}
    missing = {(r.finding.code, r.finding.key) for r in report.findings}
    assert ("field.required_empty", "child_full_name") in missing
    assert ("sign.signature_missing", "requester_signature") in missing
    assert ("field.choice_none", "copy_requested") not in missing
