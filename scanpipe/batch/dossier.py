"""
The dossiers of a batch: one folder each, directly below the folder of the batch; its files, by name.

A folder inside a dossier is refused, not searched: whether it belongs to the dossier or is one of its own cannot be
told, and a guess would check half a dossier or mix two people's. What systems leave behind (names with a dot in front,
`Thumbs.db`, `desktop.ini`) is no part of a dossier.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from scanpipe.batch.trouble import DossierError, Trouble
from scanpipe.errors import UsageError

_LITTER = frozenset({"thumbs.db", "desktop.ini"})


@dataclass(frozen=True, slots=True)
class Dossier:
    """One dossier: the name of its folder, and its files in order."""

    name: str
    files: tuple[Path, ...]


def dossiers_in(folder: Path) -> tuple[tuple[str, ...], int]:
    """
    The names of the dossiers in a folder, sorted, and how many files lie beside them and belong to none.

    Raises UsageError when there is no dossier at all, OSError when the folder cannot be read.
    """
    names: list[str] = []
    loose = 0
    with os.scandir(folder) as entries:
        for entry in entries:
            if _litter(entry.name):
                continue
            if entry.is_dir():
                names.append(entry.name)
            else:
                loose += 1
    if not names:
        raise UsageError(f"{folder}: holds no dossier; put the files of each dossier into a folder of its own there.")
    return tuple(sorted(names)), loose


def dossier(home: Path, name: str, max_pages: int) -> Dossier:
    """The dossier of that name with its files. Raises DossierError; no file is opened."""
    try:
        with os.scandir(home / name) as entries:
            files = sorted(_checked(entries))
    except OSError as error:
        raise DossierError(Trouble("dossier.unreadable", {"why": error.strerror or "?"})) from error
    if not files:
        raise DossierError(Trouble("dossier.no_file"))
    if len(files) > max_pages:  # each file is a page at least
        raise DossierError(Trouble("dossier.too_many_pages", {"n": len(files), "max": max_pages}))
    return Dossier(name, tuple(files))


def shown(name: str) -> str:
    """A name from the disk as text, whatever bytes it is made of."""
    return os.fsencode(name).decode("utf-8", "replace")


def _checked(entries: Iterator[os.DirEntry[str]]) -> Iterator[Path]:
    for entry in entries:
        if _litter(entry.name):
            continue
        if entry.is_dir():
            raise DossierError(Trouble("dossier.nested", {"name": shown(entry.name)}))
        if not entry.is_file():  # a pipe would be waited for without end
            raise DossierError(Trouble("dossier.not_a_file", {"name": shown(entry.name)}))
        yield Path(entry.path)


def _litter(name: str) -> bool:
    return name.startswith(".") or name.casefold() in _LITTER
