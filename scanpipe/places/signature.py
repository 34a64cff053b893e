"""Signature zones: the free space under a caption, as wide as its column, down to the next printed line."""

from __future__ import annotations

from collections.abc import Sequence

from scanpipe.catalog import FieldSpec
from scanpipe.labels import Hit, core, places
from scanpipe.model import Rect
from scanpipe.places.place import How, Place, Surroundings
from scanpipe.rows import Row, Stream, letters_of

_DEPTH_MM = 24.0
_HALF_WIDTH_MM = 20.0
_CAPTION_STEP_MM = 5.5  # caption lines stand closer together than this
_BELOW_CAPTION = ("ky", "gh", "ch", "do", "ho", "va")  # how "(Ký, ghi rõ họ tên)" and the like begin


def find_captions(specs: Sequence[FieldSpec], paper: Stream, after: int) -> list[Hit | None]:
    """
    The caption of each signature field. Captions keep no order among themselves, but stand below the last label that
    has one (`after`, a letter of the stream).
    """
    taken: set[tuple[int, int]] = set()
    out: list[Hit | None] = []
    for spec in specs:
        text = core(spec.label)
        options = [h for h in places(text, paper, floor=72) if h.first not in taken]
        hit = max(options, key=lambda h: _rank(h, text, paper, after), default=None) or _piece(text, paper, taken)
        if hit:
            taken |= {*paper.words(hit.begin, hit.end), hit.last}
        out.append(hit)
    return out


def _rank(hit: Hit, text: str, paper: Stream, after: int) -> tuple[bool, int, bool, int]:
    words = "".join(paper.word(at).text for at in paper.words(hit.begin, hit.end))
    return hit.begin >= after, round(hit.score / 8), words.isupper() == text.isupper(), hit.row


def _piece(text: str, paper: Stream, taken: set[tuple[int, int]]) -> Hit | None:
    """A caption set over several lines of its column: the longest piece of it that stands on one row."""
    words = text.split()
    least = min(9, max(4, len(letters_of(text)) // 2))
    best: Hit | None = None
    for length in range(len(words) - 1, 0, -1):
        for i in range(len(words) - length + 1):
            piece = " ".join(words[i : i + length])
            if len(letters_of(piece)) < least:
                continue
            for hit in places(piece, paper, floor=84, most=3):
                free = not taken & set(paper.words(hit.begin, hit.end))
                if free and (best is None or (hit.size, hit.score) > (best.size, best.score)):
                    best = hit
        if best:
            return best
    return None


def signature_place(spec: FieldSpec, hit: Hit, around: Surroundings, captions: Sequence[Hit]) -> Place:
    """The place to sign under a caption; `captions` are those of all signatures on the page."""
    middle = hit.rect.center[0]
    half = max(hit.rect.width * 0.6, _HALF_WIDTH_MM)
    beside = [h.rect.center[0] for h in captions if h is not hit and abs(h.rect.top - hit.rect.top) < 9]
    left = max([middle - half, *((x + middle) / 2 for x in beside if x < middle)])
    right = min([middle + half, *((x + middle) / 2 for x in beside if x > middle)])
    top = _below_caption(hit, left, right, around)
    bottom = _next_print(spec, top, left, right, around)
    left, right = max(0.0, left), min(around.structure.width_mm, right)
    region = Rect(left, top + 0.3, right, max(top + 0.3, min(bottom - 0.5, top + _DEPTH_MM)))
    found = region.height >= 6 and region.width >= 12
    return Place(
        spec,
        around.page,
        How.LABEL,
        regions=(region,) if found else (),
        label=hit.rect,
        label_score=hit.score / 100,
        bounded=True,
    )


def _below_caption(hit: Hit, left: float, right: float, around: Surroundings) -> float:
    """The bottom of the caption with its "(Ký, ghi rõ họ tên)" lines."""
    y = hit.rect.bottom
    for index, row in around.rows:
        if index <= hit.row:
            continue
        near = [w for w in row.words if left < w.rect.center[0] < right]
        if row.top - y > _CAPTION_STEP_MM:
            break
        text = "".join(w.text for w in near)
        printed = text.startswith("(") or letters_of(text)[:2] in _BELOW_CAPTION or text.isupper()
        if near and printed and min(w.confidence for w in near) > 0.3:
            y = max(w.rect.bottom for w in near)
    return y


def _next_print(spec: FieldSpec, top: float, left: float, right: float, around: Surroundings) -> float:
    """The next printed line below, not what a signature was misread as: labels, captions, dotted name lines."""
    ends = [top + _DEPTH_MM]
    vocabulary = {letters_of(w) for text in (spec.label, *spec.captions) for w in text.split()}
    for hit in around.hits:
        if hit.rect.top > top + 4 and hit.rect.left < right and hit.rect.right > left:
            ends.append(hit.rect.top)
    for _, row in around.rows:
        if row.top > top + _CAPTION_STEP_MM and _is_print(row, left, right, vocabulary):
            ends.append(row.top)
    for leader in around.structure.leaders:
        # A dotted "họ và tên" line ends the place for the signature itself.
        if leader.baseline > top + 8 and leader.right > left and leader.left < right and leader.right - leader.left > 6:
            ends.append(leader.baseline - 4.5)
    return min(ends)


def _is_print(row: Row, left: float, right: float, vocabulary: set[str]) -> bool:
    inside = [letters_of(w.text) for w in row.words if left < w.rect.center[0] < right and w.confidence > 0.6]
    known = [w for w in inside if len(w) > 1 and w in vocabulary]
    return len(known) >= 2 or "".join(inside).startswith(("chuthich", "ghichu"))
