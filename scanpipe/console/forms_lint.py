"""`scanpipe forms lint [PATH…]`: whether forms/ makes sense, or a part of it, or a draft."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from scanpipe.console.lint_formats import FORMATS
from scanpipe.console.terminal import INTERNAL, SUBMIT, complain, settings_of_this_machine, told_errors, write
from scanpipe.errors import UsageError

if TYPE_CHECKING:
    from scanpipe.catalog.problem import Problem

_DRAFTS = "drafts"


def forms_lint(
    names: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[PATH]...", help="Files or folders of forms/, drafts too; with --prove FORM[@EDITION]."
        ),
    ] = None,
    prove: Annotated[bool, typer.Option("--prove", help="Also print, read and judge the empty forms; slow.")] = False,
    format_: Annotated[
        Literal["text", "json", "github", "sarif"], typer.Option("--format", help="For whom the problems are written.")
    ] = "text",
) -> None:
    """Whether forms/ makes sense, and with --prove whether it can be read. Exits 1 when something is wrong."""
    with told_errors():
        forms_dir = settings_of_this_machine().forms_dir
        problems = _chosen(names, forms_dir) if names and not prove else list(_all(forms_dir))
        wrong = _told(problems, format_) if not prove else _told_and_proved(problems, names or (), format_)
        complain("forms/ is sound." if not wrong else f"{wrong} errors.")
    raise typer.Exit(INTERNAL if wrong else SUBMIT)


def _told(problems: Sequence[Problem], format_: str) -> int:
    """Writes the problems; how many of them are errors."""
    for piece in FORMATS[format_](problems):
        write(piece)
    return sum(problem.severity == "error" for problem in problems)


def _all(forms_dir: Path) -> Iterator[Problem]:
    """Every problem of a folder of forms: of forms, and of what an officer gives out. Drafts are no law."""
    from scanpipe.catalog.lint import lint
    from scanpipe.catalog.load import load_catalog
    from scanpipe.catalog.slips import lint_slips

    yield from lint(load_catalog(forms_dir), forms_dir)
    yield from lint_slips(forms_dir)


def _chosen(names: Sequence[str], forms_dir: Path) -> list[Problem]:
    """The problems of some files and folders, each read as a part of the folder of forms in which it lies."""
    found: list[Problem] = []
    for name in names:
        path = Path(name).absolute()
        if not path.exists():
            raise UsageError(f"{name}: no such file or folder; only --prove takes the names of forms.")
        home = _home_of(path) or forms_dir.absolute()
        if not path.is_relative_to(home):
            raise UsageError(f"{name}: neither a folder of forms nor a part of one.")
        parts = path.relative_to(home).parts
        if parts[:1] == (_DRAFTS,):
            found += _of_drafts(home, path)
        else:
            found += [p for p in _all(home) if not parts or (p.file and p.file.absolute().is_relative_to(path))]
    return list(dict.fromkeys(found))


def _home_of(path: Path) -> Path | None:
    """The folder of forms that a path is or lies in: the innermost that holds a folder with a form.yaml."""
    folders = (folder for folder in (path, *path.parents) if folder.is_dir() and folder.name != _DRAFTS)
    return next((folder for folder in folders if any(folder.glob("*/form.yaml"))), None)


def _of_drafts(home: Path, path: Path) -> list[Problem]:
    """The problems of the drafts in or around that path."""
    from scanpipe.publishing.draft_lint import lint_draft
    from scanpipe.publishing.drafts import Drafts

    drafts = [d for d in Drafts(home).all() if d.folder.is_relative_to(path) or path.is_relative_to(d.folder)]
    if not drafts:
        raise UsageError(f"{path}: holds no draft; `scanpipe forms draft` makes one.")
    return [problem for draft in drafts for problem in lint_draft(home, draft)]


def _told_and_proved(problems: Sequence[Problem], names: Sequence[str], format_: str) -> int:
    """Proves the editions of these names and tells all that was found, lines one by one; how many errors there are."""
    if format_ != "text":
        return _told([*problems, *(problem for found, _ in _proofs(names) for problem in found)], format_)
    wrong = _told(problems, format_)
    for found, line in _proofs(names):
        wrong += _told(found, format_)
        if line:
            write(f"         {line}\n")
    return wrong


def _proofs(names: Sequence[str]) -> Iterator[tuple[list[Problem], str | None]]:
    """For each edition what its proof found, and what its file should say instead, if anything."""
    from scanpipe.catalog.load import load_catalog
    from scanpipe.catalog.where import placed
    from scanpipe.console.proving import chosen, line_to_paste, problems
    from scanpipe.prove import prove
    from scanpipe.service import engine_of

    settings = settings_of_this_machine()
    catalog = load_catalog(settings.forms_dir)
    editions = chosen(catalog, names)
    engine = engine_of(settings.engine, settings.ocr_timeout_s)
    for edition in editions:
        proof = prove(edition, catalog, engine)
        pages = " + ".join(str(trial.pages) for trial in proof.trials)
        complain(f"{edition.form} {edition.edition}: {pages} pages, {len(edition.fields)} fields")
        line = line_to_paste(proof)
        told = f"{edition.form}/{edition.edition} should say: {line}" if line else None
        yield list(placed(problems(proof), settings.forms_dir)), told
