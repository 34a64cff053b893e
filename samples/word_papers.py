"""
Forms that somebody typed in Word over the leaders, and printed to PDF: the blank typed again (`samples.sources`), each
value flowing behind its label. LibreOffice prints them.
"""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from random import Random

from pypdf import PdfReader

from samples.people import cast
from samples.plan import plan
from samples.sources.manner import GAP, LINK, choose_manner
from samples.sources.ooxml import Block, Paragraph, Run, Table, document
from samples.sources.retyped import printed
from samples.sources.retyping import retype
from samples.stage import scene
from samples.typed_papers import FILED, TypedPaper, in_force, typed_values
from scanpipe.catalog import Catalog
from scanpipe.model import UploadFile

_PLACE = re.compile(re.escape(LINK) + r"/(\w+)/(?:table_)?value/(\d+)/")


def word_papers(seed: int, count: int, catalog: Catalog, *, filed: dt.date = FILED) -> Iterator[TypedPaper]:
    """`count` papers of the editions in force, in turn. Raises EngineError without LibreOffice."""
    editions = in_force(catalog)
    for number in range(count):
        rng = Random(f"word-{seed}-{number}")
        edition = editions[number % len(editions)]
        content = plan(edition, scene(edition, cast(rng, filed=filed), rng), rng)
        manner = choose_manner(rng)
        whole = {spec.key for spec in edition.fields if not GAP.search(spec.label)}
        wanted = {key: text for key, text in typed_values(content).items() if key in whole}
        blocks = retype(edition, manner)
        values = {key: text for key, text in wanted.items() if key in _places(blocks)}
        pdf = printed(document([_over(block, values) for block in blocks], manner.look))
        pages = len(PdfReader(io.BytesIO(pdf)).pages)
        yield TypedPaper(edition, UploadFile(f"word-{seed}-{number}.pdf", pdf), values, pages)


def _places(blocks: Sequence[Block]) -> set[str]:
    """The keys of fields that have a place to write in."""
    runs = (run for block in blocks for paragraph in _paragraphs(block) for run in paragraph.runs)
    return {found[1] for run in runs if run.link and (found := _PLACE.match(run.link))}


def _paragraphs(block: Block) -> Iterator[Paragraph]:
    if isinstance(block, Paragraph):
        yield block
    else:
        yield from (paragraph for row in block.rows for cell in row for paragraph in cell)


def _over(block: Block, values: Mapping[str, str]) -> Block:
    if isinstance(block, Table):
        rows = tuple(tuple(tuple(_typed(p, values) for p in cell) for cell in row) for row in block.rows)
        return replace(block, rows=rows)
    return _typed(block, values)


def _typed(paragraph: Paragraph, values: Mapping[str, str]) -> Paragraph:
    return replace(paragraph, runs=tuple(_run(run, values) for run in paragraph.runs))


def _run(run: Run, values: Mapping[str, str]) -> Run:
    """The value in the place of the first leader of its field, nothing in that of the others; no links are left."""
    found = _PLACE.match(run.link or "")
    if found is None or found[1] not in values:
        return replace(run, link=None)
    return replace(run, text=f" {values[found[1]]} " if found[2] == "0" else "", link=None, tab=False)
