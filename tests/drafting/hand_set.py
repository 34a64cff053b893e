"""
Pages set by hand for tests of reading: "Họ tên: …40 Tuổi: …10 @120 Có □" is words, a gap of 40 mm, a square, and what
stands at 120 mm; "^1" is small and raised; letters are 2 mm wide and spaces 1.2.
"""

import numpy as np

from scanpipe.drafting.opened import BlankPage
from scanpipe.drafting.paragraphs import Paragraph, paragraphs
from scanpipe.drafting.sheet import Place
from scanpipe.drafting.tokens import Stretch, stretches, tokens_of
from scanpipe.imaging.ladders import Ladder
from scanpipe.imaging.leaders import Leader
from scanpipe.imaging.sheet import Structure
from scanpipe.model import Rect, Word

LETTER_MM, SPACE_MM, SIDE_MM = 2.0, 1.2, 4.0


def page(
    *lines: tuple[float, str],
    rules: tuple[Rect, ...] = (),
    upright: tuple[Rect, ...] = (),
    ladders: tuple[Ladder, ...] = (),
    confidence: float = 1.0,
) -> BlankPage:
    """A page with these lines on their baselines (mm), and with these rules."""
    words: list[Word] = []
    leaders: list[Leader] = []
    squares: list[Rect] = []
    for baseline, line in lines:
        x = 20.0
        for piece in line.split():
            if piece.startswith("@"):
                x = float(piece[1:])
            elif piece.startswith("…") and piece[1:].isdigit():
                leaders.append(Leader(x, x + int(piece[1:]), baseline))
                x += int(piece[1:]) + SPACE_MM
            elif piece == "□":
                squares.append(Rect(x, baseline - 3.5, x + SIDE_MM, baseline + 0.5))
                x += SIDE_MM + SPACE_MM
            elif piece.startswith("^"):
                words.append(Word(piece[1:], Rect(x - 1, baseline - 4.2, x + 2, baseline - 1.5), confidence))
                x += 2 + SPACE_MM
            else:
                width = LETTER_MM * len(piece)
                words.append(Word(piece, Rect(x, baseline - 3.0, x + width, baseline + 0.9), confidence))
                x += width + SPACE_MM
    structure = Structure(210.0, 297.0, tuple(leaders), rules, upright, ladders, tuple(squares), ())
    return BlankPage(1, np.full((297, 210), 255, np.uint8), tuple(words), structure, born_digital=True)


def rows_of(sheet: BlankPage) -> list[Stretch]:
    """The stretches of a page."""
    return stretches(sheet, tokens_of(sheet))


def paragraphs_of(sheet: BlankPage) -> list[Paragraph]:
    """The paragraphs of a page."""
    return paragraphs(rows_of(sheet))


def table(xs: list[float], ys: list[float]) -> dict[str, tuple[Rect, ...]]:
    """The rules of a grid with walls at xs and levels at ys."""
    level = tuple(Rect(xs[0], y - 0.1, xs[-1], y + 0.1) for y in ys)
    walls = tuple(Rect(x - 0.1, ys[0], x + 0.1, ys[-1]) for x in xs)
    return {"rules": level, "upright": walls}


def told(place: Place) -> tuple[str, str]:
    """Kind and label of a place."""
    return place.kind.value, place.label
