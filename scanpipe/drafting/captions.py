"""The captions of signatures: who signs, over how many lines, and what is printed under it in parentheses."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from scanpipe.drafting.gaps import Written, written
from scanpipe.drafting.paragraphs import Paragraph
from scanpipe.drafting.token import Token, said
from scanpipe.drafting.tokens import Stretch
from scanpipe.model import Rect
from scanpipe.text import base_letters

_SIGN_HERE = re.compile(r"^\(?(?:ky|chuky|kyten|kyso)")
_SIGNERS = re.compile(
    r"^(?:nguoi|chuho|chuso|chuxe|chucoso|daidien|thutruong|giamdoc|canbo|congchuc|ykien|xacnhan|cha|bennu|bennam|ketoan"
    r"|totruong|truongphong|chutich|tm|kt|hokinhdoanh|chudoanhnghiep|coquan|donvi|linhdao|vo|chong|ben[ab]$)"
)
_COLUMN_GAP_MM, _NARROW_GAP_MM = 3.2, 1.7
LINE_STEP_MM = 7.6
"""Lines of one caption follow each other at no more than this."""
_TO_REMARK_MM = 9.8
_FREE_MM = 13.0
_MOST_WORDS = 14
_MOST_LINES = 3


@dataclass(frozen=True, slots=True)
class Caption:
    """One caption: the lines of its title, and what is printed under it in parentheses."""

    title: tuple[Stretch, ...]
    remarks: tuple[Stretch, ...]

    @property
    def rect(self) -> Rect:
        """The place of title and remarks."""
        whole = self.title[0].rect
        for stretch in (*self.title[1:], *self.remarks):
            whole = whole.union(stretch.rect)
        return whole


def narrow(stretch: Stretch, above: Sequence[Stretch]) -> Iterator[Stretch]:
    """A stretch of words cut at the gaps between columns of captions, also where one goes on from the row above."""
    if stretch.has_place or len(stretch.tokens) < 2:
        yield stretch
        return
    seams = [(a.rect.right, b.rect.left) for a, b in pairwise(above)] if all(p.text.isupper() for p in above) else []
    part: list[Token] = []
    for token in stretch.tokens:
        if part and _column_ends(part[-1].rect.right, token.rect.left, seams):
            yield replace(stretch, tokens=tuple(part))
            part = []
        part.append(token)
    yield replace(stretch, tokens=tuple(part))


def _column_ends(right: float, left: float, seams: Sequence[tuple[float, float]]) -> bool:
    below_seam = any(right < end and left > begin for begin, end in seams)
    return left - right > (_NARROW_GAP_MM if below_seam else _COLUMN_GAP_MM)


def captions(parts: Sequence[Stretch]) -> list[Caption]:
    """The captions of a page, from the top: those that say "(Ký…)", then bare titles over free space."""
    out: list[Caption] = []
    taken: list[Stretch] = []
    for part in parts:
        if _SIGN_HERE.match(base_letters(part.text)) and part.text.lstrip("'\"").startswith("("):
            if any(part is t for t in taken):
                continue
            title = _title_over(part, parts)
            if title:
                remarks = [part, *_remarks_under(part, parts)]
                out.append(Caption(tuple(title), tuple(remarks)))
                taken += [*title, *remarks]
    for part in parts:
        if any(part is t for t in taken) or not _is_title(part, parts):
            continue
        title = [part, *_more_lines(part, parts)]
        if _free_below(title[-1], parts):
            out.append(Caption(tuple(title), ()))
            taken += title
    return sorted(out, key=lambda c: (round(c.rect.top / 4), c.rect.left))


def _title_over(part: Stretch, parts: Sequence[Stretch]) -> list[Stretch]:
    """The lines above "(Ký…)": centred over it, close, and no place among them."""
    out: list[Stretch] = []
    below = part
    for line in sorted((p for p in parts if p.row < part.row), key=lambda p: -p.row):
        step = below.rect.bottom - line.rect.bottom
        if step > (LINE_STEP_MM if out else _TO_REMARK_MM) or len(out) == _MOST_LINES:
            break
        if not _over(line, part) or step < 1.5:
            continue
        if line.has_place or len(line.words) > _MOST_WORDS or line.text.rstrip()[-1] in ".;:":
            break
        if out and line.text.isupper() != out[0].text.isupper():
            break
        out.insert(0, line)
        below = line
    return out


def _remarks_under(part: Stretch, parts: Sequence[Stretch]) -> Iterator[Stretch]:
    """Further lines in parentheses, and the rest of one that was broken."""
    last = part
    for line in (p for p in parts if p.row > part.row):
        if line.rect.bottom - last.rect.bottom > LINE_STEP_MM:
            return
        opened = said(last.tokens).count("(") > said(last.tokens).count(")")
        if _over(line, part) and not line.has_place and (line.text.startswith("(") or opened):
            yield line
            last = line


def _is_title(part: Stretch, parts: Sequence[Stretch]) -> bool:
    """Whether a stretch may name who signs: capitals or a known signer, short, no sentence."""
    letters = base_letters(part.text)
    if part.has_place or not 1 < len(part.words) <= _MOST_WORDS or len(letters) < 5 or part.text.rstrip()[-1] in ".;:,":
        return False
    capitals = sum(c.isupper() for c in part.text) > 0.7 * sum(c.isalpha() for c in part.text)
    under_date = any(
        d.has_place and 0 < part.rect.bottom - d.rect.bottom < LINE_STEP_MM + 1.5 and _under_date(part, d)
        for d in parts
    )
    return (capitals and bool(_SIGNERS.match(letters))) or (under_date and (capitals or bool(_SIGNERS.match(letters))))


def _under_date(part: Stretch, line: Stretch) -> bool:
    dates = [w for w in written(Paragraph((line,))) if w.dated]
    return any(span(w).left - 8 < part.rect.center[0] < span(w).right + 8 for w in dates)


def _more_lines(part: Stretch, parts: Sequence[Stretch]) -> Iterator[Stretch]:
    """Further lines of a title in capitals."""
    last = part
    for line in (p for p in parts if p.row > part.row):
        if line.rect.bottom - last.rect.bottom > LINE_STEP_MM:
            return
        if _over(line, part) and not line.has_place and line.text.isupper():
            yield line
            last = line


def _free_below(line: Stretch, parts: Sequence[Stretch]) -> bool:
    r = line.rect
    return not any(
        p.row > line.row and p.rect.top < r.bottom + _FREE_MM and p.rect.left < r.right and p.rect.right > r.left
        for p in parts
    )


def _over(line: Stretch, part: Stretch) -> bool:
    """Whether two lines stand in one column: their middles are close, or one covers most of the other."""
    a, b = line.rect, part.rect
    common = min(a.right, b.right) - max(a.left, b.left)
    return abs(a.center[0] - b.center[0]) < 9 or common > 0.7 * min(a.width, b.width)


def span(place: Written) -> Rect:
    """From the first word or gap of a place to its last."""
    whole = place.parts[0].rect
    for token in place.parts[1:]:
        whole = whole.union(token.rect)
    return whole
