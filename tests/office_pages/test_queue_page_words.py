"""The words of the frame, the list and the keys, in both languages."""

import re
import unicodedata

import pytest
import yaml

from api import words
from api.web.render import TEMPLATES
from api.web.static import HOME
from tests.conftest import ROOT
from tests.web.test_words import BANNED

MINE = ("shell", "queue", "keys")
ROWS: dict[str, list[str]] = {
    key: both
    for name in MINE
    for key, both in yaml.safe_load(
        (words.TABLE.parent / "office" / "words" / f"{name}.yaml").read_text(encoding="utf-8")
    ).items()
}
STEMS = ("keys.", "queue.tab_")
"""Keys that are put together from a stem and an action or a heap."""


@pytest.mark.parametrize("key", ROWS)
def test_each_string_is_plain_in_both_languages(key: str) -> None:
    """Same parameters, composed letters, no foreign or blaming word, nobody called anything but Ông/Bà."""
    vi, en = ROWS[key]
    assert words.parameters(vi) == words.parameters(en)
    assert vi == unicodedata.normalize("NFC", vi).strip()
    assert en == en.strip()
    found = [word for word in BANNED if re.search(rf"(?<!\w){re.escape(word)}(?!\w)", vi.lower())]
    assert found == []


def test_every_string_is_used() -> None:
    """The tables hold no word that nobody reads."""
    everything = "\n".join(
        path.read_text(encoding="utf-8")
        for folder in (TEMPLATES, ROOT / "api" / "office", HOME)
        for path in folder.rglob("*")
        if path.suffix in (".j2", ".py", ".js")
    )
    assert [key for key in ROWS if f'"{key}"' not in everything and not key.startswith(STEMS)] == []
