"""
A change of the law survives a crash: what is to be written is written down first.

    1. history/.new is filled with the release, the bytes before and the bytes after, and put on the disk
    2. it is renamed to history/NNNN                         <- from here on the change counts
    3. the files of forms/ are written, new ones before old ones go; drafts move
    4. history/NNNN/done says that this is over

Whoever changes forms/ next looks first (`settled`): what stopped before 2 is thrown away, what stopped after it is
finished. Until then a reader may see some files of the change; none is ever half written.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from scanpipe.errors import FormDataError
from scanpipe.publishing.candidate import write_whole
from scanpipe.publishing.lock import changing
from scanpipe.publishing.release_file import (
    FILE,
    HISTORY,
    MovedDraft,
    Release,
    Touched,
    folders,
    plain_yaml,
    read_release,
    sha_of,
)

DRAFTS = "drafts"
_NEW, _DONE, _GIVING = ".new", "done", ".giving"


@contextmanager
def settled(forms_dir: Path) -> Iterator[None]:
    """
    Nobody else reads or changes forms/ meanwhile, and no earlier change is left half done.

    Raises FormDataError where the folder cannot be written to, or a file of an interrupted change was edited by hand.
    """
    with changing(forms_dir):
        settle(forms_dir)
        yield


def unfinished(forms_dir: Path) -> bool:
    """Whether a change was interrupted, so that forms/ may hold a part of it."""
    newest = folders(forms_dir)[-1:]
    return any(not (folder / _DONE).exists() for folder in newest)


def settle(forms_dir: Path) -> None:
    """Finish or undo what was interrupted; only for who holds the lock. Raises FormDataError."""
    shutil.rmtree(forms_dir / HISTORY / _NEW, ignore_errors=True)
    for folder in folders(forms_dir)[-1:]:
        if not (folder / _DONE).exists():
            release = read_release(folder)
            _sweep(forms_dir, release)
            _carry_out(forms_dir, folder, release)


def enter(
    forms_dir: Path,
    release: Release,
    before: Mapping[str, bytes | None],
    after: Mapping[str, bytes | None],
    drafts: Mapping[tuple[str, str], Mapping[str, bytes]],
) -> None:
    """
    Write a release down and carry it out; only for who holds the lock. `before` and `after` are the bytes of each
    touched file; `drafts` the files of drafts that it gives back, by form and edition.
    """
    home = forms_dir / HISTORY
    new = home / _NEW
    new.mkdir(parents=True)
    for side, files in (("before", before), ("after", after)):
        for path, data in files.items():
            if data is not None:
                _put(new / side / path, data)
    for (form, edition), held in drafts.items():
        for path, data in held.items():
            _put(new / DRAFTS / form / edition / path, data)
    _put(new / FILE, plain_yaml(release))
    for folder in (*(path for path in new.rglob("*") if path.is_dir()), new):
        _on_disk(folder)
    folder = home / f"{release.seq:04d}"
    new.rename(folder)
    _on_disk(home)
    _carry_out(forms_dir, folder, release)


def kept_draft(forms_dir: Path, release: Release, form: str, edition: str) -> dict[str, bytes]:
    """The files of a draft as a release took it, by their path; empty when it took none."""
    home = forms_dir / HISTORY / f"{release.seq:04d}" / DRAFTS / form / edition
    return {path.relative_to(home).as_posix(): path.read_bytes() for path in sorted(home.rglob("*")) if path.is_file()}


def bytes_before(forms_dir: Path, release: Release, touched: Touched) -> bytes | None:
    """What a touched file held before the release; None when it was not there."""
    if touched.before is None:
        return None
    return (forms_dir / HISTORY / f"{release.seq:04d}" / "before" / touched.path).read_bytes()


def _carry_out(forms_dir: Path, folder: Path, release: Release) -> None:
    """Write what is not written yet; done twice it changes nothing more."""
    touched = sorted(release.touched, key=_turn)
    waiting = [one for one in touched if _now(forms_dir, one.path) != one.after]
    for one in waiting:
        if _now(forms_dir, one.path) != one.before:
            raise FormDataError(
                f"forms/{one.path}: was changed by hand while release {release.seq} was interrupted; put back "
                f"{HISTORY}/{folder.name}/before/{one.path} (or after/{one.path}), then try again."
            )
    for one in waiting:
        target = forms_dir / one.path
        if one.after is None:
            target.unlink()
        else:
            target.parent.mkdir(parents=True, exist_ok=True)
            write_whole(target, (folder / "after" / one.path).read_bytes())
            _on_disk(target)
        _on_disk(target.parent)
    for moved in release.drafts:
        _move(forms_dir, folder, moved)
    _put(folder / _DONE, b"")
    _on_disk(folder)


def _sweep(forms_dir: Path, release: Release) -> None:
    """Files that were being written when it stopped: nobody reads them, and nobody else writes now."""
    for home in {(forms_dir / one.path).parent for one in release.touched}:
        for path in home.glob(".new-*"):
            path.unlink()


def _turn(one: Touched) -> tuple[int, str]:
    """What others name comes before what names it, and the new before the old goes."""
    if one.after is None:
        return 3, one.path
    if not one.path.endswith(".yaml"):
        return 0, one.path
    return (2 if one.before is None else 1), one.path


def _now(forms_dir: Path, path: str) -> str | None:
    file = forms_dir / path
    return sha_of(file.read_bytes()) if file.is_file() else None


def _move(forms_dir: Path, folder: Path, moved: MovedDraft) -> None:
    """A draft into the release, unless somebody changed it since; or a copy out of it, unless there is one already."""
    inside = folder / DRAFTS / moved.form / moved.edition
    outside = forms_dir / DRAFTS / moved.form / moved.edition
    if moved.way == "taken":
        text = outside / "edition.yaml"
        if not inside.exists() and text.is_file() and sha_of(text.read_bytes()) == moved.etag:
            inside.parent.mkdir(parents=True, exist_ok=True)
            outside.rename(inside)
    elif not outside.exists():
        shutil.rmtree(folder / _GIVING, ignore_errors=True)
        shutil.copytree(inside, folder / _GIVING)
        outside.parent.mkdir(parents=True, exist_ok=True)
        (folder / _GIVING).rename(outside)


def _put(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    _on_disk(path)


def _on_disk(path: Path) -> None:
    """Have the disk hold a file, or the names in a folder."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
