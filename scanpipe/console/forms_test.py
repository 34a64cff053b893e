"""`scanpipe forms test [FORM[@EDITION]…]`: an edition, or a draft of one, tried before people meet it."""

from __future__ import annotations

import datetime as dt
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
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
from scanpipe.errors import EngineError, UsageError

if TYPE_CHECKING:
    from scanpipe.catalog.catalog import Catalog
    from scanpipe.catalog.schema import Edition
    from scanpipe.publishing.draft import Draft
    from scanpipe.settings import Settings
    from scanpipe.trials.report import TrialReport


def forms_test(
    names: Annotated[
        list[str] | None,
        typer.Argument(metavar="[FORM[@EDITION]]...", help="What to try; unless given, all of today's editions."),
    ] = None,
    draft: Annotated[
        bool, typer.Option("--draft", help="Try the drafts of these names, all drafts unless given.")
    ] = False,
    samples: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Pictures with .expect.yaml; of a draft its samples/ anyway.")
    ] = None,
    cases: Annotated[Path | None, typer.Option(metavar="DIR", help="Officers' cases (`cases export`), too.")] = None,
    update_expect: Annotated[
        bool, typer.Option("--update-expect", help="Write what came out into the .expect.yaml files.")
    ] = False,
    junit: Annotated[Path | None, typer.Option(metavar="FILE", help="Write JUnit XML as well.")] = None,
    format_: Annotated[Literal["text", "json"], typer.Option("--format", help="As text, or as JSON.")] = "text",
    lang: LangOption = "vi",
) -> None:
    """
    Try an edition: papers made from its blank, and those of its neighbours. Exits 1 when a gate is closed.

    A draft keeps its report (trial.json), which publishing asks for.
    """
    with told_errors():
        _need_samples()
        from scanpipe.trials.shown import junit as as_junit
        from scanpipe.trials.shown import lines

        settings = settings_of_this_machine()
        wish = _Wish(settings, samples, cases, update_expect)
        reports = list(_drafts(names or (), wish) if draft else _published(names or (), wish))
        if junit is not None:
            junit.write_text(as_junit(reports), encoding="utf-8")
        if format_ == "json":
            write(json.dumps([report.model_dump(mode="json", by_alias=True) for report in reports], indent=1) + "\n")
        else:
            write("\n\n".join("\n".join(lines(report, lang)) for report in reports) + "\n")
    raise typer.Exit(SUBMIT if all(report.ok for report in reports) else INTERNAL)


class _Wish:
    """What was asked for beside the names."""

    def __init__(self, settings: Settings, samples: Path | None, cases: Path | None, update_expect: bool) -> None:
        self.settings, self.samples, self.cases, self.update_expect = settings, samples, cases, update_expect

    def tried(self, edition: Edition, catalog: Catalog, folder: Path, **more: Any) -> TrialReport:
        """The trial of an edition in its catalogue, which lies in a folder."""
        from scanpipe.service import engine_of, kinds_of
        from scanpipe.trials.trial import run
        from scanpipe.trials.walk import Ground

        beside = {"samples": self.samples, "cases": self.cases, "update_expect": self.update_expect}
        engine = engine_of(self.settings.engine, self.settings.ocr_timeout_s)
        ground = Ground(catalog, engine, folder, kinds=kinds_of(folder), **{**beside, **more})
        return run(edition, ground, now=dt.datetime.now(dt.UTC), progress=_told(f"{edition.form}@{edition.edition}"))


def _published(names: Sequence[str], wish: _Wish) -> Iterator[TrialReport]:
    """The trials of editions in forms/: of those named, of today's where only a form or nothing is named."""
    from scanpipe.catalog.load import load_catalog

    folder = wish.settings.forms_dir
    catalog = load_catalog(folder)
    for edition in list(_chosen(names, catalog)):
        yield wish.tried(edition, catalog, folder)


def _chosen(names: Sequence[str], catalog: Catalog) -> Iterator[Edition]:
    from scanpipe.console.proving import chosen
    from scanpipe.service import today

    for name in names or tuple(catalog.forms):
        own = chosen(catalog, [name])
        current = catalog.in_force(name, on=today()) if "@" not in name else None
        if "@" in name or not own:
            yield from own
        elif current is not None and current.fields:
            yield current
        elif names:
            raise UsageError(f"No edition of {name} with fields is in force today; name one as {name}@EDITION.")


def _drafts(names: Sequence[str], wish: _Wish) -> Iterator[TrialReport]:
    """The trials of drafts; each keeps its report in its folder."""
    from scanpipe.publishing.drafts import Drafts
    from scanpipe.trials.report import FILE

    drafts = Drafts(wish.settings.forms_dir)
    for draft in list(_named(names, drafts.all())):
        report = _tried_draft(draft, wish)
        drafts.put_file(draft.form, draft.key, FILE, report.to_json().encode())
        yield report


def _named(names: Sequence[str], drafts: Sequence[Draft]) -> Iterator[Draft]:
    for name in names:
        form, _, edition = name.partition("@")
        own = [draft for draft in drafts if draft.form == form and edition in ("", draft.key)]
        if not own:
            known = ", ".join(f"{draft.form}@{draft.key}" for draft in drafts) or "none"
            raise UsageError(f"There is no draft {name}; drafts: {known}.")
        yield from own
    if not names and not drafts:
        raise UsageError("There is no draft; begin one with `scanpipe forms draft`.")
    if not names:
        yield from drafts


def _tried_draft(draft: Draft, wish: _Wish) -> TrialReport:
    """A draft in its place among the editions of its form, on its day, or on the next where it has none yet."""
    from scanpipe.catalog.load import load_catalog
    from scanpipe.errors import FormDataError
    from scanpipe.publishing.candidate import candidate
    from scanpipe.publishing.draft import edition_of
    from scanpipe.publishing.gates import predecessor, published_text
    from scanpipe.service import today
    from scanpipe.trials.made_by_hand import FOLDER

    if draft.edition is None:
        raise FormDataError(draft.trouble or f"The draft of {draft.form}@{draft.key} cannot be read.")
    before = load_catalog(wish.settings.forms_dir)
    editions = before.forms[draft.form].editions if draft.form in before.forms else ()
    on = draft.edition.effective_from or today() + dt.timedelta(days=1)
    follows = predecessor(editions, draft.edition, on)
    text = published_text(draft, on, before=follows.edition if follows else None)
    edition = edition_of(text.encode(), draft.form, draft.key)
    with candidate(wish.settings.forms_dir, text, edition, files=draft.files()) as (folder, catalog):
        return wish.tried(
            edition,
            catalog,
            folder,
            before=before,
            samples=wish.samples or draft.folder / FOLDER,
            etag=draft.etag,
            undated=draft.edition.effective_from is None,
        )


def _told(name: str) -> Callable[[int, int, str], None]:
    """Progress on stderr: rewritten on a terminal; else a line each, in the form that an errand understands."""
    on_terminal = sys.stderr.isatty()

    def tell(done: int, of: int, words: str) -> None:
        line = f"[{done}/{of}] {name}: {words}"
        if on_terminal:
            sys.stderr.write(f"\r\x1b[K{line}" if done < of else "\r\x1b[K")
            sys.stderr.flush()
        else:
            complain(line)

    return tell


def _need_samples() -> None:
    """Papers are made by samples/, which lies in scanpipe's source beside forms/."""
    try:
        import samples  # noqa: F401
    except ImportError as error:
        raise EngineError("forms test needs the folder samples/ of scanpipe's source: run it from there.") from error
