"""Pictures of pages as the files somebody hands in: single pictures, one PDF, one TIFF."""

from __future__ import annotations

import io
import time
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from samples.pictures.picture import Picture
from scanpipe.model import UploadFile

A4_WIDTH_INCH = 8.27
_EPOCH = time.gmtime(0)
"""Written into PDFs instead of the time of making: the same seed has to give the same bytes."""


@dataclass(frozen=True, slots=True)
class Packed:
    """Files, and for each picture its file (from 0) and its page in that file (from 1)."""

    files: tuple[UploadFile, ...]
    places: tuple[tuple[int, int], ...]


def pack_pictures(pictures: Sequence[Picture], rng: Random, *, stem: str) -> Packed:
    """The pictures as files: several pages of one scanner mostly as one PDF, a fax as TIFF, photos one by one."""
    scanned = all(picture.name != "phone" and not picture.severe for picture in pictures)
    if scanned and all(picture.name.startswith("fax") for picture in pictures) and rng.random() < 0.6:
        return _one_file(pictures, f"{stem}.tif", _tiff(pictures))
    if scanned and rng.random() < (0.75 if len(pictures) > 1 else 0.3):
        return _one_file(pictures, f"{stem}.pdf", _pdf(pictures))
    files = []
    for number, picture in enumerate(pictures, start=1):
        name = f"{stem}.{picture.suffix}" if len(pictures) == 1 else f"{stem}-{number}.{picture.suffix}"
        files.append(UploadFile(name, picture.encoded()))
    return Packed(tuple(files), tuple((number, 1) for number in range(len(files))))


def _one_file(pictures: Sequence[Picture], name: str, data: bytes) -> Packed:
    return Packed((UploadFile(name, data),), tuple((0, page) for page in range(1, len(pictures) + 1)))


def _pdf(pictures: Sequence[Picture]) -> bytes:
    out = io.BytesIO()
    first, *rest = [picture.pil() for picture in pictures]
    dpi = float(pictures[0].dpi or pictures[0].pixels.shape[1] / A4_WIDTH_INCH)
    # One bit a pixel is packed without loss: it has no quality.
    quality = {} if first.mode == "1" else {"quality": pictures[0].jpeg_quality}
    dates = {"creationDate": _EPOCH, "modDate": _EPOCH}
    first.save(out, "PDF", save_all=True, append_images=rest, resolution=dpi, **quality, **dates)
    return out.getvalue()


def _tiff(pictures: Sequence[Picture]) -> bytes:
    out = io.BytesIO()
    first, *rest = [picture.pil() for picture in pictures]
    dpi = float(pictures[0].dpi or 200)
    first.save(out, "TIFF", save_all=True, append_images=rest, compression="group4", dpi=(dpi, dpi))
    return out.getvalue()
