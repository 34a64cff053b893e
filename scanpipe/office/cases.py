"""What officers taught, written out: the straightened page, which field of it, and what is written there."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

from scanpipe.errors import UsageError
from scanpipe.office.case_file import Told, write_manifest
from scanpipe.store import cases
from scanpipe.store.cases import CaseRow, forget, keep
from scanpipe.store.errors import NotFoundError
from scanpipe.store.opening import Store

__all__ = ["Exported", "export", "forget", "keep"]


@dataclass(frozen=True, slots=True)
class Exported:
    """How many cases and pages were written, and how many cases have no picture any more."""

    cases: int
    pages: int
    gone: int


def export(store: Store, folder: Path) -> Exported:
    """
    Write every case whose person still allows it into a folder of its own (0700). No code, no name of a file, no date
    and nobody who decided is among it. Raises UsageError when something lies there already.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if any(folder.iterdir()):
            raise UsageError(f"{folder} is not empty: name a new folder, so that no case of yesterday stays in it.")
    except OSError as error:
        raise UsageError(f"{folder} cannot be made ({error.strerror}): name another folder.") from error
    with store.database.reading() as session:
        found = list(cases.cases(session, store.keys))
    told: list[Told] = []
    pages: set[str] = set()
    for case in found:
        name = _picture(store, folder, case)
        if name is not None:
            pages.add(name)
            told.append(_told(case, name))
    write_manifest(folder, told)
    return Exported(len(told), len(pages), len(found) - len(told))


def _told(case: CaseRow, picture: str) -> Told:
    what = {"id": case.id, "form": case.form, "edition": case.edition, "key": case.key}
    return Told.model_validate({**what, "ink": case.ink, "truth": case.truth, "picture": picture})


def _picture(store: Store, folder: Path, case: CaseRow) -> str | None:
    """The file of the case's page, named by what it holds: two cases of one page share it. None when it is gone."""
    if case.picture is None:
        return None
    try:
        data = store.blobs.get(case.picture)
    except NotFoundError:  # erased while we went through the list
        return None
    name = f"page_{hashlib.sha256(data).hexdigest()[:16]}.jpg"
    with os.fdopen(os.open(folder / name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(data)
    return name
