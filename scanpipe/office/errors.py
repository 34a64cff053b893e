"""What can go wrong at the Center's desk."""

from __future__ import annotations

from scanpipe.errors import ScanpipeError


class NotAllowedError(ScanpipeError):
    """The role of somebody, or the scope of a key, is too small; `right` says what was missing."""

    def __init__(self, right: str) -> None:
        super().__init__(f"This needs the right {right}: ask an administrator for it.")
        self.right = right


class LoginError(ScanpipeError):
    """Name or password is wrong, the account is closed or locked: one sentence for all, so that nobody learns which."""

    def __init__(self, retry_after_s: int = 0) -> None:
        super().__init__("This login did not work: check name and password, or try again later.")
        self.retry_after_s = retry_after_s


class HeldError(ScanpipeError):
    """Somebody else has the dossier open."""

    def __init__(self, by: str) -> None:
        super().__init__(f"{by} has this dossier open: wait until they leave it, or read only.")
        self.by = by


class OpenPointsError(ScanpipeError):
    """The dossier cannot be accepted yet: points that must be put right, or looked at, are open."""

    def __init__(self, must: int, unseen: int) -> None:
        super().__init__(f"{must} points must be put right and {unseen} looked at before this dossier is accepted.")
        self.must = must
        self.unseen = unseen


class DecisionError(ScanpipeError):
    """A decision that cannot be taken as it is: a reason, a value or a look at the picture is missing."""
