"""What a run leaves: taken over whole, in one transaction, by the one who holds the lease, once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from scanpipe.model import Box
from scanpipe.store import artefacts, events, findings, pages, work
from scanpipe.store.checks import locked
from scanpipe.store.errors import NotFoundError
from scanpipe.store.keys import Keys
from scanpipe.store.rows import (
    AT_THE_CENTER,
    RECEIVED,
    Claim,
    Finish,
    Finished,
    Outcome,
    PaperRow,
    ReadingRow,
    State,
)
from scanpipe.store.tables import Artefact, Dossier, Paper, Reading


def finish(session: Session, keys: Keys, claim: Claim, outcome: Outcome, *, now: dt.datetime) -> Finished:
    """
    Take over what a run found: pages, papers, readings, findings, artefacts, events, the verdict.

    When the claim was lost (another took the work, the check was erased) nothing is changed and LOST is told; when this
    claim was finished before, AGAIN. In both cases all the run's own blobs that nobody needs are among the stale ones.
    Pages that were removed in the meantime are passed over: their change wants another run anyway.
    """
    own = tuple(one.key for one in outcome.artefacts)
    try:
        dossier = locked(session, claim.check_id)
    except NotFoundError:
        return Finished(Finish.LOST, stale=own)
    if dossier.lease_owner != claim.lease:
        again = dossier.finished_lease == claim.lease
        return Finished(Finish.AGAIN if again else Finish.LOST, stale=_not_kept(session, claim.check_id, own))
    _write_pages(session, outcome, claim.check_id)
    _write_papers(session, outcome, claim.check_id)
    _write_readings(session, keys, outcome, claim.check_id)
    findings.take_over(session, claim.check_id, outcome.findings)
    stale = _write_artefacts(session, outcome, claim, now=now)
    _close(dossier, claim, outcome, now=now)
    for event in outcome.events:
        events.add(session, dossier, event, now=now)
    session.flush()
    return Finished(Finish.DONE, stale=stale)


def papers_of(session: Session, check_id: str) -> tuple[PaperRow, ...]:
    """The papers as the newest run saw them."""
    found = session.scalars(select(Paper).where(Paper.check_id == check_id).order_by(Paper.number))
    return tuple(
        PaperRow(
            number=paper.number,
            form=paper.form,
            edition=paper.edition,
            edition_status=paper.edition_status,
            kind=paper.kind,
            verdict=paper.verdict,
            confidence=paper.confidence,
            pages=tuple(paper.pages),
        )
        for paper in found
    )


def readings_of(session: Session, keys: Keys, check_id: str) -> tuple[ReadingRow, ...]:
    """What the fields say as the newest run read them, opened."""
    found = session.scalars(select(Reading).where(Reading.check_id == check_id).order_by(Reading.number))
    return tuple(
        ReadingRow(
            paper=one.paper,
            key=one.key,
            page_id=one.page_id,
            ink=one.ink,
            value=None if one.value_sealed is None else keys.opened_text(one.value_sealed, _label(one)),
            confidence=one.confidence,
            source=one.source,
            box=Box(*one.box) if one.box is not None else None,
        )
        for one in found
    )


def _label(reading: Reading) -> str:
    return f"readings.value/{reading.check_id}/{reading.number}/{reading.key}"


def _close(dossier: Dossier, claim: Claim, outcome: Outcome, *, now: dt.datetime) -> None:
    """The check after the run; whatever was wanted while it ran waits from now on."""
    dossier.done = claim.version
    dossier.attempts = 0
    dossier.verdict = outcome.verdict
    dossier.report_blob = outcome.report
    dossier.form = outcome.form
    dossier.old_form = any(paper.edition_status == "outdated" for paper in outcome.papers)
    dossier.finished_lease = claim.lease
    work.release(dossier)
    if dossier.done >= dossier.wanted:
        dossier.wanted_at = None
        dossier.first_verdict = dossier.first_verdict or outcome.verdict
        if dossier.state == State.SUPPLEMENT_REQUESTED:
            dossier.state = State.SENT.value  # back to the officer who asked
        elif dossier.state not in AT_THE_CENTER | RECEIVED:
            dossier.state = outcome.state.value
    elif dossier.wanted_at is None:
        dossier.wanted_at = now


def _write_pages(session: Session, outcome: Outcome, check_id: str) -> None:
    results = {result.page_id: result for result in outcome.pages}
    for page in pages.in_order(session, check_id):
        if (result := results.get(page.id)) is not None:
            page.stage = "done"
            page.number = result.number
            page.readability = result.readability
            page.verdict = result.verdict
            page.paper = result.paper
    session.flush()


def _write_papers(session: Session, outcome: Outcome, check_id: str) -> None:
    session.execute(delete(Paper).where(Paper.check_id == check_id))
    session.add_all(
        Paper(
            check_id=check_id,
            number=paper.number,
            form=paper.form,
            edition=paper.edition,
            edition_status=paper.edition_status,
            kind=paper.kind,
            verdict=paper.verdict,
            confidence=paper.confidence,
            pages=list(paper.pages),
        )
        for paper in outcome.papers
    )
    session.flush()


def _write_readings(session: Session, keys: Keys, outcome: Outcome, check_id: str) -> None:
    session.execute(delete(Reading).where(Reading.check_id == check_id))
    for number, result in enumerate(outcome.readings):
        reading = Reading(
            check_id=check_id,
            number=number,
            paper=result.paper,
            key=result.key,
            page_id=result.page_id,
            ink=result.ink,
            confidence=result.confidence,
            source=result.source,
            box=_corners(result.box),
        )
        if result.value is not None:
            reading.value_sealed = keys.sealed_text(result.value, _label(reading))
        session.add(reading)
    session.flush()


def _corners(box: Box | None) -> list[float] | None:
    return None if box is None else [box.x, box.y, box.width, box.height]


def _write_artefacts(session: Session, outcome: Outcome, claim: Claim, *, now: dt.datetime) -> tuple[str, ...]:
    """Note the run's blobs; those of earlier runs that this one does not show again are stale."""
    kept = {one.key for one in outcome.artefacts}
    of_runs = select(Artefact.key).where(Artefact.check_id == claim.check_id, Artefact.version.is_not(None))
    stale = tuple(key for key in session.scalars(of_runs) if key not in kept)
    artefacts.drop(session, stale)
    for artefact in outcome.artefacts:
        artefacts.note(session, claim.check_id, artefact, now=now, version=claim.version)
    return stale


def _not_kept(session: Session, check_id: str, keys: Collection[str]) -> tuple[str, ...]:
    noted = set(session.scalars(select(Artefact.key).where(Artefact.check_id == check_id)))
    return tuple(key for key in keys if key not in noted)
