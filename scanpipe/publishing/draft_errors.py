"""What can be wrong with an act on a draft: each says who can mend it."""

from __future__ import annotations

from scanpipe.errors import UsageError


class DraftError(UsageError):
    """The root of them: the caller named something that is not there, is there already, or has changed meanwhile."""


class NoDraft(DraftError):  # noqa: N818 - it is read as a sentence: there is no draft
    """There is no draft of that name."""


class DraftExists(DraftError):  # noqa: N818
    """There is one already: it is edited or dropped, never overwritten."""


class Conflict(DraftError):  # noqa: N818
    """Somebody changed the draft since the caller read it; what they wrote stays."""


class NotAFile(DraftError):  # noqa: N818
    """A file of that name does not belong into a draft."""
