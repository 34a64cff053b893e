"""Who signs: captions over free space, with the date above them, "(Ký, ghi rõ họ tên)" and what is asked below."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from scanpipe.catalog.schema import Kind
from scanpipe.drafting.captions import LINE_STEP_MM, Caption, captions, narrow, span
from scanpipe.drafting.gaps import Written, written
from scanpipe.drafting.paragraphs import Paragraph, label_text
from scanpipe.drafting.sheet import Place
from scanpipe.drafting.token import said
from scanpipe.drafting.tokens import Stretch
from scanpipe.model import Rect
from scanpipe.text import base_letters

_OFFICE = re.compile(
    r"xacnhancua|nguoitiepnhan|canbo|congchuc|thutruong|ykiencuacoquan|ykiencuauyban|coquandangky|giamdoc"
)
_BELOW = re.compile(r"hova|hoten|hochu|dinhdanh|dinhdan|canc?uoc|cccd|cmnd|chucvu|sodienthoai")
_DEPTH_MM = 28.0
_HALF_WIDTH_MM = 30.0


@dataclass(frozen=True, slots=True)
class Signed:
    """The places to sign on a page, and the stretches that belong to them: no line of text is looked for there."""

    places: tuple[Place, ...]
    used: tuple[Stretch, ...]


def signatures(stretches: Sequence[Stretch], height_mm: float) -> Signed:
    """The signatures of one page."""
    parts: list[Stretch] = []
    for stretch in stretches:
        parts += narrow(stretch, [p for p in parts if p.row == stretch.row - 1])
    found = captions(parts)
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
        near_above, near_below = 0 < rise < LINE_STEP_MM + 1.5, 4 < drop < _DEPTH_MM + 18
        if not (near_above or near_below):
            continue
        for place in written(Paragraph((stretch,))):
            inside = left - 3 < span(place).center[0] < right + 3
            if near_above and inside and place.dated:
                above.append(place)
                own.append(stretch)
            elif near_below and inside and place.nameless:
                own.append(stretch)
            elif near_below and inside and _BELOW.search(base_letters(said(place.parts))) and len(place.parts) < 9:
                below.append(place)
                own.append(stretch)
    return above, below, own


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
