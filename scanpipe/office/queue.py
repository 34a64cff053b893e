"""
The queue of the Center: which dossiers wait, what is nearest to its deadline, which one a code or QR stands for.

Everybody sees the dossiers of their own Center only. Nothing that people wrote is opened for the list.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from urllib.parse import unquote, urlsplit

from scanpipe.intake.desk import Desk
from scanpipe.intake.errors import NotFoundError
from scanpipe.intake.views import ProcedureView
from scanpipe.office import holding
from scanpipe.office.calendar_file import OfficeTime, office_time
from scanpipe.office.people import EVERY_UNIT, Actor, Right
from scanpipe.office.views import Filter, QueueLine, QueueView, Tab
from scanpipe.service import VIETNAM
from scanpipe.store import checks, ids, listing
from scanpipe.store.errors import NotFoundError as GoneError
from scanpipe.store.listing import Heaps, Listed, Wanted
from scanpipe.store.rows import CheckRow

PAGE_LINES = 50
"""Dossiers on one page of the list."""

_VERDICTS = ("submit", "correct", "rescan", "review")
_NO_LETTER = re.compile(r"[\s\-–—]+")


class Queue:
    """What waits at the Center, for those who work there."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    @property
    def time(self) -> OfficeTime:
        """When the Center is open and how fast it answers, under the law of the moment."""
        return office_time(self.desk.law.folder, self.desk.law.id)

    # ---- seeing --------------------------------------------------------------------------------------------------

    def view(self, actor: Actor, asked: Filter) -> QueueView:
        """A page of the list; a page behind the last one is the last. Raises NotAllowedError."""
        actor.need(Right.READ)
        now = self.desk.now()
        wanted = self._wanted(actor, asked, now)
        with self.desk.store.database.reading() as session:
            heaps = listing.heaps(session, unit=wanted.unit, officer_id=actor.id)
            verdicts = listing.by_verdict(session, wanted)
            total = sum(n for verdict, n in verdicts.items() if not asked.verdicts or verdict in asked.verdicts)
            pages = max(1, math.ceil(total / PAGE_LINES))
            page = min(max(asked.page, 1), pages)
            found = listing.lines(session, wanted, offset=(page - 1) * PAGE_LINES, limit=PAGE_LINES)
        known: dict[str, ProcedureView | None] = {}
        lines = tuple(self._line(one, now, known) for one in found)
        return _view(replace(asked, page=page), lines, total, pages, heaps, verdicts)

    def find(self, actor: Actor, text: str) -> str:
        """
        The id of the dossier that a code stands for: typed with or without its dashes, read from a QR as an address
        that ends in it, or the code of the authority's own system. Raises NotFoundError.
        """
        actor.need(Right.READ)
        with self.desk.store.database.reading() as session:
            found = listing.find(session, unit=_unit(actor), code=code_in(text), official_code=text.strip())
        if found is None:
            raise NotFoundError
        return found

    def due(self, sent_at: dt.datetime, procedure: str | None) -> dt.datetime | None:
        """When the answer to what was sent then is due (UTC); None when no time is set for that procedure."""
        return self.time.due(sent_at, procedure)

    def left(self, due_at: dt.datetime | None) -> dt.timedelta | None:
        """The working time until then, negative when it is past; None without a deadline."""
        return None if due_at is None else self.time.calendar.between(self.desk.now(), due_at)

    # ---- holding -------------------------------------------------------------------------------------------------

    def take(self, actor: Actor, check_id: str) -> CheckRow:
        """Open a dossier to work on it, or say that they are still at it. Raises NotFoundError, HeldError."""
        with self._own(actor, check_id) as session:
            return holding.take(session, self.desk.store.keys, actor, check_id, self.desk.now())

    def leave(self, actor: Actor, check_id: str) -> None:
        """Let others open it at once. Raises NotFoundError."""
        with self._own(actor, check_id) as session:
            holding.leave(session, self.desk.store.keys, actor, check_id, self.desk.now())
        self.desk.bell.ring(check_id)

    def postpone(self, actor: Actor, check_id: str, until: dt.datetime, why: str) -> None:
        """Put it off until then, saying why. Raises NotFoundError, HeldError."""
        with self._own(actor, check_id) as session:
            holding.postpone(session, self.desk.store.keys, actor, check_id, until, why, self.desk.now())
        self.desk.bell.ring(check_id)

    # ---- below ---------------------------------------------------------------------------------------------------

    @contextmanager
    def _own(self, actor: Actor, check_id: str) -> Iterator[object]:
        """A writing transaction for somebody who may review, on a dossier of their Center."""
        actor.need(Right.REVIEW)
        try:
            with self.desk.store.database.writing() as session:
                check = checks.by_id(session, check_id)
                if check is None or not actor.sees(check.unit):
                    raise NotFoundError
                yield session
        except GoneError:
            raise NotFoundError from None

    def _wanted(self, actor: Actor, asked: Filter, now: dt.datetime) -> Wanted:
        return Wanted(
            now=now,
            officer_id=actor.id,
            unit=_unit(actor),
            heap=asked.tab.value,
            verdicts=asked.verdicts,
            procedures=self._procedures(asked),
            form=asked.form,
            old_form=asked.old_form,
            new_form=asked.new_form,
            sent_from=_begin(asked.sent_from),
            sent_before=_begin(asked.sent_to, days=1),
            officer=asked.officer,
            order=asked.sort.value,
            falling=asked.falling,
        )

    def _procedures(self, asked: Filter) -> frozenset[str] | None:
        """The procedures that are asked for by themselves or by their field; None for all."""
        if asked.group is None:
            return None if asked.procedure is None else frozenset({asked.procedure})
        of_group = {p.key for p in self.desk.law.search(None) if p.group["en"] == asked.group}
        return frozenset(of_group if asked.procedure is None else of_group & {asked.procedure})

    def _line(self, one: Listed, now: dt.datetime, known: dict[str, ProcedureView | None]) -> QueueLine:
        if one.procedure is not None and one.procedure not in known:
            known[one.procedure] = self.desk.law.procedure_view(one.procedure)
        held = one.held_until is not None and one.held_until > now
        put_off = one.postponed_until is not None and one.postponed_until > now
        return QueueLine(
            id=one.id,
            code=one.code,
            procedure=known.get(one.procedure or ""),
            state=one.state,
            verdict=one.verdict,
            points=one.points,
            sent_at=one.sent_at,
            age=now - one.sent_at,
            due_at=one.due_at,
            left=None if one.due_at is None else self.time.calendar.between(now, one.due_at),
            old_form=one.old_form,
            held_by=one.officer if held else None,
            officer=one.officer,
            postponed_until=one.postponed_until if put_off else None,
            new_form=one.new_form,
        )


def code_in(text: str) -> str | None:
    """
    The code that somebody typed, or that a QR's address ends in; None when the text holds none.

    >>> code_in("kt 7m4k 92qx"), code_in("7M4K92QX"), code_in("https://example.vn/q/KT-7M4K-92QX?lang=en")
    ('KT-7M4K-92QX', 'KT-7M4K-92QX', 'KT-7M4K-92QX')
    >>> code_in("H49.15-261123-0042") is None
    True
    """
    typed = text.strip()
    if "/" in typed:
        typed = unquote(urlsplit(typed).path).rstrip("/").rpartition("/")[2]
    letters = _NO_LETTER.sub("", typed).upper()
    drawn = letters[2:] if len(letters) == 10 and letters.startswith("KT") else letters
    code = f"KT-{drawn[:4]}-{drawn[4:]}"
    return code if ids.is_code(code) else None


def _unit(actor: Actor) -> str | None:
    return None if actor.unit == EVERY_UNIT else actor.unit


def _begin(day: dt.date | None, days: int = 0) -> dt.datetime | None:
    """The first moment of a day in Vietnam, or of one so many days later."""
    if day is None:
        return None
    sane = min(max(day, dt.date(1900, 1, 1)), dt.date(2200, 1, 1))  # anybody can write any day into the address
    return dt.datetime.combine(sane, dt.time.min, VIETNAM) + dt.timedelta(days=days)


def _view(
    asked: Filter,
    lines: tuple[QueueLine, ...],
    total: int,
    pages: int,
    heaps: Heaps,
    verdicts: Mapping[str, int],
) -> QueueView:
    return QueueView(
        filter=asked,
        lines=lines,
        total=total,
        pages=pages,
        tabs={Tab(heap): n for heap, n in heaps.sizes.items()},
        verdicts={verdict: verdicts.get(verdict, 0) for verdict in _VERDICTS},
        changed_forms=heaps.changed_forms,
    )
