"""The commands about what scanpipe knows: `scanpipe forms …` and `scanpipe findings …`."""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from scanpipe.console.forms_lint import forms_lint
from scanpipe.console.terminal import (
    DayOption,
    LangOption,
    complain,
    settings_of_this_machine,
    told_errors,
    write,
)
from scanpipe.errors import UsageError

if TYPE_CHECKING:
    from scanpipe.catalog.catalog import Catalog
    from scanpipe.catalog.schema import Edition

forms_app = typer.Typer(help="The catalogue of forms and their editions.", no_args_is_help=True, rich_markup_mode=None)
findings_app = typer.Typer(help="What scanpipe can find, and its words.", no_args_is_help=True, rich_markup_mode=None)

forms_app.command("lint")(forms_lint)

FormArgument = Annotated[str, typer.Argument(metavar="FORM", help="Form id, such as ct01.")]
EditionArgument = Annotated[str | None, typer.Argument(metavar="EDITION", help="The one in force unless given.")]


@forms_app.command("list")
def forms_list(as_of: DayOption = None) -> None:
    """All editions, oldest first, with where each stands on the day."""
    with told_errors():
        catalog, day = _catalog(), _day(as_of)
        for form in catalog.forms.values():
            write(f"{form.about.form}  {form.about.name.get('vi', '')}\n")
            for edition in form.editions:
                begin = edition.effective_from.isoformat() if edition.effective_from else "undated   "
                place = f"  {edition.province}" if edition.province else ""
                status = catalog.status(edition, on=day).value
                grade = edition.provenance.grade.value
                write(f"  {begin}  {edition.edition:<22} {status:<9} {grade}  {len(edition.fields):>2} fields{place}\n")


@forms_app.command("show")
def forms_show(
    form: FormArgument,
    edition: EditionArgument = None,
    as_of: DayOption = None,
) -> None:
    """One edition: what it cites, how it is told apart, and its fields."""
    with told_errors():
        chosen = _edition(form, edition, as_of)
        write(f"{chosen.form} {chosen.edition}: {chosen.title}\n")
        for name, value in (
            ("in force from", chosen.effective_from),
            ("accepted until", chosen.accepted_until),
            ("issued by", chosen.citation.instrument),
            ("province", chosen.province),
            ("grade", chosen.provenance.grade.value),
            ("must contain", "; ".join(chosen.tell_apart.must_contain)),
            ("must not contain", "; ".join(chosen.tell_apart.must_not_contain)),
        ):
            if value:
                write(f"  {name:<17} {value}\n")
        for spec in chosen.fields:
            required = spec.required if isinstance(spec.required, str) else "if"
            write(f"  p{spec.page}  {required:<3}  {spec.kind.value:<10}  {spec.key:<32} {spec.label}\n")


@forms_app.command("blank")
def forms_blank(
    form: FormArgument,
    edition: EditionArgument = None,
    as_of: DayOption = None,
    output: Annotated[
        str | None, typer.Option("--output", "-o", metavar="FILE", help="Where to; - for stdout. FORM_EDITION.pdf.")
    ] = None,
) -> None:
    """Typeset the fillable A4 PDF of an edition."""
    with told_errors():
        from scanpipe.catalog.blank import typeset

        chosen = _edition(form, edition, as_of)
        if not chosen.fields:
            raise UsageError(f"{form} {chosen.edition} is known for identification only: it has no fields to typeset.")
        pdf = typeset(chosen).pdf
        if output == "-":
            sys.stdout.buffer.write(pdf)
            return
        path = Path(output or f"{chosen.form}_{chosen.edition}.pdf")
        path.write_bytes(pdf)
        complain(str(path))


@findings_app.command("list")
def findings_list(
    lang: LangOption = "vi",
    format_: Annotated[Literal["text", "markdown"], typer.Option("--format", help="As lines, or as a page.")] = "text",
) -> None:
    """Every code with its severity, action and title."""
    from scanpipe.findings import FINDINGS

    if format_ == "markdown":
        write(findings_page())
        return
    for code, entry in FINDINGS.items():
        write(f"{code:<28} {entry.severity.value:<5} {entry.action:<8} {entry.wording(lang).title}\n")


def findings_page() -> str:
    """The part of docs/findings.md that is made from the table: one heading a group, one entry a code."""
    from scanpipe.findings import FINDINGS

    lines: list[str] = []
    group = ""
    for code, entry in FINDINGS.items():
        if code.split(".")[0] != group:
            group = code.split(".")[0]
            lines += [f"## {group}", ""]
        weight = f", threshold {entry.threshold}" if entry.severity.value == "must" else ""
        lines += [f"### `{code}`", "", f"{entry.severity.value}, {entry.action}{weight}", ""]
        lines += [f"- {entry.vi.title} {entry.vi.fix}", f"- {entry.en.title} {entry.en.fix}"]
        lines += [f"- Phiếu: {entry.slip}", ""] if entry.slip else [""]
    return "\n".join(lines)


@findings_app.command("explain")
def findings_explain(code: str) -> None:
    """One code: what it weighs, its words in both languages, its parameters."""
    from scanpipe.findings import FINDINGS, LANGUAGES

    with told_errors():
        entry = FINDINGS.get(code)
        if entry is None:
            raise UsageError(f"There is no finding {code}; `scanpipe findings list` shows them all.")
        write(f"{code}: {entry.severity.value}, {entry.action}, threshold {entry.threshold}\n")
        for lang in LANGUAGES:
            write(f"  {lang}  {entry.wording(lang).title}\n      → {entry.wording(lang).fix}\n")
        if entry.slip:
            write(f"  slip  {entry.slip}\n")
        write(f"  parameters  {', '.join(sorted(entry.parameters)) or 'none'}\n")


def _day(as_of: dt.datetime | None) -> dt.date:
    """The day that was named, or today where the law is made."""
    from scanpipe.service import today

    return as_of.date() if as_of else today()


def _catalog() -> Catalog:
    from scanpipe.catalog.load import load_catalog

    return load_catalog(settings_of_this_machine().forms_dir)


def _edition(form: str, edition: str | None, as_of: dt.datetime | None) -> Edition:
    """The edition of that id, or the one in force on the day."""
    catalog = _catalog()
    if form not in catalog.forms:
        raise UsageError(f"There is no form {form}; `scanpipe forms list` shows them all.")
    if edition is not None:
        try:
            return catalog.edition(form, edition)
        except KeyError:
            known = ", ".join(e.edition for e in catalog.forms[form].editions)
            raise UsageError(f"{form} has no edition {edition}; it has {known}.") from None
    day = _day(as_of)
    found = catalog.in_force(form, on=day)
    if found is None:
        raise UsageError(f"No edition of {form} was in force on {day}; name one.")
    return found
