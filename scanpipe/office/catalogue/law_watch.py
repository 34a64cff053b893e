"""
Watches over the law while the service runs: takes up what is new in forms/, and has dossiers examined once more when it
changed or a day began on which something else is in force.
"""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable

import structlog

from scanpipe.intake.desk import Laws
from scanpipe.service import VIETNAM

log = structlog.get_logger("scanpipe.law")

LOOK_S = 1.0


class LawWatch:
    """
    One thread. `changed` is called with "changed" after each new law, with "day" at each midnight in Vietnam, and once
    with "day" at the start: what happened while the service was down is found then.
    """

    def __init__(self, laws: Laws, now: Callable[[], dt.datetime], changed: Callable[[str], object]) -> None:
        self._laws, self._now, self._changed = laws, now, changed
        self._ended = threading.Event()
        self._day: dt.date | None = None
        self._owed: str | None = None
        self._thread = threading.Thread(target=self._watch, name="law", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """End, and wait for it."""
        self._ended.set()
        if self._thread.is_alive():
            self._thread.join()

    def look(self) -> None:
        """What the thread does every second."""
        if self._laws.refresh():
            self._owed = "changed"
        today = self._now().astimezone(VIETNAM).date()
        if today != self._day:
            self._day, self._owed = today, self._owed or "day"
        if self._owed is not None:
            self._changed(self._owed)
            self._owed = None

    def _watch(self) -> None:
        while True:
            try:
                self.look()
            except Exception as error:  # The database may be away for a moment: what is owed is done at the next look.
                log.error("law.watch_broken", error=type(error).__name__)
            if self._ended.wait(LOOK_S):
                return
