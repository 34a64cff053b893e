"""
Back to what was live before: a publication of an earlier state of a form, with a reason, by two people.

Releases keep the bytes before and after each change, so the form's folder can be put together as it was before any of
them. Nothing is lost: what is rolled back is a draft again, and the release that did it can be rolled back as well.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from scanpipe.catalog.catalog import Form
from scanpipe.catalog.load import load_catalog
from scanpipe.catalog.schema import Edition
from scanpipe.catalog.write import yaml_of
from scanpipe.publishing.candidate import file_of
from scanpipe.publishing.draft import ABOUT, BLANK, EDITABLE, EDITION
from scanpipe.publishing.draft_file import DraftFile
from scanpipe.publishing.gates import same_person
from scanpipe.publishing.journal import bytes_before, enter, kept_draft, settled
from scanpipe.publishing.lock import reading
from scanpipe.publishing.release_file import MovedDraft, Release, history, sha_of
from scanpipe.publishing.releases import released
from scanpipe.publishing.staged import Staged, form_alone, laid, staged
from scanpipe.publishing.words import PublishError

Files = Mapping[str, bytes | None]
"""Files by their path from forms/, with their bytes; None for a file that is not to be there."""


@dataclass(frozen=True, slots=True)
class Earlier:
    """
    An edition that was a form's newest, before `release`; `files` are the files that then were other than now, or not
    there.
    """

    edition: Edition
    release: Release
    files: Files = field(repr=False)


def earlier(forms_dir: Path, form: str) -> tuple[Earlier, ...]:
    """What can come back in a form, what was there last first. Raises FormDataError."""
    with reading(forms_dir):
        return tuple(_earlier(forms_dir, form))


def rollback(
    forms_dir: Path,
    form: str,
    to_edition: str,
    *,
    reason: str,
    by: str,
    author: str,
    now: dt.datetime,
    today: dt.date,
    alone: bool = False,
    dry_run: bool = False,
) -> Release:
    """
    `to_edition` is the form's newest again, and all else of the form as it was then; from `today` on. `author` asked
    for it and `by` approves: two people, unless `alone`, which the release then says.

    Raises PublishError and FormDataError: no reason, no such state, a touched file that was changed by hand since.
    """
    _expect_two(reason, by, author, alone=alone)
    with settled(forms_dir):
        found = list(_earlier(forms_dir, form))
        state = next((one for one in found if one.edition.edition == to_edition), None)
        if state is None:
            raise _nothing(forms_dir, form, to_edition, found)
        _expect_as_released(forms_dir, form, state.files)
        made = _as_it_was(forms_dir, form, state)
        drafts = _given_back(forms_dir, form, made)
        release = released(
            forms_dir,
            made,
            kind="rolled_back",
            at=now,
            form=form,
            edition=to_edition,
            on=today,
            by=by.strip(),
            author=author.strip(),
            alone=same_person(by, author),
            reason=reason.strip(),
            drafts=tuple(
                MovedDraft(form=form, edition=edition, way="given", etag=sha_of(files[EDITION]))
                for edition, files in drafts.items()
            ),
        )
        if not dry_run:
            enter(forms_dir, release, made.before, made.after, {(form, key): files for key, files in drafts.items()})
    return release


def _as_it_was(forms_dir: Path, form: str, state: Earlier) -> Staged:
    """forms/ with the form as in that state. Raises PublishError where another edition would be the newest there."""
    made = staged(forms_dir, lambda folder: laid(folder, state.files))
    newest = _newest(made.catalog.forms[form])[state.edition.province]
    if newest.edition != state.edition.edition:
        path = file_of(forms_dir / form, newest.edition)
        raise PublishError("rollback.blocked", newest=newest.edition, file=f"{form}/{path.name if path else '?'}")
    if made.errors:
        first = made.errors[0]
        raise PublishError("release.broken", trouble=f"{first.code} {first.edition}: {first.message}")
    return made


def _expect_two(reason: str, by: str, author: str, *, alone: bool) -> None:
    if not by.strip():
        raise PublishError("release.no_name")
    if not reason.strip():
        raise PublishError("rollback.no_reason")
    if not author.strip():
        raise PublishError("rollback.nobody_asked")
    if same_person(by, author) and not alone:
        raise PublishError("rollback.same_person", by=by.strip())


def _earlier(forms_dir: Path, form: str) -> Iterator[Earlier]:
    """Each edition that was newest in an earlier state and is not the present one, at its latest such state."""
    present = form_alone(forms_dir, form)
    files: dict[str, bytes | None] = {}
    known: set[str] = set()
    for release in history(forms_dir, form):
        for touched in release.touched:
            if touched.path.startswith(f"{form}/"):
                files[touched.path] = bytes_before(forms_dir, release, touched)
        state = form_alone(forms_dir, form, files)
        for province, edition in _newest(state).items() if state else ():
            now = _newest(present).get(province) if present else None
            if edition.edition not in known and edition != now:
                known.add(edition.edition)
                yield Earlier(edition, release, dict(files))


def _newest(form: Form | None) -> dict[str | None, Edition]:
    """The newest edition of the country (None), and of each province."""
    return {edition.province: edition for edition in form.editions} if form else {}


def _expect_as_released(forms_dir: Path, form: str, files: Files) -> None:
    """That each file is as the last release that touched it left it. Raises PublishError naming one that is not."""
    waiting = set(files)
    for release in history(forms_dir, form):
        for touched in release.touched:
            if touched.path not in waiting:
                continue
            waiting.discard(touched.path)
            path = forms_dir / touched.path
            if (sha_of(path.read_bytes()) if path.is_file() else None) != touched.after:
                raise PublishError("release.changed_by_hand", file=touched.path, seq=release.seq)


def _nothing(forms_dir: Path, form: str, to_edition: str, found: list[Earlier]) -> PublishError:
    """Why an edition cannot come back. Raises FormDataError where the form was broken by hand."""
    releases = history(forms_dir, form)
    if not releases:
        return PublishError("rollback.none", form=form)
    present = staged(forms_dir, lambda _folder: None).catalog.forms[form]
    released_files = {touched.path for release in releases for touched in release.touched}
    for edition in () if found else _newest(present).values():
        path = file_of(forms_dir / form, edition.edition)
        if path and f"{form}/{path.name}" not in released_files and present.editions[-1] is edition:
            return PublishError("rollback.blocked", newest=edition.edition, file=f"{form}/{path.name}")
    known = ", ".join(one.edition.edition for one in found)
    return PublishError("rollback.unknown", edition=to_edition, known=known or "–")


def _given_back(forms_dir: Path, form: str, made: Staged) -> dict[str, dict[str, bytes]]:
    """The files of a draft for each edition that goes, or goes back to an older file, by edition."""
    gone: dict[str, dict[str, bytes]] = {}
    present = load_catalog(forms_dir).forms[form]
    for edition in present.editions:
        path = file_of(forms_dir / form, edition.edition)
        name = f"{form}/{path.name}" if path else ""
        only_its_end = edition.model_copy(update={"accepted_until": None})
        after = next((e for e in made.catalog.forms[form].editions if e.edition == edition.edition), None)
        if name not in made.before or (after and after.model_copy(update={"accepted_until": None}) == only_its_end):
            continue
        gone[edition.edition] = _as_draft(forms_dir, edition, made.before[name] or b"")
    return gone


def _as_draft(forms_dir: Path, edition: Edition, raw: bytes) -> dict[str, bytes]:
    """A published edition as a draft: the one that was published, or one made from its files."""
    form, key = edition.form, edition.edition
    for release in history(forms_dir, form):
        if release.kind == "published" and release.edition == key:
            if kept := kept_draft(forms_dir, release, form, key):
                return kept
            break
    newest = history(forms_dir, form)[0]
    about = DraftFile(form=form, edition=key, made_by=newest.author, made_at=newest.at, previous=edition.supersedes)
    files = {EDITION: raw, ABOUT: yaml_of(about).encode()}
    for name, own in ((edition.blank.file, BLANK), (edition.blank.editable, EDITABLE)) if edition.blank else ():
        if name is not None and (forms_dir / form / name).is_file():
            files[own] = (forms_dir / form / name).read_bytes()
    return files
