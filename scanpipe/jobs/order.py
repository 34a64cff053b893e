"""
What an examiner is asked to do: one dossier, told as JSON to a process that has no database, no keys and no network.

Everything it needs lies in the order's folder (a directory of its own, 0700, below the work root that the sandbox
sees), and everything that it makes is left there.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from pydantic import TypeAdapter

REPORT = "report.json"
OUTCOME = "outcome.json"
TEMPORARY = "tmp"
"""Folder for what is put aside while a dossier is examined; gone when the order is over."""


@dataclass(frozen=True, slots=True)
class OrderFile:
    """
    One file of the dossier: its name as it is shown, and the names of its bytes and of its pack in the folder.

    `kept` is the pack of an earlier reading (None: read it). `given_up` is the code of the finding that tells why the
    file is not opened at all (`file.corrupt` after an examiner died of it); None for every other.
    """

    name: str = field(repr=False)
    path: str
    kept: str | None = None
    given_up: str | None = None


@dataclass(frozen=True, slots=True)
class OrderPage:
    """One page of the dossier: index of its file, and its page there from 1; None stands for all pages of the file."""

    file: int
    file_page: int | None = None


@dataclass(frozen=True, slots=True)
class Budgets:
    """
    What one order may cost. `cpu_s` holds for the child and each program it calls, by itself; `wall_s` is held by the
    server's side. `memory_mb` is address space beyond what the nursery has loaded, `file_mb` the largest file written.
    """

    cpu_s: float = 120.0
    wall_s: float = 300.0
    memory_mb: int = 2500
    file_mb: int = 2000


@dataclass(frozen=True, slots=True)
class Order:
    """
    One dossier to examine. `pages` are in the order of the dossier; what is not named there is left out, and what
    belongs to a file of which nothing is named is not opened. `as_of` is the day of filing, `procedure` a key or a
    number of the national catalogue, `ask_instead` are codes that may not demand. `forms_dir` is the law to examine
    under, None for that of the examiner's settings. In a `hurry` the head of each page is read on a second core: what a
    page is is told in half the time, for a quarter more work. It is for an idle machine with a person waiting.
    """

    id: str
    folder: str
    files: tuple[OrderFile, ...]
    pages: tuple[OrderPage, ...]
    as_of: dt.date
    procedure: str | None = None
    form: str | None = None
    province: str | None = None
    ask_instead: tuple[str, ...] = ()
    forms_dir: str | None = None
    hurry: bool = False
    budgets: Budgets = field(default_factory=Budgets)

    @classmethod
    def from_json(cls, text: str | bytes) -> Order:
        """The order again. Raises ValueError."""
        return _ORDER.validate_json(text)

    def to_json(self) -> bytes:
        """One line of JSON."""
        return _ORDER.dump_json(self)


_ORDER: TypeAdapter[Order] = TypeAdapter(Order)
