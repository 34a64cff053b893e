"""forms/ with one edition more: a copy, whole, and nothing else of it changed."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

import pytest

from scanpipe.catalog.load import load_catalog, read_file
from scanpipe.catalog.schema import Edition
from scanpipe.errors import FormDataError
from scanpipe.publishing.candidate import candidate, put, with_value
from scanpipe.publishing.tree import law_files, law_id, signature

FORMS = Path(__file__).resolve().parents[2] / "forms"
NEWEST = FORMS / "ct01" / "2026-07-01_tt116_2026.yaml"


@pytest.fixture
def forms(tmp_path: Path) -> Path:
    """A folder of forms of one's own."""
    target = tmp_path / "forms"
    shutil.copytree(FORMS, target)
    return target


def renamed(text: str) -> str:
    """The newest CT01 as an edition that follows it."""
    text = with_value(text, "edition", "tt9_2027")
    text = with_value(text, "supersedes", "tt116_2026")
    return with_value(text, "effective_from", "2027-03-01")


def read(text: str, tmp_path: Path) -> Edition:
    path = tmp_path / "edition.yaml"
    path.write_text(text, "utf-8")
    return read_file(path, Edition)


def test_the_candidate_has_the_edition_and_forms_does_not(forms: Path, tmp_path: Path) -> None:
    """What is tried is tried on a copy."""
    before, text = law_id(forms), renamed(NEWEST.read_text("utf-8"))
    with candidate(forms, text, read(text, tmp_path), accepted_until=dt.date(2027, 3, 31)) as (folder, catalog):
        assert [e.edition for e in catalog.forms["ct01"].editions][-2:] == ["tt116_2026", "tt9_2027"]
        assert catalog.edition("ct01", "tt116_2026").accepted_until == dt.date(2027, 3, 31)
        assert law_id(folder) != before
    assert not folder.exists()
    assert law_id(forms) == before
    assert [e.edition for e in load_catalog(forms).forms["ct01"].editions][-1] == "tt116_2026"


def test_a_new_date_leaves_one_file_of_the_edition(forms: Path, tmp_path: Path) -> None:
    """The date stands in the name; the file of the old date goes."""
    text = with_value(NEWEST.read_text("utf-8"), "effective_from", "2026-08-01")
    put(forms, text, read(text, tmp_path))
    assert sorted(p.name for p in (forms / "ct01").glob("*tt116_2026.yaml")) == ["2026-08-01_tt116_2026.yaml"]


def test_an_edition_that_cannot_be_loaded_is_told_with_its_file(forms: Path, tmp_path: Path) -> None:
    """The name of the folder and what stands in the file have to agree."""
    text = renamed(NEWEST.read_text("utf-8"))
    edition = read(text, tmp_path)
    broken = text.replace("form: ct01", "form: ct02", 1)
    with pytest.raises(FormDataError, match=r"tt9_2027\.yaml"), candidate(forms, broken, edition):
        pass


def test_one_line_changes_and_the_comments_stay() -> None:
    """A value is set where it stands, or behind the day of effect."""
    text = "# from the gazette\nform: x\neffective_from: 2026-01-01  # Điều 9\npages: 1\n"
    assert with_value(text, "pages", "2") == text.replace("pages: 1", "pages: 2")
    assert with_value(text, "accepted_until", "2026-02-01") == text.replace(
        "Điều 9\n", "Điều 9\naccepted_until: 2026-02-01\n"
    )


def test_drafts_and_history_are_no_law(forms: Path) -> None:
    """What somebody is at work on changes nothing for anybody."""
    before, looks = law_id(forms), signature(forms)
    for folder in ("drafts/ct01/x", "history/0001", ".git"):
        (forms / folder).mkdir(parents=True)
        (forms / folder / "edition.yaml").write_text("form: [", "utf-8")
    (forms / "ct01" / ".new-abc").write_text("half", "utf-8")
    assert (law_id(forms), signature(forms)) == (before, looks)
    assert "ct01/form.yaml" in law_files(forms)
    assert load_catalog(forms).digest == load_catalog(FORMS).digest
