"""
The timeline of one dossier: what the machine read, what the citizen said, what officers did, newest first.

Numbers of people are masked in it. What the machine read is told of the fields that somebody spoke of, by a finding or
by an act: a timeline is no second copy of the papers.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from scanpipe.catalog import Catalog
from scanpipe.findings import plain_label
from scanpipe.model import Report
from scanpipe.office.masks import masked
from scanpipe.office.views import Words
from scanpipe.store.audit import AuditRow
from scanpipe.store.rows import CheckRow, EventRow, FindingRow, PageRow, PaperRow, ReadingRow

NOTHING: Words = {"vi": "", "en": ""}
_SHOWN = ("before", "after", "note", "until", "deadline", "official_code", "fields", "differing")
_COURSE = {"begun": 0, "page_replaced": 1, "read": 2, "examined": 3, "sent": 4}
"""The order of what is told of one moment."""
_FORMATS = ("json", "csv", "pdf")


class By(StrEnum):
    """Who acted."""

    MACHINE = "machine"
    CITIZEN = "citizen"
    OFFICER = "officer"
    PROGRAM = "program"
    CONSOLE = "console"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Names:
    """What officers and programs are called, by their ids."""

    logins: Mapping[str, str] = field(default_factory=dict)
    programs: Mapping[str, str] = field(default_factory=dict)

    def of(self, actor: str) -> tuple[By, str]:
        """Who somebody is; an id where there is no name (any more), nothing for those who need none."""
        if actor in self.logins:
            return By.OFFICER, self.logins[actor]
        if actor in self.programs:
            return By.PROGRAM, self.programs[actor]
        return (By(actor), "") if actor in tuple(By) else (By.OFFICER, actor)

    def told(self, about: str) -> str:
        """What an act at the Center was about, with the login of the account that it names first."""
        first, *rest = about.split(" ", 1)
        return " ".join((self.logins.get(first, first), *rest))


@dataclass(frozen=True, slots=True)
class TrailLine:
    """
    One line. `action` is a code; `about` says in words what it was about; `told` are before, after, note and other
    particulars, masked. `seq` and `hash` are those of the audit, None for what stands elsewhere in the store.
    """

    at: dt.datetime
    by: By
    who: str
    action: str
    about: Words = field(default_factory=lambda: NOTHING, repr=False)
    told: Mapping[str, str] = field(default_factory=dict, repr=False)
    reason: str | None = None
    edition: str | None = None
    engine: str | None = None
    seq: int | None = None
    hash: str | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """All that the store has of a dossier's course."""

    check: CheckRow
    audit: tuple[AuditRow, ...] = field(repr=False)
    events: tuple[EventRow, ...]
    findings: tuple[FindingRow, ...] = field(repr=False)
    readings: tuple[ReadingRow, ...] = field(repr=False)
    papers: tuple[PaperRow, ...]
    pages: tuple[PageRow, ...]
    report: Report | None = field(repr=False)
    names: Names
    catalog: Catalog


def timeline(known: Known) -> tuple[TrailLine, ...]:
    """All lines, newest first."""
    lines = [*_of_machine(known), *_of_citizen(known), *(_of_audit(known, row) for row in known.audit)]
    lines.sort(key=lambda line: (line.at, _COURSE.get(line.action, len(_COURSE)), line.seq or 0), reverse=True)
    return tuple(lines)


def told_of(detail: Mapping[str, Any] | None) -> dict[str, str]:
    """The particulars that are shown, as texts with every number of a person masked; lists and groups are not."""
    told = {name: detail.get(name) for name in _SHOWN} if detail else {}
    return {name: masked(str(value)) for name, value in told.items() if isinstance(value, str | int) and value != ""}


def _of_audit(known: Known, row: AuditRow) -> TrailLine:
    note = row.note
    by, who = known.names.of(note.actor)
    return TrailLine(
        at=row.at,
        by=by,
        who=who,
        action=note.action,
        about=_named(note.detail) or _about(known, note.about),
        told=told_of(note.detail),
        reason=note.reason,
        edition=note.edition,
        engine=note.engine,
        seq=row.seq,
        hash=row.hash,
    )


def _of_machine(known: Known) -> Iterator[TrailLine]:
    """Each examination with its outcome, and with the last one what it read where somebody spoke of it."""
    done = [event for event in known.events if event.type == "check.done"]
    engine = known.report.made_with.engine if known.report else None
    for event in done:
        told = {name: str(event.data[name]) for name in ("verdict", "must", "check") if name in event.data}
        yield TrailLine(event.at, By.MACHINE, "", "examined", told=told, engine=engine if event is done[-1] else None)
    if not done:
        return
    spoken_of = {(one.paper, one.key) for one in known.findings if one.key} | set(_fields_of(known))
    papers = {paper.number: paper for paper in known.papers}
    for reading in known.readings:
        if (reading.paper, reading.key) not in spoken_of or reading.value is None:
            continue
        paper = papers.get(reading.paper)
        yield TrailLine(
            at=done[-1].at,
            by=By.MACHINE,
            who="",
            action="read",
            about=_field(known, reading.paper, reading.key),
            told={"after": masked(reading.value), "probability": f"{reading.confidence:.2f}"},
            edition=f"{paper.form}/{paper.edition}" if paper and paper.form else None,
        )


def _of_citizen(known: Known) -> Iterator[TrailLine]:
    check = known.check
    yield TrailLine(check.created_at, By.CITIZEN, "", "begun")
    if check.sent_at is not None:
        yield TrailLine(check.sent_at, By.CITIZEN, "", "sent")
    for page in known.pages:
        if page.replaces is not None:
            about = _page(known, page.id)
            yield TrailLine(page.received_at, By.CITIZEN, "", "page_replaced", about=about)
    for finding in known.findings:
        about = _about(known, finding.id)
        if finding.answered_at is not None and finding.answer is not None:
            told = {"after": masked(finding.answer_value)} if finding.answer_value else {}
            yield TrailLine(finding.answered_at, By.CITIZEN, "", f"answered_{finding.answer}", about=about, told=told)
        if finding.disputed_at is not None:
            yield TrailLine(finding.disputed_at, By.CITIZEN, "", "disputed", about=about)


def _fields_of(known: Known) -> Iterator[tuple[int | None, str | None]]:
    """The fields that officers' acts are about (`v:<paper>:<key>`)."""
    for row in known.audit:
        kind, _, rest = (row.note.about or "").partition(":")
        paper, _, key = rest.partition(":")
        if kind == "v" and paper.isdecimal() and key:
            yield int(paper), key


def _named(detail: Mapping[str, Any] | None) -> Words | None:
    """What a point was called when somebody decided about it: another examination may not have it any more."""
    label = detail.get("label") if detail else None
    return {lang: masked(label) for lang in ("vi", "en")} if isinstance(label, str) and label else None


def _about(known: Known, about: str | None) -> Words:
    """What a point, a page, a slip or a file is called; nothing for what has no name."""
    if about is None:
        return NOTHING
    if about in _FORMATS:
        return {lang: about.upper() for lang in ("vi", "en")}
    kind, _, rest = about.partition(":")
    if kind == "v":
        paper, _, key = rest.partition(":")
        return _field(known, int(paper), key) if paper.isdecimal() and key else NOTHING
    if kind == "slip":
        return {"vi": f"số {rest}", "en": f"no. {rest}"}
    if about.startswith("pg_"):
        return _page(known, about)
    finding = next((one for one in known.findings if one.id == about), None)
    return _finding(known, finding) if finding is not None else NOTHING


def _finding(known: Known, finding: FindingRow) -> Words:
    """The field that it is about, else its sentence, else its page."""
    if finding.key is not None and finding.paper is not None:
        return _field(known, finding.paper, finding.key)
    rulings: Sequence[Any] = known.report.findings if known.report else ()
    if finding.number is not None and finding.number <= len(rulings):
        title: Mapping[str, str] = rulings[finding.number - 1].title
        return {lang: masked(title.get(lang, "")) for lang in ("vi", "en")}
    return _page(known, finding.page_id) if finding.page_id else NOTHING


def _page(known: Known, page_id: str) -> Words:
    place = next((i for i, page in enumerate(known.pages, start=1) if page.id == page_id), None)
    return NOTHING if place is None else {"vi": f"trang {place}", "en": f"page {place}"}


def _field(known: Known, paper: int, key: str) -> Words:
    """A field's label as printed, in both languages: forms are Vietnamese. Its key when nobody knows the label."""
    own = next((one for one in known.papers if one.number == paper), None)
    form = known.catalog.forms.get(own.form or "") if own else None
    edition = next((e for e in form.editions if own and e.edition == own.edition), None) if form else None
    label = next((f.label for f in edition.fields if f.key == key), None) if edition else None
    words = plain_label(label) if label else key
    return {"vi": words, "en": words}
