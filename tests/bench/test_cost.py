"""CPU seconds and memory are those of the work, children included."""

import subprocess
import sys

import pytest

from scanpipe.bench.cost import costed, peak_bytes
from scanpipe.errors import EngineError

BUSY = "import time\nend = time.process_time() + 0.3\nwhile time.process_time() < end: pass"


def test_children_cost_too() -> None:
    """A busy child counts, waiting does not."""
    _, busy_s = costed(lambda: subprocess.run([sys.executable, "-I", "-c", BUSY], check=True))
    result, idle_s = costed(lambda: "done")
    assert busy_s >= 0.3
    assert idle_s < 0.1
    assert result == "done"


@pytest.mark.parametrize("nested", [False, True])
def test_the_peak_is_that_of_the_largest_process(nested: bool) -> None:
    """Whether the command itself or a child of it needs the memory."""
    work = "filled = b'x' * 120_000_000"
    if nested:
        work = f"import subprocess, sys; subprocess.run([sys.executable, '-I', '-c', {work!r}], check=True)"
    ours = bytearray(400_000_000)  # What we hold ourselves may not be counted.
    ours[::4096] = b"x" * len(ours[::4096])
    assert 120e6 < peak_bytes([sys.executable, "-I", "-c", work], {}) < 200e6
    assert len(ours)


def test_a_command_that_fails_is_told() -> None:
    """Its memory would mean nothing."""
    with pytest.raises(EngineError, match="no such paper"):
        peak_bytes([sys.executable, "-I", "-c", "raise SystemExit('no such paper')"], {})
