"""Which files of forms/ are the law, and what tells one state of them from another."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

from scanpipe.catalog.load import NOT_FORMS

_NOT_LAW = frozenset({"drafts", "history"})
assert set(NOT_FORMS) >= _NOT_LAW


def law_files(forms_dir: Path) -> dict[str, Path]:
    """Every file that is law, by its path from forms/ (with "/"), in order: no drafts, no history, nothing hidden."""
    found = {}
    for path in sorted(forms_dir.rglob("*")):
        parts = path.relative_to(forms_dir).parts
        if path.is_file() and parts[0] not in _NOT_LAW and not any(part.startswith((".", "__")) for part in parts):
            found["/".join(parts)] = path
    return found


def signature(forms_dir: Path) -> tuple[tuple[str, int, int], ...]:
    """What is cheap to look at and changes with every change: names, sizes, and times of last change (ns)."""
    looks = ((name, path.stat()) for name, path in law_files(forms_dir).items())
    return tuple((name, seen.st_size, seen.st_mtime_ns) for name, seen in looks)


def law_id(forms_dir: Path) -> str:
    """The SHA-256 (hex) of the names and bytes of all files that are law."""
    whole = hashlib.sha256()
    for name, path in law_files(forms_dir).items():
        whole.update(name.encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return whole.hexdigest()


def copy_law(forms_dir: Path, target: Path) -> None:
    """The files that are law, copied into an empty folder."""
    for name, path in law_files(forms_dir).items():
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target / name)
