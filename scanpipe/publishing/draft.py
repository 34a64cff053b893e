"""A draft as it lies in its folder: an edition that somebody is at work on, and what is known about it."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from scanpipe.catalog.load import read_file
from scanpipe.catalog.schema import Edition
from scanpipe.errors import FormDataError
from scanpipe.publishing.draft_errors import NoDraft
from scanpipe.publishing.draft_file import DraftFile
from scanpipe.publishing.steps import steps_of

EDITION, ABOUT, BLANK, EDITABLE, FORM = "edition.yaml", "draft.yaml", "blank.pdf", "blank.docx", "form.yaml"
UNKNOWN = "?"
"""Who made a draft that somebody laid into the folder by hand."""


@dataclass(frozen=True, slots=True)
class Draft:
    """
    A draft at one moment. `key` is the id of its edition, `text` its YAML and `etag` the SHA-256 (hex) of that.

    `edition` is None where it was broken by hand; then `trouble` says the file, the line and the mend.
    """

    form: str
    key: str
    folder: Path
    text: str = field(repr=False)
    etag: str
    edition: Edition | None = field(repr=False)
    trouble: str | None
    about: DraftFile = field(repr=False)
    can_undo: bool
    can_redo: bool

    @property
    def blank(self) -> bytes | None:
        """The PDF of the blank that it was drafted from."""
        return self.file(BLANK)

    def file(self, name: str) -> bytes | None:
        """One file of its folder, None where there is none of that name."""
        path = self.folder / Path(name).name
        return path.read_bytes() if path.is_file() else None

    def files(self) -> dict[str, bytes]:
        """What is published beside the edition, by name: its blank, and the file of a form that forms/ has not yet."""
        found: dict[str, bytes] = {}
        named = self.edition.blank if self.edition else None
        for name, own in ((named.file, BLANK), (named.editable, EDITABLE)) if named else ():
            if name is not None and (data := self.file(own)) is not None:
                found[name] = data
        new_form = not (self.folder.parents[2] / self.form / FORM).exists()
        if new_form and (data := self.file(FORM)) is not None:
            found[FORM] = data
        return found


def read_draft(folder: Path, form: str, key: str) -> Draft:
    """The draft in a folder, whatever state it is in. Raises NoDraft where it holds no edition."""
    try:
        raw = (folder / EDITION).read_bytes()
    except OSError as error:
        raise NoDraft(f"There is no draft of {form}@{key}; begin one with `scanpipe forms draft`.") from error
    edition, trouble = None, None
    about = _laid_there(folder, form, key)
    try:
        about = about_of(folder, form, key)
        edition = edition_of(raw, form, key)
    except FormDataError as error:
        trouble = str(error)
    steps = steps_of(folder)
    back, forth = steps.back(raw) is not None, steps.forth(raw) is not None
    return Draft(form, key, folder, raw.decode("utf-8", "replace"), etag_of(raw), edition, trouble, about, back, forth)


def edition_of(raw: bytes, form: str, key: str) -> Edition:
    """The edition that a draft's YAML says. Raises FormDataError naming file, line and the mend."""
    with tempfile.TemporaryDirectory(prefix="scanpipe-draft-") as folder:
        path = Path(folder) / EDITION
        path.write_bytes(raw)
        try:
            edition = read_file(path, Edition)
        except FormDataError as error:
            raise FormDataError(str(error).replace(str(path), EDITION)) from error
    for name, said, own in (("form", edition.form, form), ("edition", edition.edition, key)):
        if said != own:
            found = re.search(rf"^{name}:".encode(), raw, flags=re.MULTILINE)
            line = raw.count(b"\n", 0, found.start()) + 1 if found else 1
            raise FormDataError(f"{EDITION}:{line}: {name}: is {said} in the draft of {form}@{key}; write {own}.")
    return edition


def about_of(folder: Path, form: str, key: str) -> DraftFile:
    """What is known about the draft in a folder. Raises FormDataError naming file, line and the mend."""
    if not (folder / ABOUT).is_file():
        return _laid_there(folder, form, key)
    try:
        about = read_file(folder / ABOUT, DraftFile)
    except FormDataError as error:
        raise FormDataError(str(error).replace(f"{folder}/", "")) from error
    if (about.form, about.edition) != (form, key):
        raise FormDataError(f"{ABOUT}:1: is of {about.form}@{about.edition}, in the draft of {form}@{key}; correct it.")
    return about


def etag_of(raw: bytes) -> str:
    """What tells one state of a draft from another."""
    return hashlib.sha256(raw).hexdigest()


def _laid_there(folder: Path, form: str, key: str) -> DraftFile:
    changed_at = dt.datetime.fromtimestamp((folder / EDITION).stat().st_mtime, dt.UTC)
    return DraftFile(form=form, edition=key, made_by=UNKNOWN, made_at=changed_at)
