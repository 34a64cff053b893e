"""The peak memory of fresh processes that check PDFs of growing length."""

from __future__ import annotations

import tempfile
from pathlib import Path

from scanpipe.bench.cost import memory_of_check
from scanpipe.bench.glass import write_pdfs
from scanpipe.bench.papers import Bench, Sum
from scanpipe.errors import EngineError


def judged_peaks(bench: Bench) -> Sum:
    """The peak of a fresh process on PDFs of growing length, and a sentence for each that failed."""
    asked = bench.options
    total = Sum()
    with tempfile.TemporaryDirectory(prefix="scanpipe-bench-") as name:
        paths = write_pdfs(
            asked.memory_pages,
            Path(name),
            seed=asked.seed,
            split=asked.split,
            catalog=bench.catalog,
            sources=bench.sources,
        )
        for pages, path in sorted(paths.items()):
            try:
                total.memory.append(memory_of_check(path, pages))
            except EngineError as error:
                total.failed.append(f"Memory of {pages} pages: {error}")
    return total
