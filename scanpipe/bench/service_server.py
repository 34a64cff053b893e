"""A service of its own for the measurement: `scanpipe serve` in a fresh folder, as somebody starts it."""

from __future__ import annotations

import atexit
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from scanpipe.bench.service_client import Phone, is_answered
from scanpipe.bench.service_processes import Examiners, Process, cpu_s, examiners, family, pss_bytes, rss_bytes
from scanpipe.errors import EngineError

WORKERS = 2
_START_S = 120.0
_LOOK_S = 0.005
_ADDRESS = re.compile(rb"scanpipe: http://[^:/\s]+:(\d+)/")


class Server:
    """One service that can be killed and started again on what it left. `folder` holds its data and its log."""

    def __init__(self, folder: Path, changes: Mapping[str, str] | None = None) -> None:
        self._folder = folder
        self._environment = {**environment(), **(changes or {})}
        self._process: subprocess.Popen[bytes] | None = None
        self.port, self.started_s = 0, 0.0

    @property
    def pid(self) -> int:
        """The number of the server's process. Raises EngineError when it was not started."""
        if self._process is None:
            raise EngineError("The service was not started.")
        return self._process.pid

    def start(self) -> None:
        """
        Start it and wait for its first answer; `started_s` says how long that took. It is given the same port again.

        Raises EngineError when it ends or does not answer.
        """
        begin = time.monotonic()
        log = self._folder / "serve.log"
        with log.open("wb") as stream:
            command = [sys.executable, "-m", "scanpipe", "serve", "--port", str(self.port)]
            self._process = subprocess.Popen(
                [*command, "--data", str(self._folder / "data"), "--workers", str(WORKERS)],
                stdin=subprocess.DEVNULL,
                stdout=stream,
                stderr=stream,
                env=self._environment,
            )
        while time.monotonic() - begin < _START_S:
            if self._process.poll() is not None:
                break
            if found := _ADDRESS.search(log.read_bytes()):
                self.port = int(found[1])
                if is_answered(self.port):
                    self.started_s = time.monotonic() - begin
                    return
            time.sleep(_LOOK_S)
        last = log.read_text(encoding="utf-8", errors="replace").strip().splitlines()[-1:]
        self.stop()
        raise EngineError(f"scanpipe serve does not answer: {' '.join(last) or 'it said nothing'}")

    def wait_until_warm(self) -> None:
        """Until every examiner waits for work, and none has any."""
        until = time.monotonic() + _START_S
        while time.monotonic() < until:
            seen = self.examiners()
            if len(seen.nurseries) >= WORKERS and not seen.children and self._are_idle(seen):
                return
            time.sleep(0.1)

    def phone(self, number: int) -> Phone:
        """A client with an address of its own, as phones have."""
        return Phone(self.port, number)

    def processes(self) -> tuple[Process, ...]:
        """The server and all that it started."""
        return family(self.pid)

    def examiners(self) -> Examiners:
        """Its nurseries, and the children that examine something now."""
        return examiners(self.processes())

    def memory(self) -> tuple[int, int, int]:
        """Bytes of the server alone, of all processes added up, and of all with what they share counted once."""
        pids = [p.pid for p in self.processes()]
        return rss_bytes(self.pid), sum(map(rss_bytes, pids)), sum(map(pss_bytes, pids))

    def cpu_s(self) -> tuple[float, float]:
        """CPU seconds so far: of the server alone, and of its examiners with all they called."""
        return cpu_s(self.pid), sum(map(cpu_s, self.examiners().nurseries))

    def kill(self) -> None:
        """End it as a power cut does: at once, without a word."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()

    def stop(self) -> None:
        """End it as an administrator does; killed when it does not."""
        if self._process is None or self._process.poll() is not None:
            return
        self._process.send_signal(signal.SIGTERM)
        try:
            self._process.wait(30)
        except subprocess.TimeoutExpired:
            self.kill()

    def _are_idle(self, seen: Examiners) -> bool:
        """Whether the nurseries have loaded what they need: then they use no more of the processor."""
        before = [cpu_s(pid) for pid in seen.nurseries]
        time.sleep(0.5)
        return before == [cpu_s(pid) for pid in seen.nurseries]


@cache
def environment() -> dict[str, str]:
    """
    What programs that are measured are started in. They keep what Python compiles, all in one place, as they do where
    they were started before: a machine where that is turned off would compile everything at each start.
    """
    kept = TemporaryDirectory(prefix="scanpipe-bench-compiled-", ignore_cleanup_errors=True)
    atexit.register(kept.cleanup)
    return {**os.environ, "PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": kept.name}


@contextmanager
def served(changes: Mapping[str, str] | None = None) -> Iterator[Server]:
    """A fresh service that is warm; gone with all its data afterwards. `changes` are settings (SCANPIPE_…)."""
    with TemporaryDirectory(prefix="scanpipe-bench-", ignore_cleanup_errors=True) as name:
        server = Server(Path(name), changes)
        try:
            server.start()
            server.wait_until_warm()
            yield server
        finally:
            server.stop()
