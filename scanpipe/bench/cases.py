"""
`scanpipe bench --cases DIR`: what officers corrected, read once more.

The straightened page of every case goes through the whole line again, and what is read in the field now is held against
what the officer saw there. A case is one page of somebody's dossier: what needs its other pages is not asked.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path

from scanpipe.bench.papers import Tell
from scanpipe.bench.score import Tally
from scanpipe.catalog import Catalog, Edition
from scanpipe.console.terminal import write
from scanpipe.errors import UsageError
from scanpipe.model import Ink, Reading, Report, Upload, UploadFile
from scanpipe.ocr.engine import OcrEngine
from scanpipe.office.case_file import Told, read_manifest
from scanpipe.pipeline import examine
from scanpipe.prove import filing_day
from scanpipe.text import digits, nfc

RECOGNISED, LOCATED, INK, WORDS = "form recognised", "field located", "blank or written", "read as the officer did"


@dataclass(frozen=True, slots=True)
class Replayed:
    """One case read again: what of it is right now. `words` is None where the officer typed none."""

    case: Told
    recognised: bool
    located: bool
    ink: bool
    words: bool | None
    seen: str = field(repr=False)
    """What is read now, for whoever looks into a miss."""


def replay(
    folder: Path, catalog: Catalog, engine: OcrEngine, tell: Tell, *, form: str | None = None
) -> tuple[Replayed, ...]:
    """
    Every case of an exported folder (of one form, or of all), read again; each page is examined once. Cases of editions
    that the catalogue does not have are passed over. Raises UsageError when the folder is none of cases.
    """
    own = [case for case in read_manifest(folder) if form in (None, case.form)]
    known = [case for case in own if _edition(case, catalog) is not None]
    pages = [list(own) for _, own in groupby(sorted(known, key=_same_page), key=_same_page)]
    replayed: list[Replayed] = []
    for done, own in enumerate(pages, start=1):
        replayed += _page(folder, own, catalog, engine)
        tell("cases", done, len(pages))
    return tuple(replayed)


def tally_of(replayed: Sequence[Replayed]) -> Tally:
    """What was right, counted; misses tell the field, never what people wrote."""
    tally = Tally()
    for one in replayed:
        where = f"{one.case.id} {one.case.form} {one.case.edition} {one.case.key}"
        tally.count(RECOGNISED, one.recognised, where)
        tally.count(LOCATED, one.located, where)
        tally.count(INK, one.ink, where)
        if one.words is not None:
            tally.count(WORDS, one.words, where)
    return tally


def bench_cases(folder: Path, catalog: Catalog, engine: OcrEngine, tell: Tell) -> int:
    """Replay a folder and print what is right now; 0 also where cases are still misread: it is a measurement."""
    replayed = replay(folder, catalog, engine, tell)
    write(table(replayed))
    return 0


def table(replayed: Sequence[Replayed]) -> str:
    """The counts as a table in Markdown, then the fields that are still misread, most of them first."""
    tally = tally_of(replayed)
    lines = ["| Count | Right | Of |", "| --- | ---: | ---: |"]
    lines += [f"| {name} | {tally.hits[name]} | {tally.tries[name]} |" for name in (RECOGNISED, LOCATED, INK, WORDS)]
    missed = Counter((one.case.form, one.case.key) for one in replayed if not (one.ink and one.words is not False))
    if missed:
        lines += ["", "| Field | Still misread |", "| --- | ---: |"]
        lines += [f"| {form} {key} | {n} |" for (form, key), n in missed.most_common()]
    return "\n".join(lines) + "\n"


def _page(folder: Path, own: Sequence[Told], catalog: Catalog, engine: OcrEngine) -> Iterator[Replayed]:
    first = own[0]
    edition = _edition(first, catalog)
    if edition is None:  # passed over before
        return
    try:
        picture = (folder / first.picture).read_bytes()
    except OSError as error:
        raise UsageError(
            f"{folder / first.picture} cannot be read ({error.strerror}): export the cases again."
        ) from error
    report = examine(
        Upload((UploadFile(first.picture, picture),)),
        as_of=filing_day(edition, catalog),
        catalog=catalog,
        engine=engine,
        form=first.form,
        province=edition.province,
    )
    yield from (_judged(case, report) for case in own)


def _judged(case: Told, report: Report) -> Replayed:
    document = next((d for d in report.documents if d.form == case.form), None)
    readings = document.readings if document is not None else ()
    reading = next((r for r in readings if r.key == case.key), None) or Reading(
        case.key, 0, None, Ink.UNCLEAR, located=False
    )
    words = None if case.truth is None else _same(case.truth, reading.text or "")
    return Replayed(
        case=case,
        recognised=document is not None,
        located=reading.located,
        ink=reading.ink.value == case.ink,
        words=words,
        seen=reading.text or "",
    )


def _same(truth: str, read: str) -> bool:
    """Letter by letter, whatever the case and the spaces; numbers by their digits alone."""
    number = digits(truth)
    if number and not any(letter.isalpha() for letter in truth):
        return digits(read) == number
    return _squeezed(truth) == _squeezed(read)


def _squeezed(text: str) -> str:
    return " ".join(nfc(text).casefold().split())


def _edition(case: Told, catalog: Catalog) -> Edition | None:
    form = catalog.forms.get(case.form)
    return next((e for e in form.editions if e.edition == case.edition), None) if form is not None else None


def _same_page(case: Told) -> tuple[str, str, str]:
    return case.picture, case.form, case.edition
