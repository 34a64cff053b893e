"""One run as Markdown: the bars, the peers, where the papers came from, the machine, and whoever was wronged."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from statistics import median

from scanpipe.bench.bars import MB, Bar, Row, rows
from scanpipe.bench.grid import grid
from scanpipe.bench.results import OWN, Comparison, Results
from scanpipe.bench.score import Tally
from scanpipe.bench.service_table import sections

ENOUGH_PAGES = 300
"""The bars are meant for this many generated pages."""
_MET = {True: "yes", False: "**no**", None: "not enough measured"}
_BY_SOURCE = (
    "edition right, scans",
    "edition right, photos",
    "required blank found, scans",
    "required blank found, photos",
    "written not called blank with must",
    "correct current papers without must",
    "located",
    "located, held out",
)


def markdown(results: Results, *, command: str, day: str, machine: Mapping[str, str]) -> str:
    """The whole page; `day` and `command` say when and how it was made."""
    head = [
        f"# Benchmark of {day}\n\n`{command}`\n",
        _size(results),
        grid(("what", "bar", "measured", "n", "met?"), (_row(row) for row in rows(results))),
    ]
    return "\n".join(
        [*head, *(sections(results.service) if results.service else _of_papers(results)), *_end(results, machine)]
    )


def _of_papers(results: Results) -> list[str]:
    return [
        "## Other tools on the same papers\n",
        _peers(results),
        "## By source of the blanks\n",
        _sources(results),
        "## Memory\n",
        _memory(results),
    ]


def _end(results: Results, machine: Mapping[str, str]) -> list[str]:
    wronged = [] if results.service else ["## Wrong accusations\n", _accusations(results)]
    return [
        "## Everything else that was counted\n",
        _counted(results.tally),
        "## The machine\n",
        grid(("what", "found"), machine.items()),
        *wronged,
    ]


def _size(results: Results) -> str:
    """How much it all stands on."""
    if results.service:
        lines = [
            f"A service with {results.service.workers} workers; its examiners are held by {results.service.walls}."
        ]
        return "\n".join([*lines, *results.notes]) + "\n"
    sources = ", ".join(sorted(results.by_source))
    lines = [f"{results.papers} papers, {results.pages} pages, from: {sources}."]
    if results.pages < ENOUGH_PAGES:
        lines.append(f"Fewer than {ENOUGH_PAGES} pages: a trial, not a measurement.")
    return "\n".join([*lines, *results.notes]) + "\n"


def _row(row: Row) -> tuple[str, ...]:
    bar, value = row.bar, "–" if row.value is None else shown(row.bar, row.value)
    return bar.what, limit(bar), value, str(row.n), _MET[row.met]


def limit(bar: Bar) -> str:
    """The bar as people write it."""
    if bar.unit == "%":
        if bar.limit == 0 and not bar.at_least:
            return "never"
        return f"{'≥' if bar.at_least else '≤'} {100 * bar.limit:g} %"
    return f"{'≥' if bar.at_least else '≤'} {bar.limit:g} {bar.unit}"


def shown(bar: Bar, value: float) -> str:
    """A measured value, with the digits that matter beside its bar; never rounded onto the bar it misses."""
    scaled = 100 * value if bar.unit == "%" else value
    for digits in (0 if bar.unit == "MB" else 2, 3, 4, 6):
        text = f"{scaled:.{digits}f}"
        asked = 100 * bar.limit if bar.unit == "%" else bar.limit
        if float(text) != asked or scaled == asked:
            return f"{text} {bar.unit}"
    return f"{scaled!r} {bar.unit}"


def _peers(results: Results) -> str:
    """What each tool costs and reads; scanpipe first."""
    if not results.comparisons:
        return "Not measured.\n"
    does = {OWN: "the whole pipeline"} | dict(results.peers)
    heads = ("tool", "what it does", "CPU a page, median", "scanpipe costs", "typed values found", "papers", "pages")
    return grid(heads, (_peer(name, what, results) for name, what in does.items()))


def _peer(name: str, what: str, results: Results) -> tuple[str, ...]:
    read = [c for c in results.comparisons if name in c.cpu_s]
    cost, ratios = results.cpu_a_page_s(name), results.ratios(name)
    times = f"{median(ratios):.2f} ×" if ratios and name != OWN else "–"
    pages = sum(c.pages for c in read)
    return name, what, "–" if cost is None else f"{cost:.2f} s", times, _found(name, read), str(len(read)), str(pages)


def _found(name: str, read: Sequence[Comparison]) -> str:
    values, found = sum(c.values for c in read), sum(c.found[name] for c in read)
    return f"{found} of {values}" if values else "–"


def _sources(results: Results) -> str:
    names = sorted(results.by_source)
    lines = ((name, *(_share(results.by_source[source], name) for source in names)) for name in _BY_SOURCE)
    return grid(("what", *names), lines)


def _memory(results: Results) -> str:
    """Peaks as measured."""
    if not results.memory:
        return "Not measured.\n"
    lines = (
        (f"scanpipe check, {m.pages} pages", f"{m.file_bytes / MB:.1f} MB", f"{m.peak_bytes / MB:.0f} MB")
        for m in results.memory
    )
    return grid(("what", "the file itself", "peak of the largest process"), lines)


def _counted(tally: Tally) -> str:
    """Counts and numbers that no bar asks for, so that nothing that was seen is kept back."""
    counts = [(name, _share(tally, name)) for name in sorted(tally.tries)]
    numbers = [
        (f"{name}: median and largest of {len(values)}", f"{median(values):.3f}, {max(values):.3f}")
        for name, values in sorted(tally.numbers.items())
    ]
    return grid(("what", "measured"), [*counts, *numbers])


def _share(tally: Tally, name: str) -> str:
    n = tally.tries[name]
    return f"{100 * tally.hits[name] / n:.2f} % of {n}" if n else "–"


def _accusations(results: Results) -> str:
    wronged = results.accusations()
    if not wronged:
        return "None.\n"
    return "".join(f"- {miss.name}: {miss.story}\n" for miss in wronged)
