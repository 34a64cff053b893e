"""
Where the reports of a batch go: each folder is written aside and appears under its name at once, or not at all.

Nothing that scanpipe did not write is ever replaced, and two batches never write into the same folder.
"""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from scanpipe.batch.done import ASKED_FILE, report_in
from scanpipe.batch.trouble import DossierError, Trouble
from scanpipe.errors import UsageError

ASIDE = ".scanpipe-batch"


@contextmanager
def held(out: Path) -> Iterator[Path]:
    """
    The folder of a batch, made and held against other batches; yields the folder inside it for what is unfinished.

    What a killed batch left unfinished is removed. Raises UsageError when another batch is writing there.
    """
    out.mkdir(parents=True, exist_ok=True)
    lock = os.open(out, os.O_RDONLY)
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise UsageError(f"{out}: another batch is writing there; wait for it or choose another --out.") from error
        aside = out / ASIDE
        shutil.rmtree(aside, ignore_errors=True)
        aside.mkdir()
        try:
            yield aside
        finally:
            shutil.rmtree(aside, ignore_errors=True)
    finally:
        os.close(lock)


def check_free(home: Path) -> None:
    """Raises DossierError unless the place is free, or holds an earlier report, which may be replaced."""
    if not home.is_symlink() and not home.exists():
        return
    folder = home.is_dir() and not home.is_symlink()
    if not folder or not ((home / ASKED_FILE).is_file() or report_in(home) is not None or not any(home.iterdir())):
        raise DossierError(Trouble("dossier.out_taken"))


def deliver(written: Path, home: Path) -> None:
    """Puts a finished folder in its place; an earlier report goes. Raises DossierError or OSError."""
    clear(home, written.with_name(written.name + ".old"))
    written.rename(home)


def clear(home: Path, aside: Path) -> None:
    """Takes an earlier report away: first aside, at once, then for good. Raises DossierError or OSError."""
    check_free(home)
    if home.exists():
        home.rename(aside)
        shutil.rmtree(aside, ignore_errors=True)
