"""What a run works with, from its options: blanks, catalogue, engine, and the other tools of this machine."""

from __future__ import annotations

from functools import lru_cache

from samples.sources import Source, open_sources
from scanpipe.bench.options import SOURCES, Options
from scanpipe.bench.papers import Bench, Tell
from scanpipe.bench.peers import peers_here
from scanpipe.console.terminal import settings_of_this_machine
from scanpipe.errors import EngineError, UsageError
from scanpipe.imaging.load import Limits
from scanpipe.service import catalog_of, engine_of, kinds_of, procedures_of


def opened(options: Options, tell: Tell) -> tuple[Bench, list[str]]:
    """All of it, and a sentence for each thing that this machine does not have. Raises UsageError."""
    settings = settings_of_this_machine()
    engine = engine_of(settings.engine, settings.ocr_timeout_s)
    sources, notes = _sources(options)
    peers, missing = peers_here() if options.peers and not options.service else ([], [])
    catalog, limits = catalog_of(settings.forms_dir), Limits.of(settings)
    kinds, known = kinds_of(settings.forms_dir), procedures_of(settings.forms_dir)
    bench = Bench(options, sources, catalog, engine, limits, peers, tell, kinds, known.by_key, known.facts)
    return bench, [*notes, *missing]


@lru_cache(maxsize=1)
def bench_of(options: Options) -> Bench:
    """The same in a process that works for another: opened once, and silent."""
    return opened(options, lambda what, done, of: None)[0]


def _sources(options: Options) -> tuple[dict[str, Source], list[str]]:
    """
    The blanks asked for, or all that this machine can offer and a sentence for each that it cannot.

    Raises UsageError for one that was asked for and does not work.
    """
    opened: dict[str, Source] = {}
    notes = []
    for name in options.sources or SOURCES:
        try:
            opened |= open_sources([name], shared_data=options.shared_data)
        except (EngineError, FileNotFoundError, ValueError) as error:
            if options.sources:
                raise UsageError(f"--source {name}: {error}") from error
            notes.append(f"No papers of the source {name}: {str(error).rstrip('.')}.")
    return opened, notes
