"""The slips of an office: dated editions, which is in force, what is refused and where, what lint finds."""

import datetime as dt
import shutil
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest

from scanpipe.catalog import load_catalog
from scanpipe.catalog.slips import REQUEST, lint_slips, load_slips
from scanpipe.errors import FormDataError
from scanpipe.settings import Settings

FORMS = Settings().forms_dir
FIRST = dt.date(2025, 9, 15)
GIVEN = FORMS / "slips" / REQUEST / FIRST.isoformat() / "slip.yaml"

Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """A copy of the edition in the folder of another day, with words exchanged."""

    def written(day: str = FIRST.isoformat(), **exchanged: str) -> Path:
        text = GIVEN.read_text(encoding="utf-8")
        if day != FIRST.isoformat():
            text = text.replace("effective_from: 2025-09-15", f"effective_from: {day}")
        for before, after in exchanged.items():
            text = text.replace(before, after)
        path = tmp_path / "slips" / REQUEST / day / "slip.yaml"
        path.parent.mkdir(parents=True)
        path.write_text(text, encoding="utf-8")
        return path

    return written


def test_the_request_of_this_house_is_a_draft_until_somebody_has_compared_it() -> None:
    """What nobody has held against the gazette says so; its words are whole."""
    edition = load_slips(FORMS).in_force(REQUEST, on=dt.date(2026, 11, 23))
    assert edition.key == "mau-02/2025-09-15"
    assert edition.draft
    assert "03/2025/TT-VPCP" in edition.legal_basis
    assert [(p.code, p.severity) for p in lint_slips(FORMS)] == [("S001", "info")]


def test_slips_are_no_forms() -> None:
    """The catalogue of citizens' forms does not look into them."""
    assert "slips" not in load_catalog(FORMS).forms


def test_the_newest_edition_that_has_begun_is_in_force(write: Write, tmp_path: Path) -> None:
    """An edition does not say when it ends: the next one does."""
    write()
    write("2027-03-01", **{"03/2025/TT-VPCP ngày 15/09/2025": "01/2027/TT-VPCP ngày 01/02/2027"})
    slips = load_slips(tmp_path)
    assert slips.in_force(REQUEST, on=dt.date(2027, 2, 28)).effective_from == FIRST
    assert slips.in_force(REQUEST, on=dt.date(2027, 3, 1)).effective_from == dt.date(2027, 3, 1)
    with pytest.raises(FormDataError, match=r"no edition for 2025-09-14"):
        slips.in_force(REQUEST, on=dt.date(2025, 9, 14))


def test_without_slips_none_is_in_force(tmp_path: Path) -> None:
    """Nothing is made up; the sentence says what to add."""
    with pytest.raises(FormDataError, match=r"slips/mau-02.*add the folder"):
        load_slips(tmp_path).in_force(REQUEST, on=dt.date(2026, 1, 1))


def test_a_folder_of_another_day_is_refused(write: Write, tmp_path: Path) -> None:
    """Name and content say the same."""
    path = write()
    shutil.move(path.parent, path.parent.with_name("2025-10-01"))
    with pytest.raises(FormDataError, match=r"2025-10-01.*expected slips/mau-02/2025-09-15/slip\.yaml"):
        load_slips(tmp_path)


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("draft: true", "draft: false", "draft and compared do not agree"),
        ("{deadline}.", "ngày đã hẹn.", "takes {deadline}"),
        ('opening: "Yêu cầu', 'opening: "{name} yêu cầu', "takes none"),
        ("số điện thoại {phone}", "số điện thoại {phone", "a brace is left open"),
        ("signer:", "signed:", "signed"),
    ],
)
def test_what_cannot_be_printed_is_refused_with_its_file(
    write: Write, tmp_path: Path, before: str, after: str, told: str
) -> None:
    """A place to fill in too few, too many or torn, a line that is missing, a draft that is none."""
    write(**{before: after})
    with pytest.raises(FormDataError) as refused:
        load_slips(tmp_path)
    assert told in str(refused.value)
    assert "slip.yaml" in str(refused.value)


def test_lint_names_what_a_person_should_look_at(write: Write, tmp_path: Path) -> None:
    """Letters in pieces, a basis that stands twice, a file that nothing reads, a comparison younger than its facts."""
    write(**{"Địa chỉ": unicodedata.normalize("NFD", "Địa chỉ")})
    compared = 'draft: false\ncompared: {day: 2027-01-05, by: "Trần Thị Thử", source: "Công báo"}'
    write("2027-01-01", **{"draft: true": compared})
    (tmp_path / "slips" / "ghi-chu.txt").write_text("…", encoding="utf-8")
    found = {(p.code, p.edition) for p in lint_slips(tmp_path)}
    assert found == {
        ("S001", "2025-09-15"),
        ("S002", "2025-09-15"),
        ("S003", None),
        ("S004", "2027-01-01"),
        ("S005", "2027-01-01"),
    }
