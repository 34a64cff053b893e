"""F008: whether the blank that an edition names lies beside it, and is the one that it names."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

from scanpipe.catalog.problem import Problem, problem
from scanpipe.catalog.schema import Edition


def blank(edition: Edition, home: Path) -> Iterator[Problem]:
    """Files that are named and not there, or are others than when their edition was made. `home` holds its file."""
    if edition.blank is None:
        return
    path = home / edition.blank.file
    if not path.is_file():
        text = f"its blank {edition.blank.file} is missing; put it beside this file, or take the blank out"
        yield problem("F008", "error", edition, text, None, "blank", "file")
    elif hashlib.sha256(path.read_bytes()).hexdigest() != edition.blank.sha256:
        text = f"{edition.blank.file} is not the file that was measured; put that one back, or draft the edition again"
        yield problem("F008", "error", edition, text, None, "blank", "sha256")
    if edition.blank.editable and not (home / edition.blank.editable).is_file():
        text = f"{edition.blank.editable} is missing; put it beside this file, or take editable out"
        yield problem("F008", "error", edition, text, None, "blank", "editable")
