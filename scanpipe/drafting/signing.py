"""Who signs: captions over free space, with the date above them, "(Ký, ghi rõ họ tên)" and what is asked below."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from scanpipe.catalog.schema import Kind
from scanpipe.drafting.gaps import Written, written
from scanpipe.drafting.paragraphs import Paragraph, label_text
from scanpipe.drafting.sheet import Place
from scanpipe.drafting.tokens import Stretch, Token, said
from scanpipe.model import Rect
from scanpipe.text import base_letters

_SIGN_HERE = re.compile(r"^\(?(?:ky|chuky|kyten|kyso)")
_SIGNERS = re.compile(
    r"^(?:nguoi|chuho|chuso|chuxe|chucoso|daidien|thutruong|giamdoc|canbo|congchuc|ykien|xacnhan|cha|bennu|bennam|ketoan"
    r"|totruong|truongphong|chutich|tm|kt|hokinhdoanh|chudoanhnghiep|coquan|donvi|linhdao|vo|chong|ben[ab]$)"
)
_OFFICE = re.compile(
    r"xacnhancua|nguoitiepnhan|canbo|congchuc|thutruong|ykiencuacoquan|ykiencuauyban|coquandangky|giamdoc"
)
_BELOW = re.compile(r"hova|hoten|hochu|dinhdanh|dinhdan|canc?uoc|cccd|cmnd|chucvu|sodienthoai")
_COLUMN_GAP_MM = 3.2
_LINE_STEP_MM = 7.6
"""Lines of one caption follow each other at no more than this."""
_TO_REMARK_MM = 9.8
_FREE_MM = 13.0
_DEPTH_MM = 28.0
_HALF_WIDTH_MM = 30.0
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


@dataclass(frozen=True, slots=True)
class Signed:
    """The places to sign on a page, and the stretches that belong to them: no line of text is looked for there."""

    places: tuple[Place, ...]
    used: tuple[Stretch, ...]


def signatures(stretches: Sequence[Stretch], height_mm: float) -> Signed:
    """The signatures of one page."""
    parts = [part for s in stretches for part in _narrow(s)]
    found = _captions(parts)
    groups = _side_by_side(found)
    places: list[Place] = []
    used: list[Stretch] = []
    for group in groups:
        for caption in group:
            dated, below, own = _around(caption, group, stretches)
            used += own if len(group) > 1 else [s for s in own if s.rect.top > caption.rect.bottom]
            used += _owners(caption, stretches)
            above = dated if len(group) > 1 else []
            places.append(_place(caption, group, above, below, parts, height_mm))
    return Signed(tuple(places), tuple(used))


def _narrow(stretch: Stretch) -> Iterator[Stretch]:
    """A stretch of words cut at the gaps between columns of captions."""
    if stretch.has_place or len(stretch.tokens) < 2:
        yield stretch
        return
    part: list[Token] = []
    for token in stretch.tokens:
        if part and token.rect.left - part[-1].rect.right > _COLUMN_GAP_MM:
            yield replace(stretch, tokens=tuple(part))
            part = []
        part.append(token)
    yield replace(stretch, tokens=tuple(part))


def _captions(parts: Sequence[Stretch]) -> list[Caption]:
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
        if step > (_LINE_STEP_MM if out else _TO_REMARK_MM) or len(out) == _MOST_LINES:
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
        if line.rect.bottom - last.rect.bottom > _LINE_STEP_MM:
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
        d.has_place and 0 < part.rect.bottom - d.rect.bottom < _LINE_STEP_MM + 1.5 and _under_date(part, d)
        for d in parts
    )
    return (capitals and bool(_SIGNERS.match(letters))) or (under_date and (capitals or bool(_SIGNERS.match(letters))))


def _under_date(part: Stretch, line: Stretch) -> bool:
    dates = [w for w in written(Paragraph((line,))) if w.dated]
    return any(_span(w).left - 8 < part.rect.center[0] < _span(w).right + 8 for w in dates)


def _more_lines(part: Stretch, parts: Sequence[Stretch]) -> Iterator[Stretch]:
    """Further lines of a title in capitals."""
    last = part
    for line in (p for p in parts if p.row > part.row):
        if line.rect.bottom - last.rect.bottom > _LINE_STEP_MM:
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


def _side_by_side(captions: Sequence[Caption]) -> list[list[Caption]]:
    rows: list[list[Caption]] = []
    for caption in captions:
        if rows and abs(rows[-1][0].rect.top - caption.rect.top) < 6:
            rows[-1].append(caption)
        else:
            rows.append([caption])
    return rows


def _around(
    caption: Caption, group: Sequence[Caption], stretches: Sequence[Stretch]
) -> tuple[list[Written], list[Written], list[Stretch]]:
    """Date lines above a caption and lines to fill in below its space, and the stretches that hold nothing else."""
    left, right = _sides(caption, group)
    above: list[Written] = []
    below: list[Written] = []
    own: list[Stretch] = []
    for stretch in stretches:
        if not stretch.has_place:
            continue
        rise = caption.title[0].rect.bottom - stretch.rect.bottom
        drop = stretch.rect.top - caption.rect.bottom
        near_above, near_below = 0 < rise < _LINE_STEP_MM + 1.5, 4 < drop < _DEPTH_MM + 18
        if not (near_above or near_below):
            continue
        for place in written(Paragraph((stretch,))):
            inside = left - 3 < _span(place).center[0] < right + 3
            if near_above and inside and place.dated:
                above.append(place)
                own.append(stretch)
            elif near_below and inside and place.nameless:
                own.append(stretch)
            elif near_below and inside and _BELOW.search(base_letters(said(place.parts))) and len(place.parts) < 9:
                below.append(place)
                own.append(stretch)
    return above, below, own


def _span(place: Written) -> Rect:
    whole = place.parts[0].rect
    for token in place.parts[1:]:
        whole = whole.union(token.rect)
    return whole


def _owners(caption: Caption, stretches: Sequence[Stretch]) -> list[Stretch]:
    """The stretches of the page that the lines of a caption were cut from."""
    own = {id(t) for line in (*caption.title, *caption.remarks) for t in line.tokens}
    return [s for s in stretches if any(id(t) in own for t in s.tokens)]


def _sides(caption: Caption, group: Sequence[Caption]) -> tuple[float, float]:
    """From where to where somebody signs: as wide as the caption, half way to its neighbours."""
    middle = caption.rect.center[0]
    half = max(0.6 * caption.rect.width, _HALF_WIDTH_MM)
    others = [c.rect.center[0] for c in group if c is not caption]
    left = max([0.0, middle - half, *((x + middle) / 2 for x in others if x < middle)])
    right = min([middle + half, *((x + middle) / 2 for x in others if x > middle)])
    return left, right


def _place(
    caption: Caption,
    group: Sequence[Caption],
    dated: Sequence[Written],
    below: Sequence[Written],
    parts: Sequence[Stretch],
    height_mm: float,
) -> Place:
    left, right = _sides(caption, group)
    top = caption.rect.bottom + 0.3
    ends = [top + _DEPTH_MM, height_mm - 5]
    for part in parts:
        r = part.rect
        if r.top > top + 4 and r.left < right and r.right > left:
            ends.append(r.top - 0.5)
    label = " ".join(s.text for s in caption.title)
    captions = [said(w.parts) for w in dated] + _remarks(caption) + [label_text(w.parts).rstrip(":") for w in below]
    words = [t for s in caption.title for t in s.words]
    read = sum(t.confidence * len(t.text) for t in words) / max(1, sum(len(t.text) for t in words))
    letters = base_letters(label)
    return Place(
        kind=Kind.OFFICE_USE if _OFFICE.search(letters) else Kind.SIGNATURE,
        page=caption.title[0].page,
        rect=Rect(left, top, right, max(top + 4, min(ends))),
        label=label,
        label_rect=caption.rect,
        confidence=round((0.3 + 0.7 * read) * (0.95 if caption.remarks or dated else 0.75), 2),
        how="caption",
        captions=tuple(captions),
    )


def _remarks(caption: Caption) -> list[str]:
    """What is printed in parentheses, a remark over two lines made one."""
    out: list[str] = []
    for stretch in caption.remarks:
        if out and out[-1].count("(") > out[-1].count(")"):
            out[-1] += " " + stretch.text
        else:
            out.append(stretch.text)
    return out
