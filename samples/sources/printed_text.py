"""Where the fields of an edition stand in a PDF that a word processor printed, from the text of the PDF itself."""

from __future__ import annotations

import re
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import unescape
from pathlib import Path

from samples import fonts
from samples.sheet import DESCENT_MM, Spot
from samples.sources.raster import TIMEOUT_S
from scanpipe.catalog.schema import Edition, FieldSpec, Kind
from scanpipe.model import Rect
from scanpipe.text import base_letters

MM_PER_PT = 25.4 / 72
SHORTEST_MM = 6.0
_GAP = re.compile(r"…|\.{3,}|_{3,}|[□☐]")
_WORD = re.compile(r'<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">(.*?)</word>')
_FOOTNOTE = re.compile(r"\(\d{1,2}\)")
_LEADER = re.compile(r"[.…_]{3,}")


@dataclass(frozen=True, slots=True)
class Print:
    """A printed word: its page, place and text."""

    page: int
    rect: Rect
    text: str


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter of the print, without its tone, and the word it stands in."""

    base: str
    left: float
    right: float
    word: Print


@dataclass(frozen=True, slots=True)
class Label:
    """A label that was found: its field, its first letter and its last."""

    spec: FieldSpec
    first: Letter
    last: Letter


def spots_from_text(edition: Edition, pdf: bytes) -> list[Spot]:
    """
    Places to write in, by the labels in printed order; what is not there is left out.

    Raises OSError or SubprocessError.
    """
    words = list(_words(pdf))
    ordered = [spec for spec in edition.fields if spec.kind != Kind.SIGNATURE]
    labels = [*_labels(ordered, words), *_captions(edition, words)]
    leaders = [word for word in words if _LEADER.search(word.text)]
    squares = [word for word in words if "□" in word.text or "☐" in word.text]
    found: list[Spot] = []
    for number, label in enumerate(labels):
        page = label.last.word.page
        following = [other for other in labels[number + 1 :] if other.first.word.page == page]
        if label.spec.kind in (Kind.CHOICE, Kind.CHECKBOX):
            found += _options(label, [word for word in squares if word.page == page])
        else:
            found += _places(label, following, [word for word in leaders if word.page == page])
    return found


def labels_not_printed(edition: Edition, pdf: bytes) -> list[str]:
    """
    The keys of fields whose labels do not stand in the text of a PDF; none where it has no text. Captions of signatures
    stand side by side and are left out. Raises OSError or SubprocessError.
    """
    printed = base_letters("".join(word.text for word in _words(pdf)))
    asked = [spec for spec in edition.fields if spec.kind is not Kind.SIGNATURE] if printed else []
    return [spec.key for spec in asked if not all(part in printed for part in _parts(spec.label))]


def _parts(label: str) -> list[str]:
    """The printed words of a label, between its gaps; of a cell the words of its row and of its column."""
    pieces = (piece for part in label.split(" | ") for piece in _GAP.split(part))
    return [base_letters(_FOOTNOTE.sub("", piece)) for piece in pieces]


def _words(pdf: bytes) -> Iterator[Print]:
    """The words of all pages in reading order, in millimetres; footnote marks hang above the line and are left out."""
    with tempfile.TemporaryDirectory() as scratch:
        source = Path(scratch) / "form.pdf"
        source.write_bytes(pdf)
        command = ["pdftotext", "-bbox", str(source), "-"]
        answer = subprocess.run(command, check=True, capture_output=True, timeout=TIMEOUT_S, text=True).stdout
    for number, page in enumerate(answer.split("<page ")[1:], start=1):
        words = [
            Print(number, Rect(*(float(v) * MM_PER_PT for v in (x0, y0, x1, y1))), unescape(text))
            for x0, y0, x1, y1, text in _WORD.findall(page)
        ]
        words = [word for word in words if not _FOOTNOTE.fullmatch(word.text)]
        yield from sorted(words, key=lambda w: (round(w.rect.center[1] / 2.5), w.rect.left))


def _letters(words: Sequence[Print]) -> list[Letter]:
    """The letters of all words; where each stands in its word follows from the widths of a Times-like face."""
    face = fonts.load(fonts.typed_face("serif"), 100)
    letters = []
    for word in words:
        scale = word.rect.width / max(0.1, face.getlength(word.text))
        for at, character in enumerate(word.text):
            base = base_letters(character)
            if base:
                left = word.rect.left + face.getlength(word.text[:at]) * scale
                letters.append(Letter(base[0], left, left + face.getlength(character) * scale, word))
    return letters


def _labels(specs: Sequence[FieldSpec], words: Sequence[Print]) -> Iterator[Label]:
    """As many labels as can be found in the order of the form: the same words may stand there for several people."""
    letters = _letters(words)
    text = "".join(letter.base for letter in letters)
    wanted = [base_letters(_FOOTNOTE.sub("", _GAP.split(spec.label)[0])) for spec in specs]
    # best[end]: the most labels that fit into the text up to there, as (label, position) pairs.
    best: dict[int, tuple[tuple[int, int], ...]] = {0: ()}
    for number, label in enumerate(wanted):
        grown: dict[int, tuple[tuple[int, int], ...]] = {}
        for at in _occurrences(label, text):
            before = max((chain for end, chain in best.items() if end <= at), key=len)
            grown[at + len(label)] = (*before, (number, at))
        for end, chain in grown.items():
            if len(chain) > len(best.get(end, ())):
                best[end] = chain
    for number, at in max(best.values(), key=len):
        yield Label(specs[number], letters[at], letters[at + len(wanted[number]) - 1])


def _captions(edition: Edition, words: Sequence[Print]) -> Iterator[Label]:
    """Captions of signatures, which keep to no order: the last place where the words stand."""
    letters = _letters(words)
    text = "".join(letter.base for letter in letters)
    for spec in edition.fields:
        caption = base_letters(_FOOTNOTE.sub("", spec.label))
        at = text.rfind(caption) if spec.kind == Kind.SIGNATURE else -1
        if at >= 0:
            yield Label(spec, letters[at], letters[at + len(caption) - 1])


def _occurrences(label: str, text: str) -> list[int]:
    return [m.start() for m in re.finditer(f"(?={re.escape(label)})", text)] if len(label) > 1 else []


def _options(label: Label, squares: Sequence[Print]) -> Iterator[Spot]:
    """The squares behind a label on its line, one for each option."""
    line = [w.rect for w in squares if abs(w.rect.center[1] - label.last.word.rect.center[1]) < 3]
    for index, rect in enumerate(sorted(line, key=lambda r: r.left)[: len(label.spec.options) or 1]):
        half = rect.height * 0.22
        x, y = rect.right - half * 1.3, rect.center[1]
        yield Spot(label.spec.key, label.last.word.page, Rect(x - half, y - half, x + half, y + half), "option", index)


def _places(label: Label, following: Sequence[Label], leaders: Sequence[Print]) -> Iterator[Spot]:
    """The lines of a field, from its label to the next; the free space under the caption of a signature."""
    spec, page, word = label.spec, label.last.word.page, label.last.word.rect
    if spec.kind == Kind.SIGNATURE:
        middle = (label.first.left + label.last.right) / 2
        yield Spot(spec.key, page, Rect(middle - 27, word.bottom + 10, middle + 27, word.bottom + 30), "signature")
        return
    if spec.kind not in (Kind.LINE, Kind.MULTILINE) or len(_GAP.findall(spec.label)) > 1:
        return
    same_line = [other for other in following if abs(other.first.word.rect.top - word.top) < 2]
    edge = min((other.first.left - 0.5 for other in same_line), default=float("inf"))
    # A leader that ends in letters without a label behind it ("…bản") has no end that the text would tell.
    level = [w.rect for w in leaders if same_line or _LEADER.search(w.text[-3:])]
    level = [r for r in level if abs(r.center[1] - word.center[1]) < 2]
    own = [r for r in level if r.right > label.last.right + 2 and r.left < edge]
    if not own:
        return
    right = min(edge, max(r.right for r in own))
    left = max(label.last.right + 1.6, min(r.left for r in own))
    baseline = word.bottom - 0.285 * word.height  # where the letters of a Times-like face stand in its box
    index = 0
    if right - left >= SHORTEST_MM:
        yield Spot(spec.key, page, Rect(left, baseline - 5.0, right, baseline + DESCENT_MM), "value", index)
        index += 1
    if same_line:
        return
    below = [other.first.word.rect.top for other in following if other.first.word.rect.top > word.top + 2]
    for rect in (leader.rect for leader in leaders):
        if word.bottom < rect.center[1] < min(below, default=word.bottom) and rect.width > 60:
            line = rect.bottom - 0.22 * rect.height
            yield Spot(spec.key, page, Rect(rect.left, line - 5.0, rect.right, line + DESCENT_MM), "value", index)
            index += 1
