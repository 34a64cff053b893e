"""The words of the review, the acceptance and the second entry, in both languages."""

import re
import unicodedata

import pytest
import yaml

from api import words
from api.web.render import TEMPLATES
from scanpipe.office.views import Certainty, OverrideReason, PointState
from tests.conftest import ROOT
from tests.web.test_words import BANNED

ROWS: dict[str, list[str]] = {
    key: both
    for name in ("review", "accept", "second")
    for key, both in yaml.safe_load(
        (words.TABLE.parent / "office" / "words" / f"{name}.yaml").read_text(encoding="utf-8")
    ).items()
}
STEMS = ("review.is_", "review.state_", "review.why_", "review.done_", "review.source_", "review.closed_", "compare.",
         "postpone.in_", "accept.as_")  # fmt: skip
"""Keys that are put together from a stem and a state, a reason, a source or a column."""


@pytest.mark.parametrize("key", ROWS)
def test_each_string_of_the_review_is_plain_in_both_languages(key: str) -> None:
    """Same parameters, composed letters, no foreign or blaming word."""
    vi, en = ROWS[key]
    assert words.parameters(vi) == words.parameters(en)
    assert vi == unicodedata.normalize("NFC", vi).strip()
    assert en == en.strip()
    found = [word for word in BANNED if re.search(rf"(?<!\w){re.escape(word)}(?!\w)", vi.lower())]
    assert found == []


def test_every_state_reason_and_certainty_has_its_word() -> None:
    """What the Center's desk can say has words."""
    wanted = [f"review.state_{one}" for one in PointState] + [f"review.is_{one}" for one in Certainty]
    assert not [key for key in (*wanted, *(f"review.why_{one}" for one in OverrideReason)) if key not in ROWS]


def test_every_string_of_the_review_is_used() -> None:
    """The tables hold no word that nobody reads."""
    everything = "\n".join(
        path.read_text(encoding="utf-8")
        for folder in (TEMPLATES, ROOT / "api" / "office")
        for path in folder.rglob("*")
        if path.suffix in (".j2", ".py")
    )
    assert [key for key in ROWS if f'"{key}"' not in everything and not key.startswith(STEMS)] == []
