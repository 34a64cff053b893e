"""What lint says of a draft in its place among the editions of its form; with F010, which is of drafts alone."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from scanpipe.catalog.lint import lint
from scanpipe.catalog.load import load_catalog
from scanpipe.catalog.problem import Problem, Severity
from scanpipe.catalog.schema import Edition
from scanpipe.catalog.where import placed
from scanpipe.errors import FormDataError
from scanpipe.publishing.candidate import put
from scanpipe.publishing.draft import EDITION, Draft
from scanpipe.publishing.lock import reading
from scanpipe.trials.report import Kind, Outcome, TrialReport, report_beside


def lint_draft(forms_dir: Path, draft: Draft) -> tuple[Problem, ...]:
    """
    The problems of the draft itself, and those that it would bring to others of its form, each with file and line.

    Raises FormDataError where it was broken by hand, or where forms/ is.
    """
    if draft.edition is None:
        raise FormDataError(draft.trouble or f"The draft of {draft.form}@{draft.key} cannot be read.")
    with tempfile.TemporaryDirectory(prefix="scanpipe-lint-") as name:
        folder = Path(name)
        try:
            found = _with_draft(forms_dir, folder, draft, draft.edition)
        except FormDataError as error:
            raise FormDataError(str(error).replace(name, str(forms_dir))) from error
        own = [_at_home(problem, folder, forms_dir, draft) for problem in found]
    own += placed((replace(p, file=draft.folder / EDITION) for p in samples(draft)), forms_dir)
    return tuple(own)


def _with_draft(forms_dir: Path, folder: Path, draft: Draft, edition: Edition) -> list[Problem]:
    """What lint says of the form with the draft in it, and not without it. `folder` is empty."""
    before: set[tuple[object, ...]] = set()
    with reading(forms_dir):
        if (forms_dir / draft.form).is_dir():
            shutil.copytree(forms_dir / draft.form, folder / draft.form)
            before = {_said(problem) for problem in lint(load_catalog(folder))}
    put(folder, draft.text, edition, files=draft.files())
    return [p for p in lint(load_catalog(folder), folder) if _is_of(draft, p) or _said(p) not in before]


def samples(draft: Draft) -> Iterator[Problem]:
    """F010: whether the draft as it is now was tested, with a paper of its own and with one of another edition."""
    report = report_beside(draft.folder)
    if report is None:
        yield _untested("warning", draft, "was never tested: run `scanpipe forms test` on it")
    elif report.etag != draft.etag:
        yield _untested("warning", draft, "was tested before it was changed: test it again")
    else:
        for kind, paper in ((Kind.POSITIVE, "a paper of its own"), (Kind.NEGATIVE, "a paper of another edition")):
            if not _tried(report, kind):
                yield _untested("error", draft, f"was tested without {paper}: put such a sample beside it")


def _untested(severity: Severity, draft: Draft, text: str) -> Problem:
    return Problem("F010", severity, draft.form, draft.key, None, text, ("edition",))


def _tried(report: TrialReport, kind: Kind) -> bool:
    return any(row.kind is kind and row.outcome is not Outcome.SKIPPED for row in report.rows)


def _is_of(draft: Draft, problem: Problem) -> bool:
    return (problem.form, problem.edition) == (draft.form, draft.key)


def _said(problem: Problem) -> tuple[object, ...]:
    return problem.code, problem.form, problem.edition, problem.key, problem.message


def _at_home(problem: Problem, folder: Path, forms_dir: Path, draft: Draft) -> Problem:
    """The problem with the file that a person can open: the draft's own, or the one in forms/."""
    if _is_of(draft, problem):
        return replace(problem, file=draft.folder / EDITION)
    if problem.file is not None and problem.file.is_relative_to(folder):
        return replace(problem, file=forms_dir / problem.file.relative_to(folder))
    return problem
