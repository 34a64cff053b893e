"""The map of difficult fields on a screen: places in units of the drawing, numbers on labels, and the scale."""

from __future__ import annotations

from dataclasses import dataclass

from api.office.statistics_told import Teller
from api.words import say
from scanpipe.office.statistics.heat import STEPS, HeatPage
from scanpipe.office.statistics.small_cells import FEW

WIDTH, HEIGHT = 1000, 1414
_PILL, _LETTER = 34, 17


@dataclass(frozen=True, slots=True)
class Mark:
    """A field of the map in units of the drawing."""

    x: int
    y: int
    width: int
    height: int
    step: int
    told: str
    pill_x: int
    pill_y: int
    pill_width: int


def marks_of(page: HeatPage, teller: Teller) -> list[Mark]:
    """The spots of a page, each with its number in a label that stays on the sheet."""
    marks = []
    for spot in page.spots:
        x, y = round(spot.box.x * WIDTH), round(spot.box.y * HEIGHT)
        width, height = max(8, round(spot.box.width * WIDTH)), max(8, round(spot.box.height * HEIGHT))
        told = teller.cell(spot.dossiers)
        pill = 16 + _LETTER * len(told)
        marks.append(
            Mark(
                x, y, width, height, spot.step, told,
                pill_x=min(WIDTH - pill - 2, max(2, x + width - pill)),
                pill_y=max(2, y + height // 2 - _PILL // 2),
                pill_width=pill,
            )
        )  # fmt: skip
    return marks


def scale_of(page: HeatPage, teller: Teller) -> list[tuple[int, str]]:
    """What each of the five shades stands for; fewer when numbers are small."""
    ends = [(step, page.largest * step // STEPS) for step in range(1, STEPS + 1)]
    return [(step, say("stat.boxes.up_to", teller.lang, n=teller.number(end))) for step, end in ends if end >= FEW]
