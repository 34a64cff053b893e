"""The report as text for a terminal: the verdict in a word and a shape, then what to do, then the counts."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from itertools import groupby

from scanpipe.findings import Lang
from scanpipe.model import Checklist, Document, Report, Ruling, Severity, Verdict
from scanpipe.report import words
from scanpipe.report.names import Names
from scanpipe.report.order import fine, headline, numbered, open_points, place
from scanpipe.report.words import SHAPES, STATE_SHAPES, say

_GAP = "   "
_INDENT = "    "
_COLOURS = {
    Verdict.SUBMIT: "32",
    Verdict.CORRECT: "31",
    Verdict.RESCAN: "35",
    Verdict.REVIEW: "33",
    Severity.MUST: "31",
    Severity.CHECK: "33",
    Severity.INFO: "2",
}
"""ANSI codes; what they say stands there in words as well."""


def to_text(
    report: Report, *, lang: Lang, names: Names, colour: bool = False, width: int = 100, written: str | None = None
) -> str:
    """The report in that language, lines of at most `width` characters. `written` is where the full report lies."""
    lines = [*_head(report, lang, names, colour), ""]
    if report.checklist:
        lines += [*_checklist(report.checklist, report, lang, width), ""]
    for severity, group in groupby(numbered(report).items(), key=lambda item: item[1].severity):
        lines.append(_coloured(words.severity(severity, lang) + ":", severity, colour))
        for number, ruling in group:
            lines.extend(_finding(number, ruling, lang, width))
        lines.append("")
    if told := words.helpers(report, lang):
        lines += [*told, ""]
    lines.append(_counts(report, lang, written))
    return "\n".join(lines) + "\n"


def _head(report: Report, lang: Lang, names: Names, colour: bool) -> Iterator[str]:
    verdict = f"{SHAPES[report.verdict]} {headline(report, lang).upper()}"
    seconds = f"{report.made_with.seconds:.1f}"
    took = say("seconds", lang, n=seconds.replace(".", ",") if lang == "vi" else seconds)
    cost = f"{words.pages(len(report.pages), lang)}, {took}"
    about = [_paper(document, lang, names) for document in report.documents]
    verdict = _coloured(verdict, report.verdict, colour)
    if len(about) == 1:
        yield _GAP.join([verdict, about[0], cost])
    else:
        yield _GAP.join([verdict, cost])
        yield from (
            f"  {SHAPES[d.verdict]} {text}{_GAP}{_pages(d, lang)}"
            for d, text in zip(report.documents, about, strict=True)
        )
    dated = say("as_of", lang, date=f"{report.as_of:%d/%m/%Y}")
    yield f"  {say(f'next.{report.verdict.value}', lang, n=open_points(report))} ({dated})"


def _checklist(checklist: Checklist, report: Report, lang: Lang, width: int) -> Iterator[str]:
    """The papers of the procedure with where each stands, and what a person could say about the open ones."""
    yield say("checklist.for", lang, title=checklist.title[lang])
    for line in checklist.lines:
        pages = [n for i in line.documents for n in report.documents[i].pages]
        where = ", ".join(say("page", lang, n=n) for n in pages)
        note = "; ".join(filter(None, [say(f"state.{line.state}", lang), where or words.why(line, lang)]))
        text = f"{STATE_SHAPES[line.state]} {line.name[lang]}: {note}"
        yield from textwrap.wrap(text, width, initial_indent="  ", subsequent_indent=_INDENT)
    if checklist.deadline:
        yield "  " + say("checklist.deadline", lang, deadline=checklist.deadline[lang])
    for question in checklist.questions:
        text = f"{say('checklist.ask', lang)}: {question[lang]}"
        yield from textwrap.wrap(text, width, initial_indent="  ", subsequent_indent=_INDENT)


def _paper(document: Document, lang: Lang, names: Names) -> str:
    parts = [names.paper(document, lang)]
    if document.effective_from is not None:
        parts.append(say("in_force_from", lang, date=f"{document.effective_from:%d/%m/%Y}"))
    if document.form is not None:
        parts.append(words.status(document.edition_status, lang))
    return _GAP.join(parts)


def _pages(document: Document, lang: Lang) -> str:
    return ", ".join(say("page", lang, n=number) for number in document.pages)


def _finding(number: int, ruling: Ruling, lang: Lang, width: int) -> Iterator[str]:
    yield f"{number:>2}  {ruling.finding.code:<24} {place(ruling, lang)}".rstrip()
    yield from textwrap.wrap(ruling.title[lang], width, initial_indent=_INDENT, subsequent_indent=_INDENT)
    yield from textwrap.wrap(ruling.fix[lang], width, initial_indent=_INDENT + "→ ", subsequent_indent=_INDENT + "  ")


def _counts(report: Report, lang: Lang, written: str | None) -> str:
    parts = [
        f"{words.severity(severity, lang)}: {sum(r.severity is severity for r in report.findings)}"
        for severity in (Severity.MUST, Severity.CHECK)
    ]
    parts.append(f"{say('fine', lang)}: {fine(report)}")
    if written:
        parts.append(f"{say('report', lang)}: {written}")
    return _GAP.join(parts)


def _coloured(text: str, kind: Verdict | Severity, colour: bool) -> str:
    return f"\x1b[1;{_COLOURS[kind]}m{text}\x1b[0m" if colour else text
