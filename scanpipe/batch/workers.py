"""
The workers of a batch, seen from the batch: as many processes as asked for, each with one dossier at a time.

Not a `ProcessPoolExecutor`: there one worker that is killed takes down the pool with everybody's work, and which
dossier killed it cannot be told. Here it is known. That dossier is tried once more, alone, when all others are done (a
machine short of memory kills the innocent too), and then given up.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import shutil
import signal
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from pathlib import Path

from scanpipe.batch.trouble import Trouble
from scanpipe.batch.worker import ONE_THREAD, Task, Work, serve

TASKS_PER_WORKER = 100
"""After so many dossiers a worker is replaced: what libraries never give back goes with it. Starting one takes 1 s."""
_LEAVING_S = 3.0
_SPAWN = multiprocessing.get_context("spawn")  # a fork would take over threads and locks in the middle of something


@dataclass(frozen=True, slots=True)
class Outcome:
    """A task that is over: its report is written, unless there was trouble."""

    task: Task
    trouble: Trouble | None


class _Worker:
    """One process and the task that it has."""

    def __init__(self, work: Work, temporary: Path) -> None:
        self._pipe, theirs = _SPAWN.Pipe()
        self._process = _SPAWN.Process(target=serve, args=(theirs, work, temporary), daemon=True)
        self._process.start()
        theirs.close()
        self.task: Task | None = None
        self.given = 0

    def signs(self) -> tuple[Connection, int]:
        """What becomes ready when it has answered or died."""
        return self._pipe, self._process.sentinel

    def give(self, task: Task) -> None:
        self.task, self.given = task, self.given + 1
        shutil.rmtree(task.folder, ignore_errors=True)
        with contextlib.suppress(OSError):  # it died just now: its end of the pipe tells
            self._pipe.send(task)

    def answer(self) -> Trouble | None:
        """What it says about its task. Raises EOFError or OSError when it is dead."""
        if not self._pipe.poll():  # something that it had called may still hold the pipe open
            raise EOFError
        trouble: Trouble | None = self._pipe.recv()
        return trouble

    def stop(self) -> None:
        """Ends it, at once when it is at work, and whatever it called."""
        if self.task is None:
            with contextlib.suppress(OSError):
                self._pipe.send(None)
        else:
            self._process.terminate()
        self._process.join(_LEAVING_S)
        group = self._process.pid
        with contextlib.suppress(ProcessLookupError, PermissionError):
            if group is not None:
                os.killpg(group, signal.SIGKILL)
        if self._process.is_alive():
            self._process.kill()
        self._process.join()
        self._process.close()
        self._pipe.close()


def run(
    tasks: Iterator[Task], work: Work, *, jobs: int, temporary: Path, per_worker: int = TASKS_PER_WORKER
) -> Generator[Outcome, None, None]:
    """
    All tasks, in the order in which they end; a task is taken only when a worker is free for it.

    To be closed when it is left early: then all workers end (`with contextlib.closing(run(…)) as outcomes`).
    """
    lost: list[Task] = []
    for task, trouble in _through(tasks, work, jobs, temporary, per_worker):
        if trouble is _DIED:
            lost.append(task)
        else:
            yield Outcome(task, trouble)
    for task in lost:
        yield from (Outcome(*end) for end in _through(iter([task]), work, 1, temporary, per_worker))


_DIED = Trouble("dossier.crashed")


def _through(
    tasks: Iterator[Task], work: Work, jobs: int, temporary: Path, per_worker: int
) -> Iterator[tuple[Task, Trouble | None]]:
    """Every task with its trouble; `_DIED` itself where the worker died."""
    crew: list[_Worker] = []
    try:
        more = True
        while True:
            while more and sum(w.task is not None for w in crew) < jobs:
                if (task := next(tasks, None)) is None:
                    more = False
                else:
                    _free(crew, work, temporary).give(task)
            busy = [worker for worker in crew if worker.task is not None]
            if not busy:
                return
            ready = wait([sign for worker in busy for sign in worker.signs()])
            for worker in (w for w in busy if any(sign in ready for sign in w.signs())):
                task, trouble = _answered(worker)
                if trouble is _DIED or worker.given >= per_worker:
                    crew.remove(worker)
                    worker.stop()
                yield task, trouble
    finally:
        for worker in crew:
            worker.stop()


def _answered(worker: _Worker) -> tuple[Task, Trouble | None]:
    assert worker.task is not None
    task = worker.task
    try:
        trouble = worker.answer()
    except (EOFError, OSError):
        return task, _DIED
    worker.task = None
    return task, trouble


def _free(crew: list[_Worker], work: Work, temporary: Path) -> _Worker:
    """A worker with nothing to do; a new one when there is none."""
    for worker in crew:
        if worker.task is None:
            return worker
    with _environment(ONE_THREAD):
        crew.append(_Worker(work, temporary))
    return crew[-1]


@contextlib.contextmanager
def _environment(values: dict[str, str]) -> Iterator[None]:
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
