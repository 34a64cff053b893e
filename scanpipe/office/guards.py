"""
What keeps an officer from waving a dossier through: look before you accept, give a reason, leave nothing open.

There is no way to accept all points at once, here or at any door: each is a decision of its own (product §6.2).
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from scanpipe.office.errors import DecisionError, OpenPointsError
from scanpipe.office.views import Certainty, OverrideReason, Point, PointState

MIN_SEEN_MS = 300
"""So long the picture of a point was on the screen before it is accepted: less is a key that was held down."""
SECOND_EVERY = 50
"""One accepted dossier in so many is typed once more by somebody else."""
LONGEST_VALUE, LONGEST_NOTE = 2000, 1000


class Kind(StrEnum):
    """What an officer can decide about a point."""

    ACCEPT = "accept"
    EDIT = "edit"
    OVERRIDE = "override"
    ILLEGIBLE = "illegible"
    NOT_APPLICABLE = "not_applicable"
    RETAKE = "retake"


STATES: Mapping[str, PointState] = {
    Kind.ACCEPT: PointState.ACCEPTED,
    Kind.EDIT: PointState.EDITED,
    Kind.OVERRIDE: PointState.OVERRIDDEN,
    Kind.ILLEGIBLE: PointState.ILLEGIBLE,
    Kind.NOT_APPLICABLE: PointState.NOT_APPLICABLE,
    Kind.RETAKE: PointState.RETAKE,
}
"""What a decision makes of its point."""


@dataclass(frozen=True, slots=True)
class Wish:
    """A decision as it is asked for. `seen_ms` is how long the picture of the point was on the screen."""

    kind: Kind
    value: str | None = None
    reason: OverrideReason | None = None
    note: str | None = None
    seen_ms: int = 0


def wish_of(
    kind: str, *, value: str | None = None, reason: str | None = None, note: str | None = None, seen_ms: int = 0
) -> Wish:
    """
    What a door was told, in the words of this room: `kind` is a Kind, or the state that the point is to have.

    Raises DecisionError for words that nobody knows.
    """
    known = next((one for one in Kind if kind in (one.value, STATES[one].value)), None)
    if known is None:
        raise DecisionError("There is no such decision.")
    if reason is not None and reason not in tuple(OverrideReason):
        raise DecisionError("There is no such reason.")
    note = (note or "").strip() or None
    return Wish(known, value, OverrideReason(reason) if reason is not None else None, note, seen_ms)


def check_wish(wish: Wish, about: Point, *, has_value: bool, has_text: bool) -> None:
    """
    Whether a decision may be taken about a point as it is asked for. Raises DecisionError.

    An override needs its reason, *other* a text; what is typed needs something typed; a new photo needs a page; what
    must be put right is not made void by calling it not applicable. `has_value`: the point is about a field, `has_text`
    one that says something in words (a signature does not).
    """
    if len(wish.value or "") > LONGEST_VALUE or len(wish.note or "") > LONGEST_NOTE:
        raise DecisionError("The value or the note is too long.")
    match wish.kind:
        case Kind.ACCEPT if wish.seen_ms < MIN_SEEN_MS:
            raise DecisionError("Look at the picture of the point before you accept it.")
        case Kind.EDIT if not has_text:
            raise DecisionError("This point has no value that could be typed.")
        case Kind.EDIT if not (wish.value or "").strip():
            raise DecisionError("Type the value, or mark it illegible or not applicable.")
        case Kind.OVERRIDE if about.code is None:
            raise DecisionError("Only a finding can be set aside.")
        case Kind.OVERRIDE if wish.reason is None:
            raise DecisionError("Setting a finding aside needs a reason.")
        case Kind.OVERRIDE if wish.reason is OverrideReason.OTHER and wish.note is None:
            raise DecisionError("Say in words why the finding is set aside.")
        case Kind.ILLEGIBLE | Kind.NOT_APPLICABLE if not has_value:
            raise DecisionError("This point has no value that could be illegible or not applicable.")
        case Kind.NOT_APPLICABLE if about.certainty is Certainty.MUST:
            raise DecisionError("What must be put right is set aside with a reason only.")
        case Kind.RETAKE if about.page_id is None:
            raise DecisionError("This point is on no page that could be photographed again.")
        case _:
            return


def unseen(points: Iterable[Point]) -> int:
    """How many of the points to look at nobody has looked at."""
    return sum(point.number is not None and point.state is PointState.OPEN for point in points)


def expect_nothing_open(*, open_must: int, unseen: int) -> None:
    """Raises OpenPointsError when the dossier cannot be accepted yet."""
    if open_must or unseen:
        raise OpenPointsError(open_must, unseen)


def drawn(secret: bytes, check_id: str, *, every: int = SECOND_EVERY) -> bool:
    """
    Whether an accepted dossier is typed once more: one in `every` (0: none), by a keyed hash of its id, so that nobody
    knows it beforehand and nobody can draw again.
    """
    if every <= 0:
        return False
    lot = hmac.digest(secret, b"second entry\x00" + check_id.encode(), "sha256")
    return int.from_bytes(lot[:8]) % every == 0
