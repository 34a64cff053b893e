"""One finding (or one family) a file, all alike: `check(paper)` yields findings, each with its evidence."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from scanpipe.checks import (
    edition_status,
    field_choice,
    field_in_words,
    field_person,
    field_required_empty,
    field_value,
    sign_missing,
    table_rows,
)
from scanpipe.checks.paper import Paper
from scanpipe.model import Finding

CHECKS: tuple[Callable[[Paper], Iterator[Finding]], ...] = (
    edition_status.check,
    field_required_empty.check,
    field_choice.check,
    sign_missing.check,
    field_value.check,
    field_person.check,
    field_in_words.check,
    table_rows.check,
)
"""Every check of one paper, in the order in which people read about them."""
