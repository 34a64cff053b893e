"""Who acts at the Center, and what their roles let them do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from scanpipe.office.errors import NotAllowedError

EVERY_UNIT = "*"
"""The unit of those who work for all Centers."""


class Role(StrEnum):
    """What somebody is there for; a person may have several roles."""

    OFFICER = "officer"
    LEAD = "lead"
    OPERATOR = "operator"
    PUBLISHER = "publisher"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"


class Right(StrEnum):
    """What may be done. A program's key has these as its scopes."""

    READ = "dossiers:read"
    REVIEW = "dossiers:review"
    EXPORT = "dossiers:export"
    STATISTICS = "statistics:read"
    STEER = "findings:steer"
    AUDIT = "audit:read"
    CATALOGUE = "catalogue:edit"
    PUBLISH = "catalogue:publish"
    WEBHOOKS = "webhooks:manage"
    ACCOUNTS = "accounts:manage"


_OFFICER = frozenset({Right.READ, Right.REVIEW, Right.EXPORT})
RIGHTS: dict[Role, frozenset[Right]] = {
    Role.OFFICER: _OFFICER,
    Role.LEAD: _OFFICER | {Right.STATISTICS, Right.STEER, Right.AUDIT},
    Role.OPERATOR: frozenset({Right.CATALOGUE, Right.STATISTICS}),
    Role.PUBLISHER: frozenset({Right.CATALOGUE, Right.PUBLISH}),
    Role.AUDITOR: frozenset({Right.AUDIT, Right.STATISTICS}),
    Role.ADMINISTRATOR: frozenset({Right.ACCOUNTS, Right.WEBHOOKS}),
}


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does something: somebody who logged in, or a program with its key (`program`). `unit` is their Center."""

    id: str
    login: str
    name: str = field(repr=False)
    unit: str
    rights: frozenset[Right]
    program: bool = False

    def sees(self, unit: str) -> bool:
        """Whether dossiers of that Center are theirs to see."""
        return self.unit in (EVERY_UNIT, unit)

    def need(self, right: Right) -> None:
        """Raises NotAllowedError when they may not."""
        if right not in self.rights:
            raise NotAllowedError(right.value)


def rights_of(roles: Iterable[str]) -> frozenset[Right]:
    """What these roles together let somebody do."""
    return frozenset(right for role in roles for right in RIGHTS[Role(role)])
