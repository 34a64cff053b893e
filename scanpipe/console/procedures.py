"""The commands about what a dossier needs: `scanpipe procedures …`."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from scanpipe.console.terminal import (
    INTERNAL,
    SUBMIT,
    LangOption,
    complain,
    settings_of_this_machine,
    told_errors,
    write,
)
from scanpipe.errors import UsageError

if TYPE_CHECKING:
    from scanpipe.catalog.procedure_schema import Paper, Procedure, Words
    from scanpipe.catalog.procedures import Procedures
    from scanpipe.findings import Lang

SCHEMA_ID = "scanpipe.procedures/v1"

_WORDS: Mapping[str, tuple[str, str]] = {
    "always": ("luôn cần", "always"),
    "conditional": ("tùy trường hợp", "conditional"),
    "one_of": ("một trong số", "one of"),
    "if_any": ("nếu có", "if any"),
    "when": ("khi", "when"),
    "data": ("thay bằng dữ liệu", "replaced by data"),
    "portal": ("điền trên cổng dịch vụ công", "filled in on the portal"),
    "present": ("chỉ xuất trình", "only shown"),
    "original": ("bản chính", "original"),
    "copy": ("bản sao", "copy"),
    "case": ("Trường hợp", "Case"),
    "field": ("Lĩnh vực", "Field"),
    "level": ("Cấp giải quyết", "Level"),
    "decision": ("Quyết định", "Decision"),
    "time": ("Thời hạn giải quyết", "Takes"),
    "working_day": ("ngày làm việc", "working days"),
    "working_day.one": ("ngày làm việc", "working day"),
    "day": ("ngày", "days"),
    "day.one": ("ngày", "day"),
    "dong": ("đồng", "đồng"),
    "direct": ("trực tiếp", "at the counter"),
    "online": ("trực tuyến", "online"),
    "postal": ("qua bưu chính", "by post"),
    "deadline": ("Hạn nộp", "Deadline"),
    "days_from": ("{n} ngày từ {start}", "{n} days from {start}"),
    "fee": ("Lệ phí", "Fee"),
    "legal": ("Căn cứ", "Legal basis"),
    "watch": ("Cần theo dõi", "To watch"),
    "known_from": ("Biết chắc từ", "Known from"),
    "notes": ("Ghi chú", "Notes"),
}

procedures_app = typer.Typer(
    help="The procedures, and which papers each needs.", no_args_is_help=True, rich_markup_mode=None
)

FormatOption = Annotated[Literal["text", "json"], typer.Option("--format", help="As lines, or as JSON.")]


@procedures_app.command("list")
def procedures_list(lang: LangOption = "vi", format_: FormatOption = "text") -> None:
    """All procedures: key, code and name."""
    with told_errors():
        procedures = _procedures()
        if format_ == "json":
            every = [_listed(p) for p in procedures.by_key.values()]
            write(_json({"schema": SCHEMA_ID, "digest": procedures.digest, "procedures": every}))
            return
        for procedure in procedures.by_key.values():
            write(f"{procedure.code}  {procedure.procedure:<27} {_in(procedure.name, lang)}\n")


@procedures_app.command("show")
def procedures_show(
    procedure: Annotated[str, typer.Argument(metavar="PROCEDURE", help="Key or code, such as 1.001193.")],
    lang: LangOption = "vi",
    format_: FormatOption = "text",
) -> None:
    """One procedure: its papers with their conditions, and what it rests on."""
    with told_errors():
        procedures = _procedures()
        chosen = procedures.find(procedure)
        if chosen is None:
            raise UsageError(f"There is no procedure {procedure}; `scanpipe procedures list` shows them all.")
        if format_ == "json":
            content = chosen.model_dump(mode="json", by_alias=True, exclude_unset=True)
            write(_json({"schema": SCHEMA_ID, "digest": procedures.digest, **content}))
            return
        write("".join(f"{line}\n" for line in _shown(chosen, lang)))


@procedures_app.command("lint")
def procedures_lint(format_: FormatOption = "text") -> None:
    """Whether forms/procedures/ makes sense. Exits 1 when something is wrong."""
    with told_errors():
        from dataclasses import asdict

        from scanpipe.catalog.kinds_schema import load_kinds
        from scanpipe.catalog.load import load_catalog
        from scanpipe.catalog.procedure_lint import lint_procedures

        folder = settings_of_this_machine().forms_dir
        kinds = [kind.kind for kind in load_kinds(folder).kinds]
        forms = {k: {f.key for e in form.editions for f in e.fields} for k, form in load_catalog(folder).forms.items()}
        problems = list(lint_procedures(_procedures(), forms=forms, kinds=kinds))
        wrong = sum(p.severity == "error" for p in problems)
        if format_ == "json":
            told = [{("procedure" if k == "form" else k): v for k, v in asdict(p).items()} for p in problems]
            write(_json({"schema": SCHEMA_ID, "errors": wrong, "problems": told}))
        else:
            for p in problems:
                where = "/".join(part for part in (p.form, p.key) if part)
                write(f"{p.severity:<8} {p.code}  {where}: {p.message}\n")
            complain("forms/procedures/ is sound." if not wrong else f"{wrong} errors.")
    raise typer.Exit(INTERNAL if wrong else SUBMIT)


def _listed(procedure: Procedure) -> dict[str, Any]:
    name = procedure.name.model_dump()
    return {"procedure": procedure.procedure, "code": procedure.code, "name": name, "forms": list(procedure.forms)}


def _shown(procedure: Procedure, lang: Lang) -> Iterator[str]:
    """The lines about one procedure."""
    yield f"{procedure.procedure} {procedure.code}: {_in(procedure.name, lang)}"
    for key, value in _facts(procedure, lang):
        yield f"  {_say(key, lang):<20} {value}"
    for paper in procedure.papers:
        yield from _about(paper, lang)
    for case in procedure.cases:
        yield f"  {_say('case', lang)}: {_in(case.name, lang)}"
        for paper in case.papers:
            yield from _about(paper, lang)
    notes = (*procedure.checks, *procedure.notes)
    if notes:
        yield f"  {_say('notes', lang)}"
        yield from (f"    - {note}" for note in notes)


def _facts(procedure: Procedure, lang: Lang) -> Iterator[tuple[str, str]]:
    """What the head of the page says of a procedure, by the key of its label."""
    yield "field", procedure.field
    yield "level", procedure.level
    yield "decision", procedure.decision
    time = _amount(procedure.time.value, procedure.time.unit, lang)
    yield "time", f"{time} ({procedure.time.note})" if procedure.time.note else time
    if procedure.deadline:
        start = _in(procedure.deadline.from_, lang)
        days = _say("days_from", lang).format(n=procedure.deadline.days, start=start)
        yield "deadline", f"{days} ({procedure.deadline.source})"
    fee = procedure.fee
    amount = "" if fee.amount_vnd is None else _amount(fee.amount_vnd, "dong", lang)
    amount += f"/{fee.unit}" if fee.unit else ""
    yield "fee", "; ".join(part for part in (amount, fee.note) if part)
    yield "legal", ", ".join(procedure.legal)
    if procedure.superseding_watch:
        yield "watch", procedure.superseding_watch
    origin = procedure.provenance
    yield "known_from", f"{origin.known_from:%d/%m/%Y} ({_in(origin.known_from_basis, lang)})"


def _about(paper: Paper, lang: Lang) -> Iterator[str]:
    """One paper: whether it is needed, how many, its name; below it the condition and what replaces it."""
    counts = [f"{n} {_say(key, lang)}" for key, n in (("original", paper.original), ("copy", paper.copy_)) if n]
    marks = [_say("present", lang)] if paper.role == "present" else []
    marks += [_say("portal", lang)] if paper.on_portal else []
    extra = ", ".join((*counts, *marks))
    yield f"    {_say(paper.required, lang):<15} {_in(paper.name, lang)}" + (f" ({extra})" if extra else "")
    if paper.condition:
        yield f"{'':20}{_say('when', lang)}: {_in(paper.condition, lang)}"
    if by := paper.replaceable_by_data:
        yield f"{'':20}{_say('data', lang)}: {_in(by.by, lang)} [{', '.join(by.basis)}]"
    if paper.note:
        yield f"{'':20}{paper.note}"


def _amount(value: int | Mapping[str, int], unit: str, lang: Lang) -> str:
    """
    One number with its unit, or one for each way of filing.

    >>> _amount({"online": 17, "direct": 27}, "working_day", "en")
    'online 17 working days, at the counter 27 working days'
    >>> _amount(20000, "dong", "vi")
    '20.000 đồng'
    """
    if not isinstance(value, int):
        known = {way: _say(way, lang) if way in _WORDS else way for way in value}
        return ", ".join(f"{known[way]} {_amount(n, unit, lang)}" for way, n in value.items())
    number = f"{value:,}".replace(",", "." if lang == "vi" else ",")
    return f"{number} {_say(f'{unit}.one' if value == 1 and f'{unit}.one' in _WORDS else unit, lang)}"


def _procedures() -> Procedures:
    from scanpipe.catalog.procedures import load_procedures

    return load_procedures(settings_of_this_machine().forms_dir)


def _json(content: Mapping[str, Any]) -> str:
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def _in(words: Words, lang: Lang) -> str:
    return words.vi if lang == "vi" else words.en


def _say(key: str, lang: Lang) -> str:
    vietnamese, english = _WORDS[key]
    return vietnamese if lang == "vi" else english
