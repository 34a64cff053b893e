"""
An officer prepares a request for a supplement, looks at it, and gives it.

Giving is one transaction: the request is sealed and numbered, the audit has its line, the dossier waits for the
citizen, and the citizen's page is told. It comes back to the same officer once the citizen has handed something in.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from scanpipe.catalog.slips import REQUEST, SlipEdition, load_slips
from scanpipe.errors import UsageError
from scanpipe.intake.desk import Desk
from scanpipe.intake.errors import NotFoundError, StateError
from scanpipe.office import holding
from scanpipe.office.deciding import held
from scanpipe.office.loaded import Loaded, load, own
from scanpipe.office.people import Actor, Right
from scanpipe.office.slips.content import Content, Draft, Edited, Gap, Head, content_from, content_of, gaps, unknown
from scanpipe.office.slips.docx import to_docx
from scanpipe.office.slips.items import Seen, items_of
from scanpipe.office.slips.pdf import to_pdf
from scanpipe.office.slips.people import applicant
from scanpipe.office.slips.text import to_text
from scanpipe.office.views import SlipLine
from scanpipe.service import VIETNAM
from scanpipe.store import audit, counters, events, findings, slips
from scanpipe.store.errors import NotFoundError as GoneError
from scanpipe.store.rows import CheckRow, NewEvent
from scanpipe.store.slips import SlipRow

REQUESTED = "supplement.requested"
"""The event by which the citizen's page learns of it."""
TOLD = "dossier.supplement_requested"
"""What statistics and other systems are told."""


class UnfinishedError(UsageError):
    """The request cannot be given as it is; `gaps` say what is missing or cannot stand."""

    def __init__(self, gaps: Sequence[Gap]) -> None:
        super().__init__("The request is not complete: say what is asked for, until when, and whom to ask.")
        self.gaps = tuple(gaps)


@dataclass(frozen=True, slots=True)
class Given:
    """A request that was given, as its line and with its content."""

    line: SlipLine
    content: Content = field(repr=False)


class Slips:
    """The requests for a supplement, seen from the doors."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    def prepare(self, actor: Actor, check_id: str) -> Draft:
        """
        What may be asked for, with the words for it. Nothing is written.

        Raises NotAllowedError, NotFoundError, and FormDataError where no slip is in force.
        """
        actor.need(Right.REVIEW)
        with self.desk.store.database.reading() as session:
            return self._draft(session, actor, load(self.desk, session, own(session, actor, check_id)))

    def give(self, actor: Actor, check_id: str, edited: Edited) -> int:
        """
        Give it; its number in the dossier.

        Raises NotAllowedError, NotFoundError, HeldError, UnfinishedError; StateError when the dossier was accepted, is
        being examined, or when something is asked for that is not open any more.
        """
        try:
            with self.desk.store.database.writing() as session:
                loaded = held(self.desk, session, actor, check_id, None)
                if loaded.check.is_work:
                    raise StateError("The dossier is being examined: wait for its result, then look at it again.")
                draft = self._draft(session, actor, loaded)
                if unknown(draft, edited):
                    raise StateError("Something is asked for that is not open any more: look at the dossier again.")
                if missing := tuple(gaps(draft, edited)):
                    raise UnfinishedError(missing)
                number = self._keep(session, actor, loaded.check, content_of(draft, edited))
        except GoneError:
            raise NotFoundError from None
        self.desk.bell.ring(check_id)
        return number

    def given(self, actor: Actor, check_id: str) -> tuple[SlipLine, ...]:
        """The requests of a dossier. Raises NotAllowedError, NotFoundError."""
        actor.need(Right.READ)
        store = self.desk.store
        with store.database.reading() as session:
            own(session, actor, check_id)
            return tuple(_line(row) for row in slips.slips_of(session, store.keys, check_id))

    def slip(self, actor: Actor, check_id: str, number: int) -> Given:
        """One request. Raises NotAllowedError, NotFoundError."""
        actor.need(Right.READ)
        store = self.desk.store
        with store.database.reading() as session:
            own(session, actor, check_id)
            row = slips.slip_of(session, store.keys, check_id, number)
        if row is None:
            raise NotFoundError
        return Given(_line(row), content_from(row.content))

    def pdf(self, actor: Actor, check_id: str, number: int, base: str) -> bytes:
        """One request as PDF; `base` is the address of this service as people reach it, for the square code."""
        content = self.slip(actor, check_id, number).content
        return to_pdf(content, self.link(content.code, base))

    def docx(self, actor: Actor, check_id: str, number: int, base: str) -> bytes:
        """One request as a Word file."""
        content = self.slip(actor, check_id, number).content
        return to_docx(content, self.link(content.code, base))

    def text(self, actor: Actor, check_id: str, number: int) -> str:
        """One request as plain text for the box of the portal."""
        return to_text(self.slip(actor, check_id, number).content)

    def link(self, code: str, base: str) -> str:
        """Where the square code of a request leads: no secret, nothing about anybody."""
        return f"{(self.desk.settings.public_url or base).rstrip('/')}/q/{code}"

    def edition(self) -> SlipEdition:
        """The edition in force today. Raises FormDataError."""
        return load_slips(self.desk.law.folder).in_force(REQUEST, on=self._today())

    # ---- inside --------------------------------------------------------------------------------------------------

    def _draft(self, session: Any, actor: Actor, loaded: Loaded) -> Draft:
        keys, check = self.desk.store.keys, loaded.check
        last = slips.last_of(session, keys, actor.id)
        told = dict(enumerate(loaded.report.findings, start=1)) if loaded.report else {}
        rows = findings.findings_of(session, keys, check.id)
        said = {row.id: told[row.number].finding for row in rows if row.number in told}
        return Draft(
            id=check.id,
            code=check.code,
            edition=self.edition(),
            day=self._today(),
            items=items_of(Seen(loaded.seen, said, loaded.laid), self.desk.law),
            head=self._head(actor, loaded, content_from(last.content).head if last else Head()),
            earlier=loaded.slips,
        )

    def _keep(self, session: Any, actor: Actor, row: CheckRow, content: Content) -> int:
        """All that is written when a request is given, for those who hold the dossier."""
        keys, key, now = self.desk.store.keys, content.edition.key, self.desk.now()
        number, after = slips.give(
            session, keys, row.id, template=key, content=content.sealed_as(), officer_id=actor.id, now=now
        )
        deadline = content.head.deadline
        asked = [row.text for row in content.rows] + [line.text for line in content.lines]
        detail = {"after": asked, "number": number, "deadline": deadline.isoformat() if deadline else None}
        note = audit.Note(
            actor.id, "slip_given", unit=row.unit, check_id=row.id, about=f"slip:{number}", edition=key, detail=detail
        )
        audit.write(session, keys, note, at=now)
        counters.count(session, "slips", day=self._today(), labels={"procedure": after.procedure or ""})
        events.tell(session, row.id, NewEvent(REQUESTED, {"number": number}), now=now)
        self.desk.tell(session, TOLD, row.id)
        holding.leave(session, keys, actor, row.id, now)
        return number

    def _head(self, actor: Actor, loaded: Loaded, last: Head) -> Head:
        """What stands around the lines: the letterhead and contact as this officer wrote them last."""
        said = {place: v.text for place, v in loaded.laid.values.items() if v.decision is not None and v.text}
        person = applicant(loaded.documents, self.desk.law, said)
        procedure = loaded.seen.procedure
        return Head(
            agency=last.agency or self.desk.settings.controller_name.upper(),
            center=last.center,
            place=last.place,
            applicant=person.name,
            matter=procedure.title["vi"] if procedure else "",
            address=person.address,
            phone=person.phone,
            email=person.email,
            contact_name=last.contact_name or ("" if actor.program else actor.name),
            contact_phone=last.contact_phone or self.desk.settings.controller_phone,
        )

    def _today(self) -> dt.date:
        return self.desk.now().astimezone(VIETNAM).date()


def _line(row: SlipRow) -> SlipLine:
    return SlipLine(row.number, row.at, row.by, content_from(row.content).edition.draft)


__all__ = ["REQUESTED", "Given", "Slips", "UnfinishedError"]
