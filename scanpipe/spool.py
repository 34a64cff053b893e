"""
Sheets put aside on disk between reading the words of all pages and reading their fields.

Which edition a paper is, is known only when all of its pages were read; keeping their pictures in memory would make
memory grow with the pages of a dossier.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from types import TracebackType

import numpy as np

from scanpipe.imaging.sheet import Sheet, Structure


class Spool:
    """A temporary folder of sheets, deleted when left: `with Spool() as spool`."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="scanpipe-sheets-")

    def __enter__(self) -> Spool:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._folder.cleanup()

    def put(self, number: int, sheet: Sheet) -> None:
        """Put the sheet of page `number` aside."""
        with self._path(number).open("wb") as stream:
            for mask in (sheet.ink, sheet.text):
                np.save(stream, np.packbits(mask, axis=1))
            np.save(stream, sheet.gray)
            np.save(stream, sheet.fine)

    def take(self, number: int, structure: Structure, fine_px_per_mm: float) -> Sheet:
        """The sheet of page `number` again."""
        with self._path(number).open("rb") as stream:
            packed = [np.load(stream) for _ in range(2)]
            gray, fine = np.load(stream), np.load(stream)
        ink, text = (np.unpackbits(p, axis=1, count=gray.shape[1]) for p in packed)
        return Sheet(gray, ink, text, fine, fine_px_per_mm, structure)

    def _path(self, number: int) -> Path:
        return Path(self._folder.name) / f"{number}.sheet"
