"""What an examiner loads once, for all the dossiers that it will see: the law as data, and the engine."""

from __future__ import annotations

import gc
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

import numpy as np
from PIL import Image as Pil

from scanpipe.catalog import Catalog
from scanpipe.catalog.kinds_schema import Kinds
from scanpipe.catalog.procedures import Procedures
from scanpipe.dossier import Asked
from scanpipe.errors import UsageError
from scanpipe.identify import identify
from scanpipe.imaging.digits import classify
from scanpipe.imaging.load import Limits
from scanpipe.ocr.engine import Layout, OcrEngine
from scanpipe.rows import stream
from scanpipe.service import catalog_of, engine_of, kinds_of, procedures_of
from scanpipe.settings import Settings
from scanpipe.titles import titles_of
from scanpipe.validators.tables import table

MODULES = ("numpy.fft", "numpy.ma", "numpy.random")
"""Imported by their first use, on the way from a picture to a straight page: each child would do that again."""
TABLES = ("ethnic_groups", "industries", "phones", "provinces")
"""Official lists that values are held against."""


@dataclass(frozen=True, slots=True)
class Means:
    """Catalogue, supporting papers, procedures (all read from `folder`), engine and the limits of a file."""

    folder: Path
    catalog: Catalog
    kinds: Kinds
    procedures: Procedures
    engine: OcrEngine
    limits: Limits

    def asked(self, procedure: str | None) -> Asked | None:
        """The procedure by its key or number. Raises UsageError."""
        if procedure is None:
            return None
        found = self.procedures.find(procedure)
        if found is None:
            raise UsageError(f"There is no procedure {procedure!r}; `scanpipe procedures list` names them.")
        return Asked(found, self.procedures.facts)

    def form(self, form: str | None) -> str | None:
        """The same form, when it is known. Raises UsageError."""
        if form is not None and form not in self.catalog.forms:
            raise UsageError(f"There is no form {form!r}; `scanpipe forms list` names them.")
        return form

    def province(self, province: str | None) -> str | None:
        """The province, when some edition is its own; for all others there is but the edition of the country."""
        return province if province in {e.province for e in self.catalog.editions() if e.province} else None


def load_means(settings: Settings) -> Means:
    """
    Everything loaded, and what is loaded at its first use used once: a process forked from here finds it done.

    Raises FormDataError, UsageError and EngineError.
    """
    engine = engine_of(settings.engine, settings.ocr_timeout_s)
    means = _under(settings.forms_dir, engine, Limits.of(settings))
    classify([np.eye(28, dtype=np.uint8)])
    assert engine.name  # asks the program for its version, once
    _warm(engine)
    Pil.preinit()
    for name in MODULES:
        import_module(name)
    for name in TABLES:
        table(name)
    _keep()
    return means


def under(means: Means, forms_dir: str | None) -> Means:
    """
    The same means under the law of a folder; None is the law that they have. Raises FormDataError.

    A folder's law never changes (`publishing.snapshots`): it is read once.
    """
    if forms_dir is None or Path(forms_dir) == means.folder:
        return means
    changed = _under(Path(forms_dir), means.engine, means.limits)
    _keep()
    return changed


def _under(folder: Path, engine: OcrEngine, limits: Limits) -> Means:
    means = Means(folder, catalog_of(folder), kinds_of(folder), procedures_of(folder), engine, limits)
    titles_of(means.catalog, means.kinds)
    identify(stream([]), means.catalog)
    return means


def _keep() -> None:
    """What is here stays: a child does not copy it by counting it."""
    gc.collect()
    gc.freeze()


def _warm(engine: OcrEngine) -> None:
    """Have the engine load what it needs for two pictures at once: a page, and its head in a hurry (early.py)."""
    blank = np.full((1000, 1000), 255, np.uint8)
    with ThreadPoolExecutor(2) as both:
        list(both.map(lambda _: engine.words(blank, layout=Layout.SPARSE, dpi=150), range(2)))
