"""The two sides of a comparison: editions in the catalogue, or drafts, each with its YAML and its blank."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Literal

from scanpipe.catalog.blank import typeset
from scanpipe.catalog.catalog import Catalog
from scanpipe.catalog.schema import Edition
from scanpipe.catalog.timeline_warnings import blank_of
from scanpipe.errors import FormDataError
from scanpipe.publishing.candidate import file_of
from scanpipe.publishing.draft import Draft

DRAFT = "nhap:"
"""What stands before the id of an edition that is a draft."""


@dataclass(frozen=True, slots=True)
class Blank:
    """A PDF that a cache knows by its hash."""

    sha256: str
    data: bytes = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Side:
    """One edition: `name` is how it is asked for again, `text` its YAML; a draft has the `etag` of its state."""

    name: str
    edition: Edition
    text: str = field(repr=False)
    etag: str | None
    own_blank: Callable[[], bytes | None] = field(repr=False, compare=False)

    def blank(self) -> Blank | None:
        """
        Its own blank, else the one that we typeset; None for an edition that is known for identification only. Raises
        EngineError when the fonts are not installed.
        """
        data = self.own_blank()
        if data is None and self.edition.fields:
            data = _typeset(hashlib.sha256(self.text.encode()).hexdigest(), _Same(self.edition))
        return None if data is None else Blank(hashlib.sha256(data).hexdigest(), data)


@dataclass(frozen=True, slots=True)
class Sides:
    """An older and a newer edition of one form."""

    old: Side
    new: Side

    @property
    def without_fields(self) -> Literal["old", "new"] | None:
        """The side that is known for identification only, the older one first; None where both have fields."""
        return "old" if not self.old.edition.fields else "new" if not self.new.edition.fields else None


def published(catalog: Catalog, folder: Path, form: str, edition: str) -> Side | None:
    """An edition of the catalogue that was read from that folder; None when it has none of that name."""
    about = catalog.forms.get(form)
    found = next((one for one in about.editions if one.edition == edition), None) if about else None
    if found is None:
        return None
    path = file_of(folder / form, edition)
    text = path.read_text("utf-8-sig") if path else ""
    return Side(edition, found, text, None, lambda: blank_of(found, folder))


def drafted(draft: Draft) -> Side:
    """A draft as a side. Raises FormDataError where it was broken by hand."""
    if draft.edition is None:
        raise FormDataError(draft.trouble or f"The draft of {draft.form}@{draft.key} cannot be read.")
    return Side(DRAFT + draft.key, draft.edition, draft.text, draft.etag, lambda: draft.blank)


@dataclass(frozen=True, slots=True)
class _Same:
    """An edition that a cache knows by the hash of its YAML alone."""

    edition: Edition = field(compare=False, repr=False)


@lru_cache(maxsize=8)
def _typeset(_sha256: str, of: _Same) -> bytes:
    return typeset(of.edition).pdf
