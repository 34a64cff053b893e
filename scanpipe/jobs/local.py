"""
The local pool: threads of the server, each with an examiner process of its own, take work from the database.

One more thread keeps the leases of what is in hand alive, erases what has expired, and sweeps what crashes left.
"""

from __future__ import annotations

import os
import platform
import shutil
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import structlog

from scanpipe.jobs.examiner import Examiner
from scanpipe.jobs.run import LEASE_S, Shop, run_claim
from scanpipe.store import artefacts, idempotency, work
from scanpipe.store.erase import Retention, erase_due
from scanpipe.store.rows import Claim

_LOOK_S = 1.0
"""How often a free worker looks by itself: a wake that was missed costs no more than this."""
_BEAT_S = LEASE_S / 4
_HOUSEWORK_S = 600.0
_PAUSE_S = 2.0

log = structlog.get_logger("scanpipe.jobs")


class LocalPool:
    """
    A queue (`scanpipe.jobs.queue`) within one server. `folder` is where examiners work, each in a folder of its own
    that `make_examiner` is given.
    """

    def __init__(
        self, shop: Shop, folder: Path, make_examiner: Callable[[Path], Examiner], retention: Retention
    ) -> None:
        self._shop, self._folder, self._make, self._retention = shop, folder, make_examiner, retention
        self._owner = f"{platform.node()[:40]}:{os.getpid()}"
        self._ended = threading.Event()
        self._work = threading.Condition()
        self._woken = 0
        self._held: dict[int, Claim | None] = {}
        self._threads: list[threading.Thread] = []

    def start(self) -> None:
        """Begin; what an earlier server left is taken up as soon as its leases run out."""
        shutil.rmtree(self._folder, ignore_errors=True)  # files of a server that was killed
        self._folder.mkdir(mode=0o700, parents=True)
        numbers = range(self._shop.settings.workers)
        self._threads = [
            threading.Thread(target=self._serve, args=(n,), name=f"worker-{n}", daemon=True) for n in numbers
        ]
        self._threads.append(threading.Thread(target=self._keep, name="keeper", daemon=True))
        for thread in self._threads:
            thread.start()

    def wake(self) -> None:
        """There is something to do."""
        with self._work:
            self._woken += 1
            self._work.notify_all()

    def stop(self) -> None:
        """Give back what is in hand, and end."""
        self._ended.set()
        self.wake()
        for thread in self._threads:
            thread.join(timeout=10)

    def _serve(self, number: int) -> None:
        folder = self._folder / str(number)
        examiner = self._make(folder)
        try:
            while not self._ended.is_set():
                seen = self._woken
                try:
                    examiner.start()  # at once when it runs already
                    claim = self._claimed()
                    if claim is None:
                        self._wait(seen)
                    else:
                        self._examine(number, claim, examiner, folder)
                except Exception as error:  # One check that breaks us must not end the worker: the lease runs out.
                    log.error("work.broken", error=type(error).__name__)
                    self._ended.wait(_PAUSE_S)
        finally:
            examiner.stop()

    def _claimed(self) -> Claim | None:
        with self._shop.store.database.writing() as session:
            return work.claim(session, self._owner, now=self._shop.now(), lease_s=LEASE_S)

    def _wait(self, seen: int) -> None:
        with self._work:
            if self._woken == seen and not self._ended.is_set():
                self._work.wait(_LOOK_S)

    def _examine(self, number: int, claim: Claim, examiner: Examiner, folder: Path) -> None:
        self._held[number] = claim
        try:
            finish = run_claim(
                self._shop,
                claim,
                examiner,
                folder,
                hurry=self._idle(but=number) and claim.lane == 0,
                cancelled=lambda: self._lost(number),
            )
            log.info("check.examined", check=claim.check_id, version=claim.version, finish=finish)
        finally:
            self._held[number] = None

    def _idle(self, *, but: int) -> bool:
        """Whether there is a core that no other worker uses at this moment."""
        return (os.cpu_count() or 1) > 1 and all(c is None for n, c in list(self._held.items()) if n != but)

    def _lost(self, number: int) -> bool:
        """Whether a run has become pointless: the server ends, or somebody else has the work."""
        return self._ended.is_set() or self._held.get(number) is None

    def _keep(self) -> None:
        since_housework_s = _HOUSEWORK_S
        while not self._ended.wait(_BEAT_S):
            since_housework_s += _BEAT_S
            try:
                self._beat()
                if since_housework_s >= _HOUSEWORK_S:
                    since_housework_s = 0.0
                    self._tidy()
            except Exception as error:  # The database may be away for a moment; the next beat tries again.
                log.error("keeper.broken", error=type(error).__name__)

    def _beat(self) -> None:
        """Keep the leases of what is in hand; a lost one stops its run."""
        for number, claim in list(self._held.items()):
            if claim is None:
                continue
            with self._shop.store.database.writing() as session:
                kept = work.renew(session, claim, now=self._shop.now(), lease_s=LEASE_S)
            if kept is None and self._held.get(number) == claim:
                self._held[number] = None
            elif kept is not None and self._held.get(number) == claim:
                self._held[number] = replace(claim, until=kept.until)

    def _tidy(self) -> None:
        """Erase what has expired, and what crashes left behind."""
        shop, now = self._shop, self._shop.now()
        erased = erase_due(shop.store, now=now, retention=self._retention)
        swept = artefacts.sweep(shop.store.database, shop.store.blobs, now=now)
        with shop.store.database.writing() as session:
            idempotency.expire(session, now=now)
        if erased or swept:
            log.info("keeper.tidied", erased=erased, swept=swept)
