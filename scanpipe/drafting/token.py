"""The smallest things on a printed line: words, gaps to write in, squares to tick."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from scanpipe.model import Rect

MARK = re.compile(r"^\(?(?:\d{1,2}[a-z]?|\*)\)?:?$")
_MARK_MM = (5.5, 3.6)
_UNREAD = 0.6
ONLY_DOTS = re.compile(r"^[.…·․‥_\-–—~=]+$")
"""A word that is nothing but a leader."""
What = Literal["word", "gap", "tick"]


@dataclass(frozen=True, slots=True)
class Token:
    """One thing on a printed line. `text` is "…" for a gap, "□" for a square; `drawn` says what a gap is drawn with."""

    what: What
    rect: Rect
    text: str
    confidence: float = 1.0
    drawn: Literal["dots", "rule"] = "dots"


def said(tokens: Sequence[Token]) -> str:
    """Tokens as text: raised marks and closing signs stand without a space, as labels are quoted."""
    out = ""
    for before, token in zip([None, *tokens], tokens, strict=False):
        if before is None:
            out = token.text
            continue
        apart = token.rect.left - before.rect.right
        space = apart > 0.45 or apart < -2 if before.what == token.what == "word" else True
        tight = token.text[0] in ",;:.)" or before.text[-1] == "("
        out += ("" if tight or not space else " ") + token.text
    return out


def is_mark(token: Token) -> bool:
    """Whether a word is a footnote mark, "(1)", or may be one that an engine could not read."""
    small = token.rect.width < _MARK_MM[0] and token.rect.height < _MARK_MM[1]
    return bool(MARK.match(token.text)) or (small and len(token.text) <= 3 and token.confidence < _UNREAD)
