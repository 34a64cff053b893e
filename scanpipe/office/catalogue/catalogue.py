"""The operator's rooms as a whole, and what happens there when the law changes."""

from __future__ import annotations

from dataclasses import dataclass

from scanpipe.intake.desk import Desk
from scanpipe.office.catalogue.beginning import Beginning
from scanpipe.office.catalogue.bundles import Bundles
from scanpipe.office.catalogue.checking import Checking
from scanpipe.office.catalogue.comparing import Comparing
from scanpipe.office.catalogue.drafting import Drafting
from scanpipe.office.catalogue.errands import Errands
from scanpipe.office.catalogue.publishing import Publishing
from scanpipe.office.catalogue.radar import Radar
from scanpipe.office.catalogue.recheck import Rechecks
from scanpipe.office.catalogue.shadow import Shadow


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Every room of the operator."""

    beginning: Beginning
    drafting: Drafting
    comparing: Comparing
    checking: Checking
    publishing: Publishing
    bundles: Bundles
    errands: Errands
    rechecks: Rechecks
    shadow: Shadow
    radar: Radar

    def law_changed(self, cause: str) -> None:
        """Dossiers that something else holds for now are examined once more; `cause` is "changed" or "day"."""
        self.rechecks.law_changed(cause)

    def close(self) -> None:
        """End what runs in the background."""
        self.errands.close()
        self.shadow.close()


def catalogue_of(desk: Desk) -> Catalogue:
    """The rooms over one desk."""
    drafting, errands, rechecks = Drafting(desk), Errands(desk), Rechecks(desk)
    comparing = Comparing(desk, drafting)
    return Catalogue(
        beginning=Beginning(desk, errands),
        drafting=drafting,
        comparing=comparing,
        checking=Checking(desk, drafting, comparing, errands),
        publishing=Publishing(desk, would=rechecks.would, changed=rechecks.released),
        bundles=Bundles(desk, changed=rechecks.released),
        errands=errands,
        rechecks=rechecks,
        shadow=Shadow(desk),
        radar=Radar(desk),
    )
