"""
Papers that were born digital: filled in on a screen, printed with a text layer, typed in Word. Their values have to be
read letter by letter, and what a page costs is noted.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from samples.typed_papers import FILED, TypedPaper, typed_papers
from samples.word_papers import word_papers
from scanpipe.bench.cost import costed
from scanpipe.bench.papers import Bench, Sum
from scanpipe.bench.score import Tally
from scanpipe.errors import EngineError
from scanpipe.model import Ink, Report, Upload
from scanpipe.pipeline import examine
from scanpipe.text import digits, nfc

FORM_FIELDS = "form filled in on a screen: values exact"
TEXT_LAYER = "form with a text layer: values exact"
IN_WORD = "form typed in Word and printed to PDF: values exact"
TYPED_CPU = "CPU a page of papers born digital, seconds"


def judged_typed(bench: Bench) -> Sum:
    """As many papers of each sort as dossiers; those of Word only where LibreOffice is there."""
    total, asked = Sum(), bench.options
    sorts: dict[str, Iterator[TypedPaper]] = {
        FORM_FIELDS: typed_papers(asked.seed, asked.dossiers, bench.catalog, form_fields=True),
        TEXT_LAYER: typed_papers(asked.seed, asked.dossiers, bench.catalog, form_fields=False),
        IN_WORD: word_papers(asked.seed, asked.dossiers, bench.catalog),
    }
    for name, papers in sorts.items():
        try:
            _judged(name, papers, bench, total.tally)
        except EngineError as error:
            total.failed.append(f"No {name.split(':')[0]}: {str(error).rstrip('.')}.")
    return total


def _judged(name: str, papers: Iterator[TypedPaper], bench: Bench, tally: Tally) -> None:
    for number, paper in enumerate(papers, start=1):
        read = partial(_examined, paper, bench)
        if number == 1:
            read()  # What is loaded once belongs to no page.
        report, cpu_s = costed(read)
        tally.note(TYPED_CPU, cpu_s / paper.pages)
        tally.note(f"{TYPED_CPU}: {name.split(':')[0]}", cpu_s / paper.pages)
        _exact(paper, report, name, tally)
        bench.tell(name, number, bench.options.dossiers)


def _examined(paper: TypedPaper, bench: Bench) -> Report:
    upload = Upload((paper.file,))
    return examine(
        upload, as_of=FILED, catalog=bench.catalog, engine=bench.engine, limits=bench.limits, kinds=bench.kinds
    )


def _exact(paper: TypedPaper, report: Report, name: str, tally: Tally) -> None:
    edition = paper.edition
    documents = [d for d in report.documents if (d.form, d.edition) == (edition.form, edition.edition)]
    said = {r.key: nfc(r.text or "") for d in documents for r in d.readings if r.ink is Ink.WRITTEN}
    days = {spec.key for spec in edition.fields if spec.type == "date"}
    for key, text in paper.values.items():
        story = f"{paper.file.name} {edition.form}@{edition.edition} {key}: {text!r} read {said.get(key)!r}"
        # A day may be typed in three pieces, with words or slashes between.
        same = digits(said.get(key, "")) == digits(text) if key in days else said.get(key) == text
        tally.count(name, same, story)
