"""
One report held against the truth of its sample: counts, nothing averaged yet.

What a paper holds is counted whether scanpipe spoke of it or not: a field without a reading counts as not located and
unclear, and a required blank on a paper that was not recognised counts as not found.

What a paper does not tell is not asked: an edition that nothing printed tells from another counts in a row of its own,
where the tie is the right answer, and handwriting that nobody can read counts as read by nobody.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from rapidfuzz.distance import LCSseq

from samples.truth import Expected, FieldTruth, PageTruth, Truth
from scanpipe.bench.places import onto_sheet, tilt_deg
from scanpipe.catalog import Catalog, Kind
from scanpipe.model import Document, Finding, Ink, Reading, Report, Severity, Verdict
from scanpipe.text import digits, nfc

BLANK_CODES = frozenset({"field.required_empty", "field.choice_none", "sign.signature_missing"})
"""Findings that say that something was not written."""
EXACT = frozenset({"citizen_id", "date", "person_name"})
"""Types of values that have to be read letter by letter."""
ACCUSATIONS = (
    "musts deserved",
    "written not called blank with must",
    "boxed hand numbers not accused",
    "acceptable kept",
    "good picture of a card kept",
    "matching whole dossier without any must",
)
"""The counts whose misses are good papers wronged."""
_UNASKED = (Kind.PHOTO, Kind.OFFICE_USE)
_COARSE = "fax"  # a fax in standard resolution has 98 lines an inch: no scan of 150 dpi
_COVERED, _OWN = 0.5, 0.25  # shares of the true place covered, and of the found place that lies on it


TURNED, UPRIGHT = "turned pages set upright", "upright pages left upright"
TIES = "answered as a tie where the print is the same"


class Miss(NamedTuple):
    """One failure: the name of the count, and which sample, where, what was seen."""

    name: str
    story: str


@dataclass(slots=True)
class Tally:
    """Counts of hits and tries by name; `misses` tells the stories behind the failures."""

    hits: Counter[str] = field(default_factory=Counter)
    tries: Counter[str] = field(default_factory=Counter)
    misses: list[Miss] = field(default_factory=list)
    numbers: dict[str, list[float]] = field(default_factory=dict)

    def count(self, name: str, right: bool, story: str = "") -> None:
        """One try, right or wrong."""
        self.tries[name] += 1
        self.hits[name] += right
        if not right and story:
            self.misses.append(Miss(name, story))

    def note(self, name: str, value: float) -> None:
        """One measured number."""
        self.numbers.setdefault(name, []).append(value)

    def add(self, other: Tally) -> None:
        """Everything that another tally counted."""
        self.hits.update(other.hits)
        self.tries.update(other.tries)
        self.misses += other.misses
        for name, values in other.numbers.items():
            self.numbers.setdefault(name, []).extend(values)


def score(truth: Truth, report: Report, catalog: Catalog, tally: Tally, held_out: frozenset[str]) -> None:
    """Add what one sample says to the tally."""
    kind = "photos" if truth.pages[0].picture.startswith("phone") else "scans"
    _pages(truth, report, tally)
    refused = report.verdict is Verdict.RESCAN
    if truth.severe:
        tally.count("severe refused", refused, f"{truth.name} {truth.pages[0].severe}")
        return
    faults = [r.finding.code for r in report.findings if r.finding.code.startswith(("quality.", "page."))]
    tally.count("acceptable kept", not refused, f"{truth.name} {truth.pages[0].picture} {faults}")
    document = _document(truth, report)
    _edition(truth, document, report, tally, kind)
    _verdict(truth, report, catalog, tally)
    _accusations(truth, report, tally)
    musts = {(r.finding.code, r.finding.key) for r in report.findings if r.severity is Severity.MUST}
    said = {(r.finding.code, r.finding.key) for r in report.findings}
    recognised = document is not None and document.form == truth.form
    readings = {r.key: r for r in document.readings} if document is not None and recognised else {}
    for one in truth.fields:
        if one.kind in _UNASKED:
            continue
        reading = readings.get(one.key) or Reading(one.key, 0, None, Ink.UNCLEAR, located=False)
        if recognised:
            _field(truth, one, reading, report, musts, said, tally, kind, held_out)
        if _has_to_be_found(one):
            found = recognised and any((code, one.key) in said for code in BLANK_CODES)
            seen = f"{reading.ink} {reading.located}" if recognised else "paper not recognised"
            tally.count(f"required blank found, {kind}", found, f"{_where(truth, one)} {seen}")


def _has_to_be_found(one: FieldTruth) -> bool:
    return one.state is Ink.BLANK and one.required and one.kind != Kind.PLACE_DATE


def _where(truth: Truth, one: FieldTruth) -> str:
    return f"{truth.name} {truth.source} {truth.pages[0].picture} {truth.form}.{one.key} ({one.kind}, {one.style})"


def _document(truth: Truth, report: Report) -> Document | None:
    same = [d for d in report.documents if d.form == truth.form]
    return max(same or report.documents, key=lambda d: len(d.readings), default=None)


def _edition(truth: Truth, document: Document | None, report: Report, tally: Tally, kind: str) -> None:
    """
    Which edition it is. Of editions that print the same (`printed_alike`) none can be right or wrong: there the only
    right answer is the tie of exactly these editions, which is counted on its own.
    """
    found = f"{document.form}@{document.edition}" if document else "nothing"
    right = found == f"{truth.form}@{truth.edition}"
    story = f"{truth.name} {truth.source} {truth.pages[0].picture} {truth.form}@{truth.edition} read as {found}"
    if truth.printed_alike:
        tally.count(TIES, _is_that_tie(truth, document, report), story)
    else:
        coarse = truth.pages[0].picture == _COARSE
        tally.count("edition right, coarse faxes" if coarse else f"edition right, {kind}", right, story)
    tally.count("edition right or unknown", right or document is None or document.edition is None, story)
    if truth.edition_status == "outdated":
        called = document is not None and document.edition_status == "current"
        tally.count("outdated not called current", not called, story)


def _is_that_tie(truth: Truth, document: Document | None, report: Report) -> bool:
    """Whether the form is known, no edition is claimed, and a tie of the true edition and those like it is reported."""
    if document is None or document.form != truth.form or document.edition is not None:
        return False
    number = report.documents.index(document)
    alike = {truth.edition, *truth.printed_alike}
    said = (r.finding for r in report.findings if r.finding.code == "edition.unknown" and r.finding.document == number)
    return any(f.params.get("reason") == "tie" and set(_named(f)) == alike for f in said)


def _named(finding: Finding) -> Sequence[str]:
    """The editions that a finding names."""
    named = finding.params.get("nearest")
    return [str(one) for one in named] if isinstance(named, list | tuple) else []


def _verdict(truth: Truth, report: Report, catalog: Catalog, tally: Tally) -> None:
    """Papers without a fault, of an edition in force, must not be accused of anything."""
    kinds = {spec.key: spec.kind for spec in catalog.edition(truth.form, truth.edition).fields}
    musts = [f"{r.finding.code} {r.finding.key or ''}" for r in report.findings if r.severity is Severity.MUST]
    if truth.edition_status == "current" and not truth.expected and not truth.missing_pages:
        # A form below grade B never accuses: its papers would only flatter the share.
        grade = "" if truth.accuses else ", forms that only ask"
        tally.count(f"correct current papers without must{grade}", not musts, f"{truth.name} {truth.form} {musts}")
    for expected in truth.expected:
        if expected.legible and kinds.get(expected.key or "") != Kind.PLACE_DATE:
            found = any(_same(expected, r.finding) for r in report.findings)
            tally.count("planted faults found", found, f"{truth.name} {expected.code} {expected.key}")


def _accusations(truth: Truth, report: Report, tally: Tally) -> None:
    """Every must of every paper, good or not, has to be one that the truth expects."""
    for ruling in report.findings:
        if ruling.severity is Severity.MUST:
            said = ruling.finding
            story = f"{truth.name} {truth.source} {truth.pages[0].picture} {truth.form}@{truth.edition}"
            told = f"{story} {said.code} {said.key or ''} page {said.page} confidence {said.confidence:.2f}"
            tally.count("musts deserved", any(_same(e, said) for e in truth.expected), told)


def _same(expected: Expected, said: Finding) -> bool:
    """Whether that finding tells of that fault: the kind of an absence may be told in another way."""
    if expected.code in BLANK_CODES and said.code in BLANK_CODES:
        return expected.key == said.key
    return expected.code == said.code and (expected.key is None or said.key is None or expected.key == said.key)


def _field(
    truth: Truth,
    one: FieldTruth,
    reading: Reading,
    report: Report,
    musts: set[tuple[str, str | None]],
    said: set[tuple[str, str | None]],
    tally: Tally,
    kind: str,
    held_out: frozenset[str],
) -> None:
    where = _where(truth, one)
    right_place = _located(truth, one, reading, report)
    tally.count("located, held out" if truth.form in held_out else "located", right_place, where)
    tally.count(f"not unclear, {kind}", reading.ink is not Ink.UNCLEAR, where)
    accused = any((code, one.key) in musts for code in BLANK_CODES)
    if one.state is Ink.WRITTEN:
        tally.count("written not called blank with must", not accused, where)
        tally.count("written read as written", reading.ink is not Ink.BLANK, where)
        _text(one, reading, tally, kind, where)
        if one.style == "digits" and one.type == "citizen_id" and not one.faults:
            wronged = any(key == one.key for _, key in musts)
            tally.count("boxed hand numbers not accused", not wronged, where)
    elif one.state is Ink.BLANK:
        tally.count("blank not read as written", reading.ink is not Ink.WRITTEN, f"{where} {reading.confidence}")
        if _has_to_be_found(one) and truth.accuses:
            tally.count(f"required blank said as must, {kind}", accused, f"{where} {reading.confidence}")


def _text(one: FieldTruth, reading: Reading, tally: Tally, kind: str, where: str) -> None:
    if one.style == "typed" and one.type in EXACT and kind == "scans":
        same = _plain(one) == _plain(one, reading.text or "")
        tally.count("typed read exactly, scans", same, f"{where} {one.text!r} read {reading.text!r}")
    if one.style == "digits" and one.type == "citizen_id":
        _boxed(one, digits(reading.text or ""), tally, where)


def _boxed(one: FieldTruth, read: str, tally: Tally, where: str) -> None:
    """
    A number in boxes. Digits are found in their order: one that is lost does not make all that follow wrong. What a
    person cannot read either is left out of both shares, and counted beside them.
    """
    true = digits(one.text)
    matched = {n for op in LCSseq.opcodes(true, read) if op.tag == "equal" for n in range(op.src_start, op.src_end)}
    legible = [n for n in range(len(true)) if n not in one.illegible]
    whole = len(read) <= len(true) and matched.issuperset(legible)
    tally.count("boxed hand numbers", whole, f"{where} {true} read {read}, illegible {one.illegible}")
    for place in range(len(true)):
        row = "boxed hand digits" if place in legible else "boxed hand digits that a person cannot read"
        tally.count(row, place in matched)
    tally.count("boxed hand numbers, with what a person cannot read", true == read)


def _plain(one: FieldTruth, text: str | None = None) -> str:
    text = one.text if text is None else text
    if one.type in ("citizen_id", "date"):
        return digits(text)
    return nfc(text)


def _located(truth: Truth, one: FieldTruth, reading: Reading, report: Report) -> bool:
    """Whether the place found covers most of the true one and little else, on the sheet."""
    if not reading.located or reading.box is None:
        return False
    page = next((p for p in report.pages if p.number == reading.page), None)
    seen = next((p for p in truth.pages if page and (p.file, p.file_page) == (page.file, page.file_page)), None)
    if page is None or seen is None or seen.page != one.page:
        return False
    found = onto_sheet(reading.box, page, seen)
    true = one.rect
    shared = found.overlap(true)
    return shared >= _COVERED * true.width * true.height and shared >= _OWN * found.width * found.height


def _pages(truth: Truth, report: Report, tally: Tally) -> None:
    for page in report.pages:
        seen: PageTruth | None = next(
            (p for p in truth.pages if (p.file, p.file_page) == (page.file, page.file_page)), None
        )
        if seen is None or seen.severe:
            continue
        right = (seen.quarter_turns_deg + page.rotation_deg) % 360 == 0
        story = f"{truth.name} {seen.picture} {seen.quarter_turns_deg} {page.rotation_deg}"
        tally.count(TURNED if seen.quarter_turns_deg else UPRIGHT, right, story)
        if right and not seen.picture.startswith("phone"):
            tally.note("skew error of the samples, degrees", abs(tilt_deg(page, seen)))
