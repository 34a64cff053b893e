"""
Pages put aside on disk between reading the words of all pages and reading their fields: words, printed structure,
thumbnail and sheet.

Which edition a paper is, is known only when all of its pages were read; keeping them in memory would make memory grow
with the pages of a dossier. Words and structure are JSON, which gives every number back as it was.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np

from scanpipe.imaging.ladders import Ladder
from scanpipe.imaging.leaders import Leader
from scanpipe.imaging.sheet import Sheet, Structure, thumbnail
from scanpipe.model import Image, Rect, Word
from scanpipe.rows import Row

_KINDS = ("rows", "structure", "sheet")


class Spool:
    """A temporary folder of pages by their numbers, deleted when left: `with Spool() as spool`."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="scanpipe-sheets-")

    def __enter__(self) -> Spool:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._folder.cleanup()

    def put_rows(self, number: int, rows: Sequence[Row]) -> None:
        """Put the words of page `number` aside, row by row."""
        packed = [[r.top, r.bottom, [[w.text, *_sides(w.rect), float(w.confidence)] for w in r.words]] for r in rows]
        self._write(number, "rows", packed)

    def rows(self, number: int, page: int = 0) -> tuple[Row, ...]:
        """The rows of page `number` again, as those of the page with that index in a paper."""
        return tuple(
            Row(page, tuple(Word(text, Rect(*sides), sure) for text, *sides, sure in words), top, bottom)
            for top, bottom, words in self._read(number, "rows")
        )

    def put(self, number: int, sheet: Sheet) -> None:
        """Put the sheet of page `number` aside."""
        structure = sheet.structure
        self._write(
            number,
            "structure",
            [
                [structure.width_mm, structure.height_mm, sheet.fine_px_per_mm],
                [[x.left, x.right, x.baseline] for x in structure.leaders],
                [_sides(r) for r in structure.horizontal],
                [_sides(r) for r in structure.upright],
                [[_sides(r) for r in ladder.cells] for ladder in structure.ladders],
                [_sides(r) for r in structure.tick_boxes],
                [_sides(r) for r in structure.seals],
            ],
        )
        with self._path(number, "sheet").open("wb") as stream:
            np.save(stream, thumbnail(sheet))
            for mask in (sheet.ink, sheet.text):
                np.save(stream, np.packbits(mask, axis=1))
            np.save(stream, sheet.gray)
            np.save(stream, sheet.fine)

    def thumbnail(self, number: int) -> Image:
        """The ink of page `number` in squares of 4 mm."""
        with self._path(number, "sheet").open("rb") as stream:
            return np.asarray(np.load(stream), np.uint8)

    def structure(self, number: int) -> Structure:
        """What is printed on page `number` besides words."""
        return self._structure(number)[0]

    def take(self, number: int) -> Sheet:
        """The sheet of page `number` again."""
        structure, fine_px_per_mm = self._structure(number)
        with self._path(number, "sheet").open("rb") as stream:
            np.load(stream)
            packed = [np.load(stream) for _ in range(2)]
            gray, fine = np.load(stream), np.load(stream)
        ink, text = (np.unpackbits(p, axis=1, count=gray.shape[1]) for p in packed)
        return Sheet(gray, ink, text, fine, fine_px_per_mm, structure)

    def packed(self, number: int) -> dict[str, bytes]:
        """All that was put aside of page `number`, by its kind; nothing when it was not read."""
        return {p.name.partition(".")[2]: p.read_bytes() for p in Path(self._folder.name).glob(f"{number}.*")}

    def unpack(self, number: int, kind: str, data: bytes) -> None:
        """Put aside again what `packed` gave, as that of page `number`. Raises ValueError for an unknown kind."""
        if kind not in _KINDS:
            raise ValueError(f"There is nothing of the kind {kind!r} in a spool.")
        self._path(number, kind).write_bytes(data)

    def _structure(self, number: int) -> tuple[Structure, float]:
        sizes, leaders, horizontal, upright, ladders, tick_boxes, seals = self._read(number, "structure")
        width_mm, height_mm, fine_px_per_mm = sizes
        structure = Structure(
            width_mm,
            height_mm,
            tuple(Leader(*x) for x in leaders),
            _rects(horizontal),
            _rects(upright),
            tuple(Ladder(_rects(cells)) for cells in ladders),
            _rects(tick_boxes),
            _rects(seals),
        )
        return structure, fine_px_per_mm

    def _write(self, number: int, kind: str, value: Any) -> None:
        # Written as one text: to a stream, json encodes in Python, many times slower.
        self._path(number, kind).write_text(json.dumps(value, default=float), encoding="ascii")

    def _read(self, number: int, kind: str) -> Any:
        return json.loads(self._path(number, kind).read_text(encoding="ascii"))

    def _path(self, number: int, kind: str) -> Path:
        return Path(self._folder.name) / f"{number}.{kind}"


def _sides(rect: Rect) -> list[float]:
    return [rect.left, rect.top, rect.right, rect.bottom]


def _rects(sides: Iterable[Sequence[float]]) -> tuple[Rect, ...]:
    return tuple(Rect(*s) for s in sides)
