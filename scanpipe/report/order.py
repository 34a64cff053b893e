"""The order in which people read findings, the numbers they go by, and where they are, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from scanpipe.findings import Lang
from scanpipe.imaging.annotate import Style
from scanpipe.model import Box, Document, EditionStatus, Ink, Report, Ruling, Severity, Verdict
from scanpipe.report import words
from scanpipe.report.words import say

_WEIGHT = {Severity.MUST: 0, Severity.CHECK: 1, Severity.INFO: 2}
_ACCEPTED = (EditionStatus.CURRENT, EditionStatus.GRACE)
_NOT_READ = ("field.unclear", "field.illegible", "sign.unclear", "system.partial", "system.engine_failed")


def numbered(report: Report) -> Mapping[int, Ruling]:
    """Findings by the number they carry on screen, on paper and on pictures: first what has to be put right."""
    ordered = sorted(report.findings, key=lambda ruling: _WEIGHT[ruling.severity])
    return dict(enumerate(ordered, start=1))


def headline(report: Report, lang: Lang) -> str:
    """
    The verdict in a word or two. `review` reads as ready only where every paper is of an edition that is accepted on
    the day (supporting papers have none), and says so where not one paper of the dossier was recognised.
    """
    return _said(report.verdict, report.documents, lang)


def paper_headline(document: Document, lang: Lang) -> str:
    """The same for one paper."""
    return _said(document.verdict, [document], lang)


def _said(verdict: Verdict, documents: Sequence[Document], lang: Lang) -> str:
    if verdict is Verdict.REVIEW and not any(d.form or d.kind for d in documents):
        return say("verdict.stranger", lang)
    if verdict is Verdict.REVIEW and any(d.kind is None and d.edition_status not in _ACCEPTED for d in documents):
        return say("verdict.doubt", lang)
    return words.verdict(verdict, lang)


def style_of(ruling: Ruling) -> Style | None:
    """How the finding is drawn; None for what only informs."""
    if ruling.severity is Severity.INFO:
        return None
    if ruling.finding.code.startswith("quality.") or ruling.finding.code in _NOT_READ:
        return Style.UNREADABLE
    return Style.MUST if ruling.severity is Severity.MUST else Style.CHECK


def place(ruling: Ruling, lang: Lang) -> str:
    """Where to look, such as "trang 1 góc trên phải"; empty when it is no page's finding."""
    finding = ruling.finding
    if finding.page is None:
        return ""
    page = say("page", lang, n=finding.page)
    return page if finding.box is None else f"{page} {corner(finding.box, lang)}"


def corner(box: Box, lang: Lang) -> str:
    """The ninth of the page in which the middle of the box lies; a box across the page is not left or right."""
    x, y = box.x + box.width / 2, box.y + box.height / 2
    row = "top" if y < 1 / 3 else "bottom" if y > 2 / 3 else ""
    column = "" if box.width > 0.6 else "left" if x < 1 / 3 else "right" if x > 2 / 3 else ""
    name = "_".join(part for part in (row, column) if part) or "middle"
    return say(f"place.{name}", lang)


def open_points(report: Report) -> int:
    """How many findings ask or demand something."""
    return sum(ruling.severity is not Severity.INFO for ruling in report.findings)


def fine(report: Report) -> int:
    """How many lines were read and have nothing to be said about."""
    touched = {(ruling.finding.document, ruling.finding.key) for ruling in report.findings}
    return sum(
        reading.ink is not Ink.UNCLEAR and (index, reading.key) not in touched
        for index, document in enumerate(report.documents)
        for reading in document.readings
    )
