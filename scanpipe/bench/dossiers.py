"""
Whole dossiers from files to report, held against their truth: the state of every paper, the planted fault, and peace
where everything matches.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from samples.dossiers import CODES, FILED, WholeDossier, whole_dossiers
from scanpipe.bench.papers import Bench, Sum
from scanpipe.bench.results import UNBROKEN
from scanpipe.bench.score import Tally
from scanpipe.dossier import Asked
from scanpipe.model import Document, Report, Severity, Upload
from scanpipe.pipeline import examine

RECOGNISED = "paper of a whole dossier recognised, with its own pages in order"
STATES = "paper of a procedure told as received or missing, whole dossiers"
FAULT_FOUND = "planted fault found, whole dossiers"
NO_ALARM = "matching whole dossier without a disagreement"
NO_MUST = "matching whole dossier without any must"
_MISSING = ("doc.missing", "doc.missing_conditional")


def judged_dossiers(bench: Bench, numbers: Sequence[int]) -> Sum:
    """The whole dossiers with these numbers, examined and scored."""
    total = Sum()
    for dossier in whole_dossiers(bench.options.seed, numbers, bench.catalog):
        try:
            report = examined(dossier, bench)
        except Exception as error:  # One dossier that breaks us is a miss like any other: the run goes on.
            total.tally.count(UNBROKEN, False, f"{dossier.name} {type(error).__name__}: {error}")
            continue
        total.tally.count(UNBROKEN, True)
        score_dossier(dossier, report, bench, total.tally)
    return total


def examined(dossier: WholeDossier, bench: Bench) -> Report:
    """The report on one dossier, for its procedure."""
    return examine(
        Upload(dossier.files),
        as_of=FILED,
        catalog=bench.catalog,
        engine=bench.engine,
        limits=bench.limits,
        kinds=bench.kinds,
        asked=Asked(bench.procedures[dossier.procedure], bench.facts),
    )


def score_dossier(dossier: WholeDossier, report: Report, bench: Bench, tally: Tally) -> None:
    """One report held against the truth."""
    where = f"{dossier.name} {dossier.procedure} ({dossier.fault or 'matching'})"
    found = {(d.form, d.kind, pages) for d, pages in _pages(dossier, report)}
    for paper in dossier.papers:
        seen = " ".join(f"{form or kind}{list(pages)}" for form, kind, pages in sorted(found, key=str))
        story = f"{where} {paper.form or paper.kind}{list(paper.pages)}, seen {seen}"
        tally.count(RECOGNISED, (paper.form, paper.kind, paper.pages) in found, story)
    _states(dossier, report, bench, tally, where)
    told = [r for r in report.findings if r.severity is not Severity.INFO]
    if dossier.fault is not None:
        # A second picture of a page is told, and asks for nothing.
        right = any(r.finding.code in CODES[dossier.fault] for r in report.findings)
        codes = " ".join(sorted({r.finding.code for r in told}))
        tally.count(FAULT_FOUND, right, f"{where} {codes or 'nothing said'}")
        tally.count(f"{FAULT_FOUND}: {dossier.fault}", right)
        return
    alarms = sorted({f"{r.finding.code} {r.finding.key}" for r in told if r.finding.code.startswith("cross.")})
    musts = sorted({f"{r.finding.code} {r.finding.key}" for r in told if r.severity is Severity.MUST})
    tally.count(NO_ALARM, not alarms, f"{where} {', '.join(alarms)}")
    tally.count(NO_MUST, not musts, f"{where} {', '.join(musts)}")


def _pages(dossier: WholeDossier, report: Report) -> Iterator[tuple[Document, tuple[tuple[int, int], ...]]]:
    """Each paper of the report with its pages as (file, page in the file); a second picture counts as the first."""
    places = {p.number: (p.file, p.file_page) for p in report.pages}
    first = {dossier.copy[1]: dossier.copy[0]} if dossier.copy else {}
    for document in report.documents:
        own = (first.get(places[n], places[n]) for n in document.pages)
        yield document, tuple(dict.fromkeys(own))


def _states(dossier: WholeDossier, report: Report, bench: Bench, tally: Tally, where: str) -> None:
    """The papers of the procedure that lie here are received; the form that was left out is missing, and only that."""
    if report.checklist is None:
        tally.count(STATES, False, f"{where} has no checklist")
        return
    papers = {p.id: p for p in bench.procedures[dossier.procedure].every_paper()}
    for line in report.checklist.lines:
        paper = papers[line.paper]
        here = any(t.form in paper.forms or t.kind in paper.kinds for t in dossier.papers)
        if here or dossier.missing_form in paper.forms:
            right = line.state == ("received" if here else "missing")
        else:
            right = line.state not in ("received", "missing")
        tally.count(STATES, right, f"{where} {line.paper} is {line.state}")
