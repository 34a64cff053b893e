"""Who may see which pages: the browser's proof for a check, opened once per request."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import Request

from api.access import desk_of
from api.security import token_of
from api.web.route import Elsewhere
from scanpipe.intake.errors import NotFoundError
from scanpipe.intake.intake import Intake, Key
from scanpipe.intake.views import CheckView

__all__ = ["Opened", "agreed", "desk_of", "opened"]


@dataclass(frozen=True, slots=True)
class Opened:
    """A check that this browser may act on: the desk, the proof, and how the check stands."""

    desk: Intake
    key: Key
    view: CheckView

    @property
    def home(self) -> str:
        """Where its pages are."""
        return f"/k/{self.view.code}"

    def again(self) -> Opened:
        """The same as it stands now, after something was done."""
        return Opened(self.desk, self.key, self.desk.view(self.key))


def key_of(request: Request, code: str) -> tuple[Intake, Key]:
    """
    The desk, and the key to the check of that code when this browser holds its proof.

    Raises NotFoundError, the same whether it never was, is deleted, or belongs to somebody else.
    """
    token = token_of(request, code)
    if token is None:
        raise NotFoundError
    desk = desk_of(request)
    return desk, desk.open(code, token)


def opened(request: Request, code: str) -> Opened:
    """The check of that code as it stands. Raises NotFoundError."""
    desk, key = key_of(request, code)
    return Opened(desk, key, desk.view(key))


def agreed(request: Request, code: str) -> Opened:
    """The same, once the person has agreed to the notice; before that every way leads there."""
    check = opened(request, code)
    if not check.view.consented:
        raise Elsewhere(f"{check.home}/dong-y")
    return check
