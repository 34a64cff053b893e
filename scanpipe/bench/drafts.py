"""
`scanpipe bench --drafts`: how much of a blank is found when an operator begins a draft from it.

Our own blanks are read three ways, as PDF with a text layer, scanned at 200 dpi, and retyped in another manner; beside
them real scans, whose fields were written down by eye (`drafts.yaml`). What the reading was developed on is told apart
from what judges it.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal
from zlib import crc32

import numpy as np
import pdf2image
import yaml

from samples.pictures.scanner import flatbed
from samples.sheet import WORKING_DPI
from scanpipe.bench.drafts_score import Scored, Wanted, score, wanted_of
from scanpipe.catalog import Catalog, Edition
from scanpipe.catalog.blank import OFFICIAL, RETYPED, Manner, typeset
from scanpipe.catalog.schema import Kind
from scanpipe.catalog.typeset.compose import compose
from scanpipe.catalog.typeset.render import render
from scanpipe.console.terminal import write
from scanpipe.drafting.read import read_blank
from scanpipe.imaging.load import Limits
from scanpipe.ocr.engine import OcrEngine

Split = Literal["develop", "judge"]
DEVELOPED_ON = frozenset({"birth_registration", "ct01", "hkd_registration", "land_registration"})
"""Forms whose own blanks were looked at while the reading was made; the others judge it."""
TEXT = "own blanks with a text layer"
SCAN = "own blanks scanned at 200 dpi"
TYPED = "own blanks retyped, with a text layer"
FILLABLE = "own blanks as fillable PDF"
REAL = "real scans"
SOURCES = (TEXT, SCAN, TYPED, FILLABLE, REAL)
SPLITS: tuple[Split, ...] = ("develop", "judge")
_TRUTH = Path(__file__).with_name("drafts.yaml")
_REAL_FOLDER = "vietnamese-forms"
Tell = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Sample:
    """One blank to read: its source, which split it belongs to, its bytes and what is printed on it."""

    source: str
    split: Split
    name: str
    data: bytes = field(repr=False)
    wanted: tuple[Wanted, ...] = field(repr=False)


def samples(
    catalog: Catalog, shared_data: Path | None, sources: Sequence[str] = SOURCES, splits: Sequence[Split] = SPLITS
) -> Iterator[Sample]:
    """Every blank of these sources and splits; real scans where their folder is there."""
    ways = {TEXT: _text, SCAN: _scan, TYPED: _typed, FILLABLE: _fillable}
    for edition in catalog.editions():
        split: Split = "develop" if edition.form in DEVELOPED_ON else "judge"
        for source in (s for s in ways if s in sources):
            if edition.fields and split in splits:
                yield Sample(source, split, f"{edition.form}/{edition.edition}", *ways[source](edition))
    if shared_data is not None and REAL in sources:
        yield from (sample for sample in _real(shared_data / _REAL_FOLDER, catalog) if sample.split in splits)


def judged(sample: Sample, engine: OcrEngine, limits: Limits) -> Scored:
    """One blank read and held against what is printed on it."""
    return score(sample.name, read_blank(sample.data, sample.name, engine, limits), sample.wanted)


def bench_drafts(catalog: Catalog, engine: OcrEngine, limits: Limits, shared_data: Path | None, tell: Tell) -> int:
    """Print the table; 0 also where a bar is missed: it is a measurement."""
    scored: list[tuple[Sample, Scored]] = []
    asked = list(samples(catalog, shared_data))
    for done, sample in enumerate(asked, start=1):
        scored.append((sample, judged(sample, engine, limits)))
        tell("blanks", done, len(asked))
    write(table(scored))
    return 0


def table(scored: Sequence[tuple[Sample, Scored]]) -> str:
    """The counts by source and split as a table in Markdown."""
    lines = [
        "| Blanks | Split | Read | Fields | Found with the right label | Kind right | Places | Invented |",
        "| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    for source in dict.fromkeys(sample.source for sample, _ in scored):
        for split in ("develop", "judge"):
            own = [s for sample, s in scored if (sample.source, sample.split) == (source, split)]
            if own:
                lines.append(_row(source, split, own))
    return "\n".join(lines) + "\n"


def _row(source: str, split: str, own: Sequence[Scored]) -> str:
    fields, found = sum(s.fields for s in own), sum(s.found for s in own)
    places, invented = sum(s.places for s in own), sum(len(s.invented) for s in own)
    kinds = sum(s.kinds for s in own)
    shares = (f"{found} ({_percent(found, fields)})", f"{kinds} ({_percent(kinds, found)})")
    return (
        f"| {source} | {split} | {len(own)} | {fields} | {shares[0]} | {shares[1]} | {places} "
        f"| {invented} ({_percent(invented, places)}) |"
    )


def _percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f} %" if whole else "–"


def _text(edition: Edition) -> tuple[bytes, tuple[Wanted, ...]]:
    return _printed(edition, OFFICIAL), wanted_of(edition, typeset(edition))


def _typed(edition: Edition) -> tuple[bytes, tuple[Wanted, ...]]:
    return _printed(edition, RETYPED), wanted_of(edition, typeset(edition, RETYPED))


def _fillable(edition: Edition) -> tuple[bytes, tuple[Wanted, ...]]:
    blank = typeset(edition)
    return blank.pdf, wanted_of(edition, blank)


def _scan(edition: Edition) -> tuple[bytes, tuple[Wanted, ...]]:
    """The printed pages on the glass of a flatbed, up to half a degree crooked, as one PDF of pictures."""
    rng = np.random.default_rng(crc32(f"{edition.form}/{edition.edition}".encode()))
    sheets = pdf2image.convert_from_bytes(_printed(edition, OFFICIAL), dpi=int(WORKING_DPI))
    first, *rest = [
        flatbed(np.asarray(sheet)[..., ::-1].copy(), rng, dpi=200, colour=False, skew_deg=rng.uniform(-0.5, 0.5)).pil()
        for sheet in sheets
    ]
    out = io.BytesIO()
    first.save(out, "PDF", save_all=True, append_images=rest, resolution=200.0, quality=75)
    return out.getvalue(), wanted_of(edition, typeset(edition))


def _printed(edition: Edition, manner: Manner) -> bytes:
    """The blank as it comes from a printer driver: no form fields that would tell where things are."""
    return render(compose(edition, manner).pages, title=edition.title, subject="")


def _real(folder: Path, catalog: Catalog) -> Iterator[Sample]:
    truth = yaml.safe_load(_TRUTH.read_text(encoding="utf-8"))
    for name, told in truth.items():
        if not (folder / name).is_file():
            continue
        wanted = tuple(Wanted(Kind(f["kind"]), f["label"]) for f in told.get("fields", ()))
        if "edition" in told:
            form, _, edition = told["edition"].partition("/")
            wanted = wanted_of(next(e for e in catalog.forms[form].editions if e.edition == edition))
        yield Sample(REAL, told["split"], name, (folder / name).read_bytes(), wanted)
