"""Keeps the C libraries under OpenCV and Pillow from writing to the terminal, and hears what they said."""

from __future__ import annotations

import contextlib
import os
import sys
import tempfile
import threading
from collections.abc import Iterator

# There is one file descriptor 2 per process: two decoders at once would restore each other's.
_STDERR = threading.Lock()


class Heard:
    """What was written to standard error, complete once the `with` block has ended."""

    text: str = ""


@contextlib.contextmanager
def hushed_stderr() -> Iterator[Heard]:
    """
    Collect what is written to file descriptor 2 instead of showing it.

    libjpeg reports damage only there: OpenCV returns a picture with a gray rest and says nothing. Costs about 0.1 ms.
    """
    heard = Heard()
    with _STDERR, tempfile.TemporaryFile() as catcher:
        with contextlib.suppress(OSError, ValueError, AttributeError):
            sys.stderr.flush()
        try:
            kept = os.dup(2)
        except OSError:  # started without a standard error: nothing to keep quiet
            yield heard
            return
        try:
            os.dup2(catcher.fileno(), 2)
            yield heard
        finally:
            os.dup2(kept, 2)
            os.close(kept)
            catcher.seek(0)
            heard.text = catcher.read(65536).decode("utf-8", "replace")
