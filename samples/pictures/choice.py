"""Which device a paper is taken with: drawn by chance within a wish."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from samples.pictures import scanner, seal
from samples.pictures.phone import phone
from samples.pictures.picture import Picture
from samples.pictures.severe import severe
from samples.sheet import Paper
from scanpipe.model import Image, Rect

SCANS = (
    "flatbed300gray", "flatbed300colour", "flatbed200gray", "flatbed200colour", "flatbed150gray", "flatbed150colour",
    "bitonal300", "bitonal200", "copier", "copier_faint", "fax", "fax_fine",
)  # fmt: skip
SCAN_SHARES = (0.12, 0.12, 0.16, 0.16, 0.08, 0.08, 0.05, 0.07, 0.06, 0.03, 0.03, 0.04)

AUTHORITIES = ("ỦY BAN NHÂN DÂN PHƯỜNG", "ỦY BAN NHÂN DÂN XÃ", "CÔNG AN PHƯỜNG")

Device = Callable[[Image], Picture]


def choose_picture(pages: Sequence[Image], rng: np.random.Generator, wish: str, kind: str | None) -> list[Picture]:
    """
    Every page taken with one device. `wish`: "scan", "phone", "severe", or the name of a device of SCANS; `kind` is
    the severe damage of one of the pages.
    """
    if wish == "severe":
        spoiled = int(rng.integers(len(pages)))
        rest = "phone" if rng.random() < 0.5 else "flatbed200gray"
        return [
            severe(page, rng, kind or "blur") if number == spoiled else _device(rest, rng)(page)
            for number, page in enumerate(pages)
        ]
    name = str(rng.choice(SCANS, p=SCAN_SHARES)) if wish == "scan" else wish
    pictures = [_device(name, rng)(page) for page in pages]
    if name != "phone" and rng.random() < 0.08:
        # Laid on the glass sideways or upside down, all pages alike.
        quarters = int(rng.integers(1, 4))
        pictures = [picture.turned(quarters) for picture in pictures]
    return pictures


def _device(name: str, rng: np.random.Generator) -> Device:
    if name == "phone":
        return lambda page: phone(page, rng)
    # One scan in six lies exactly straight; the rest as people lay paper on glass.
    skew_deg = 0.0 if rng.random() < 0.17 else float(np.clip(rng.normal(0, 1.1), -3, 3))
    if name.startswith("flatbed"):
        dpi, colour = int(name[7:10]), name.endswith("colour")
        return lambda page: scanner.flatbed(page, rng, dpi=dpi, colour=colour, skew_deg=skew_deg)
    if name.startswith("bitonal"):
        return lambda page: scanner.bitonal(page, rng, dpi=int(name[7:]), skew_deg=skew_deg)
    if name.startswith("copier"):
        return lambda page: scanner.copier(page, rng, faint=name == "copier_faint", skew_deg=skew_deg)
    if name in ("fax", "fax_fine"):
        return lambda page: scanner.fax(page, rng, fine=name == "fax_fine", skew_deg=skew_deg)
    raise ValueError(f"no device {name!r}; one of {', '.join(SCANS)}, phone")


def seal_page(
    pages: Sequence[Image], paper: Paper, signed: Sequence[tuple[int, Rect]], rng: np.random.Generator
) -> None:
    """Now and then a round seal: red over a signature, or red or black (a copy) over the head of the first page."""
    if rng.random() > 0.14 or not pages:
        return
    words = str(rng.choice(AUTHORITIES))
    index = {sheet.page: number for number, sheet in enumerate(paper.sheets)}
    blocks = sum(spot.kind == "signature" for sheet in paper.sheets for spot in sheet.spots)
    # Beside other signature blocks a seal would be ink in a place that stayed blank.
    if signed and blocks == 1 and rng.random() < 0.6:
        page, place = signed[0]
        at = (place.left + rng.uniform(0.0, 0.4) * place.width, place.center[1] + rng.uniform(-3, 3))
        seal.press(pages[index[page]], at, rng, words=words)
        return
    colour = seal.RED if rng.random() < 0.7 else seal.BLACK
    seal.press(pages[0], (rng.uniform(24, 50), rng.uniform(24, 42)), rng, colour=colour, words=words)
