"""One file read and packed, and told about while it is read: which page is at which stage, and what it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from scanpipe.errors import EngineError
from scanpipe.identify import LookAgain
from scanpipe.jobs.early import EarlyEngine, Recogniser
from scanpipe.jobs.events import Tell
from scanpipe.jobs.means import Means
from scanpipe.jobs.order import Order
from scanpipe.kept_reading import pack
from scanpipe.model import Rect, UploadFile
from scanpipe.pages import Clock, read_file
from scanpipe.spool import Spool
from scanpipe.words import look_again


@dataclass(frozen=True, slots=True)
class Packed:
    """A file that was read: where its pack lies, how many pages it has, and whether it was read just now."""

    path: Path = field(repr=False)
    pages: int
    fresh: bool


def read_one(file: UploadFile, index: int, means: Means, order: Order, clock: Clock, tell: Tell) -> Packed:
    """The file with that index read, its pages numbered from 1, and packed into the order's folder."""
    tell("file.begun", file=index)
    path = Path(order.folder) / f"kept-{index}.pack"
    recogniser = Recogniser(index, means, order.as_of, tell)
    engine = EarlyEngine(means.engine, recogniser, hurry=order.hurry)
    with Spool() as spool:

        def progress(stage: str, number: int) -> None:
            if stage == "page":
                tell("page.stage", file=index, file_page=number, stage="straightening")
                engine.turn_to(number, lambda: tell("page.stage", file=index, file_page=number, stage="reading"))
            else:
                recogniser.look(number, spool.rows(number), _again(number, spool, means))
                tell("page.stage", file=index, file_page=number, stage="matching")

        read = read_file(file, engine, means.limits, spool, clock, index=index, progress=progress)
        pack(read, spool, path)
    tell("file.read", file=index, pages=len(read.pages), kept=path.name)
    for page in read.pages:
        tell("page.read", file=index, file_page=page.page.file_page, readability=page.page.readability.value)
    return Packed(path, len(read.pages), fresh=True)


def _again(number: int, spool: Spool, means: Means) -> LookAgain:
    """How a place of the page is read further times; an engine that fails confirms nothing."""

    def look(_: int, place: Rect) -> Sequence[str]:
        try:
            return look_again(spool.take(number), place, means.engine)
        except EngineError:
            return ()

    return look
