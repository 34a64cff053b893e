"""Three lines of shapes become text; the engine helps where a shape is in doubt, and cannot overrule a plain one."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from scanpipe.cards.mrz import LENGTH
from scanpipe.cards.mrz_reading import read_zone
from scanpipe.imaging.mrz_zone import READING_HEIGHT_PX, READING_PITCH_PX, Zone, column_px
from scanpipe.imaging.ocr_b import SHAPE_PX, shape_of
from scanpipe.model import Image, Rect
from scanpipe.ocr.engine import Layout, RawWord

LINES = ("IDVNM1990000014001199000001<<5", "9902015F3902013VNM<<<<<<<<<<<4", "NGUYEN<<THI<THU<NGHIEM<<<<<<<<")
PLACE = Rect(10, 200, 86, 211)


@dataclass
class ByColumn:
    """Reads what each line says at its columns, run by run, as an engine that makes no mistake but the given ones."""

    lines: Sequence[str]
    name: str = "by column 1 vie"
    calls: int = field(default=0, init=False)

    def words(self, picture: Image, *, layout: Layout, dpi: int) -> Sequence[RawWord]:
        """The runs between fillers."""
        self.calls += 1
        out = []
        for row, line in enumerate(self.lines):
            top = 20 + row * (READING_HEIGHT_PX + 40)
            begin = 0
            for run in line.replace("<", " ").split(" "):
                if run:
                    left, right = (20 + column_px(c)[0] + pad for c, pad in ((begin, 3), (begin + len(run), -3)))
                    out.append(RawWord(run, left, top + 10, right, top + 38, 0.9))
                begin += len(run) + 1
        return out


def zone_of(lines: Sequence[str], mixed: dict[tuple[int, int], str] | None = None) -> Zone:
    """A zone drawn from the kept shapes; `mixed` blends a second character into one place."""
    pictures = []
    for row, line in enumerate(lines):
        picture = np.full((READING_HEIGHT_PX, READING_PITCH_PX * (LENGTH + 1)), 255, np.uint8)
        for column, letter in enumerate(line):
            shape = shape_of(letter)
            if mixed and (row, column) in mixed:
                shape = (shape // 2 + shape_of(mixed[row, column]) // 2).astype(np.uint8)
            left = column_px(column)[0] + 2
            picture[5 : 5 + SHAPE_PX[1], left : left + SHAPE_PX[0]] = shape
        pictures.append(picture)
    return Zone(PLACE, (pictures[0], pictures[1], pictures[2]))


def changed(row: int, column: int, letter: str) -> tuple[str, str, str]:
    """The lines with one character replaced."""
    out = list(LINES)
    out[row] = out[row][:column] + letter + out[row][column + 1 :]
    return out[0], out[1], out[2]


def test_plain_lines_are_read_without_the_engine() -> None:
    """Every check digit holds and every shape is sure."""
    engine = ByColumn(LINES)
    read = read_zone(zone_of(LINES), engine)
    assert read is not None
    assert read.lines == LINES
    assert read.zone.holds
    assert engine.calls == 0


def test_a_blurred_digit_is_settled_by_engine_and_check_digit() -> None:
    """Two digits lie over each other: the one that the engine reads makes the check digits hold."""
    engine = ByColumn(LINES)
    read = read_zone(zone_of(LINES, {(0, 7): "8"}), engine)
    assert read is not None
    assert read.zone.holds
    assert read.lines == LINES
    assert engine.calls == 1


def test_a_plain_wrong_digit_is_not_made_right() -> None:
    """An engine that reads the right digit where another one is plainly printed would hide a forgery."""
    read = read_zone(zone_of(changed(1, 6, "8")), ByColumn(LINES))
    assert read is not None
    assert read.zone.wrong == ("birth", "all")
    assert read.confidence > 0.5


def test_a_doubtful_wrong_digit_stays_a_doubt() -> None:
    """Neither reading makes the check digits hold, and they do not agree: nothing is said about the card."""
    read = read_zone(zone_of(changed(1, 6, "8"), {(1, 6): "3"}), ByColumn(changed(1, 6, "2")))
    assert read is None or read.confidence <= 0.5 or read.zone.holds


def test_lines_of_another_card_are_none() -> None:
    """The specimen of another state."""
    lines = ("I<UTOD231458907<<<<<<<<<<<<<<<", "7408122F1204159UTO<<<<<<<<<<<6", "ERIKSSON<<ANNA<MARIA<<<<<<<<<<")
    assert read_zone(zone_of(lines), ByColumn(lines)) is None


def test_three_lines_of_rules_are_no_zone() -> None:
    """Even dark bands have no letters."""
    band = np.full((READING_HEIGHT_PX, READING_PITCH_PX * (LENGTH + 1)), 255, np.uint8)
    band[20:28] = 0
    assert read_zone(Zone(PLACE, (band, band, band)), ByColumn(("", "", ""))) is None
