"""What a run leaves: whole or not at all, the newest only, and nothing of pages that are gone."""

import dataclasses
import datetime as dt
from collections.abc import Callable

import pytest

from scanpipe.model import Box
from scanpipe.store import artefacts, checks, events, findings, pages, results, work
from scanpipe.store.ids import finding_id
from scanpipe.store.opening import Store
from scanpipe.store.rows import (
    Added,
    Artefact,
    CheckRow,
    Claim,
    FindingResult,
    Finish,
    Finished,
    NewEvent,
    Outcome,
    PageResult,
    PaperRow,
    ReadingRow,
    State,
)
from scanpipe.store.tables import Reading

Make = Callable[..., CheckRow]
HandIn = Callable[..., Added]


def _claimed(store: Store, check_id: str, now: dt.datetime) -> Claim:
    with store.database.writing() as session:
        checks.want(session, check_id, now=now)
        claim = work.claim(session, "pool", now=now, lease_s=30)
    assert claim is not None
    return claim


def _finish(store: Store, claim: Claim, outcome: Outcome, now: dt.datetime) -> Finished:
    with store.database.writing() as session:
        return results.finish(session, store.keys, claim, outcome, now=now)


def _outcome(page_id: str, check_id: str, *, run: int = 1) -> Outcome:
    """A run that found one paper with two fields and one thing to mend."""
    return Outcome(
        state=State.NEEDS_SUPPLEMENT,
        verdict="correct",
        report=f"{check_id}/report_{run}",
        form="ct01",
        pages=(PageResult(page_id, 1, "ok", "correct", 0),),
        papers=(PaperRow(0, "ct01", "tt66_2023", "current", None, "correct", 0.93, (page_id,)),),
        readings=(
            ReadingRow(0, "full_name", page_id, "written", "Nguyễn Văn An", 0.9, "ocr", Box(0.1, 0.2, 0.3, 0.04)),
            ReadingRow(0, "phone", page_id, "blank", None, 0.0, "ocr", None),
        ),
        findings=(
            FindingResult(
                finding_id("field.required_empty", page_id=page_id, key="phone", paper="0"),
                "field.required_empty",
                "must",
                0,
                page_id,
                0,
                "phone",
            ),
        ),
        events=(NewEvent("page.done", {"page_id": page_id}), NewEvent("check.done", {"must": 1})),
        artefacts=(
            Artefact(f"{check_id}/report_{run}", "report"),
            Artefact(f"{check_id}/straight_{run}", "straight", page_id, "image/jpeg"),
        ),
    )


def test_all_that_a_run_found_is_there_afterwards(
    store: Store, new_check: Make, hand_in: HandIn, now: dt.datetime
) -> None:
    """Pages, papers, readings, findings, events, blobs and the verdict."""
    check = new_check()
    page_id = hand_in(check.id, b"one").pages[0].id
    outcome = _outcome(page_id, check.id)
    assert _finish(store, _claimed(store, check.id, now), outcome, now) == Finished(Finish.DONE, ())
    with store.database.reading() as session:
        after = checks.by_id(session, check.id)
        page = pages.pages_of(session, check.id)[0]
        assert results.papers_of(session, check.id) == outcome.papers
        assert results.readings_of(session, store.keys, check.id) == outcome.readings
        assert [row.key for row in findings.findings_of(session, store.keys, check.id)] == ["phone"]
        assert [event.type for event in events.since(session, check.id, 0)] == ["page.done", "check.done"]
        assert artefacts.artefacts_of(session, check.id, about=page_id) == outcome.artefacts[1:]
    assert after is not None
    assert (after.state, after.verdict, after.form) == (State.NEEDS_SUPPLEMENT, "correct", "ct01")
    assert after.report_blob == f"{check.id}/report_1"
    assert (page.stage, page.number, page.readability, page.verdict, page.paper) == ("done", 1, "ok", "correct", 0)


def test_values_are_sealed_in_the_database(store: Store, new_check: Make, hand_in: HandIn, now: dt.datetime) -> None:
    """A reading is personal data."""
    check = new_check()
    page_id = hand_in(check.id, b"one").pages[0].id
    _finish(store, _claimed(store, check.id, now), _outcome(page_id, check.id), now)
    with store.database.reading() as session:
        sealed = session.get_one(Reading, (check.id, 0)).value_sealed
        assert session.get_one(Reading, (check.id, 1)).value_sealed is None
    assert sealed is not None
    assert "Nguyễn".encode() not in sealed


def test_the_newest_run_takes_the_place_of_the_one_before(
    store: Store, new_check: Make, hand_in: HandIn, now: dt.datetime
) -> None:
    """Its blobs too: those of the earlier run are told to be stale, the upload and what is shown again are not."""
    check = new_check()
    added = hand_in(check.id, b"one")
    page_id = added.pages[0].id
    _finish(store, _claimed(store, check.id, now), _outcome(page_id, check.id), now)
    again = dataclasses.replace(
        _outcome(page_id, check.id, run=2),
        papers=(),
        readings=(),
        artefacts=(
            Artefact(f"{check.id}/report_2", "report"),
            Artefact(f"{check.id}/straight_1", "straight", page_id, "image/jpeg"),
        ),
    )
    finished = _finish(store, _claimed(store, check.id, now), again, now)
    assert finished == Finished(Finish.DONE, (f"{check.id}/report_1",))
    with store.database.reading() as session:
        assert results.papers_of(session, check.id) == ()
        assert results.readings_of(session, store.keys, check.id) == ()
        kept = {one.key for one in artefacts.artefacts_of(session, check.id)}
    assert kept == {added.file.blob, f"{check.id}/report_2", f"{check.id}/straight_1"}


def test_a_page_taken_out_during_the_run_is_passed_over(
    store: Store, new_check: Make, hand_in: HandIn, now: dt.datetime
) -> None:
    """The run is taken over for the pages that are there."""
    check = new_check()
    page_id = hand_in(check.id, b"one").pages[0].id
    claim = _claimed(store, check.id, now)
    with store.database.writing() as session:
        pages.remove_page(session, check.id, page_id, now=now)
        checks.want(session, check.id, now=now)
    assert _finish(store, claim, _outcome(page_id, check.id), now).finish is Finish.DONE
    with store.database.reading() as session:
        assert pages.pages_of(session, check.id) == ()
        after = checks.by_id(session, check.id)
    assert after is not None
    assert after.is_work


def test_a_run_that_lost_its_claim_leaves_nothing_but_stale_blobs(
    store: Store, new_check: Make, hand_in: HandIn, now: dt.datetime
) -> None:
    """Nothing that the winner keeps is among them."""
    check = new_check()
    page_id = hand_in(check.id, b"one").pages[0].id
    loser = _claimed(store, check.id, now)
    with store.database.writing() as session:
        winner = work.claim(session, "pool", now=now + dt.timedelta(minutes=5), lease_s=30)
    assert winner is not None
    won = _outcome(page_id, check.id, run=1)
    assert _finish(store, winner, won, now).finish is Finish.DONE
    lost = _outcome(page_id, check.id, run=2)
    told = _finish(store, loser, lost, now)
    assert told == Finished(Finish.LOST, tuple(one.key for one in lost.artefacts))
    assert _finish(store, winner, won, now) == Finished(Finish.AGAIN, ())
    with store.database.reading() as session:
        assert len(events.since(session, check.id, 0)) == 2


def test_a_crash_in_the_middle_leaves_the_check_as_it_was(
    store: Store, new_check: Make, hand_in: HandIn, now: dt.datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Papers and findings were written, then the server died: none of it is there, and the work waits."""
    check = new_check()
    page_id = hand_in(check.id, b"one").pages[0].id
    claim = _claimed(store, check.id, now)

    def die(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(events, "add", die)
        with pytest.raises(KeyboardInterrupt):
            _finish(store, claim, _outcome(page_id, check.id), now)
    with store.database.reading() as session:
        after = checks.by_id(session, check.id)
        assert results.papers_of(session, check.id) == ()
        assert findings.findings_of(session, store.keys, check.id) == ()
    assert after is not None
    assert after.is_work
    assert _finish(store, claim, _outcome(page_id, check.id), now).finish is Finish.DONE
