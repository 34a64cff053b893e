"""
What the server keeps of an examination besides the report itself: which page is which, what each paper is, and which
findings there are, without a word of what people wrote.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from pydantic import TypeAdapter

from scanpipe.model import Report, Transform
from scanpipe.unknown_papers import UnknownPaper


@dataclass(frozen=True, slots=True)
class OutcomePage:
    """
    One page: the index of its file in the order, its page there (from 1) and its number in the report. `document` is
    the index of its paper. `to_original` maps shares of the straightened page to shares of its upright original.
    """

    file: int
    file_page: int
    number: int
    readability: str
    document: int | None
    width_mm: float
    height_mm: float
    to_original: Transform


@dataclass(frozen=True, slots=True)
class OutcomeDocument:
    """One paper of the report."""

    form: str | None
    edition: str | None
    edition_status: str
    kind: str | None
    verdict: str
    pages: tuple[int, ...]
    confidence: float


@dataclass(frozen=True, slots=True)
class OutcomeFinding:
    """
    One finding: its index in the report, and what tells it from others. `ordinal` counts, from 0, findings that are
    alike in code, page, document and key.
    """

    index: int
    code: str
    severity: str
    page: int | None
    document: int | None
    key: str | None
    ordinal: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """
    One examination. `stages_cpu_s` are CPU seconds by stage of the line, for what was read this time; `unknown` are its
    papers of no known edition, by what is printed at their heads.
    """

    verdict: str
    pages: tuple[OutcomePage, ...]
    documents: tuple[OutcomeDocument, ...]
    findings: tuple[OutcomeFinding, ...]
    stages_cpu_s: dict[str, float]
    seconds: float
    unknown: tuple[UnknownPaper, ...] = ()

    @classmethod
    def from_json(cls, data: str | bytes) -> Outcome:
        """The outcome again. Raises ValueError."""
        return _OUTCOME.validate_json(data)

    def to_json(self) -> bytes:
        """As JSON."""
        return _OUTCOME.dump_json(self)


_OUTCOME: TypeAdapter[Outcome] = TypeAdapter(Outcome)


def outcome_of(report: Report, upright: Sequence[Transform], unknown: tuple[UnknownPaper, ...] = ()) -> Outcome:
    """The outcome of a report; `upright` are the transforms of its pages to their upright originals."""
    holders = {number: i for i, d in enumerate(report.documents) for number in d.pages}
    pages = tuple(
        OutcomePage(
            p.file,
            p.file_page,
            p.number,
            p.readability.value,
            holders.get(p.number),
            p.width_mm,
            p.height_mm,
            to_original,
        )
        for p, to_original in zip(report.pages, upright, strict=True)
    )
    documents = tuple(
        OutcomeDocument(d.form, d.edition, d.edition_status.value, d.kind, d.verdict.value, d.pages, d.confidence)
        for d in report.documents
    )
    made = report.made_with
    stages = {name: round(float(s), 4) for name, s in made.stages.items()}
    return Outcome(report.verdict.value, pages, documents, _findings(report), stages, made.seconds, unknown)


def _findings(report: Report) -> tuple[OutcomeFinding, ...]:
    alike: Counter[tuple[str, int | None, int | None, str | None]] = Counter()
    found = []
    for index, ruling in enumerate(report.findings):
        f = ruling.finding
        same = (f.code, f.page, f.document, f.key)
        found.append(OutcomeFinding(index, f.code, ruling.severity.value, f.page, f.document, f.key, alike[same]))
        alike[same] += 1
    return tuple(found)
