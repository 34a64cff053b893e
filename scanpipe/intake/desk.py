"""What the intake works with: store, law, limits, and the bells that it rings."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from scanpipe.intake.law import Law, law_of
from scanpipe.jobs.bell import Bell
from scanpipe.settings import Settings
from scanpipe.store.erase import Retention
from scanpipe.store.opening import Store, open_store


def _tell_nobody(_session: Any, _event: str, _check_id: str) -> None:
    """Nobody counts it, and nobody outside is told."""


def _never_due(_sent_at: dt.datetime, _procedure: str | None) -> None:
    """No time is set for the answer of the Center."""


class Laws(Protocol):
    """The law as it stands whenever it is asked for. `trouble` says what is wrong with forms/ now, if something is."""

    trouble: str | None

    def __call__(self) -> Law:
        """The law in use: one whole good state of forms/."""

    def refresh(self) -> bool:
        """Look at forms/ now; whether another law is in use since."""


class SteadyLaw:
    """What a folder said when it was first read: for work that ends before the law changes."""

    trouble: str | None = None

    def __init__(self, forms_dir: Path) -> None:
        self._law = law_of(forms_dir)

    def __call__(self) -> Law:
        """The law of that folder."""
        return self._law

    def refresh(self) -> bool:
        """It never changes."""
        return False


@dataclass(frozen=True, slots=True)
class Desk:
    """
    `laws` gives the law of the moment, and `law` asks it: who asks twice may get two. `now` tells the time (UTC,
    aware); `wake` tells the queue that there is work; `tell` is called within the transaction of what happened, after
    it (session, event, id of the check); `due` says until when the Center answers.
    """

    settings: Settings
    store: Store
    laws: Laws
    bell: Bell
    now: Callable[[], dt.datetime]
    wake: Callable[[], None]
    tell: Callable[[Any, str, str], None] = _tell_nobody
    due: Callable[[dt.datetime, str | None], dt.datetime | None] = _never_due

    @property
    def law(self) -> Law:
        """The law in use now."""
        return self.laws()

    @property
    def retention(self) -> Retention:
        """How long what is kept."""
        s = self.settings
        return Retention(
            idle=dt.timedelta(days=s.keep_days),
            draft=dt.timedelta(hours=s.keep_draft_hours),
            sent=dt.timedelta(days=s.keep_sent_days),
        )


def utc_now() -> dt.datetime:
    """The time, aware and in UTC."""
    return dt.datetime.now(dt.UTC)


def open_desk(
    settings: Settings,
    *,
    wake: Callable[[], None] = lambda: None,
    now: Callable[[], dt.datetime] = utc_now,
    laws: Laws | None = None,
) -> Desk:
    """The desk of a server, its store opened. Raises StoreError, FormDataError."""
    laws = laws or SteadyLaw(settings.forms_dir)
    secret = settings.secret.get_secret_value() if settings.secret else None
    store = open_store(settings.data_dir, url=settings.database_url, secret=secret)
    return Desk(settings, store, laws, Bell(), now, wake)
