"""The seam: engines are chosen by name, and words keep what people wrote out of logs."""

from __future__ import annotations

import pytest

from scanpipe.errors import UsageError
from scanpipe.ocr.engine import ENGINES, RawWord, engine


@pytest.mark.parametrize("name", ["", "tesseract5", "PYTESSERACT", "abbyy"])
def test_an_unknown_engine_is_refused_with_the_names_to_choose_from(name: str) -> None:
    """The sentence is for whoever wrote the setting."""
    with pytest.raises(UsageError) as refused:
        engine(name, 10.0)
    assert all(known in str(refused.value) for known in ENGINES)


@pytest.mark.parametrize("name", sorted(ENGINES))
def test_choosing_an_engine_starts_nothing(name: str) -> None:
    """Neither a program nor a model is needed before the first page."""
    assert hasattr(engine(name, 10.0), "words")


def test_the_text_of_a_word_stays_out_of_logs() -> None:
    """What a citizen wrote is personal data."""
    assert "Nguyễn" not in repr(RawWord("Nguyễn", 0, 0, 10, 10, 0.9))
