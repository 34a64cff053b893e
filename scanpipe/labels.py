"""
Printed labels found again on a page: tone-tolerant, in printed order.

OCR loses tones and letters, people write values right behind a colon, and the same label ("Xã/Phường/Đặc khu:")
stands four times on one form. So every label gets all of its possible places, and the best choice that keeps the
printed order wins.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from scanpipe.catalog import FieldSpec, Kind
from scanpipe.model import Rect
from scanpipe.rows import Stream, letters_of

FLOOR = 70.0
"""Least similarity (0–100) at which a place is considered at all."""
_SHORT = 5  # letters: so short a label must be read nearly whole and begin a word
_BLANK = re.compile(r"…+|\.{3,}|_{3,}|[□☐◻]| — |\[")
_FOOTNOTE = re.compile(r"\(\s*(?:\d{1,2}[a-z]?|\*+)\s*\)")
_OPTION = re.compile(r":\s*\S{1,5}$")  # the first printed choice behind the colon
_MASKED = "\x00"


@dataclass(frozen=True, slots=True)
class Hit:
    """
    A label found: `score` 0–100, the (row, word) pairs `first` and `last`, letters `begin` to `end` of the stream.

    `rect` is the printed label in millimetres; a label that runs over two rows ends on the second (`last`), and
    `rect` is the part on that last row. `size` is the number of letters looked for.
    """

    score: float
    begin: int
    end: int
    first: tuple[int, int]
    last: tuple[int, int]
    rect: Rect
    size: int
    ends: bool = True
    """Whether the label's last letters were read; if not, ink behind it may be the rest of the label."""

    @property
    def row(self) -> int:
        """The row on which the label ends."""
        return self.last[0]


def core(label: str) -> str:
    """
    The printed words of a label before the first blank: no footnote mark, no leader, no tick box.

    >>> core("Đề nghị cấp bản sao(6): Có □, Không □")
    'Đề nghị cấp bản sao:'
    >>> core("……, ngày … tháng … năm …")
    'ngày'
    """
    pieces = [p.strip(" ,;") for p in _BLANK.split(_FOOTNOTE.sub("", label))]
    first = next((p for p in pieces if len(letters_of(p)) >= 2), "")
    return _OPTION.sub(":", first)


def align(
    cores: Sequence[str], page: Stream, *, floor: float = FLOOR, known: dict[str, tuple[Hit, ...]] | None = None
) -> list[Hit | None]:
    """
    The best choice of one place for each label that keeps their order; None for a label that has none.

    `known` keeps the places of each label between calls with the same page and floor: editions share most of them.
    """
    known = {} if known is None else known
    for text in cores:
        if text not in known:
            known[text] = tuple(places(text, page, floor=floor))
    found = [(h, n) for n, text in enumerate(cores) for h in known[text]]
    found.sort(key=lambda pair: (pair[0].begin, pair[0].end))
    best: list[tuple[float, int]] = []
    for k, (hit, n) in enumerate(found):
        value, previous = 0.0, -1
        for j in range(k):
            before, m = found[j]
            if m < n and before.end <= hit.begin and best[j][0] > value:
                value, previous = best[j][0], j
        # Cubed, so that one good match outweighs two doubtful ones; longer labels prove more.
        best.append((value + (hit.score / 100) ** 3 * (hit.size + 3), previous))
    chosen: list[Hit | None] = [None] * len(cores)
    k = max(range(len(best)), key=lambda i: best[i][0], default=-1)
    while k >= 0:
        hit, n = found[k]
        chosen[n] = hit
        k = best[k][1]
    return chosen


def places(text: str, page: Stream, *, floor: float = FLOOR, most: int = 6) -> Iterator[Hit]:
    """Up to `most` places where a label may stand, best first."""
    wanted = letters_of(text)
    if len(wanted) < 2:
        return
    letters = page.letters
    for _ in range(most):
        found = fuzz.partial_ratio_alignment(wanted, letters, score_cutoff=floor)
        if found is None or found.dest_end <= found.dest_start:
            return
        begin, end = found.dest_start, found.dest_end
        hit = _hit(wanted, page, begin, end)
        if hit is not None and hit.score >= floor:
            yield hit
        letters = letters[:begin] + _MASKED * (end - begin) + letters[end:]


def _hit(wanted: str, page: Stream, begin: int, end: int) -> Hit | None:
    begins_word = begin == 0 or page.owner[begin - 1] != page.owner[begin]
    if len(wanted) <= _SHORT:
        if not begins_word or fuzz.ratio(wanted, page.letters[begin:end]) < 80:
            return None
    elif not begins_word and page.owner[begin - 1][0] == page.owner[begin][0]:
        begin = _to_word_start(page, begin, wanted)
    touched = _without_value(page, _on_fewest_rows(page, page.words(begin, end), wanted), wanted)
    end = min(end, page.start[touched[-1]] + _own_letters(letters_of(page.word(touched[-1]).text), wanted))
    last, right = _label_end(page, touched, end)
    touched = [t for t in touched if t <= last] or [last]
    if last > touched[-1]:
        touched.append(last)
    whole = "".join(letters_of(page.word(t).text) for t in touched)
    score = max(fuzz.ratio(wanted, whole), 0.96 * fuzz.ratio(wanted, page.letters[begin:end]))
    on_row = [page.word(t).rect for t in touched if t[0] == last[0]]
    rect = Rect(on_row[0].left, min(r.top for r in on_row), right, max(r.bottom for r in on_row))
    # The window is as long as the label; where words are missing it reaches into its neighbours, the hit must not.
    begin = max(begin, page.start[touched[0]])
    end = max(begin + 1, min(end, page.start[last] + len(letters_of(page.word(last).text))))
    tail = wanted[-4:]
    ends = fuzz.partial_ratio(tail, letters_of(page.word(last).text)) >= 60 or len(wanted) <= _SHORT
    return Hit(score, begin, end, touched[0], last, rect, len(wanted), ends)


def _on_fewest_rows(page: Stream, touched: list[tuple[int, int]], wanted: str) -> list[tuple[int, int]]:
    """The words of a window without those that it only reaches over from the row before or into the row behind."""
    parts = [touched]
    for row in {t[0] for t in touched}:
        parts.append([t for t in touched if t[0] == row])

    def likeness(part: list[tuple[int, int]]) -> tuple[float, int]:
        return fuzz.ratio(wanted, "".join(letters_of(page.word(t).text) for t in part)), -len(part)

    return max(parts, key=likeness)


def _without_value(page: Stream, touched: list[tuple[int, int]], wanted: str) -> list[tuple[int, int]]:
    """
    The words without trailing ones that do not belong to the label: where its last word was not read, the window
    reaches into the value.
    """

    def likeness(part: Sequence[tuple[int, int]]) -> float:
        letters = [letters_of(page.word(t).text) for t in part]
        last = letters[-1][: _own_letters(letters[-1], wanted)]
        return float(fuzz.ratio(wanted, "".join([*letters[:-1], last])))

    while len(touched) > 1 and likeness(touched[:-1]) > likeness(touched):
        touched = touched[:-1]
    return touched


def _own_letters(word: str, wanted: str) -> int:
    """How many letters of the last word belong to the label: all, or less where a value is stuck to it."""
    best, count = 0.0, len(word)
    for k in range(len(word), 0, -1):
        likeness = fuzz.ratio(word[:k], wanted[-k:])
        if likeness > best + 12:
            best, count = likeness, k
    return count


def _to_word_start(page: Stream, begin: int, wanted: str) -> int:
    """A window that begins inside a word is moved to that word's first letter when that reads no worse."""
    start = page.start[page.owner[begin]]
    return start if begin - start <= max(2, len(wanted) // 8) else begin


def _label_end(page: Stream, touched: Sequence[tuple[int, int]], end: int) -> tuple[tuple[int, int], float]:
    """
    The last word of the label, and where on it the label stops (mm): at its colon when there is one near, inside a
    word when a value is stuck to it.
    """
    row, word = touched[-1]
    for at in ((row, word), (row, word + 1), (row, word - 1)):
        if not 0 <= at[1] < len(page.rows[row].words):
            continue
        text = page.word(at).text
        colon = text.find(":")
        if colon >= 0 and abs(page.start[at] + len(letters_of(text[:colon])) - end) <= 3:
            rect = page.word(at).rect
            return at, rect.left + rect.width * (colon + 1) / len(text)
    at = touched[-1]
    rect, size = page.word(at).rect, len(letters_of(page.word(at).text))
    inside = end - page.start[at]
    if size - inside >= 2:
        if inside < 0.35 * size and len(touched) > 1 and touched[-2][0] == at[0]:
            return touched[-2], page.word(touched[-2]).rect.right
        return at, rect.left + rect.width * inside / size
    return at, rect.right


def tails(spec: FieldSpec) -> list[str]:
    """
    The printed words of a field behind its first blank, and those of its captions.

    "Số lượng: … bản" has the tail "bản"; of a date line every word is printed inside its place.
    """
    behind = _BLANK.split(_FOOTNOTE.sub("", spec.label))
    first = next((i for i, p in enumerate(behind) if len(letters_of(p)) >= 2), len(behind))
    begin = 0 if spec.kind is Kind.PLACE_DATE else first + 1
    words = [w for p in behind[begin:] for w in p.split()]
    return words + [w for caption in spec.captions for w in caption.split()]


def phrases(spec: FieldSpec) -> list[str]:
    """
    What is printed between and behind the blanks of a field and is long enough to be found as a whole.

    "Số tầng: … tầng; trong đó, số tầng nổi: …" has the phrase "tầng; trong đó, số tầng nổi:".
    """
    behind = [p.strip(" ,;") for p in _BLANK.split(_FOOTNOTE.sub("", spec.label))]
    first = next((i for i, p in enumerate(behind) if len(letters_of(p)) >= 2), len(behind))
    return [p for p in behind[first + 1 :] if len(letters_of(p)) > _SHORT]


def marks_behind_blank(spec: FieldSpec) -> bool:
    """Whether a footnote mark is printed behind a blank: "… liền kề …(10)"."""
    blank = _BLANK.search(spec.label)
    return blank is not None and bool(_FOOTNOTE.search(spec.label, blank.end()))


def numbers_items(spec: FieldSpec) -> bool:
    """Whether the print numbers what is written: "(1) … (2) … (3) …"."""
    return bool(re.search(r"\(1\)\s*(…|\.{3,})", spec.label))
