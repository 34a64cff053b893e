"""Papers examined and scored one by one; where their cost is asked, with the other tools in between."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from samples.generate import make, save
from samples.recipe import HELD_OUT
from samples.sources import Source
from samples.sources.real import handwriting_lines
from samples.truth import Sample, Truth
from scanpipe.bench.cost import Memory, costed
from scanpipe.bench.options import Options
from scanpipe.bench.peers import Peer, prepared
from scanpipe.bench.results import CPU, OWN, UNBROKEN, Comparison
from scanpipe.bench.score import EXACT, Tally, score
from scanpipe.catalog import Catalog
from scanpipe.catalog.kinds_schema import Kinds
from scanpipe.catalog.procedure_schema import Fact, Procedure
from scanpipe.imaging.load import Limits
from scanpipe.model import Ink, Report, Upload
from scanpipe.ocr.engine import OcrEngine
from scanpipe.pipeline import NO_KINDS, examine
from scanpipe.report.json import dumps
from scanpipe.text import digits, nfc

Tell = Callable[[str, int, int], None]
"""Called with what is going on, how many are done, and of how many."""


@dataclass(frozen=True, slots=True)
class Bench:
    """What a run works with."""

    options: Options
    sources: Mapping[str, Source]
    catalog: Catalog
    engine: OcrEngine
    limits: Limits
    peers: Sequence[Peer]
    tell: Tell
    kinds: Kinds = NO_KINDS
    procedures: Mapping[str, Procedure] = field(default_factory=dict)
    facts: Mapping[str, Fact] = field(default_factory=dict)

    def examined(self, sample: Sample) -> Report:
        """The report on one paper, on its own day of filing."""
        upload, as_of = Upload(sample.files), sample.truth.as_of
        return examine(upload, as_of=as_of, catalog=self.catalog, engine=self.engine, limits=self.limits)

    def samples(self, numbers: Sequence[int]) -> Iterator[Sample]:
        """The papers of this run with these numbers (from 0, rising)."""
        asked = self.options
        lines = handwriting_lines(asked.shared_data) if asked.shared_data else ()
        return make(
            asked.seed,
            asked.count,
            sources=self.sources,
            split=asked.split,
            catalog=self.catalog,
            real_lines=lines,
            numbers=numbers,
        )


@dataclass(slots=True)
class Sum:
    """What papers, laid pages and memory add up to."""

    tally: Tally = field(default_factory=Tally)
    by_source: dict[str, Tally] = field(default_factory=dict)
    comparisons: list[Comparison] = field(default_factory=list)
    pages: int = 0
    memory: list[Memory] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    """A sentence for each measurement that could not be made."""

    def add(self, other: Sum) -> None:
        """Everything that another sum holds."""
        self.tally.add(other.tally)
        for source, tally in other.by_source.items():
            self.by_source.setdefault(source, Tally()).add(tally)
        self.comparisons += other.comparisons
        self.pages += other.pages
        self.memory += other.memory
        self.failed += other.failed


def judged_papers(bench: Bench, numbers: Sequence[int], *, timed: bool) -> Sum:
    """These papers examined and scored; `timed`: what they cost is noted, and the other tools read some of them."""
    total, asked = Sum(), bench.options
    for index, sample in enumerate(bench.samples(numbers)):
        truth, one = sample.truth, Tally()
        try:
            if timed and index == 0:
                bench.examined(sample)  # What is loaded once belongs to no page.
            report = (
                _timed(bench, sample, index, len(numbers), one, total.comparisons) if timed else bench.examined(sample)
            )
        except Exception as error:  # One paper that breaks us is a miss like any other: the run goes on.
            one.count(UNBROKEN, False, f"{truth.name} {truth.form} {type(error).__name__}: {error}")
        else:
            one.count(UNBROKEN, True)
            score(truth, report, bench.catalog, one, frozenset(HELD_OUT))
            if one.misses and asked.keep:
                save(sample, asked.keep)
                (asked.keep / f"{truth.name}.report.json").write_text(dumps(report), encoding="utf-8")
        total.tally.add(one)
        total.by_source.setdefault(truth.source, Tally()).add(one)
        total.pages += len(truth.pages)
        if timed:
            bench.tell("papers read alone, for their cost", index + 1, len(numbers))
    return total


def _timed(bench: Bench, sample: Sample, index: int, of: int, tally: Tally, comparisons: list[Comparison]) -> Report:
    """The report on a paper, its cost noted; where it is the turn of the other tools, they read it too."""
    asked, compared_pages = bench.options, sum(c.pages for c in comparisons)
    # Evenly through the run; a refused picture costs us next to nothing, and would flatter us.
    due = compared_pages < asked.peers and compared_pages * of < asked.peers * (index + 1)
    if bench.peers and due and not sample.truth.severe:
        report, comparison = _compared(bench, sample, ours_first=index % 2 == 0, tally=tally)
        comparisons.append(comparison)
        cost_s = comparison.cpu_s[OWN]
    else:
        report, cost_s = costed(partial(bench.examined, sample))
    _note_cost(sample.truth, report, cost_s, tally)
    return report


def _note_cost(truth: Truth, report: Report, cost_s: float, tally: Tally) -> None:
    if truth.severe:
        return
    pages = len(truth.pages)
    tally.note(CPU, cost_s / pages)
    for stage, seconds in report.made_with.stages.items():
        tally.note(f"{CPU}: {stage}", seconds / pages)


def _compared(bench: Bench, sample: Sample, *, ours_first: bool, tally: Tally) -> tuple[Report, Comparison]:
    """The paper read by every tool, one after the other; who begins changes, as the state of a machine does."""
    reports: list[Report] = []
    values = _typed_values(sample.truth)
    cpu_s: dict[str, float] = {}
    found: dict[str, int] = {}

    with prepared(sample, bench.limits) as paper:

        def ours() -> str:
            reports.append(bench.examined(sample))
            return "\n".join(r.text or "" for d in reports[-1].documents for r in d.readings)

        tools: list[tuple[str, Callable[[], str]]] = [(OWN, ours)]
        tools += [(peer.name, partial(peer.read, paper)) for peer in bench.peers]
        for name, read in tools if ours_first else reversed(tools):
            try:
                text, cpu_s[name] = costed(read)
            except (OSError, subprocess.SubprocessError, RuntimeError) as error:
                if name == OWN:
                    raise
                tally.count(f"{name} ran", False, f"{sample.truth.name}: {type(error).__name__}")
                continue
            found[name] = sum(_stands_in(value, text) for value in values)
    truth = sample.truth
    return reports[0], Comparison(truth.name, truth.pages[0].picture, len(truth.pages), len(values), cpu_s, found)


def _typed_values(truth: Truth) -> list[str]:
    """What was typed that has to be read letter by letter."""
    typed = [one for one in truth.fields if one.style == "typed" and one.state is Ink.WRITTEN]
    return [one.text for one in typed if one.type in EXACT]


def _stands_in(value: str, text: str) -> bool:
    """
    Whether a value was read somewhere: numbers and dates by their digits in order, names by their letters with every
    tone. Dots and spaces between do not count: a plain reader sees the dotted line below the words, too.
    """
    number = digits(value)
    return number in digits(text) if number else _letters(value) in _letters(text)


def _letters(text: str) -> str:
    return "".join(c for c in nfc(text) if c.isalpha())
