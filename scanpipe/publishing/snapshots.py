"""
States of forms/ that were once good, each whole in a folder of its own that never changes: what a service works by.

One who reads forms/ itself may meet a file that somebody is just writing; one who reads a snapshot cannot.
"""

from __future__ import annotations

import shutil
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from scanpipe.publishing.candidate import write_whole
from scanpipe.publishing.journal import settled, unfinished
from scanpipe.publishing.lock import reading
from scanpipe.publishing.tree import copy_law, law_id, signature

_TRIES = 20
_PAUSE_S = 0.05
_NEWEST = "newest"
_KEPT_S = 2 * 24 * 3600
"""A service that was last started or told two days ago has taken up a newer law since."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A state of forms/: its id (`tree.law_id`) and the folder that holds it."""

    id: str
    folder: Path


class Snapshots:
    """All snapshots of one service, below one folder (made here)."""

    def __init__(self, root: Path) -> None:
        self.root = root
        root.mkdir(mode=0o700, parents=True, exist_ok=True)

    def take(self, forms_dir: Path) -> Snapshot:
        """
        forms/ as it is now. A change that comes meanwhile is waited for: what is taken stood there as a whole; a
        publication that was interrupted is finished or undone first.

        Raises OSError when the folder cannot be read or written, FormDataError where an interrupted publication cannot
        be settled.
        """
        if unfinished(forms_dir):
            with settled(forms_dir):
                pass
        with tempfile.TemporaryDirectory(dir=self.root, prefix=".taking-") as folder:
            for _ in range(_TRIES):
                target = Path(folder) / "forms"
                with reading(forms_dir):
                    before = signature(forms_dir)
                    copy_law(forms_dir, target)
                    if signature(forms_dir) == before:
                        return self._kept(target)
                shutil.rmtree(target)
                time.sleep(_PAUSE_S)
        raise OSError(f"{forms_dir} does not stop changing")

    def _kept(self, target: Path) -> Snapshot:
        taken = Snapshot(law_id(target), self.root / law_id(target))
        if not taken.folder.exists():
            try:
                target.rename(taken.folder)
            except OSError:  # another process was faster; there is nothing else that it can hold
                if not taken.folder.is_dir():
                    raise
        taken.folder.touch()
        return taken

    def newest(self) -> Snapshot | None:
        """The last one that proved good; None before the first."""
        try:
            name = (self.root / _NEWEST).read_text("ascii").strip()
        except OSError:
            return None
        folder = self.root / name
        return Snapshot(name, folder) if name and folder.is_dir() else None

    def proved(self, snapshot: Snapshot) -> None:
        """Say that this one is good. Others that nobody has taken up for days go."""
        write_whole(self.root / _NEWEST, snapshot.id.encode())
        old = time.time() - _KEPT_S
        for folder in self.root.iterdir():
            if folder.is_dir() and folder.name != snapshot.id and folder.stat().st_mtime < old:
                shutil.rmtree(folder, ignore_errors=True)
