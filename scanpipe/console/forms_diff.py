"""`scanpipe forms diff OLD [NEW]`: what is new in an edition, as text or JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from scanpipe.console.terminal import DayOption, LangOption, settings_of_this_machine, told_errors, write
from scanpipe.errors import UsageError

if TYPE_CHECKING:
    from scanpipe.catalog.catalog import Catalog
    from scanpipe.catalog.diff import Change, Difference
    from scanpipe.catalog.schema import Edition, FieldSpec
    from scanpipe.findings import Lang

SCHEMA_ID = "scanpipe.forms-diff/v1"

_WORDS: Mapping[str, tuple[str, str]] = {
    "added": ("Thêm", "Added"),
    "dropped": ("Bỏ", "Dropped"),
    "renamed": ("Đổi tên", "Renamed"),
    "moved": ("Dời chỗ", "Moved"),
    "required": ("Thành bắt buộc", "Now required"),
    "optional": ("Không còn bắt buộc", "No longer required"),
    "conditional": ("Bắt buộc theo trường hợp", "Required in some cases"),
    "reshaped": ("Đổi cách ghi", "Filled in differently"),
    "count.added": ("thêm {n} mục", "adds {n}"),
    "count.dropped": ("bỏ {n} mục", "drops {n}"),
    "count.renamed": ("đổi tên {n} mục", "renames {n}"),
    "count.moved": ("dời chỗ {n} mục", "moves {n}"),
    "count.required": ("{n} mục thành bắt buộc", "makes {n} required"),
    "count.optional": ("{n} mục không còn bắt buộc", "no longer requires {n}"),
    "count.conditional": ("{n} mục bắt buộc theo trường hợp", "requires {n} in some cases"),
    "count.reshaped": ("đổi cách ghi {n} mục", "asks for {n} in another way"),
    "summary": ("Mẫu mới {changes}; {kept} mục giữ nguyên.", "The new form {changes}; {kept} lines stay as they were."),
    "same": (
        "Hai mẫu có cùng các mục ({kept}); chỉ khác phần căn cứ và ghi chú.",
        "Both forms ask for the same {kept} lines; only citation and notes differ.",
    ),
    "in_force": ("áp dụng từ {date}", "in force from {date}"),
    "undated": ("không rõ ngày áp dụng", "date unknown"),
    "item": ("mục {n}", "item {n}"),
    "page": ("trang {n}", "page {n}"),
    "order": ("đổi thứ tự", "another order"),
    "unnumbered": ("không đánh số", "no number"),
}  # fmt: skip

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


def summary(found: Difference, lang: Lang) -> str:
    """All changes as one sentence."""
    from scanpipe.catalog.diff import What

    counts = [_say(f"count.{what.value}", lang, n=len(found.of(what))) for what in What if found.of(what)]
    if not counts:
        return _say("same", lang, kept=found.kept)
    return _say("summary", lang, changes=", ".join(counts), kept=found.kept)


def lines(found: Difference, lang: Lang) -> Iterator[str]:
    """The difference as lines for people."""
    from scanpipe.catalog.diff import What

    yield _about(found.old, lang)
    yield f"→ {_about(found.new, lang)}"
    yield summary(found, lang)
    for what in What:
        if changes := found.of(what):
            yield ""
            yield f"{_say(what.value, lang)}:"
            yield from (f"  {_line(change, lang)}" for change in changes)


def to_json(found: Difference) -> dict[str, Any]:
    """The difference for other programs."""
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


def _line(change: Change, lang: Lang) -> str:
    """One change: what is new where both labels are the same, else old → new."""
    from scanpipe.catalog.diff import What
    from scanpipe.findings import plain_label

    old, new = change.old, change.new
    if old is None or new is None:
        spec = old or new
        assert spec is not None
        return _shown(spec)
    if change.what is What.RENAMED:
        return f"{plain_label(old.label)} → {_shown(new)}"
    if change.what is What.MOVED:
        return f"{_shown(new)}: {_places(old, new, lang)}"
    return _shown(new)


def _places(old: FieldSpec, new: FieldSpec, lang: Lang) -> str:
    from scanpipe.catalog.diff import item_of

    parts = []
    before, after = item_of(old), item_of(new)
    if before != after:
        numbers = (_say("item", lang, n=n) if n else _say("unnumbered", lang) for n in (before, after))
        parts.append(" → ".join(numbers))
    if old.page != new.page:
        parts.append(f"{_say('page', lang, n=old.page)} → {_say('page', lang, n=new.page)}")
    return ", ".join(parts) or _say("order", lang)


def _shown(spec: FieldSpec) -> str:
    """The label, with whose it is: many forms ask for a name several times."""
    from scanpipe.findings import plain_label

    return f"{plain_label(spec.label)} [{spec.group}]" if spec.group else plain_label(spec.label)


def _about(edition: Edition, lang: Lang) -> str:
    begin = edition.effective_from
    since = _say("in_force", lang, date=f"{begin:%d/%m/%Y}") if begin else _say("undated", lang)
    return f"{edition.form}@{edition.edition}  {edition.citation.instrument}, {since}"


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


def _say(key: str, lang: Lang, **params: object) -> str:
    text = _WORDS[key][0 if lang == "vi" else 1]
    return text.format(**params)
