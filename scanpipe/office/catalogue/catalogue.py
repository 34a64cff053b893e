"""The operator's rooms as a whole, and what happens there when the law changes."""

from __future__ import annotations

from dataclasses import dataclass

from scanpipe.intake.desk import Desk
from scanpipe.office.catalogue.drafting import Drafting
from scanpipe.office.catalogue.errands import Errands


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Every room of the operator."""

    drafting: Drafting
    errands: Errands

    def law_changed(self, cause: str) -> None:
        """Dossiers that something else holds for now are examined once more; `cause` is "changed" or "day"."""

    def close(self) -> None:
        """End what runs in the background."""


def catalogue_of(desk: Desk) -> Catalogue:
    """The rooms over one desk."""
    return Catalogue(drafting=Drafting(desk), errands=Errands(desk))
