"""A whole draft: what a person finds who begins a new edition from its blank."""

import dataclasses
import datetime as dt
from pathlib import Path

import pytest

from scanpipe.catalog.load import load_catalog, read_file
from scanpipe.catalog.schema import BlankFile, Condition, Edition, FieldSpec, Grade, Print
from scanpipe.catalog.write import yaml_of
from scanpipe.drafting.edition import drafted
from scanpipe.publishing.candidate import candidate
from tests.drafting.blanks import FORMS, READ_ON, catalog, draft_of, sheet_of

CT01 = ("ct01", "tt116_2026", "tt53_2025")


def test_the_new_ct01_keeps_every_key_and_rule() -> None:
    """From its own blank and the edition before: keys, types, required, groups and people's notes are all right."""
    truth, draft = catalog().edition(*CT01[:2]), draft_of(*CT01).edition
    assert [spec.key for spec in draft.fields] == [spec.key for spec in truth.fields]
    for ours, theirs in zip(draft.fields, truth.fields, strict=True):
        assert (ours.type, ours.required, ours.critical) == (theirs.type, theirs.required, theirs.critical)
        assert (ours.label, ours.kind, ours.boxes, ours.group) == (
            theirs.label,
            theirs.kind,
            theirs.boxes,
            theirs.group,
        )
    assert draft_of(*CT01).dropped == ()
    assert draft.supersedes == "tt53_2025"
    assert draft.procedure_codes == truth.procedure_codes


def test_a_note_names_the_footnote_by_its_new_mark() -> None:
    """ "(3)" became "(4)" on the label; what people wrote about it follows."""
    assert catalog().edition("ct01", "tt53_2025").field("head_consent").label == "CHỦ HỘ(3)"
    required = draft_of(*CT01).edition.field("head_consent").required
    assert isinstance(required, Condition)
    assert required.note == "In the cases of consent that note (4) names."


def test_nothing_of_a_ct01_is_printed_twice() -> None:
    """All that stands on it belongs to a field or to the head: labels, headers of columns and captions are no text."""
    assert [line for line in draft_of(*CT01).edition.lines if isinstance(line, Print)] == []


def test_a_draft_is_told_from_the_edition_before() -> None:
    """It has the new number, must not have the old one, and lint finds no error in forms/ with it."""
    from scanpipe.catalog.lint import lint

    edition = draft_of(*CT01).edition.model_copy(update={"edition": "tt999_2026", "supersedes": "tt116_2026"})
    assert edition.tell_apart.must_contain[0] == "116/2026/TT-BCA"
    assert "53/2025/TT-BCA" in edition.tell_apart.must_not_contain
    with candidate(FORMS, yaml_of(draft_of(*CT01).edition), draft_of(*CT01).edition) as (folder, law):
        assert [p for p in lint(law, folder) if p.severity == "error" and p.edition == "tt116_2026"] == []


def test_a_draft_says_where_it_comes_from() -> None:
    """A text layer is grade B on the day it was read, from the file that was given; nothing is unproven yet."""
    told = draft_of(*CT01).edition
    assert (told.provenance.grade, told.provenance.verified_on) == (Grade.B, READ_ON)
    assert "text of" in told.provenance.text
    assert told.unproven == ()


@pytest.mark.parametrize(("read", "grade"), [(0.97, Grade.B), (0.6, Grade.C)])
def test_a_scan_may_accuse_only_when_it_is_clear(read: float, grade: Grade) -> None:
    """What was read badly identifies a paper and accuses nobody."""
    sheet = sheet_of(*CT01[:2])
    lines = tuple(dataclasses.replace(line, confidence=read) for line in sheet.lines)
    scanned = dataclasses.replace(sheet, lines=lines, source="ocr")
    found = drafted(scanned, form="ct01", edition="x", effective_from=None, previous=None, read_on=READ_ON)
    assert found.edition.provenance.grade is grade
    assert found.edition.effective_from is None


def test_labels_that_lost_their_tones_are_quoted_as_before() -> None:
    """OCR that misses marks does not change the words of the form; a text layer is taken as it is."""
    from scanpipe.text import without_marks

    sheet = sheet_of(*CT01[:2])
    places = tuple(dataclasses.replace(place, label=without_marks(place.label)) for place in sheet.places)
    plain = dataclasses.replace(sheet, places=places, source="ocr")
    before = catalog().edition("ct01", "tt53_2025")
    given = {"form": "ct01", "edition": "x", "effective_from": None, "previous": before, "read_on": READ_ON}
    assert drafted(plain, **given).edition.field("declarant_gender").label == "3. Giới tính:"
    exact = drafted(dataclasses.replace(plain, source="text"), **given)
    assert exact.edition.field("declarant_gender").label == "3. Gioi tinh:"


def test_every_guess_is_about_something_that_is_there() -> None:
    """Each field has at least one, each is about a field of the draft or the whole, and none is seen."""
    for previous in ("tt04_2020", None):
        draft = draft_of("birth_registration", "tt04_2024", previous)
        keys = {spec.key for spec in draft.edition.fields}
        assert {guess.key for guess in draft.guesses} == keys | {None}
        assert not any(guess.seen for guess in draft.guesses)
        assert {"title", "citation", "date", "header"} <= {guess.what for guess in draft.guesses}


def test_without_an_edition_before_persons_and_types_are_told_by_labels() -> None:
    """The mother's fields are hers, the child's are not; nine types of ten are right."""
    truth, draft = catalog().edition("birth_registration", "tt04_2024"), draft_of("birth_registration", "tt04_2024")
    assert {"mother_full_name", "mother_ethnicity", "father_nationality"} <= {s.key for s in draft.edition.fields}
    assert draft.edition.field("mother_residence").group == "mother"
    right = sum(a.type == b.type for a, b in zip(truth.fields, draft.edition.fields, strict=True))
    assert right / len(truth.fields) >= 0.9
    assert (draft.carried, draft.dropped) == ((), ())


def test_a_condition_that_lost_its_field_becomes_a_note() -> None:
    """Such a field is asked about, never accused; the guess about it is a weak one."""
    before = catalog().edition("ct01", "tt53_2025")
    gone = FieldSpec(key="vehicle", label="Biển số xe khách đường dài:")
    rule = Condition.model_validate({"field": "vehicle", "is": "29A"})
    lines = tuple(
        line.model_copy(update={"required": rule})
        if isinstance(line, FieldSpec) and line.key == "declarant_email"
        else line
        for line in before.lines
    )
    before = before.model_copy(update={"lines": (*lines, gone)})
    found = drafted(
        sheet_of(*CT01[:2]), form="ct01", edition="x", effective_from=None, previous=before, read_on=READ_ON
    )
    assert found.dropped == ("vehicle",)
    assert found.edition.field("declarant_email").required == Condition(note="Biển số xe khách đường dài: 29A")
    doubt = next(g for g in found.guesses if g.key == "declarant_email" and g.what == "required")
    assert doubt.confidence <= 0.5


def test_new_fields_are_named_after_their_neighbours() -> None:
    """The number of the owner, between two fields of the owner, is the owner's."""
    draft = draft_of("hkd_registration", "tt68_2025", "tt43_2025").edition
    assert draft.field("owner_personal_id").group == "owner"
    assert draft.field("premises_commune").group == "premises_address"


def test_a_draft_is_the_same_every_time_and_survives_its_file(tmp_path: Path) -> None:
    """The YAML of a draft is read back as it is; a new form with its own file is a catalogue."""
    blank = BlankFile(file="x.pdf", sha256="0" * 64)
    given = {"form": "ct01", "edition": "x", "effective_from": dt.date(2027, 1, 1), "previous": None}
    found = drafted(sheet_of(*CT01[:2]), read_on=READ_ON, blank=blank, **given)
    assert found == drafted(sheet_of(*CT01[:2]), read_on=READ_ON, blank=blank, **given)
    home = tmp_path / "ct01"
    home.mkdir()
    (home / "2027-01-01_x.yaml").write_text(yaml_of(found.edition), "utf-8")
    assert read_file(home / "2027-01-01_x.yaml", Edition) == found.edition
    (home / "form.yaml").write_bytes((FORMS / "ct01" / "form.yaml").read_bytes())
    assert load_catalog(tmp_path).edition("ct01", "x") == found.edition
