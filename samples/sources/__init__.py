"""Where blank papers come from: our own typesetting, forms typed again in Word, scans of official blanks."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from random import Random
from typing import Final

from samples.sheet import Paper
from scanpipe.catalog.schema import Edition

Source = Callable[[Edition, Random], Paper | None]
KEPT_PAPERS: Final = 64
"""Blanks kept in memory, packed as PNG: about 20 megabytes in all."""


def open_sources(names: Iterable[str], *, shared_data: Path | None = None) -> dict[str, Source]:
    """
    Sources by name: "typeset", "retyped" (needs LibreOffice), "scan" (needs the folder of real forms).

    Raises ValueError for an unknown name, EngineError or FileNotFoundError where a source cannot work.
    """
    return {name: _open(name, shared_data) for name in names}


def _open(name: str, shared_data: Path | None) -> Source:
    match name:
        case "typeset":
            from samples.sources.typeset import typeset_paper

            return _remembered(lambda edition, rng: typeset_paper(edition))
        case "retyped":
            from samples.sources.retyped import require_office, retyped_paper

            require_office()
            return _varied(retyped_paper)
        case "scan":
            from samples.sources.real import RealBlanks

            if shared_data is None:
                raise FileNotFoundError("the source scan needs the folder of real forms")
            return _remembered(RealBlanks(shared_data).paper)
    raise ValueError(f"no source {name!r}; one of typeset, retyped, scan")


def _remembered(source: Source) -> Source:
    """The source with its last papers kept: typesetting and rendering take half a second."""
    kept: OrderedDict[tuple[str, str], Paper | None] = OrderedDict()

    def paper(edition: Edition, rng: Random) -> Paper | None:
        key = edition.form, edition.edition
        if key not in kept:
            kept[key] = source(edition, rng)
            if len(kept) > KEPT_PAPERS:
                kept.popitem(last=False)
        return kept[key]

    return paper


def _varied(retyped: Callable[[Edition, int], Paper | None]) -> Source:
    """Each edition typed again in one of three manners."""
    manners = [_remembered(partial(_variant, retyped, number)) for number in range(3)]
    return lambda edition, rng: manners[rng.randrange(len(manners))](edition, rng)


def _variant(retyped: Callable[[Edition, int], Paper | None], number: int, edition: Edition, _: Random) -> Paper | None:
    return retyped(edition, number)
