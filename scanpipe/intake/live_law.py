"""
The law that a service works by while forms/ changes under it: always one whole good state, and the newest there is.

What takes effect on a day does so because dates are compared, not because anything happens here: an edition that was
published for tomorrow is known today, in every process.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Sequence
from pathlib import Path

import structlog

from scanpipe.errors import FormDataError
from scanpipe.intake.law import Law, law_of
from scanpipe.publishing.snapshots import Snapshot, Snapshots
from scanpipe.publishing.tree import signature

log = structlog.get_logger("scanpipe.law")


class LiveLaw:
    """
    Called, it gives the law in use now: a value that never changes; the next call may give another.

    `root` is where the states of forms/ are kept. `also` read what else in the folder has to be good, and raise
    FormDataError where it is not: a service must not stumble later over a file that nobody had looked into.
    """

    def __init__(self, forms_dir: Path, root: Path, also: Sequence[Callable[[Path], object]] = ()) -> None:
        self.forms_dir = forms_dir
        self._also = tuple(also)
        self.trouble: str | None = None
        """What is wrong with forms/ now (files, lines and the mend), while an earlier state is in use."""
        self._snapshots = Snapshots(root)
        self._looking = threading.Lock()
        self._seen: object = None
        self._law = self._first()

    def __call__(self) -> Law:
        """The law in use."""
        return self._law

    def refresh(self) -> bool:
        """Look at forms/ now, and take up what is new there when it is good; whether another law is in use since."""
        with self._looking:
            try:
                looks = signature(self.forms_dir)
                if looks == self._seen:
                    return False
                law = self._read(self._snapshots.take(self.forms_dir))
            except (FormDataError, OSError) as error:
                self._tell(str(error))
                return False
            self._seen = looks
            self._tell(None)
            if law.id == self._law.id:
                return False
            self._law = law
            self._snapshots.proved(Snapshot(law.id, law.folder))
            log.info("law.changed", law=law.id[:12], catalogue=law.catalog.digest[:19])
            return True

    def _first(self) -> Law:
        """What is in forms/; where that is broken, what was good when the service last ran. Raises FormDataError."""
        try:
            taken = self._snapshots.take(self.forms_dir)
            law = self._read(taken)
            self._seen = signature(self.forms_dir)
        except (FormDataError, OSError) as error:
            before = self._snapshots.newest()
            if before is None:
                if isinstance(error, FormDataError):
                    raise FormDataError(_of_forms(str(error), self._snapshots.root, self.forms_dir)) from error
                raise FormDataError(f"{self.forms_dir}: cannot be read ({error}).") from error
            law = self._read(before)
            self._tell(str(error))
        else:
            self._snapshots.proved(taken)
        return law

    def _read(self, snapshot: Snapshot) -> Law:
        law = law_of(snapshot.folder, id=snapshot.id)
        for read in self._also:
            read(snapshot.folder)
        return law

    def _tell(self, trouble: str | None) -> None:
        told = None if trouble is None else _of_forms(trouble, self._snapshots.root, self.forms_dir)
        if told is not None and told != self.trouble:
            log.error("law.broken", what=told)
        self.trouble = told


def _of_forms(text: str, root: Path, forms_dir: Path) -> str:
    """Sentences about files of a snapshot, said of the files in forms/ from which they were taken."""
    return re.sub(rf"{re.escape(str(root))}/[0-9a-f]{{64}}/", lambda _: f"{forms_dir}/", text)
