"""The real service in a process of its own, as people start it: a free port, a folder of its own, one worker."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import httpx

ROOT = Path(__file__).resolve().parents[2]
_ADDRESS = re.compile(r"^scanpipe: (http://\S+?)/$", re.MULTILINE)
_START_S, _STOP_S = 60.0, 20.0


class Served:
    """
    A service over one data folder; it can be stopped, killed and started again over the same folder and port.

    `log` is what all of its lives wrote to stderr.
    """

    def __init__(self, data: Path, *, workers: int = 1, **settings: str) -> None:
        self.data, self.log = data, data.with_name(f"{data.name}.log")
        self._workers, self._port = workers, 0
        # Whatever this machine sets for itself is none of the tests' business.
        plain = {name: value for name, value in os.environ.items() if not name.startswith("SCANPIPE_")}
        self._environment = {**plain, **{f"SCANPIPE_{name.upper()}": value for name, value in settings.items()}}
        self.address = ""
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it and wait until it answers."""
        written = self.log.stat().st_size if self.log.exists() else 0
        options = ["--port", str(self._port), "--workers", str(self._workers), "--data", str(self.data)]
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "scanpipe", "serve", *options],
                cwd=ROOT, env=self._environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
            )  # fmt: skip
        until = time.monotonic() + _START_S
        while not self._answers(written):
            assert self._process.poll() is None, self.text
            assert time.monotonic() < until, self.text
            time.sleep(0.1)

    def _answers(self, written: int) -> bool:
        told = _ADDRESS.search(self.log.read_bytes()[written:].decode())
        if told is None:
            return False
        self.address = told[1].replace("localhost", "127.0.0.1")
        self._port = int(self.address.rpartition(":")[2])
        try:
            return httpx.get(f"{self.address}/healthz", timeout=5).status_code == 200
        except httpx.TransportError:
            return False

    def stop(self) -> None:
        """End it politely; kill it when it does not listen."""
        if self._process is None:
            return
        self._process.terminate()
        try:
            self._process.wait(_STOP_S)
        except subprocess.TimeoutExpired:
            self.kill()
        self._process = None

    def kill(self) -> None:
        """End it at once, as a power cut does."""
        assert self._process is not None
        self._process.send_signal(signal.SIGKILL)
        self._process.wait(_STOP_S)

    def examiners(self) -> list[int]:
        """The processes below the server, the youngest last: walls, nurseries, and a child for each dossier in hand."""
        assert self._process is not None
        parents = dict(filter(None, (_parent(entry) for entry in Path("/proc").iterdir() if entry.name.isdigit())))
        below = [self._process.pid]
        for pid in below:
            below += sorted(child for child, parent in parents.items() if parent == pid)
        return below[1:]

    @contextmanager
    def held_up(self) -> Iterator[None]:
        """Meanwhile nothing is examined: what was handed in stays in progress."""
        stopped = self.examiners()
        _tell(stopped, signal.SIGSTOP)
        try:
            yield
        finally:
            _tell(stopped, signal.SIGCONT)

    @property
    def text(self) -> str:
        """Everything it wrote."""
        return self.log.read_text(encoding="utf-8") if self.log.exists() else ""


def _parent(process: Path) -> tuple[int, int] | None:
    """A process and its parent; None when it has just ended."""
    try:
        # The name may hold spaces and brackets; what follows the last bracket is state and parent.
        return int(process.name), int((process / "stat").read_text().rpartition(")")[2].split()[1])
    except (OSError, ValueError):
        return None


def _tell(pids: list[int], what: signal.Signals) -> None:
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, what)


@contextmanager
def served(data: Path, *, workers: int = 1, **settings: str) -> Iterator[Served]:
    """A service that runs while it is needed."""
    house = Served(data, workers=workers, **settings)
    try:
        house.start()
        yield house
    finally:
        house.stop()
