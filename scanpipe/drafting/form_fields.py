"""The fields of a fillable PDF as places: those that nothing printed shows, with the words printed beside them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from scanpipe.catalog.schema import Kind
from scanpipe.drafting.paragraphs import label_text, words_rect
from scanpipe.drafting.sheet import Place
from scanpipe.drafting.token import Token
from scanpipe.drafting.tokens import Stretch
from scanpipe.imaging.pdf_fields import FormField
from scanpipe.model import Rect

_KINDS = {
    "text": Kind.LINE,
    "lines": Kind.MULTILINE,
    "boxes": Kind.BOXES,
    "button": Kind.CHECKBOX,
    "signature": Kind.SIGNATURE,
}
_ABOVE_MM = 9.0
_BESIDE_MM = 60.0
_SHARE = 0.3


def unprinted(
    fields: Sequence[FormField], places: Sequence[Place], stretches: Sequence[Stretch], captions: Sequence[Stretch]
) -> Iterator[Place]:
    """The fields of one page that lie on none of its places; those in the `captions` of a signature belong to it."""
    known = [place.rect for place in places] + [t.rect for s in captions for t in s.tokens if t.what == "gap"]
    free = [f for f in fields if not any(_lies_on(f.rect, rect) for rect in known)]
    for field in free:
        others = [f.rect for f in fields if f is not field]
        label = _label(field, others, stretches)
        sure = 0.7 if label else 0.35
        yield Place(
            kind=_KINDS[field.kind],
            page=field.page,
            rect=field.rect,
            label=label_text(label) or field.told,
            label_rect=words_rect(label),
            confidence=sure,
            how="form_field",
            boxes=field.boxes,
        )


def _lies_on(field: Rect, place: Rect) -> bool:
    smaller = min(field.width * field.height, place.width * place.height)
    return field.overlap(place) > _SHARE * smaller


def _label(field: FormField, others: Sequence[Rect], stretches: Sequence[Stretch]) -> Sequence[Token]:
    """
    The words that name a field: at its left, back to the field before it on its row; behind a square to tick; else the
    nearest row above.
    """
    r = field.rect
    row = [s for s in stretches if s.rect.top < r.center[1] < s.rect.bottom or r.top < s.rect.center[1] < r.bottom]
    words = sorted((t for s in row for t in s.words), key=lambda t: t.rect.left)
    level = [o for o in others if o.top < r.center[1] < o.bottom]
    begin = max([o.right for o in level if o.right <= r.left + 1], default=r.left - _BESIDE_MM)
    left = [t for t in words if begin - 1 < t.rect.left and t.rect.right < r.left + 1.5]
    end = min([o.left for o in level if o.left >= r.right - 1], default=r.right + _BESIDE_MM)
    right = [t for t in words if r.right - 1.5 < t.rect.left and t.rect.right < end + 1]
    first, second = (right, left) if field.kind == "button" else (left, [])
    if first or second:
        return first or second
    above = [s for s in stretches if 0 < r.top - s.rect.bottom + 1.5 < _ABOVE_MM and s.rect.left < r.right]
    over = [s for s in above if s.rect.right > r.left]
    return max(over, key=lambda s: s.rect.bottom).words if over else ()
