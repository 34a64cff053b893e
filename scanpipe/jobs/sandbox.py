"""
The walls around an examiner: bubblewrap where it works on this machine, limits of resources alone where it does not.

Inside there are the programs and libraries of the system, Python, scanpipe and its forms, all read-only, and one
folder to work in. There is no network, no other process, and no file of anybody: what is not named is not there.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_SYSTEM = (
    *("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/opt", "/nix/store"),
    *("/etc/ld.so.cache", "/etc/alternatives", "/etc/fonts", "/etc/localtime"),
)
_PROBE_S = 20
_PROGRAMS = (("tesseract", "--version"), ("pdftoppm", "-v"))
INSTALL = "sudo apt-get install -y --no-install-recommends bubblewrap"


@dataclass(frozen=True, slots=True)
class Sandbox:
    """
    What holds examiners here. `bwrap` is its program, None where limits have to do; `why` then says why. `readable`
    are further folders that are there inside.
    """

    bwrap: str | None
    why: str = ""
    readable: tuple[Path, ...] = ()

    def command(self, program: Sequence[str], work: Path, readable: Sequence[Path] = ()) -> list[str]:
        """The program with its walls; it can write below `work` only, and read what it needs and `readable`."""
        if self.bwrap is None:
            return list(program)
        own = (Path(sys.base_prefix), Path(sys.prefix), Path(__file__).resolve().parents[1])
        shown = dict.fromkeys((*own, *self.readable, *readable))
        return [
            *(self.bwrap, "--unshare-all", "--die-with-parent", "--new-session", "--cap-drop", "ALL"),
            *("--proc", "/proc", "--dev", "/dev"),
            *(word for path in _SYSTEM for word in ("--ro-bind-try", path, path)),
            *(word for path in shown for word in ("--ro-bind", str(path), str(path))),
            *("--bind", str(work), str(work)),
            # What these stand on is memory of the machine: it is not to be filled.
            *("--remount-ro", "/", "--remount-ro", "/dev", "--chdir", "/", "--", *program),
        ]


def sandbox_here() -> Sandbox:
    """The sandbox of this machine; tried once, for to be installed is not to be allowed."""
    bwrap = shutil.which("bwrap")
    return Sandbox(None, "bubblewrap is not installed") if bwrap is None else _tried(bwrap)


@cache
def _tried(bwrap: str) -> Sandbox:
    box = Sandbox(bwrap)
    with tempfile.TemporaryDirectory(prefix="scanpipe-sandbox-") as work:
        for program in ((sys.executable, "-c", "pass"), *_PROGRAMS):
            if shutil.which(program[0]) is not None and not _runs(box.command(program, Path(work))):
                return Sandbox(None, f"bubblewrap cannot run {Path(program[0]).name} here")
    return box


def _runs(command: Sequence[str]) -> bool:
    try:
        return subprocess.run(command, capture_output=True, timeout=_PROBE_S, check=False).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False
