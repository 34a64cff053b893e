"""What the Center asks a person to add or put right, for their own page: the newest request, and what is done of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from scanpipe.intake.views import AskedLine, AskedView
from scanpipe.office.slips import printed
from scanpipe.office.slips.content import content_from
from scanpipe.store import slips
from scanpipe.store.keys import Keys
from scanpipe.store.rows import AT_THE_CENTER, CheckRow, PageRow, State


def asked_of(session: Any, keys: Keys, check: CheckRow, pages: Sequence[PageRow]) -> AskedView | None:
    """
    The newest request of a dossier that lies with the officers; None when there is none, or it was accepted.

    It stays when the dossier is back with its officer: a person who has replaced one page sees which others are asked
    for. A page counts as replaced when its picture is not the one any more that the request was about.
    """
    given = slips.slips_of(session, keys, check.id) if check.state in AT_THE_CENTER else ()
    if not given:
        return None
    last = given[-1]
    content = content_from(last.content)
    present = {page.id: page.id for page in pages}
    heirs = {page.replaces: page.id for page in pages if page.replaces is not None}
    lines = [
        AskedLine(
            text=line.text,
            page_id=present.get(line.page_id or "", heirs.get(line.page_id or "")),
            done=line.page_id is not None and line.page_id not in present,
        )
        for line in content.lines
    ]
    papers = [
        AskedLine(text=row.text, copies="; ".join(f"{kind}: {n}" for kind, n in printed.copies(content, row.counts)))
        for row in content.rows
    ]
    return AskedView(
        number=last.number,
        at=last.at,
        deadline=content.head.deadline,
        contact_name=content.head.contact_name,
        contact_phone=content.head.contact_phone,
        papers=tuple(papers),
        lines=tuple(lines),
        waits=check.state is State.SUPPLEMENT_REQUESTED,
    )
