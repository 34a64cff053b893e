"""The Center's desk as a whole, and what is told to whom when something happens at it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from scanpipe.intake import tallies
from scanpipe.intake.desk import Desk, Laws
from scanpipe.office.accounts import Accounts
from scanpipe.office.calendar_file import office_time
from scanpipe.office.catalogue.catalogue import Catalogue, catalogue_of
from scanpipe.office.catalogue.radar import Radar
from scanpipe.office.catalogue.settling import note_done
from scanpipe.office.export_json import values_of
from scanpipe.office.exports import Exports
from scanpipe.office.queue import Queue
from scanpipe.office.review import Reviews
from scanpipe.office.second import SecondEntries
from scanpipe.office.slips.give import Slips
from scanpipe.office.statistics import counting
from scanpipe.office.statistics.figures import Statistics
from scanpipe.office.trail import Trail
from scanpipe.office.webhooks import hooks
from scanpipe.office.webhooks.subscriptions import Webhooks
from scanpipe.store import checks

COUNTED = "check.completed"


@dataclass(frozen=True, slots=True)
class Office:
    """Every room of the Center."""

    accounts: Accounts
    queue: Queue
    reviews: Reviews
    second: SecondEntries
    slips: Slips
    exports: Exports
    webhooks: Webhooks
    statistics: Statistics
    trail: Trail
    catalogue: Catalogue


def office_of(desk: Desk) -> Office:
    """The rooms over one desk, of which `connected` has made what it tells. Raises FormDataError, UsageError."""
    settings = desk.settings
    return Office(
        accounts=Accounts(desk),
        queue=Queue(desk),
        reviews=Reviews(desk, second_every=settings.second_every, tell=desk.tell),
        second=SecondEntries(desk),
        slips=Slips(desk),
        exports=Exports(desk),
        webhooks=Webhooks(desk, allowed_hosts(settings.webhook_allow)),
        statistics=Statistics(desk, settings.minutes_per_supplement),
        trail=Trail(desk),
        catalogue=catalogue_of(desk),
    )


def connected(desk: Desk, wake_sender: Callable[[], None] = lambda: None) -> Desk:
    """The same desk, which knows when answers are due, and tells the statistics and the webhooks what happens."""
    return replace(desk, due=partial(_due, desk.laws), tell=_telling(desk, wake_sender))


def _due(laws: Laws, sent_at: dt.datetime, procedure: str | None) -> dt.datetime | None:
    law = laws()
    return office_time(law.folder, law.id).due(sent_at, procedure)


def allowed_hosts(text: str) -> tuple[str, ...]:
    """Hosts and networks from a comma-separated list."""
    return tuple(part for one in text.split(",") if (part := one.strip()))


def examined(desk: Desk) -> Callable[..., None]:
    """
    What counts an examination, tells the webhooks of it, and what it means for rechecks and radar, in its transaction
    (`jobs.run.Shop.note`).
    """
    radar = Radar(desk)

    def note(session: Any, outcome: Any, pages_read: int, day: Any, before: Any) -> None:
        tallies.noting(desk.law.catalog)(session, outcome, pages_read, day, before)
        desk.tell(session, COUNTED, before.id)
        note_done(desk, session, outcome, before)
        radar.note(session, before.id, outcome.unknown)

    return note


def _telling(desk: Desk, wake_sender: Callable[[], None]) -> Callable[[Any, str, str], None]:
    def tell(session: Any, event: str, check_id: str) -> None:
        now = desk.now()
        _count(session, event, check_id, now)
        personal = partial(values_of, desk, session, check_id) if event == hooks.ACCEPTED else None
        base = desk.settings.public_url
        if event in hooks.EVENTS and hooks.enqueue(
            session, desk.store.keys, event, check_id, {}, now, base=base, personal=personal
        ):
            wake_sender()

    return tell


def _count(session: Any, event: str, check_id: str, now: Any) -> None:
    check = checks.by_id(session, check_id)
    if check is None:
        return
    if event == "dossier.sent":
        counting.sent(session, check, now)
    elif event == "dossier.opened":
        counting.opened(session, check, now)
    elif event in ("dossier.supplement_requested", "dossier.accepted"):
        counting.answered(session, check, now)
        if event == "dossier.accepted":
            counting.settled(session, check, now)
