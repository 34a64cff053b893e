"""Dotted lines and rules to write on, each with its label: the words before it, and a unit behind it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from scanpipe.catalog.schema import Kind
from scanpipe.drafting.paragraphs import ITEM, Paragraph, label_text, words_rect
from scanpipe.drafting.sheet import Place
from scanpipe.drafting.token import Token, is_mark, said
from scanpipe.model import Rect
from scanpipe.text import base_letters

_UNITS = frozenset(["m2", "m²", "m3", "m³", "cm3", "cm³", "km", "kg", "kw", "ha", "cm", "%", "vnđ", "usd", "đồng"])
_COUNTED = frozenset(["bản", "tầng", "người", "lần", "phút", "giờ", "tấn", "chiếc", "trang", "m"])
"""These are units before a stop or at the end of a line only: labels begin with them too."""
_HANGS_MM = 2.0
"""A footnote mark that belongs to a gap stands so close behind it."""
_POWER = re.compile(r"^c?m[0-9A-ZỶ²³’'\"”?°*]{1,2}[;,.]*$")
"""A unit with its power, as an engine reads a small raised figure."""
_DATE = re.compile(r"ng[aà]y\W*…\W*(?:th\w{1,3}ng|thẳng)\W*…\W*n[aăä]m", re.IGNORECASE)
_SIGNS = re.compile(r"^[\s/\-–.,;:()|l]*$")
_GOING_ON = frozenset({"thang", "nam", "den", "denngay", "gio", "phut"})
_RISE_MM = 2.2
_PLACE_BEFORE_DATE = re.compile(r"^(?:làm\s*tại|tại|.{0,3})\s*:?\s*$", re.IGNORECASE)
_LONGEST_WORDS = 14


@dataclass(slots=True)
class Written:
    """A place while its paragraph is read: the words before and between its gaps, and the gaps with their rows."""

    page: int
    parts: list[Token]
    gaps: list[Token]
    rows: list[int]
    tail: list[Token] = field(default_factory=list)
    whole_lines: int = 0
    """Dotted lines below that are nothing but lines."""

    @property
    def nameless(self) -> bool:
        """Whether no word stands before or between its gaps."""
        return not any(base_letters(t.text) for t in self.parts if t.what == "word")

    @property
    def dated(self) -> bool:
        """Whether the parts of a date stand between its gaps, to the year."""
        return bool(_DATE.search(said(self.parts)))


def written(paragraph: Paragraph) -> list[Written]:
    """The places of a paragraph without squares to tick, in order."""
    out: list[Written] = []
    buffer: list[Token] = []
    page = paragraph.stretches[0].page
    for stretch in paragraph.stretches:
        for token in stretch.tokens:
            if token.what == "word":
                buffer.append(token)
                continue
            if token.what != "gap":
                buffer = []
                continue
            own = buffer
            if out and not buffer and out[-1].dated and stretch.row == out[-1].rows[-1]:
                out.append(Written(page, [token], [token], [stretch.row]))
                continue
            if out:
                tail, own = _unit(buffer, out[-1].gaps[-1].rect.right)
                new_row = stretch.row != out[-1].rows[-1] and own[:1] == [stretch.tokens[0]]
                if own and (new_row or not _joins(out[-1], tail, own)):
                    out[-1].tail += tail
                else:
                    _extend(out[-1], buffer, token, stretch.row)
                    buffer = []
                    continue
            out.append(Written(page, [*own, token], [token], [stretch.row]))
            buffer = []
    if out and buffer:
        _end(out, buffer)
    return [w for n, w in enumerate(out) if not (n and out[n - 1].dated and len(w.parts) == 1 and not w.tail)]


def _extend(place: Written, words: Sequence[Token], gap: Token, row: int) -> None:
    if not words and row != place.rows[-1]:
        place.whole_lines += 1
    place.parts += [*words, gap] if words else []
    place.gaps.append(gap)
    place.rows.append(row)


def _end(out: list[Written], buffer: list[Token]) -> None:
    """Words behind the last gap: a unit or the end of a sentence belongs to it."""
    last = out[-1]
    unit, rest = _unit(buffer, last.gaps[-1].rect.right)
    last.tail += unit
    begins_small = bool(rest) and (rest[0].text[0].islower() or rest[0].text[0] in ",.)")
    if rest and (begins_small or len(last.parts) == 1):
        last.tail += rest


def _unit(words: Sequence[Token], gap_ends: float) -> tuple[list[Token], list[Token]]:
    """Words behind a gap as what belongs to the gap (a unit, a footnote mark, a stop) and what comes after it."""
    n = 0
    while n < len(words):
        text = words[n].text.casefold()
        bare = text.strip(".,;")
        stopped = text[-1] in ".,;" or n + 1 == len(words) or words[n + 1].text[0] in ",;."
        unit = bare.strip("()") in _UNITS or bool(_POWER.match(words[n].text)) or (bare in _COUNTED and stopped)
        hangs = is_mark(words[n]) and words[n].rect.left - gap_ends < _HANGS_MM
        if not (unit or hangs or not base_letters(text)):
            break
        n += 1
        if text[-1] in ";,":
            break
    return list(words[:n]), list(words[n:])


def only_signs(words: Sequence[Token]) -> bool:
    """Whether there is nothing between two gaps but a slash or a comma, or what was read for one."""
    return bool(_SIGNS.match(said(words).strip()))


def _joins(place: Written, tail: Sequence[Token], words: Sequence[Token]) -> bool:
    """Whether words between two gaps (`tail` ends the one before) go on with its place instead of beginning another."""
    text = said(words).strip()
    comma = text.startswith(",") or (bool(tail) and tail[-1].text[-1] == ",")
    letters = base_letters(text)
    if letters in _GOING_ON or only_signs(words):
        return True
    if place.dated or ":" in text:
        return False
    if letters == "ngay":
        return len(place.parts) == 1 or comma
    return comma or ":" not in said(place.parts)


def place_of(found: Written, *, above: Paragraph | None = None, mark: str | None = None) -> Place:
    """
    The place as the sheet has it. `above`: the paragraph over a dotted line that has no words of its own; `mark`: the
    footnote mark that is its only label, where that could not be read.
    """
    parts = [*(above.tokens if above else ()), *found.parts]
    label = f"… {mark}" if mark else label_text([*parts, *_told(found.tail)])
    first_row = [g for g, row in zip(found.gaps, found.rows, strict=True) if row == found.rows[0]]
    rect = _room(found.gaps[0].rect)
    for gap in found.gaps[1:]:
        rect = rect.union(_room(gap.rect))
    lines = 1 + found.whole_lines - (1 if above and found.whole_lines and not first_row else 0)
    kind = Kind.MULTILINE if lines > 1 else Kind.LINE
    if found.dated and _is_place_date(found):
        kind = Kind.PLACE_DATE
        label = said(found.parts).strip()
    drawn = found.gaps[0].drawn
    return Place(
        kind=kind,
        page=found.page,
        rect=rect,
        label=label,
        label_rect=words_rect(parts) or words_rect(found.tail),
        confidence=_confidence(parts, found, label),
        how="dots" if drawn == "dots" else "rule",
        dotted_lines=min(lines, 12),
    )


def _told(tail: Sequence[Token]) -> list[Token]:
    """The unit behind a gap as a label quotes it: a lone stop is none."""
    return list(tail) if base_letters(said(tail)) else []


def _is_place_date(found: Written) -> bool:
    """Whether a date is that of the paper: nothing, a gap or "Làm tại:" stands before its day."""
    text = said(found.parts)
    before = re.split(r"ng[aà]y", text, maxsplit=1, flags=re.IGNORECASE)[0].replace("…", "").strip(" ,.„_-")
    return bool(_PLACE_BEFORE_DATE.match(before))


def _room(gap: Rect) -> Rect:
    """Where somebody writes: from the height of capitals down to a little below the dots."""
    return Rect(gap.left, gap.top - _RISE_MM, gap.right, gap.bottom)


def _confidence(parts: Sequence[Token], found: Written, label: str) -> float:
    """How sure place and label are (0-1): how well the words were read, and whether it looks like a label."""
    words = [t for t in parts if t.what == "word"]
    read = sum(t.confidence * len(t.text) for t in words) / max(1, sum(len(t.text) for t in words))
    shape = 0.95 if ":" in label or ITEM.match(label) else 0.8
    if not words:
        shape = 0.5 if found.tail or "…" in label else 0.3
    elif len(words) > _LONGEST_WORDS:
        shape *= 0.8
    widest = max(g.rect.width for g in found.gaps)
    return round(max(0.05, min(1.0, (0.3 + 0.7 * read if words else 1.0) * shape * (1.0 if widest > 6 else 0.8))), 2)
