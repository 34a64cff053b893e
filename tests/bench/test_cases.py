"""Cases that officers corrected, read again: what is right now, field by field."""

from collections.abc import Callable
from pathlib import Path

import pytest

from scanpipe.bench import cases as bench
from scanpipe.bench.cases import INK, LOCATED, RECOGNISED, WORDS, Replayed, replay, table, tally_of
from scanpipe.catalog import Catalog
from scanpipe.errors import UsageError
from scanpipe.model import Document, EditionStatus, Ink, MadeWith, Reading, Report, Upload, Verdict
from scanpipe.office.case_file import Told, write_manifest
from scanpipe.service import catalog_of
from scanpipe.settings import Settings


def case(key: str = "declarant_personal_id", truth: str | None = "079190000199", **more: str) -> Told:
    """A case of CT01."""
    fields = {"id": f"case_{key}", "form": "ct01", "edition": "tt116_2026", "picture": "page_1.jpg", "ink": "written"}
    return Told.model_validate({**fields, "key": key, "truth": truth, **more})


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    """The catalogue of the house."""
    return catalog_of(Settings().forms_dir)


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[Upload]]:
    """Says what the line reads on every page, and collects the pages that it was given."""

    def say(*readings: Reading, form: str = "ct01") -> list[Upload]:
        seen: list[Upload] = []
        shape = (None, None, (1,), 1.0, None, (), Verdict.REVIEW)
        paper = Document(form, "tt116_2026", EditionStatus.CURRENT, *shape, readings=readings)

        def examine(upload: Upload, **_: object) -> Report:
            seen.append(upload)
            return Report(Verdict.REVIEW, bench.filing_day, MadeWith("", "", "", 0.0), (), (), (paper,), ())  # type: ignore[arg-type]

        monkeypatch.setattr(bench, "examine", examine)
        return seen

    return say


def exported(folder: Path, *cases: Told) -> Path:
    """A folder as the export leaves it."""
    write_manifest(folder, cases)
    for name in {one.picture for one in cases}:
        (folder / name).write_bytes(b"a page")
    return folder


def replayed(folder: Path, catalog: Catalog) -> tuple[Replayed, ...]:
    """The cases of a folder, read again."""
    return replay(folder, catalog, None, lambda *_: None)  # type: ignore[arg-type]


def written(key: str, text: str | None) -> Reading:
    """A field with something in it."""
    return Reading(key, 1, None, Ink.WRITTEN, text, 0.9)


def test_a_case_that_is_read_right_now_counts_as_right(
    tmp_path: Path, catalog: Catalog, reads: Callable[..., list[Upload]]
) -> None:
    """Digits count, not how they are spaced; letters count, not their case."""
    reads(written("declarant_personal_id", "079 190 000 199"), written("declarant_full_name", "Nguyễn  Thị Mẫu"))
    folder = exported(tmp_path, case(), case("declarant_full_name", "NGUYỄN THỊ MẪU"))
    tally = tally_of(replayed(folder, catalog))
    assert [tally.hits[name] for name in (RECOGNISED, LOCATED, INK, WORDS)] == [2, 2, 2, 2]


@pytest.mark.parametrize(
    ("truth", "read", "right"),
    [
        ("079190000199", "079190000198", False),
        ("Nguyễn Thị Mẫu", "Nguyên Thị Mẫu", False),
        ("Hòa", "Hòa", True),
        ("12/03", "12 03", True),
        ("Tổ 4", "Tổ 5", False),
        ("Tổ 4", None, False),
    ],
)
def test_words_are_held_against_the_officers_letter_by_letter(
    tmp_path: Path,
    catalog: Catalog,
    reads: Callable[..., list[Upload]],
    truth: str,
    read: str | None,
    right: bool,
) -> None:
    """A mark on a letter makes another name; how a letter is composed does not."""
    reads(written("request_content", read))
    (one,) = replayed(exported(tmp_path, case("request_content", truth)), catalog)
    assert one.words is right


def test_a_signature_and_a_blank_are_judged_by_their_ink(
    tmp_path: Path, catalog: Catalog, reads: Callable[..., list[Upload]]
) -> None:
    """There are no words of them."""
    reads(Reading("declarant_signature", 1, None, Ink.BLANK), Reading("declarant_phone", 1, None, Ink.BLANK))
    cases = (case("declarant_signature", None), case("declarant_phone", None, ink="blank"))
    found = {one.case.key: one for one in replayed(exported(tmp_path, *cases), catalog)}
    assert (found["declarant_signature"].ink, found["declarant_phone"].ink) == (False, True)
    assert {one.words for one in found.values()} == {None}


def test_a_page_that_is_not_recognised_is_a_miss_in_everything(
    tmp_path: Path, catalog: Catalog, reads: Callable[..., list[Upload]]
) -> None:
    """Not an error, and not left out."""
    reads(written("declarant_personal_id", "079190000199"), form="hkd_change")
    (one,) = replayed(exported(tmp_path, case()), catalog)
    assert (one.recognised, one.located, one.ink, one.words) == (False, False, False, False)


def test_a_page_is_read_once_for_all_its_cases(
    tmp_path: Path, catalog: Catalog, reads: Callable[..., list[Upload]]
) -> None:
    """And cases of an edition that nobody knows any more are passed over."""
    seen = reads(written("declarant_full_name", "A"))
    cases = (case("a"), case("b"), case("c", picture="page_2.jpg"), case("d", edition="gone"))
    assert len(replayed(exported(tmp_path, *cases), catalog)) == 3
    assert len(seen) == 2


def test_the_table_tells_fields_and_no_words(
    tmp_path: Path, catalog: Catalog, reads: Callable[..., list[Upload]]
) -> None:
    """It may be shown to people who may not see the papers."""
    reads(written("declarant_personal_id", "079190000111"))
    told = table(replayed(exported(tmp_path, case()), catalog))
    assert "| ct01 declarant_personal_id | 1 |" in told
    assert f"| {WORDS} | 0 | 1 |" in told
    assert "0791900" not in told


def test_a_folder_without_its_pages_is_told(tmp_path: Path, catalog: Catalog) -> None:
    """So is one that is none of cases."""
    with pytest.raises(UsageError, match="cases export"):
        replayed(tmp_path / "none", catalog)
    write_manifest(tmp_path, [case()])
    with pytest.raises(UsageError, match="cannot be read"):
        replayed(tmp_path, catalog)
