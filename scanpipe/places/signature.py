"""Signature zones: the free space under a caption, as wide as its column, down to the next printed line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from scanpipe.catalog import FieldSpec
from scanpipe.labels import Hit, core, places
from scanpipe.model import Rect
from scanpipe.places.place import How, Place, Surroundings
from scanpipe.rows import Row, Stream, letters_of

_DEPTH_MM = 28.0
_HALF_WIDTH_MM = 30.0
_CAPTION_STEP_MM = 5.5  # caption lines stand closer together than this
_COLUMN_GAP_MM = 3.2
_SMALL_LINE_MM = 5.0
_MARGIN_MM = 5.0
_ROOM_MM = 16.0
"""What is left of a page below a caption is a place to sign when it is so high."""
_LAST_MM = 40.0
"""A caption so near the end of its page may have its place on the next one."""
_SIGN_HERE = frozenset(["ky", "ghi", "ro", "ho", "va", "ten", "chu", "dem", "dong", "dau"])
"""Base letters of the words of "(Ký, ghi rõ họ, chữ đệm, tên)" and "(Ký, đóng dấu)"."""


@dataclass(frozen=True, slots=True)
class _Block:
    """Words of one column that stand close below each other: a caption, however many lines it was set over."""

    words: tuple[tuple[int, int], ...]
    page: int
    rect: Rect
    letters: str


def find_captions(
    specs: Sequence[FieldSpec], paper: Stream, after: Sequence[int], labels: set[tuple[int, int]]
) -> list[Hit | None]:
    """
    The caption of each signature field.

    Captions stand in columns and keep no order among themselves; each stands behind most of the labels printed before
    it (`after`: a letter of the stream for each), and never on the words of a label (`labels`). The best fitting pair
    of caption and block is settled first.
    """
    texts = [core(spec.label) for spec in specs]
    most = max((_most_letters(letters_of(text)) for text in texts), default=0)
    blocks = [b for b in _blocks(paper, most) if not labels & set(b.words)]
    pairs = [
        (hit, i)
        for i, text in enumerate(texts)
        for block in blocks
        if (hit := _in_block(text, block, paper)) is not None and hit.begin >= after[i]
    ]
    pairs.sort(key=lambda pair: (round(pair[0].score), pair[0].row), reverse=True)
    out: list[Hit | None] = [None] * len(specs)
    taken: list[Rect] = []
    for hit, i in pairs:
        page = paper.rows[hit.row].page
        free = not any(p == page and r.overlap(hit.rect) > 0 for p, r in zip(_pages(out, paper), taken, strict=True))
        if out[i] is None and free:
            out[i] = hit
            taken = [h.rect for h in out if h]
    return out


def _pages(hits: Sequence[Hit | None], paper: Stream) -> list[int]:
    return [paper.rows[h.row].page for h in hits if h]


def _most_letters(wanted: str) -> float:
    """A block with more letters than this is no caption of these."""
    return 2.5 * len(wanted) + 12


def _blocks(paper: Stream, most: float) -> list[_Block]:
    """
    The blocks of a paper with no more than `most` letters: runs of words with small gaps, stacked where they overlap
    sideways.
    """
    runs: list[_Block] = []
    for r, row in enumerate(paper.rows):
        run: list[tuple[int, int]] = []
        for w, word in enumerate(row.words):
            if run and word.rect.left - row.words[run[-1][1]].rect.right > _COLUMN_GAP_MM:
                runs.append(_block(run, paper))
                run = []
            run.append((r, w))
        if run:
            runs.append(_block(run, paper))
    runs = [run for run in runs if len(run.letters) <= most]
    blocks = list(runs)
    for k, top in enumerate(runs):
        stack = top
        for lower in runs[k + 1 : k + 24]:
            close = 0 < lower.rect.center[1] - stack.rect.bottom < _CAPTION_STEP_MM
            over = min(stack.rect.right, lower.rect.right) - max(stack.rect.left, lower.rect.left)
            if lower.page == stack.page and close and over > 0.4 * min(stack.rect.width, lower.rect.width):
                stack = _stacked(stack, lower)
                if len(stack.letters) > most:
                    break
                blocks.append(stack)
    return blocks


def _stacked(upper: _Block, lower: _Block) -> _Block:
    rect = upper.rect.union(lower.rect)
    return _Block(upper.words + lower.words, upper.page, rect, upper.letters + lower.letters)


def _block(run: Sequence[tuple[int, int]], paper: Stream) -> _Block:
    rect = paper.word(run[0]).rect
    for at in run[1:]:
        rect = rect.union(paper.word(at).rect)
    letters = "".join(letters_of(paper.word(at).text) for at in run)
    return _Block(tuple(run), paper.rows[run[0][0]].page, rect, letters)


def _in_block(text: str, block: _Block, paper: Stream) -> Hit | None:
    """The caption inside a block, when it makes up most of it; capitals speak for a caption."""
    wanted = letters_of(text)
    whole = block.letters
    if not wanted or not 0.6 * len(wanted) <= len(whole) <= _most_letters(wanted):
        return None
    score = max(fuzz.ratio(wanted, whole), 0.97 * fuzz.partial_ratio(wanted, whole) if len(wanted) > 6 else 0.0)
    shown = [c for at in block.words for c in paper.word(at).text if c.isalpha()]
    capital = (sum(c.isupper() for c in shown) > 0.7 * len(shown)) == text.isupper()
    if text.isupper() and not capital:
        return None  # notes speak of the same people in small letters
    score = score + (2.0 if capital else 0.0) - 0.1 * max(0, len(whole) - len(wanted))
    if score < 72:
        return None
    first, last = block.words[0], block.words[-1]
    begin = paper.start[first]
    end = paper.start[last] + len(letters_of(paper.word(last).text))
    return Hit(min(100.0, score), begin, end, first, last, block.rect, len(wanted))


def signature_place(spec: FieldSpec, hit: Hit, around: Surroundings, captions: Sequence[Hit]) -> Place:
    """The place to sign under a caption; `captions` are those of all signatures on the page."""
    middle = hit.rect.center[0]
    half = max(hit.rect.width * 0.6, _HALF_WIDTH_MM)
    beside = [h.rect.center[0] for h in captions if h is not hit and abs(h.rect.top - hit.rect.top) < 9]
    left = max([middle - half, *((x + middle) / 2 for x in beside if x < middle)])
    right = min([middle + half, *((x + middle) / 2 for x in beside if x > middle)])
    top = _below_caption(spec, hit.row, hit.rect.bottom, left, right, around)
    bottom = _next_print(spec, top, left, right, around)
    return _zone(spec, hit, around, (left, right), top, bottom)


def continued_signature(place: Place, hit: Hit, following: Surroundings) -> Place:
    """The same place when its caption is the last thing on its page: the free space at the top of the next page."""
    half = max(hit.rect.width * 0.6, _HALF_WIDTH_MM)
    left, right = hit.rect.center[0] - half, hit.rect.center[0] + half
    first = next((row for _, row in following.rows), None)
    if first is None or hit.rect.bottom < following.structure.height_mm - _LAST_MM:
        return place
    top = _below_caption(place.spec, -1, first.top, left, right, following)
    if top == first.top:  # no "(Ký, ghi rõ họ tên)": a signature is often not read as words
        top = min(top, 2 * _MARGIN_MM)
    return _zone(place.spec, hit, following, (left, right), top, _next_print(place.spec, top, left, right, following))


def _zone(
    spec: FieldSpec, hit: Hit, around: Surroundings, sides: tuple[float, float], top: float, bottom: float
) -> Place:
    """The free space between two heights, as far as the page reaches."""
    end_of_page = around.structure.height_mm - _MARGIN_MM
    left, right = max(0.0, sides[0]), min(around.structure.width_mm, sides[1])
    lowest = min(bottom - 0.5, top + _DEPTH_MM, end_of_page)
    region = Rect(left, top + 0.3, right, max(top + 0.3, lowest))
    least = _ROOM_MM if lowest == end_of_page else 6
    found = region.height >= least and region.width >= 12
    return Place(
        spec,
        around.page,
        How.LABEL,
        regions=(region,) if found else (),
        label=hit.rect,
        label_score=hit.score / 100,
        bounded=True,
    )


def _below_caption(
    spec: FieldSpec, caption_row: int, y: float, left: float, right: float, around: Surroundings
) -> float:
    """
    The bottom of the caption with its "(Ký, ghi rõ họ tên)" line. Only words known to be printed there count: a
    signature is misread as capitals, and the name below it may begin with "Ho".
    """
    printed = (core(spec.label), *spec.captions)
    known = _SIGN_HERE | {letters_of(w) for text in printed for w in text.split()}
    for index, row in around.rows:
        if index <= caption_row:
            continue
        if row.top - y > _CAPTION_STEP_MM:
            break
        near = [w for w in row.words if left < w.rect.center[0] < right]
        words = [letters_of(w.text) for w in near if letters_of(w.text)]
        if words and sum(any(w.startswith(k) for k in known if len(k) > 1) for w in words) >= 0.5 * len(words):
            y = max(w.rect.bottom for w in near)
    return y


def _next_print(spec: FieldSpec, top: float, left: float, right: float, around: Surroundings) -> float:
    """The next printed line below, not what a signature was misread as: labels, captions, dotted name lines."""
    ends = [top + _DEPTH_MM]
    vocabulary = {letters_of(w) for text in (spec.label, *spec.captions) for w in text.split()}
    ends += _captions_below(spec, top, left, right, around)
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


def _captions_below(spec: FieldSpec, top: float, left: float, right: float, around: Surroundings) -> list[float]:
    """Where the printed words below the signature begin: "(7) Họ và tên", "(7) Số định danh cá nhân"."""
    found = []
    below = [c for c in spec.captions if "ngày" not in c and not c.lower().startswith("(ký")]
    for n, caption in enumerate(below):
        for hit in places(core(caption), around.paper, floor=66):
            own_page = around.paper.rows[hit.row].page == around.page
            if own_page and hit.rect.top > top + 8 and left - 3 < hit.rect.center[0] < right + 3:
                # Small type is read badly: a line found stands for those printed above it.
                found.append(hit.rect.top - n * _SMALL_LINE_MM)
    return found


def _is_print(row: Row, left: float, right: float, vocabulary: set[str]) -> bool:
    inside = [letters_of(w.text) for w in row.words if left < w.rect.center[0] < right and w.confidence > 0.6]
    known = [w for w in inside if len(w) > 1 and w in vocabulary]
    return len(known) >= 2 or "".join(inside).startswith(("chuthich", "ghichu"))
