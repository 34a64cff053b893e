"""An examiner's answer in the store's nouns: numbers of pages become pages, findings get the names that they keep."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from scanpipe.jobs.outcome import Outcome, OutcomeDocument, OutcomeFinding
from scanpipe.model import Report, Ruling
from scanpipe.store import ids
from scanpipe.store.rows import (
    Artefact,
    FileRow,
    FindingResult,
    NewEvent,
    PageResult,
    PageRow,
    PaperRow,
    ReadingRow,
    State,
)
from scanpipe.store.rows import Outcome as RunOutcome

_UNREADABLE = "unreadable"


def taken_over(
    outcome: Outcome,
    report: Report,
    files: Sequence[FileRow],
    pages: Sequence[PageRow],
    *,
    blob: str,
    state: State,
) -> RunOutcome:
    """What a run leaves in the store; `blob` is where its report lies. Pages that are gone by now are passed over."""
    by_place = {(page.file_id, page.file_page): page for page in pages}
    ids_of = {
        p.number: page.id for p in outcome.pages if (page := by_place.get((files[p.file].id, p.file_page))) is not None
    }
    findings = _findings(outcome, report, files, pages, ids_of)
    results = _pages(outcome, pages, ids_of, findings)
    return RunOutcome(
        state=state,
        verdict=outcome.verdict,
        report=blob,
        form=next((d.form for d in outcome.documents if d.form), None),
        pages=results,
        papers=tuple(_paper(i, d, ids_of) for i, d in enumerate(outcome.documents)),
        readings=_readings(report, ids_of),
        findings=findings,
        events=tuple(_events(outcome, results, findings)),
        artefacts=(Artefact(blob, "report", None, "application/json"),),
    )


def _findings(
    outcome: Outcome,
    report: Report,
    files: Sequence[FileRow],
    pages: Sequence[PageRow],
    ids_of: Mapping[int, str],
) -> tuple[FindingResult, ...]:
    found: list[FindingResult] = []
    for one in outcome.findings:
        page_id = ids_of.get(one.page) if one.page is not None else None
        if page_id is None:
            page_id = _page_of_file(report.findings[one.index], files, pages)
        paper = outcome.documents[one.document] if one.document is not None else None
        name = ids.finding_id(one.code, page_id=page_id, key=one.key, paper=_title(paper), ordinal=one.ordinal)
        if any(name == other.id for other in found):  # the same on two papers of one kind
            name = ids.finding_id(one.code, page_id=page_id, key=one.key, paper=_place(one), ordinal=one.ordinal)
        found.append(FindingResult(name, one.code, one.severity, one.index + 1, page_id, one.document, one.key))
    return tuple(found)


def _page_of_file(ruling: Ruling, files: Sequence[FileRow], pages: Sequence[PageRow]) -> str | None:
    """A file that cannot be opened has no page in the report; for the person it is the page that they handed in."""
    index = ruling.finding.params.get("file")
    if not isinstance(index, int) or not 0 <= index < len(files):
        return None
    return next((page.id for page in pages if page.file_id == files[index].id), None)


def _title(paper: OutcomeDocument | None) -> str | None:
    return None if paper is None else paper.form or paper.kind or "unknown"


def _place(finding: OutcomeFinding) -> str:
    return f"{finding.document}#{finding.index}"


def _pages(
    outcome: Outcome, pages: Sequence[PageRow], ids_of: Mapping[int, str], findings: Sequence[FindingResult]
) -> tuple[PageResult, ...]:
    severities: dict[str, set[str]] = {}
    for finding in findings:
        if finding.page_id is not None:
            severities.setdefault(finding.page_id, set()).add(finding.severity)
    seen = [
        PageResult(
            ids_of[p.number],
            p.number,
            p.readability,
            _verdict(p.readability, severities.get(ids_of[p.number], set())),
            p.document,
        )
        for p in outcome.pages
        if p.number in ids_of
    ]
    known = {result.page_id for result in seen}
    lost = [PageResult(page.id, None, _UNREADABLE, "rescan", None) for page in pages if page.id not in known]
    return (*seen, *lost)


def _verdict(readability: str, severities: set[str]) -> str:
    """The badge of one page, by the rule of the dossier one level down."""
    if readability == _UNREADABLE:
        return "rescan"
    if "must" in severities:
        return "correct"
    return "review" if "check" in severities else "submit"


def _paper(number: int, document: OutcomeDocument, ids_of: Mapping[int, str]) -> PaperRow:
    return PaperRow(
        number=number,
        form=document.form,
        edition=document.edition,
        edition_status=document.edition_status,
        kind=document.kind,
        verdict=document.verdict,
        confidence=document.confidence,
        pages=tuple(ids_of[n] for n in document.pages if n in ids_of),
    )


def _readings(report: Report, ids_of: Mapping[int, str]) -> tuple[ReadingRow, ...]:
    return tuple(
        ReadingRow(i, r.key, ids_of.get(r.page), r.ink.value, r.text, r.confidence, r.source.value, r.box)
        for i, document in enumerate(report.documents)
        for r in document.readings
    )


def _events(outcome: Outcome, results: Sequence[PageResult], findings: Sequence[FindingResult]) -> Sequence[NewEvent]:
    """What whoever watches is told: each page with its verdict, then the whole."""
    done = []
    for result in results:
        musts = sum(f.severity == "must" and f.page_id == result.page_id for f in findings)
        told = {"page_id": result.page_id, "readability": result.readability, "verdict": result.verdict}
        done.append(NewEvent("page.done", {**told, "open_must": musts}))
    by = {s: sum(f.severity == s for f in findings) for s in ("must", "check")}
    done.append(NewEvent("check.done", {"verdict": outcome.verdict, **by}))
    return done
