"""
Numbers of people shown so that they can be told apart and not be copied: in lists, in the audit, until revealed.

>>> masked("079190002345"), masked("Số 079 190 002 345, cấp 05/09/2021"), masked("024123456")
('079•••••2345', 'Số 079•••••2345, cấp 05/09/2021', '••••••456')
"""

from __future__ import annotations

import re

_DOT = "•"
_WHOLE = 12
_NUMBER = re.compile(r"(?<!\d)\d(?:[ .\-]?\d){8,15}(?!\d)", re.ASCII)
"""Nine digits (the old number) to sixteen, however they are spaced. A date has eight."""


def masked(text: str) -> str:
    """The text with every number in it that may be a person's masked: of twelve digits seven stay, of fewer three."""
    return _NUMBER.sub(lambda match: _masked(re.sub(r"\D", "", match[0])), text)


def has_number(text: str) -> bool:
    """Whether there is a number to mask."""
    return _NUMBER.search(text) is not None


def _masked(digits: str) -> str:
    first, last = (3, 4) if len(digits) >= _WHOLE else (0, 3)
    return digits[:first] + _DOT * (len(digits) - first - last) + digits[-last:]
