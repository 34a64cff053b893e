"""How one person types a form again: the look of the page, leaders, and the links that mark places to write in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from samples import fonts
from samples.sources.ooxml import Look, Run

LINK = "https://spot.invalid"
NBSP = "\u00a0"
GAP = re.compile(r"(?:…|\.{3,}|_{3,})+")
FOOTNOTE = re.compile(r"(\(\d{1,2}\))")
LEADERS = ("dots", "ellipsis", "underscores", "tab", "table")
MM_PER_PT = 25.4 / 72
ROW_MM, BOX_MM = 8.0, 7.5


@dataclass(frozen=True, slots=True)
class Manner:
    """
    How somebody types: the look of the page, and how places to write in are drawn (`leader`: one of LEADERS).
    `ruled_cells`: a table of people side by side keeps its rules; without them it has a leader in each cell.
    """

    look: Look
    leader: str
    grid_boxes: bool
    header_align: str
    ruled_cells: bool = True


def choose_manner(rng: Random) -> Manner:
    """A manner by chance, within what offices and copy shops do."""
    face = rng.choice(("Liberation Serif", "Liberation Serif", "Liberation Sans"))
    size = rng.choice((11.0, 12.0, 12.5, 13.0, 14.0))
    look = Look(
        rng.choice((20.0, 25.0, 30.0, 32.0)), rng.choice((15.0, 18.0, 20.0, 25.0)), rng.choice((15.0, 20.0, 24.0)),
        face, size, rng.choice((1.0, 1.1, 1.2, 1.35)), rng.choice((2.0, 4.0, 6.0)),
    )  # fmt: skip
    return Manner(look, rng.choice(LEADERS), rng.random() < 0.7, rng.choice(("right", "center")), rng.random() < 0.6)


def link(
    key: str, kind: str, index: int = 0, *, row: int = 0, column: str = "", width_mm: float = 0, height_mm: float = 0
) -> str:
    """The address that marks a place: what it is, and its size where the text alone does not show it."""
    return f"{LINK}/{key}/{kind}/{index}/{row}/{column or '-'}/{width_mm:.2f}/{height_mm:.2f}"


def printed(text: str, *, bold: bool = False, italic: bool = False) -> Iterator[Run]:
    """Printed words; footnote marks hang above."""
    for part in FOOTNOTE.split(text):
        if part:
            mark = FOOTNOTE.fullmatch(part) is not None and not text.lstrip().startswith(part)
            yield Run(part, bold, italic, raised=mark)


def leader_run(key: str, index: int, width_mm: float, manner: Manner, *, last: bool = False) -> Run:
    """A leader of that width, linked as a place to write in; with tabs, the last of a line runs to the margin."""
    if manner.leader == "tab" and last:
        return Run("", link=link(key, "value", index), tab=True)
    unit = {"dots": ".", "ellipsis": "…", "underscores": "_", "tab": ".", "table": "."}[manner.leader]
    count = max(4, int(width_mm / length_mm(unit * 50, manner.look) * 50))
    return Run(unit * count, link=link(key, "value", index))


def length_mm(text: str, look: Look) -> float:
    """How wide a text is set in the face and size of the document."""
    face = fonts.typed_face("serif" if "Serif" in look.face else "sans")
    return fonts.load(face, 200).getlength(text) / 200 * look.size_pt * MM_PER_PT
