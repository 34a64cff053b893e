"""What a person who has a check can be refused, each with its sentence; doors turn the class into a status."""

from __future__ import annotations

from scanpipe.errors import ScanpipeError


class IntakeError(ScanpipeError):
    """The person at the door can mend it."""


class NotFoundError(IntakeError):
    """Unknown, deleted or not yours: nobody is told which."""

    def __init__(self) -> None:
        super().__init__("There is nothing here under that name; it may have been deleted on schedule.")


class ConsentError(IntakeError):
    """Nothing is taken before the notice was agreed to."""

    def __init__(self) -> None:
        super().__init__("Read the notice on how the photos are used, and agree, before the first photo.")


class StateError(IntakeError):
    """The check stands where this cannot be done."""


class FullError(IntakeError):
    """The check holds as many pages as a dossier may have."""


class BusyError(IntakeError):
    """More waits than can be worked through soon: come back after `retry_after_s` seconds. Nothing was taken."""

    def __init__(self, retry_after_s: int) -> None:
        super().__init__(f"Many people are checking now; try again in {retry_after_s} seconds.")
        self.retry_after_s = retry_after_s
