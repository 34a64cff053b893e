"""
What a person can do with a check: begin one, hand papers in, look, answer, take it to the Center, erase it.

Doors hold a `Key` for each person they let in; everything else here takes it first. Calls block (files, database):
doors that answer many people at once call them from threads.
"""

from __future__ import annotations

import datetime as dt
import hmac
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

from scanpipe.errors import UsageError
from scanpipe.findings import Lang
from scanpipe.intake import handing_in, library, pictures, sheets
from scanpipe.intake.asked import asked_of
from scanpipe.intake.desk import Desk
from scanpipe.intake.errors import NotFoundError, StateError
from scanpipe.intake.handing_in import Added
from scanpipe.intake.idempotency import Idempotency
from scanpipe.intake.law import papers_of
from scanpipe.intake.seeing import RECOGNISED, Held, view_of
from scanpipe.intake.tallies import Tallies, tallies_of
from scanpipe.intake.views import CheckView, FindingView, ProcedureView
from scanpipe.model import UploadFile
from scanpipe.report.html import to_html
from scanpipe.report.names import names_for
from scanpipe.report.parse import report_of
from scanpipe.service import VIETNAM
from scanpipe.store import artefacts, cases, checks, erase, events, files, findings, pages, rechecking, rechecks, work
from scanpipe.store import load as loads
from scanpipe.store.errors import NotFoundError as GoneError
from scanpipe.store.rows import BATCH, PERSON, Answer, Artefact, CheckRow, NewCheck

SENT = "dossier.sent"


@dataclass(frozen=True, slots=True)
class Key:
    """Proof that its holder may act on a check."""

    id: str
    code: str


@dataclass(frozen=True, slots=True)
class NewlyMade:
    """A check that was just made; its token is told this once."""

    id: str
    code: str
    token: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class EventView:
    """Something that was told of a check; `seq` counts from 1."""

    seq: int
    type: str
    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Load:
    """The queue: dossiers waiting and running, pages waiting, how long the oldest waits, and the bound on pages."""

    waiting: int
    running: int
    oldest_s: float
    bound: int
    pages: int


class Intake:
    """The desk, seen from the doors."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.idempotency = Idempotency(desk)

    # ---- beginning and ending ----------------------------------------------------------------------------------

    def create(
        self,
        *,
        lang: str,
        procedure: str | None,
        as_of: dt.date | None,
        helper: bool,
        team: str | None,
        batch: bool = False,
    ) -> NewlyMade:
        """
        A new check; of a `batch` nobody waits for, so that those for whom people wait go before it. Raises UsageError
        for a procedure that nobody knows.
        """
        chosen, lane = self._procedure(procedure), BATCH if batch else PERSON
        unit = self.desk.settings.center
        new = NewCheck(lang=lang, procedure=chosen, as_of=as_of, helper=helper, team=team, lane=lane, unit=unit)
        with self._writing() as session:
            row, token = checks.create(session, new, now=self.desk.now())
        return NewlyMade(row.id, row.code, token)

    def open(self, ref: str, token: str) -> Key:
        """The key to a check by its id or code. Raises NotFoundError, alike for unknown, deleted and not yours."""
        with self._reading() as session:
            row = checks.opened_by(session, ref, token)
        if row is None:
            raise NotFoundError
        return Key(row.id, row.code)

    def consent(self, key: Key) -> None:
        """The notice was read and agreed to."""
        with _found(), self._writing() as session:
            checks.consent(session, key.id, now=self.desk.now())
        self.desk.bell.ring(key.id)

    def send(self, key: Key) -> None:
        """Give the check to the Center. Raises StateError when there is nothing to give, or it is being examined."""
        row = self._row(key)
        if row.is_work or row.report_blob is None:
            raise StateError("Wait until every page was examined, then take the code for the Center.")
        now = self.desk.now()
        with _found(), self._writing() as session:
            before = checks.row_of(checks.locked(session, key.id))  # two may send at the same moment
            checks.send(session, key.id, now=now, due_at=self.desk.due(now, row.procedure))
            if before.sent_at is None:
                self.desk.tell(session, SENT, key.id)
        self.desk.bell.ring(key.id)

    def erase(self, key: Key) -> None:
        """Delete everything now; nothing can bring it back."""
        erase.erase(self.desk.store, key.id, now=self.desk.now())
        self.desk.bell.ring(key.id)

    # ---- saying --------------------------------------------------------------------------------------------------

    def choose(
        self, key: Key, *, procedure: str | None = None, as_of: dt.date | None = None, lang: str | None = None
    ) -> None:
        """Set the procedure, the day of filing or the language; None leaves it. Raises UsageError."""
        chosen = self._procedure(procedure)
        with _found(), self._writing() as session:
            row = checks.choose(
                session,
                key.id,
                now=self.desk.now(),
                procedure=chosen if chosen is not None else checks.KEEP,
                as_of=as_of if as_of is not None else checks.KEEP,
                lang=lang if lang is not None else checks.KEEP,
            )
            if (chosen or as_of) and (row.wanted or pages.pages_of(session, key.id)):
                checks.want(session, key.id, now=self.desk.now())
        self._rung(key)

    def not_needed(self, key: Key, paper: str, needed: bool = False) -> None:
        """The person says that this dossier does not need a paper of the procedure, or takes it back."""
        self._known_paper(key, paper)
        with _found(), self._writing() as session:
            checks.set_not_needed(session, key.id, paper, not needed, now=self.desk.now())
        self.desk.bell.ring(key.id)

    def said_to_be(self, key: Key, page_id: str, paper: str | None) -> None:
        """The person says which paper a page is."""
        if paper is not None:
            self._known_paper(key, paper)
        with _found(), self._writing() as session:
            pages.say_paper(session, key.id, page_id, paper, now=self.desk.now())
        self.desk.bell.ring(key.id)

    def answer(self, key: Key, finding_id: str, answer: str, value: str | None) -> None:
        """Answer a question: yes (the paper is right), no, unsure. It stands beside the report and changes no paper."""
        if answer not in tuple(Answer):
            raise UsageError("Answer yes, no or unsure.")
        said = Answer(answer)
        with _found(), self._writing() as session:
            findings.answer(
                session, self.desk.store.keys, key.id, finding_id, said, value=value or None, now=self.desk.now()
            )
        self.desk.bell.ring(key.id)

    def dispute(self, key: Key, finding_id: str, disputed: bool = True) -> None:
        """The person thinks that a finding is wrong: an officer will look."""
        with _found(), self._writing() as session:
            findings.dispute(session, self.desk.store.keys, key.id, finding_id, disputed, now=self.desk.now())
        self.desk.bell.ring(key.id)

    def let_teach(self, key: Key, may: bool) -> None:
        """
        The person lets the Center keep the fields that officers correct, so that the machine learns from them, or takes
        that back: what was kept before then goes.
        """
        with _found(), self._writing() as session:
            checks.let_teach(session, key.id, may, now=self.desk.now())
            if not may:
                cases.forget_all(session, key.id)
        self.desk.bell.ring(key.id)

    # ---- handing in ----------------------------------------------------------------------------------------------

    def add(self, key: Key, handed_in: Sequence[UploadFile], *, paper: str | None = None) -> Added:
        """Take files in, all or none. Raises ConsentError, UploadError, FullError, BusyError."""
        with _found():
            return handing_in.add(self.desk, key.id, handed_in, paper=paper)

    def replace(self, key: Key, page_id: str, file: UploadFile) -> Added:
        """A new picture in the place of one page. Raises as `add`."""
        with _found():
            return handing_in.replace(self.desk, key.id, page_id, file)

    def remove(self, key: Key, page_id: str) -> None:
        """Take one page out."""
        with _found():
            handing_in.remove(self.desk, key.id, page_id)

    def run(self, key: Key) -> None:
        """Examine again what is there."""
        with _found(), self._writing() as session:
            checks.want(session, key.id, now=self.desk.now())
        self._rung(key)

    # ---- seeing --------------------------------------------------------------------------------------------------

    def view(self, key: Key) -> CheckView:
        """The check as it stands. Who looks waits: what is examined again goes before what nobody looks at."""
        held = self._held(key)
        if held.check.is_work and held.check.lane >= work.RECHECKED:
            with self._writing() as session:
                rechecking.hasten(session, key.id)
            held = self._held(key)
        today = self.desk.now().astimezone(VIETNAM).date()
        wait_s = 0
        if held.position:
            with self._reading() as session:
                wait_s = handing_in.expected_wait_s(self.desk, loads.pages_waiting(session))
        return view_of(
            held,
            self.desk.law,
            today=today,
            deleted_on=erase.expires_at(held.check, self.desk.retention),
            wait_s=wait_s,
        )

    def report(self, key: Key) -> bytes | None:
        """The report in the very bytes of the command line; None until there was an examination."""
        row = self._row(key)
        try:
            return None if row.report_blob is None else self._blob(row.report_blob)
        except NotFoundError:
            self._expect_newer(key, row)
            return self.report(key)

    def report_html(self, key: Key, lang: Lang) -> str | None:
        """The report as one page without pictures; None until there was an examination."""
        data = self.report(key)
        if data is None:
            return None
        report = report_of(data)
        return to_html(report, lang=lang, names=names_for(report, self.desk.law.folder))

    def page_picture(self, key: Key, page_id: str, view: str, width_px: int, lang: Lang) -> bytes:
        """One page as JPEG: original, straight or annotated. Raises NotFoundError."""
        marks = self.view(key).findings if view == "annotated" else ()
        return pictures.page_picture(self.desk, key.id, page_id, view, width_px, lang, marks)

    def crop(self, key: Key, finding_id: str) -> bytes:
        """The place of a finding as PNG. Raises NotFoundError."""
        return pictures.finding_crop(self.desk, key.id, self._finding(key, finding_id))

    def carried_blank(self, key: Key, document: int) -> bytes:
        """The blank in force, filled with what was read from an older edition. Raises NotFoundError."""
        report = self.report(key)
        if report is None:
            raise NotFoundError
        return library.carried(self.desk.law, report, document).pdf

    def receipt_pdf(self, key: Key, lang: Lang, base: str) -> bytes:
        """
        The sheet to bring to the Center: code, verdict, papers; no names and no numbers of people. `base` is the
        address of this service as people reach it, for the QR code.
        """
        return sheets.receipt(self.view(key), lang, self.desk.settings.public_url or base)

    def checklist_pdf(self, key: Key, lang: Lang) -> bytes:
        """The list of what is to be done, for printing."""
        return sheets.todo(self.view(key), lang)

    def report_pdf(self, key: Key, lang: Lang) -> bytes | None:
        """The result to keep: what is to be done, and every page with its places; None until there is one."""
        view = self.view(key)
        if view.verdict is None:
            return None
        pages = ((p.number, self.page_picture(key, p.id, "annotated", 1200, lang)) for p in view.pages if p.has_picture)
        return sheets.result(view, lang, pages)

    def events(self, key: Key, after: int) -> list[EventView]:
        """What was told since event number `after`. Raises NotFoundError when the check is gone."""
        with self._reading() as session:
            told = [EventView(e.seq, e.type, e.data) for e in events.since(session, key.id, after)]
        if not told:
            self._row(key)
        return told

    async def changed(self, key: Key, timeout_s: float) -> bool:
        """Whether something was told of the check within that time."""
        return await self.desk.bell.heard(key.id, timeout_s)

    # ---- what is public ------------------------------------------------------------------------------------------

    def procedures(self, search: str | None) -> list[ProcedureView]:
        """Procedures that hold all the words, with or without marks."""
        return self.desk.law.search(search)

    def forms(self) -> list[library.FormView]:
        """The forms of the library."""
        return library.forms(self.desk.law)

    def editions(self, form: str, on: dt.date) -> list[library.FormEditionView]:
        """The editions of a form, newest first. Raises NotFoundError."""
        return library.editions(self.desk.law, form, on)

    def blank(self, form: str, on: dt.date) -> library.BlankView:
        """The blank in force on a day. Raises NotFoundError."""
        return library.blank(self.desk.law, form, on)

    # ---- for those who run it ------------------------------------------------------------------------------------

    def load(self) -> Load:
        """The queue at a glance."""
        now = self.desk.now()
        with self._reading() as session:
            queue = work.queue(session, now=now)
            waiting = loads.pages_waiting(session)
        oldest_s = (now - queue.oldest).total_seconds() if queue.oldest else 0.0
        return Load(queue.waiting, queue.running, max(0.0, oldest_s), self.desk.settings.most_waiting_pages, waiting)

    def tallies(self) -> Tallies:
        """Anonymous counters since the store was made."""
        with self._reading() as session:
            return tallies_of(session)

    def secret(self, purpose: str) -> bytes:
        """32 bytes for a purpose, the same in every process and after every start."""
        keys = self.desk.store.keys
        return hmac.digest(keys.by_id[keys.newest], b"scanpipe purpose\x00" + purpose.encode(), "sha256")

    # ---- inside --------------------------------------------------------------------------------------------------

    def _held(self, key: Key) -> Held:
        store = self.desk.store
        with self._reading() as session:
            row = checks.by_id(session, key.id)
            if row is None:
                raise NotFoundError
            kept: tuple[Artefact, ...] = artefacts.artefacts_of(session, key.id, kind="straight")
            told = events.since(session, key.id, 0)
            own_pages = pages.pages_of(session, key.id)
            held = Held(
                check=row,
                files=files.files_of(session, store.keys, key.id),
                pages=own_pages,
                findings=findings.findings_of(session, store.keys, key.id),
                recognised=tuple(e for e in told if e.type == RECOGNISED),
                pictured=frozenset(one.about for one in kept if one.about),
                not_needed=checks.not_needed(session, key.id),
                report=None,
                position=work.position(session, key.id, now=self.desk.now()),
                asked=asked_of(session, store.keys, row, own_pages),
                rechecked=rechecks.newest_of(session, key.id),
            )
        if row.report_blob is None:
            return held
        try:
            return replace(held, report=report_of(self._blob(row.report_blob)))
        except NotFoundError:
            self._expect_newer(key, row)
            return self._held(key)

    def _expect_newer(self, key: Key, row: CheckRow) -> None:
        """A report that is gone was replaced by a newer one meanwhile. Raises NotFoundError when it was not."""
        if self._row(key).report_blob == row.report_blob:
            raise NotFoundError

    def _row(self, key: Key) -> CheckRow:
        with self._reading() as session:
            row = checks.by_id(session, key.id)
        if row is None:
            raise NotFoundError
        return row

    def _blob(self, name: str) -> bytes:
        try:
            return self.desk.store.blobs.get(name)
        except GoneError:
            raise NotFoundError from None

    def _finding(self, key: Key, finding_id: str) -> FindingView:
        found = next((f for f in self.view(key).findings if f.id == finding_id), None)
        if found is None:
            raise NotFoundError
        return found

    def _procedure(self, text: str | None) -> str | None:
        if text is None:
            return None
        found = self.desk.law.procedures.find(text)
        if found is None:
            raise UsageError("There is no such procedure; choose one from the list.")
        return found.procedure

    def _known_paper(self, key: Key, paper: str) -> None:
        procedure = self.desk.law.procedures.by_key.get(self._row(key).procedure or "")
        if procedure is None or paper not in {p.id for p in papers_of(procedure)}:
            raise UsageError("The chosen procedure has no such paper.")

    def _rung(self, key: Key) -> None:
        self.desk.wake()
        self.desk.bell.ring(key.id)

    def _reading(self) -> Any:
        return self.desk.store.database.reading()

    def _writing(self) -> Any:
        return self.desk.store.database.writing()


@contextmanager
def _found() -> Iterator[None]:
    """What the store does not find (any more) is not found."""
    try:
        yield
    except GoneError:
        raise NotFoundError from None
