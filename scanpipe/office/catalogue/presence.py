"""
Who has a draft open, and who saved it last: small files in the draft's folder, one touched again and again while a page
is open.

Files, because a draft is files: every process that shows drafts sees the same, and nothing is left of it when the
draft is gone. They hold a login, never a name.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from dataclasses import dataclass
from pathlib import Path

from scanpipe.publishing.candidate import write_whole

AWAY_AFTER = dt.timedelta(seconds=45)
"""A page that is open says so every 15 seconds."""
_FOLDER = ".open"
_SAVER = "saver"
_UNNAMED = re.compile(r"[^A-Za-z0-9_-]")


@dataclass(frozen=True, slots=True)
class Here:
    """Somebody who has the draft open: their login, and when their page last said so."""

    login: str
    at: dt.datetime


def come(folder: Path, who: str, login: str, *, now: dt.datetime) -> None:
    """Note that somebody (by id) has the draft in that folder open. Nothing happens where it cannot be noted."""
    _write(_file(folder, who), login, now)


def leave(folder: Path, who: str) -> None:
    """Note that they have it open no more."""
    try:
        _file(folder, who).unlink(missing_ok=True)
    except OSError:
        return


def saved(folder: Path, login: str, *, now: dt.datetime) -> None:
    """Note that somebody saved the draft."""
    _write(folder / _FOLDER / _SAVER, login, now)


def saver(folder: Path) -> Here | None:
    """Who saved it last, and when; None where nobody noted it."""
    return _read(folder / _FOLDER / _SAVER)


def others(folder: Path, who: str, *, now: dt.datetime) -> tuple[Here, ...]:
    """All others who have it open, by login."""
    own = _file(folder, who).name
    found = [_read(path) for path in sorted((folder / _FOLDER).glob("*.json")) if path.name != own]
    return tuple(sorted((one for one in found if one and now - one.at <= AWAY_AFTER), key=lambda one: one.login))


def _file(folder: Path, who: str) -> Path:
    return folder / _FOLDER / f"{_UNNAMED.sub('_', who)}.json"


def _write(path: Path, login: str, now: dt.datetime) -> None:
    try:
        path.parent.mkdir(exist_ok=True)
        write_whole(path, json.dumps({"login": login, "at": now.isoformat()}).encode())
    except OSError:
        return  # a folder that cannot be written to: then nobody is told, and nothing else is lost


def _read(path: Path) -> Here | None:
    try:
        told = json.loads(path.read_text("utf-8"))
        return Here(str(told["login"]), dt.datetime.fromisoformat(told["at"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None
