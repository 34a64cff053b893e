"""
Other tools on the same papers: what they cost, and how much of what was typed they read.

They do less: none says which form it is or what is missing. Each is given every advantage that costs nothing (one
OpenMP thread, the Vietnamese data, the true resolution, no start-up of Python).
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from pdf2image import convert_from_path
from PIL import Image as Pil
from PIL import ImageSequence

from samples.truth import PageTruth, Sample
from scanpipe.imaging.load import Limits, SourcePage, load_pages

LANGUAGE = "vie"
DPI = 300
_TIMEOUT_S = 300
_MM_PER_INCH = 25.4


@dataclass(frozen=True, slots=True)
class Prepared:
    """One paper on disk: its files as they were handed in, and each page as a gray .pgm of 300 dpi."""

    folder: Path
    files: tuple[Path, ...]
    pages: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class Peer:
    """Another tool; `read` gives the text of a paper. Raises OSError or subprocess.SubprocessError."""

    name: str
    does: str
    read: Callable[[Prepared], str]


def peers_here() -> tuple[list[Peer], list[str]]:
    """The tools that this machine has, and a sentence for each that is missing."""
    there, missing = [], []
    if shutil.which("tesseract"):
        there.append(Peer("tesseract", f"the pages as gray {DPI} dpi pictures, --psm 3, reading only", plain_tesseract))
        straightens = find_spec("deskew") is not None
        steps = "pdf2image, deskew, pytesseract" if straightens else "pdf2image, pytesseract"
        there.append(Peer("naive script", f"{steps}, their defaults", naive_script))
        if not straightens:
            missing.append("The package deskew is not installed: the naive script does not straighten.")
    else:
        missing.append("tesseract is not installed.")
    if shutil.which("ocrmypdf"):
        there.append(Peer("ocrmypdf", "--deskew --rotate-pages --jobs 1, and writes a searchable PDF", ocrmypdf))
    else:
        missing.append("ocrmypdf is not installed.")
    return there, missing


@contextmanager
def prepared(sample: Sample, limits: Limits) -> Iterator[Prepared]:
    """The paper written to a folder that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="scanpipe-bench-") as name:
        folder = Path(name)
        files, pages = [], []
        for number, file in enumerate(sample.files):
            path = folder / f"{number}{Path(file.name).suffix}"
            path.write_bytes(file.data)
            files.append(path)
            for page in load_pages(file, limits):
                seen = next(p for p in sample.truth.pages if (p.file, p.file_page) == (number, page.file_page))
                if isinstance(page, SourcePage):
                    pages.append(folder / f"page-{number}-{page.file_page}.pgm")
                    _at_300_dpi(page, seen).save(pages[-1])
        yield Prepared(folder, tuple(files), tuple(pages))


def _at_300_dpi(page: SourcePage, seen: PageTruth) -> Pil.Image:
    """The page in gray, at the resolution that Tesseract is made for; photos by what the truth knows of them."""
    pixels = page.image if page.image.ndim == 2 else np.ascontiguousarray(page.image[:, :, ::-1])
    gray = Pil.fromarray(pixels).convert("L")
    px_per_mm = _px_per_mm(seen) * page.image.shape[1] / seen.width_px
    scale = DPI / _MM_PER_INCH / px_per_mm
    return gray.resize((round(gray.width * scale), round(gray.height * scale)), Pil.Resampling.BICUBIC)


def _px_per_mm(seen: PageTruth) -> float:
    """How many pixels of the picture are a millimetre in the middle of the sheet."""
    x, y = seen.width_mm / 2, seen.height_mm / 2
    h = np.array(seen.to_picture)
    u, v, w = h @ (x, y, 1.0)
    slopes = (h[:2, :2] * w - np.outer((u, v), h[2, :2])) / w**2
    return float(np.sqrt(abs(np.linalg.det(slopes))))


def plain_tesseract(paper: Prepared) -> str:
    """The program alone, page by page."""
    command = ["-", "-l", LANGUAGE, "--psm", "3", "--dpi", str(DPI)]
    return "\n".join(_output(["tesseract", str(page), *command]) for page in paper.pages)


def naive_script(paper: Prepared) -> str:
    """What a first script does: every page to a picture, straightened where `deskew` is installed, read."""
    # By name: the house's own door to Tesseract is scanpipe.ocr, and this is a peer of it.
    pytesseract = import_module("pytesseract")
    with _one_thread():
        texts = [
            str(pytesseract.image_to_string(_deskewed(picture), lang=LANGUAGE))
            for path in paper.files
            for picture in _pictures(path)
        ]
    return "\n".join(texts)


def _pictures(path: Path) -> Iterator[Pil.Image]:
    if path.suffix == ".pdf":
        yield from convert_from_path(path)
        return
    with Pil.open(path) as file:
        for frame in ImageSequence.Iterator(file):
            yield frame.copy()


def _deskewed(picture: Pil.Image) -> Pil.Image:
    if find_spec("deskew") is None:
        return picture
    found: Any = import_module("deskew").determine_skew(np.asarray(picture.convert("L")))
    gray = picture.convert("RGB")
    return gray.rotate(float(found), expand=True, fillcolor=(255, 255, 255)) if found else gray


def ocrmypdf(paper: Prepared) -> str:
    """A searchable PDF of every file; the text is what it writes beside it."""
    texts = []
    for number, path in enumerate(paper.files):
        beside, out = paper.folder / f"{number}.txt", paper.folder / f"{number}-searchable.pdf"
        dpi = [] if path.suffix == ".pdf" else ["--image-dpi", str(DPI)]
        options = ["--deskew", "--rotate-pages", "-l", LANGUAGE, "--jobs", "1", "--sidecar", str(beside), *dpi]
        _output(["ocrmypdf", "--quiet", *options, str(path), str(out)])
        texts.append(beside.read_text(encoding="utf-8"))
    return "\n".join(texts)


def _output(command: Sequence[str]) -> str:
    with _one_thread():
        done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=_TIMEOUT_S)
    return done.stdout


@contextmanager
def _one_thread() -> Iterator[None]:
    """Tesseract's OpenMP threads spin on small machines: with one it is fastest."""
    before = os.environ.get("OMP_THREAD_LIMIT")
    os.environ["OMP_THREAD_LIMIT"] = "1"
    try:
        yield
    finally:
        if before is None:
            del os.environ["OMP_THREAD_LIMIT"]
        else:
            os.environ["OMP_THREAD_LIMIT"] = before
