"""What is said of publishing, in Vietnamese and English: gates, and why something was refused (words.yaml)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import yaml

from scanpipe.errors import ScanpipeError
from scanpipe.findings import Lang

_TABLE = Path(__file__).with_name("words.yaml")


class PublishError(ScanpipeError):
    """
    Something is not published, rolled back, exported or imported. `code` is a key of words.yaml, `params` fill it; the
    text is the English sentence. Nothing was changed.
    """

    def __init__(self, code: str, /, **params: object) -> None:
        self.code = code
        self.params = params
        super().__init__(self.told["en"])

    @property
    def told(self) -> dict[Lang, str]:
        """Why, and the mend, in both languages."""
        return told(self.code, **self.params)


def told(code: str, /, **params: object) -> dict[Lang, str]:
    """
    The sentence in both languages. A day is written as people here write it: 23/11/2026; a parameter may be words in
    both languages itself.
    """
    vi, en = _words()[code]
    return {
        "vi": vi.format(**{name: _shown(value, "vi") for name, value in params.items()}),
        "en": en.format(**{name: _shown(value, "en") for name, value in params.items()}),
    }


def codes() -> frozenset[str]:
    """Every code that has words."""
    return frozenset(_words())


@cache
def _words() -> Mapping[str, tuple[str, str]]:
    table = yaml.safe_load(_TABLE.read_text("utf-8"))
    return {code: (vi, en) for code, (vi, en) in table.items()}


def _shown(value: object, lang: Lang) -> object:
    if isinstance(value, Mapping):
        return value[lang]
    return value.strftime("%d/%m/%Y") if isinstance(value, dt.date) else value
