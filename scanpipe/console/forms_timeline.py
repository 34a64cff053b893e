"""`scanpipe forms timeline [FORM]`: when which edition was, is and will be in force, as a table or as a drawing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from scanpipe.console.terminal import DayOption, LangOption, settings_of_this_machine, told_errors, write
from scanpipe.errors import UsageError

if TYPE_CHECKING:
    from scanpipe.catalog.timeline import Bar, Timeline
    from scanpipe.catalog.timeline_warnings import Warned
    from scanpipe.findings import Lang

SCHEMA_ID = "scanpipe.forms-timeline/v1"


def forms_timeline(
    form: Annotated[str | None, typer.Argument(metavar="FORM", help="Form id, such as ct01; all unless given.")] = None,
    svg: Annotated[Path | None, typer.Option("--svg", metavar="FILE", help="Also draw it into this file.")] = None,
    as_of: DayOption = None,
    lang: LangOption = "vi",
    format_: Annotated[Literal["text", "json"], typer.Option("--format", help="As a table, or as JSON.")] = "text",
) -> None:
    """When which edition was, is and will be in force, and what an operator should look at."""
    with told_errors():
        from scanpipe.catalog.load import load_catalog
        from scanpipe.catalog.timeline import timeline
        from scanpipe.catalog.timeline_warnings import warned
        from scanpipe.service import today

        folder = settings_of_this_machine().forms_dir
        catalog = load_catalog(folder)
        if form is not None and form not in catalog.forms:
            raise UsageError(f"There is no form {form}; `scanpipe forms list` shows them all.")
        shown = timeline(catalog, on=as_of.date() if as_of else today(), form=form)
        found = warned(shown, folder)
        if svg is not None:
            _draw(svg, shown, found, lang)
        if format_ == "json":
            write(json.dumps(to_json(shown, found), ensure_ascii=False, indent=2) + "\n")
        else:
            write("\n".join(lines(shown, found, lang)) + "\n")


def _draw(path: Path, shown: Timeline, found: tuple[Warned, ...], lang: Lang) -> None:
    from collections import Counter

    from scanpipe.office.catalogue.timeline_svg import drawn

    counts = Counter(one.form for one in found)
    path.write_text(drawn(shown, lang, lambda _: None, warnings=counts, alone=True), encoding="utf-8")


def lines(shown: Timeline, found: tuple[Warned, ...], lang: Lang) -> Iterator[str]:
    """The table for people: a form, its editions oldest first, and what is the matter with them."""
    from scanpipe.catalog import timeline_words as words

    for form in shown.forms:
        yield f"{form.key}  {words.form_name(form, lang)}"
        for lane in form.lanes:
            place = f"  {lane.province}" if lane.province else ""
            for bar in lane.bars:
                until = "" if bar.never else f", {words.ends(bar, lang)}"
                told = f"{words.begins(bar, lang)}{until}"
                yield f"  {words.sign(bar)} {bar.edition.edition:<16} {words.standing(bar, lang)}: {told}{place}"
        for one in (w for w in found if w.form == form.key):
            about = f"{one.edition}: " if one.edition else ""
            yield f"  ! {about}{words.warning(one, lang)}"


def to_json(shown: Timeline, found: tuple[Warned, ...]) -> dict[str, Any]:
    """The timeline for other programs."""
    return {
        "schema": SCHEMA_ID,
        "on": shown.on.isoformat(),
        "editions": [_bar_json(bar, lane.province) for form in shown.forms for lane in form.lanes for bar in lane.bars],
        "warnings": [
            {
                "code": one.code.value,
                "form": one.form,
                "edition": one.edition,
                "first": one.first.isoformat() if one.first else None,
                "last": one.last.isoformat() if one.last else None,
                "said": one.said,
            }
            for one in found
        ],
    }


def _bar_json(bar: Bar, province: str | None) -> dict[str, Any]:
    edition = bar.edition
    return {
        "form": edition.form,
        "edition": edition.edition,
        "province": province,
        "standing": bar.standing.value,
        "begin": bar.begin.isoformat() if bar.begin else None,
        "begin_precision": edition.effective_precision if bar.begin else None,
        "end": bar.end.isoformat() if bar.end else None,
        "taken_until": bar.taken_until.isoformat() if bar.taken_until else None,
        "instrument": edition.citation.instrument,
        "number": edition.citation.number,
        "grade": edition.provenance.grade.value,
        "verified_on": edition.provenance.verified_on.isoformat(),
    }
