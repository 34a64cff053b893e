"""What tests of the request have in common: the requests of a Center, and what an officer fills in."""

import datetime as dt
from dataclasses import replace
from typing import Any

from scanpipe.office.people import Actor
from scanpipe.office.slips.content import Draft, Edited
from scanpipe.office.slips.give import Slips

DEADLINE = dt.date(2026, 11, 30)


def filled(draft: Draft, **changes: Any) -> Edited:
    """The draft as it is, with a deadline and somebody to call."""
    head = replace(draft.head, deadline=DEADLINE, contact_name="Trần Thị Thử", contact_phone="0900 000 000")
    return Edited(replace(head, **changes))


def given(slips: Slips, actor: Actor, check_id: str, **changes: Any) -> int:
    """A request given as it was drafted."""
    return slips.give(actor, check_id, filled(slips.prepare(actor, check_id), **changes))
