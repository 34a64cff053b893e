"""What officers teach: with the person's leave, as long as the dossier, and nothing else of the person."""

import json
from pathlib import Path

import pytest

from scanpipe.errors import UsageError
from scanpipe.office.case_file import MANIFEST, read_manifest
from scanpipe.office.cases import Exported, export
from scanpipe.store import cases
from scanpipe.store.cases import CaseRow
from scanpipe.store.erase import erase
from scanpipe.store.rows import CheckRow
from scanpipe.store.tables import Dossier
from tests.clerk import PICTURE
from tests.office.center import Center
from tests.office.paper import NAME, NUMBER

KEY = "declarant_personal_id"


def keep(
    center: Center, row: CheckRow, key: str = KEY, truth: str | None = "079190000199", document: int = 0
) -> str | None:
    """An officer corrects a field."""
    with center.desk.store.database.writing() as session:
        return cases.keep(
            session,
            center.desk.store.keys,
            check_id=row.id,
            document=document,
            key=key,
            truth=truth,
            now=center.desk.now(),
        )


def kept(center: Center) -> list[CaseRow]:
    """All cases."""
    with center.desk.store.database.reading() as session:
        return list(cases.cases(session, center.desk.store.keys))


def test_a_correction_is_kept_with_its_form_edition_and_page(center: Center) -> None:
    """What is needed to read the field again, and what it says."""
    row = center.dossier(may_teach=True)
    case_id = keep(center, row)
    (case,) = kept(center)
    assert (case.id, case.form, case.edition, case.key) == (case_id, "ct01", "tt116_2026", KEY)
    assert (case.ink, case.truth) == ("written", "079190000199")
    assert center.desk.store.blobs.get(case.picture or "") == PICTURE


def test_nothing_is_kept_without_leave(center: Center) -> None:
    """And what was kept is used no more when the leave is taken back."""
    assert keep(center, center.dossier()) is None
    row = center.dossier(may_teach=True)
    keep(center, row)
    with center.desk.store.database.writing() as session:
        session.get_one(Dossier, row.id).may_teach = False
    assert kept(center) == []


def test_the_newest_word_on_a_field_counts(center: Center) -> None:
    """Corrected twice is one case; taken back is none; another field stays."""
    row = center.dossier(may_teach=True)
    keep(center, row, truth="1")
    keep(center, row, truth="2")
    keep(center, row, key="declarant_full_name", truth=NAME)
    assert sorted(case.truth or "" for case in kept(center)) == ["2", NAME]
    with center.desk.store.database.writing() as session:
        cases.forget(session, check_id=row.id, document=0, key=KEY)
    assert [case.truth for case in kept(center)] == [NAME]


def test_a_blank_and_a_signature_are_cases_too(center: Center) -> None:
    """Nothing written is told from something written that is no text."""
    row = center.dossier(may_teach=True)
    keep(center, row, key="declarant_phone", truth="")
    keep(center, row, key="declarant_signature", truth=None)
    assert {(case.key, case.ink, case.truth) for case in kept(center)} == {
        ("declarant_phone", "blank", None),
        ("declarant_signature", "written", None),
    }


@pytest.mark.parametrize(("document", "key"), [(1, "personal_id"), (0, "no_such_field"), (7, KEY)])
def test_what_cannot_be_read_again_is_not_kept(center: Center, document: int, key: str) -> None:
    """A card has no edition, an unknown field no place."""
    row = center.dossier(may_teach=True)
    assert keep(center, row, key=key, document=document) is None


def test_a_case_goes_with_its_dossier(center: Center) -> None:
    """Nothing is learnt from papers that were erased."""
    row = center.dossier(may_teach=True)
    keep(center, row)
    erase(center.desk.store, row.id, now=center.desk.now())
    assert kept(center) == []


def test_an_export_holds_page_field_and_truth_and_nothing_else_of_the_person(center: Center, tmp_path: Path) -> None:
    """Neither code nor id of the dossier, nor its other readings, nor a day, nor who decided."""
    row = center.dossier(may_teach=True)
    keep(center, row)
    keep(center, row, key="declarant_signature", truth=None)
    folder = tmp_path / "cases"
    assert export(center.desk.store, folder) == Exported(cases=2, pages=1, gone=0)
    (picture,) = folder.glob("*.jpg")
    assert picture.read_bytes() == PICTURE
    told = (folder / MANIFEST).read_text(encoding="utf-8")
    assert not any(word in told for word in (row.id, row.code, NAME, NUMBER, "2026-11", "photo"))
    assert {case.key for case in read_manifest(folder)} == {KEY, "declarant_signature"}
    assert {path.stat().st_mode & 0o077 for path in (folder, *folder.iterdir())} == {0}


def test_a_case_whose_page_is_gone_is_left_out(center: Center, tmp_path: Path) -> None:
    """It is counted, so that nobody wonders."""
    row = center.dossier(may_teach=True)
    keep(center, row)
    picture = kept(center)[0].picture
    center.desk.store.blobs.delete(picture or "")
    assert export(center.desk.store, tmp_path / "cases") == Exported(cases=0, pages=0, gone=1)
    assert read_manifest(tmp_path / "cases") == ()


def test_an_export_does_not_mix_with_what_lies_there(center: Center, tmp_path: Path) -> None:
    """A case whose leave was taken back would stay in the folder."""
    (tmp_path / "old.jpg").write_bytes(b"")
    with pytest.raises(UsageError, match="not empty"):
        export(center.desk.store, tmp_path)


@pytest.mark.parametrize(
    "change",
    [{"schema": "other/v1"}, {"more": 1}, {"cases": [{"id": "x"}]}, {"cases": None}],
)
def test_a_list_of_another_shape_is_refused(tmp_path: Path, change: dict[str, object]) -> None:
    """With a sentence, not with an error of ours."""
    told = {"schema": "scanpipe.cases/v1", "cases": []} | change
    (tmp_path / MANIFEST).write_text(json.dumps(told), encoding="utf-8")
    with pytest.raises(UsageError, match="no list of cases"):
        read_manifest(tmp_path)


def test_a_picture_is_never_fetched_from_elsewhere(tmp_path: Path) -> None:
    """A manifest from somebody else names files of its own folder only."""
    case = {"id": "x", "form": "ct01", "edition": "e", "key": "k", "ink": "written", "truth": "", "picture": "../x.jpg"}
    (tmp_path / MANIFEST).write_text(json.dumps({"schema": "scanpipe.cases/v1", "cases": [case]}), encoding="utf-8")
    with pytest.raises(UsageError, match="no list of cases"):
        read_manifest(tmp_path)
