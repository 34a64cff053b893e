"""Every file of forms/ is a case of its own: readable, sound, and true to what was seen on paper."""

import datetime as dt
import re
from pathlib import Path

import numpy as np
import pytest
import yaml
from PIL import Image

from scanpipe.catalog import Edition, FieldSpec, FormFile, Grade, Kind, load_catalog
from scanpipe.catalog.lint import lint
from scanpipe.catalog.load import read_file

FORMS = Path(__file__).resolve().parents[2] / "forms"
EDITION_FILES = sorted(p for p in FORMS.glob("*/*.yaml") if p.name != "form.yaml" and p.parent.name != "procedures")
FORM_FILES = sorted(FORMS.glob("*/form.yaml"))
CATALOG = load_catalog(FORMS)
ERRORS = [p for p in lint(CATALOG) if p.severity == "error"]
PX_PER_MM = 200 / 25.4

each_edition = pytest.mark.parametrize("path", EDITION_FILES, ids=lambda p: f"{p.parent.name}/{p.stem}")
each_form = pytest.mark.parametrize("path", FORM_FILES, ids=lambda p: p.parent.name)


def test_the_catalogue_holds_every_edition_that_was_researched() -> None:
    """Thirty-eight editions of fourteen forms, graded as their sources allow."""
    grades = [e.provenance.grade for e in CATALOG.editions()]
    assert {g: grades.count(g) for g in Grade} == {Grade.A: 12, Grade.B: 9, Grade.C: 8, Grade.D: 9}
    assert len(FORM_FILES) == 14


@each_edition
def test_an_edition_file_is_sound(path: Path) -> None:
    """The schema takes it and lint finds no error in it."""
    edition = read_file(path, Edition)
    assert [p for p in ERRORS if (p.form, p.edition) == (edition.form, edition.edition)] == []


@each_edition
def test_an_edition_file_is_written_for_people(path: Path) -> None:
    """Block style, Vietnamese unescaped, lines that fit a screen, no tabs, a line feed at the end."""
    text = path.read_text(encoding="utf-8")
    assert text.endswith("\n")
    assert not text.endswith("\n\n")
    assert "\t" not in text
    assert not re.search(r"\\u[0-9a-fA-F]{4}", text)
    assert max(len(line) for line in text.splitlines()) <= 130
    assert not any(isinstance(e, yaml.MappingStartEvent) and e.flow_style for e in yaml.parse(text))


@each_edition
def test_an_edition_that_may_accuse_has_fields_and_its_origin(path: Path) -> None:
    """Grade A and B ship with fields, one of them a signature or a name; all say where they come from, and when."""
    edition = read_file(path, Edition)
    assert edition.provenance.verified_on >= dt.date(2026, 11, 23)
    assert edition.provenance.header
    if edition.accuses:
        assert len(edition.fields) >= 9
        assert any(f.required == "yes" for f in edition.fields)
    if edition.provenance.grade is Grade.A:
        assert any(f.kind is Kind.SIGNATURE and f.critical for f in edition.fields)


@each_edition
def test_names_personal_numbers_and_the_signer_are_critical(path: Path) -> None:
    """A mistake in who it is costs more than any other."""
    for field in read_file(path, Edition).fields:
        if field.type in {"person_name", "citizen_id", "identity_document"}:
            assert field.critical, field.key


@each_edition
def test_labels_are_quoted_without_what_belongs_elsewhere(path: Path) -> None:
    """Captions of signatures, options and dotted lines are not part of a label."""
    for field in read_file(path, Edition).fields:
        assert field.label == field.label.strip()
        assert ".." not in field.label
        if field.kind is Kind.SIGNATURE:
            assert "(Ký" not in field.label
        if field.kind is Kind.CHOICE and "□" not in field.label:
            assert not any(option in field.label for option in field.options if option != "Có")


@each_edition
def test_a_condition_reads_as_a_test_or_says_why_not(path: Path) -> None:
    """Only tests that the sources state clearly are formal; every other condition carries a note for people."""
    for field in read_file(path, Edition).fields:
        if isinstance(field.required, str):
            continue
        formal = field.required.field or field.required.written or field.required.blank
        assert formal or field.required.note


@each_form
def test_a_form_file_names_the_form_in_both_languages(path: Path) -> None:
    """What outlives editions: the name in Vietnamese and in English, and other titles that are not the name again."""
    about = read_file(path, FormFile)
    assert set(about.name) == {"vi", "en"}
    assert about.name["en"].isascii()
    assert about.name["vi"] not in about.aliases


@each_form
def test_a_form_is_known_by_every_title_it_ever_bore(path: Path) -> None:
    """Whoever searches for an old title finds the form."""
    form = CATALOG.forms[path.parent.name]
    known = {title.casefold() for title in (*form.about.name.values(), *form.about.aliases)}
    for edition in form.editions:
        assert f"{edition.title} {edition.subtitle or ''}".strip().casefold() in known


def test_a_copy_count_is_asked_for_only_with_a_copy() -> None:
    """On every civil status form that offers a copy with two boxes."""
    asked = [e for e in CATALOG.editions() if any(f.key == "copy_requested" for f in e.fields)]
    assert len(asked) == 8
    for edition in asked:
        condition = edition.field("copy_count").required
        assert not isinstance(condition, str)
        assert (condition.field, condition.is_) == ("copy_requested", "Có")


@pytest.fixture(scope="module")
def scan(shared_data: Path) -> np.ndarray:
    """The ink of the official blank of CT01 of 2023 at 200 dpi: True where it is black."""
    with Image.open(shared_data / "vietnamese-forms" / "ct01_tt66-2023.png") as image:
        return np.asarray(image.convert("L")) < 128


MEASURED = CATALOG.edition("ct01", "tt66_2023")


def ink_share(scan: np.ndarray, place_mm: tuple[float, float, float, float]) -> float:
    """Share of black pixels within a place in millimetres."""
    left, top, right, bottom = (round(v * PX_PER_MM) for v in place_mm)
    return float(scan[top:bottom, left:right].mean())


def test_every_field_of_the_measured_edition_has_both_places() -> None:
    """CT01 of 2023 is the edition of which an official blank was measured."""
    assert all(f.label_mm and f.box_mm for f in MEASURED.fields)


@pytest.mark.shared
@pytest.mark.parametrize("field", MEASURED.fields, ids=lambda f: f.key)
def test_a_measured_place_fits_the_official_blank(scan: np.ndarray, field: FieldSpec) -> None:
    """Where the label was measured there are letters; where one writes there are at most dots and rules."""
    assert field.label_mm
    assert field.box_mm
    assert ink_share(scan, field.label_mm) > 0.10
    # The rules of twelve small boxes are more ink than dots.
    assert ink_share(scan, field.box_mm) < (0.13 if field.kind is Kind.BOXES else 0.06)
    left, top, _, bottom = field.label_mm
    if not field.same_line:
        # Left of the outline it is white: the label is not cut.
        assert ink_share(scan, (left - 1.2, top, left - 0.3, bottom)) < 0.02
    if field.kind in {Kind.LINE, Kind.MULTILINE}:
        # The space above the dots, where handwriting stands, is empty.
        x0, y0, x1, _ = field.box_mm
        assert ink_share(scan, (x0 + 0.5, y0, x1, y0 + 4.0)) < 0.01
