"""Whom the Center tells: addresses, their secrets, what was sent to them. For administrators."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request, Response

from api.office.shell import show_office
from api.staff import needs
from api.v1.webhooks import Door
from api.web.badges import Badge
from api.web.look import look_of
from api.web.route import PageRoute, away
from api.words import say
from scanpipe.errors import UsageError
from scanpipe.office.people import Actor, Right
from scanpipe.office.webhooks.hooks import EVENTS
from scanpipe.office.webhooks.subscriptions import Made, WebhookView
from scanpipe.office.webhooks.targets import TargetError
from scanpipe.store.deliveries import DeliveryRow

router = APIRouter(route_class=PageRoute, include_in_schema=False)

HOME = "/cb/webhooks"
Manager = Annotated[Actor, Depends(needs(Right.WEBHOOKS))]
Text = Annotated[str, Form(max_length=600)]

_STATES = {
    "waiting": Badge("todo", "○", "webhook.state_waiting"),
    "sending": Badge("todo", "…", "webhook.state_sending"),
    "delivered": Badge("ok", "✓", "webhook.state_delivered"),
    "failed": Badge("fix", "!", "webhook.state_failed"),
}
_TOLD = frozenset({"disabled", "enabled", "tested", "redelivered"})


@router.get(HOME)
def webhooks(request: Request, door: Door, actor: Manager) -> Response:
    """The addresses, and a form for a new one."""
    return _list(request, door, actor)


@router.post(HOME)
def make(
    request: Request,
    door: Door,
    actor: Manager,
    url: Text = "",
    events: Annotated[list[str] | None, Form()] = None,
    personal: Annotated[bool, Form()] = False,
) -> Response:
    """A new address; its secret is shown on the answer, and never again."""
    lang = look_of(request).lang
    chosen = [event for event in events or [] if event in EVENTS]
    asked = {"url": url.strip(), "events": chosen, "personal": personal}
    if not chosen:
        return _list(request, door, actor, wrong=("events", say("webhook.wrong_events", lang)), asked=asked)
    try:
        made = door.make(actor, url, chosen, personal=personal)
    except TargetError as error:
        return _list(request, door, actor, wrong=("url", say(f"webhook.wrong_{error.code}", lang)), asked=asked)
    except UsageError:
        return _list(request, door, actor, wrong=("url", say("webhook.wrong_url", lang)), asked=asked)
    return _secret(request, actor, made, status=201)


@router.get(f"{HOME}/{{webhook}}")
def webhook(request: Request, door: Door, actor: Manager, webhook: str, xong: str | None = None) -> Response:
    """One address with the log of what was sent to it."""
    view = door.one(actor, webhook)
    return show_office(
        request,
        "office/webhook.html.j2",
        actor=actor,
        webhook=view,
        home=HOME,
        state=_standing(view),
        log=[(one, _STATES[one.state.value], told_key(one)) for one in door.log(actor, webhook)],
        done=f"webhook.done_{xong}" if xong in _TOLD else None,
    )


@router.post(f"{HOME}/{{webhook}}/doi-khoa")
def rotate(
    request: Request, door: Door, actor: Manager, webhook: str, at_once: Annotated[bool, Form()] = False
) -> Response:
    """A new secret, shown on the answer and never again."""
    return _secret(request, actor, door.rotate(actor, webhook, at_once=at_once))


@router.post(f"{HOME}/{{webhook}}/tat")
def disable(door: Door, actor: Manager, webhook: str) -> Response:
    """Tell it nothing more."""
    door.disable(actor, webhook)
    return away(f"{HOME}/{webhook}?xong=disabled")


@router.post(f"{HOME}/{{webhook}}/bat")
def enable(door: Door, actor: Manager, webhook: str) -> Response:
    """Tell it again."""
    door.enable(actor, webhook)
    return away(f"{HOME}/{webhook}?xong=enabled")


@router.post(f"{HOME}/{{webhook}}/thu")
def test(door: Door, actor: Manager, webhook: str) -> Response:
    """Send a message that tells nothing."""
    door.test(actor, webhook)
    return away(f"{HOME}/{webhook}?xong=tested")


@router.post(f"{HOME}/{{webhook}}/gui-lai/{{message}}")
def redeliver(door: Door, actor: Manager, webhook: str, message: str) -> Response:
    """Send one message once more."""
    door.redeliver(actor, webhook, message)
    return away(f"{HOME}/{webhook}?xong=redelivered")


@router.get(f"{HOME}/{{webhook}}/doi-khoa")
@router.get(f"{HOME}/{{webhook}}/tat")
@router.get(f"{HOME}/{{webhook}}/bat")
@router.get(f"{HOME}/{{webhook}}/thu")
def back(actor: Manager, webhook: str) -> Response:
    """What was posted is not there to be looked at: its address is where it was posted from."""
    return away(f"{HOME}/{webhook}")


def told_key(delivery: DeliveryRow) -> str | None:
    """The words for what became of the last attempt; None before there was one."""
    return f"webhook.told_{delivery.told}" if delivery.told in TOLD else None


TOLD = frozenset(
    {"taken", "refused", "redirect", "gone", "cut", "timeout", "tls", "unreachable", "seal"}
    | {"url", "scheme", "unknown_host", "inside"}
)
"""What can become of an attempt; each has its words."""


def _list(
    request: Request,
    door: Door,
    actor: Actor,
    *,
    wrong: tuple[str, str] | None = None,
    asked: dict[str, object] | None = None,
) -> Response:
    return show_office(
        request,
        "office/webhooks.html.j2",
        actor=actor,
        status=422 if wrong else 200,
        home=HOME,
        webhooks=[(one, _standing(one)) for one in door.all(actor)],
        events=EVENTS,
        wrong=wrong,
        asked=asked or {"url": "", "events": [], "personal": False},
    )


def _secret(request: Request, actor: Actor, made: Made, *, status: int = 200) -> Response:
    return show_office(
        request,
        "office/webhook_secret.html.j2",
        actor=actor,
        status=status,
        home=HOME,
        webhook=made.webhook,
        secret=made.secret,
    )


def _standing(view: WebhookView) -> Badge:
    if view.disabled_at is None:
        return Badge("ok", "✓", "webhook.on")
    return Badge("fix", "!", "webhook.off_gone") if view.disabled_why == "gone" else Badge("na", "–", "webhook.off")
