"""
Which key does what at the Center's desk: the defaults, what somebody wished instead, and what may be wished at all.

A key is spelled as a page and js/office/keys.js read it: one character ("j", "[", "?"), "Shift+" before a letter, or
"Enter". Keys that a browser or a screen reader needs (Tab, Escape, arrows, Space) cannot be given away.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

DEFAULTS: Mapping[str, str] = {
    "next": "j",
    "previous": "k",
    "open": "Enter",
    "next_field": "Shift+j",
    "previous_field": "Shift+k",
    "accept": "Enter",
    "edit": "e",
    "override": "o",
    "illegible": "i",
    "not_applicable": "n",
    "retake": "r",
    "next_page": "]",
    "previous_page": "[",
    "zoom": "z",
    "whole": "0",
    "original": "x",
    "card": "c",
    "blank": "d",
    "slip": "s",
    "receive": "a",
    "undo": "u",
    "postpone": "p",
}
"""The keyboard map of the house by what is done; the words of each are `keys.<action>`."""

SHEET = "?"
"""Opens the list of keys on every screen that has some; it is not given away."""

QUEUE = ("next", "previous", "open")
REVIEW = tuple(action for action in DEFAULTS if action != "open")


@dataclass(frozen=True, slots=True)
class Keymap:
    """The keys of one screen: `of` by action, in the order of the list; `on` False when somebody switched them off."""

    on: bool
    of: Mapping[str, str]

    @property
    def data(self) -> str:
        """For the attribute `data-keys` of the region."""
        return json.dumps(dict(self.of), ensure_ascii=False)

    def named(self, action: str) -> str:
        """The key as it stands on a key cap: "J", "Shift+J", "Enter"."""
        key = self.of[action]
        return f"{key[:-1]}{key[-1].upper()}" if len(key) == 1 or key.startswith("Shift+") else key


def keymap(wishes: Mapping[str, Any], actions: Iterable[str]) -> Keymap:
    """
    The keys of a screen for somebody with these wishes: {"keys_off": true} and {"keys": {"next": "l"}}.

    Wishes that cannot be are passed over; when two would fall on one key, the defaults hold for the whole screen.
    """
    actions = tuple(actions)
    wished = wishes.get("keys")
    named = {a: key for a, key in wished.items() if isinstance(key, str)} if isinstance(wished, Mapping) else {}
    of = {action: spelled(named.get(action, "")) or DEFAULTS[action] for action in actions}
    return Keymap(wishes.get("keys_off") is not True, {a: DEFAULTS[a] for a in actions} if clashes(of) else of)


def clashes(of: Mapping[str, str]) -> frozenset[str]:
    """The keys that would do more than one thing on a screen with these."""
    keys = list(of.values())
    return frozenset(key for key in keys if keys.count(key) > 1)


def spelled(text: str) -> str | None:
    """
    A key as it is spelled here, however somebody wrote it; None for what cannot be one.

    >>> spelled("shift + J"), spelled("Ư"), spelled("enter"), spelled("Tab")
    ('Shift+j', 'ư', 'Enter', None)
    """
    head, shifted, last = unicodedata.normalize("NFC", text).strip().rpartition("+")
    key = last.strip().lower()
    if not shifted and key == "enter":
        return "Enter"
    if len(key) != 1 or key == SHEET or not key.isprintable() or key.isspace():
        return None
    if not shifted:
        return key
    return f"Shift+{key}" if head.strip().lower() == "shift" and key.isalpha() else None
