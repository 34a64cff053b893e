"""Blanks from other hands: typed again in Word, and real ones."""

import io
import random
import zipfile
from itertools import pairwise
from pathlib import Path
from random import Random

import pytest

from samples.generate import sample
from samples.recipe import Recipe
from samples.sheet import Paper
from samples.sources import open_sources
from samples.sources.manner import LEADERS, Manner, choose_manner
from samples.sources.ooxml import document
from samples.sources.retyped import paper_from_word
from samples.sources.retyping import retype
from scanpipe.catalog.catalog import Catalog
from scanpipe.model import Ink


def test_an_unknown_source_is_refused() -> None:
    """The sentence names those there are."""
    with pytest.raises(ValueError, match="typeset, retyped, scan"):
        open_sources(["paper"])


def test_the_same_form_typed_twice_is_the_same_file(catalog: Catalog) -> None:
    """The cache goes by content, so content must not change by itself."""
    edition = catalog.edition("ct01", "tt53_2025")
    manner = choose_manner(Random(1))
    assert document(retype(edition, manner), manner.look) == document(retype(edition, manner), manner.look)


@pytest.mark.libreoffice
@pytest.mark.poppler
@pytest.mark.slow
@pytest.mark.parametrize("leader", LEADERS)
def test_every_field_of_a_retyped_form_has_its_place(catalog: Catalog, leader: str) -> None:
    """Whatever the leaders are drawn with, nothing is lost, and places do not overlap."""
    edition = catalog.edition("birth_registration", "tt04_2024")
    manner = choose_manner(Random(3))
    manner = Manner(manner.look, leader, manner.grid_boxes, manner.header_align)
    paper = paper_from_word(edition, document(retype(edition, manner), manner.look), manner)
    keys = {spot.key for sheet in paper.sheets for spot in sheet.spots}
    assert keys == {spec.key for spec in edition.fields}
    for sheet in paper.sheets:
        for number, spot in enumerate(sheet.spots):
            for other in sheet.spots[number + 1 :]:
                shared = spot.rect.overlap(other.rect) / (spot.rect.width * spot.rect.height)
                assert shared < 0.35, (spot.key, other.key)


@pytest.mark.libreoffice
@pytest.mark.poppler
@pytest.mark.slow
@pytest.mark.parametrize(("leader", "ruled"), [("table", True), ("table", False), ("dots", True), ("tab", False)])
def test_a_table_of_two_people_is_typed_as_a_table(catalog: Catalog, leader: str, ruled: bool) -> None:
    """Her answers stand above each other, his beside hers; no label "row | column" is printed."""
    edition = catalog.edition("marriage_registration", "tt04_2024")
    manner = choose_manner(Random(3))
    manner = Manner(manner.look, leader, manner.grid_boxes, manner.header_align, ruled)
    word = document(retype(edition, manner), manner.look)
    assert " | " not in zipfile.ZipFile(io.BytesIO(word)).read("word/document.xml").decode()
    paper = paper_from_word(edition, word, manner)
    places = {spot.key: spot.rect for sheet in paper.sheets for spot in sheet.spots if spot.index == 0}
    asked = [spec.key.removeprefix("bride_") for spec in edition.fields if " | Bên nữ" in spec.label]
    assert len(asked) == 7
    hers, his = ([places[f"{person}_{key}"] for key in asked] for person in ("bride", "groom"))
    assert all(a.bottom <= b.top + 0.5 for a, b in pairwise(hers))
    for left, right in zip(hers, his, strict=True):
        assert left.right < right.left
        assert left.top == pytest.approx(right.top, abs=0.3)


@pytest.mark.libreoffice
@pytest.mark.poppler
@pytest.mark.slow
def test_a_retyped_form_is_filled_in_like_any_other(catalog: Catalog) -> None:
    """All required fields are written where the truth says."""
    source = open_sources(["retyped"])["retyped"]
    paper = source(catalog.edition("hkd_registration", "tt68_2025"), random.Random(2))
    assert paper is not None
    recipe = Recipe(paper.edition, source="retyped")
    truth = sample("x", 1, recipe, paper, catalog, random.Random(2)).truth
    assert truth.source == "retyped"
    assert all(field.state == Ink.WRITTEN for field in truth.fields if field.required)


@pytest.mark.shared
@pytest.mark.poppler
def test_the_scan_of_a_real_form_has_all_its_places(catalog: Catalog, shared_data: Path) -> None:
    """Twelve boxes, nine rows of six cells, a date in three pieces, four signatures."""
    source = open_sources(["scan"], shared_data=shared_data)["scan"]
    paper = source(catalog.edition("ct01", "tt66_2023"), random.Random(1))
    assert paper is not None
    assert count(paper, "declarant_personal_id") == count(paper, "head_personal_id") == 12
    assert count(paper, "members") == 9 * 6
    assert count(paper, "declarant_dob") == 3
    assert {spot.key for sheet in paper.sheets for spot in sheet.spots} == {f.key for f in paper.edition.fields}


@pytest.mark.shared
@pytest.mark.poppler
@pytest.mark.libreoffice
def test_the_word_file_of_a_real_form_is_read_from_its_text(catalog: Catalog, shared_data: Path) -> None:
    """The same label stands there for requester, mother and father; each gets its own line, in printed order."""
    source = open_sources(["scan"], shared_data=shared_data)["scan"]
    paper = source(catalog.edition("birth_registration", "tt04_2020"), random.Random(1))
    assert paper is not None
    tops = {spot.key: (spot.page, spot.rect.top) for sheet in paper.sheets for spot in sheet.spots if spot.index == 0}
    assert tops["requester_residence"] < tops["child_full_name"] < tops["mother_residence"] < tops["father_residence"]
    assert {"requester_full_name", "child_dob", "father_full_name", "requester_signature"} <= set(tops)


@pytest.mark.shared
def test_a_folder_without_real_forms_is_refused(tmp_path: Path) -> None:
    """A wrong path must not pass for a source without papers."""
    with pytest.raises(FileNotFoundError, match="none of the real blanks"):
        open_sources(["scan"], shared_data=tmp_path)


def count(paper: Paper, key: str) -> int:
    return sum(spot.key == key for sheet in paper.sheets for spot in sheet.spots)
