"""The problems that lint found, as lines for people, for other programs, for GitHub and for code scanning (SARIF)."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from scanpipe.catalog.problem import Problem

SCHEMA_ID = "scanpipe.forms-lint/v1"
_SARIF = "https://json.schemastore.org/sarif-2.1.0.json"
_OF_GITHUB: Mapping[str, str] = {"error": "error", "warning": "warning", "info": "notice"}
_OF_SARIF: Mapping[str, str] = {"error": "error", "warning": "warning", "info": "note"}


def as_text(problems: Sequence[Problem]) -> Iterator[str]:
    """One line a problem, with file and line in front where they are known."""
    for problem in problems:
        place = f"{shown(problem.file)}:{problem.line}: " if problem.file else ""
        yield f"{place}{problem.severity:<8} {problem.code}  {name_of(problem)}: {problem.message}\n"


def as_json(problems: Sequence[Problem]) -> Iterator[str]:
    """One object: how many errors, and every problem with all that is known of it."""
    told = {
        "schema": SCHEMA_ID,
        "errors": sum(problem.severity == "error" for problem in problems),
        "problems": [
            {
                "code": problem.code,
                "severity": problem.severity,
                "form": problem.form,
                "edition": problem.edition,
                "key": problem.key,
                "file": shown(problem.file),
                "line": problem.line,
                "message": problem.message,
            }
            for problem in problems
        ],
    }
    yield json.dumps(told, ensure_ascii=False, indent=2) + "\n"


def as_github(problems: Sequence[Problem]) -> Iterator[str]:
    """Workflow commands of GitHub Actions, which it shows beside the line of the file."""
    for problem in problems:
        place = f"file={_property(shown(problem.file) or '')},line={problem.line}," if problem.file else ""
        title = _property(f"{problem.code} {name_of(problem)}")
        yield f"::{_OF_GITHUB[problem.severity]} {place}title={title}::{_data(problem.message)}\n"


def as_sarif(problems: Sequence[Problem]) -> Iterator[str]:
    """SARIF 2.1.0 (OASIS, 27 March 2020): one run, a result a problem."""
    from scanpipe import __version__

    rules = [{"id": code} for code in sorted({problem.code for problem in problems})]
    driver = {"name": "scanpipe forms lint", "version": __version__, "rules": rules}
    results = [_result(problem) for problem in problems]
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    yield json.dumps({"$schema": _SARIF, "version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=2) + "\n"


FORMATS = {"text": as_text, "json": as_json, "github": as_github, "sarif": as_sarif}


def name_of(problem: Problem) -> str:
    """What a problem is about: form, edition and field as far as it names them."""
    return "/".join(part for part in (problem.form, problem.edition, problem.key) if part)


def shown(path: Path | None) -> str | None:
    """A path as short as it can be typed here, with "/" on every system."""
    if path is None:
        return None
    here = Path.cwd()
    whole = path.absolute()
    return (whole.relative_to(here) if whole.is_relative_to(here) else path).as_posix()


def _result(problem: Problem) -> dict[str, Any]:
    result: dict[str, Any] = {
        "ruleId": problem.code,
        "level": _OF_SARIF[problem.severity],
        "message": {"text": f"{name_of(problem)}: {problem.message}"},
    }
    if problem.file is not None:
        place: dict[str, Any] = {"artifactLocation": {"uri": shown(problem.file)}}
        place["region"] = {"startLine": problem.line or 1}
        result["locations"] = [{"physicalLocation": place}]
    return result


def _data(text: str) -> str:
    """The text of a workflow command: as GitHub's own toolkit escapes it."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
