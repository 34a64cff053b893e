"""Other systems are told when a form is published or goes back: each release once, however many servers find it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import structlog

from scanpipe.errors import FormDataError
from scanpipe.intake.desk import Desk
from scanpipe.office.webhooks import hooks
from scanpipe.publishing.release_file import Release, history

log = structlog.get_logger("scanpipe.law")

FRESH = dt.timedelta(days=1)
"""Older releases are told of no more: the log knows of each message for longer than that."""


def announced(desk: Desk) -> Release | None:
    """Write the messages about the releases of the last day that nobody wrote yet; the newest of these releases."""
    now, store = desk.now(), desk.store
    try:
        fresh = [one for one in history(desk.settings.forms_dir) if one.at > now - FRESH]
    except FormDataError as error:  # dossiers are examined again all the same
        log.error("history.broken", what=str(error))
        return None
    if fresh:
        with store.database.writing() as session:
            for one in fresh:
                event = hooks.ROLLED_BACK if one.kind == "rolled_back" else hooks.PUBLISHED
                mark, base = f"{one.seq}/{one.law_after}", desk.settings.public_url
                hooks.enqueue_law(session, store.keys, event, _told(one), now, mark=mark, base=base)
    return fresh[0] if fresh else None


def _told(release: Release) -> dict[str, Any]:
    told = {"form": release.form, "edition": release.edition, "on": release.on.isoformat()}
    return {**told, "reason": release.reason} if release.kind == "rolled_back" else told
