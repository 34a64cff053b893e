"""What was read on each page of a dossier, for its archive: every word that was kept, else the values of the fields."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from pydantic import TypeAdapter

from scanpipe.kept_reading import LAYOUT
from scanpipe.model import Rect, Word
from scanpipe.pages import FileRead
from scanpipe.spool import Spool
from scanpipe.store.rows import ReadingRow

_READ: TypeAdapter[FileRead] = TypeAdapter(FileRead)
_LINE = 0.02
"""The height of a line, as a share of the page, where only the place of a whole field is known."""


@dataclass(frozen=True, slots=True)
class PageText:
    """The words on a straightened sheet in millimetres, or in shares of it when its size is not known (None)."""

    width_mm: float | None
    height_mm: float | None
    words: tuple[Word, ...] = field(repr=False)


def kept_words(pack: bytes) -> Mapping[int, PageText]:
    """The words that a pack holds, by page of its file; nothing when it is damaged or of another version."""
    try:
        with zipfile.ZipFile(io.BytesIO(pack)) as archive, Spool() as spool:
            if archive.comment != LAYOUT.encode("ascii"):
                return {}
            read = _READ.validate_json(archive.read("read.json"))
            found = {}
            for page in (p.page for p in read.pages if p.read):
                spool.unpack(page.number, "rows", archive.read(f"{page.number}.rows"))
                words = tuple(word for row in spool.rows(page.number) for word in row.words)
                found[page.file_page] = PageText(page.width_mm, page.height_mm, words)
            return found
    except (zipfile.BadZipFile, KeyError, ValueError, TypeError):
        return {}


def read_values(readings: Iterable[ReadingRow], page_id: str) -> PageText:
    """The values of a page's fields where they stand, when nothing else was kept."""
    own = [r for r in readings if r.page_id == page_id and r.value and r.box]
    return PageText(None, None, tuple(word for reading in own for word in _value(reading)))


def _value(reading: ReadingRow) -> Sequence[Word]:
    if reading.box is None or reading.value is None:
        return ()
    box = reading.box
    place = Rect(box.x, box.y, box.x + box.width, box.y + min(box.height, _LINE))
    return (Word(" ".join(reading.value.split()), place, reading.confidence),)
