"""What a page is, is told early, once, and only when it is sure."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

from scanpipe.catalog.kinds_schema import Kinds
from scanpipe.catalog.procedures import Procedures
from scanpipe.errors import EngineError
from scanpipe.imaging.sheet import DPI, PX_PER_MM
from scanpipe.jobs.early import EarlyEngine, Recogniser
from scanpipe.jobs.means import Means
from scanpipe.model import Image, Word
from scanpipe.ocr.engine import Layout, RawWord
from scanpipe.rows import make_rows
from scanpipe.settings import Settings
from tests.scripted import CATALOG, LIMITS, ScriptedEngine, said_differently, words_on

DAY = dt.date(2026, 11, 20)
PAGE = np.full((round(297 * PX_PER_MM), round(210 * PX_PER_MM)), 255, np.uint8)
CT01 = ("ct01", "tt116_2026")


class Ears(list[tuple[str, dict[str, Any]]]):
    """Hears what is told."""

    def __call__(self, type_: str, **data: Any) -> None:
        self.append((type_, data))


class ByHeight(ScriptedEngine):
    """Reads of a picture what is on it; fails at pictures of a head when it is told to."""

    heads_fail = False

    def words(self, picture: Image, *, layout: Layout, dpi: int) -> Sequence[RawWord]:
        if self.heads_fail and picture.shape[0] < PAGE.shape[0]:
            raise EngineError("no")
        return [w for w in self.page(1, dpi) if w.bottom <= picture.shape[0]]


def recogniser(ears: Ears, engine: ScriptedEngine) -> Recogniser:
    means = Means(Settings().forms_dir, CATALOG, Kinds(), Procedures({}, {}, ""), engine, LIMITS)
    return Recogniser(3, means, DAY, ears)


def read(words: Sequence[Word], *, hurry: bool, heads_fail: bool = False) -> Ears:
    """What is told while a page is read."""
    ears, engine = Ears(), ByHeight([words])
    engine.heads_fail = heads_fail
    early = EarlyEngine(engine, recogniser(ears, engine), hurry=hurry)
    early.turn_to(1, lambda: ears("begun"))
    assert len(early.words(PAGE, layout=Layout.SPARSE, dpi=DPI)) == len(words)
    early.words(PAGE, layout=Layout.SPARSE, dpi=DPI)
    assert early.name == engine.name
    return ears


@pytest.mark.parametrize("hurry", [False, True])
def test_a_form_is_told_once(hurry: bool) -> None:
    """With its edition, where that stands on the day of filing, and since when it holds."""
    ears = read(words_on(*CT01)[0], hurry=hurry)
    assert [t for t, _ in ears] == ["begun", "page.recognised"]
    told = ears[1][1]
    confidence = told.pop("confidence")
    assert confidence > 0.9
    about = {"file": 3, "file_page": 1, "form": "ct01", "edition": "tt116_2026"}
    assert told == {**about, "status": "current", "effective_from": "2026-07-01"}


def test_the_head_of_a_form_that_cites_nothing_is_not_enough() -> None:
    """Heads of birth registrations of several years are alike; the whole page tells them apart."""
    page = words_on("marital_status_certificate", "tt04_2024")[0]
    ears = Ears()
    head = [w for w in page if w.rect.bottom < 0.45 * 297]
    one = recogniser(ears, ScriptedEngine([page]))
    one.look(1, make_rows(head), head=True)
    assert ears == []
    one.look(1, make_rows(page))
    assert [data["edition"] for _, data in ears] == ["tt04_2024"]
    assert one.told(1)
    assert not one.told(2)


def test_a_page_that_nobody_knows_is_not_told() -> None:
    """Silence, not a guess."""
    nonsense = said_differently(words_on(*CT01), lambda text: "x" * len(text))[0]
    assert [t for t, _ in read(nonsense, hurry=True)] == ["begun"]


def test_an_engine_that_fails_at_the_head_costs_nothing() -> None:
    """The whole page is read as ever."""
    assert [t for t, _ in read(words_on(*CT01)[0], hurry=True, heads_fail=True)] == ["begun", "page.recognised"]
