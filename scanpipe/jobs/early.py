"""
Which edition a page is, told as early as it can be known: it is what a person waits for, and often all they need.

A page is looked at up to three times, and told once. In a hurry the head of the page is read beside the whole of it: a
citation there names the edition. Then come the words of the whole page, and last these with what was read again.
"""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable, Sequence

from scanpipe.errors import EngineError
from scanpipe.identify import LookAgain, identify
from scanpipe.imaging.sheet import PX_PER_MM
from scanpipe.jobs.events import Tell
from scanpipe.jobs.means import Means
from scanpipe.model import Image, Rect, Word
from scanpipe.ocr.engine import Layout, OcrEngine, RawWord
from scanpipe.rows import Row, make_rows, stream

_HEAD = 0.45
"""Share of a page's height that is read in a hurry; the first third is too little to tell most forms."""
_SURE_BY_HEAD = 0.75
"""Heads of editions that cite nothing look alike: birth registrations of 2020 and 2024 were mistaken at 0.62."""


class Recogniser:
    """Tells of the pages of one file what they are, each once."""

    def __init__(self, file: int, means: Means, as_of: dt.date, tell: Tell) -> None:
        self._file, self._means, self._as_of, self._tell = file, means, as_of, tell
        self._told: set[int] = set()
        self._lock = threading.Lock()

    def told(self, page: int) -> bool:
        """Whether it is known already."""
        return page in self._told

    def look(self, page: int, rows: Sequence[Row], again: LookAgain | None = None, *, head: bool = False) -> None:
        """Tell what the page is when that is sure by these rows alone; `head`: they are not all of them."""
        if self.told(page):
            return
        seen = identify(stream(rows), self._means.catalog, again)
        cited = seen.fit is not None and seen.fit.cited and seen.confidence >= _SURE_BY_HEAD
        if not seen.sure or seen.edition is None or (head and not cited):
            return
        effective = seen.edition.effective_from
        with self._lock:
            if self.told(page):
                return
            self._told.add(page)
        self._tell(
            "page.recognised",
            file=self._file,
            file_page=page,
            form=seen.edition.form,
            edition=seen.edition.edition,
            status=self._means.catalog.status(seen.edition, on=self._as_of).value,
            effective_from=effective.isoformat() if effective else None,
            confidence=seen.confidence,
        )


class EarlyEngine:
    """An engine that shows the words of a page to a recogniser as they pass."""

    def __init__(self, engine: OcrEngine, recogniser: Recogniser, *, hurry: bool) -> None:
        self._engine, self._recogniser, self._hurry = engine, recogniser, hurry
        self._page = 0
        self._begun: Callable[[], None] | None = None

    def turn_to(self, page: int, begun: Callable[[], None]) -> None:
        """The next pictures are of that page; `begun` is called at the first of them."""
        self._page, self._begun = page, begun

    @property
    def name(self) -> str:
        """That of the engine."""
        return self._engine.name

    def words(self, picture: Image, *, layout: Layout, dpi: int) -> Sequence[RawWord]:
        """What the engine reads."""
        if self._begun is not None:
            begun, self._begun = self._begun, None
            begun()
        if layout is not Layout.SPARSE or self._recogniser.told(self._page):
            return self._engine.words(picture, layout=layout, dpi=dpi)
        head = threading.Thread(target=self._look_at_head, args=(self._page, picture, dpi), daemon=True)
        if self._hurry:
            head.start()
        words = self._engine.words(picture, layout=layout, dpi=dpi)
        self._recogniser.look(self._page, make_rows(_placed(words)))
        if self._hurry:
            head.join()
        return words

    def _look_at_head(self, page: int, picture: Image, dpi: int) -> None:
        try:
            words = self._engine.words(picture[: int(picture.shape[0] * _HEAD)], layout=Layout.SPARSE, dpi=dpi)
        except EngineError:
            return  # the whole page will say so, too
        self._recogniser.look(page, make_rows(_placed(words)), head=True)


def _placed(words: Sequence[RawWord]) -> list[Word]:
    """The words in millimetres on the sheet."""
    return [
        Word(w.text, Rect(*(v / PX_PER_MM for v in (w.left, w.top, w.right, w.bottom))), w.confidence) for w in words
    ]
