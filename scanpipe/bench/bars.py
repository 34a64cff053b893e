"""
The bars: what has to be reached, in one table, and where a run stands.

What some rows mean:

- *Edition right* stands on papers whose edition can be told. Where nothing printed tells an edition from another of its
  form (`scanpipe.catalog.tell_apart`), no answer with one edition can be right: these papers stand in the row *answered
  as a tie*, where right means that exactly these editions are named, the true one among them, and none is claimed.
- *Written field called blank*: fields that hold ink. A pasted line of real handwriting is one only when it has enough
  of it (`samples.strips`).
- *Handwritten digit / number in boxes read*: without the digits that a person cannot read as they are pasted
  (`samples.real_digits`); with them they are counted below the table.
- *Turned pages* lay on their side or head, *upright pages* did not; both rows hold samples and pages laid on purpose.
- *Dossiers* have rows where they were asked for. *Truly missing* and *asked for* stand on drawn cases of every
  procedure, *sorted* on heaps of pages as words, *disagreement* and *false alarm* on values with the slips of engines
  (`samples.cross`); *whole dossiers* are files (`samples.dossiers`), examined from end to end.
- *The service* is measured by itself (`scanpipe.bench.service`), from the moment at which an upload begins. Its pace is
  held against `scanpipe check --batch -j 2` on the same pages, with pictures on both sides.
- *CPU* is measured on papers spread evenly through the run, alone on the machine and one after the other.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from typing import Literal

import numpy as np

from scanpipe.bench.born_digital import FORM_FIELDS, IN_WORD, TEXT_LAYER, TYPED_CPU
from scanpipe.bench.dossier_parts import (
    ASKED_RIGHTLY,
    CODES,
    DISAGREED,
    KEPT,
    LEFT_IN_PEACE,
    MISSING_FOUND,
    SORTED,
    ZONES,
)
from scanpipe.bench.dossiers import FAULT_FOUND, NO_ALARM, NO_MUST, RECOGNISED, STATES
from scanpipe.bench.results import CPU, SKEW, TILT, Results
from scanpipe.bench.score import TIES, TURNED, UPRIGHT
from scanpipe.bench.service_results import EDITION, EXAMINER_KILLED, FINISHED, HELD, RESULT, SERVER_KILLED, Block

Measured = tuple[float | None, int]
"""The value (None: nothing was measured) and on how many it stands."""

Measure = Callable[[Results], Measured]
Unit = Literal["%", "°", "s", "×", "MB"]
MB = 1e6


@dataclass(frozen=True, slots=True)
class Bar:
    """
    One thing that is asked of scanpipe. `limit` is a share (0–1) where the unit is "%"; `at_least` says on which side
    of it the measured value has to be. Fewer than `least_n` cases prove nothing.
    """

    what: str
    measure: Measure
    at_least: bool
    limit: float
    unit: Unit = "%"
    least_n: int = 1


@dataclass(frozen=True, slots=True)
class Row:
    """A bar and what a run measured. `met` is None where too little was measured to say."""

    bar: Bar
    value: float | None
    n: int

    @property
    def met(self) -> bool | None:
        """Whether the bar was reached."""
        if self.value is None or self.n < self.bar.least_n:
            return None
        return self.value >= self.bar.limit if self.bar.at_least else self.value <= self.bar.limit


def rows(results: Results) -> list[Row]:
    """
    Every bar with what was measured, in the order of the table; those of dossiers where dossiers were asked for, those
    of the service alone where it was.
    """
    asked = SERVICE_BARS if results.service else (*BARS, *DOSSIER_BARS) if results.dossiers else BARS
    return [Row(bar, *bar.measure(results)) for bar in asked]


def _right(name: str) -> Measure:
    """The share of hits."""

    def measure(results: Results) -> Measured:
        n = results.tally.tries[name]
        return (results.tally.hits[name] / n if n else None), n

    return measure


def _wrong(name: str) -> Measure:
    """The share of misses."""

    def measure(results: Results) -> Measured:
        n = results.tally.tries[name]
        return ((n - results.tally.hits[name]) / n if n else None), n

    return measure


def _of_numbers(name: str, percentile: float) -> Measure:
    def measure(results: Results) -> Measured:
        values = results.tally.numbers.get(name, [])
        return (float(np.percentile(values, percentile)) if values else None), len(values)

    return measure


def _ratio(peer: str) -> Measure:
    """The median of what we cost over what the peer costs, paper by paper."""

    def measure(results: Results) -> Measured:
        ratios = results.ratios(peer)
        return (median(ratios) if ratios else None), len(ratios)

    return measure


def _pace(seconds: Callable[[Block], float]) -> Measure:
    """Our pages a minute over those of the batch command, all blocks together; on how many pages that stands."""

    def measure(results: Results) -> Measured:
        blocks = results.service.blocks if results.service else ()
        ours_s = sum(seconds(b) for b in blocks)
        return (sum(b.batch_s for b in blocks) / ours_s if ours_s else None), sum(b.pages for b in blocks)

    return measure


def _under_load(results: Results) -> Measured:
    """The largest memory of all processes after the first quarter of the overload over the largest within it."""
    load = results.service.overload if results.service else None
    moments = [m for m in load.moments if m.at_s <= load.lasting_s] if load else []
    early = [m.together for m in moments if load and m.at_s <= load.lasting_s / 4]
    late = [m.together for m in moments[len(early) :]]
    return (max(late) / max(early) if early and late else None), len(moments)


def _one_page(results: Results) -> Measured:
    peaks = [m.peak_bytes / MB for m in results.memory if m.pages == 1]
    return (peaks[0] if peaks else None), len(peaks)


def _growth(results: Results) -> Measured:
    """The growth of the peak from the shorter to the longest PDF. The bytes of the file are held once: not counted."""
    several = sorted((m for m in results.memory if m.pages > 1), key=lambda m: m.pages)
    if len(several) < 2:
        return None, 0
    short, long = (m.peak_bytes - m.file_bytes for m in (several[0], several[-1]))
    return long / short - 1, several[-1].pages


BARS: tuple[Bar, ...] = (
    Bar("edition right, scans of 150 dpi and more", _right("edition right, scans"), True, 0.99),
    Bar("edition right, photos", _right("edition right, photos"), True, 0.97),
    Bar(TIES, _right(TIES), True, 0.97, "%", 5),
    Bar("an outdated paper called current", _wrong("outdated not called current"), False, 0.0),
    Bar("required field blank: found, scans", _right("required blank found, scans"), True, 0.98, "%", 60),
    Bar("required field blank: found, photos", _right("required blank found, photos"), True, 0.95, "%", 40),
    Bar("written field called blank with must", _wrong("written not called blank with must"), False, 0.005),
    Bar("correct current paper without any must", _right("correct current papers without must"), True, 0.95, "%", 60),
    Bar("field left unclear, scans", _wrong("not unclear, scans"), False, 0.05),
    Bar("field located, forms that nothing was chosen on", _right("located, held out"), True, 0.92),
    Bar("typed number, date or name read exactly, scans", _right("typed read exactly, scans"), True, 0.95),
    Bar("handwritten digit in a box read", _right("boxed hand digits"), True, 0.97),
    Bar("handwritten number in boxes read", _right("boxed hand numbers"), True, 0.70, "%", 40),
    Bar("correct handwritten number accused with must", _wrong("boxed hand numbers not accused"), False, 0.0),
    Bar("severe picture refused", _right("severe refused"), True, 0.95, "%", 30),
    Bar("acceptable picture refused", _wrong("acceptable kept"), False, 0.01),
    Bar("skew error over ±15°, p95", _of_numbers(SKEW, 95), False, 0.1, "°", 60),
    Bar("tilt added to a straight page, largest", _of_numbers(TILT, 100), False, 0.05, "°", 20),
    Bar(TURNED, _right(TURNED), True, 1.0, "%", 100),
    Bar(UPRIGHT, _right(UPRIGHT), True, 1.0, "%", 100),
    Bar("CPU a page, whole pipeline, median", _of_numbers(CPU, 50), False, 0.8, "s"),
    Bar("CPU against plain tesseract on the same paper, median", _ratio("tesseract"), False, 0.65, "×"),
    Bar("peak memory, one page", _one_page, False, 300, "MB"),
    Bar("growth of the peak memory with pages, beyond the file itself", _growth, False, 0.05),
)
"""`at_least` True: the measured value may not be smaller than the limit; False: it may not be larger."""

DOSSIER_BARS: tuple[Bar, ...] = (
    Bar(MISSING_FOUND, _right(MISSING_FOUND), True, 0.99, "%", 100),
    Bar("paper asked for that is there or not required", _wrong(ASKED_RIGHTLY), False, 0.0, "%", 100),
    Bar(SORTED, _right(SORTED), True, 0.98, "%", 200),
    Bar(CODES["scans"], _right(CODES["scans"]), True, 0.99, "%", 100),
    Bar(CODES["photos"], _right(CODES["photos"]), True, 0.90, "%", 40),
    Bar("good picture of a card refused", _wrong(KEPT), False, 0.01, "%", 100),
    Bar(ZONES, _right(ZONES), True, 0.95, "%", 60),
    Bar(DISAGREED, _right(DISAGREED), True, 0.98, "%", 100),
    Bar("false alarm on a matching dossier", _wrong(LEFT_IN_PEACE), False, 0.01, "%", 100),
    Bar(FORM_FIELDS, _right(FORM_FIELDS), True, 1.0, "%", 100),
    Bar(TEXT_LAYER, _right(TEXT_LAYER), True, 1.0, "%", 100),
    Bar(IN_WORD, _right(IN_WORD), True, 1.0, "%", 100),
    Bar("CPU a page of papers born digital, median", _of_numbers(TYPED_CPU, 50), False, 0.1, "s", 20),
    Bar(RECOGNISED, _right(RECOGNISED), True, 0.98, "%", 100),
    Bar(STATES, _right(STATES), True, 0.99, "%", 100),
    Bar(FAULT_FOUND, _right(FAULT_FOUND), True, 0.98, "%", 50),
    Bar("false alarm on a matching whole dossier", _wrong(NO_ALARM), False, 0.01, "%", 50),
    Bar("matching whole dossier with a must", _wrong(NO_MUST), False, 0.0, "%", 50),
)
"""Of dossiers. Cards, heaps, readings and checklists are measured apart, and all together in whole dossiers."""

SERVICE_BARS: tuple[Bar, ...] = (
    Bar("upload to the result of a clear photo, idle, p50", _of_numbers(RESULT, 50), False, 2.5, "s", 30),
    Bar("upload to the result of a clear photo, idle, p95", _of_numbers(RESULT, 95), False, 4.0, "s", 30),
    Bar("upload to the edition told, idle, p50", _of_numbers(EDITION, 50), False, 1.5, "s", 25),
    Bar(
        "pages a minute against the batch command, dossier by dossier",
        _pace(lambda b: b.together_s),
        True,
        0.85,
        "×",
        60,
    ),
    Bar("pages a minute against the batch command, page by page", _pace(lambda b: b.singly_s), True, 0.85, "×", 60),
    Bar("accepted page lost, overload", _wrong(HELD), False, 0.0, "%", 100),
    Bar("accepted page stuck, overload", _wrong(FINISHED), False, 0.0, "%", 100),
    Bar("memory later against the first quarter, overload", _under_load, False, 1.2, "×", 100),
    Bar("page not finished or not once in the report, examiner killed", _wrong(EXAMINER_KILLED), False, 0.0, "%", 20),
    Bar("page not finished or not once in the report, server killed", _wrong(SERVER_KILLED), False, 0.0, "%", 20),
)
"""Of a running service. Memory has to stay where it is once the first wave was met."""
