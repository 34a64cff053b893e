"""What a draft said before, by its etag: so that somebody who comes second sees what the first has changed."""

from __future__ import annotations

from difflib import unified_diff

from scanpipe.publishing.draft import Draft, etag_of
from scanpipe.publishing.steps import steps_of

_AROUND = 2  # unchanged lines around each change


def text_of(draft: Draft, etag: str) -> str | None:
    """The YAML that had that etag; None where it is no longer among the steps that can be undone."""
    if draft.etag == etag:
        return draft.text
    steps = steps_of(draft.folder)
    for number in reversed(steps.states):
        raw = steps.bytes_of(number)
        if etag_of(raw) == etag:
            return raw.decode("utf-8", "replace")
    return None


def differences(before: str, after: str) -> tuple[tuple[str, str], ...]:
    """The lines that differ with some around them: ("-" | "+" | " ", text); ("@", "") stands between two places."""
    lines = list(unified_diff(before.splitlines(), after.splitlines(), n=_AROUND, lineterm=""))[2:]
    return tuple(("@", "") if line.startswith("@@") else (line[:1], line[1:]) for line in lines)
