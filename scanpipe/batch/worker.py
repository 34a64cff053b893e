"""
One worker of a batch: a process that checks one dossier after the other.

It works in one thread, leads a process group of its own (what it calls ends with it, and Ctrl-C reaches the batch only)
and ends when the batch ends, however that ends. What it logs is nothing; what it sends back are reasons, not papers.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import sys
import tempfile
import threading
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing import parent_process
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import TypeAlias

from scanpipe.batch.dossier import Dossier
from scanpipe.batch.trouble import DossierError, Trouble
from scanpipe.errors import UploadError, UsageError

Work: TypeAlias = Callable[[Dossier, Path], None]
"""
Checks one dossier and leaves report.json, and what belongs to it, in the folder given (which it makes).

It goes to another process: a function of a module, or a value of a class of a module.
"""

ONE_THREAD = dict.fromkeys(("OMP_THREAD_LIMIT", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
"""What has to stand in the environment before a worker starts: its libraries look at it once, when they are loaded."""


@dataclass(frozen=True, slots=True)
class Task:
    """One dossier to check: its place in the batch, and the folder where its report is written."""

    number: int
    dossier: Dossier
    folder: Path


def serve(pipe: Connection, work: Work, temporary: Path) -> None:
    """The life of a worker: takes tasks from the pipe and answers each with None or its trouble, until told None."""
    os.setpgid(0, 0)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, _leave)
    tempfile.tempdir = str(temporary)
    threading.Thread(target=_end_with_the_batch, args=(temporary,), name="scanpipe-batch-watch", daemon=True).start()
    with contextlib.suppress(EOFError, OSError):  # the batch is gone
        while (task := pipe.recv()) is not None:
            pipe.send(attempt(task, work))


def attempt(task: Task, work: Work) -> Trouble | None:
    """One dossier checked: None when its report is written, else why not."""
    try:
        work(task.dossier, task.folder)
    except DossierError as error:
        return error.trouble
    except (UploadError, UsageError) as error:
        return Trouble("dossier.refused", {"why": str(error)})
    except Exception as error:
        if sys.flags.dev_mode:
            traceback.print_exc()
        # Where it happened, never what was being read.
        last = traceback.extract_tb(error.__traceback__)[-1]
        return Trouble("dossier.failed", {"what": f"{type(error).__name__}, {Path(last.filename).name}:{last.lineno}"})
    return None


def _leave(signum: int, _: object) -> None:
    """Asked to end: on the way out temporary files are deleted."""
    raise SystemExit(128 + signum)


def _end_with_the_batch(temporary: Path) -> None:
    """When the batch is killed nobody asks its workers to end, and pages of people would stay behind on the disk."""
    parent = parent_process()
    if parent is None:
        return
    wait([parent.sentinel])
    shutil.rmtree(temporary, ignore_errors=True)
    os.killpg(0, signal.SIGKILL)
