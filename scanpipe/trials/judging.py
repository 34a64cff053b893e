"""One paper of a trial held against the report on it: its rows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from samples.generate import STATUS_CODES
from samples.recipe import printed_alike
from scanpipe.catalog import Catalog, Edition, FieldSpec
from scanpipe.catalog import Kind as FieldKind
from scanpipe.model import Document, EditionStatus, Finding, Ink, Reading, Report, Severity
from scanpipe.trials.making import Made
from scanpipe.trials.papers import CLEAN
from scanpipe.trials.report import Kind, Outcome, Row
from scanpipe.trials.residual import residuals_mm
from scanpipe.trials.words import say

BLANK_CODES = frozenset({"field.required_empty", "field.choice_none", "sign.signature_missing", "sign.date_missing"})
"""Findings that say that something was not written."""
_UNCLEAR_CODES = frozenset({"field.unclear", "sign.unclear"})
_DOUBTS = frozenset({"form.altered", "edition.conflict"})
"""Findings that say that a paper is not quite what its edition says is printed on it."""
_NOWHERE = "?"


@dataclass(frozen=True, slots=True)
class Trial:
    """What is tried: the edition, in which catalogue, on which day."""

    edition: Edition
    catalog: Catalog
    on: dt.date

    @property
    def alike(self) -> tuple[str, ...]:
        """The other editions of the form that nothing printed tells from this one."""
        return printed_alike(self.edition, self.catalog)


def rows(made: Made, report: Report, trial: Trial, *, seconds: float) -> list[Row]:
    """The row of a paper; of one with fields left out, one row for each of them."""
    wanted = made.wanted
    own = document_of(report, wanted.edition)
    readings = {r.key: r for r in own.readings} if own is not None and own.form == wanted.edition.form else {}
    measured = residuals_mm(report, readings, made.pages, made.fields) if readings else {}
    about = Row(
        sample=wanted.name,
        kind=wanted.kind,
        manner=wanted.manner.name,
        edition=named(wanted.edition),
        found=found(report),
        outcome=Outcome.OK,
        fields=len(made.fields),
        read=sum(said(readings.get(field.key)) for field in made.fields),
        pages=len(made.pages),
        residual_mm=max(measured.values(), default=None),
        seconds=round(seconds, 2),
    )
    match wanted.kind:
        case Kind.LEFT_OUT:
            judged = [_left_out(about, key, made, report, trial) for key in wanted.keys]
            judged += _accused_beside(about, made, report)
        case Kind.NEGATIVE:
            judged = [_negative(about, wanted.edition, report, trial)]
        case _:
            judged = [_complete(about, made, report, trial)]
    return [row if n == 0 else row.model_copy(update={"seconds": 0.0}) for n, row in enumerate(judged)]


def _complete(about: Row, made: Made, report: Report, trial: Trial) -> Row:
    """Taken for this edition, nothing demanded but what its blank has no place for."""
    row = about.model_copy(update={"expected": coded(made.unplaced), "got": musts(report)})
    if not identified(report, trial):
        return wrong(row, "not_identified", found=", ".join(row.found))
    accused = [code for code in row.got if code not in row.expected]
    if accused:
        return wrong(row, "accused", codes=", ".join(accused))
    doubted = doubts(report)
    if not doubted:
        return row
    row = row.model_copy(update={"got": (*row.got, *doubted)})
    # One photo may blur a label; a label that is not printed so is doubted on the scans as well, and they decide.
    if made.wanted.manner.photo:
        return row.model_copy(update={"outcome": Outcome.ASKED, "told": say("altered_here")})
    return wrong(row, "altered")


def _left_out(about: Row, key: str, made: Made, report: Report, trial: Trial) -> Row:
    """The field is asked for; nothing is demanded that stands there."""
    spec = trial.edition.field(key)
    code = f"{absence_of(spec)} {key}"
    rulings = [r for r in report.findings if r.finding.key == key]
    got = sorted({coded_finding(r.finding) for r in rulings if r.finding.code in BLANK_CODES | _UNCLEAR_CODES})
    row = about.model_copy(update={"key": key, "expected": (code,), "got": tuple(got)})
    if key not in {field.key for field in made.fields}:
        return _as(row, Outcome.SKIPPED, "no_place", spec)
    if any(r.severity is Severity.MUST and r.finding.code in BLANK_CODES for r in rulings):
        return row
    clean = made.wanted.manner == CLEAN
    if not got:
        if key in trial.edition.unproven:
            return _as(row, Outcome.EXCUSED, "missed_unproven", spec)
        # One picture in many hides a blank; a field that is missed on two, or on a clean scan, is not found.
        final = clean or made.wanted.last
        return wrong(row, "missed", label=spec.label) if final else _as(row, Outcome.ASKED, "missed_here", spec)
    if why := excuse(spec, trial):
        return _as(row, Outcome.EXCUSED, why, spec)
    if doubted := doubts(report):
        return wrong(row.model_copy(update={"got": (*row.got, *doubted)}), "asked_altered", label=spec.label)
    # What is only asked on a photo or in handwriting may still be demanded on a clean scan: it gets its chance.
    return wrong(row, "only_asked", label=spec.label) if clean else _as(row, Outcome.ASKED, "asked", spec)


def _accused_beside(about: Row, made: Made, report: Report) -> Iterator[Row]:
    """Fields that are filled in and called blank on a paper on which others were left out."""
    written = {field.key: field for field in made.fields if field.state is Ink.WRITTEN}
    for ruling in report.findings:
        one = ruling.finding
        if ruling.severity is Severity.MUST and one.code in BLANK_CODES and one.key in written:
            row = about.model_copy(update={"key": one.key, "got": (coded_finding(one),)})
            yield wrong(row, "accused", codes=coded_finding(one))


def _as(row: Row, outcome: Outcome, why: str, spec: FieldSpec) -> Row:
    return row.model_copy(update={"outcome": outcome, "told": say(why, label=spec.label)})


def _negative(about: Row, edition: Edition, report: Report, trial: Trial) -> Row:
    """Never taken for the edition that is tried; exactly what its own standing on the day demands."""
    row = about.model_copy(update={"expected": standing(edition, trial), "got": musts(report)})
    tie = edition.form == trial.edition.form and edition.edition in trial.alike
    if named(trial.edition) in row.found:
        return wrong(row, "taken_for", edition=named(trial.edition))
    if not tie and edition.form != trial.edition.form and _tied(trial.edition.form) in row.found:
        return wrong(row, "taken_for", edition=trial.edition.form)
    return row if row.got == row.expected else wrong(row, "other_codes", codes=", ".join(row.got) or "–")


def standing(edition: Edition, trial: Trial) -> tuple[str, ...]:
    """The codes that a complete paper of an edition must bring about on the day of the trial."""
    catalog, on = trial.catalog, trial.on
    status = catalog.status(edition, on=on)
    if not edition.accuses or printed_alike(edition, catalog):
        return ()
    if status is EditionStatus.OUTDATED:
        following = catalog.in_force(edition.form, on=on, province=trial.edition.province)
        return (STATUS_CODES[status],) if following is not None and catalog.ended_on(edition) is not None else ()
    return (STATUS_CODES[status],) if status is EditionStatus.NOT_YET else ()


def excuse(spec: FieldSpec, trial: Trial) -> str | None:
    """Why a field may do no more than ask; None when it has to demand."""
    if not trial.edition.accuses:
        return "excused_grade"
    if trial.alike:
        return "excused_alike"
    if spec.key in trial.edition.unproven:
        return "excused_unproven"
    return "excused_date" if spec.kind is FieldKind.PLACE_DATE else None


def identified(report: Report, trial: Trial) -> bool:
    """Whether the whole upload is one paper of the edition, or the tie that its print allows."""
    right = {_tied(trial.edition.form)} if trial.alike else {named(trial.edition)}
    return len(report.documents) == 1 and set(found(report)) <= right | {named(trial.edition)}


def document_of(report: Report, edition: Edition) -> Document | None:
    """The paper of the report that says most of that form, else most of all."""
    same = [d for d in report.documents if d.form == edition.form]
    return max(same or report.documents, key=lambda d: len(d.readings), default=None)


def found(report: Report) -> tuple[str, ...]:
    """What each paper of the report was taken for, in their order, each once."""
    return tuple(dict.fromkeys(_name(d) for d in report.documents)) or (_NOWHERE,)


def main(row: Row) -> str:
    """The one paper that a row was taken for: of its own form where there is one."""
    form = row.edition.partition("@")[0]
    return next((name for name in row.found if name.partition("@")[0] == form), row.found[0])


def musts(report: Report) -> tuple[str, ...]:
    """What is demanded, each once and in order."""
    return tuple(sorted({coded_finding(r.finding) for r in report.findings if r.severity is Severity.MUST}))


def doubts(report: Report) -> tuple[str, ...]:
    """What says that the paper differs from its edition: whoever reads it accuses nobody then."""
    return tuple(sorted({r.finding.code for r in report.findings} & _DOUBTS))


def doubted(row: Row) -> bool:
    """Whether a row went wrong because its paper differs from what the edition says is printed there."""
    return bool(_DOUBTS.intersection(row.got))


def coded(pairs: Collection[tuple[str, str]]) -> tuple[str, ...]:
    """Codes with their fields, in order."""
    return tuple(sorted(f"{code} {key}" for code, key in pairs))


def coded_finding(finding: Finding) -> str:
    """Its code, and its field where it has one."""
    return f"{finding.code} {finding.key}" if finding.key else finding.code


def said(reading: Reading | None) -> bool:
    """Whether a field was found and read, be it as blank."""
    return reading is not None and reading.located and reading.ink is not Ink.UNCLEAR


def named(edition: Edition) -> str:
    """An edition as a row names it."""
    return f"{edition.form}@{edition.edition}"


def wrong(row: Row, why: str, **params: str) -> Row:
    """The row with what is wrong with it."""
    return row.model_copy(update={"outcome": Outcome.WRONG, "told": say(why, **params)})


def absence_of(spec: FieldSpec) -> str:
    """The code that says that a field was left blank."""
    match spec.kind:
        case FieldKind.SIGNATURE:
            return "sign.signature_missing"
        case FieldKind.PLACE_DATE:
            return "sign.date_missing"
        case FieldKind.CHOICE | FieldKind.CHECKBOX:
            return "field.choice_none"
        case _:
            return "field.required_empty"


def _name(document: Document) -> str:
    if document.form is None:
        return document.kind or _NOWHERE
    return f"{document.form}@{document.edition}" if document.edition else _tied(document.form)


def _tied(form: str) -> str:
    return f"{form}@{_NOWHERE}"
