"""Poppler's view of a PDF, through pdf2image, one page at a time and never the whole file."""

from __future__ import annotations

import contextlib
import math
import shutil
import tempfile
from pathlib import Path
from typing import BinaryIO

import pdf2image
import PIL.Image
from pdf2image.exceptions import PDFInfoNotInstalledError, PDFPageCountError, PDFPopplerTimeoutError

from scanpipe.errors import EngineError
from scanpipe.imaging.picture import pixels_of
from scanpipe.imaging.watchdog import Patience
from scanpipe.model import Image

# Scripts of Poppler's names that set rlimits first.
_LIMITED = Path(__file__).with_name("limited")
_LEAST_TIMEOUT_S = 1
_UNKNOWN_SIZE_PX = 2339  # the longer side of A4 at 200 dpi


class NotDrawnError(Exception):
    """Poppler drew nothing; the text says why. Never leaves `imaging`."""


class LockedError(Exception):
    """Poppler was asked for a password. Never leaves `imaging`."""


class Drawer:
    """One PDF on disk in a private temporary file, and as Poppler sees it."""

    def __init__(self, data: bytes, patience: Patience) -> None:
        self._data, self._patience = data, patience
        self._open = contextlib.ExitStack()
        self._path: Path | None = None

    def __enter__(self) -> Drawer:
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()

    def stream(self) -> BinaryIO:
        """The file opened for reading, until the drawer closes: a reader in memory would keep a second copy of it."""
        return self._open.enter_context(self._file().open("rb"))

    def page_count(self) -> int:
        """
        Pages that Poppler finds in the file.

        Raises LockedError, NotDrawnError (also when it takes too long) and EngineError when Poppler is not installed.
        """
        path, timeout_s = self._on_disk(), max(_LEAST_TIMEOUT_S, math.ceil(self._patience.left_s))
        with self._patience.spent_on_failure():
            try:
                found = pdf2image.pdfinfo_from_path(str(path), poppler_path=str(_LIMITED), timeout=timeout_s)
            except PDFPageCountError as error:
                if "Incorrect password" in str(error):
                    raise LockedError from error
                raise NotDrawnError("Poppler cannot read the structure") from error
            except PDFPopplerTimeoutError as error:
                raise NotDrawnError("Poppler took too long over the structure") from error
            except PDFInfoNotInstalledError as error:
                raise EngineError(f"the programs in {_LIMITED} cannot be run: make them executable") from error
            return int(found["Pages"])

    def draw(self, number: int, dpi: float | None, *, color: bool) -> Image:
        """
        Page `number` (from 1) as a viewer shows it, cut to its CropBox: gray (height, width) or BGR.

        `dpi` counts pixels per 72 units of the page; None draws a page of unknown size as large as A4 at 200 dpi.
        pdftocairo is asked when pdftoppm shows nothing.

        Raises NotDrawnError, and EngineError when Poppler is not installed.
        """
        if self._path is None:
            self.page_count()  # pdf2image asks for it each time, without a timeout: hang here, where there is one
        path = self._on_disk()
        for cairo in (False, True):
            if self._patience.left_s <= 0:
                raise NotDrawnError("the file has used up its time")
            with contextlib.suppress(_NothingError), self._patience.spent_on_failure():
                return _drawn(path, number, dpi, color=color, cairo=cairo, timeout_s=self._patience.left_s)
        raise NotDrawnError("neither pdftoppm nor pdftocairo draws this page")

    def _on_disk(self) -> Path:
        if shutil.which("pdftoppm") is None:
            raise EngineError("the program pdftoppm is missing: install it with `apt-get install poppler-utils`")
        return self._file()

    def _file(self) -> Path:
        if self._path is None:
            folder = self._open.enter_context(tempfile.TemporaryDirectory(prefix="scanpipe-"))
            self._path = Path(folder) / "upload.pdf"
            self._path.write_bytes(self._data)
        return self._path


class _NothingError(Exception):
    """One program drew nothing, the other may."""


def _drawn(path: Path, number: int, dpi: float | None, *, color: bool, cairo: bool, timeout_s: float) -> Image:
    try:
        pictures: list[PIL.Image.Image] = pdf2image.convert_from_path(
            str(path),
            first_page=number,
            last_page=number,
            # Both programs take fractions of a dot; sides in pixels would be those before the page is turned.
            dpi=dpi or 200,  # type: ignore[arg-type]
            size=_UNKNOWN_SIZE_PX if dpi is None else None,  # type: ignore[arg-type]
            grayscale=not color,
            use_cropbox=True,
            use_pdftocairo=cairo,
            timeout=max(_LEAST_TIMEOUT_S, math.ceil(timeout_s)),
            poppler_path=str(_LIMITED),
        )
    except PDFPopplerTimeoutError as error:
        raise NotDrawnError("Poppler took too long") from error
    except Exception as error:  # pdf2image hands on whatever parsing the output of a killed program raises
        raise _NothingError from error
    if not pictures:
        raise _NothingError
    return pixels_of(pictures[0])
