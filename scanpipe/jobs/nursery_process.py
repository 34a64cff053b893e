"""The nursery as the server sees it: a process, a pipe to it and a pipe from it."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from scanpipe.batch.worker import ONE_THREAD
from scanpipe.jobs.events import Event
from scanpipe.jobs.lines import Lines
from scanpipe.settings import Settings

PROGRAM = (sys.executable, "-m", "scanpipe.jobs.nursery")
READY_S = 60.0
"""A machine that starts Python and reads the catalogue slower than this examines nothing."""
_NEEDED = (
    *("forms_dir", "max_file_mb", "max_pages", "max_megapixels"),
    *("engine", "ocr_timeout_s", "poppler_timeout_s"),
)
"""Settings that an examiner is told; where the database is and what opens it are not among them."""
_PASSED_ON = ("PATH", "TESSDATA_PREFIX", "LD_LIBRARY_PATH", "FONTCONFIG_PATH")


class NurseryProcess:
    """Started at once; ready a second or two later."""

    def __init__(self, command: Sequence[str], settings: Settings, work: Path) -> None:
        self.why = ""
        self._ready = False
        # A group of its own: Ctrl-C in the server's terminal is for the server.
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # libraries print what they read
            env=environment(work),
            cwd="/",
            start_new_session=True,
            bufsize=0,
        )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._in, self._out = self._process.stdin, self._process.stdout
        self._lines = Lines(self._out.fileno())
        told = json.loads(settings.model_dump_json(include=set(_NEEDED)))
        with contextlib.suppress(OSError):  # it is dead already: who waits for it hears so
            self.send(json.dumps(told).encode())

    @property
    def alive(self) -> bool:
        """Whether the process runs."""
        return self._process.poll() is None

    @property
    def pid(self) -> int:
        """The process that was started: bubblewrap's, or the nursery itself."""
        return self._process.pid

    def wait_until_ready(self) -> bool:
        """Whether it can examine; `why` says why not."""
        if self._ready:
            return True
        try:
            event = self.next(READY_S)
        except (EOFError, OSError):
            self.why = self.why or "it ended while it was starting"
            return False
        if event is None or event.type != "ready":
            self.why = str(event.data.get("why")) if event is not None else f"it was not ready after {READY_S:g} s"
            return False
        self._ready = True
        return True

    def send(self, line: bytes) -> None:
        """One line to the nursery. Raises OSError when it is gone."""
        data = line + b"\n"
        while data:
            data = data[os.write(self._in.fileno(), data) :]

    def stop(self, order_id: str) -> None:
        """Ask it to kill the child of that order."""
        with contextlib.suppress(OSError):
            self.send(json.dumps({"stop": order_id}).encode())

    def next(self, wait_s: float) -> Event | None:
        """The next event, None when none came in that time. Raises EOFError when there will be none."""
        line = self._lines.next(wait_s)
        if line is None:
            return None
        try:
            return Event.from_json(line)
        except ValueError as error:
            raise EOFError from error

    def kill(self) -> None:
        """End it and all that it started: its children see its end, and kill themselves with what they called."""
        with contextlib.suppress(OSError):
            self._process.kill()
        self._process.wait()
        with contextlib.suppress(EOFError, OSError, ValueError):
            # The last child holds the other end of this pipe: when it is closed nobody is left.
            self._drain()
        for pipe in (self._in, self._out):
            with contextlib.suppress(OSError):
                pipe.close()

    def _drain(self, wait_s: float = 3.0) -> None:
        until = time.monotonic() + wait_s
        while (left_s := until - time.monotonic()) > 0:
            self._lines.next(left_s)


def environment(work: Path) -> dict[str, str]:
    """All that an examiner sees of the server's environment: where programs lie, and one thread for each library."""
    passed = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    home = Path(__file__).resolve().parents[2]
    # A checkout that is not installed where Python looks has to be named.
    found = {} if home.is_relative_to(sys.prefix) else {"PYTHONPATH": str(home)}
    return {**passed, **ONE_THREAD, **found, "LANG": "C.UTF-8", "HOME": "/nonexistent", "TMPDIR": str(work)}
