"""
The shape of forms/history/NNNN/release.yaml: one change of the law, by whom, when, and which files it touched.

Beside it lie the bytes of those files: `before/` and `after/`, by their path from forms/; and `drafts/`, the draft that
was published, or those that a rollback gave back.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from pathlib import Path
from typing import Annotated, Literal

import yaml
from pydantic import Field

from scanpipe.catalog.load import read_file
from scanpipe.catalog.strict import Key, Strict, Text

HISTORY = "history"
FILE = "release.yaml"

Sha = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Kind = Literal["published", "rolled_back", "imported"]


class Touched(Strict):
    """One file of forms/ by its path ("/"), with the SHA-256 (hex) of its bytes; None where there was, or is, none."""

    path: Text
    before: Sha | None = None
    after: Sha | None = None


class MovedDraft(Strict):
    """A draft that went into the release (`taken`) or came back out of it (`given`); `etag` is that of its YAML."""

    form: Key
    edition: Key
    way: Literal["taken", "given"]
    etag: Sha


class Release(Strict):
    """
    One change of the law. `by` approved it; `author` made the draft, asked for the rollback, or sent the bundle; with
    `alone` they were the same person.

    `form` and `edition` are what it is about: None for a bundle of several. `on` is the day from which it counts,
    `accepted_until` the last day of the edition before. `law_before` and `law_after` are hashes of forms/.
    """

    schema_: Literal["scanpipe.release/v1"] = Field(default="scanpipe.release/v1", alias="schema")
    seq: int = Field(ge=1)
    at: dt.datetime
    kind: Kind
    form: Key | None = None
    edition: Key | None = None
    on: dt.date
    accepted_until: dt.date | None = None
    by: Text
    author: Text
    alone: bool = False
    reason: Text | None = None
    law_before: Sha
    law_after: Sha
    touched: tuple[Touched, ...]
    drafts: tuple[MovedDraft, ...] = ()

    def touches(self, form: str) -> bool:
        """Whether a file of that form changed."""
        return any(one.path.startswith(f"{form}/") for one in self.touched)

    @property
    def forms(self) -> tuple[str, ...]:
        """The forms of which files changed; folders that are no forms among them."""
        return tuple(dict.fromkeys(one.path.partition("/")[0] for one in self.touched if "/" in one.path))


def read_release(folder: Path) -> Release:
    """The release of one folder of the history. Raises FormDataError."""
    return read_file(folder / FILE, Release)


def plain_yaml(model: Strict) -> bytes:
    """A release, or what is proposed, as it is written down, whatever people typed into it."""
    told = model.model_dump(mode="json", by_alias=True, exclude_none=True)
    return yaml.safe_dump(told, allow_unicode=True, sort_keys=False, width=120).encode()


def folders(forms_dir: Path) -> list[Path]:
    """The folders of all releases, the oldest first."""
    home = forms_dir / HISTORY
    named = (path for path in home.glob("[0-9]*") if path.is_dir() and path.name.isdigit())
    return sorted(named, key=lambda path: int(path.name))


def history(forms_dir: Path, form: str | None = None) -> tuple[Release, ...]:
    """Every release, or those that changed one form, the newest first. Raises FormDataError."""
    found = [read_release(folder) for folder in reversed(folders(forms_dir))]
    return tuple(release for release in found if form is None or release.touches(form))


def sha_of(data: bytes) -> str:
    """The SHA-256 of some bytes, in hex."""
    return hashlib.sha256(data).hexdigest()
