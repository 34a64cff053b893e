"""
The warm parent of examinations: `python -m scanpipe.jobs.nursery`, started by the server and talking over its pipes.

It loads the catalogue and the engine once, works in one thread, and forks one child for each document. It opens no
file of a stranger itself; a child that dies takes nothing with it. It ends when its standard input does.

    in    {"forms_dir": …, …}         settings, once
          an order                    one line, when no other is in hand
          {"stop": id}                kill the child of that order
    out   events, one a line (see events.py); `ended` when a child is gone
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import sys

from scanpipe.errors import ScanpipeError
from scanpipe.jobs import child, limits
from scanpipe.jobs.events import Event
from scanpipe.jobs.lines import Lines, readable
from scanpipe.jobs.means import Means, load_means, under
from scanpipe.jobs.order import Order
from scanpipe.settings import Settings


def main() -> int:
    """Serve until the server closes its pipe."""
    limits.die_with_parent()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the server; it ends us
    events = os.dup(1)
    _to_nowhere(os.O_WRONLY, 1)  # what a library prints is no event
    control = Lines(0)
    with contextlib.suppress(EOFError, BrokenPipeError):
        try:
            means = load_means(Settings.model_validate_json(control.next() or b""))
        except (ScanpipeError, ValueError) as error:
            _tell(events, Event("broken", {"why": str(error), "error": type(error).__name__}))
            return 1
        _tell(events, Event("ready", {"engine": means.engine.name, "forms": means.catalog.digest}))
        while True:
            order = Order.from_json(control.next() or b"")
            try:
                means = under(means, order.forms_dir)
            except ScanpipeError as error:
                _refuse(order, error, events)
            else:
                _serve(order, means, control, events)
    return 0


def _refuse(order: Order, error: ScanpipeError, events: int) -> None:
    """An order under a law that cannot be read: no paper is to blame."""
    _tell(events, Event("failed", {"reason": "order", "what": type(error).__name__}))
    _tell(events, Event("ended", {"id": order.id, "signal": None, "cpu_s": 0.0, "memory_mb": 0.0}))


def _serve(order: Order, means: Means, control: Lines, events: int) -> None:
    """One order: its child born, watched and buried. Raises EOFError when the server is gone."""
    # Two pipes tie both together: the child sees one end when we die, we see the other end when it does.
    life, childs_life = os.pipe()
    childs_tether, tether = os.pipe()
    pid = os.fork()
    if pid == 0:
        for descriptor in (life, tether):
            os.close(descriptor)
        _live(order, means, events, childs_tether)
    os.close(childs_life)
    os.close(childs_tether)
    with contextlib.suppress(OSError):
        os.setpgid(pid, pid)
    try:
        _watch(order.id, pid, life, control)
    finally:
        with contextlib.suppress(OSError):
            os.killpg(pid, signal.SIGKILL)  # also what it had called
        _, status, used = os.wait4(pid, 0)
        os.close(life)
        os.close(tether)
    killed_by = os.WTERMSIG(status) if os.WIFSIGNALED(status) else None
    told = {"id": order.id, "signal": killed_by, "cpu_s": round(used.ru_utime + used.ru_stime, 3)}
    _tell(events, Event("ended", {**told, "memory_mb": round(used.ru_maxrss / 1000, 1)}))


def _live(order: Order, means: Means, events: int, tether: int) -> None:
    """The life of a child; it never comes back."""
    try:
        with contextlib.suppress(OSError):
            os.setpgid(0, 0)
        _to_nowhere(os.O_RDONLY, 0)
        limits.end_with(tether)
        child.run(order, means, lambda type, **data: _tell(events, Event(type, data)))
    finally:
        os._exit(0)


def _watch(order_id: str, pid: int, life: int, control: Lines) -> None:
    """Wait until the child is gone; kill it when asked to. Raises EOFError when the server is gone."""
    while True:
        if not control.waiting and life in readable(life, control.descriptor):
            return
        line = control.next(0.0)
        if line is not None and json.loads(line).get("stop") == order_id:
            os.killpg(pid, signal.SIGKILL)


def _tell(events: int, event: Event) -> None:
    os.write(events, event.to_json())  # shorter than PIPE_BUF: a line of ours is never cut by one of a child's


def _to_nowhere(how: int, descriptor: int) -> None:
    nowhere = os.open(os.devnull, how)
    os.dup2(nowhere, descriptor)
    os.close(nowhere)


if __name__ == "__main__":
    sys.exit(main())
