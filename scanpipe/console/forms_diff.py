"""`scanpipe forms diff OLD [NEW]`: what is new in an edition, as text or JSON."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from scanpipe.console.terminal import DayOption, LangOption, settings_of_this_machine, told_errors, write
from scanpipe.errors import UsageError

if TYPE_CHECKING:
    from scanpipe.catalog.catalog import Catalog
    from scanpipe.catalog.diff import Difference
    from scanpipe.catalog.schema import Edition, FieldSpec

SCHEMA_ID = "scanpipe.forms-diff/v1"

OldArgument = Annotated[str, typer.Argument(metavar="FORM@EDITION", help="The older edition, such as ct01@tt66_2023.")]
NewArgument = Annotated[
    str | None,
    typer.Argument(metavar="FORM@EDITION", help="The newer one; unless given, the next, or with --as-of that day's."),
]


def forms_diff(
    old: OldArgument,
    new: NewArgument = None,
    as_of: DayOption = None,
    lang: LangOption = "vi",
    format_: Annotated[Literal["text", "json"], typer.Option("--format", help="As lines, or as JSON.")] = "text",
) -> None:
    """What a newer edition adds, drops, renames, moves, or asks for in another way."""
    with told_errors():
        from scanpipe.catalog.diff import compare
        from scanpipe.catalog.diff_words import lines
        from scanpipe.catalog.load import load_catalog

        catalog = load_catalog(settings_of_this_machine().forms_dir)
        before = _named(catalog, old)
        after = _named(catalog, new) if new else _following(catalog, before, as_of)
        if before.form != after.form:
            raise UsageError(f"{old} and {new} are different forms; only editions of one form can be compared.")
        for edition in (before, after):
            if not edition.fields:
                raise UsageError(
                    f"{edition.form}@{edition.edition} is known for identification only: it has no fields."
                )
        found = compare(before, after)
        if format_ == "json":
            write(json.dumps(to_json(found), ensure_ascii=False, indent=2) + "\n")
        else:
            write("\n".join(lines(found, lang)) + "\n")


def to_json(found: Difference) -> dict[str, Any]:
    """The difference for other programs."""
    from scanpipe.catalog.diff_words import summary

    return {
        "schema": SCHEMA_ID,
        "form": found.new.form,
        "old": _edition_json(found.old),
        "new": _edition_json(found.new),
        "summary": {"vi": summary(found, "vi"), "en": summary(found, "en")},
        "kept": found.kept,
        "changes": [
            {
                "what": change.what.value,
                "key": change.key,
                "old": _field_json(change.old),
                "new": _field_json(change.new),
            }
            for change in found.changes
        ],
    }


def _edition_json(edition: Edition) -> dict[str, Any]:
    begin = edition.effective_from
    return {
        "edition": edition.edition,
        "title": edition.title,
        "instrument": edition.citation.instrument,
        "effective_from": begin.isoformat() if begin else None,
    }


def _field_json(spec: FieldSpec | None) -> dict[str, Any] | None:
    from scanpipe.catalog.diff import item_of

    if spec is None:
        return None
    return {
        "key": spec.key,
        "label": spec.label,
        "item": item_of(spec),
        "page": spec.page,
        "group": spec.group,
        "kind": spec.kind.value,
        "type": spec.type,
        "required": spec.required if isinstance(spec.required, str) else "if",
    }


def _named(catalog: Catalog, name: str) -> Edition:
    """The edition named FORM@EDITION."""
    form, _, edition = name.partition("@")
    if form not in catalog.forms:
        raise UsageError(f"There is no form {form}; `scanpipe forms list` shows them all.")
    known = {e.edition: e for e in catalog.forms[form].editions}
    if edition not in known:
        missing = f"has no edition {edition}" if edition else "is a form: name an edition of it as FORM@EDITION"
        raise UsageError(f"{form} {missing}; it has {', '.join(known)}.")
    return known[edition]


def _following(catalog: Catalog, edition: Edition, as_of: Any) -> Edition:
    """The edition in force on the day that was named, else the one that replaced this one."""
    if as_of is not None:
        found = catalog.in_force(edition.form, on=as_of.date(), province=edition.province)
        if found is None:
            raise UsageError(f"No edition of {edition.form} was in force on {as_of:%Y-%m-%d}; name one.")
    else:
        found = catalog.successor(edition)
        if found is None:
            raise UsageError(f"{edition.form}@{edition.edition} is the newest edition; nothing replaced it yet.")
    if found.edition == edition.edition:
        raise UsageError(f"{edition.form}@{edition.edition} is the edition in force on that day; name another one.")
    return found
