"""Empty prints: of our own typesetting (`scanpipe.prove`), and the official blank where there is one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from samples.sheet import Paper
from samples.sources.printed_text import labels_not_printed
from scanpipe.catalog import Catalog, Edition
from scanpipe.catalog.blank import Blank, Zone
from scanpipe.model import Report
from scanpipe.ocr.engine import OcrEngine
from scanpipe.pipeline import examine
from scanpipe.prove import Proof, judged, scan
from scanpipe.prove import Trial as Printed
from scanpipe.trials.judging import doubts, named, wrong
from scanpipe.trials.making import Maker
from scanpipe.trials.report import Kind, Outcome, Row

OFFICIAL = "official blank"


@dataclass(frozen=True, slots=True)
class OfficialPrint:
    """
    How the official blank was read. `elsewhere`: fields that were measured in another place than where their labels
    are printed; they are mended in the editor, not by `unproven`.
    """

    row: Row
    elsewhere: frozenset[str]


def rows_of(proof: Proof) -> Iterator[Row]:
    """The row of each of our own prints."""
    for print_ in proof.trials:
        yield _judged(_about(proof.edition, print_), proof.edition, print_)


def official_print(
    edition: Edition, catalog: Catalog, engine: OcrEngine, forms_dir: Path, *, on: dt.date
) -> OfficialPrint | None:
    """
    The official blank, empty, through the whole line; None where the edition has none, or none that was measured.

    Raises OSError, SubprocessError or EngineError where a program is missing.
    """
    if edition.blank is None or not any(spec.box_mm for spec in edition.fields):
        return None
    pdf = (forms_dir / edition.form / edition.blank.file).read_bytes()
    paper = Maker(forms_dir).blank(edition)
    blank = Blank(pdf, len(paper.sheets), _zones(paper))
    report = examine(scan(blank), as_of=on, catalog=catalog, engine=engine, province=edition.province)
    print_ = judged(OFFICIAL, edition, blank, report)
    elsewhere = frozenset(print_.unlocated & _located(report, edition)) - set(edition.unproven)
    row = _judged(_about(edition, print_), edition, print_)
    if doubts(report):
        keys = labels_not_printed(edition, pdf)
        row = wrong(row, "altered_empty", keys=", ".join(keys) or "?")
    elif elsewhere:
        row = wrong(row, "elsewhere_empty", keys=", ".join(sorted(elsewhere)))
    return OfficialPrint(row, elsewhere)


def _about(edition: Edition, print_: Printed) -> Row:
    return Row(
        sample=f"empty-{print_.name.replace(' ', '-')}",
        kind=Kind.EMPTY,
        manner=f"{print_.name} print" if print_.name != OFFICIAL else OFFICIAL,
        edition=named(edition),
        outcome=Outcome.OK,
        fields=len(edition.fields),
        pages=print_.pages,
    )


def _judged(row: Row, edition: Edition, print_: Printed) -> Row:
    """What is unproven already may be misread."""
    lost = sorted(print_.unlocated - set(edition.unproven))
    inked = sorted(print_.not_blank - set(edition.unproven))
    if not print_.identified:
        return wrong(row, "strange_empty")
    if lost:
        return wrong(row, "not_found_empty", keys=", ".join(lost))
    return wrong(row, "not_blank_empty", keys=", ".join(inked)) if inked else row


def _zones(paper: Paper) -> tuple[Zone, ...]:
    spots = (spot for sheet in paper.sheets for spot in sheet.spots)
    return tuple(Zone(s.key, s.page, s.rect, s.kind, s.index) for s in spots)  # type: ignore[arg-type]


def _located(report: Report, edition: Edition) -> set[str]:
    own = (d for d in report.documents if d.form == edition.form)
    return {reading.key for d in own for reading in d.readings if reading.located}
