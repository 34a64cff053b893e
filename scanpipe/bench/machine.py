"""What the numbers were measured on: processor, programs, libraries."""

from __future__ import annotations

import os
import platform
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from scanpipe import __version__

PACKAGES = ("opencv-python", "numpy", "pytesseract", "pdf2image", "pypdf", "pillow", "deskew", "ocrmypdf")


def machine(engine_name: str) -> dict[str, str]:
    """Name → what is there, in the order in which it is shown."""
    about = {
        "scanpipe": __version__,
        "engine": engine_name,
        "processor": f"{_processor()}, {_cores()} of {os.cpu_count() or 1} cores",
        "memory": f"{_memory_gib():.0f} GiB",
        "system": platform.platform(terse=True),
        "python": platform.python_version(),
    }
    return about | {name: found for name in PACKAGES if (found := _version(name))}


def _processor() -> str:
    """The model as the kernel names it; elsewhere what Python knows."""
    table = Path("/proc/cpuinfo")
    lines = table.read_text(encoding="utf-8", errors="replace").splitlines() if table.is_file() else []
    models = [line.partition(":")[2].strip() for line in lines if line.lower().startswith("model name")]
    return models[0] if models else platform.processor() or platform.machine()


def _cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _memory_gib() -> float:
    return float(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")) / 2**30


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None
