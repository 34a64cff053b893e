"""
Forms that go to other Centers and come from them, for operators and publishers. What arrives is shown first; it is kept
aside for a day, under its own hash, until somebody says that it be taken.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path

from scanpipe.intake.desk import Desk
from scanpipe.intake.errors import NotFoundError
from scanpipe.office.people import Actor, Right
from scanpipe.publishing.bundle_file import Bundle, opened
from scanpipe.publishing.candidate import write_whole
from scanpipe.publishing.exporting import export
from scanpipe.publishing.importing import Plan, import_bundle, planned
from scanpipe.publishing.release_file import Release, sha_of
from scanpipe.publishing.signing import Keyring, PublicKey, keyring_of, plain_name
from scanpipe.service import VIETNAM
from scanpipe.store import audit

KEPT_S = 24 * 3600
"""How long what arrived waits for somebody to say that it be taken."""
_SHA = re.compile(r"[0-9a-f]{64}\Z")


@dataclass(frozen=True, slots=True)
class Arrived:
    """A bundle that waits: `sha256` (hex) is its name, `plan` what it would change."""

    sha256: str
    plan: Plan


class Bundles:
    """Exports for operators, imports for publishers; all methods raise NotAllowedError for others."""

    def __init__(self, desk: Desk, changed: Callable[[Release, Actor], None] = lambda _release, _actor: None) -> None:
        """`changed` is told of each import after the law was taken up."""
        self.desk = desk
        self._changed = changed

    def keys(self, actor: Actor) -> tuple[PublicKey, tuple[PublicKey, ...]]:
        """The public key of this Center, and those that it trusts. Raises PublishError where a file is no key."""
        actor.need(Right.CATALOGUE)
        ring = self._ring
        return ring.own(plain_name(self.desk.settings.center)).public, ring.trusted()

    def export(self, actor: Actor, forms: Collection[str] | None) -> bytes:
        """A signed bundle of these forms; of all that is law for None. Raises PublishError."""
        actor.need(Right.CATALOGUE)
        settings = self.desk.settings
        made = export(
            settings.forms_dir,
            forms,
            pair=self._ring.own(plain_name(settings.center)),
            sender=settings.center_name or settings.center,
            by=actor.login,
            now=self.desk.now(),
        )
        self._note(actor, "law_exported", ", ".join(sorted(forms)) if forms is not None else "*", sha_of(made)[:16])
        return made

    def preview(self, actor: Actor, data: bytes) -> Arrived:
        """What a bundle would change; it waits for `take`. Raises PublishError for whatever is wrong with it."""
        actor.need(Right.PUBLISH)
        plan = planned(self.desk.settings.forms_dir, opened(data, self._ring))
        name = sha_of(data)
        self._aside.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._forget_old()
        write_whole(self._aside / f"{name}.zip", data)
        return Arrived(name, plan)

    def arrived(self, actor: Actor, sha256: str) -> Arrived:
        """What waits, held against the forms of now. Raises NotFoundError, PublishError."""
        actor.need(Right.PUBLISH)
        return Arrived(sha256, planned(self.desk.settings.forms_dir, self._waiting(sha256)))

    def take(self, actor: Actor, sha256: str, *, replace: bool = False) -> Release:
        """What waits, imported as one release; `replace` files that are others. Raises NotFoundError, PublishError."""
        actor.need(Right.PUBLISH)
        now = self.desk.now()
        release = import_bundle(
            self.desk.settings.forms_dir,
            self._waiting(sha256),
            by=actor.login,
            now=now,
            today=now.astimezone(VIETNAM).date(),
            replace=replace,
        )
        about = f"{release.form}@{release.edition}" if release.edition else ", ".join(release.forms)
        self._note(actor, "law_imported", about, f"#{release.seq} {sha256[:16]}")
        (self._aside / f"{sha256}.zip").unlink(missing_ok=True)
        self.desk.laws.refresh()
        self._changed(release, actor)
        return release

    @property
    def _ring(self) -> Keyring:
        return keyring_of(self.desk.settings.data_dir)

    @property
    def _aside(self) -> Path:
        return self._ring.folder / "arrived"

    def _waiting(self, sha256: str) -> Bundle:
        path = self._aside / f"{sha256}.zip"
        if not _SHA.match(sha256) or not path.is_file():
            raise NotFoundError
        return opened(path.read_bytes(), self._ring)

    def _forget_old(self) -> None:
        old = time.time() - KEPT_S
        for path in self._aside.iterdir():
            if path.stat().st_mtime < old:
                path.unlink(missing_ok=True)

    def _note(self, actor: Actor, action: str, about: str, reason: str) -> None:
        store = self.desk.store
        note = audit.Note(actor.id, action, unit=actor.unit, about=about[:200] or None, reason=reason)
        with store.database.writing() as session:
            audit.write(session, store.keys, note, at=self.desk.now())
