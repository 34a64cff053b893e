"""
The server's side of an examiner process: orders go in, events come out, and whatever happens inside ends as a result.

What comes out was made by a process that opens files of strangers: its files are read by `taken`, which follows no
link, and its events are held against the order.
"""

from __future__ import annotations

import os
import shutil
import signal
import stat
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from scanpipe.errors import EngineError
from scanpipe.jobs.events import TOLD, Event
from scanpipe.jobs.nursery_process import PROGRAM, NurseryProcess
from scanpipe.jobs.order import TEMPORARY, Order
from scanpipe.jobs.sandbox import Sandbox, sandbox_here
from scanpipe.settings import Settings

ORDERS_PER_NURSERY = 200
"""After so many the nursery is replaced while nobody waits: what a long life collects goes with it."""
_LOOK_S = 0.2
"""How often an examination is asked whether it is still wanted."""
_ENDING_S = 3.0


@dataclass(frozen=True, slots=True)
class Reported:
    """The order's folder holds its report and outcome. CPU seconds and peak memory are those of the whole child."""

    report: Path
    outcome: Path
    cpu_s: float = 0.0
    memory_mb: float = 0.0


@dataclass(frozen=True, slots=True)
class Failed:
    """
    No report. `reason` is out_of_memory | cpu | time | crash | engine | disk | kept (a pack is damaged: order without
    it) | order (form or procedure unknown) | cancelled. `file` is the index of the file that was being read, None when
    it was none. `what` is for the log: the type of an error and its line of code.
    """

    reason: str
    file: int | None
    what: str = ""


Result: TypeAlias = Reported | Failed


@dataclass(slots=True)
class _Walk:
    """How far an order has come."""

    file: int | None = None
    reported: Event | None = None
    failed: Event | None = None


class Examiner:
    """
    One examiner process, used by one thread: to be started in the thread that uses it, for it ends when that ends.

    `work` is a folder of its own, made here (0700); the folders of its orders lie below it and nothing else does.
    `forms` gives the law that it begins with, if not that of the settings; those of its orders lie beside it.
    """

    def __init__(
        self,
        settings: Settings,
        work: Path,
        *,
        sandbox: Sandbox | None = None,
        program: tuple[str, ...] = PROGRAM,
        orders_per_nursery: int = ORDERS_PER_NURSERY,
        forms: Callable[[], Path] | None = None,
    ) -> None:
        self._settings, self._work, self._program = settings, work, program
        self._forms = forms
        self._sandbox = sandbox or sandbox_here()
        self._most = orders_per_nursery
        self._given = 0
        self._nursery: NurseryProcess | None = None
        self._stopped = False

    def start(self) -> None:
        """Start the nursery and wait until it is ready. Raises EngineError when it cannot work on this machine."""
        self._work.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._stopped = False
        self._ready()

    def stop(self) -> None:
        """End everything at once; an order in hand is Failed("cancelled"). May be called from another thread."""
        self._stopped = True
        self._drop()

    def examine(
        self, order: Order, on_event: Callable[[Event], None], *, cancelled: Callable[[], bool] = lambda: False
    ) -> Result:
        """
        Examine one dossier; `on_event` hears of every event as it comes, `cancelled` is asked several times a second.

        A result comes back whatever happens inside. Raises EngineError when no examiner can be started at all, and
        what `on_event` or `cancelled` raises.
        """
        if self._stopped:
            return Failed("cancelled", None)
        nursery = self._ready()
        self._given += 1
        try:
            result = self._follow(nursery, order, on_event, cancelled)
        except BaseException:
            self._drop()
            raise
        finally:
            shutil.rmtree(Path(order.folder) / TEMPORARY, ignore_errors=True)
        if not self._stopped and (not nursery.alive or self._given >= self._most):
            self._drop()
            self._spawn()  # it gets ready while nobody waits for it
        return result

    def _follow(
        self,
        nursery: NurseryProcess,
        order: Order,
        on_event: Callable[[Event], None],
        cancelled: Callable[[], bool],
    ) -> Result:
        walk = _Walk()
        until = time.monotonic() + order.budgets.wall_s
        look_at = 0.0
        try:
            nursery.send(order.to_json())
            while True:
                event = nursery.next(_LOOK_S)
                if event is not None and event.type == "ended":
                    return _result(order, walk, event)
                if event is not None:
                    _heard(event, order, walk, on_event)
                if time.monotonic() > look_at:
                    look_at = time.monotonic() + _LOOK_S
                    if reason := "cancelled" if cancelled() else "time" if time.monotonic() > until else None:
                        return self._killed(nursery, order, walk, reason)
        except (EOFError, OSError):
            nursery.kill()
            if walk.reported is not None:
                return _reported(order, walk.reported, None)
            return Failed("cancelled" if self._stopped else "crash", walk.file)

    def _killed(self, nursery: NurseryProcess, order: Order, walk: _Walk, reason: str) -> Result:
        """The order's child killed, its nursery kept when that lets go of it."""
        nursery.stop(order.id)
        until = time.monotonic() + _ENDING_S
        while (event := nursery.next(max(0.0, until - time.monotonic()))) is None or event.type != "ended":
            if time.monotonic() > until:
                nursery.kill()
                break
        return _reported(order, walk.reported, event) if walk.reported is not None else Failed(reason, walk.file)

    def _ready(self) -> NurseryProcess:
        nursery = self._nursery if self._nursery is not None and self._nursery.alive else self._spawn()
        if not nursery.wait_until_ready():
            # It may have been ended from outside since it was started; a second one that is not ready never will be.
            nursery.kill()
            nursery = self._spawn()
            if not nursery.wait_until_ready():
                self._drop()
                raise EngineError(
                    f"No examiner can be started: {nursery.why}. `scanpipe doctor` tells what is missing."
                )
        return nursery

    def _spawn(self) -> NurseryProcess:
        settings, readable = self._settings, self._settings.forms_dir
        if self._forms is not None:
            settings = settings.model_copy(update={"forms_dir": self._forms()})
            readable = settings.forms_dir.parent
        command = self._sandbox.command(self._program, self._work, (readable,))
        self._given = 0
        self._nursery = NurseryProcess(command, settings, self._work)
        return self._nursery

    def _drop(self) -> None:
        nursery, self._nursery = self._nursery, None
        if nursery is not None:
            nursery.kill()


def taken(folder: Path, name: str) -> bytes:
    """
    The bytes of a file that an examiner left in the folder of its order.

    Raises OSError when it is anything but a plain file: a link could point at what only the server may read.
    """
    descriptor = os.open(folder / name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    with os.fdopen(descriptor, "rb") as stream:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise OSError(f"{name} is no plain file")
        return stream.read()


def _heard(event: Event, order: Order, walk: _Walk, on_event: Callable[[Event], None]) -> None:
    """Take note of an event and pass it on. Raises EOFError for one that cannot be about this order."""
    if not event.fits(order):
        raise EOFError
    match event.type:
        case "file.begun":
            walk.file = event.data["file"]
        case "file.read":
            walk.file = None
        case "reported":
            walk.reported = event
        case "failed":
            walk.failed = event
    if event.type in TOLD:
        on_event(event)


def _result(order: Order, walk: _Walk, ended: Event) -> Result:
    if walk.reported is not None:
        return _reported(order, walk.reported, ended)
    if walk.failed is not None:
        return Failed(str(walk.failed.data.get("reason")), walk.file, str(walk.failed.data.get("what", "")))
    return Failed(_why(ended, order), walk.file, f"signal {ended.data.get('signal')}")


def _reported(order: Order, event: Event, ended: Event | None) -> Reported:
    used = ended.data if ended is not None and ended.type == "ended" else {}
    folder = Path(order.folder)
    paths = folder / event.data["report"], folder / event.data["outcome"]
    return Reported(*paths, float(used.get("cpu_s", 0.0)), float(used.get("memory_mb", 0.0)))


def _why(ended: Event, order: Order) -> str:
    """A child that ended without a word: by the limit of its CPU time, or by a fault."""
    spent = ended.data.get("signal") == signal.SIGXCPU
    return "cpu" if spent or float(ended.data.get("cpu_s", 0.0)) > order.budgets.cpu_s else "crash"
