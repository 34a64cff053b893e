"""`scanpipe forms diff OLD [NEW]`: what is new in an edition, as text, JSON or HTML, with pictures."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from scanpipe.console.terminal import DayOption, LangOption, complain, settings_of_this_machine, told_errors, write
from scanpipe.errors import UsageError

if TYPE_CHECKING:
    from scanpipe.catalog.catalog import Catalog
    from scanpipe.catalog.diff import Difference
    from scanpipe.catalog.schema import Edition, FieldSpec
    from scanpipe.findings import Lang
    from scanpipe.office.catalogue.diff_pictures import PagePair
    from scanpipe.office.catalogue.print_diff import Mark
    from scanpipe.office.catalogue.sides import Side, Sides

SCHEMA_ID = "scanpipe.forms-diff/v1"

OldArgument = Annotated[
    str,
    typer.Argument(metavar="FORM@EDITION", help="The older edition, such as ct01@tt66_2023; a draft as ct01@nhap:tt9."),
]
NewArgument = Annotated[
    str | None,
    typer.Argument(metavar="FORM@EDITION", help="The newer one; unless given, the next, or with --as-of that day's."),
]
ImagesOption = Annotated[
    Path | None,
    typer.Option("--images", metavar="DIR", help="Also write pictures of both blanks, and of one laid over the other."),
]


def forms_diff(
    old: OldArgument,
    new: NewArgument = None,
    as_of: DayOption = None,
    lang: LangOption = "vi",
    images: ImagesOption = None,
    format_: Annotated[
        Literal["text", "json", "html"], typer.Option("--format", help="As lines, as JSON, or as one HTML page.")
    ] = "text",
) -> None:
    """What a newer edition adds, drops, renames, moves, or asks for in another way."""
    with told_errors():
        from scanpipe.catalog.diff import compare
        from scanpipe.catalog.load import load_catalog
        from scanpipe.office.catalogue.sides import Sides

        forms_dir = settings_of_this_machine().forms_dir
        catalog = load_catalog(forms_dir)
        before = _named(catalog, forms_dir, old)
        sides = Sides(before, _named(catalog, forms_dir, new) if new else _following(catalog, forms_dir, before, as_of))
        _need_fields(sides, old, new)
        found = compare(sides.old.edition, sides.new.edition)
        pairs = _pictures(sides) if images or format_ == "html" else ()
        if images:
            _write_pictures(pairs, images)
        _told(found, sides, pairs, format_, lang)


def _told(found: Difference, sides: Sides, pairs: Sequence[PagePair], format_: str, lang: Lang) -> None:
    from scanpipe.catalog.diff_text import text_diff
    from scanpipe.catalog.diff_words import lines
    from scanpipe.console import diff_html

    if format_ == "json":
        write(json.dumps(to_json(found, pairs), ensure_ascii=False, indent=2) + "\n")
    elif format_ == "html":
        write(diff_html.page(found, pairs, text_diff(sides.old.text, sides.new.text), lang))
    else:
        write("\n".join(lines(found, lang)) + "\n")


def _pictures(sides: Sides) -> Sequence[PagePair]:
    from scanpipe.office.catalogue.diff_pictures import page_pairs

    old, new = sides.old.blank(), sides.new.blank()
    assert old is not None  # both have fields
    assert new is not None
    return page_pairs(old, new, settings_of_this_machine())


def _write_pictures(pairs: Sequence[PagePair], folder: Path) -> None:
    """page-N-old.png, page-N-new.png, page-N-both.png."""
    folder.mkdir(parents=True, exist_ok=True)
    for pair in pairs:
        for name, data in (
            ("old", pair.old and pair.old.png),
            ("new", pair.new and pair.new.png),
            ("both", pair.overlay),
        ):
            if data:
                (folder / f"page-{pair.number}-{name}.png").write_bytes(data)
                complain(str(folder / f"page-{pair.number}-{name}.png"))


def to_json(found: Difference, pairs: Sequence[PagePair] = ()) -> dict[str, Any]:
    """The difference for other programs; with the texts that only one blank prints where both were looked at."""
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
        "print": [_mark_json(mark) for pair in pairs for side in (pair.old, pair.new) if side for mark in side.marks],
    }


def _mark_json(mark: Mark) -> dict[str, Any]:
    """One text that only one blank prints; its place in millimetres."""
    rect = mark.rect
    box_mm = [round(side, 1) for side in (rect.left, rect.top, rect.right, rect.bottom)]
    return {"sign": mark.sign, "page": mark.page, "box_mm": box_mm, "text": mark.text}


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


def _need_fields(sides: Sides, old: str, new: str | None) -> None:
    if sides.old.edition.form != sides.new.edition.form:
        raise UsageError(f"{old} and {new} are different forms; only editions of one form can be compared.")
    for side in (sides.old, sides.new):
        if not side.edition.fields:
            name = f"{side.edition.form}@{side.edition.edition}"
            raise UsageError(f"{name} is known for identification only: it has no fields.")


def _named(catalog: Catalog, forms_dir: Path, name: str) -> Side:
    """The edition named FORM@EDITION, or the draft named FORM@nhap:EDITION."""
    from scanpipe.office.catalogue.sides import DRAFT, drafted, published
    from scanpipe.publishing.drafts import Drafts

    form, _, edition = name.partition("@")
    if edition.startswith(DRAFT):
        return drafted(Drafts(forms_dir).get(form, edition.removeprefix(DRAFT)))
    if form not in catalog.forms:
        raise UsageError(f"There is no form {form}; `scanpipe forms list` shows them all.")
    found = published(catalog, forms_dir, form, edition)
    if found is None:
        known = ", ".join(e.edition for e in catalog.forms[form].editions)
        missing = f"has no edition {edition}" if edition else "is a form: name an edition of it as FORM@EDITION"
        raise UsageError(f"{form} {missing}; it has {known}.")
    return found


def _following(catalog: Catalog, forms_dir: Path, side: Side, as_of: Any) -> Side:
    """The edition in force on the day that was named, else the one that replaced this one."""
    edition = side.edition
    if side.etag is not None:
        raise UsageError(f"{edition.form}@{side.name} is a draft, which nothing replaced yet; name the other edition.")
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
    return _named(catalog, forms_dir, f"{found.form}@{found.edition}")
