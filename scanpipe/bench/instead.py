"""What `scanpipe bench` measures instead of papers: the officers' list, cases read once more, and the like."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from scanpipe.bench.command import shown_progress
from scanpipe.imaging.load import Limits
from scanpipe.service import catalog_of, engine_of
from scanpipe.settings import Settings


@dataclass(frozen=True, slots=True)
class Instead:
    """
    What was asked for: `queue` dossiers in the officers' list, `cases` in a folder, `publication` seconds of a service
    whose editions change, `drafts` of all blanks.
    """

    queue: int = 0
    cases: Path | None = None
    publication: int = 0
    drafts: bool = False

    def __bool__(self) -> bool:
        return bool(self.queue or self.cases is not None or self.publication or self.drafts)


def run(asked: Instead, settings: Settings, shared_data: Path | None) -> int:
    """Measure one after the other; the exit code is the worst. Raises EngineError where something is not installed."""
    code = 0
    if asked.queue:
        from scanpipe.bench.queue import bench_queue

        code = max(code, bench_queue(asked.queue))
    if asked.publication:
        from scanpipe.bench.publication import bench_publication, good_paper

        code = max(code, bench_publication(settings.forms_dir, good_paper(), asked.publication))
    if asked.cases is None and not asked.drafts:
        return code
    catalog, engine = catalog_of(settings.forms_dir), engine_of(settings.engine, settings.ocr_timeout_s)
    if asked.cases is not None:
        from scanpipe.bench.cases import bench_cases

        code = max(code, bench_cases(asked.cases, catalog, engine, shown_progress()))
    if asked.drafts:
        from scanpipe.bench import draft_editions
        from scanpipe.bench.drafts import bench_drafts
        from scanpipe.console.terminal import write

        limits = Limits.of(settings)
        code = max(code, bench_drafts(catalog, engine, limits, shared_data, shown_progress()))
        write("\n" + draft_editions.table(list(draft_editions.measured(catalog, engine, limits, shown_progress()))))
    return code
