"""A change of forms/ tried on a copy: what it touches, whether the law can still be read, and what is wrong with it."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from scanpipe.catalog.catalog import Catalog, Form
from scanpipe.catalog.kinds_schema import load_kinds
from scanpipe.catalog.lint import Problem, lint
from scanpipe.catalog.load import load_catalog
from scanpipe.catalog.procedures import load_procedures
from scanpipe.catalog.slips import load_slips
from scanpipe.errors import FormDataError
from scanpipe.publishing.release_file import Touched, sha_of
from scanpipe.publishing.tree import copy_law, law_files, law_id

_KEY = re.compile(r"[a-z][a-z0-9_]*")


@dataclass(frozen=True, slots=True)
class Staged:
    """The law as it would be. `before` and `after` hold the bytes of each file that would change, None for no file."""

    catalog: Catalog
    law_before: str
    law_after: str
    before: Mapping[str, bytes | None] = field(repr=False)
    after: Mapping[str, bytes | None] = field(repr=False)
    errors: tuple[Problem, ...]
    """What lint calls wrong in the forms that would change."""

    @property
    def touched(self) -> tuple[Touched, ...]:
        """The files that would change."""
        return tuple(
            Touched(path=path, before=_sha(self.before[path]), after=_sha(self.after[path])) for path in self.after
        )


def staged(forms_dir: Path, change: Callable[[Path], None]) -> Staged:
    """
    What becomes of the law when `change` is done to its folder; it is done to a copy. Raises FormDataError, in which a
    file is named from forms/ on, where the law could not be read any more; only for who holds the lock.
    """
    with tempfile.TemporaryDirectory(prefix="scanpipe-forms-") as folder:
        copy = Path(folder)
        copy_law(forms_dir, copy)
        before = _contents(copy)
        law_before = law_id(copy)
        try:
            change(copy)
            catalog = load_catalog(copy)
            load_kinds(copy)
            load_procedures(copy)
            load_slips(copy)
        except FormDataError as error:
            raise FormDataError(str(error).replace(f"{copy}/", "forms/").replace(str(copy), "forms")) from error
        after = _contents(copy)
        changed = [path for path in sorted({*before, *after}) if before.get(path) != after.get(path)]
        return Staged(
            catalog,
            law_before,
            law_id(copy),
            {path: before.get(path) for path in changed},
            {path: after.get(path) for path in changed},
            _errors(catalog, copy, changed),
        )


def _errors(catalog: Catalog, folder: Path, changed: Collection[str]) -> tuple[Problem, ...]:
    homes = {path.partition("/")[0] for path in changed}
    forms = {key: form for key, form in catalog.forms.items() if key in homes}
    found = lint(Catalog(forms, catalog.digest), folder) if forms else ()
    return tuple(one for one in found if one.severity == "error" and one.form in forms)


def form_alone(forms_dir: Path, form: str, files: Mapping[str, bytes | None] | None = None) -> Form | None:
    """
    One form as it is, or as it would be with these files (by path from forms/; None for none) instead of its own. None
    where it does not exist, or cannot be read.
    """
    if not _KEY.fullmatch(form):
        return None
    with tempfile.TemporaryDirectory(prefix="scanpipe-form-") as folder:
        home = Path(folder) / form
        home.mkdir()
        for path in (forms_dir / form).glob("*.yaml"):
            (home / path.name).write_bytes(path.read_bytes())
        laid(Path(folder), {path: data for path, data in (files or {}).items() if path.endswith(".yaml")})
        try:
            return load_catalog(Path(folder)).forms[form]
        except FormDataError:
            return None


def laid(folder: Path, files: Mapping[str, bytes | None]) -> None:
    """Write these files into a folder, by their path; those that are None are not there any more."""
    for name, data in files.items():
        path = folder / name
        if data is None:
            path.unlink(missing_ok=True)
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)


def _contents(folder: Path) -> dict[str, bytes]:
    return {name: path.read_bytes() for name, path in law_files(folder).items()}


def _sha(data: bytes | None) -> str | None:
    return None if data is None else sha_of(data)
