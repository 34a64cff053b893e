"""What a door calls: today's date, the catalogue and the engine of this machine, and one dossier examined."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path

from scanpipe.catalog import Catalog, load_catalog
from scanpipe.catalog.kinds_schema import Kinds, load_kinds
from scanpipe.catalog.procedures import Procedures, load_procedures
from scanpipe.dossier import Asked
from scanpipe.errors import UsageError
from scanpipe.imaging.load import Limits
from scanpipe.model import Report, Upload, UploadFile
from scanpipe.ocr.engine import OcrEngine, engine
from scanpipe.pipeline import examine
from scanpipe.settings import Settings
from scanpipe.steering import codes_of

VIETNAM = dt.timezone(dt.timedelta(hours=7), "Asia/Ho_Chi_Minh")
"""Laws begin at midnight there, wherever the machine stands. There has been no other time since 1975."""


def today() -> dt.date:
    """The day of filing when nobody says otherwise."""
    return dt.datetime.now(VIETNAM).date()


@lru_cache(maxsize=4)
def catalog_of(folder: Path) -> Catalog:
    """The catalogue in a folder, read once. Raises FormDataError."""
    return load_catalog(folder)


@lru_cache(maxsize=4)
def kinds_of(folder: Path) -> Kinds:
    """The supporting papers in a folder, read once. Raises FormDataError."""
    return load_kinds(folder)


@lru_cache(maxsize=4)
def procedures_of(folder: Path) -> Procedures:
    """The procedures in a folder, read once. Raises FormDataError."""
    return load_procedures(folder)


@lru_cache(maxsize=4)
def engine_of(name: str, timeout_s: float) -> OcrEngine:
    """The OCR engine of that name, kept: it may hold a loaded model."""
    return engine(name, timeout_s)


def check(
    files: Sequence[UploadFile],
    *,
    as_of: dt.date | None,
    form: str | None,
    province: str | None,
    settings: Settings,
    procedure: str | None = None,
    progress: Callable[[str, int], None] | None = None,
) -> Report:
    """
    One dossier examined under the law of a day (today, when None).

    `procedure` is a key or a number of the national catalogue. Raises FormDataError, EngineError, and UsageError for
    a form or procedure that nobody knows.
    """
    catalog = catalog_of(settings.forms_dir)
    asked = None if procedure is None else _asked(procedure, settings.forms_dir)
    if form is not None and form not in catalog.forms:
        raise UsageError(f"There is no form {form!r}; `scanpipe forms list` names them.")
    provinces = {e.province for e in catalog.editions() if e.province}
    return examine(
        Upload(tuple(files)),
        as_of=as_of or today(),
        catalog=catalog,
        engine=engine_of(settings.engine, settings.ocr_timeout_s),
        limits=Limits.of(settings),
        form=form,
        province=province if province in provinces else None,
        kinds=kinds_of(settings.forms_dir),
        asked=asked,
        ask_instead=codes_of(settings.ask_instead),
        progress=progress,
    )


def _asked(procedure: str, folder: Path) -> Asked:
    procedures = procedures_of(folder)
    found = procedures.find(procedure)
    if found is None:
        raise UsageError(f"There is no procedure {procedure!r}; `scanpipe procedures list` names them.")
    return Asked(found, procedures.facts)
