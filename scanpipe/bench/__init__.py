"""How good and how fast, on papers made by program: one run, one table, peers beside it."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.util import find_spec

from scanpipe.bench.options import Options, parse
from scanpipe.errors import UsageError

NEEDED = {"samples": "", "sklearn": "scikit-learn", "fontTools": "fonttools", "brotli": "brotli"}
"""What the samples are made with: the project's own package, and packages of its development group."""


def run(arguments: Sequence[str]) -> int:
    """`scanpipe bench` with these arguments; the exit code. Raises UsageError where no samples can be made."""
    return run_with(parse(arguments))


def run_with(options: Options) -> int:
    """The benchmark with these options; the exit code. Raises UsageError where no samples can be made."""
    missing = [name for name in NEEDED if find_spec(name) is None]
    if "samples" in missing:
        raise UsageError(
            "The benchmark makes its samples with the package samples/ of scanpipe's repository: run ./run bench there."
        )
    if missing:
        packages = " ".join(NEEDED[name] for name in missing)
        raise UsageError(f"The benchmark makes its samples with {packages}: install them, or call ./run test once.")
    from scanpipe.bench.command import bench

    return bench(options)
