"""
The drafts of forms/: begun, saved, undone, looked through, dropped. Files only, so that a hand edit is as good as any.

Each change happens under the lock of forms/; `changing` is not held by the caller meanwhile.
"""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

from scanpipe.catalog.write import yaml_of
from scanpipe.publishing.candidate import write_whole
from scanpipe.publishing.draft import ABOUT, EDITION, Draft, about_of, edition_of, etag_of, read_draft
from scanpipe.publishing.draft_errors import Conflict, DraftExists, NoDraft, NotAFile
from scanpipe.publishing.draft_file import DraftFile
from scanpipe.publishing.lock import changing
from scanpipe.publishing.steps import steps_of

_KEY = re.compile(r"[a-z][a-z0-9_]*")
_FILE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_OF_THE_WHOLE = ""


class Drafts:
    """All drafts under a folder of forms."""

    def __init__(self, forms_dir: Path) -> None:
        self.forms_dir = forms_dir

    def all(self) -> tuple[Draft, ...]:
        """Every draft, by form and edition."""
        return tuple(self._drafts())

    def get(self, form: str, edition: str) -> Draft:
        """One draft as it is now. Raises NoDraft."""
        return read_draft(self._folder(form, edition), form, edition)

    def begin(self, drafted_text: str, about: DraftFile, files: Mapping[str, bytes]) -> Draft:
        """
        A new draft of that YAML, with files such as blank.pdf beside it.

        Raises DraftExists, FormDataError when the YAML is no such edition, NotAFile for a name that has no place there.
        """
        form, key = about.form, about.edition
        folder, raw = self._folder(form, key), drafted_text.encode()
        edition_of(raw, form, key)
        for name in files:
            _need_file_name(name)
        with changing(self.forms_dir):
            if folder.exists():
                raise DraftExists(f"There is a draft of {form}@{key} already; go on with it, or drop it first.")
            folder.parent.mkdir(parents=True, exist_ok=True)
            # Built aside and moved into its place: nobody sees half a draft.
            with tempfile.TemporaryDirectory(prefix=".new-", dir=folder.parent) as aside:
                new = Path(aside) / key
                new.mkdir(mode=0o755)
                for name, data in {**files, EDITION: raw, ABOUT: yaml_of(about).encode()}.items():
                    write_whole(new / name, data)
                steps_of(new).kept(raw).moved(1)
                new.rename(folder)
        return self.get(form, key)

    def save(self, form: str, edition: str, text: str, *, etag: str, by: str) -> Draft:
        """
        The draft with another YAML. `etag` is that of the draft on which the caller worked.

        Raises NoDraft, Conflict, and FormDataError (file, line, mend) when the YAML is not an edition of that name.
        """
        raw = text.encode()
        edition_of(raw, form, edition)
        with changing(self.forms_dir):
            draft, about, now = self._unchanged(form, edition, etag)
            if raw != now:
                steps = steps_of(draft.folder)
                new = (raw,) if steps.in_a_state(now) else (now, raw)
                steps = steps.kept(*new)
                write_whole(draft.folder / EDITION, raw)
                steps.moved(steps.states[-1])
                write_whole(draft.folder / ABOUT, yaml_of(about.with_editor(by)).encode())
        return self.get(form, edition)

    def undo(self, form: str, edition: str, *, etag: str, by: str) -> Draft:
        """One step back, to the byte; the same draft where there is none. Raises as `save` does."""
        with changing(self.forms_dir):
            draft, about, now = self._unchanged(form, edition, etag)
            steps = steps_of(draft.folder)
            target = steps.back(now)
            if target is not None:
                if not steps.in_a_state(now):
                    steps = steps.kept(now)
                write_whole(draft.folder / EDITION, steps.bytes_of(target))
                steps.moved(target)
                write_whole(draft.folder / ABOUT, yaml_of(about.with_editor(by)).encode())
        return self.get(form, edition)

    def redo(self, form: str, edition: str, *, etag: str, by: str) -> Draft:
        """What was undone last, to the byte; the same draft where there is nothing. Raises as `save` does."""
        with changing(self.forms_dir):
            draft, about, now = self._unchanged(form, edition, etag)
            steps = steps_of(draft.folder)
            target = steps.forth(now)
            if target is not None:
                write_whole(draft.folder / EDITION, steps.bytes_of(target))
                steps.moved(target)
                write_whole(draft.folder / ABOUT, yaml_of(about.with_editor(by)).encode())
        return self.get(form, edition)

    def see(self, form: str, edition: str, keys: Collection[str], *, by: str) -> Draft:
        """Somebody has looked at the guesses about these fields; "" stands for those of the whole. Raises NoDraft."""
        with changing(self.forms_dir):
            folder = self.get(form, edition).folder
            about = about_of(folder, form, edition)
            looked = tuple(
                guess.model_copy(update={"seen": True}) if (guess.key or _OF_THE_WHOLE) in keys else guess
                for guess in about.guesses
            )
            if looked != about.guesses:
                changed = about.with_editor(by).model_copy(update={"guesses": looked})
                write_whole(folder / ABOUT, yaml_of(changed).encode())
        return self.get(form, edition)

    def put_file(self, form: str, edition: str, name: str, data: bytes) -> None:
        """A file beside the edition, such as trial.json, new or instead of the old one. Raises NoDraft, NotAFile."""
        _need_file_name(name)
        with changing(self.forms_dir):
            write_whole(self.get(form, edition).folder / name, data)

    def drop(self, form: str, edition: str, *, by: str) -> None:
        """The draft and its steps are gone; its caller writes down who did it. Raises NoDraft."""
        with changing(self.forms_dir):
            folder = self.get(form, edition).folder
            gone = folder.with_name(f".gone-{edition}")
            shutil.rmtree(gone, ignore_errors=True)
            folder.rename(gone)
            shutil.rmtree(gone, ignore_errors=True)

    def _drafts(self) -> Iterator[Draft]:
        for path in sorted((self.forms_dir / "drafts").glob(f"*/*/{EDITION}")):
            form, key = path.parent.parent.name, path.parent.name
            if _KEY.fullmatch(form) and _KEY.fullmatch(key):
                yield read_draft(path.parent, form, key)

    def _folder(self, form: str, edition: str) -> Path:
        """Where a draft lies. A name that is no key names no draft, whatever path it spells."""
        if not (_KEY.fullmatch(form) and _KEY.fullmatch(edition)):
            raise NoDraft(
                "A form and an edition are named by small letters, digits and _; look at `scanpipe forms list`."
            )
        return self.forms_dir / "drafts" / form / edition

    def _unchanged(self, form: str, edition: str, etag: str) -> tuple[Draft, DraftFile, bytes]:
        draft = self.get(form, edition)
        raw = (draft.folder / EDITION).read_bytes()
        if etag_of(raw) != etag:
            raise Conflict(
                f"The draft of {form}@{edition} was changed meanwhile; look at what is new, then save again."
            )
        # A draft.yaml that was broken by hand is mended first: to write another would lose what it says.
        return draft, about_of(draft.folder, form, edition), raw


def _need_file_name(name: str) -> None:
    if not _FILE.fullmatch(name) or name in (EDITION, ABOUT, "undo"):
        raise NotAFile(f"{name!r} is no name of a file beside a draft.")


__all__ = ["Conflict", "Draft", "DraftExists", "Drafts", "NoDraft", "NotAFile"]
