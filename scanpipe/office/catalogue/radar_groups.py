"""Which papers of no known edition are of one kind: by the print at their heads, else by their shape."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from rapidfuzz import fuzz

from scanpipe.store.sightings import Seen, Sighted
from scanpipe.text import base_letters
from scanpipe.unknown_papers import UnknownPaper

_SAME_TITLE = 0.88
"""How alike two titles are (0-1) that are read off two copies of one form: a letter or two may be misread."""
_PATTERN = re.compile(r"^g_[0-9a-f]{16}$")


@dataclass(frozen=True, slots=True)
class Group:
    """
    Papers of one kind: what is printed at their heads, in how many dossiers and when they were seen, the edition that
    they look most like and how much (0-1), and the papers from which a draft may be made.
    """

    id: str
    citation: str | None
    code: str | None
    title: str | None
    form: str | None
    edition: str | None
    likeness: float
    pages: int
    first: dt.datetime
    last: dt.datetime
    papers: int
    dossiers: int
    aside: bool
    to_draft_from: tuple[Sighted, ...]

    @property
    def named(self) -> bool:
        """Whether anything was read at the head of its papers."""
        return bool(self.citation or self.code or self.title)


def seen_of(paper: UnknownPaper) -> Seen:
    """What the store keeps of a paper."""
    return Seen(paper.citation, paper.code, paper.title, paper.form, paper.edition, paper.likeness, paper.pages)


def group_of(seen: Seen, shape: str, known: Iterable[tuple[str, Seen]]) -> str:
    """The group of a paper: that of a known one of the same kind, else one that its head names; by its shape else."""
    for group, other in known:
        if same_kind(seen, other):
            return group
    return fingerprint(seen, shape)


def fingerprint(seen: Seen, shape: str) -> str:
    """The same for the same head; for the same shape and nearest form where nothing was read."""
    parts = [base_letters(text or "") for text in (seen.citation, seen.code, seen.title)]
    told = "|".join(parts) if any(parts) else f"shape|{shape}|{seen.form}"
    return f"g_{hashlib.sha256(told.encode()).hexdigest()[:16]}"


def is_group(text: str) -> bool:
    """Whether that is the name of a group."""
    return _PATTERN.fullmatch(text) is not None


def same_kind(one: Seen, other: Seen) -> bool:
    """
    Whether two papers are of one form and edition: nothing that was read on both differs, and a title, or instrument
    and code together, were read on both.
    """
    citations = _agree(one.citation, other.citation)
    codes = _agree(one.code, other.code)
    titles = _titles_agree(one.title, other.title)
    if False in (citations, codes, titles):
        return False
    return bool(titles and (citations or (one.citation is None and other.citation is None))) or bool(
        citations and (codes or (one.form is not None and one.form == other.form))
    )


def _agree(one: str | None, other: str | None) -> bool | None:
    """None when it was not read on both."""
    return None if one is None or other is None else base_letters(one) == base_letters(other)


def _titles_agree(one: str | None, other: str | None) -> bool | None:
    if one is None or other is None:
        return None
    return fuzz.ratio(base_letters(one), base_letters(other)) / 100 >= _SAME_TITLE


def grouped(sighted: Sequence[Sighted], aside: frozenset[str], sees: Iterable[str] | None) -> tuple[Group, ...]:
    """
    The groups, those of which something was read and of which most papers came first. `sees` are the units whose
    papers may be looked at, None for all.
    """
    units = None if sees is None else set(sees)
    ordered = sorted(sighted, key=lambda one: one.group)
    found = [_group(key, list(own), aside, units) for key, own in groupby(ordered, key=lambda one: one.group)]
    return tuple(sorted(found, key=lambda g: (not g.named, -g.dossiers, -g.last.timestamp(), g.id)))


def _group(key: str, own: list[Sighted], aside: frozenset[str], units: set[str] | None) -> Group:
    seen = [one.seen for one in own]
    best = max(seen, key=lambda one: one.likeness)
    mine = [one for one in own if one.may_teach and (units is None or one.unit in units)]
    return Group(
        id=key,
        citation=_most(one.citation for one in seen),
        code=_most(one.code for one in seen),
        title=_most(one.title for one in seen),
        form=best.form,
        edition=best.edition,
        likeness=best.likeness,
        pages=Counter(one.pages for one in seen).most_common(1)[0][0],
        first=min(one.seen_at for one in own),
        last=max(one.seen_at for one in own),
        papers=len(own),
        dossiers=len({one.check_id for one in own}),
        aside=key in aside,
        to_draft_from=tuple(sorted(mine, key=lambda one: (-one.seen.pages, -one.seen_at.timestamp()))),
    )


def _most(texts: Iterable[str | None]) -> str | None:
    counted = Counter(text for text in texts if text)
    return counted.most_common(1)[0][0] if counted else None
