"""
What an examiner tells while it works: one line of JSON an event, without OCR text, names or numbers of people.

    file.begun       file                                      a file is opened
    page.stage       file, file_page, stage                    straightening | reading | matching
    page.recognised  file, file_page, form, edition, status, effective_from, confidence
    page.read        file, file_page, readability              ok | poor | unreadable
    file.read        file, pages, kept                         `kept`: name of its pack in the folder
    reported         report, outcome                           names of both in the folder
    pictured         file, file_page, original, straight       names of both pictures in the folder
    failed           reason, what                              `what`: type of the error and its line of code

`ready`, `broken` and `ended` are the nursery's own: the server's side keeps them to itself.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from scanpipe.jobs.order import Order

_NAME = re.compile(r"[a-z0-9][a-z0-9.-]{0,80}")
_FILES: Final = {"file.read": ("kept",), "reported": ("report", "outcome"), "pictured": ("original", "straight")}
_ABOUT_A_FILE: Final = ("file.begun", "page.stage", "page.recognised", "page.read", "file.read", "pictured")
TOLD: Final = frozenset((*_ABOUT_A_FILE, "reported"))
"""Events that the server hears of."""

Tell: TypeAlias = Callable[..., None]
"""Called with a type and the data of an event."""


@dataclass(frozen=True, slots=True)
class Event:
    """One event: its type, and its data as JSON values."""

    type: str
    data: Mapping[str, Any]

    @classmethod
    def from_json(cls, line: bytes) -> Event:
        """The event of one line. Raises ValueError."""
        told = json.loads(line)
        if not isinstance(told, dict) or not isinstance(told.get("type"), str):
            raise ValueError("An event is an object with a type.")
        return cls(told.pop("type"), told)

    def to_json(self) -> bytes:
        """One line, with its end."""
        return json.dumps({"type": self.type, **self.data}, ensure_ascii=True).encode("ascii") + b"\n"

    def fits(self, order: Order) -> bool:
        """
        Whether the event can be about that order: files that it has, and names that stay in its folder.

        Who tells it has opened files of strangers, and may have become one of them.
        """
        file = self.data.get("file")
        if self.type in _ABOUT_A_FILE and not (isinstance(file, int) and 0 <= file < len(order.files)):
            return False
        names = [self.data.get(key) for key in _FILES.get(self.type, ())]
        return all(isinstance(name, str) and _NAME.fullmatch(name) for name in names)
