"""
A nursery whose engine gets into trouble where a test asks for it: by a file `trouble` in the folder of the order.

Started as a program, as the nursery itself is; what stands behind its name on the command line marks its processes.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from scanpipe.errors import EngineError
from scanpipe.jobs import nursery
from scanpipe.model import Image
from scanpipe.ocr.engine import ENGINES, Layout, RawWord


def _spin() -> None:
    while True:
        pass


def _call() -> None:
    # As Tesseract is called; the folder on its command line marks it.
    subprocess.run([sys.executable, "-c", "import time; time.sleep(300)", tempfile.gettempdir()], check=False)


def _eat() -> None:
    eaten = []
    while True:
        eaten.append(bytearray(50_000_000))


def _refuse() -> None:
    raise EngineError("no")


TROUBLES: dict[str, Callable[[], None]] = {
    "hangs": lambda: time.sleep(300),
    "spins": _spin,
    "calls": _call,
    "eats": _eat,
    "aborts": os.abort,
    "exits": lambda: os._exit(0),
    "is killed": lambda: os.kill(os.getpid(), 9),
    "kills the nursery": lambda: (os.kill(os.getppid(), 9), time.sleep(300))[0],
    "stops the nursery": lambda: (os.kill(os.getppid(), 19), time.sleep(300))[0],
    "refuses": _refuse,
    "fails": lambda: [][0],
}


class Trouble:
    """Reads nothing, unless it is told what else to do."""

    name = "trouble"

    def words(self, picture: Image, *, layout: Layout, dpi: int) -> Sequence[RawWord]:
        told = Path(tempfile.gettempdir()).parent / "trouble"
        if told.is_file():
            TROUBLES[told.read_text(encoding="utf-8")]()
        return []


if __name__ == "__main__":
    ENGINES["trouble"] = lambda timeout_s: Trouble()
    sys.exit(nursery.main())
