"""forms/ as it would be with one edition more: what is tried, held against the rules and, at last, published."""

from __future__ import annotations

import datetime as dt
import re
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from scanpipe.catalog.catalog import Catalog
from scanpipe.catalog.load import load_catalog
from scanpipe.catalog.schema import Edition
from scanpipe.publishing.lock import reading
from scanpipe.publishing.tree import copy_law


@contextmanager
def candidate(
    forms_dir: Path,
    text: str,
    edition: Edition,
    *,
    files: Mapping[str, bytes] | None = None,
    accepted_until: dt.date | None = None,
) -> Iterator[tuple[Path, Catalog]]:
    """
    A copy of forms/ in a temporary folder in which the edition of that YAML has its place, and the catalogue in it;
    gone when left. Parameters are those of `put`. Raises FormDataError naming file, line and the mend.
    """
    with tempfile.TemporaryDirectory(prefix="scanpipe-forms-") as folder:
        target = Path(folder)
        with reading(forms_dir):
            copy_law(forms_dir, target)
        put(target, text, edition, files=files, accepted_until=accepted_until)
        yield target, load_catalog(target)


def put(
    forms_dir: Path,
    text: str,
    edition: Edition,
    *,
    files: Mapping[str, bytes] | None = None,
    accepted_until: dt.date | None = None,
) -> list[Path]:
    """
    Write an edition into its form's folder, `text` being its YAML and `files` what lies beside it (its blank, by name),
    instead of any file of the same edition; what was written or taken away. `accepted_until` is the last day on which
    the edition that it supersedes is taken; that one's file is changed in this one line.
    """
    home = forms_dir / edition.form
    home.mkdir(exist_ok=True)
    begin = edition.effective_from.isoformat() if edition.effective_from else "undated"
    path = home / f"{begin}_{edition.edition}.yaml"
    touched = [path, *(home / name for name in files or {})]
    for other in home.glob(f"*_{edition.edition}.yaml"):
        if other != path and other.name.split("_", 1)[1] == f"{edition.edition}.yaml":
            other.unlink()
            touched.append(other)
    for name, data in (files or {}).items():
        write_whole(home / name, data)
    write_whole(path, text.encode())
    if accepted_until is not None and edition.supersedes is not None:
        before = file_of(home, edition.supersedes)
        if before is not None:
            write_whole(before, with_value(before.read_text("utf-8"), "accepted_until", str(accepted_until)).encode())
            touched.append(before)
    return touched


def file_of(home: Path, edition: str) -> Path | None:
    """The file of an edition in its form's folder; None when there is none."""
    named = (p for p in home.glob(f"*_{edition}.yaml") if p.name.split("_", 1)[1] == f"{edition}.yaml")
    return next(named, None)


def with_value(text: str, key: str, value: str) -> str:
    """The YAML with one of its own keys set to a value of one line; all else, comments too, stays as it is."""
    line = f"{key}: {value}"
    changed, count = re.subn(rf"^{re.escape(key)}:.*$", line.replace("\\", r"\\"), text, count=1, flags=re.MULTILINE)
    if count:
        return changed
    after = re.search(r"^effective_from:.*\n", text, flags=re.MULTILINE)
    at = after.end() if after else len(text)
    return f"{text[:at]}{line}\n{text[at:]}"


def write_whole(path: Path, data: bytes) -> None:
    """Write a file so that a reader sees the old one or the new one."""
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".new-", delete=False) as new:
        new.write(data)
    Path(new.name).chmod(0o644)
    Path(new.name).replace(path)
