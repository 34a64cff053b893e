"""
One file of a dossier read and packed, and told about while it is read: which page is at which stage, and which edition
a page is as soon as its words are known.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from scanpipe.errors import EngineError
from scanpipe.identify import identify
from scanpipe.jobs.events import Tell
from scanpipe.jobs.means import Means
from scanpipe.kept_reading import pack
from scanpipe.model import Image, Rect, UploadFile
from scanpipe.ocr.engine import Layout, OcrEngine, RawWord
from scanpipe.pages import Clock, read_file
from scanpipe.rows import stream
from scanpipe.spool import Spool
from scanpipe.words import look_again


@dataclass(frozen=True, slots=True)
class Packed:
    """A file that was read: where its pack lies, how many pages it has, and whether it was read just now."""

    path: Path = field(repr=False)
    pages: int
    fresh: bool


def read_one(
    file: UploadFile, index: int, means: Means, as_of: dt.date, folder: Path, clock: Clock, tell: Tell
) -> Packed:
    """The file read, its pages numbered from 1, and packed into the folder."""
    tell("file.begun", file=index)
    path = folder / f"kept-{index}.pack"
    with Spool() as spool:
        engine = _Heard(means.engine)

        def progress(stage: str, number: int) -> None:
            if stage == "page":
                tell("page.stage", file=index, file_page=number, stage="straightening")
                engine.then(lambda: tell("page.stage", file=index, file_page=number, stage="reading"))
            else:
                _told_what_it_is(index, number, means, as_of, spool, clock, tell)
                tell("page.stage", file=index, file_page=number, stage="matching")

        read = read_file(file, engine, means.limits, spool, clock, index=index, progress=progress)
        path.write_bytes(pack(read, spool))
    tell("file.read", file=index, pages=len(read.pages), kept=path.name)
    return Packed(path, len(read.pages), fresh=True)


def _told_what_it_is(
    file: int, number: int, means: Means, as_of: dt.date, spool: Spool, clock: Clock, tell: Tell
) -> None:
    """
    Tell which edition a page is, when that is sure from this page alone.

    It is what a person waits for; what the whole dossier says follows with the report, and may say more.
    """
    begin = time.process_time()

    def again(_: int, place: Rect) -> Sequence[str]:
        try:
            return look_again(spool.take(number), place, means.engine)
        except EngineError:
            return ()

    seen = identify(stream(spool.rows(number)), means.catalog, again)
    clock["recognise"] = clock.get("recognise", 0.0) + time.process_time() - begin
    if not seen.sure or seen.edition is None:
        return
    tell(
        "page.recognised",
        file=file,
        file_page=number,
        form=seen.edition.form,
        edition=seen.edition.edition,
        status=means.catalog.status(seen.edition, on=as_of).value,
        effective_from=effective.isoformat() if (effective := seen.edition.effective_from) else None,
        confidence=seen.confidence,
    )


class _Heard:
    """An engine that says when it is called for the first time since it was asked to."""

    def __init__(self, engine: OcrEngine) -> None:
        self._engine = engine
        self._tell: Callable[[], None] | None = None

    def then(self, tell: Callable[[], None]) -> None:
        """Call this once, at the next picture."""
        self._tell = tell

    @property
    def name(self) -> str:
        """That of the engine."""
        return self._engine.name

    def words(self, picture: Image, *, layout: Layout, dpi: int) -> Sequence[RawWord]:
        """What the engine reads."""
        if self._tell is not None:
            told, self._tell = self._tell, None
            told()
        return self._engine.words(picture, layout=layout, dpi=dpi)
