"""
A new draft from a blank: what somebody sent is laid aside, `scanpipe forms draft` reads it in the background, and the
draft is there. The blank is no citizen's paper; it is taken away again once it was read.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import re
import secrets
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from scanpipe.imaging.sniff import kind_of
from scanpipe.intake.desk import Desk
from scanpipe.model import UploadFile
from scanpipe.office.catalogue.errands import Errand, Errands
from scanpipe.office.people import Actor, Right
from scanpipe.publishing.drafts import Drafts, NoDraft
from scanpipe.store import audit

Place = Literal["form", "edition", "number", "day", "name_vi", "domain", "blank"]
"""A box of the wish: where something is wrong."""

_KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")
_NUMBER = re.compile(r"(\d{1,4})/(\d{4})/([A-ZĐ]{2,4})(?:-[A-ZĐ]{2,8})?")
_INSTRUMENTS: Mapping[str, tuple[str, str]] = {
    "TT": ("tt", "Thông tư"),
    "TTLT": ("ttlt", "Thông tư liên tịch"),
    "NĐ": ("nd", "Nghị định"),
    "QĐ": ("qd", "Quyết định"),
}
"""Letters of a number: how an edition is named after it, and what the instrument is called."""
_UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")
_OFFICE_ZIP = b"PK\x03\x04"
_KEPT = dt.timedelta(hours=6)
"""A blank whose errand ended with the server is taken away after this time."""


class WishError(Exception):
    """Something of a wish cannot be: `place` is where, `why` a word for it."""

    def __init__(self, place: Place, why: str) -> None:
        super().__init__(f"{place}: {why}")
        self.place, self.why = place, why


@dataclass(frozen=True, slots=True)
class Wish:
    """
    What is to be drafted, as somebody typed it. `form` is the id of a form in the catalogue, or of a new one; then it
    has its names and its domain. An empty `edition` is named after the `number` of its instrument. `carry` takes over
    keys, rules and settings of the newest edition before.
    """

    form: str
    edition: str = ""
    number: str = ""
    day: str = ""
    carry: bool = True
    name_vi: str = ""
    name_en: str = ""
    domain: str = ""

    @property
    def key(self) -> str:
        """The id of the edition: as typed, else made of the number; "" where neither says one."""
        return self.edition or edition_key(self.number)


@dataclass(frozen=True, slots=True)
class Begun:
    """How far a draft is: its errand (None: there was none in the life of this server), and whether it is there."""

    errand: Errand | None
    drafted: bool


class Beginning:
    """Drafts that are begun on a page, for those who may edit the catalogue; NotAllowedError for others."""

    def __init__(self, desk: Desk, errands: Errands) -> None:
        self._desk, self._errands = desk, errands

    def begin(self, actor: Actor, wish: Wish, blank: UploadFile) -> None:
        """Have the draft made; it is asked after by `state`. Raises WishError."""
        actor.need(Right.CATALOGUE)
        day = self._checked(wish)
        _check_blank(blank)
        self._sweep()
        folder = self._laid_aside(blank)
        args = arguments(wish, day, f"./{_file_name(blank.name)}", actor.login, new=self._is_new(wish.form))
        now, store = self._desk.now(), self._desk.store
        with store.database.writing() as session:
            about = f"{wish.form}@{wish.key}"
            audit.write(session, store.keys, audit.Note(actor.id, "draft_begun", unit=actor.unit, about=about), at=now)
        self._errands.start(name_of(wish.form, wish.key), args, folder)

    def state(self, actor: Actor, form: str, edition: str) -> Begun:
        """How far it is."""
        actor.need(Right.CATALOGUE)
        try:
            Drafts(self._desk.settings.forms_dir).get(form, edition)
            drafted = True
        except NoDraft:
            drafted = False
        return Begun(self._errands.of(name_of(form, edition)), drafted)

    def _checked(self, wish: Wish) -> dt.date | None:
        """The day of the wish, when all of it can be. Raises WishError."""
        catalog = self._desk.law.catalog
        if not _KEY.fullmatch(wish.form):
            raise WishError("form", "key" if wish.form else "empty")
        if self._is_new(wish.form):
            if not wish.name_vi.strip():
                raise WishError("name_vi", "empty")
            if not _KEY.fullmatch(wish.domain):
                raise WishError("domain", "key" if wish.domain else "empty")
        if not _KEY.fullmatch(wish.key):
            raise WishError("edition", "key" if wish.edition else "unnamed")
        known = catalog.forms.get(wish.form)
        if known and any(edition.edition == wish.key for edition in known.editions):
            raise WishError("edition", "published")
        errand = self._errands.of(name_of(wish.form, wish.key))
        if errand is not None and not errand.state.over:
            raise WishError("edition", "underway")
        with contextlib.suppress(NoDraft):
            Drafts(self._desk.settings.forms_dir).get(wish.form, wish.key)
            raise WishError("edition", "drafted")
        return _day(wish.day)

    def _is_new(self, form: str) -> bool:
        return form not in self._desk.law.catalog.forms

    def _laid_aside(self, blank: UploadFile) -> Path:
        folder = self._home / secrets.token_hex(8)
        folder.mkdir(mode=0o700, parents=True)
        (folder / _file_name(blank.name)).write_bytes(blank.data)
        return folder

    def _sweep(self) -> None:
        """Take away blanks that were read, or that nobody reads any more."""
        busy = any(not errand.state.over for errand in self._errands.all())
        oldest = self._desk.now().timestamp() - _KEPT.total_seconds()
        for folder in self._home.glob("*"):
            if not busy or folder.stat().st_mtime < oldest:
                shutil.rmtree(folder, ignore_errors=True)

    @property
    def _home(self) -> Path:
        return self._desk.settings.data_dir / "blanks"


def name_of(form: str, edition: str) -> str:
    """The name of the errand that drafts an edition."""
    return f"draft/{form}@{edition}"


def edition_key(number: str) -> str:
    """
    What an edition is called after the number of its instrument; "" where that is none.

    >>> edition_key("116/2026/TT-BCA"), edition_key("01/2027/NĐ-CP"), edition_key("2027")
    ('tt116_2026', 'nd01_2027', '')
    """
    found = _NUMBER.fullmatch(number.strip().upper())
    if found is None:
        return ""
    start, _ = _INSTRUMENTS.get(found[3], (found[3].lower(), ""))
    key = f"{start}{found[1]}_{found[2]}"
    return key if _KEY.fullmatch(key) else ""


def instrument_of(number: str) -> str:
    """
    The instrument of a number as people name it; the text as it was typed where its sort is not known.

    >>> instrument_of("116/2026/TT-BCA")
    'Thông tư 116/2026/TT-BCA'
    """
    found = _NUMBER.fullmatch(number.strip().upper())
    called = _INSTRUMENTS[found[3]][1] if found and found[3] in _INSTRUMENTS else ""
    return f"{called} {number.strip().upper() if found else number.strip()}".strip()


def arguments(wish: Wish, day: dt.date | None, blank: str, by: str, *, new: bool) -> tuple[str, ...]:
    """The command that makes the draft: `forms draft …`."""
    args = ["forms", "draft", blank, "--form", wish.form, "--edition", wish.key, "--by", by]
    if day is not None:
        args += ["--on", day.isoformat()]
    if wish.number.strip():
        args += ["--instrument", instrument_of(wish.number)]
    if new:
        args += ["--name-vi", wish.name_vi.strip(), "--domain", wish.domain]
        if wish.name_en.strip():
            args += ["--name-en", wish.name_en.strip()]
    elif wish.carry:
        args.append("--from-previous")
    return tuple(args)


def _day(text: str) -> dt.date | None:
    """A day as a browser or a person writes it; None for none. Raises WishError."""
    if not text.strip():
        return None
    for form in ("%Y-%m-%d", "%d/%m/%Y"):
        with contextlib.suppress(ValueError):
            return dt.datetime.strptime(text.strip(), form).date()
    raise WishError("day", "day")


def _check_blank(blank: UploadFile) -> None:
    """Refuse at once what no command could read. Raises WishError."""
    if not blank.data:
        raise WishError("blank", "empty")
    if kind_of(blank.data) is None and not (blank.data.startswith(_OFFICE_ZIP) and _is_office(blank.name)):
        raise WishError("blank", "type")


def _is_office(name: str) -> bool:
    return name.lower().endswith((".docx", ".odt"))


def _file_name(name: str) -> str:
    """A file's name in letters that every command takes; its ending stays."""
    path = Path(_UNSAFE.sub("_", name).lstrip("._-") or "blank")
    return f"{path.stem[:60] or 'blank'}{path.suffix[:8]}"
