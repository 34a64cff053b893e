"""
What happens is told to whom it concerns: messages written in the transaction of what they tell.

A message is thin: ids, code, verdict, counts and where to ask for more. Values that people wrote are added only for an
address that asks for them.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from scanpipe.office.people import EVERY_UNIT
from scanpipe.store import checks, deliveries, findings, rechecks, webhooks
from scanpipe.store.deliveries import NewDelivery
from scanpipe.store.keys import Keys
from scanpipe.store.rows import CheckRow, FindingState
from scanpipe.store.webhooks import WebhookRow

Json: TypeAlias = dict[str, Any]

COMPLETED = "check.completed"
SENT = "dossier.sent"
ASKED = "dossier.supplement_requested"
ACCEPTED = "dossier.accepted"
RECHECKED = "recheck.completed"
PUBLISHED = "form.published"
ROLLED_BACK = "form.rolled_back"
EVENTS = (COMPLETED, SENT, ASKED, ACCEPTED, RECHECKED, PUBLISHED, ROLLED_BACK)
"""What an address can ask to be told."""
LAW_EVENTS = (PUBLISHED, ROLLED_BACK)
"""What is about the law, not about a dossier: every Center works by it."""
TEST = "webhook.test"
"""What "Gửi thử" sends, to any address."""
PERSONAL = "personal"
"""The member of `data` that holds what people wrote."""


def enqueue(
    session: Any,
    keys: Keys,
    event: str,
    check_id: str,
    data: Mapping[str, Any],
    now: dt.datetime,
    *,
    base: str = "",
    personal: Callable[[], Any] | None = None,
) -> int:
    """
    Write the messages about a dossier, one for each address that asks for the event and sees the dossier's Center; how
    many. `data` is added to what is always told. `base` is the address of this service as others reach it; without it
    the message has the path alone. `personal` gives what people wrote, for those who ask for it, and is called for them
    only.

    Raises NotFoundError of the store when there is no such dossier.
    """
    asking = [one for one in webhooks.all_of(session, keys) if event in one.events and one.disabled_at is None]
    if not asking:
        return 0
    row = checks.row_of(checks.locked(session, check_id))
    own = [one for one in asking if one.unit in (EVERY_UNIT, row.unit)]
    thin = {**_about(session, keys, row, base), **(_rechecked(session, row) if event == RECHECKED else {}), **data}
    whole = {**thin, PERSONAL: personal()} if personal and any(one.personal for one in own) else thin
    for one in own:
        body = message(event, now, whole if one.personal else thin)
        deliveries.add(session, keys, NewDelivery(one.id, check_id, event, body), now=now)
    return len(own)


def enqueue_law(
    session: Any, keys: Keys, event: str, data: Mapping[str, Any], now: dt.datetime, *, mark: str, base: str = ""
) -> int:
    """
    Write the messages about a change of the law, one for each address that asks for the event, of whatever Center; how
    many. `data` names form and edition, and is told with the address where the form's editions are listed. `mark` is
    the change's own: what was written about it before, here or by another server, is not written again.
    """
    asking = [one for one in webhooks.all_of(session, keys) if event in one.events and one.disabled_at is None]
    path = f"/api/v1/forms/{data['form']}/editions" if data.get("form") else "/api/v1/forms"
    body = message(event, now, {**data, "url": f"{base.rstrip('/')}{path}"})
    new = [NewDelivery(one.id, None, event, body) for one in asking]
    return sum(deliveries.add_once(session, keys, one, f"{event}/{mark}", now=now) for one in new)


def enqueue_test(session: Any, keys: Keys, webhook: WebhookRow, now: dt.datetime) -> deliveries.DeliveryRow:
    """A message that tells nothing, to see that it arrives."""
    body = message(TEST, now, {"webhook": webhook.id})
    return deliveries.add(session, keys, NewDelivery(webhook.id, None, TEST, body), now=now)


def message(event: str, now: dt.datetime, data: Mapping[str, Any]) -> bytes:
    """The body of a message, as Standard Webhooks has it: type, timestamp, data."""
    at = now.astimezone(dt.UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    told = {"type": event, "timestamp": at, "data": dict(data)}
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()


def _about(session: Any, keys: Keys, row: CheckRow, base: str) -> Json:
    """What is always told of a dossier: nothing that somebody wrote on a paper."""
    counts = dict.fromkeys(("must", "check", "info"), 0)
    for one in findings.findings_of(session, keys, row.id):
        if one.number is not None and one.state in (FindingState.OPEN, FindingState.DISPUTED):
            counts[one.severity] += 1
    return {
        "id": row.id,
        "code": row.code,
        "official_code": row.official_code,
        "unit": row.unit,
        "state": row.state.value,
        "verdict": row.verdict,
        "procedure": row.procedure,
        "open_findings": counts,
        "url": f"{base.rstrip('/')}/api/v1/dossiers/{row.id}",
    }


def _rechecked(session: Any, row: CheckRow) -> Json:
    """What the newest recheck did to a dossier."""
    one = rechecks.newest_of(session, row.id)
    if one is None:
        return {}
    paper = {"form": one.form, "edition": one.edition, "status": one.status_after, "status_before": one.status_before}
    told = {
        "id": one.recheck.id,
        "cause": one.recheck.cause,
        "effect": one.effect,
        "verdict_before": one.verdict_before,
    }
    return {"recheck": {**told, "paper": paper}}
