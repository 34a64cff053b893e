"""
The folder that `scanpipe cases export` writes and `scanpipe bench --cases` reads: straightened pages, and cases.json.

A page shows all that somebody wrote on it: the folder is kept like the papers themselves, and no longer than needed.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from scanpipe.errors import UsageError

MANIFEST = "cases.json"
SCHEMA_ID: Literal["scanpipe.cases/v1"] = "scanpipe.cases/v1"


class Told(BaseModel):
    """
    One case. `picture` is the file of its page in the folder; `ink` says whether something is written; `truth` is what
    is written there, None where an officer typed nothing (a signature, an empty field).
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    form: str
    edition: str
    key: str
    ink: Literal["blank", "written"]
    truth: str | None = Field(repr=False)
    picture: Annotated[str, Field(pattern=r"^[A-Za-z0-9_]+\.jpg$")]


class Manifest(BaseModel):
    """cases.json."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    schema_: Literal["scanpipe.cases/v1"] = Field(default=SCHEMA_ID, alias="schema")
    cases: tuple[Told, ...]


def write_manifest(folder: Path, cases: Sequence[Told]) -> None:
    """Write cases.json, readable by its owner alone."""
    told = Manifest(cases=tuple(cases)).model_dump(mode="json", by_alias=True)
    path = folder / MANIFEST
    path.touch(mode=0o600)
    path.write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def read_manifest(folder: Path) -> tuple[Told, ...]:
    """The cases of a folder. Raises UsageError when it is none."""
    path = folder / MANIFEST
    try:
        return Manifest.model_validate_json(path.read_bytes()).cases
    except OSError as error:
        raise UsageError(f"{path} cannot be read ({error.strerror}): `scanpipe cases export` writes it.") from error
    except ValidationError as error:
        raise UsageError(f"{path} is no list of cases of this version ({error.error_count()} errors).") from error
