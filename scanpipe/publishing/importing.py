"""
A bundle taken into forms/: first what would change, then one release with its history, or nothing at all.

A file that is another one here is never replaced unless that was said; files that the bundle does not name stay.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from scanpipe.catalog.catalog import Catalog
from scanpipe.catalog.diff import Difference, compare
from scanpipe.catalog.load import load_catalog
from scanpipe.catalog.schema import Edition
from scanpipe.errors import FormDataError
from scanpipe.publishing.bundle_file import Bundle, Manifest
from scanpipe.publishing.candidate import write_whole
from scanpipe.publishing.gates import predecessor
from scanpipe.publishing.journal import enter, settled
from scanpipe.publishing.release_file import Release
from scanpipe.publishing.releases import released
from scanpipe.publishing.signing import PublicKey
from scanpipe.publishing.staged import Staged, staged
from scanpipe.publishing.tree import law_files
from scanpipe.publishing.words import PublishError


@dataclass(frozen=True, slots=True)
class EditionChange:
    """What becomes of one edition; `difference` is against the one here, or the one before; None without fields."""

    edition: Edition
    what: Literal["new", "changed"]
    difference: Difference | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class Plan:
    """What an import would do. Paths are from forms/ on; `conflicts` are other files here than in the bundle."""

    manifest: Manifest
    signer: PublicKey
    added: tuple[str, ...]
    conflicts: tuple[str, ...]
    same: tuple[str, ...]
    gone: tuple[str, ...]
    """Files of an edition that the bundle has under another date; they go when it is said that files are replaced."""
    editions: tuple[EditionChange, ...]

    @property
    def new(self) -> bool:
        """Whether there is anything to import."""
        return bool(self.added or self.conflicts or self.gone)


def planned(forms_dir: Path, bundle: Bundle) -> Plan:
    """
    What an import would do, if conflicts were replaced. Raises PublishError for what can never be imported: broken
    YAML, errors of lint, names that differ by capitals only.
    """
    _expect_folder(forms_dir)
    with settled(forms_dir):
        return _planned(forms_dir, bundle)[0]


def import_bundle(
    forms_dir: Path,
    bundle: Bundle,
    *,
    by: str,
    now: dt.datetime,
    today: dt.date,
    replace: bool = False,
    dry_run: bool = False,
) -> Release:
    """
    The bundle in forms/. With `replace` files that are others here become those of the bundle; their bytes stay in the
    history. Raises PublishError; then nothing was written.
    """
    if not by.strip():
        raise PublishError("release.no_name")
    _expect_folder(forms_dir)
    with settled(forms_dir):
        plan, made = _planned(forms_dir, bundle)
        if not plan.new:
            raise PublishError("bundle.nothing_new")
        if not replace and (others := (*plan.conflicts, *plan.gone)):
            raise PublishError("bundle.conflict", file=others[0], n=len(others))
        forms = {one.edition.form for one in plan.editions}
        only = plan.editions[0].edition if len(plan.editions) == 1 else None
        release = released(
            forms_dir,
            made,
            kind="imported",
            at=now,
            form=next(iter(forms)) if len(forms) == 1 else None,
            edition=only.edition if only else None,
            on=today,
            by=by.strip(),
            author=f"{plan.manifest.sender} ({plan.signer.fingerprint})",
        )
        if not dry_run:
            enter(forms_dir, release, made.before, made.after, {})
    return release


def _planned(forms_dir: Path, bundle: Bundle) -> tuple[Plan, Staged]:
    here = {name: path.read_bytes() for name, path in law_files(forms_dir).items()}
    coming = bundle.law_files
    _expect_case(coming, here)
    gone = tuple(name for name in here if name not in coming and _same_edition(name, coming))

    def change(folder: Path) -> None:
        for name, data in coming.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            write_whole(folder / name, data)
        for name in gone:
            (folder / name).unlink()

    try:
        before = load_catalog(forms_dir)
    except FormDataError:
        # An empty folder holds no law yet; one that is broken by hand may be mended by a bundle.
        before = Catalog({}, "")
    try:
        made = staged(forms_dir, change)
    except FormDataError as error:
        raise PublishError("bundle.broken", trouble=str(error)) from error
    _expect_sound(made)
    plan = Plan(
        bundle.manifest,
        bundle.signer,
        added=tuple(name for name in coming if name not in here),
        conflicts=tuple(name for name in coming if name in here and here[name] != coming[name]),
        same=tuple(name for name in coming if here.get(name) == coming[name]),
        gone=gone,
        editions=tuple(_changes(before, made)),
    )
    return plan, made


def _same_edition(name: str, coming: dict[str, bytes]) -> bool:
    """Whether a file here is that of an edition which comes under another date."""
    form, _, file = name.partition("/")
    key = file.partition("_")[2]
    return (
        bool(key)
        and file.endswith(".yaml")
        and any(
            other.partition("/")[0] == form and other.partition("/")[2].partition("_")[2] == key for other in coming
        )
    )


def _expect_case(coming: dict[str, bytes], here: dict[str, bytes]) -> None:
    """That no name is that of a file here but for its capitals: on some disks they would be one file."""
    known = {name.casefold(): name for name in here}
    for name in coming:
        other = known.get(name.casefold(), name)
        if other != name:
            raise PublishError("bundle.case", file=name, known=other)


def _expect_sound(made: Staged) -> None:
    if made.errors:
        first = made.errors[0]
        where = "/".join(part for part in (first.form, first.edition, first.key) if part)
        raise PublishError("bundle.lint", code=first.code, where=where, problem=first.message)


def _changes(before: Catalog, made: Staged) -> list[EditionChange]:
    found = []
    for edition in made.catalog.editions():
        known = {e.edition: e for e in before.forms[edition.form].editions} if edition.form in before.forms else {}
        old = known.get(edition.edition)
        if old == edition:
            continue
        against = old or predecessor(made.catalog.forms[edition.form].editions, edition, edition.effective_from)
        compared = compare(against, edition) if against and against.fields and edition.fields else None
        found.append(EditionChange(edition, "changed" if old else "new", compared))
    return found


def _expect_folder(forms_dir: Path) -> None:
    """An instance that has no forms yet gets a folder for them."""
    forms_dir.mkdir(parents=True, exist_ok=True)
