"""One report held against the truth of its sample: counts, nothing averaged yet."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

import numpy as np

from samples.truth import FieldTruth, PageTruth, Truth
from scanpipe.catalog import Catalog, Kind
from scanpipe.model import Document, Ink, Reading, Report, Severity, Verdict
from scanpipe.text import digits, nfc

BLANK_CODES = frozenset({"field.required_empty", "field.choice_none", "sign.signature_missing"})
"""Findings that say that something was not written."""
_EXACT = frozenset({"citizen_id", "date", "person_name"})
_COVERED, _OWN = 0.5, 0.25  # shares of the true place covered, and of the found place that lies on it


@dataclass(slots=True)
class Tally:
    """Counts of hits and tries by name; `misses` tells the stories behind the failures."""

    hits: Counter[str] = field(default_factory=Counter)
    tries: Counter[str] = field(default_factory=Counter)
    misses: list[str] = field(default_factory=list)
    numbers: dict[str, list[float]] = field(default_factory=dict)

    def count(self, name: str, right: bool, story: str = "") -> None:
        """One try, right or wrong."""
        self.tries[name] += 1
        self.hits[name] += right
        if not right and story:
            self.misses.append(f"{name}: {story}")

    def note(self, name: str, value: float) -> None:
        """One measured number."""
        self.numbers.setdefault(name, []).append(value)


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
    _edition(truth, document, catalog, tally, kind)
    _verdict(truth, report, catalog, tally)
    if document is None or document.form != truth.form:
        return
    musts = {(r.finding.code, r.finding.key) for r in report.findings if r.severity is Severity.MUST}
    said = {(r.finding.code, r.finding.key) for r in report.findings}
    readings = {r.key: r for r in document.readings}
    accuses = catalog.edition(truth.form, truth.edition).accuses
    for one in truth.fields:
        reading = readings.get(one.key)
        if reading is not None and one.kind not in (Kind.PHOTO, Kind.OFFICE_USE):
            _field(truth, one, reading, report, musts, said, accuses, tally, kind, held_out)


def _document(truth: Truth, report: Report) -> Document | None:
    same = [d for d in report.documents if d.form == truth.form]
    return max(same or report.documents, key=lambda d: len(d.readings), default=None)


def _edition(truth: Truth, document: Document | None, catalog: Catalog, tally: Tally, kind: str) -> None:
    found = f"{document.form}@{document.edition}" if document else "nothing"
    right = found == f"{truth.form}@{truth.edition}"
    story = f"{truth.name} {truth.source} {truth.pages[0].picture} {truth.form}@{truth.edition} read as {found}"
    tally.count(f"edition right, {kind}", right, story)
    tally.count("edition right or unknown", right or document is None or document.edition is None, story)
    if truth.edition_status == "outdated":
        called = document is not None and document.edition_status == "current"
        tally.count("outdated not called current", not called, story)


def _verdict(truth: Truth, report: Report, catalog: Catalog, tally: Tally) -> None:
    """Papers without a fault, of an edition in force, must not be accused of anything."""
    musts = [f"{r.finding.code} {r.finding.key or ''}" for r in report.findings if r.severity is Severity.MUST]
    if truth.edition_status == "current" and not truth.expected and not truth.missing_pages:
        tally.count("correct current papers without must", not musts, f"{truth.name} {truth.form} {musts}")
    for expected in truth.expected:
        if expected.legible:
            found = any(r.finding.code == expected.code for r in report.findings)
            tally.count("planted faults found", found, f"{truth.name} {expected.code} {expected.key}")


def _field(
    truth: Truth,
    one: FieldTruth,
    reading: Reading,
    report: Report,
    musts: set[tuple[str, str | None]],
    said: set[tuple[str, str | None]],
    accuses: bool,
    tally: Tally,
    kind: str,
    held_out: frozenset[str],
) -> None:
    where = f"{truth.name} {truth.source} {truth.pages[0].picture} {truth.form}.{one.key} ({one.kind}, {one.style})"
    right_place = _located(truth, one, reading, report)
    tally.count("located, held out" if truth.form in held_out else "located", right_place, where)
    tally.count(f"not unclear, {kind}", reading.ink is not Ink.UNCLEAR, where)
    accused = any((code, one.key) in musts for code in BLANK_CODES)
    if one.state is Ink.WRITTEN:
        tally.count("written not called blank with must", not accused, where)
        tally.count("written read as written", reading.ink is not Ink.BLANK, where)
        _text(one, reading, tally, kind, where)
    elif one.state is Ink.BLANK:
        tally.count("blank not read as written", reading.ink is not Ink.WRITTEN, f"{where} {reading.confidence}")
        if one.required and one.kind != Kind.PLACE_DATE:
            found = any((code, one.key) in said for code in BLANK_CODES)
            tally.count(f"required blank found, {kind}", found, f"{where} {reading.ink} {reading.located}")
            if accuses:
                tally.count(f"required blank said as must, {kind}", accused, f"{where} {reading.confidence}")


def _text(one: FieldTruth, reading: Reading, tally: Tally, kind: str, where: str) -> None:
    if one.style == "typed" and one.type in _EXACT and kind == "scans":
        same = _plain(one) == _plain(one, reading.text or "")
        tally.count("typed read exactly, scans", same, f"{where} {one.text!r} read {reading.text!r}")
    if one.style == "digits" and one.type == "citizen_id":
        true, read = digits(one.text), digits(reading.text or "")
        tally.count("boxed hand numbers", true == read, f"{where} {true} read {read}")
        for a, b in zip(true, read.ljust(len(true), "?"), strict=False):
            tally.count("boxed hand digits", a == b)


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
    box = reading.box
    corners = np.array([(box.x, box.y), (box.x + box.width, box.y + box.height)])
    onto_sheet = np.linalg.inv(np.array(seen.to_picture)) @ np.diag([seen.width_px, seen.height_px, 1.0])
    (left, top), (right, bottom) = _mapped(onto_sheet @ np.array(page.to_upload), corners)
    true = one.rect
    width = min(right, true.right) - max(left, true.left)
    height = min(bottom, true.bottom) - max(top, true.top)
    shared = max(0.0, width) * max(0.0, height)
    own = (right - left) * (bottom - top)
    return bool(shared >= _COVERED * true.width * true.height and shared >= _OWN * own)


def _mapped(matrix: np.ndarray, points: np.ndarray) -> np.ndarray:
    lifted = np.c_[points, np.ones(len(points))] @ matrix.T
    return np.asarray(lifted[:, :2] / lifted[:, 2:])


def _pages(truth: Truth, report: Report, tally: Tally) -> None:
    for page in report.pages:
        seen: PageTruth | None = next(
            (p for p in truth.pages if (p.file, p.file_page) == (page.file, page.file_page)), None
        )
        if seen is None or seen.severe:
            continue
        right = (seen.quarter_turns_deg + page.rotation_deg) % 360 == 0
        tally.count(
            "quarter turns right", right, f"{truth.name} {seen.picture} {seen.quarter_turns_deg} {page.rotation_deg}"
        )
        if right and not seen.picture.startswith("phone"):
            tally.note("skew error, degrees", abs(seen.skew_deg - page.skew_deg))
