"""How much work there is, in pages."""

import datetime as dt
from collections.abc import Callable

from scanpipe.store import checks, pages
from scanpipe.store.load import pages_waiting
from scanpipe.store.opening import Store
from scanpipe.store.rows import Added, CheckRow


def test_pages_wait_from_when_they_are_wanted_until_they_are_done(
    store: Store, new_check: Callable[..., CheckRow], hand_in: Callable[..., Added], now: dt.datetime
) -> None:
    """A file that was not read yet counts as one; what nobody wants examined does not count."""
    check, idle = new_check(), new_check()
    added = hand_in(check.id, b"pdf")
    hand_in(idle.id, b"photo")
    with store.database.writing() as session:
        assert pages_waiting(session) == 0
        checks.want(session, check.id, now=now)
        assert pages_waiting(session) == 1
        placed = pages.place_pages(session, check.id, added.file.id, 3, now=now)
        assert pages_waiting(session) == 3
        pages.set_stage(session, placed[0].id, "done")
        assert pages_waiting(session) == 2
