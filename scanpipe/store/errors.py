"""What can go wrong with the store, by what can be done about it."""

from scanpipe.errors import ScanpipeError


class StoreError(ScanpipeError):
    """The store cannot do it: the administrator can mend it, or the same again later will work."""


class NotFoundError(StoreError):
    """No such check, file, page or finding: unknown and erased look alike."""


class SealError(StoreError):
    """A sealed value or blob does not open: another key, another place, or somebody changed it."""
