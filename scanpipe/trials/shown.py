"""A report on a trial for people at a terminal, and for CI servers (JUnit XML)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final
from xml.etree import ElementTree as Xml

from scanpipe.findings import Lang
from scanpipe.trials.report import Kind, Outcome, Row, TrialReport

_TITLES: Final = {
    Kind.POSITIVE: ("Bài ghi đủ", "Complete papers"),
    Kind.EMPTY: ("Bản in trống", "Empty prints"),
    Kind.LEFT_OUT: ("Ô bắt buộc để trống", "Required fields left out"),
    Kind.NEGATIVE: ("Bài của mẫu khác", "Papers of other editions and forms"),
    Kind.REGRESSION: ("So với mẫu trước", "Against the edition before"),
    Kind.MADE: ("Ảnh kèm theo", "Pictures beside the draft"),
    Kind.CASE: ("Trường hợp của cán bộ", "Officers' cases"),
}
_OUTCOMES: Final = {
    Outcome.OK: ("đạt", "ok"),
    Outcome.ASKED: ("hỏi lại", "asked"),
    Outcome.EXCUSED: ("bỏ qua", "excused"),
    Outcome.WRONG: ("SAI", "WRONG"),
    Outcome.SKIPPED: ("chưa thử", "not tried"),
}
_SAYINGS: Final = {
    "head": (
        "{form}@{edition}: {rows} dòng, {pages} trang, {seconds:.0f} giây, nộp ngày {on:%d/%m/%Y}",
        "{form}@{edition}: {rows} rows, {pages} pages, {seconds:.0f} s, filed on {on:%d/%m/%Y}",
    ),
    "passed": ("Đạt: mọi cổng đều mở.", "Passed: every gate is open."),
    "failed": ("Không đạt: {n} cổng đóng.", "Failed: {n} gates are closed."),
    "paste": ("Ghi vào tệp của mẫu:", "Write into the edition's file:"),
}


def lines(report: TrialReport, lang: Lang) -> Iterator[str]:
    """The report in words: gates first, then whatever is not simply right, then how editions were told apart."""
    yield _say(
        "head",
        lang,
        form=report.form,
        edition=report.edition,
        rows=len(report.rows),
        pages=report.pages,
        seconds=report.seconds,
        on=report.as_of,
    )
    yield ""
    for gate in report.gates:
        yield f"{'✔' if gate.ok else '✘'} {gate.told[lang]}"
    for kind in Kind:
        own = [row for row in report.rows if row.kind is kind]
        if own:
            yield from _group(kind, own, lang)
    yield ""
    for one in report.matrix:
        yield f"{'✔' if one.ok else '✘'} {one.edition} → {one.found}: {one.papers}"
    for note in report.notes:
        yield f"· {note[lang]}"
    if report.line is not None:
        yield f"{_say('paste', lang)} {report.line}"
    yield _say("passed", lang) if report.ok else _say("failed", lang, n=len(report.closed))


def _group(kind: Kind, rows: Sequence[Row], lang: Lang) -> Iterator[str]:
    good = sum(row.outcome is Outcome.OK for row in rows)
    yield ""
    yield f"{_TITLES[kind][_at(lang)]}: {good}/{len(rows)} {_OUTCOMES[Outcome.OK][_at(lang)]}"
    for row in rows:
        if row.outcome is not Outcome.OK:
            told = f": {row.told[lang]}" if row.told else ""
            yield f"  {_OUTCOMES[row.outcome][_at(lang)]:<9} {_name(row)}{told}"


def junit(reports: Sequence[TrialReport]) -> str:
    """
    The reports as JUnit XML: a suite for each edition, a case for each row and each gate. A closed gate and a wrong row
    are failures.
    """
    root = Xml.Element("testsuites")
    for report in reports:
        name = f"{report.form}@{report.edition}"
        wrong = sum(not row.ok for row in report.rows) + len(report.closed)
        skipped = sum(row.outcome is Outcome.SKIPPED for row in report.rows)
        suite = Xml.SubElement(
            root,
            "testsuite",
            name=name,
            tests=str(len(report.rows) + len(report.gates)),
            failures=str(wrong),
            skipped=str(skipped),
            time=f"{report.seconds:.2f}",
            timestamp=report.made_at.isoformat(timespec="seconds"),
        )
        for row in report.rows:
            _case(suite, f"{name}.{row.kind.value}", row)
        for gate in report.gates:
            case = Xml.SubElement(suite, "testcase", classname=f"{name}.gate", name=gate.name, time="0")
            if not gate.ok:
                Xml.SubElement(case, "failure", message=gate.told["en"])
    Xml.indent(root)
    return Xml.tostring(root, encoding="unicode", xml_declaration=True) + "\n"


def _case(suite: Xml.Element, family: str, row: Row) -> None:
    case = Xml.SubElement(suite, "testcase", classname=family, name=_name(row), time=f"{row.seconds:.2f}")
    told = row.told["en"] if row.told else ""
    if row.outcome is Outcome.SKIPPED:
        Xml.SubElement(case, "skipped", message=told)
    elif row.outcome is Outcome.WRONG:
        failure = Xml.SubElement(case, "failure", message=told)
        failure.text = f"expected {', '.join(row.expected) or '-'}; got {', '.join(row.got) or '-'}"
    elif told:
        Xml.SubElement(case, "system-out").text = told


def _name(row: Row) -> str:
    key = f" {row.key}" if row.key else ""
    manner = f" ({row.manner})" if row.manner else ""
    return f"{row.sample}{key}{manner}"


def _at(lang: Lang) -> int:
    return 0 if lang == "vi" else 1


def _say(code: str, lang: Lang, **params: object) -> str:
    return _SAYINGS[code][_at(lang)].format(**params)
