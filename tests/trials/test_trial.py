"""The gates of a trial: which mistake of the reader closes which."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from scanpipe.catalog import Catalog, Edition
from scanpipe.errors import FormDataError, UsageError
from scanpipe.prove import Trial as Printed
from scanpipe.trials.report import Kind, Outcome, Row, TrialReport, read_report, report_beside
from tests.scripted import CATALOG
from tests.trials.conftest import Try
from tests.trials.reader import NOTHING, sound

CT01 = CATALOG.edition("ct01", "tt116_2026")
ALIKE = CATALOG.edition("marriage_registration", "tt04_2024")
KEY = "declarant_dob"


def changed(**changes: Any) -> tuple[Edition, Catalog]:
    """CT01 with something changed, and the catalogue with it in its place."""
    edition = CT01.model_copy(update=changes)
    form = CATALOG.forms["ct01"]
    editions = tuple(edition if e.edition == edition.edition else e for e in form.editions)
    return edition, Catalog({**CATALOG.forms, "ct01": replace(form, editions=editions)}, "changed")


def closed(report: TrialReport) -> set[str]:
    return {gate.name for gate in report.closed}


def of(report: TrialReport, kind: Kind, key: str | None = None) -> list[Row]:
    return [row for row in report.rows if row.kind is kind and key in (None, row.key)]


def outcomes(rows: Iterable[Row]) -> list[Outcome]:
    return [row.outcome for row in rows]


def test_an_edition_that_is_read_without_a_mistake_passes(tried: Try) -> None:
    """Every gate is open, every row is right, and nothing is proposed."""
    report = tried(CT01)
    assert report.ok
    assert set(outcomes(report.rows)) == {Outcome.OK}
    assert (report.unproven, report.line) == ((), None)
    assert {one.found for one in report.matrix} == {one.edition for one in report.matrix}
    assert len(report.matrix) == len(CATALOG.forms["ct01"].editions)


def test_papers_of_other_editions_bring_what_their_day_demands(tried: Try) -> None:
    """On the first day of CT01 of 2026, those before are outdated, as far as their editions may accuse."""
    report = tried(CT01)
    expected = {row.edition: row.expected for row in of(report, Kind.NEGATIVE)}
    assert expected == {
        f"ct01@{e.edition}": ("edition.outdated",) if e.accuses else ()
        for e in CATALOG.forms["ct01"].editions
        if e.edition != "tt116_2026"
    }
    before = tried(CATALOG.edition("ct01", "tt53_2025"))
    assert next(r for r in of(before, Kind.NEGATIVE) if r.edition == "ct01@tt116_2026").expected == ("edition.not_yet",)


def test_a_field_that_is_missed_closes_the_gate_and_is_proposed_as_unproven(tried: Try) -> None:
    """The line to paste stands in the report; that the edition before finds it is told by itself."""
    report = tried(CT01, misses=frozenset({KEY}))
    assert closed(report) == {"left_out", "regression"}
    assert outcomes(of(report, Kind.LEFT_OUT, KEY)) == [Outcome.ASKED, Outcome.WRONG, Outcome.WRONG]
    assert outcomes(of(report, Kind.REGRESSION)) == [Outcome.WRONG]
    assert (report.unproven, report.line) == ((KEY,), f"unproven: [{KEY}]")


def test_one_picture_that_hides_a_blank_closes_nothing(tried: Try) -> None:
    """Left out twice more, on a clean scan and on another paper of that manner, it is found."""
    report = tried(CT01, misses=frozenset({KEY}), misses_on=("left-out-3",))
    assert report.ok
    again = of(report, Kind.LEFT_OUT, KEY)
    assert [(row.outcome, row.manner) for row in again] == [
        (Outcome.ASKED, "typed photo"),
        (Outcome.OK, "typed scan"),
        (Outcome.OK, "typed photo"),
    ]
    assert (report.unproven, of(report, Kind.REGRESSION)) == ((), [])


def test_what_no_photo_shows_is_held_against_photos_of_the_edition_before(tried: Try) -> None:
    """A scan would be an unfair comparison."""
    report = tried(CT01, misses=frozenset({KEY}), misses_on=("typed photo",))
    assert closed(report) == {"left_out", "regression"}
    assert [(row.manner, row.outcome) for row in of(report, Kind.REGRESSION)] == [("typed photo", Outcome.WRONG)]
    assert report.unproven == (KEY,)


def test_what_is_unproven_may_be_missed_but_not_worse_than_before(tried: Try) -> None:
    """It accuses nobody; publishing it would still take away what the edition before can do."""
    edition, catalog = changed(unproven=(KEY,))
    report = tried(edition, catalog, misses=frozenset({KEY}))
    assert outcomes(of(report, Kind.LEFT_OUT, KEY)) == [Outcome.EXCUSED]
    assert closed(report) == {"regression"}
    new = tried(*changed(unproven=("head_full_name",), lines=_renamed("head_full_name")), misses=frozenset({"leader"}))
    assert new.ok is False  # missed, and not unproven


def _renamed(key: str) -> tuple[Any, ...]:
    return tuple(
        line.model_copy(update={"key": "leader", "was": key}) if getattr(line, "key", "") == key else line
        for line in CT01.lines
    )


def test_a_field_with_another_key_is_held_against_the_one_that_it_was(tried: Try) -> None:
    """`was` names it."""
    edition, catalog = changed(lines=_renamed("head_full_name"))
    report = tried(edition, catalog, misses=frozenset({"leader"}))
    assert [(row.key, row.outcome) for row in of(report, Kind.REGRESSION)] == [("leader", Outcome.WRONG)]


def test_a_new_field_that_is_missed_is_no_regression(tried: Try) -> None:
    """There is nothing that it was."""
    new = CT01.field(KEY).model_copy(update={"key": "nickname", "label": "2a. Biệt danh thường gọi:"})
    edition, catalog = changed(lines=(*CT01.lines, new))
    report = tried(edition, catalog, misses=frozenset({"nickname"}))
    assert closed(report) == {"left_out"}
    assert of(report, Kind.REGRESSION) == []


def test_an_edition_that_never_accuses_is_told_and_passes(tried: Try) -> None:
    """A question is all that its grade allows."""
    provenance = CT01.provenance.model_copy(update={"grade": "C"})
    report = tried(*changed(provenance=provenance))
    assert report.ok
    assert set(outcomes(of(report, Kind.LEFT_OUT))) == {Outcome.EXCUSED}
    gate = next(gate for gate in report.gates if gate.name == "left_out")
    assert "0 demanded, 11 asked" in gate.told["en"]


def test_where_nothing_printed_tells_editions_apart_the_tie_is_right(tried: Try) -> None:
    """It is named as a tie; to claim either of them would be wrong."""
    report = tried(ALIKE)
    assert report.ok
    assert {(one.found, one.alike) for one in report.matrix} == {("marriage_registration@?", True)}


def test_what_is_only_asked_on_a_photo_gets_its_chance_on_a_clean_scan(tried: Try) -> None:
    """Demanded there, it is told and no more; only asked there too, it fails."""
    photos = ("hand photo", "typed photo", "hand scan")
    keys = frozenset({"declarant_full_name", "declarant_phone"})
    report = tried(CT01, asks=keys, asks_on=photos)
    assert report.ok
    for key in keys:
        assert outcomes(of(report, Kind.LEFT_OUT, key)) == [Outcome.ASKED, Outcome.OK]
    never = tried(CT01, asks=keys)
    assert closed(never) == {"left_out", "regression"}
    assert set(never.unproven) == keys


def test_a_field_that_is_written_and_called_blank_closes_the_gate(tried: Try) -> None:
    """The worst mistake there is: on complete papers and beside fields that were left out."""
    report = tried(CT01, accuses=frozenset({KEY}))
    assert "complete" in closed(report)
    assert report.unproven == (KEY,)
    beside = [row for row in of(report, Kind.LEFT_OUT, KEY) if not row.expected]
    assert beside
    assert set(outcomes(beside)) == {Outcome.WRONG}


def test_a_paper_of_another_edition_taken_for_this_one_closes_two_gates(tried: Try) -> None:
    """It is no negative any more, and the table of editions is not diagonal."""
    report = tried(CT01, takes_for={"ct01-tt53_2025": "ct01@tt116_2026"})
    assert closed(report) == {"negatives", "matrix"}
    assert next(one for one in report.matrix if not one.ok).found == "ct01@tt116_2026"


def test_a_paper_of_this_edition_that_is_not_known_closes_two_gates(tried: Try) -> None:
    """A complete paper that nobody recognises is not complete."""
    report = tried(CT01, takes_for={"complete-2": ""})
    assert closed(report) == {"complete", "matrix"}
    wrong = next(row for row in of(report, Kind.POSITIVE) if not row.ok)
    assert (wrong.found, wrong.residual_mm) == (("?",), None)


@pytest.mark.parametrize(("off_mm", "open_"), [(1.9, True), (2.1, False), (None, False)])
def test_a_page_that_lies_more_than_two_millimetres_off_closes_the_gate(
    tried: Try, off_mm: float | None, open_: bool
) -> None:
    """So does one on which nothing is found."""
    report = tried(CT01, off_mm=off_mm)
    assert ("registration" not in closed(report)) is open_


def test_an_empty_print_that_is_misread_closes_the_gate(tried: Try, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is unproven already may be misread."""
    report = tried(CT01)
    assert len(of(report, Kind.EMPTY)) == 2
    for mistake in ({"unlocated": frozenset({KEY})}, {"not_blank": frozenset({KEY})}, {"identified": False}):

        def proof(edition: Edition, *_: object, mistake: dict[str, Any] = mistake) -> Any:
            made = sound(edition)
            bad = replace(Printed("retyped", 1, True, (), NOTHING, NOTHING), **mistake)
            return replace(made, trials=(made.trials[0], bad))

        monkeypatch.setattr("tests.trials.conftest.sound", proof)
        assert closed(tried(CT01)) == {"empty"}
        excused = tried(*changed(unproven=(KEY,)))
        assert excused.ok is ("identified" not in mistake)


def test_an_edition_known_by_its_title_cannot_be_tried(tried: Try) -> None:
    """There is nothing to fill in."""
    with pytest.raises(UsageError, match="known for identification only"):
        tried(CT01.model_copy(update={"lines": (), "unproven": ()}))


def test_a_report_is_kept_and_read_again(tried: Try, tmp_path: Path) -> None:
    """Every row says for others whether it is right."""
    report = tried(CT01, more={"etag": "0" * 64}, misses=frozenset({KEY}))
    text = report.to_json()
    assert read_report(text) == report
    assert '"ok": false' in text
    assert report_beside(tmp_path) is None
    (tmp_path / "trial.json").write_text(text)
    assert report_beside(tmp_path) == report
    (tmp_path / "trial.json").write_text(text.replace("scanpipe.trial/v1", "scanpipe.trial/v2"))
    with pytest.raises(FormDataError, match="forms test"):
        report_beside(tmp_path)
    with pytest.raises(FormDataError, match=r"trial\.json"):
        read_report(text.rsplit('"ok": false', 1)[0] + '"ok": true}')


def test_progress_is_told_paper_by_paper(tried: Try, monkeypatch: pytest.MonkeyPatch) -> None:
    """It never runs backwards, and never past its end."""
    from scanpipe.trials import trial as house
    from scanpipe.trials.trial import run

    steps: list[tuple[int, int]] = []
    monkeypatch.setattr(
        "tests.trials.conftest.run",
        lambda *a, **k: run(*a, **k, progress=lambda done, of, _: steps.append((done, of))),
    )
    assert tried(CT01).ok
    assert house.run is run
    assert [done for done, _ in steps] == sorted(done for done, _ in steps)
    assert all(done < of for done, of in steps)
    assert len(steps) == 14


def test_a_paper_that_differs_from_its_edition_is_told_and_blames_no_field(tried: Try) -> None:
    """Wrong labels make every question of a paper only a question: `unproven` would be the wrong mend."""
    report = tried(CT01, doubts="form.altered", asks=frozenset(spec.key for spec in CT01.fields))
    assert closed(report) == {"complete", "left_out"}
    assert all(row.told and "altered" in row.told["en"] for row in report.rows if not row.ok)
    assert (report.unproven, report.line) == ((), None)
