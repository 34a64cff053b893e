"""Blank papers typed again in Word and printed through LibreOffice; their truth is read from the links in the PDF."""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
import tempfile
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from random import Random
from typing import Any, Final

from pypdf import PdfReader

from samples.fonts import ROOT
from samples.sheet import DESCENT_MM, PX_PER_MM, WORKING_DPI, Paper, Sheet, Spot, pack
from samples.sources.manner import LINK, Manner, choose_manner
from samples.sources.ooxml import document
from samples.sources.raster import gray_pages
from samples.sources.retyping import retype
from scanpipe.catalog.schema import Edition
from scanpipe.errors import EngineError
from scanpipe.model import Rect

CACHE: Final = ROOT / ".tools" / "retyped"
"""PDFs by the SHA-256 of their Word file: LibreOffice needs seconds for each."""
CONVERT_TIMEOUT_S: Final = 120
MM_PER_PT: Final = 25.4 / 72
_PLACE = re.compile(re.escape(LINK) + r"/(\w+)/(\w+)/(\d+)/(\d+)/([\w-]+)/([\d.]+)/([\d.]+)$")


def require_office() -> str:
    """The program's path. Raises EngineError with the command that installs it."""
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        raise EngineError("LibreOffice is not installed; apt-get install libreoffice-writer-nogui.")
    return office


def retyped_paper(edition: Edition, variant: int) -> Paper | None:
    """
    An edition typed again, in another manner for each number of variant; None when it has no fields.

    Raises EngineError, OSError or SubprocessError.
    """
    if not edition.fields:
        return None
    manner = choose_manner(Random(f"{edition.form}-{edition.edition}-{variant}"))
    return paper_from_word(edition, document(retype(edition, manner), manner.look), manner)


def paper_from_word(edition: Edition, word: bytes, manner: Manner) -> Paper:
    """The Word file printed, with the places its links mark."""
    pdf = printed(word)
    reader = PdfReader(BytesIO(pdf))
    sheets = []
    for number, (gray, page) in enumerate(zip(gray_pages(pdf), reader.pages, strict=True), start=1):
        height_mm = float(page.mediabox.height) * MM_PER_PT
        spots = tuple(_spots(page.get("/Annots") or [], number, height_mm, manner))
        sheets.append(
            Sheet(number, pack(gray, dpi=WORKING_DPI), gray.shape[1] / PX_PER_MM, gray.shape[0] / PX_PER_MM, spots)
        )
    return Paper("retyped", edition, tuple(sheets))


def printed(word: bytes) -> bytes:
    """A Word file as PDF, from the cache when it was printed before."""
    kept = CACHE / f"{hashlib.sha256(word).hexdigest()}.pdf"
    if kept.is_file():
        return kept.read_bytes()
    office = require_office()
    with tempfile.TemporaryDirectory() as scratch:
        source = Path(scratch) / "form.docx"
        source.write_bytes(word)
        profile = f"-env:UserInstallation=file://{scratch}/profile"
        command = [office, profile, "--headless", "--convert-to", "pdf", "--outdir", scratch, str(source)]
        subprocess.run(command, check=True, capture_output=True, timeout=CONVERT_TIMEOUT_S)
        pdf = (Path(scratch) / "form.pdf").read_bytes()
    CACHE.mkdir(parents=True, exist_ok=True)
    unfinished = kept.with_suffix(".part")
    unfinished.write_bytes(pdf)
    unfinished.replace(kept)
    return pdf


def _spots(annotations: Iterable[Any], page: int, height_mm: float, manner: Manner) -> list[Spot]:
    """The places that the links of one page mark; a leader that runs over two lines gives two."""
    found: list[Spot] = []
    for reference in annotations:
        annotation = reference.get_object()
        match = _PLACE.match(str(annotation.get("/A", {}).get("/URI", "")))
        if match is None:
            continue
        key, kind, index, row, column, width, height = match.groups()
        x0, y0, x1, y1 = (float(v) * MM_PER_PT for v in annotation["/Rect"])
        text = Rect(min(x0, x1), height_mm - max(y0, y1), max(x0, x1), height_mm - min(y0, y1))
        rect = _place(kind, text, float(width), float(height), manner)
        spot_kind = "value" if kind == "table_value" else kind
        found.append(Spot(key, page, rect, spot_kind, int(index), int(row) or None, None if column == "-" else column))
    return _in_order(_whole_signatures(found))


def _whole_signatures(spots: list[Spot]) -> list[Spot]:
    """Each signature has two links, where its free space begins (0) and ends (1): one place from both."""
    ends = {spot.key: spot.rect for spot in spots if spot.kind == "signature" and spot.index == 1}
    whole = []
    for spot in spots:
        if spot.kind != "signature":
            whole.append(spot)
        elif spot.index == 0:
            whole.append(replace(spot, rect=spot.rect.union(ends.get(spot.key, spot.rect))))
    return whole


def _in_order(spots: list[Spot]) -> list[Spot]:
    """Spots in reading order, the lines of each field numbered anew: links come in no order, and lines may break."""
    spots = sorted(spots, key=lambda s: (s.key, s.index, round(s.rect.bottom), s.rect.left))
    lines: Counter[str] = Counter()
    ordered = []
    for spot in spots:
        if spot.kind == "value":
            spot = replace(spot, index=lines[spot.key])
            lines[spot.key] += 1
        ordered.append(spot)
    return ordered


def _place(kind: str, text: Rect, width_mm: float, height_mm: float, manner: Manner) -> Rect:
    """The place to write in, from where its text stands."""
    size_mm = manner.look.size_pt * MM_PER_PT
    match kind:
        case "value":
            # The box of a line of text reaches 0.22 em below the baseline.
            baseline = text.bottom - 0.22 * size_mm
            return Rect(text.left, baseline - 1.05 * size_mm, text.right, baseline + DESCENT_MM)
        case "option":
            middle, half = text.bottom - 0.22 * size_mm - 0.3 * size_mm, 0.3 * size_mm
            return Rect(text.center[0] - half, middle - half, text.center[0] + half, middle + half)
        case "signature":
            return Rect(text.left - 1.4, text.top, text.left + width_mm - 2.4, text.bottom)
        case _:
            # Cells begin 1.9 mm left of their text; a little is kept free of the rules.
            left = text.left - 1.9
            return Rect(left + 0.5, text.top + 0.3, left + width_mm - 0.5, text.top + height_mm - 0.8)
