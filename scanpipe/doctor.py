"""What scanpipe needs on a machine, what is there, and the command that installs the rest."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from scanpipe import __version__
from scanpipe.errors import FormDataError, ScanpipeError
from scanpipe.service import engine_of
from scanpipe.settings import Settings

APT = "sudo apt-get install -y --no-install-recommends"
FONT_FOLDERS = ("liberation2", "liberation")
PACKAGES = ("opencv-python", "pytesseract", "pdf2image", "pypdf", "pillow", "pillow-heif", "pydantic", "reportlab")
_ANSWER_S = 20


@dataclass(frozen=True, slots=True)
class Result:
    """One thing that was looked for: what was found, and what mends it when it is not `ok`."""

    name: str
    ok: bool
    found: str
    mend: str = ""


def examine(settings: Settings) -> Iterator[Result]:
    """Every thing that scanpipe needs, in the order in which it is needed."""
    yield Result("scanpipe", True, f"{__version__}, Python {sys.version.split()[0]}")
    yield _program("tesseract", "--version", "tesseract-ocr")
    yield _vietnamese()
    for name in ("pdftoppm", "pdfinfo"):
        yield _program(name, "-v", "poppler-utils")
    yield _font()
    for name in PACKAGES:
        yield _package(name)
    yield _engine(settings)
    yield _cv2()
    yield _forms(settings.forms_dir)
    yield _sandbox()


def _program(name: str, flag: str, package: str) -> Result:
    answer = _answer(name, flag)
    first = answer.strip().splitlines()[0] if answer and answer.strip() else "not found"
    return Result(name, answer is not None, first, f"{APT} {package}")


def _vietnamese() -> Result:
    languages = (_answer("tesseract", "--list-langs") or "").split()
    there = "vie" in languages
    return Result("Vietnamese for OCR", there, "vie" if there else "not found", f"{APT} tesseract-ocr-vie")


def _engine(settings: Settings) -> Result:
    """Which engine reads, of those that the settings allow."""
    try:
        return Result("OCR engine", True, engine_of(settings.engine, settings.ocr_timeout_s).name)
    except ScanpipeError as error:
        return Result("OCR engine", False, "none", str(error))


def _font() -> Result:
    files = [Path("/usr/share/fonts/truetype") / folder / "LiberationSans-Regular.ttf" for folder in FONT_FOLDERS]
    found = next((path for path in files if path.is_file()), None)
    return Result("font", found is not None, str(found or "not found"), f"{APT} fonts-liberation2")


def _package(name: str) -> Result:
    try:
        return Result(name, True, version(name))
    except PackageNotFoundError:
        return Result(name, False, "not installed", "./run doctor installs the Python packages of uv.lock")


def _cv2() -> Result:
    """Whether OpenCV loads: its wheel expects two libraries of the system."""
    try:
        import_module("scanpipe.imaging")
    except ImportError as error:
        return Result("OpenCV loads", False, str(error), f"{APT} libgl1 libglib2.0-0")
    return Result("OpenCV loads", True, "yes")


def _forms(folder: Path) -> Result:
    from scanpipe.catalog.load import load_catalog

    try:
        catalog = load_catalog(folder)
    except FormDataError as error:
        return Result("forms", False, str(error).splitlines()[0], "mend the file named above: scanpipe forms lint")
    count = sum(len(form.editions) for form in catalog.forms.values())
    return Result("forms", True, f"{len(catalog.forms)} forms, {count} editions in {folder}")


def _sandbox() -> Result:
    """What holds the processes that open files of strangers. Less than all is a choice, not a fault."""
    from scanpipe.jobs.sandbox import INSTALL, sandbox_here

    box = sandbox_here()
    if box.bwrap is not None:
        version = (_answer(box.bwrap, "--version") or "bubblewrap").strip()
        return Result("sandbox", True, f"{version}: no network, no files but their own; and limits")
    mend = INSTALL if shutil.which("bwrap") is None else "allow user namespaces, or run the service outside a container"
    return Result("sandbox", True, f"limits of CPU, memory and files alone, for {box.why}. For walls: {mend}")


def _answer(program: str, flag: str) -> str | None:
    """What the program says to the flag; None when it is not there, does not start or does not come back."""
    if shutil.which(program) is None:
        return None
    try:
        done = subprocess.run([program, flag], capture_output=True, timeout=_ANSWER_S, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return (done.stdout + done.stderr).decode("utf-8", "replace") if done.returncode == 0 else None
