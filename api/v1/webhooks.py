"""Whom the Center tells: addresses, their secrets, and the log of what was sent. For administrators, and their keys."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Body, Depends, Path, Request
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from api.staff import needs
from api.v1.described import described, silent
from api.v1.dossiers import StaffRoute
from api.v1.schemas import Out
from scanpipe.office.people import Actor, Right
from scanpipe.office.webhooks.subscriptions import Made, Webhooks

router = APIRouter(route_class=StaffRoute, tags=["webhooks"])

Manager = Annotated[Actor, Depends(needs(Right.WEBHOOKS))]
WebhookId = Annotated[str, Path(alias="webhook", description="The id of the address.", examples=["wh_5f1d2c3b4a"])]
MessageId = Annotated[str, Path(alias="message", description="The id of the message.", examples=["msg_7m4k92qx"])]
Event = Literal[
    "check.completed",
    "dossier.sent",
    "dossier.supplement_requested",
    "dossier.accepted",
    "recheck.completed",
    "form.published",
    "form.rolled_back",
]

_LOGIN = ("access.login_missing", "access.not_allowed")
_NAMED = (*_LOGIN, "access.form_expired", "request.not_found")
_URL = "https://mot-cua.example/scanpipe"
WEBHOOK: dict[str, Any] = {
    "id": "wh_5f1d2c3b4a",
    "unit": "phuong-1",
    "url": _URL,
    "events": ["dossier.accepted"],
    "personal": False,
    "created_at": "2026-11-23T02:42:10Z",
    "disabled_at": None,
    "disabled_why": None,
    "rotating_until": None,
    "waiting": 0,
    "failed": 0,
}
SECRET: dict[str, Any] = {"webhook": WEBHOOK, "secret": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"}
DELIVERY: dict[str, Any] = {
    "id": "msg_7m4k92qx",
    "event": "dossier.accepted",
    "check_id": "chk_01jd9zp0v6k3m8q4r7t2w5x9ab",
    "state": "delivered",
    "attempts": 1,
    "next_at": "2026-11-23T02:42:10Z",
    "status": 204,
    "told": "taken",
    "created_at": "2026-11-23T02:42:10Z",
    "done_at": "2026-11-23T02:42:11Z",
}


class Asked(BaseModel):
    """A new address."""

    model_config = ConfigDict(extra="forbid")

    url: str = Field(max_length=500, description="Where to send, https.", examples=[_URL])
    events: list[Event] = Field(min_length=1, max_length=7, description="What to tell.")
    personal: bool = Field(default=False, description="Whether messages hold the values that people wrote.")


class Rotate(BaseModel):
    """How a secret is changed."""

    model_config = ConfigDict(extra="forbid")

    at_once: bool = Field(default=False, description="The old secret ends now; else it signs as well for a day.")


class Webhook(Out):
    """An address that is told."""

    id: str
    unit: str = Field(description="The Center whose dossiers it is told of; * for all.")
    url: str
    events: list[str]
    personal: bool
    created_at: dt.datetime
    disabled_at: dt.datetime | None
    disabled_why: str | None = Field(description="administrator, or gone: it answered 410.")
    rotating_until: dt.datetime | None = Field(description="Until when the secret before the newest signs as well.")
    waiting: int = Field(description="Messages that are still to be sent.")
    failed: int = Field(description="Messages that were given up.")


class WebhookList(BaseModel):
    """All addresses."""

    webhooks: list[Webhook]


class WithSecret(Out):
    """An address and its secret, which is told this once."""

    webhook: Webhook
    secret: str


class Delivery(Out):
    """One message, and what became of it."""

    id: str = Field(description="webhook-id: the same however often it is sent.")
    event: str
    check_id: str | None
    state: Literal["waiting", "sending", "delivered", "failed"]
    attempts: int
    next_at: dt.datetime = Field(description="When it is sent next, if it waits.")
    status: int | None = Field(description="The last HTTP status.")
    told: str | None = Field(description="What became of the last attempt, in a word.")
    created_at: dt.datetime
    done_at: dt.datetime | None


class DeliveryList(BaseModel):
    """The newest messages of an address."""

    deliveries: list[Delivery]


def webhooks_of(request: Request) -> Webhooks:
    """The addresses behind this door."""
    found: Webhooks = request.app.state.office.webhooks
    return found


Door = Annotated[Webhooks, Depends(webhooks_of)]


@router.get("/webhooks", summary="All addresses", **described({"webhooks": [WEBHOOK]}, *_LOGIN))
def all_webhooks(door: Door, actor: Manager) -> WebhookList:
    """The addresses of the Center, the oldest first. Secrets are never told again."""
    return WebhookList(webhooks=[Webhook.model_validate(one) for one in door.all(actor)])


@router.post(
    "/webhooks",
    status_code=201,
    summary="Tell an address",
    **described(SECRET, *_LOGIN, "access.form_expired", status=201),
)
def make_webhook(
    response: Response,
    door: Door,
    actor: Manager,
    wish: Annotated[
        Asked, Body(openapi_examples={"accepted": {"value": {"url": _URL, "events": ["dossier.accepted"]}}})
    ],
) -> WithSecret:
    """Makes an address of the Center and tells the secret that its messages are signed with, this one time."""
    made = door.make(actor, wish.url, wish.events, personal=wish.personal)
    response.headers["Location"] = f"/api/v1/webhooks/{made.webhook.id}"
    return _told(made)


@router.get("/webhooks/{webhook}", summary="One address", **described(WEBHOOK, *_LOGIN, "request.not_found"))
def webhook(door: Door, actor: Manager, webhook_id: WebhookId) -> Webhook:
    """The address as it stands."""
    return Webhook.model_validate(door.one(actor, webhook_id))


@router.post("/webhooks/{webhook}/rotate", summary="Change the secret", **described(SECRET, *_NAMED))
def rotate(
    door: Door,
    actor: Manager,
    webhook_id: WebhookId,
    wish: Annotated[Rotate, Body(openapi_examples={"slowly": {"value": {"at_once": False}}})],
) -> WithSecret:
    """A new secret. For a day messages bear two signatures, so that the receiver can change over without a gap."""
    return _told(door.rotate(actor, webhook_id, at_once=wish.at_once))


@router.post("/webhooks/{webhook}/disable", status_code=204, summary="Tell it nothing more", **silent(*_NAMED))
def disable(door: Door, actor: Manager, webhook_id: WebhookId) -> None:
    """What waits is kept and sent once it is enabled again; what happens meanwhile is not told."""
    door.disable(actor, webhook_id)


@router.post("/webhooks/{webhook}/enable", status_code=204, summary="Tell it again", **silent(*_NAMED))
def enable(door: Door, actor: Manager, webhook_id: WebhookId) -> None:
    """What waited is sent first."""
    door.enable(actor, webhook_id)


@router.post(
    "/webhooks/{webhook}/test",
    status_code=202,
    summary="Send a test",
    **described({**DELIVERY, "event": "webhook.test"}, *_NAMED, "check.wrong_state", status=202),
)
def test(door: Door, actor: Manager, webhook_id: WebhookId) -> Delivery:
    """A message of the type `webhook.test`, signed like all others."""
    return Delivery.model_validate(door.test(actor, webhook_id))


@router.get(
    "/webhooks/{webhook}/deliveries",
    summary="What was sent",
    **described({"deliveries": [DELIVERY]}, *_LOGIN, "request.not_found"),
)
def deliveries(door: Door, actor: Manager, webhook_id: WebhookId) -> DeliveryList:
    """The newest 200 messages; what was delivered or given up is forgotten after 30 days."""
    return DeliveryList(deliveries=[Delivery.model_validate(one) for one in door.log(actor, webhook_id)])


@router.post(
    "/webhooks/{webhook}/deliveries/{message}/redeliver",
    status_code=202,
    summary="Send it again",
    **described({**DELIVERY, "state": "waiting", "done_at": None}, *_NAMED, "check.wrong_state", status=202),
)
def redeliver(door: Door, actor: Manager, webhook_id: WebhookId, message_id: MessageId) -> Delivery:
    """The same message under the same id; the receiver knows it by that."""
    return Delivery.model_validate(door.redeliver(actor, webhook_id, message_id))


def _told(made: Made) -> WithSecret:
    return WithSecret(webhook=Webhook.model_validate(made.webhook), secret=made.secret)
