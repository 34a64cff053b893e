"""Trials with papers and reader of our own."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from scanpipe.catalog import Catalog, Edition
from scanpipe.trials.report import TrialReport
from scanpipe.trials.trial import run
from scanpipe.trials.walk import Ground
from tests.scripted import CATALOG, FORMS, ScriptedEngine
from tests.trials.reader import Reader, Typist, sound

NOON = dt.datetime(2026, 11, 26, 5, 0, tzinfo=dt.UTC)

Try = Callable[..., TrialReport]


@pytest.fixture
def tried(monkeypatch: pytest.MonkeyPatch) -> Try:
    """Tries an edition with a reader that makes the mistakes it is told."""

    def try_(
        edition: Edition, catalog: Catalog = CATALOG, more: dict[str, Any] | None = None, **mistakes: Any
    ) -> TrialReport:
        reader = Reader(Typist(), edition, **mistakes)
        monkeypatch.setattr("scanpipe.trials.walk.examine", reader.examine)
        monkeypatch.setattr("scanpipe.trials.trial.prove", sound)
        ground = Ground(catalog, ScriptedEngine([]), FORMS, maker=reader.typist)  # type: ignore[arg-type]
        return run(edition, replace(ground, **(more or {})), now=NOON)

    return try_
