"""Who may look into forms/ while it changes: a change of several files is seen whole or not at all."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from scanpipe.errors import FormDataError

_NAME = ".lock"


@contextmanager
def changing(forms_dir: Path) -> Iterator[None]:
    """Nobody else reads or changes the folder meanwhile. Raises FormDataError where it cannot be written to."""
    with _held(forms_dir, os.O_RDWR | os.O_CREAT, fcntl.LOCK_EX):
        yield


@contextmanager
def reading(forms_dir: Path) -> Iterator[None]:
    """
    Nobody publishes meanwhile; an editor that somebody has open is not stopped by it. Where nobody has ever published
    there is nothing to wait for.
    """
    if not (forms_dir / _NAME).exists():
        yield
        return
    with _held(forms_dir, os.O_RDONLY, fcntl.LOCK_SH):
        yield


@contextmanager
def _held(forms_dir: Path, flags: int, how: int) -> Iterator[None]:
    try:
        descriptor = os.open(forms_dir / _NAME, flags | os.O_CLOEXEC, 0o644)
    except OSError as error:
        why = error.strerror or type(error).__name__
        mend = "let scanpipe write to it, or set SCANPIPE_FORMS_DIR to a folder where it may"
        raise FormDataError(f"{forms_dir}: cannot be changed ({why}); {mend}.") from error
    try:
        fcntl.flock(descriptor, how)
        yield
    finally:
        os.close(descriptor)
