"""Forms put into a bundle: all that is law about them, their blanks, and the reports of their tests."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from pathlib import Path

from scanpipe.publishing.bundle_file import FORMS, TRIALS, Listed, Manifest, allowed, packed
from scanpipe.publishing.gates import TRIAL
from scanpipe.publishing.journal import kept_draft
from scanpipe.publishing.lock import reading
from scanpipe.publishing.release_file import history, sha_of
from scanpipe.publishing.signing import KeyPair
from scanpipe.publishing.tree import law_files, law_id
from scanpipe.publishing.words import PublishError


def export(
    forms_dir: Path, forms: Collection[str] | None, *, pair: KeyPair, sender: str, by: str, now: dt.datetime
) -> bytes:
    """
    A signed bundle of these forms; of everything that is law for None: procedures, supporting papers and slips too, so
    that an empty forms/ becomes the same law. Raises PublishError: no such form, or a file name that cannot travel.
    """
    if forms is not None and not forms:
        raise PublishError("bundle.empty")
    with reading(forms_dir):
        everything = law_files(forms_dir)
        known = sorted({name.partition("/")[0] for name in everything if name.endswith("/form.yaml")})
        for form in forms or ():
            if form not in known:
                raise PublishError("bundle.no_form", form=form)
        wanted = known if forms is None else sorted(set(forms))
        chosen = {name: p for name, p in everything.items() if forms is None or name.partition("/")[0] in wanted}
        files = {f"{FORMS}{name}": path.read_bytes() for name, path in chosen.items()}
        law = law_id(forms_dir)
    for name in files:
        if not allowed(name):
            raise PublishError("bundle.unportable", file=name.removeprefix(FORMS))
    files |= _trials(forms_dir, wanted)
    manifest = Manifest(
        sender=sender.strip() or "?",
        made_by=by,
        made_at=now,
        law=law,
        forms=tuple(wanted),
        files=tuple(Listed(path=name, sha256=sha_of(data), size=len(data)) for name, data in sorted(files.items())),
    )
    return packed(manifest, files, pair)


def _trials(forms_dir: Path, forms: Collection[str]) -> dict[str, bytes]:
    """The last report of each edition that was published here."""
    found: dict[str, bytes] = {}
    for release in history(forms_dir):
        if release.kind == "published" and release.form and release.form in forms and release.edition:
            name = f"{TRIALS}{release.form}/{release.edition}.json"
            report = kept_draft(forms_dir, release, release.form, release.edition).get(TRIAL)
            if report is not None and name not in found:
                found[name] = report
    return found
