"""
How pages that were laid crooked or turned on purpose are set straight: skew, tilt and quarter turns.

Only as much of the line runs as settles these. The way up of most pages follows from their picture; only where that
is not sure are words read, and then they are read here, too.
"""

from __future__ import annotations

from collections.abc import Sequence

from scanpipe.bench.glass import LaidPage, laid_block
from scanpipe.bench.papers import Bench, Sum
from scanpipe.bench.places import tilt_deg
from scanpipe.bench.results import SKEW, TILT
from scanpipe.bench.score import TURNED, UPRIGHT, Tally
from scanpipe.imaging.load import Limits
from scanpipe.model import Image, Page, Upload
from scanpipe.ocr.engine import Layout, OcrEngine, RawWord
from scanpipe.pages import open_upload
from scanpipe.spool import Spool


class _Unread:
    """An engine that reads nothing, and counts how many pages it was asked to read."""

    name = "unread"

    def __init__(self) -> None:
        self.pages = 0

    def words(self, picture: Image, *, layout: Layout, dpi: int) -> Sequence[RawWord]:
        """No words. A page is read in one sparse pass, before anything is looked at again."""
        self.pages += layout is Layout.SPARSE
        return ()


def settled(laid: LaidPage, engine: OcrEngine, limits: Limits) -> Page:
    """The page as the line sets it straight. A page read a second time, upside down, needs its words: it gets them."""
    unread = _Unread()
    page = _opened(laid, unread, limits)
    return page if unread.pages <= 1 else _opened(laid, engine, limits)


def _opened(laid: LaidPage, engine: OcrEngine, limits: Limits) -> Page:
    with Spool() as spool:
        return open_upload(Upload((laid.file,)), engine, limits, spool, {}).pages[0].page


def judged_block(bench: Bench, block: int, number: int) -> Sum:
    """The first `number` pages of a block of laid pages, measured."""
    asked, total = bench.options, Sum()
    pages = laid_block(block, number, seed=asked.seed, split=asked.split, catalog=bench.catalog, sources=bench.sources)
    for laid in pages:
        _measure(laid, settled(laid, bench.engine, bench.limits), total.tally)
    return total


def _measure(laid: LaidPage, page: Page, tally: Tally) -> None:
    seen = laid.seen
    right = (seen.quarter_turns_deg + page.rotation_deg) % 360 == 0
    story = f"{laid.file.name} {seen.picture} turned {seen.quarter_turns_deg}, turned back {page.rotation_deg}"
    tally.count(TURNED if seen.quarter_turns_deg else UPRIGHT, right, f"{story}, skew {seen.skew_deg:.1f}")
    if right:
        tally.note(SKEW if seen.skew_deg else TILT, abs(tilt_deg(page, seen)))
