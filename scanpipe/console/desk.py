"""The desk of this machine's service, for commands that do what its operators do."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from scanpipe.console.stored import store_of_this_machine
from scanpipe.console.terminal import settings_of_this_machine

if TYPE_CHECKING:
    from scanpipe.intake.desk import Desk
    from scanpipe.office.people import Actor


@contextmanager
def desk_of_this_machine() -> Iterator[Desk]:
    """
    The store that the settings name, under the law that lies in forms/ now; a server that runs sees what is asked for
    within a second. Raises UsageError when there is no store, FormDataError.
    """
    from scanpipe.intake.desk import Desk, SteadyLaw, utc_now
    from scanpipe.jobs.bell import Bell

    settings = settings_of_this_machine()
    with store_of_this_machine() as store:
        yield Desk(settings, store, SteadyLaw(settings.forms_dir), Bell(), utc_now, lambda: None)


def operator_here() -> Actor:
    """Who sits at the machine itself: the catalogue of every Center is theirs, and no dossier."""
    from scanpipe.office.people import EVERY_UNIT, Actor, Right

    return Actor("console", "console", "console", EVERY_UNIT, frozenset({Right.CATALOGUE}))
