"""The run itself: papers scored one by one with the other tools in between, then pages laid on purpose, then memory."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from samples.generate import make, save
from samples.recipe import HELD_OUT, LATEST
from samples.sources import Source
from samples.sources.real import handwriting_lines
from samples.truth import Sample, Truth
from scanpipe.bench.cost import Memory, costed, memory_of_check
from scanpipe.bench.glass import laid_pages, write_pdfs
from scanpipe.bench.options import Options
from scanpipe.bench.peers import Peer, prepared
from scanpipe.bench.places import tilt_deg
from scanpipe.bench.results import CPU, OWN, SKEW, TILT, TURNS, UNBROKEN, Comparison, Results
from scanpipe.bench.score import EXACT, Tally, score
from scanpipe.catalog import Catalog
from scanpipe.errors import EngineError
from scanpipe.imaging.load import Limits
from scanpipe.model import Ink, Report, Upload
from scanpipe.ocr.engine import OcrEngine
from scanpipe.pipeline import examine
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

    def examined(self, sample: Sample) -> Report:
        """The report on one paper, on its own day of filing."""
        upload, as_of = Upload(sample.files), sample.truth.as_of
        return examine(upload, as_of=as_of, catalog=self.catalog, engine=self.engine, limits=self.limits)

    def samples(self) -> Iterator[Sample]:
        """The papers of this run."""
        asked = self.options
        lines = handwriting_lines(asked.shared_data) if asked.shared_data else ()
        return make(
            asked.seed, asked.count, sources=self.sources, split=asked.split, catalog=self.catalog, real_lines=lines
        )


@dataclass(slots=True)
class _Sum:
    """What the papers add up to."""

    tally: Tally = field(default_factory=Tally)
    by_source: dict[str, Tally] = field(default_factory=dict)
    comparisons: list[Comparison] = field(default_factory=list)
    pages: int = 0


def measure(bench: Bench, notes: Sequence[str] = ()) -> Results:
    """Everything that the options ask for, in one process; the other tools run between our own papers."""
    papers = _papers(bench)
    _laid(bench, papers.tally)
    memory, failed = _memory(bench)
    return Results(
        papers=bench.options.count,
        pages=papers.pages,
        tally=papers.tally,
        by_source=papers.by_source,
        comparisons=tuple(papers.comparisons),
        peers={peer.name: peer.does for peer in bench.peers},
        memory=tuple(memory),
        notes=(*notes, *failed),
    )


def _papers(bench: Bench) -> _Sum:
    """Every paper examined and scored."""
    total, asked = _Sum(), bench.options
    for index, sample in enumerate(bench.samples()):
        truth, one = sample.truth, Tally()
        try:
            if index == 0:
                bench.examined(sample)  # What is loaded once belongs to no page.
            report = _examined(bench, sample, index, one, total.comparisons)
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
        bench.tell("papers", index + 1, asked.count)
    return total


def _examined(bench: Bench, sample: Sample, index: int, tally: Tally, comparisons: list[Comparison]) -> Report:
    """The report on a paper, its cost noted; where it is the turn of the other tools, they read it too."""
    asked, compared_pages = bench.options, sum(c.pages for c in comparisons)
    # Evenly through the run; a refused picture costs us next to nothing, and would flatter us.
    due = compared_pages < asked.peers and compared_pages * asked.count < asked.peers * (index + 1)
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


def _laid(bench: Bench, tally: Tally) -> None:
    """Skew, tilt and quarter turns, on pages that were laid so on purpose."""
    asked = bench.options
    pages = laid_pages(asked.turned, seed=asked.seed, split=asked.split, catalog=bench.catalog, sources=bench.sources)
    for index, laid in enumerate(pages):
        upload = Upload((laid.file,))
        report = examine(upload, as_of=LATEST, catalog=bench.catalog, engine=bench.engine, limits=bench.limits)
        page, seen = report.pages[0], laid.seen
        right = (seen.quarter_turns_deg + page.rotation_deg) % 360 == 0
        story = f"{laid.file.name} {seen.picture} turned {seen.quarter_turns_deg}, turned back {page.rotation_deg}"
        tally.count(TURNS, right, f"{story}, skew {seen.skew_deg:.1f}")
        if right:
            tally.note(SKEW if seen.skew_deg else TILT, abs(tilt_deg(page, seen)))
        bench.tell("pages laid crooked and turned", index + 1, asked.turned)


def _memory(bench: Bench) -> tuple[list[Memory], list[str]]:
    """The peak of a fresh process on PDFs of growing length, and a sentence for each that failed."""
    asked = bench.options
    measured: list[Memory] = []
    failed: list[str] = []
    if not asked.memory_pages:
        return measured, failed
    with tempfile.TemporaryDirectory(prefix="scanpipe-bench-") as name:
        bench.tell("scans for the measurement of memory", 0, len(asked.memory_pages))
        paths = write_pdfs(
            asked.memory_pages,
            Path(name),
            seed=asked.seed,
            split=asked.split,
            catalog=bench.catalog,
            sources=bench.sources,
        )
        for done, (pages, path) in enumerate(sorted(paths.items()), start=1):
            try:
                measured.append(memory_of_check(path, pages))
            except EngineError as error:
                failed.append(f"Memory of {pages} pages: {error}")
            bench.tell("memory", done, len(paths))
    return measured, failed
