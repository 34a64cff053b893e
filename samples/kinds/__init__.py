"""
Supporting papers, typeset by us: one YAML file each beside this one, filled in with invented people.

Their titles are those of forms/kinds.yaml; everything else is our own wording of customary items. They are for telling
papers apart, and no template of anything.
"""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from pathlib import Path

from scanpipe.catalog.load import read_file
from scanpipe.catalog.schema import Citation, Edition, Grade, Key, Line, Provenance, Strict, Text

FOLDER = Path(__file__).resolve().parent
_DRAWN_ON = dt.date(2026, 11, 25)


class KindFile(Strict):
    """One supporting paper: its title, the lines above it, and what it prints."""

    kind: Key
    title: Text
    header: tuple[Text, ...] = ()
    pages: int = 1
    lines: tuple[Line, ...]


@lru_cache(maxsize=1)
def kind_papers() -> dict[str, Edition]:
    """Every supporting paper by its kind, as something that can be typeset and filled in like a form."""
    return {path.stem: _as_edition(path) for path in sorted(FOLDER.glob("*.yaml"))}


def _as_edition(path: Path) -> Edition:
    file = read_file(path, KindFile)
    if file.kind != path.stem:
        raise ValueError(f"{path}: kind is {file.kind!r}; name the file {file.kind}.yaml")
    return Edition(
        form=file.kind,
        edition="synthetic",
        title=file.title,
        header_lines=file.header,
        header_position="center" if file.header else "none",
        citation=Citation(instrument="none"),
        effective_from=None,
        pages=file.pages,
        provenance=Provenance(grade=Grade.D, verified_on=_DRAWN_ON, text="Drawn for tests; no original."),
        lines=file.lines,
    )
