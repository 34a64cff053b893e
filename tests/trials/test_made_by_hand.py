"""Pictures beside a draft with what they must bring about; officers' cases of the form."""

import datetime as dt
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from scanpipe.bench.cases import Replayed
from scanpipe.catalog import Catalog
from scanpipe.catalog.load import read_file
from scanpipe.errors import FormDataError
from scanpipe.model import (
    Document,
    EditionStatus,
    Finding,
    MadeWith,
    Report,
    Ruling,
    Severity,
    Upload,
    Verdict,
)
from scanpipe.office.case_file import Told
from scanpipe.trials.made_by_hand import Expectation, hand_made, tried
from scanpipe.trials.officers import cases
from scanpipe.trials.report import Outcome, Row
from tests.scripted import CATALOG
from tests.trials.conftest import Try

DAY = dt.date(2026, 11, 26)


def report_of(*musts: str, edition: str | None = "tt116_2026", papers: int = 1) -> Report:
    """A report that demands these things of a CT01."""
    known = (EditionStatus.CURRENT, None, None, (1,), 0.9, None, (), Verdict.REVIEW, ())
    rulings = [
        Ruling(Finding(code, key=key or None), Severity.MUST, "fix", {}, {})
        for code, _, key in (must.partition(" ") for must in musts)
    ]
    documents = (
        Document("ct01", edition, *known),
        *(Document(None, None, *known, kind="identity_card"),) * (papers - 1),
    )
    return Report(Verdict.REVIEW, DAY, MadeWith("", "", "", 0.0), (), (), documents, tuple(rulings))


def told(folder: Path, name: str, text: str) -> Path:
    path = folder / f"{name}.expect.yaml"
    path.write_text(text, "utf-8")
    return path


def rows_of(folder: Path, report: Report, *, update: bool = False) -> list[Row]:
    return list(tried(hand_made(folder), lambda _, on: report, update=update))


def test_a_picture_brings_what_is_expected_of_it(tmp_path: Path) -> None:
    """Which edition it is, and exactly what is demanded."""
    (tmp_path / "old.jpg").write_bytes(b"1")
    told(tmp_path, "old", "edition: ct01@tt116_2026\nmust: [edition.outdated, field.required_empty declarant_dob]\n")
    report = report_of("field.required_empty declarant_dob", "edition.outdated")
    assert [row.outcome for row in rows_of(tmp_path, report)] == [Outcome.OK]
    for other in (report_of("edition.outdated"), report_of(edition=None), report_of("edition.outdated", papers=2)):
        (row,) = rows_of(tmp_path, other)
        assert row.outcome is Outcome.WRONG
        assert row.told is not None
        assert "field.required_empty declarant_dob" in row.told["en"]


def test_pages_are_handed_in_in_order_on_their_day(tmp_path: Path) -> None:
    """By their numbers, or as the expectation names them."""
    for name in ("a-10.jpg", "a-2.jpg", "b.png", "c.pdf", "notes.txt"):
        (tmp_path / name).write_bytes(name.encode())
    told(tmp_path, "a", "edition: ct01@tt116_2026\nas_of: 2026-07-05\n")
    told(tmp_path, "both", "edition: ct01@tt116_2026, identity_card\nfiles: [c.pdf, b.png]\n")
    seen: dict[str, tuple[list[str], dt.date | None]] = {}

    def examined(upload: Upload, on: dt.date | None) -> Report:
        seen[upload.files[0].name] = ([file.name for file in upload.files], on)
        return report_of(papers=2 if len(seen) == 2 else 1)

    rows = list(tried(hand_made(tmp_path), examined, update=False))
    assert list(seen.values()) == [(["a-2.jpg", "a-10.jpg"], dt.date(2026, 7, 5)), (["c.pdf", "b.png"], None)]
    assert [(row.sample, row.outcome) for row in rows] == [("a", Outcome.OK), ("both", Outcome.OK)]


def test_expectations_are_written_down_when_asked(tmp_path: Path) -> None:
    """For new pictures too; what was said of day and pages stays."""
    (tmp_path / "new.jpg").write_bytes(b"1")
    (tmp_path / "x.jpg").write_bytes(b"2")
    path = told(tmp_path, "x", "edition: '?'\nas_of: 2026-07-05\nfiles: [x.jpg]\n")
    first = rows_of(tmp_path, report_of("edition.outdated"))
    assert [row.outcome for row in first] == [Outcome.SKIPPED, Outcome.WRONG]
    assert not (tmp_path / "new.expect.yaml").exists()
    assert all(row.ok for row in rows_of(tmp_path, report_of("edition.outdated"), update=True))
    again = [row.outcome for row in rows_of(tmp_path, report_of("edition.outdated"))]
    assert again == [Outcome.OK, Outcome.OK]
    assert read_file(path, Expectation) == Expectation(
        edition="ct01@tt116_2026", must=("edition.outdated",), as_of=dt.date(2026, 7, 5), files=("x.jpg",)
    )


def test_a_broken_expectation_is_named(tmp_path: Path) -> None:
    """File, line and the mend; and a picture that is not there."""
    path = told(tmp_path, "x", "edition: ct01@tt116_2026\nmusts: []\n")
    with pytest.raises(FormDataError, match=r"x\.expect\.yaml:2: musts: unknown key"):
        hand_made(tmp_path)
    path.write_text("edition: ct01@tt116_2026\n")
    with pytest.raises(FormDataError, match="no picture is called x"):
        hand_made(tmp_path)
    path.write_text("edition: ct01@tt116_2026\nfiles: [../../secret.jpg]\n")
    with pytest.raises(FormDataError, match=r"secret\.jpg is not there"):
        hand_made(tmp_path)
    assert hand_made(tmp_path / "gone") == ()


def test_one_wrong_expectation_closes_the_gate(tried: Try, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """All else is right, and the edition does not pass."""
    (tmp_path / "ours.jpg").write_bytes(b"1")
    told(tmp_path, "ours", "edition: ct01@tt116_2026\nmust: [sign.signature_missing declarant_signature]\n")
    monkeypatch.setattr("scanpipe.trials.walk.Walk.examined", _reading_ours)
    report = tried(CATALOG.edition("ct01", "tt116_2026"), more={"samples": tmp_path})
    assert [gate.name for gate in report.closed] == ["made"]
    assert report.ok is False


def _reading_ours(walk: object, upload: Upload, on: dt.date | None) -> Report:
    if upload.files[0].name == "ours.jpg":
        return report_of()
    from scanpipe.trials import walk as house

    ground, trial = walk._ground, walk._trial  # type: ignore[attr-defined]
    return house.examine(upload, as_of=on or trial.on, catalog=ground.catalog, engine=ground.engine)


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Says how cases are read in each catalogue."""

    def say(**by_digest: Sequence[Replayed]) -> None:
        def replay(folder: Path, catalog: Catalog, *_: object, form: str | None) -> tuple[Replayed, ...]:
            assert form == "ct01"
            return tuple(by_digest[catalog.digest])

        monkeypatch.setattr("scanpipe.trials.officers.replay", replay)

    return say


def case(name: str, *, ink: bool = True, words: bool | None = None) -> Replayed:
    told = Told(
        id=name, form="ct01", edition="tt116_2026", key="declarant_dob", ink="written", truth="x", picture="p.jpg"
    )
    return Replayed(told, True, True, ink, words, "")


def test_a_case_that_is_still_misread_is_excused_one_that_got_worse_is_not(
    reads: Callable[..., None], tmp_path: Path
) -> None:
    """A case is there because it was misread once."""
    now, before = Catalog(CATALOG.forms, "now"), Catalog(CATALOG.forms, "before")
    reads(
        now=[case("fine"), case("bad", ink=False), case("worse", words=False)],
        before=[case("fine"), case("bad", ink=False), case("worse", words=True)],
    )
    rows = cases(tmp_path, "ct01", now, before, None)  # type: ignore[arg-type]
    assert [row.outcome for row in rows] == [Outcome.OK, Outcome.EXCUSED, Outcome.WRONG]
    assert rows[2].told is not None
    assert rows[2].told["en"].endswith("words.")
    alone = cases(tmp_path, "ct01", now, None, None)  # type: ignore[arg-type]
    assert [row.outcome for row in alone] == [Outcome.OK, Outcome.EXCUSED, Outcome.EXCUSED]
