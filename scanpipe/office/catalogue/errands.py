"""
Errands: scanpipe's own commands, run in the background for the operator's pages.

An errand lives in this server alone: it ends with the server and is not taken up again. At most a few run at once, the
others wait; none is told anything through a shell. Progress is what its command writes to stderr as `[done/of] words`.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import re
import signal
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from typing import IO

import structlog

import scanpipe
from scanpipe.intake.desk import Desk
from scanpipe.settings import Settings

PROGRAM = (sys.executable, "-P", "-m", "scanpipe.office.catalogue.errand_process")
AT_ONCE = 1
MOST_S = 1800.0
"""An errand that takes longer is ended."""
_KEPT = 60
"""So many ended errands are remembered."""
_LINES, _LINE_LETTERS, _OUTPUT_BYTES = 200, 500, 200_000
_PROGRESS = re.compile(r"\[(\d+)/(\d+)\]\s*(.*)")
_OF_A_LIBRARY = re.compile(r"(Error|Warning) in \w+: ")
"""What Leptonica, the library below Tesseract, writes to stderr: nobody could do anything about it."""
_TOLD_TO_IT = frozenset(
    {"forms_dir", "max_file_mb", "max_pages", "max_megapixels", "engine", "ocr_timeout_s", "poppler_timeout_s"}
)
"""What of the settings an errand is told: neither the secret nor the database."""

log = structlog.get_logger("scanpipe.errands")


class State(StrEnum):
    """Where an errand stands."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    STOPPED = "stopped"

    @property
    def over(self) -> bool:
        """Whether nothing more will come."""
        return self not in (State.WAITING, State.RUNNING)


@dataclass(frozen=True, slots=True)
class Errand:
    """
    One errand as it stands. `progress` 0-1 and `step` (its words) are what it said last, `told` the last lines that it
    wrote for people, `output` what it wrote to stdout (cut); `code` is its exit code, None while it has none. Done
    means that the code is 0.
    """

    name: str
    args: tuple[str, ...]
    state: State
    asked_at: dt.datetime
    started_at: dt.datetime | None = None
    ended_at: dt.datetime | None = None
    progress: float = 0.0
    step: str = ""
    told: tuple[str, ...] = ()
    output: str = field(default="", repr=False)
    code: int | None = None


class Errands:
    """The errands of one server. Every method may be called from any thread."""

    def __init__(
        self, desk: Desk, *, at_once: int = AT_ONCE, most_s: float = MOST_S, program: Sequence[str] = PROGRAM
    ) -> None:
        self._desk, self._most_s, self._program = desk, most_s, tuple(program)
        self._room = threading.BoundedSemaphore(at_once)
        self._lock = threading.Lock()
        self._errands: dict[str, Errand] = {}
        self._processes: dict[str, subprocess.Popen[bytes]] = {}
        self._stopping: set[str] = set()
        self._threads: list[threading.Thread] = []
        self._closed = False

    def start(self, name: str, args: Sequence[str], folder: Path) -> Errand:
        """
        Have `scanpipe ARGS…` done in a folder. While an errand of that name is not over, that one is the answer: who
        presses a button twice gets one errand.
        """
        with self._lock:
            known = self._errands.get(name)
            if known is not None and not known.state.over:
                return known
            fresh = Errand(name, tuple(args), State.STOPPED if self._closed else State.WAITING, self._desk.now())
            self._errands.pop(name, None)  # the youngest stand last
            self._errands[name] = fresh
            self._stopping.discard(name)
            self._forget()
            if not self._closed:
                thread = threading.Thread(target=self._run, args=(name, folder), name=f"errand-{name}", daemon=True)
                self._threads = [t for t in self._threads if t.is_alive()] + [thread]
                thread.start()
            return fresh

    def of(self, name: str) -> Errand | None:
        """The last errand of that name; None when there was none in the life of this server."""
        with self._lock:
            return self._errands.get(name)

    def all(self) -> tuple[Errand, ...]:
        """All that are known, the youngest first."""
        with self._lock:
            return tuple(reversed(self._errands.values()))

    def stop(self, name: str) -> None:
        """End an errand; nothing happens when it is over."""
        with self._lock:
            errand = self._errands.get(name)
            if errand is None or errand.state.over:
                return
            self._stopping.add(name)
            if errand.state is State.WAITING:
                self._errands[name] = replace(errand, state=State.STOPPED, ended_at=self._desk.now())
            _kill(self._processes.get(name))

    def close(self) -> None:
        """End all of them: the server ends."""
        with self._lock:
            self._closed = True
            names = list(self._errands)
        for name in names:
            self.stop(name)
        for thread in self._threads:
            thread.join(timeout=5)

    def _run(self, name: str, folder: Path) -> None:
        with self._room:
            with self._lock:
                if self._errands[name].state is not State.WAITING:
                    return
                try:
                    process = self._spawned(self._errands[name].args, folder)
                except OSError as error:
                    self._over(name, State.FAILED, told=(error.strerror or type(error).__name__,))
                    return
                self._processes[name] = process
                self._errands[name] = replace(self._errands[name], state=State.RUNNING, started_at=self._desk.now())
            self._follow(name, process)

    def _spawned(self, args: Sequence[str], folder: Path) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            (*self._program, *args),
            stdin=subprocess.PIPE,  # its other end is what keeps the errand alive
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=environment(self._desk.settings),
            cwd=folder,
            start_new_session=True,
        )

    def _follow(self, name: str, process: subprocess.Popen[bytes]) -> None:
        """Listen to it until it ends, or until its time is over."""
        output: deque[bytes] = deque()
        assert process.stdout is not None
        assert process.stderr is not None
        readers = [
            threading.Thread(target=_drained, args=(process.stdout, output), daemon=True),
            threading.Thread(target=self._listen, args=(name, process.stderr), daemon=True),
        ]
        late = threading.Timer(self._most_s, _kill, (process,))
        for thread in (*readers, late):
            thread.daemon = True
            thread.start()
        os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
        late.cancel()
        with self._lock:
            # What it had called and left behind ends too. Its number is its own until it is waited for.
            _kill(process)
            self._processes.pop(name, None)
        code = process.wait()
        for reader in readers:
            reader.join(timeout=5)
        if process.stdin is not None:
            process.stdin.close()
        with self._lock:
            state = State.STOPPED if name in self._stopping else State.DONE if code == 0 else State.FAILED
            self._over(name, state, code=code, output=b"".join(output).decode("utf-8", "replace"))
        log.info("errand.over", name=name, state=state.value, code=code)

    def _listen(self, name: str, stream: IO[bytes]) -> None:
        """Hear every line of stderr; a line without an end is heard in pieces."""
        with stream:
            while line := stream.readline(_LINE_LETTERS * 4):
                self._hear(name, line.decode("utf-8", "replace").strip())

    def _hear(self, name: str, line: str) -> None:
        """One line of stderr: progress, or words for people."""
        if not line or _OF_A_LIBRARY.match(line):
            return
        with self._lock:
            errand = self._errands[name]
            if found := _PROGRESS.fullmatch(line):
                done, of = int(found[1]), max(1, int(found[2]))
                share = min(1.0, done / of)
                self._errands[name] = replace(errand, progress=share, step=found[3][:_LINE_LETTERS])
            else:
                told = (*errand.told, line[:_LINE_LETTERS])[-_LINES:]
                self._errands[name] = replace(errand, told=told)

    def _over(
        self, name: str, state: State, *, code: int | None = None, output: str = "", told: tuple[str, ...] = ()
    ) -> None:
        errand = self._errands[name]
        self._errands[name] = replace(
            errand,
            state=state,
            ended_at=self._desk.now(),
            progress=1.0 if state is State.DONE else errand.progress,
            told=errand.told + told,
            output=output,
            code=code,
        )

    def _forget(self) -> None:
        over = [name for name, errand in self._errands.items() if errand.state.over]
        for name in over[: max(0, len(over) - _KEPT)]:
            del self._errands[name]


def environment(settings: Settings) -> Mapping[str, str]:
    """The environment of an errand: that of the server without any SCANPIPE_…, then what it is told of the settings."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("SCANPIPE_")}
    told = settings.model_dump(mode="json", include=set(_TOLD_TO_IT))
    told["forms_dir"] = str(settings.forms_dir.absolute())
    ours = {f"SCANPIPE_{key.upper()}": str(value) for key, value in told.items() if value is not None}
    home = {"PYTHONPATH": str(Path(scanpipe.__file__).resolve().parents[1]), "PYTHONIOENCODING": "utf-8"}
    return {**kept, **home, **ours}


def _drained(stream: IO[bytes], kept: deque[bytes]) -> None:
    """Read all of it and keep its beginning, so that it is never stopped by a full pipe."""
    room = _OUTPUT_BYTES
    with stream:
        while chunk := os.read(stream.fileno(), 65536):
            kept.append(chunk[:room])
            room = max(0, room - len(chunk))


def _kill(process: subprocess.Popen[bytes] | None) -> None:
    """End a process and all that it called."""
    if process is not None:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
